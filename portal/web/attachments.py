"""Stored files as answers: bytes that a browser saves and never renders."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response

from portal.models import UploadedFile


def attachment(stored: UploadedFile, stream: Iterator[bytes]) -> Response:
    """The bytes of *stored*, under its own name."""
    return attached(stream, stored.name, stored.media_type, stored.size)


def attached(stream: Iterator[bytes], name: str, media_type: str, size: int) -> Response:
    """*size* bytes under *name*; whatever they hold, it is not run and not shown."""
    response = Response(stream, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
