"""From documents to facts: the only figures that statistics read.

A fact is an indicator (a full address without its year or row), a year (0 where the form asks for the
present state), a category (blank where there is none) and an exact value. Blank and unreadable cells
give no fact: only 0 is 0. Facts are derived, so they can be thrown away and made again.

Not responsible for adding anything up across associations.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from portal.form.blocks import Block, Edition, Fields, Rows, YearParts
from portal.form.context import FormContext
from portal.form.document import Document, filled_rows
from portal.form.kinds import Amount, Integer, Kind


class Fact(NamedTuple):
    """One figure. ``year`` 0: not by year."""

    indicator: str
    year: int
    category: str
    value: Decimal


def facts_of(edition: Edition, documents: Mapping[str, Document], context: FormContext) -> list[Fact]:
    """The facts of a whole return, each indicator, year and category once, in the order of the form."""
    found: dict[tuple[str, int, str], Decimal] = {}
    for section in edition.sections:
        document = documents.get(section.code, {})
        for block in section.blocks:
            for fact in _facts(f"{section.code}.{block.code}", block, document, context):
                key = fact[:3]
                found[key] = found.get(key, Decimal()) + fact.value
    return [Fact(*key, value) for key, value in found.items()]


def _facts(prefix: str, block: Block, document: Document, context: FormContext) -> Iterator[Fact]:
    """The facts of one block; those of a list are its rows counted and its columns of numbers summed."""
    if isinstance(block, Fields):
        yield from _numbers(prefix, block.cell_kinds, document, block.code, 0)
    elif isinstance(block, YearParts):
        for year in context.years:
            yield from _numbers(prefix, block.cell_kinds, document, f"{block.code}.{year}", year)
    elif isinstance(block, Rows):
        for row in filled_rows(document, block):
            yield Fact(f"{prefix}.rows", 0, "", Decimal(1))
            yield from _numbers(prefix, block.cell_kinds, document, f"{block.code}.{row}", 0)


def _numbers(prefix: str, kinds: Mapping[str, Kind], document: Document, at: str, year: int) -> Iterator[Fact]:
    for code, kind in kinds.items():
        text = document.get(f"{at}.{code}", "")
        if text and isinstance(kind, Integer | Amount) and kind.readable(text):
            yield Fact(f"{prefix}.{code}", year, "", Decimal(text))
