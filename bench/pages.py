"""What a browser would make of a page: the fields its form posts, and the page cut up at its inputs.

Reads HTML as the portal writes it (quoted attributes, ``<`` and ``>`` escaped within them); it is no
parser for pages of others.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import TypedDict

CONTROL = re.compile(r"<(input|textarea|select)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
OPTION = re.compile(r"<option\b([^>]*)>([^<]*)</option>")
TICKED = ("checkbox", "radio")
CONTROLS = frozenset({"csrf_token", "revision"})
PATTERNS = re.compile(r"<template>.*?</template>", re.DOTALL)
FORM = re.compile(r'<form\b[^>]*\bid="section-form".*?</form>', re.DOTALL)


class Piece(TypedDict):
    """An input of the page, with the markup between it and the one before."""

    gap: str
    kind: str
    attributes: list[tuple[str, str | None]]
    name: str
    value: str
    checked: bool
    options: list[tuple[str, str]]


def fields(page: str) -> list[tuple[str, str]]:
    """Name and text of everything the section's form posts, in the order of the page."""
    form = FORM.search(page)
    if form is None:
        raise ValueError("the page has no section form")
    live = PATTERNS.sub("", form[0])
    return [field for tag, text, inner in _controls(live) for field in _posted(tag, text, inner)]


def count_inputs(page: str) -> int:
    """How many inputs for cells somebody sees on *page*; patterns of rows to come are not among them."""
    return len(cut(PATTERNS.sub("", page))[0])


def login_fields(page: str) -> dict[str, str]:
    """The inputs of the form that has a password, by name."""
    form = next(part for part in re.findall(r"<form\b.*?</form>", page, re.DOTALL) if 'type="password"' in part)
    return dict(field for tag, text, inner in _controls(form) for field in _posted(tag, text, inner))


def cut(page: str) -> tuple[list[Piece], str]:
    """*page* cut up at the inputs that hold a cell's value, and what follows the last of them."""
    pieces: list[Piece] = []
    end = 0
    for match in CONTROL.finditer(page):
        piece = _piece(match, page[end : match.start()])
        if "." in piece["name"] and ("type", "hidden") not in piece["attributes"]:
            pieces.append(piece)
            end = match.end()
    return pieces, page[end:]


def _controls(markup: str) -> Iterator[tuple[str, str, str]]:
    return ((match[1], match[2], match[3] or "") for match in CONTROL.finditer(markup))


def _attributes(text: str) -> dict[str, str | None]:
    return {m[1]: None if m[2] is None else unescape(m[2]) for m in ATTRIBUTE.finditer(text)}


def _posted(tag: str, text: str, inner: str) -> Iterator[tuple[str, str]]:
    found = _attributes(text)
    name, kind = found.get("name"), found.get("type")
    if not name or "disabled" in found or kind in ("submit", "button", "file"):
        return
    if tag == "textarea":
        yield name, unescape(inner).removeprefix("\n")
    elif tag == "select":
        options = [(_attributes(m[1]), m[2]) for m in OPTION.finditer(inner)]
        chosen = [(own, label) for own, label in options if "selected" in own] or options[:1]
        yield from ((name, own.get("value") or "") for own, _label in chosen)
    elif kind not in TICKED:
        yield name, found.get("value") or ""
    elif "checked" in found:
        yield name, found.get("value") or "on"


def _piece(match: re.Match[str], gap: str) -> Piece:
    found = _attributes(match[2])
    inner = match[3] or ""
    ticked = found.get("type") in TICKED
    posted = dict(_posted(match[1], match[2], inner))
    value = found.get("value") or "on" if ticked else posted.get(found.get("name") or "", "")
    return Piece(
        gap=gap,
        kind="tick" if ticked else match[1],
        attributes=list(found.items()),
        name=found.get("name") or "",
        value=value,
        checked="checked" in found,
        options=[(_attributes(m[1]).get("value") or "", unescape(m[2])) for m in OPTION.finditer(inner)],
    )
