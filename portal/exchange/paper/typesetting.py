"""The typesetter as the portal asks for it: what is to be printed as JSON in, a PDF out.

Owns how a form gets to ``press.py`` and what becomes of one that cannot be set. That is a child with limits of its
own, one for each form: the library keeps what it made of a form, and memory once grown stays with the process.
"""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.exchange import children
from portal.exchange.paper.parts import FONTS

PRESS = Path(__file__).with_name("press.py")
TEMPLATES = Path(__file__).with_name("templates")
PATIENCE_SECONDS = 30
#: A new process is given its memory page by page, which takes a quarter of its time for a usual form; large pages,
#: where the system has them, halve that.
LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


class NotTypeset(RuntimeError):
    """The form was not set: it takes more memory or time than a form may, or the typesetter failed."""


def typeset(form: Mapping[str, Any], at: dt.datetime | None = None) -> bytes:
    """*form* as a PDF. The same form gives the same bytes: the only moment in them is *at*, if there is one.

    Raises :class:`NotTypeset`.
    """
    written = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    told = (str(TEMPLATES), str(FONTS), str(int(at.timestamp()) if at else 0))
    try:
        return children.answer(PRESS, written, PATIENCE_SECONDS, *told, environment=LARGE_PAGES)
    except (children.Exhausted, RuntimeError) as error:
        raise NotTypeset(str(error)) from error
