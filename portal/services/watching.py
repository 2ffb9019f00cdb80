"""What shows over the returns of a round together: who makes up a total, who lies far off, what is named twice.

For whoever watches over many; contacts are not shown it. From facts and standing submissions alone, so
no draft is read. What counts as far off is said by ``form.many_returns``.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select

from portal.filing.access import Grant
from portal.form.blocks import ROWS, Edition, Rows, YearParts
from portal.form.document import filled_rows
from portal.form.editions import EDITIONS
from portal.form.kinds import Amount, Integer
from portal.form.many_returns import (
    SINGLE,
    Dominant,
    Named,
    Outliers,
    Ratio,
    dominant,
    outliers,
    ratio,
    ratios_of,
    shared_names,
)
from portal.models import Association, Fact, Filing, Region, Round, Submission, db
from portal.models.rows import table
from portal.services.consolidated import regions_of

AT_A_TIME = 50

_fact, _filing, _association = table(Fact), table(Filing), table(Association)


@dataclass(frozen=True)
class Unit:
    """An association whose submission stands, with the names of its region in both languages."""

    filing_id: uuid.UUID
    name: str
    region: tuple[str, str]


@dataclass(frozen=True)
class Indicator:
    """A figure that is added up over the units; ``annual`` ones are asked for each year."""

    section: str
    block: str
    code: str
    annual: bool

    @property
    def name(self) -> str:
        return f"{self.section}.{self.block}.{self.code}"


@dataclass(frozen=True)
class Watched:
    """What was found over ``units``, each kind in the order of the form."""

    units: Mapping[uuid.UUID, Unit] = field(default_factory=dict)
    dominants: Sequence[tuple[Indicator, Dominant[uuid.UUID]]] = ()
    ratios: Sequence[tuple[Ratio, Outliers[uuid.UUID] | None, int]] = ()
    doubles: Sequence[Sequence[Named[uuid.UUID]]] = ()


def look(round_: Round, grants: Sequence[Grant]) -> Watched:
    """What shows over the returns of *round_*, as far as *grants* reach: the nation, or some regions."""
    regions = regions_of(grants)
    units = _units(round_, regions)
    if not units:
        return Watched()
    indicators = list(indicators_of(EDITIONS[round_.edition]))
    totals, figures = _figures(round_, regions, indicators)
    held = [(one, dominant(totals.get(one.name, {}))) for one in indicators]
    ratios = []
    for asked in ratios_of(round_.year):
        found = {unit: value for unit, own in figures.items() if (value := ratio(own, asked)) is not None}
        ratios.append((asked, outliers(found), len(found)))
    return Watched(
        units=units,
        dominants=[(one, found) for one, found in held if found],
        ratios=ratios,
        doubles=shared_names(_names(round_, regions)),
    )


def indicators_of(edition: Edition) -> Iterator[Indicator]:
    """Everything that adds up over units: numbers, and the rows of lists counted."""
    for section in edition.sections:
        for block in section.blocks:
            if isinstance(block, Rows):
                yield Indicator(section.code, block.code, ROWS, annual=False)
            for code, kind in block.cell_kinds.items():
                if isinstance(kind, Integer | Amount):
                    yield Indicator(section.code, block.code, code, annual=isinstance(block, YearParts))


def _within(round_: Round, regions: Sequence[str] | None) -> list[Any]:
    """The filings of *round_* in *regions* (None: all) that have a standing submission; associations joined."""
    where = [_filing.c.round_id == round_.id, _filing.c.submission > 0]
    return where if regions is None else [*where, _association.c.region_code.in_(regions)]


def _units(round_: Round, regions: Sequence[str] | None) -> dict[uuid.UUID, Unit]:
    query = (
        select(_filing.c.id, _association.c.name, Region.name_zh, Region.name_en)
        .join_from(_filing, _association, _association.c.id == _filing.c.association_id)
        .join(Region, Region.code == _association.c.region_code)
        .where(*_within(round_, regions))
        .order_by(Region.position, _association.c.name)
    )
    return {row.id: Unit(row.id, row.name, (row.name_zh, row.name_en)) for row in db.session.execute(query)}


Totals = dict[str, dict[uuid.UUID, Decimal]]
Figures = dict[uuid.UUID, dict[tuple[str, int], Decimal]]


def _figures(round_: Round, regions: Sequence[str] | None, indicators: Sequence[Indicator]) -> tuple[Totals, Figures]:
    """By indicator and unit what counts for the round, and by unit the figures to be compared.

    Of what is asked for each year only the round's own year counts: earlier years were looked at in
    their rounds. Lists count whole.
    """
    annual = [one.name for one in indicators if one.annual]
    other = [one.name for one in indicators if not one.annual]
    counts = or_(
        and_(_fact.c.indicator.in_(annual), _fact.c.year == round_.year),
        _fact.c.indicator.in_(other),
    )
    query = (
        select(_fact.c.filing_id, _fact.c.indicator, _fact.c.year, _fact.c.value)
        .join_from(_fact, _filing, _filing.c.id == _fact.c.filing_id)
        .join(_association, _association.c.id == _filing.c.association_id)
        .where(*_within(round_, regions), counts)
    )
    compared = {place for asked in ratios_of(round_.year) for place in (asked.above, asked.below)}
    totals: Totals = {}
    figures: Figures = {}
    for unit, indicator, year, value in db.session.execute(query.execution_options(yield_per=1000)):
        own = totals.setdefault(indicator, {})
        own[unit] = own.get(unit, Decimal()) + value
        if (indicator, year) in compared:
            figures.setdefault(unit, {})[indicator, year] = value
    return totals, figures


def _names(round_: Round, regions: Sequence[str] | None) -> Iterator[Named[uuid.UUID]]:
    """The named rows of the standing submissions."""
    submission = table(Submission)
    stands = and_(submission.c.filing_id == _filing.c.id, submission.c.number == _filing.c.submission)
    query = (
        select(_filing.c.id, submission.c.content)
        .join_from(_filing, submission, stands)
        .join(_association, _association.c.id == _filing.c.association_id)
        .where(*_within(round_, regions))
        .order_by(_association.c.name, _filing.c.id)
    )
    for unit, content in db.session.execute(query.execution_options(yield_per=AT_A_TIME)):
        sections = EDITIONS[content["edition"]].by_code
        for section, block, column in SINGLE:
            cells = content["sections"].get(section, {}).get("cells", {})
            of_block = sections[section].by_code[block]
            for row in filled_rows(cells, of_block) if isinstance(of_block, Rows) else ():
                yield Named(block, unit, cells.get(f"{block}.{row}.{column}", ""))
