"""The parts a form is made of: fields in four kinds of block, blocks in sections, sections in an edition.

Data only. Each projection (page, check, workbook …) is one module elsewhere with one entry for each
of the four kinds of block; a new projection never adds a method here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from portal.form.kinds import Choice, Kind, Text
from portal.form.wording import NOTHING, Wording

ROWS = "rows"
NOTHING_TO_REPORT = "nothing_to_report"
TREATED = "treated"
OTHER = "_other"


@dataclass(frozen=True, eq=False)
class Field:
    """One cell (or one column of cells) of the form.

    ``label`` is the official wording to the letter. ``unit`` is the unit of the value;
    ``unit_printed`` says whether the label prints it. ``generated`` cells are filled by the portal.
    ``pair_of`` names the count an amount belongs to, ``part_of`` the total a count is part of.
    """

    code: str
    label: Wording
    kind: Kind
    help: Wording = NOTHING
    unit: str | None = None
    unit_printed: bool = False
    required: bool = True
    generated: bool = False
    footnotes: tuple[str, ...] = ()
    ambiguities: tuple[str, ...] = ()
    aggregation: str = "none"
    pair_of: str | None = None
    part_of: str | None = None
    shares_cell_with: str | None = None
    personal: bool = False
    prefilled: bool = False

    @property
    def other_code(self) -> str | None:
        """Code of the cell that holds the text of “other (specify)”, if the field has one."""
        if isinstance(self.kind, Choice) and self.kind.other_max:
            return self.code + OTHER
        return None

    def cells(self) -> Iterator[tuple[str, Kind]]:
        """Codes and kinds of the cells a person fills in for this field."""
        if self.generated or self.prefilled:
            return
        yield self.code, self.kind
        if self.other_code and isinstance(self.kind, Choice):
            yield self.other_code, Text(max_length=self.kind.other_max)


@dataclass(frozen=True, eq=False)
class Block:
    """What every kind of block has."""

    code: str
    title: Wording
    fields: tuple[Field, ...] = ()
    footnotes: tuple[str, ...] = ()
    ambiguities: tuple[str, ...] = ()

    @cached_property
    def entered(self) -> tuple[Field, ...]:
        """The fields a person fills in."""
        return tuple(f for f in self.fields if not f.generated and not f.prefilled)

    @cached_property
    def cell_kinds(self) -> dict[str, Kind]:
        """Kind of every cell by its code, companions for “other” included."""
        return {code: kind for f in self.fields for code, kind in f.cells()}

    @cached_property
    def by_code(self) -> dict[str, Field]:
        """Fields by code; the companion cell of “other” leads to its field."""
        found = {f.code: f for f in self.fields}
        found |= {f.other_code: f for f in self.fields if f.other_code}
        return found


@dataclass(frozen=True, eq=False)
class Fields(Block):
    """One record: each cell stands once. Addresses are ``block.field``."""


@dataclass(frozen=True, eq=False)
class TotalCell:
    """One cell of the computed total row: a count of rows or the sum of a column."""

    code: str
    unit: str
    sums: str | None = None
    label: Wording = NOTHING


@dataclass(frozen=True, eq=False)
class Rows(Block):
    """A list of rows that the filer adds. Addresses are ``block.<row id>.field``."""

    max_rows: int = 100
    printed_rows: int = 3
    total: tuple[TotalCell, ...] = ()
    grouped_by: str | None = None


@dataclass(frozen=True, eq=False)
class YearParts(Block):
    """One record for every year from joining to the round's year. Addresses are ``block.<year>.field``."""

    part_label: Wording = NOTHING
    banner: Wording = NOTHING
    key_field: str = ""


@dataclass(frozen=True, eq=False)
class OutlinePoint:
    """A point of the work summary's outline, with sub-points if the form prints any."""

    code: str
    number: str
    text: Wording
    points: tuple["OutlinePoint", ...] = ()

    @property
    def tick(self) -> str:
        """The code as a part of an address, which is divided by dots itself: ``P3-5-1``."""
        return self.code.replace(".", "-")


@dataclass(frozen=True, eq=False)
class Upload(Block):
    """Uploaded files. Addresses are ``block.<row id>.<file | name | size | sha256>``.

    ``block.treated.<tick>`` says of a point of the outline that it is written about where nothing finds it.
    """

    outline_title: Wording = NOTHING
    outline: tuple[OutlinePoint, ...] = ()

    @cached_property
    def asked_points(self) -> tuple[OutlinePoint, ...]:
        """What the files are to write about: the points below the parts, each followed by its sub-points."""
        return tuple(each for part in self.outline for point in part.points for each in (point, *point.points))

    @cached_property
    def by_tick(self) -> dict[str, OutlinePoint]:
        """The points of :attr:`asked_points` by their part of an address."""
        return {point.tick: point for point in self.asked_points}


@dataclass(frozen=True, eq=False)
class Footnote:
    """A footnote of the paper form, numbered as printed, anchored at fields or blocks."""

    code: str
    number: int
    text: Wording
    anchors: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Section:
    """One of the five sections."""

    code: str
    number: str
    title: Wording
    blocks: tuple[Block, ...]

    @cached_property
    def by_code(self) -> dict[str, Block]:
        """Blocks by code."""
        return {block.code: block for block in self.blocks}


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition of the official form. Editions live side by side; codes are never reused."""

    code: str
    attachment: str
    title: Wording
    subtitle: Wording
    header: Fields
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    by_code: dict[str, Section] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {section.code: section for section in self.sections})

    @cached_property
    def footnote_by_code(self) -> dict[str, Footnote]:
        """Footnotes by code (``fn1`` …)."""
        return {note.code: note for note in self.footnotes}
