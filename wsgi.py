"""The application a WSGI server loads. Without any setting it is production, and says what is missing."""

from portal import create_app

app = create_app()
