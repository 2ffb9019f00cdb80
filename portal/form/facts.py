"""From documents to facts: the only figures that statistics read.

A fact is an indicator (a full address without its year or row), a year (0 where there is none), a
category (blank where there is none) and an exact value. Facts add up: whatever is counted is counted
in one fact. Blank and unreadable cells give no fact, and neither does what the round hides: only 0 is 0.

A list gives ``<block>.rows``, its rows counted, and each column of numbers summed, both by the year its
rows name (the first column that holds a year or a date) and by what they choose (the first column
with choices; several ticked together are one category). 本项无 gives 0 rows. A choice outside of lists
gives 1 for each thing chosen.

Not responsible for adding anything up across associations.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from portal.form.blocks import ROWS, Block, Edition, Fields, Rows, YearParts
from portal.form.context import FormContext
from portal.form.document import Document, filled_rows, nothing_to_report
from portal.form.kinds import Amount, Choice, Integer, Kind, PartialDate, Year

NO_YEAR = 0
ONE = Decimal(1)


class Fact(NamedTuple):
    """One figure."""

    indicator: str
    year: int
    category: str
    value: Decimal


class Place(NamedTuple):
    """What the facts of one record have in common: the indicator's beginning, year and category."""

    prefix: str
    year: int = NO_YEAR
    category: str = ""


def facts_of(edition: Edition, documents: Mapping[str, Document], context: FormContext) -> list[Fact]:
    """The facts of a whole return, each indicator, year and category once, in the order of the form."""
    found: dict[tuple[str, int, str], Decimal] = {}
    for section in edition.sections:
        document = documents.get(section.code, {})
        for block in section.blocks:
            kinds = {code: kind for code, kind in block.cell_kinds.items() if not context.hides(code)}
            for fact in _facts(Place(f"{section.code}.{block.code}"), block, kinds, document, context):
                found[fact[:3]] = found.get(fact[:3], Decimal()) + fact.value
    return [Fact(*key, value) for key, value in found.items()]


def _facts(
    place: Place, block: Block, kinds: Mapping[str, Kind], document: Document, context: FormContext
) -> Iterator[Fact]:
    if isinstance(block, Fields):
        yield from _of_record(place, kinds, _record(document, block.code, kinds))
    elif isinstance(block, YearParts):
        for year in context.years:
            record = _record(document, f"{block.code}.{year}", kinds)
            yield from _of_record(place._replace(year=year), kinds, record)
    elif isinstance(block, Rows):
        yield from _of_list(place, block, kinds, document)


def _record(document: Document, at: str, kinds: Mapping[str, Kind]) -> dict[str, str]:
    """The readable cells of the record at *at*, by code."""
    texts = {code: document.get(f"{at}.{code}", "") for code in kinds}
    return {code: text for code, text in texts.items() if text and kinds[code].readable(text)}


def _of_record(place: Place, kinds: Mapping[str, Kind], record: Mapping[str, str]) -> Iterator[Fact]:
    for code, text in record.items():
        if isinstance(kinds[code], Choice):
            for chosen in dict.fromkeys(text.split(",")):
                yield Fact(f"{place.prefix}.{code}", place.year, chosen, ONE)
    yield from _numbers(place, kinds, record)


def _of_list(place: Place, block: Rows, kinds: Mapping[str, Kind], document: Document) -> Iterator[Fact]:
    year_code = next((code for code, kind in kinds.items() if isinstance(kind, Year | PartialDate)), "")
    choice_code = next((code for code, kind in kinds.items() if isinstance(kind, Choice)), "")
    rows = list(dict.fromkeys(filled_rows(document, block)))
    for row in rows:
        record = _record(document, f"{block.code}.{row}", kinds)
        year = int(record[year_code][:4]) if year_code in record else NO_YEAR
        at = Place(place.prefix, year, record.get(choice_code, ""))
        yield Fact(f"{place.prefix}.{ROWS}", at.year, at.category, ONE)
        yield from _numbers(at, kinds, record)
    if not rows and nothing_to_report(document, block.code):
        yield Fact(f"{place.prefix}.{ROWS}", NO_YEAR, "", Decimal())


def _numbers(place: Place, kinds: Mapping[str, Kind], record: Mapping[str, str]) -> Iterator[Fact]:
    for code, text in record.items():
        if isinstance(kinds[code], Integer | Amount):
            yield Fact(f"{place.prefix}.{code}", place.year, place.category, Decimal(text))
