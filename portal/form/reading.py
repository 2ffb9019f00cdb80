"""Reading a posted section: names and texts as a browser sends them -> cells of a document.

The names are the cells' addresses. Names that are not cells of the section are left out; nothing
that is a cell is lost, whatever was typed in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, TREATED, Rows, Section, Upload
from portal.form.context import FormContext
from portal.form.document import ROW_ID, TICKED, Document, fixed_cells, row_ids
from portal.form.kinds import Choices, Kind

LONGEST_CELL = 10_000
NOTHING_STORED: Document = {}


class CellTooLong(ValueError):
    """One cell holds more text than any cell of the form may ever hold; ``args[0]`` is its address."""


class TooManyRows(ValueError):
    """A list would hold more rows than its limit; ``args`` are block code and limit."""


@dataclass(frozen=True)
class Reader:
    """What can be posted for one section: fixed cells by address, columns by block, ticks at the outline."""

    fixed: dict[str, Kind]
    columns: dict[str, dict[str, Kind]]
    limits: dict[str, int]
    ticks: frozenset[str]


@lru_cache(maxsize=256)
def reader(section: Section, years: tuple[int, ...]) -> Reader:
    """The reader of *section* for an association that reports *years*."""
    lists = [block for block in section.blocks if isinstance(block, Rows)]
    return Reader(
        fixed=dict(fixed_cells(section, years)),
        columns={block.code: block.cell_kinds for block in lists},
        limits={block.code: block.max_rows for block in lists},
        ticks=frozenset(
            f"{block.code}.{TREATED}.{tick}"
            for block in section.blocks
            if isinstance(block, Upload)
            for tick in block.by_tick
        ),
    )


def read_cells(
    section: Section, context: FormContext, posted: Iterable[tuple[str, str]], stored: Document = NOTHING_STORED
) -> dict[str, str]:
    """Canonical text by address for everything in *posted* that is a cell of *section*.

    A name posted several times (check boxes) counts as one cell with all its values. What stands in *stored*
    was read before: a page posts every cell, and most as they stand. Raises :class:`CellTooLong`.
    """
    plan = reader(section, context.years)
    cells: dict[str, str] = {}
    for name, typed in posted:
        if len(typed) > LONGEST_CELL:
            raise CellTooLong(name)
        kind = plan.fixed.get(name)
        if kind is None:
            kind = _of_row_or_tick(plan, name, typed, cells)
            if kind is None:
                continue
        if name in cells and isinstance(kind, Choices):
            cells[name] = kind.read(f"{cells[name]},{typed}")
        elif not typed or stored.get(name) == typed:
            cells[name] = typed
        else:
            cells[name] = kind.read(typed)
    return cells


def _of_row_or_tick(plan: Reader, name: str, typed: str, cells: dict[str, str]) -> Kind | None:
    """The kind of a cell in a row; the order of rows, 本项无 and other ticks are read here and now."""
    if name in plan.ticks:
        cells[name] = TICKED if typed or cells.get(name) else ""
        return None
    block, _, rest = name.partition(".")
    columns = plan.columns.get(block)
    if columns is None:
        return None
    row, dot, code = rest.partition(".")
    if dot:
        return columns.get(code) if ROW_ID.fullmatch(row) else None
    if rest == NOTHING_TO_REPORT:
        cells[name] = TICKED if typed or cells.get(name) else ""
    elif rest == ROWS:
        cells[name] = " ".join(dict.fromkeys(row for row in typed.split() if ROW_ID.fullmatch(row)))
    return None


def check_limits(section: Section, context: FormContext, document: Document) -> None:
    """Raise :class:`TooManyRows` when a list of *document* is longer than the portal allows."""
    for block, limit in reader(section, context.years).limits.items():
        if len(row_ids(document, block)) > limit:
            raise TooManyRows(block, limit)
