"""The application a WSGI server loads. Without any setting it is production, and says what is missing."""

import gc

from portal import create_app

app = create_app()

# What was made at the start lives as long as the process: looking through it again and again finds nothing.
gc.collect()
gc.freeze()
