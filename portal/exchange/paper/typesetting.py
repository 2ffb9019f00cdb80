"""The typesetter: what is to be printed as JSON in, a PDF out.

It reads the templates beside this module and the shipped fonts, nothing else: no other file, no network,
no font of the machine. What it is given is data; none of it is read as markup.
"""

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from portal.exchange.paper.parts import FONTS

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = TEMPLATES / "form.typ"
REMEMBERED = 10


@cache
def fonts() -> typst.Fonts:
    """The shipped fonts, looked through once for the process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def typeset(form: Mapping[str, Any], at: dt.datetime | None = None) -> bytes:
    """*form* as a PDF. The same form gives the same bytes: the only moment in them is *at*, if there is one.

    Other threads go on meanwhile: the library does its work without the interpreter's lock.
    """
    written = json.dumps(form, ensure_ascii=False, separators=(",", ":"))
    try:
        return typst.compile(
            TEMPLATE,
            root=TEMPLATES,
            font_paths=fonts(),
            sys_inputs={"form": written},
            timestamp=int(at.timestamp()) if at else 0,
        )
    finally:
        _forget()


def _forget() -> None:
    """Let the library forget what it keeps of the form that was set.

    It keeps the intermediate results of as many documents as :data:`REMEMBERED`, in case one of them is set
    again: with forms of 600 rows that is 230 MB each. Blank sheets take their places.
    """
    for _sheet in range(REMEMBERED + 1):
        typst.compile(b"", font_paths=fonts())
