"""A sheet before it is a sheet: lines of slots on a grid of columns, and what the hidden column says of each line.

Data only. ``layout`` makes it from the form, ``writing`` turns it into cells; neither knows the other's trade.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from portal.form.blocks import Field
from portal.form.kinds import Kind


@dataclass(frozen=True)
class Answer:
    """What a slot asks: its cell's code and kind, the text that stands in it, and the field it belongs to.

    ``box`` says that it is ticked, ``option`` which of several choices the box stands for.
    """

    code: str
    kind: Kind
    text: str = ""
    field: Field | None = None
    option: str = ""
    box: bool = False


@dataclass(frozen=True)
class Slot:
    """One cell, or several merged: columns *first* to *last*, *down* lines high.

    It shows a printed ``text``, asks an ``answer``, or computes a ``formula``. ``look`` is a key of
    ``styles.LOOKS``; of an answer it is found by its kind.
    """

    first: int
    last: int
    look: str = "label"
    text: str = ""
    down: int = 1
    answer: Answer | None = None
    formula: str = ""


@dataclass
class Line:
    """One line: its slots from left to right, and the words of its anchor."""

    anchor: str
    slots: Sequence[Slot] = ()
    height: float | None = None


@dataclass
class SheetPlan:
    """One sheet: title, widths of the columns from B on, lines from line 2 on.

    ``heading`` is the line that every printed page repeats; ``frozen`` whether it stays in sight as well.
    """

    title: str
    section: str
    widths: Sequence[float]
    lines: list[Line] = field(default_factory=list)
    heading: int = 2
    frozen: bool = True

    @property
    def last_column(self) -> int:
        """The number of the last column of the grid."""
        return len(self.widths) + 1

    @property
    def next_line(self) -> int:
        """The number the next line will have; line 1 holds the marks of the columns."""
        return len(self.lines) + 2


def span(columns: str) -> tuple[int, int]:
    """Numbers of the first and last of *columns*, such as ``D`` or ``D:F``."""
    first, _, last = columns.partition(":")
    return column_index_from_string(first), column_index_from_string(last or first)


def letters(first: int, last: int) -> str:
    """The reverse of :func:`span`."""
    return get_column_letter(first) if first == last else f"{get_column_letter(first)}:{get_column_letter(last)}"
