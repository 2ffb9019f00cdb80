"""The hidden column: in a few words a line, which answers stand in it. It survives lines put in between.

Owns the writing and reading of those words. Does not own what follows from lines that are doubled or gone.

==========================================  =================================================
``sheet system_building``                   line 1; its other cells repeat the column's letter
``-``                                       a line of the form without an answer
``cells;D=contact.contact_name;…``          single answers and where they stand
``list trainings;D:F=training_name;…``      the head of a list, and the columns of its lines
``row trainings r3 2 5``                    a row: its id, its place in the return and on the sheet
``row trainings``                           a blank line of a list
``end trainings;I=trainings.nothing…``      the line that closes a list
==========================================  =================================================
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.exchange.form_workbook.grid import Slot, letters, span
from portal.form.document import ROW_ID

PLAIN = "-"
SHEET, CELLS, LIST, ROW, END = "sheet", "cells", "list", "row", "end"
WORDS = {PLAIN: (0,), SHEET: (1,), CELLS: (0,), LIST: (1,), ROW: (1, 4), END: (1,)}
PLACE = re.compile(r"([A-Z]{1,2}(?::[A-Z]{1,2})?)=([a-z0-9_.]{1,120})(?:#([a-z_]{1,40}))?")
CODE = re.compile(r"[a-z0-9_]{1,60}")
NUMBER = re.compile(r"[0-9]{1,6}")


class Wrecked(ValueError):
    """Words that this module did not write."""


@dataclass(frozen=True)
class Place:
    """Where an answer stands: columns as they were written, its code, and its option if it is one box of several."""

    first: int
    last: int
    code: str
    option: str = ""


@dataclass(frozen=True)
class Anchor:
    """What a line says of itself. ``position`` is a row's place in the return, ``place`` its place on the sheet."""

    kind: str
    name: str = ""
    row: str = ""
    position: int = -1
    place: int = -1
    places: tuple[Place, ...] = ()


def sheet(section: str) -> str:
    """The words in the corner of a sheet."""
    return f"{SHEET} {section}"


def cells(slots: Iterable[Slot], prefix: str = "") -> str:
    """The words of a line of single answers; *prefix* leads to them within the section."""
    found = _places(slots, prefix)
    return f"{CELLS};{found}" if found else PLAIN


def list_head(block: str, slots: Iterable[Slot]) -> str:
    """The words of the head of a list, from the *slots* of any of its lines."""
    return f"{LIST} {block};{_places(slots, '')}"


def row(block: str, row_id: str = "", position: int = 0, place: int = 0) -> str:
    """The words of a row, or of a blank line."""
    return f"{ROW} {block} {row_id} {position} {place}" if row_id else f"{ROW} {block}"


def list_end(block: str, slots: Iterable[Slot]) -> str:
    """The words of the line that closes a list."""
    return f"{END} {block};{_places(slots, f'{block}.')}"


def _places(slots: Iterable[Slot], prefix: str) -> str:
    return ";".join(
        f"{letters(slot.first, slot.last)}={prefix}{slot.answer.code}"
        + (f"#{slot.answer.option}" if slot.answer.option else "")
        for slot in slots
        if slot.answer
    )


def parse(text: str) -> Anchor:
    """What *text* says. Raises :class:`Wrecked`."""
    head, *rest = text.split(";")
    kind, *words = head.split(" ")
    if len(words) not in WORDS.get(kind, ()) or not all(map(CODE.fullmatch, words[:1])):
        raise Wrecked(text)
    places = []
    for written in rest:
        match = PLACE.fullmatch(written)
        if not match:
            raise Wrecked(text)
        first, last = span(match[1])
        places.append(Place(first, last, match[2], match[3] or ""))
    if len(words) == 4:
        if not ROW_ID.fullmatch(words[1]) or not all(map(NUMBER.fullmatch, words[2:])):
            raise Wrecked(text)
        return Anchor(kind, words[0], words[1], int(words[2]), int(words[3]))
    return Anchor(kind, words[0] if words else "", places=tuple(places))
