"""What the page of a section shows of the answers: texts with thousands commas, sums, order numbers.

Pure. Sums are shown for the reader's eye; whether they are right is for the checks to say. The same
patterns of addends stand in the page, so that a script recomputes what is computed here first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from markupsafe import Markup

from portal.form.document import Document
from portal.form.folding import group_thousands
from portal.form.kinds import AMOUNT, WHOLE
from portal.web.cell_looks import attributes
from portal.web.cuts import mark, marked_html
from portal.web.section_parts import BlockPlan, Line

#: Stands where there is no sum because an addend is no number.
NO_SUM = "—"


#: Stands for the id of a new row in the pattern that a script makes new rows of; no row can be called so.
PATTERN_ROW = "new-row"

#: Names of what is set into the cut of a row beside its texts; no column is called so.
ID, NUMBER, WORDS, CALLED = ".id", ".number", ".words", ".called"
#: Endings of the names of what is set in where something is said at a cell.
CSS, FLAGS, DESCRIBED = ".css", ".flags", ".described"
#: The place of a cell before which no order number stands.
NOWHERE = -2


class Told(Protocol):
    """What is said at a cell, as far as the cell itself shows it: classes, signs, what describes its input."""

    @property
    def css(self) -> str: ...

    @property
    def flags(self) -> Markup: ...

    def described(self, id_: str) -> Markup: ...


NOTHING_SAID: Mapping[str, Told] = {}


class RowCell(NamedTuple):
    """One cell of a row: its column, its address and text; ``numbered`` when the order number stands before it.

    ``css`` and ``flags`` are of what is said at it; ``attributes`` are those of its input.
    """

    column: Line
    name: str
    id: str
    text: str
    spoken: str
    attributes: str
    numbered: bool
    other: "RowCell | None"
    css: str
    flags: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its id, its order number, what it is called (blank if it has no name), its texts by column."""

    block: BlockPlan
    id: str
    number: str
    name: str
    words: str
    texts: dict[str, str]

    def address(self, column: Line) -> str:
        """The address of its cell in *column*."""
        return f"{self.block.code}.{self.id}.{column.code}"

    def input_id(self, column: Line) -> str:
        """The id of its input in *column*."""
        return f"c-{self.block.code}-{self.id}-{column.code}"

    def cells(self, said: Mapping[str, Told]) -> tuple[RowCell, ...]:
        """The cells of the row, as a macro wants them, with what is *said* at them by address."""
        return tuple(self._cell(column, place, said) for place, column in enumerate(self.block.columns))

    def _cell(self, column: Line, place: int, said: Mapping[str, Told]) -> RowCell:
        name, id_, spoken = self.address(column), self.input_id(column), f"{self.words} {column.label.spoken}"
        made, told = attributes(id_, name, spoken, column.look), said.get(name)
        return RowCell(
            column,
            name,
            id_,
            self.texts[column.code],
            spoken,
            made + told.described(id_) if told else made,
            numbered=place == self.block.number_at,
            other=self._cell(column.other, NOWHERE, said) if column.other else None,
            css=told.css if told else "",
            flags=told.flags if told else "",
        )

    def answers(self, said: Mapping[str, Told]) -> dict[str, str]:
        """What is set into the cut of a row of this list (:func:`_marked`), with what is *said* at its cells."""
        answers = {**_nothing_said(self.block), **self.texts}
        answers |= {ID: self.id, NUMBER: self.number, WORDS: self.words, CALLED: self.name or self.words}
        prefix = f"{self.block.code}.{self.id}."
        for column in self.block.columns:
            code = column.code
            if prefix + code in said:
                told = said[prefix + code]
                answers[code + CSS], answers[code + FLAGS] = told.css, told.flags
                answers[code + DESCRIBED] = told.described(self.input_id(column))
            if column.look.options:
                answers[code] = column.look.option_list(self.texts[code])
        return answers


@lru_cache(maxsize=2048)
def _nothing_said(block: BlockPlan) -> dict[str, str]:
    return {column.code + ending: "" for column in block.columns for ending in (CSS, FLAGS, DESCRIBED)}


class _Marks:
    """Says at each cell of a marked row the marks of what may be said there."""

    def __init__(self, code: str) -> None:
        self.css = mark(code + CSS)
        self.flags = marked_html(code + FLAGS)
        self._described = marked_html(code + DESCRIBED)

    def described(self, _id: str) -> Markup:
        return self._described


