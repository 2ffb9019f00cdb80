"""The queue: the returns of a round that somebody watches over, page by page, and how many stand where.

One statement reads a page of lines and the numbers on the tabs, two small ones what there is to choose
from. Pages are cut by marks, never by counting off. Tabs are counted up to 99, or within the regions
asked for: a round of ten thousand returns costs what one of fifty does. Owns no words and no addresses.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from portal.filing.access import Grant
from portal.filing.states import RoundState
from portal.models import Region, Round, db
from portal.models.rows import table
from portal.services.queue_order import Sort, keys_of, mark_of, read_mark
from portal.services.queue_statements import (
    COUNTED_UP_TO,
    FIELD,
    LINE,
    PAGE,
    STANDS,
    Late,
    ReviewedBy,
    Shape,
    Tab,
    lines_statement,
    numbers_statement,
)

_region, _round = table(Region), table(Round)

Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Sought:
    """Which returns of which round, for whom, in which order. ``regions`` is None for the whole nation."""

    round_id: uuid.UUID
    due_at: dt.datetime
    person_id: uuid.UUID
    now: dt.datetime
    regions: frozenset[str] | None
    tab: Tab = Tab.ALL
    sort: Sort = Sort.STATE
    name: str = ""
    late: bool = False
    reviewer: ReviewedBy = ReviewedBy.ANYBODY
    open_comments: bool = False

    @property
    def shape(self) -> Shape:
        """How the statements read."""
        late = Late.OR_OVERDUE if self.now >= self.due_at else Late.SUBMITTED_LATE
        return Shape(
            tab=self.tab,
            sort=self.sort,
            by_region=self.regions is not None,
            by_name=bool(self.name),
            late=late if self.late else Late.ANY,
            reviewer=self.reviewer,
            open_comments=self.open_comments,
        )

    @property
    def values(self) -> dict[str, Any]:
        """The parameters that the shape has a place for."""
        found: dict[str, Any] = {"round": self.round_id, "now": self.now, "person": self.person_id}
        escaped = self.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return found | {"regions": sorted(self.regions or ()), "name": f"%{escaped}%"}


@dataclass(frozen=True)
class Page:
    """One page of lines; ``after`` and ``before`` are the marks of the pages on either side, if there are any.

    ``counts`` says how many returns stand on each tab, none more than one over :data:`COUNTED_UP_TO`.
    """

    lines: Sequence[Found]
    before: str | None
    after: str | None
    counts: Mapping[Tab, int]


def rounds() -> Sequence[Found]:
    """Every round, newest first: id, year, state and dates."""
    columns = [_round.c[name] for name in ("id", "year", "state", "opens_at", "due_at", "closes_at")]
    return _execute(select(*columns).order_by(_round.c.year.desc()), {})


def round_shown(found: Sequence[Found], year: int | None) -> Found | None:
    """Of the rounds *found*, that of *year*; else the newest that is open, else the newest."""
    chosen = [round_ for round_ in found if round_.year == year]
    opened = [round_ for round_ in found if round_.state == RoundState.OPEN]
    return next(iter([*chosen, *opened, *found]), None)


def regions_of(grants: Iterable[Grant]) -> frozenset[str] | None:
    """The regions somebody watches over; None for the whole nation."""
    wide = [grant for grant in grants if grant.association_id is None]
    return None if any(grant.nationwide for grant in wide) else frozenset(g.region_code for g in wide if g.region_code)


def regions_named(codes: frozenset[str] | None) -> Sequence[Found]:
    """Code and both names of the regions with these *codes*, or of all, in their official order."""
    query = select(*(_region.c[name] for name in ("code", "name_zh", "name_en"))).order_by(_region.c.position)
    return _execute(query if codes is None else query.where(_region.c.code.in_(codes)), {})


def page(sought: Sought, after: str = "", before: str = "") -> Page:
    """One page of what is sought: after a mark, or before one, or the first.

    A line has the columns of :func:`lines_statement`. What is no mark of this order is left aside.
    """
    shape, values = sought.shape, sought.values
    keys = keys_of(sought.sort, one_state=sought.tab is not Tab.ALL)
    back, on = read_mark(keys, before), read_mark(keys, after)
    backwards, mark = back is not None, back or on
    found = _execute(lines_statement(shape, mark is not None, backwards), values | dict(mark or {}))
    # The numbers come with each line, so where there is no line they are asked for alone.
    counted = found or _execute(numbers_statement(shape), values)
    lines, more = list(found[:PAGE]), len(found) > PAGE
    if backwards:
        lines.reverse()
    earlier, later = (more, True) if backwards else (mark is not None, more)
    return Page(
        lines,
        mark_of(keys, lines[0]) if lines and earlier else None,
        mark_of(keys, lines[-1]) if lines and later else None,
        _counts(counted[0]),
    )


def _counts(numbers: Found) -> dict[Tab, int]:
    most = COUNTED_UP_TO + 1
    found = {tab: min(getattr(numbers, tab.name), most) for tab in STANDS}
    return {Tab.ALL: min(sum(found.values()), most)} | found


def _execute(statement: Select[Any], values: Mapping[str, Any]) -> Sequence[Found]:
    return db.session().connection().execute(statement, values).all()


def contacts_of_line(line: Found) -> list[tuple[str, str]]:
    """Names and addresses of those who fill in, by name; only lines on which nothing is submitted tell them."""
    people = [person.partition(FIELD) for person in (line.contacts or "").split(LINE) if person]
    return sorted((name, address) for name, _, address in people)
