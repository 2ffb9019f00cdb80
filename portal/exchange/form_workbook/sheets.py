"""One sheet that came back: its lines, what the hidden column says of them, and what stands at each place.

Owns finding the hidden column and the columns as they were written, wherever they are now. Does not
own what an answer means for the return: see ``reading``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from openpyxl.utils import column_index_from_string, get_column_letter

from portal.exchange.form_workbook import anchors
from portal.exchange.form_workbook.anchors import Anchor, Place, Wrecked
from portal.exchange.form_workbook.refusals import WorkbookRefused

CORNER_LINES, CORNER_COLUMNS = 40, 12


@dataclass(frozen=True)
class Found:
    """What stands in a cell: the probe's kind and text, and the cell's name on its sheet."""

    kind: str
    text: str
    place: str


@dataclass
class CameBack:
    """A sheet of the form. ``columns`` leads from a column as it was written to where it is now."""

    title: str
    section: str
    anchor_column: int
    columns: Mapping[int, int]
    rows: Mapping[int, Mapping[int, tuple[str, str]]]
    corner: int
    lines: list[tuple[int, Anchor | None]] = field(default_factory=list)

    @classmethod
    def recognised(cls, sheet: Mapping[str, Any]) -> Self | None:
        """*sheet*, if it has the corner of a section's sheet; None for any other. Raises WorkbookRefused."""
        rows = {number: {at: (kind, text) for at, kind, text in cells} for number, cells in sheet["rows"]}
        for number in sorted(rows)[:CORNER_LINES]:
            for at, (_kind, text) in sorted(rows[number].items()):
                words = text.split(" ")
                if at <= CORNER_COLUMNS and words[0] == anchors.SHEET and len(words) == 2:
                    columns = _columns(rows[number], at)
                    found = cls(sheet["title"], words[1], at, columns, rows, number)
                    found.lines = list(found._lines())
                    return found
        return None

    def _lines(self) -> Iterator[tuple[int, Anchor | None]]:
        """Every line that holds anything, and its anchor; None for a line that has none."""
        for number in sorted(self.rows):
            cells = self.rows[number]
            if number == self.corner:
                continue
            if self.anchor_column not in cells:
                yield number, None
                continue
            try:
                yield number, anchors.parse(cells[self.anchor_column][1])
            except Wrecked as error:
                raise self.broken(number, self.anchor_column) from error

    def broken(self, line: int, column: int | None = None) -> WorkbookRefused:
        """The refusal of a workbook that is wrecked at *line*."""
        return WorkbookRefused("anchors_broken", {"place": self.name(line, column or self.anchor_column)})

    def name(self, line: int, column: int) -> str:
        """A cell as its reader knows it: name of the sheet, name of the cell."""
        return f"{self.title} {get_column_letter(column)}{line}"

    def at(self, line: int, place: Place) -> list[Found]:
        """What stands in the columns of *place* in *line*; a blank cell if nothing does. Raises WorkbookRefused."""
        present = [self.columns.get(column) for column in range(place.first, place.last + 1)]
        if present[0] is None:
            raise self.broken(self.corner)
        cells = self.rows.get(line, {})
        found = [Found(*cells[at], self.name(line, at)) for at in present if at is not None and at in cells]
        return found or [Found("", "", self.name(line, present[0]))]

    def strays(self, line: int) -> list[Found]:
        """What stands in *line*, which has no anchor, in any column."""
        cells = self.rows[line]
        return [Found(*cell, self.name(line, at)) for at, cell in sorted(cells.items())]


def _columns(corner: Mapping[int, tuple[str, str]], anchor_column: int) -> dict[int, int]:
    """Where each column that was written is now, by the letters beside the corner; a letter twice counts once."""
    found: dict[int, int] = {}
    for at, (_kind, text) in sorted(corner.items()):
        if at != anchor_column and text.isascii() and text.isalpha() and len(text) <= 2:
            found.setdefault(column_index_from_string(text), at)
    return found


def recognised(sheets: Sequence[Mapping[str, Any]]) -> list[CameBack]:
    """The sheets that are sections of the form. Raises WorkbookRefused."""
    return [found for sheet in sheets if (found := CameBack.recognised(sheet))]
