"""Addresses that a request may name to be sent to afterwards: pages of this portal, nothing else."""

from urllib.parse import unquote, urlsplit

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import HTTPException


def init_app(app: Flask) -> None:
    """Let templates ask where the reader is."""
    app.jinja_env.globals["here"] = here


def own_path(address: str | None) -> str | None:
    """*address* if it is the path (and query) of a page of ours that can be fetched, else None.

    What browsers make of a half-written address cannot be foreseen by looking for a host in it
    (``/\\evil``, ``https:evil``, a tab between two slashes), so the path must match a route.
    """
    if not address or not address.isprintable() or "\\" in address or "//" in address:
        return None
    root = request.script_root
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not address.startswith(f"{root}/"):
        return None
    try:
        endpoint, _values = adapter.match(unquote(urlsplit(address).path).removeprefix(root), method="GET")
    except (HTTPException, ValueError):
        return None
    return None if endpoint == "static" else address


def home() -> str:
    """Where everybody can go."""
    return url_for("filings.home")


def here() -> str:
    """The page the reader is on, to come back to; home where the request was for no page."""
    path = request.full_path if request.query_string and request.method == "GET" else request.path
    return own_path(request.script_root + path) or home()
