"""Stored files as answers: bytes that a browser saves and never renders."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from portal.models import UploadedFile


def attachment(stored: UploadedFile, stream: Iterator[bytes]) -> Response:
    """The bytes of *stored*, under its own name; whatever they hold, it is not run and not shown."""
    response = Response(stream, mimetype=stored.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    response.headers["Content-Length"] = str(stored.size)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
