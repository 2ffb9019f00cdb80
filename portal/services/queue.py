"""The queue: the returns of a round that somebody watches over, page by page, and how many stand where.

One statement reads the round, a page of its lines and the numbers on the tabs. Pages are cut by marks,
never by counting off. Tabs are counted up to 99, or within the regions asked for: a round of ten
thousand returns costs what one of fifty does. Owns no words and no addresses.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, select

from portal.filing.access import Grant
from portal.filing.states import RoundState
from portal.models import Region, db
from portal.models.rows import table
from portal.services.queue_order import Sort, keys_of, mark_of, read_mark
from portal.services.queue_statements import (
    BETWEEN_YEARS,
    COUNTED_UP_TO,
    FIELD,
    LINE,
    PAGE,
    STANDS,
    ReviewedBy,
    Shape,
    Tab,
    head_statement,
    lines_statement,
)

_region = table(Region)

Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Sought:
    """Which returns, for whom, in which order.

    ``regions`` is None for the whole nation. Without a ``year`` it is the newest round that is open, else
    the newest.
    """

    person_id: uuid.UUID
    now: dt.datetime
    regions: frozenset[str] | None
    year: int | None = None
    tab: Tab = Tab.ALL
    sort: Sort = Sort.STATE
    name: str = ""
    late: bool = False
    reviewer: ReviewedBy = ReviewedBy.ANYBODY
    open_comments: bool = False

    @property
    def shape(self) -> Shape:
        """How the statements read."""
        return Shape(
            tab=self.tab,
            sort=self.sort,
            by_region=self.regions is not None,
            by_name=bool(self.name),
            late=self.late,
            reviewer=self.reviewer,
            open_comments=self.open_comments,
        )

    @property
    def values(self) -> dict[str, Any]:
        """The parameters that the shape has a place for."""
        found: dict[str, Any] = {"year": self.year or 0, "now": self.now, "person": self.person_id}
        escaped = self.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return found | {"regions": sorted(self.regions or ()), "name": f"%{escaped}%"}


@dataclass(frozen=True)
class RoundShown:
    """The round that is listed, and the years of all rounds, newest first."""

    id: uuid.UUID
    year: int
    state: RoundState
    opens_at: dt.datetime
    due_at: dt.datetime
    closes_at: dt.datetime
    years: Sequence[int]


@dataclass(frozen=True)
class Page:
    """One page of lines; ``after`` and ``before`` are the marks of the pages on either side, if there are any.

    ``counts`` says how many returns stand on each tab, none more than one over :data:`COUNTED_UP_TO`.
    Without a ``round`` there is none at all, and nothing on the page.
    """

    round: RoundShown | None
    lines: Sequence[Found]
    before: str | None
    after: str | None
    counts: Mapping[Tab, int]


def regions_of(grants: Iterable[Grant]) -> frozenset[str] | None:
    """The regions somebody watches over; None for the whole nation."""
    wide = [grant for grant in grants if grant.association_id is None]
    return None if any(grant.nationwide for grant in wide) else frozenset(g.region_code for g in wide if g.region_code)


def regions_named(codes: frozenset[str] | None) -> Sequence[Found]:
    """Code and both names of the regions with these *codes*, or of all, in their official order."""
    return [region for region in _every_region() if codes is None or region.code in codes]


@lru_cache(maxsize=1)
def _every_region() -> Sequence[Found]:
    """The regions, which only a release changes: a process reads them once."""
    query = select(*(_region.c[name] for name in ("code", "name_zh", "name_en")))
    return _execute(query.order_by(_region.c.position), {})


def page(sought: Sought, after: str = "", before: str = "") -> Page:
    """One page of what is sought: after a mark, or before one, or the first.

    A line has the columns of :func:`lines_statement`. What is no mark of this order is left aside.
    """
    shape, values = sought.shape, sought.values
    keys = keys_of(sought.sort, one_state=sought.tab is not Tab.ALL)
    back, on = read_mark(keys, before), read_mark(keys, after)
    backwards, mark = back is not None, back or on
    found = _execute(lines_statement(shape, mark is not None, backwards), values | dict(mark or {}))
    # Round and numbers come with each line, so where there is no line they are asked for alone.
    heads = found or _execute(head_statement(shape), values)
    if not heads:
        return Page(None, [], None, None, {})
    lines, more = list(found[:PAGE]), len(found) > PAGE
    if backwards:
        lines.reverse()
    earlier, later = (more, True) if backwards else (mark is not None, more)
    return Page(
        _round_shown(heads[0]),
        lines,
        mark_of(keys, lines[0]) if lines and earlier else None,
        mark_of(keys, lines[-1]) if lines and later else None,
        _counts(heads[0]),
    )


def _round_shown(head: Found) -> RoundShown:
    years = sorted(map(int, head.years.split(BETWEEN_YEARS)), reverse=True)
    dates = (head.round_opens_at, head.round_due_at, head.round_closes_at)
    return RoundShown(head.round_id, head.round_year, RoundState(head.round_state), *dates, years)


def _counts(head: Found) -> dict[Tab, int]:
    most = COUNTED_UP_TO + 1
    found = {tab: min(getattr(head, tab.name), most) for tab in STANDS}
    return {Tab.ALL: min(sum(found.values()), most)} | found


def _execute(statement: Select[Any], values: Mapping[str, Any]) -> Sequence[Found]:
    return db.session().connection().execute(statement, values).all()


def contacts_of_line(line: Found) -> list[tuple[str, str]]:
    """Names and addresses of those who fill in, by name; only lines on which nothing is submitted tell them."""
    people = [person.partition(FIELD) for person in (line.contacts or "").split(LINE) if person]
    return sorted((name, address) for name, _, address in people)