@dataclass(frozen=True, slots=True)
class Shown:
    """The answers as a page shows them.

    ``texts`` holds every cell that always stands on the page, blanks as ``""``, and ``chosen`` the codes
    ticked in a choice; ``sums`` the computed cells by pattern. By list: ``rows``, the ``patterns`` of a new
    row, ``marked`` rows with the marks of answers and what is ``told`` at them, and how many rows are
    ``filled``, that is hold anything.
    """

    texts: dict[str, str]
    chosen: dict[str, list[str]]
    sums: dict[str, str]
    rows: dict[str, list[Row]]
    patterns: dict[str, Row]
    marked: dict[str, Row]
    told: dict[str, Mapping[str, Told]]
    filled: dict[str, int]


def show(blocks: Iterable[BlockPlan], cells: Document, rows: Mapping[str, list[str]], row_words: str) -> Shown:
    """The answers *cells* on a page of *blocks*, with *rows* as the ids of the rows of each list."""
    shown = Shown({}, {}, {}, {}, {}, {}, {}, {})
    for block in blocks:
        if block.kind == "rows":
            _listed(block, cells, rows[block.code], row_words, shown)
        else:
            _fixed(block, cells, shown)
    return shown


def _fixed(block: BlockPlan, cells: Document, shown: Shown) -> None:
    """Cells that always stand on the form, and the sums over years and over parts."""
    standing, chosen, sums = _standing(block)
    get = cells.get
    shown.texts.update((name, _shown_text(get(name, ""), grouped)) for name, grouped in standing)
    shown.chosen.update((name, get(name, "").split(",")) for name in chosen)
    shown.sums.update((pattern, add_up([get(a, "") for a in addends], mode)) for pattern, addends, mode in sums)


@lru_cache(maxsize=2048)
def _standing(
    block: BlockPlan,
) -> tuple[list[tuple[str, bool]], list[str], list[tuple[str, list[str], str]]]:
    """Of a block of fixed cells: each address and whether its numbers are grouped, those of choices, and the sums."""
    standing: list[tuple[str, bool]] = []
    chosen: list[str] = []
    sums: list[tuple[str, list[str], str]] = []
    for group in block.groups:
        for line in group.lines:
            for each in (line, line.other, line.beside):
                if each:
                    standing += [(cell.name, each.look.grouped) for cell in each.inputs]
            if line.options:
                chosen += [cell.name for cell in line.inputs]
            if line.total:
                sums.append((line.total, [cell.name for cell in line.inputs], line.look.mode))
        mode = group.lines[0].look.mode
        sums += [(pattern, pattern.split(), mode) for pattern in group.sums]
    return standing, chosen, sums


def _listed(block: BlockPlan, cells: Document, ids: list[str], row_words: str, shown: Shown) -> None:
    """Rows of a list, their numbers (within their group, if the list is grouped), and the total row."""
    counts: Counter[str] = Counter()
    rows, filled = [], 0
    for place, row in enumerate(ids, start=1):
        group = cells.get(f"{block.code}.{row}.{block.grouped_by}", "") if block.grouped_by else ""
        counts[group] += 1
        made = _row(block, row, str(counts[group]), row_words.replace("{number}", str(place)), cells)
        rows.append(made)
        filled += any(made.texts.values())
    shown.rows[block.code] = rows
    shown.patterns[block.code] = _pattern(block, row_words)
    shown.marked[block.code], shown.told[block.code] = _marked(block)
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
    return _row(block, PATTERN_ROW, "", row_words, {})


@lru_cache(maxsize=2048)
def _marked(block: BlockPlan) -> tuple[Row, Mapping[str, Told]]:
    """A row of marks: what a macro makes of it is cut, and the :meth:`Row.answers` of any row are set in."""
    texts = {column.code: mark(column.code) for column in _each(block)}
    row = Row(block, mark(ID), mark(NUMBER), mark(CALLED), mark(WORDS), texts)
    return row, {row.address(column): _Marks(column.code) for column in block.columns}


def _row(block: BlockPlan, row: str, number: str, words: str, cells: Document) -> Row:
    prefix = f"{block.code}.{row}."
    texts = {c.code: _shown_text(cells.get(prefix + c.code, ""), c.look.grouped) for c in _each(block)}
    return Row(block, row, number, cells.get(prefix + block.name_column, ""), words, texts)


def _each(block: BlockPlan) -> Iterator[Line]:
    """Columns of a list, each with the one of its “other”."""
    for column in block.columns:
        yield column
        if column.other:
            yield column.other


def _shown_text(text: str, grouped: bool) -> str:
    # Shorter numbers have no commas to show; most numbers of the form are short.
    return group_thousands(text) if grouped and len(text) > 3 and AMOUNT.fullmatch(text) else text


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
