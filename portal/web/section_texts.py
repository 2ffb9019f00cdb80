"""What the page of a section shows of the answers: texts with thousands commas, sums, order numbers.

Pure. Sums are shown for the reader's eye; whether they are right is for the checks to say. The same
patterns of addends stand in the page, so that a script recomputes what is computed here first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from portal.form.document import Document
from portal.form.folding import group_thousands
from portal.form.kinds import AMOUNT, WHOLE
from portal.web.cell_looks import attributes
from portal.web.section_parts import BlockPlan, Line

#: Stands where there is no sum because an addend is no number.
NO_SUM = "—"


#: Stands for the id of a new row in the pattern that a script makes new rows of; no row can be called so.
PATTERN_ROW = "new-row"


class RowCell(NamedTuple):
    """One cell of a row: its column, its address and text; ``numbered`` when the order number stands before it."""

    column: Line
    name: str
    id: str
    text: str
    spoken: str
    attributes: Markup
    numbered: bool
    other: "RowCell | None"


class Row(NamedTuple):
    """One row of a list: its id, its order number, what it is called (blank if it has no name), its cells."""

    id: str
    number: str
    name: str
    words: str
    cells: tuple[RowCell, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The answers as a page shows them.

    ``texts`` holds every cell that always stands on the page, blanks as ``""``, and ``chosen`` the codes
    ticked in a choice; ``sums`` the computed cells by pattern. By list: ``rows``, the ``patterns`` of a new
    row, and how many rows are ``filled``, that is hold anything.
    """

    texts: dict[str, str]
    chosen: dict[str, list[str]]
    sums: dict[str, str]
    rows: dict[str, list[Row]]
    patterns: dict[str, Row]
    filled: dict[str, int]


def show(blocks: Iterable[BlockPlan], cells: Document, rows: Mapping[str, list[str]], row_words: str) -> Shown:
    """The answers *cells* on a page of *blocks*, with *rows* as the ids of the rows of each list."""
    shown = Shown({}, {}, {}, {}, {}, {})
    for block in blocks:
        if block.kind == "rows":
            _listed(block, cells, rows[block.code], row_words, shown)
        else:
            _fixed(block, cells, shown)
    return shown


def _fixed(block: BlockPlan, cells: Document, shown: Shown) -> None:
    """Cells that always stand on the form, and the sums over years and over parts."""
    for group in block.groups:
        for line in group.lines:
            for each in (line, line.other, line.beside):
                if each:
                    shown.texts.update((i.name, _text(i.name, cells, each)) for i in each.inputs)
            if line.options:
                shown.chosen.update((i.name, cells.get(i.name, "").split(",")) for i in line.inputs)
            if line.total:
                shown.sums[line.total] = add_up((cells.get(i.name, "") for i in line.inputs), line.look.mode)
        for pattern in group.sums:
            mode = group.lines[0].look.mode
            shown.sums[pattern] = add_up((cells.get(address, "") for address in pattern.split()), mode)


def _listed(block: BlockPlan, cells: Document, ids: list[str], row_words: str, shown: Shown) -> None:
    """Rows of a list, their numbers (within their group, if the list is grouped), and the total row."""
    counts: Counter[str] = Counter()
    rows, named_by = [], block.name_column
    filled = 0
    for place, row in enumerate(ids, start=1):
        group = cells.get(f"{block.code}.{row}.{block.grouped_by}", "") if block.grouped_by else ""
        counts[group] += 1
        made = _row(block, row, str(counts[group]), row_words.replace("{number}", str(place)), cells, named_by)
        rows.append(made)
        filled += any(cell.text or (cell.other and cell.other.text) for cell in made.cells)
    shown.rows[block.code] = rows
    shown.patterns[block.code] = _pattern(block, row_words)
    shown.filled[block.code] = filled
    for total in block.totals:
        if total.count:
            shown.sums[total.count] = f"{filled:,}"
        else:
            texts = [cells.get(f"{block.code}.{row}.{total.column}", "") for row in ids]
            shown.sums[total.sum] = add_up(texts, "numeric")


@lru_cache(maxsize=2048)
def _pattern(block: BlockPlan, row_words: str) -> Row:
    """The row that a script makes new rows of: the same for all who see the same form."""
    return _row(block, PATTERN_ROW, "", row_words, {}, block.name_column)


def _row(block: BlockPlan, row: str, number: str, words: str, cells: Document, named_by: str) -> Row:
    prefix, ids = f"{block.code}.{row}.", f"c-{block.code}-{row}-"
    made = []
    for place, column in enumerate(block.columns):
        other = _row_cell(column.other, prefix, ids, words, cells, numbered=False, other=None) if column.other else None
        made.append(_row_cell(column, prefix, ids, words, cells, numbered=place == block.number_at, other=other))
    return Row(row, number, cells.get(prefix + named_by, ""), words, tuple(made))


def _row_cell(
    column: Line, prefix: str, ids: str, words: str, cells: Document, *, numbered: bool, other: RowCell | None
) -> RowCell:
    name, id_, spoken = prefix + column.code, ids + column.code, f"{words} {column.label.spoken}"
    text = _text(name, cells, column)
    return RowCell(column, name, id_, text, spoken, attributes(id_, name, spoken, column.look), numbered, other)


def _text(address: str, cells: Document, line: Line) -> str:
    text = cells.get(address, "")
    # Shorter numbers have no commas to show; most numbers of the form are short.
    if len(text) > 3 and line.look.grouped and AMOUNT.fullmatch(text):
        return group_thousands(text)
    return text


NUMBERS: Mapping[str, re.Pattern[str]] = {"numeric": WHOLE, "decimal": AMOUNT}


def add_up(texts: Iterable[str], mode: str) -> str:
    """The sum of the cells that hold anything, grouped; :data:`NO_SUM` when one is no number, else ``""``.

    *mode* is the input mode of the cells: ``numeric`` for whole numbers, ``decimal`` for amounts.
    """
    present = [text for text in texts if text]
    if not present:
        return ""
    if not all(NUMBERS[mode].fullmatch(text) for text in present):
        return NO_SUM
    if mode == "numeric":
        return f"{sum(int(text) for text in present):,}"
    total = sum((Decimal(text) for text in present), Decimal(0))
    return group_thousands(f"{total:f}".rstrip("0").rstrip(".") if total % 1 else f"{total:.0f}")
