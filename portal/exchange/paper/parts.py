"""What a printed form is made of: cells, tables, sections. Data only, ready for the typesetter.

Texts stand in it as they are; nothing here is markup of the typesetter, so whatever somebody typed is
printed as it was typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from portal.exchange.paper.glyphs import printable

FONTS = Path(__file__).parents[1] / "fonts"
TEXT_FONT = FONTS / "NotoSerifSC-Regular.ttf"

#: A run of characters in which a line may find no place to break: addresses on the net, long figures.
UNBROKEN = re.compile(r"[^\s\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{12,}")


#: A row with a longer text may go over to the next page.
LONGEST_UNDIVIDED = 400


class Look(StrEnum):
    """How a cell is set."""

    LABEL = "label"
    TEXT = "text"
    FIGURE = "figure"
    BANNER = "banner"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, ``span`` columns wide and ``rows`` rows high; ``text`` may have several lines.

    ``en`` stands smaller beneath; ``unit`` stands after a figure. ``note`` is the number of a footnote (0:
    none), whose mark stands after ``text``, or within it after its beginning ``note_after``.
    """

    text: str = ""
    look: Look = Look.TEXT
    en: str = ""
    unit: str = ""
    note: int = 0
    note_after: str = ""
    span: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the shares of its columns, how many of its rows are repeated on each page, its rows.

    ``whole`` tables are never divided between pages.
    """

    columns: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    heads: int = 0
    whole: bool = False

    @property
    def notes(self) -> list[int]:
        """The numbers of the footnotes whose marks stand in the table."""
        return sorted({cell.note for row in self.rows for cell in row} - {0})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the five sections: its title and its tables, which stand one below the other as one."""

    title: str
    en: str
    tables: Sequence[Table] = field(default_factory=tuple)


def plain_cell(cell: Cell) -> dict[str, Any]:
    """*cell* as it goes into JSON, without what is blank; ``text`` and ``en`` line by line."""
    found: dict[str, Any] = {"look": cell.look.value}
    if cell.text:
        found["text"] = [broken(line) for line in cell.text.split("\n")]
    if cell.en:
        found["en"] = cell.en.split("\n")
    given = (("unit", cell.unit), ("note", cell.note), ("note_after", cell.note_after))
    found |= {name: value for name, value in given if value}
    return found | {name: value for name, value in (("span", cell.span), ("rows", cell.rows)) if value > 1}


def plain_table(table: Table) -> dict[str, Any]:
    """*table* as it goes into JSON."""
    return {
        "columns": list(table.columns),
        "heads": table.heads,
        "whole": table.whole,
        "notes": table.notes,
        "rows": [{"cells": [plain_cell(cell) for cell in row], "divided": divided(row)} for row in table.rows],
    }


def plain_sheet(sheet: Sheet) -> dict[str, Any]:
    """*sheet* as it goes into JSON."""
    return {"title": sheet.title, "en": sheet.en, "tables": [plain_table(table) for table in sheet.tables]}


def divided(row: Sequence[Cell]) -> bool:
    """Whether a row may go over to the next page: one that may be higher than a page must."""
    return any(len(cell.text) > LONGEST_UNDIVIDED for cell in row)


def broken(text: str) -> str | list[str | dict[str, str]]:
    """*text* as it can be printed, in pieces where a run must be allowed to break anywhere: ``{"run": …}``."""
    text = printable(text, TEXT_FONT)
    runs = list(UNBROKEN.finditer(text))
    if not runs:
        return text
    pieces: list[str | dict[str, str]] = []
    at = 0
    for run in runs:
        pieces += [text[at : run.start()], {"run": run[0]}]
        at = run.end()
    return [piece for piece in (*pieces, text[at:]) if piece]
