"""How cells look, by name: every look is made once a workbook and shared by all its cells.

Owns fonts, lines, colours and number formats. A spreadsheet library that is asked for each cell anew takes
ten times as long.
"""

from dataclasses import dataclass
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

SERIF, SANS = "宋体", "黑体"
INK, PALE = "FF000000", "FFF1F7FD"
TEXT_FORMAT = "@"


@dataclass(frozen=True)
class Look:
    """One look. ``lines`` are the edges that are drawn: all, the top one, or none."""

    size: float = 10.5
    font: str = SERIF
    bold: bool = False
    across: str = "center"
    upright: str = "center"
    lines: str = "all"
    open: bool = False
    format: str = "General"
    indent: int = 0


LOOKS: dict[str, Look] = {
    "anchor": Look(size=8, across="left", lines="none", format=TEXT_FORMAT),
    "attachment": Look(size=12, font=SANS, across="left", lines="none"),
    "title": Look(size=18, bold=True, lines="none"),
    "subtitle": Look(size=12, lines="none"),
    "name": Look(size=12, across="left", lines="none"),
    "section": Look(size=14, font=SANS, across="left", lines="none"),
    "label": Look(),
    "label_top": Look(upright="top"),
    "label_left": Look(across="left"),
    "label_right": Look(across="right"),
    "small": Look(size=9),
    "number_line": Look(format="0"),
    "sum": Look(across="right", format="#,##0"),
    "count": Look(format='#,##0"个"'),
    "first_note": Look(size=9, across="left", upright="top", lines="top"),
    "note": Look(size=9, across="left", upright="top", lines="none"),
    "outline_part": Look(bold=True, across="left"),
    "outline_point": Look(across="left", indent=1),
    "guide_head": Look(size=12, font=SANS, across="left", lines="none"),
    "guide_text": Look(size=11, across="left", upright="top", lines="none"),
    "text": Look(across="left", open=True, format=TEXT_FORMAT),
    "date": Look(open=True, format=TEXT_FORMAT),
    "choice": Look(open=True, format=TEXT_FORMAT),
    "box": Look(size=12, open=True, format=TEXT_FORMAT),
    "integer": Look(across="right", open=True, format="#,##0"),
    "amount": Look(across="right", open=True, format="#,##0.00"),
    "year": Look(open=True, format="0"),
}

#: The look of an answer by the name of its kind; texts of all sorts look alike.
KINDS = {
    "integer": "integer",
    "decimal": "amount",
    "year": "year",
    "partial_date": "date",
    "enum": "choice",
    "multi_enum": "choice",
}

THIN = Side(style="thin", color=INK)
BORDERS = {
    "all": Border(left=THIN, right=THIN, top=THIN, bottom=THIN),
    "top": Border(top=THIN),
    "none": Border(),
}


class Styles:
    """The looks of one workbook, made when they are first asked for."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, look: str, *, quoted: bool = False) -> Any:
        """The library's own record of *look*; *quoted* cells stay text even when somebody edits them."""
        key = look, quoted
        if key not in self._made:
            self._made[key] = self._make(LOOKS[look], quoted)
        return self._made[key]

    def _make(self, look: Look, quoted: bool) -> Any:
        cell = WriteOnlyCell(self._sheet)
        cell.font = Font(name=look.font, size=look.size, bold=look.bold, color=INK)
        cell.border = BORDERS[look.lines]
        cell.alignment = Alignment(horizontal=look.across, vertical=look.upright, wrap_text=True, indent=look.indent)
        if look.open:
            cell.fill = PatternFill("solid", start_color=PALE)
            cell.protection = Protection(locked=False)
        cell.number_format = look.format
        if quoted:
            cell.quotePrefix = True
        return cell._style
