"""A large workbook written row by row: nothing in it is ever a formula, and it never lies in memory whole.

Owns what a cell may hold and how a sheet looks. Does not own what stands on which sheet
(``services.consolidated``).
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

#: What the format cannot hold: controls, halves of characters, what XML calls no character.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What a spreadsheet takes for the beginning of something other than text.
TEMPTING = re.compile(r"[=+\-@\t\r\n]|'")
FORBIDDEN_IN_TITLE = re.compile(r"[\\/*?:\[\]]")
TITLE_MAX = 31

Value: TypeAlias = str | int | Decimal | dt.datetime | Cell | None


@dataclass(frozen=True)
class Head:
    """The head of a column, and how wide the column is in characters."""

    label: str
    width: int = 14


class ConsolidatedWorkbook:
    """A workbook whose sheets are filled side by side and written at the end."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheets: list[Sheet] = []

    def sheet(self, title: str, heads: Sequence[Head], *, filtered: bool = True) -> "Sheet":
        """A new sheet behind the others; a title that is not possible is made so."""
        taken = {sheet.title.lower() for sheet in self._sheets}
        made = Sheet(self._book, sheet_title(title, taken), heads, filtered=filtered)
        self._sheets.append(made)
        return made

    def save(self, file: BinaryIO) -> None:
        """Write everything into *file*; nothing can be added afterwards."""
        for sheet in self._sheets:
            sheet.finish()
        self._book.save(file)


class Sheet:
    """One sheet: a frozen row of heads, then rows as they come."""

    def __init__(self, book: Workbook, title: str, heads: Sequence[Head], *, filtered: bool) -> None:
        self.title = title
        self._sheet = book.create_sheet(title)
        self._columns, self._rows, self._filtered = len(heads), 1, filtered
        self._sheet.freeze_panes = "A2"
        for number, head in enumerate(heads, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = head.width
        self._sheet.append([self._head(head.label) for head in heads])

    def _head(self, label: str) -> Cell:
        cell = self._text_cell(IMPOSSIBLE.sub("", label))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell

    def _text_cell(self, text: str) -> Cell:
        cell = WriteOnlyCell(self._sheet, value=text)
        cell.data_type = "s"
        return cell

    def text(self, text: str) -> str | Cell | None:
        """*text* as a value for :meth:`append`: text for good, whatever it looks like; blank is no cell."""
        clean = IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        if not clean:
            return None
        if not TEMPTING.match(clean) and clean not in ERROR_CODES:
            return clean
        cell = self._text_cell(clean)
        # What a spreadsheet shows as a leading apostrophe: it stays text when somebody edits it, too.
        cell.quotePrefix = True
        return cell

    def append(self, values: Iterable[Value]) -> None:
        """One row; texts must have been through :meth:`text`."""
        self._sheet.append(list(values))
        self._rows += 1

    def finish(self) -> None:
        """The filter can be set only now: it says how far the rows go."""
        if self._filtered:
            self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._columns)}{self._rows}"


def sheet_title(title: str, taken: Iterable[str]) -> str:
    """A title a spreadsheet accepts: what is in brackets left out, at most 31 characters, unlike those *taken*."""
    plain = re.split(r"[（(]", FORBIDDEN_IN_TITLE.sub(" ", IMPOSSIBLE.sub("", title)))[0]
    plain = " ".join(plain.split()).strip("'") or "-"
    if len(plain) > TITLE_MAX:
        cut = plain[: TITLE_MAX + 1]
        plain = cut.rpartition(" ")[0] or cut[:TITLE_MAX]
    wanted, others, number = plain, set(taken), 1
    while wanted.lower() in others:
        number += 1
        wanted = f"{plain[: TITLE_MAX - len(str(number)) - 1]} {number}"
    return wanted


def number(text: str) -> int | Decimal:
    """The number that canonical *text* stands for, exactly."""
    return Decimal(text) if "." in text else int(text)
