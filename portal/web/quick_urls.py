"""Addresses that every page asks for again, built once: of static files, of menu entries, of a filing's pages.

Flask builds an address from the rules at each call; these differ by nothing but the id in them and the
place where the portal is mounted.
"""

import uuid
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for

ANY_FILING = uuid.UUID(int=0)


def init_app(app: Flask) -> None:
    """Let templates have these addresses from here; whatever else they ask for is built as ever."""
    app.jinja_env.globals["url_for"] = _for_template


def plain(endpoint: str) -> str:
    """The address of *endpoint*, which takes nothing."""
    return _built(request.script_root, endpoint, "", None)


def of_filing(endpoint: str, filing_id: uuid.UUID) -> str:
    """The address of *endpoint* for a filing, which is all that it takes."""
    return _built(request.script_root, endpoint, "", ANY_FILING).replace(str(ANY_FILING), str(filing_id))


def _for_template(endpoint: str, **values: Any) -> str:
    if endpoint == "static" and values.keys() == {"filename"}:
        return _built(request.script_root, endpoint, values["filename"], None)
    if values.keys() == {"filing_id"}:
        return of_filing(endpoint, values["filing_id"])
    return url_for(endpoint, **values)


@lru_cache(maxsize=1024)
def _built(root: str, endpoint: str, filename: str, filing_id: uuid.UUID | None) -> str:
    """The address under *root*, which is part of the key alone: Flask knows it."""
    values = {"filename": filename} if filename else {"filing_id": filing_id} if filing_id else {}
    return url_for(endpoint, **values)
