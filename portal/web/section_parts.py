"""What the page of a section is made of: blocks, groups of lines, inputs. Data only, ready to print."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.cell_looks import Label, Look

TRAILING_BRACKETS = re.compile(r"(?<=.)\s*[（(].*")


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its address, its id, what a screen reader calls it, all three as attributes, and its year."""

    name: str
    id: str
    spoken: str
    attributes: Markup
    part: str = ""


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One choice of a closed list, with a box for each input of its line."""

    code: str
    label: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a block: a single cell (one input), a line across years (an input a year), a column (none).

    ``place`` is what it is to the line above: an ``amount`` of a count, a ``part`` of a total, or ``""``.
    ``other`` takes the text of the choice “other”; ``beside`` is printed in the same cell, and ``caption``
    tells the two apart. ``total`` is the pattern of its sum over years; ``stock`` lines have none, as
    years of a stock are never added.
    """

    code: str
    label: Label
    look: Look
    inputs: tuple[Input, ...]
    hint: str
    marks: tuple[int, ...]
    required: bool
    place: str = ""
    options: tuple[OptionLine, ...] = ()
    other: "Line | None" = None
    beside: "Line | None" = None
    caption: str = ""
    total: str = ""
    stock: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together, as a total and its parts; ``sums`` add up the parts, one for each input."""

    lines: tuple[Line, ...]
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """One cell of a list's total row, under ``column``: the count of rows with its unit, or a column's sum."""

    column: str
    count: str
    sum: str
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class BlockPlan:
    """One block of a page. ``kind`` names its template; what the kind has no use for is empty.

    ``number_at`` is the place of the order number among the columns of a list, -1 where none is printed.
    """

    kind: str
    code: str
    title: str
    marks: tuple[int, ...]
    footnotes: tuple[tuple[int, str], ...]
    banner: str = ""
    groups: tuple[Group, ...] = ()
    years: tuple[int, ...] = ()
    columns: tuple[Line, ...] = ()
    number_at: int = -1
    number_label: str = ""
    grouped_by: str = ""
    max_rows: int = 0
    totals: tuple[Total, ...] = ()

    @property
    def name_column(self) -> str:
        """Code of the column by which the rows of a list are called."""
        return next((column.code for column in self.columns if column.look.long), self.columns[0].code)

    @property
    def foot(self) -> list[tuple[Line, Total | None]]:
        """The total row of a list: each column with what stands below it."""
        return [(column, next((t for t in self.totals if t.column == column.code), None)) for column in self.columns]

    @property
    def even(self) -> bool:
        """Whether all rows of a list differ by their answers alone: no choice of them changes what stands beside it."""
        return not any(column.other or column.look.multiple for column in self.columns)

    @property
    def short_title(self) -> str:
        """The title without what stands in brackets, for lists of blocks."""
        return TRAILING_BRACKETS.sub("", self.title)

    @property
    def hints(self) -> list[tuple[str, str]]:
        """Label and explanation of every line that has one, for the list below a table."""
        lines = self.columns or tuple(line for group in self.groups for line in group.lines)
        return [(line.label.spoken, line.hint) for line in lines if line.hint]


def input_id(address: str) -> str:
    """Id of the input of *address*."""
    return "c-" + address.replace(".", "-")
