"""What a section asks of an association that reports certain years, laid out once for all checks.

Owns addresses, labels and the order of the form. Knows no answers (:mod:`portal.form.checks.sheet`)
and no rules. Plans are shared between requests and never change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Block, Field, Fields, Rows, Section, Upload, YearParts
from portal.form.context import FormContext, SecondNegotiationLine
from portal.form.kinds import Kind
from portal.form.wording import Wording


class Cell(NamedTuple):
    """A cell that always stands on the form; ``year`` is 0 outside the parts by year."""

    address: str
    label: Wording
    kind: Kind
    required: bool
    year: int


class Column(NamedTuple):
    """A cell that every row of a list has."""

    code: str
    label: Wording
    kind: Kind
    required: bool


@dataclass(frozen=True, eq=False)
class BlockPlan:
    """One block: its title with the years filled in, and its cells, those the round hides left out.

    ``parts`` holds a Fields block as one part and a YearParts block as one part a year; ``required``
    runs beside it. Lists have ``columns`` instead; an upload has neither.
    """

    block: Block
    title: Wording
    parts: tuple[tuple[Cell, ...], ...] = ()
    required: tuple[tuple[Cell, ...], ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, eq=False)
class Plan:
    """One section for one span of years; ``places`` gives every standing address its turn on the form."""

    section: Section
    blocks: tuple[BlockPlan, ...]
    cells: dict[str, Cell]
    columns: dict[str, dict[str, Column]]
    places: dict[str, int]


def plan_of(section: Section, context: FormContext) -> Plan:
    """The plan of *section* for *context*."""
    return _plan(section, context.joined_year, context.round_year, context.second_negotiation_line)


@lru_cache(maxsize=512)
def _plan(section: Section, joined_year: int, round_year: int, line: SecondNegotiationLine) -> Plan:
    context = FormContext(round_year, joined_year, second_negotiation_line=line)
    blocks = tuple(_block(block, context) for block in section.blocks)
    cells = [cell for block in blocks for part in block.parts for cell in part]
    return Plan(
        section=section,
        blocks=blocks,
        cells={cell.address: cell for cell in cells},
        columns={b.block.code: {column.code: column for column in b.columns} for b in blocks if b.columns},
        places={address: turn for turn, address in enumerate(_addresses(blocks))},
    )


def _block(block: Block, context: FormContext) -> BlockPlan:
    columns = tuple(_columns(block, context))
    title = Wording(block.title.of("zh", **context.words), block.title.of("en", **context.words))
    if isinstance(block, Rows):
        return BlockPlan(block, title, columns=columns)
    parts = tuple(
        tuple(Cell(f"{prefix}.{c.code}", c.label, c.kind, c.required, year) for c in columns)
        for prefix, year in _parts(block, context)
    )
    return BlockPlan(block, title, parts, tuple(tuple(cell for cell in part if cell.required) for part in parts))


def _parts(block: Block, context: FormContext) -> list[tuple[str, int]]:
    """Prefix and year of each part of *block*; none for an upload, whose cells are not typed in."""
    if isinstance(block, YearParts):
        return [(f"{block.code}.{year}", year) for year in context.years]
    return [(block.code, 0)] if isinstance(block, Fields) else []


def _columns(block: Block, context: FormContext) -> Iterator[Column]:
    """The cells one record of *block* has; the text beside “other” is never required by itself."""
    for field in block.entered:
        if not context.hides(field.code):
            for code, kind in field.cells():
                required = field.required and code == field.code
                yield Column(code, label_of(field, block, context), kind, required)


def _addresses(blocks: tuple[BlockPlan, ...]) -> Iterator[str]:
    for plan in blocks:
        if isinstance(plan.block, Rows | Upload):
            yield f"{plan.block.code}.{NOTHING_TO_REPORT}"
            yield f"{plan.block.code}.{ROWS}"
        for part in plan.parts:
            yield from (cell.address for cell in part)


def label_of(field: Field, block: Block, context: FormContext) -> Wording:
    """The label of *field* as a message quotes it, away from its place on the form.

    An amount is printed as no more than 金额（万元）, a part as no more than 实用新型, so the label of
    the count or total it belongs to comes first. In English the own label already begins with it; only
    a label that the round has put in its place must follow. Of two fields printed in one cell
    (办公电话/传真) each goes by its own half of the label.
    """
    own = context.label(field.code, field.label)
    if field.shares_cell_with is not None:
        place = block.entered.index(field) - block.entered.index(block.by_code[field.shares_cell_with])
        return Wording(own.zh.split("/")[max(place, 0)], own.en.partition(" (")[0])
    if field.pair_of is not None:
        pair = block.by_code[field.pair_of]
        shown = context.label(pair.code, pair.label)
        return Wording(f"{shown.zh}：{own.zh}", shown.en + own.en.removeprefix(pair.label.en))
    if field.part_of is not None and not isinstance(block, Rows):
        whole = block.by_code[field.part_of].label
        return Wording(f"{whole.zh}：{own.zh.removeprefix('其中：').strip()}", own.en)
    return own
