"""What the page of a section shows of the answers: texts with thousands commas, sums, order numbers.

Pure. Sums are shown for the reader's eye; whether they are right is for the checks to say. The same
patterns of addends stand in the page, so that a script recomputes what is computed here first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.form.document import Document
from portal.form.folding import group_thousands
from portal.form.kinds import AMOUNT, WHOLE
from portal.web.section_parts import BlockPlan

#: Stands where there is no sum because an addend is no number.
NO_SUM = "—"


@dataclass(frozen=True, slots=True)
class Shown:
    """The answers as a page shows them.

    ``texts`` holds every cell of the page, blanks as ``""``; ``sums`` the computed cells by pattern;
    ``numbers`` the order number of every row and ``filled`` the number of rows that hold anything, by block.
    """

    texts: dict[str, str]
    sums: dict[str, str]
    numbers: dict[str, list[int]]
    filled: dict[str, int]


def show(blocks: Iterable[BlockPlan], cells: Document, rows: Mapping[str, list[str]]) -> Shown:
    """The answers *cells* on a page of *blocks*, with *rows* as the ids of the rows of each list."""
    shown = Shown({}, {}, {}, {})
    for block in blocks:
        SHOWING[block.kind](block, cells, rows.get(block.code, []), shown)
    return shown


def _fixed(block: BlockPlan, cells: Document, _rows: list[str], shown: Shown) -> None:
    """Cells that always stand on the form, and the sums over years and over parts."""
    for group in block.groups:
        for line in group.lines:
            for each in (line, line.other, line.beside):
                if each:
                    shown.texts.update(_texts((i.name for i in each.inputs), cells, grouped=each.look.grouped))
            if line.total:
                shown.sums[line.total] = add_up((cells.get(i.name, "") for i in line.inputs), line.look.mode)
        for pattern in group.sums:
            mode = group.lines[0].look.mode
            shown.sums[pattern] = add_up((cells.get(address, "") for address in pattern.split()), mode)


def _listed(block: BlockPlan, cells: Document, rows: list[str], shown: Shown) -> None:
    """Rows of a list, their numbers (within their group, if the list is grouped), and the total row."""
    prefix = block.code + "."
    held: set[str] = set()
    for column in block.columns:
        columns = (column, column.other) if column.other else (column,)
        for each in columns:
            addresses = [f"{prefix}{row}.{each.code}" for row in rows]
            shown.texts.update(_texts(addresses, cells, grouped=each.look.grouped))
            held.update(row for row, address in zip(rows, addresses, strict=True) if cells.get(address))
    shown.filled[block.code] = len(held)
    shown.numbers[block.code] = _numbers(block, cells, rows)
    for total in block.totals:
        if total.count:
            shown.sums[total.count] = f"{len(held):,}"
        else:
            addresses = [f"{prefix}{row}.{total.column}" for row in rows]
            shown.sums[total.sum] = add_up((cells.get(address, "") for address in addresses), "numeric")


def _numbers(block: BlockPlan, cells: Document, rows: list[str]) -> list[int]:
    if not block.grouped_by:
        return list(range(1, len(rows) + 1))
    counts: Counter[str] = Counter()
    numbers = []
    for row in rows:
        group = cells.get(f"{block.code}.{row}.{block.grouped_by}", "")
        counts[group] += 1
        numbers.append(counts[group])
    return numbers


def _uploaded(_block: BlockPlan, _cells: Document, _rows: list[str], _shown: Shown) -> None:
    """Files are listed by the section that takes them; they are no cells to type in."""


SHOWING = {"fields": _fixed, "years": _fixed, "rows": _listed, "upload": _uploaded}


def _texts(addresses: Iterable[str], cells: Document, *, grouped: bool) -> Iterable[tuple[str, str]]:
    for address in addresses:
        text = cells.get(address, "")
        # Shorter numbers have no commas to show; most numbers of the form are short.
        if grouped and len(text) > 3 and AMOUNT.fullmatch(text):
            text = group_thousands(text)
        yield address, text


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
