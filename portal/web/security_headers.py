"""What every answer tells the browser it may and may not do with it."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = "max-age=63072000"
FOR_EVER = "public, max-age=31536000, immutable"


def init_app(app: Flask, *, https: bool) -> None:
    """Send the headers with every answer, and the version of its content with every static address."""
    headers = HEADERS | ({"Strict-Transport-Security": TWO_YEARS} if https else {})

    @app.after_request
    def add_headers(response: Response) -> Response:
        said = {name.lower() for name, _value in response.headers}
        response.headers.extend((name, value) for name, value in headers.items() if name.lower() not in said)
        response.headers["Cache-Control"] = _caching(response)
        return response

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and app.static_folder and "filename" in values:
            values.setdefault("v", _version(Path(app.static_folder) / values["filename"]))


def _caching(response: Response) -> str:
    """Pages carry figures and tokens and are kept nowhere; a static file asked for by version is kept."""
    if request.endpoint != "static":
        return "no-store"
    return FOR_EVER if "v" in request.args and response.status_code in (200, 304) else "no-cache"


def _version(path: Path) -> str | None:
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=500)
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
