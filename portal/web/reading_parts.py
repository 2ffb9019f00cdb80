"""What the reading page of a submission is made of. Data only, ready to print."""

from dataclasses import dataclass

from portal.services.comparison import DifferenceKind
from portal.web.reading_figures import YearOnYear
from portal.web.reading_threads import ThreadView

Threads = tuple[ThreadView, ...]


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One answer as a reader sees it, blank as ``""``; ``old`` is what stood there before, if it ``changed``.

    ``spoken`` says what it is for those who cannot see where it stands; ``other`` is the text of the
    choice “other”, where there is one to show.
    """

    address: str
    id: str
    text: str
    spoken: str
    numeric: bool
    changed: bool = False
    old: str = ""
    yoy: YearOnYear | None = None
    threads: Threads = ()
    other: "ReadCell | None" = None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One field: a single cell, or a cell for each year. ``place`` as in :class:`section_parts.Line`."""

    label: str
    unit: str
    place: str
    wide: bool
    cells: tuple[ReadCell, ...]
    threads: Threads


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a list; ``mark`` says what became of the row itself, ``was_at`` its number before it moved."""

    address: str
    id: str
    number: str
    name: str
    cells: tuple[ReadCell, ...]
    threads: Threads
    notes: Threads
    mark: DifferenceKind | None = None
    was_at: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One uploaded file, from the submission *number*; ``mark`` and ``was_at`` as of a row."""

    address: str
    id: str
    file_id: str
    name: str
    size: str
    number: int
    threads: Threads
    mark: DifferenceKind | None = None
    was_at: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list."""

    label: str
    unit: str
    numeric: bool
    long: bool


@dataclass(frozen=True, slots=True)
class YearHead:
    """The head of a year's column, to which a comment on the whole year can be pinned."""

    address: str
    id: str
    year: int


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """One block. ``kind`` names its template; what the kind has no use for is empty.

    ``nil`` is 本项无; ``totals`` holds a text for every column, blank where nothing is added up.
    ``threads`` are those of the block itself and of a year as a whole.
    """

    kind: str
    address: str
    id: str
    title: str
    threads: Threads
    lines: tuple[ReadLine, ...] = ()
    years: tuple[YearHead, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[ReadRow, ...] = ()
    totals: tuple[str, ...] = ()
    number_at: int = -1
    number_label: str = ""
    nil: ReadCell | None = None
    files: tuple[ReadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSection:
    """One of the five sections, with how much of it differs from the submission compared with."""

    address: str
    id: str
    title: str
    threads: Threads
    blocks: tuple[ReadBlock, ...]
    changed: int
