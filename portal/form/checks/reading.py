"""Reading: what was typed must be readable as its kind and fit its cell (FMT-11, FMT-12).

The page folds what is safe to fold and keeps the rest as typed (:mod:`portal.form.kinds`); here it
is reported. Formats of telephone, e-mail and the like are not looked at.
"""

import re
from collections.abc import Callable, Iterator

from portal.form.blocks import Block, Fields, Rows, Upload, YearParts
from portal.form.checks.families import Across, InSection
from portal.form.checks.plan import BlockPlan, Cell, Column
from portal.form.checks.sheet import Sheet
from portal.form.kinds import Amount, Integer, Kind, Text
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

FMT_11 = Rule(
    "FMT-11",
    Level.HARD,
    Wording("“{label}”应为{type}，不能为负数。", "“{label}” must be a non-negative {type}."),
)
# The rule book has one sentence for all numbers; of a date or a choice it makes no sense to say “negative”.
FMT_11_OTHERS = Rule(
    "FMT-11",
    Level.HARD,
    Wording("“{label}”应为{type}，您填写的是“{typed}”。", "“{label}” must be a {type}; what was typed is “{typed}”."),
)
FMT_12 = Rule(
    "FMT-12",
    Level.HARD,
    Wording("“{label}”不能超过{max}个字。", "“{label}” must not exceed {max} characters."),
)
RULES = (FMT_11, FMT_12)

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def everything_readable(sheet: Sheet) -> Iterator[Problem]:
    """FMT-11 and FMT-12: only what can be read can be added up, and only what fits can be printed."""
    for plan in sheet.plan.blocks:
        yield from CELLS[type(plan.block)](plan, sheet)


def fits(kind: Kind, text: str) -> bool:
    """Whether *text* may stand in a cell of *kind*: readable, not too long, no control characters.

    The page never lets control characters through; a file that is read in may.
    """
    if isinstance(kind, Text):
        return not kind.too_long(text) and (text.isprintable() or CONTROL.search(text) is None)
    return kind.readable(text)


def _standing(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    get, value = sheet.document.get, sheet.value
    for part in plan.parts:
        for cell in part:
            text = get(cell.address)
            # The value of a number is asked for by other rules as well, and read once for all of them.
            if text and not (value(cell.address) is not None if cell.kind.numeric else fits(cell.kind, text)):
                yield _refused(sheet, cell.address, cell)


def _in_rows(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    code = plan.block.code
    for row, texts in sheet.rows[code]:
        for column in plan.columns:
            text = texts.get(column.code)
            if text and not fits(column.kind, text):
                yield _refused(sheet, f"{code}.{row}.{column.code}", column)


def _not_typed(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    """Nobody types the cells of an upload."""
    yield from ()


CELLS: dict[type[Block], Callable[[BlockPlan, Sheet], Iterator[Problem]]] = {
    Fields: _standing,
    Rows: _in_rows,
    YearParts: _standing,
    Upload: _not_typed,
}


def _refused(sheet: Sheet, address: str, cell: Cell | Column) -> Problem:
    label = _label_in_year(cell)
    if isinstance(cell.kind, Text):
        return sheet.problem(FMT_12, address, label=label, max=cell.kind.max_length)
    if isinstance(cell.kind, Integer | Amount):
        return sheet.problem(FMT_11, address, label=label, type=cell.kind.word)
    return sheet.problem(FMT_11_OTHERS, address, label=label, type=cell.kind.word, typed=sheet.document[address])


def _label_in_year(cell: Cell | Column) -> Wording:
    """The label of *cell*, with its year where the same label stands in every year."""
    if isinstance(cell, Column) or not cell.year:
        return cell.label
    return Wording(f"{cell.year}年{cell.label.zh}", f"{cell.label.en} ({cell.year})")


# What every section is read for stands in the registry's own list.
IN_SECTION: InSection = {}
ACROSS: Across = ()
