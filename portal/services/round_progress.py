"""How far a round is: counted by region and by day, for whoever watches it.

Everything is counted by the database; no return is loaded. Whose returns are counted follows from the
grants: the nation, or the regions that somebody coordinates or observes.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from portal.filing.access import Grant
from portal.filing.states import FilingState
from portal.models import Association, Filing, Region, Round, Submission, db
from portal.models.database import on_postgresql
from portal.services import clock

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Counts:
    """How many returns are asked for and where they stand: each in one of the five from ``not_started`` on.

    Among them, ``late`` counts submissions that stand and came late, ``extended`` extensions still running.
    """

    asked: int = 0
    not_started: int = 0
    draft: int = 0
    submitted: int = 0
    returned: int = 0
    accepted: int = 0
    late: int = 0
    extended: int = 0

    @property
    def done(self) -> int:
        """Submitted and not sent back: with the reviewer, or accepted."""
        return self.submitted + self.accepted

    @property
    def outstanding(self) -> int:
        """Still with the contact."""
        return self.asked - self.done

    @property
    def share(self) -> int:
        """How many of a hundred are done, rounded down: 100 means all of them."""
        return 100 * self.done // self.asked if self.asked else 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True)
class RegionCounts:
    """One line of the table: a region and its counts."""

    code: str
    name_zh: str
    name_en: str
    counts: Counts


@dataclass(frozen=True)
class Day:
    """What one Beijing day brought: first submissions and acceptances, and how many there were by its end."""

    date: dt.date
    submitted: int
    accepted: int
    submitted_so_far: int
    accepted_so_far: int


def _number(condition: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _counted() -> tuple[Any, ...]:
    """The columns of :class:`Counts`, in its order, over filings that are grouped as the query says."""
    draft = Filing.state == FilingState.DRAFT
    return (
        func.count(Filing.id),
        _number(draft & Filing.started_at.is_(None)),
        _number(draft & Filing.started_at.is_not(None)),
        _number(Filing.state == FilingState.SUBMITTED),
        _number(Filing.state == FilingState.RETURNED),
        _number(Filing.state == FilingState.ACCEPTED),
        _number(Filing.late),
        _number(Filing.extended_until > clock.now()),
    )


def counts_by_round() -> dict[uuid.UUID, Counts]:
    """The counts of every round that has returns, nationwide."""
    query = select(Filing.round_id, *_counted()).group_by(Filing.round_id)
    return {row[0]: Counts(*row[1:]) for row in db.session.execute(query)}


def counts_of(round_id: uuid.UUID) -> Counts:
    """The counts of one round, nationwide."""
    row = db.session.execute(select(*_counted()).where(Filing.round_id == round_id)).one()
    return Counts(*row)


def by_region(round_id: uuid.UUID, grants: Sequence[Grant]) -> list[RegionCounts]:
    """The regions that have returns in the round, in their order, as far as *grants* reach."""
    query = (
        select(Region.code, Region.name_zh, Region.name_en, *_counted())
        .join(Association, Association.region_code == Region.code)
        .join(Filing, Filing.association_id == Association.id)
        .where(Filing.round_id == round_id)
        .group_by(Region.code, Region.name_zh, Region.name_en, Region.position)
        .order_by(Region.position)
    )
    rows = db.session.execute(_within(query, grants))
    return [RegionCounts(row[0], row[1], row[2], Counts(*row[3:])) for row in rows]


def over_time(round_id: uuid.UUID, grants: Sequence[Grant]) -> list[Day]:
    """The days that brought something, oldest first, as far as *grants* reach.

    A return counts as submitted on the day of its first submission as long as one stands, and as
    accepted on the day of the acceptance that stands.
    """
    first = (
        _per_day(Submission.submitted_at, "submitted")
        .join(Filing, Filing.id == Submission.filing_id)
        .where(Submission.number == 1, Filing.submission > 0)
    )
    accepted = _per_day(Filing.state_since, "accepted").where(Filing.state == FilingState.ACCEPTED)
    parts = [
        _within(part.join(Association, Association.id == Filing.association_id), grants)
        .where(Filing.round_id == round_id)
        .group_by("day")
        for part in (first, accepted)
    ]
    return _added_up(db.session.execute(union_all(*parts)))


def _added_up(rows: Iterable[Any]) -> list[Day]:
    brought: dict[dt.date, dict[str, int]] = {}
    for day, what, number in rows:
        brought.setdefault(dt.date.fromisoformat(day), {})[what] = number
    days: list[Day] = []
    for date in sorted(brought):
        submitted, accepted = (brought[date].get(what, 0) for what in ("submitted", "accepted"))
        before = days[-1] if days else Day(date, 0, 0, 0, 0)
        so_far = (before.submitted_so_far + submitted, before.accepted_so_far + accepted)
        days.append(Day(date, submitted, accepted, *so_far))
    return days


def rounds_watched(grants: Sequence[Grant]) -> Sequence[Round]:
    """The rounds in which there is something to watch, newest first."""
    asked: Rows = select(Filing.id).join(Association, Association.id == Filing.association_id)
    there = _within(asked.where(Filing.round_id == Round.id), grants).exists()
    return db.session.scalars(select(Round).where(there).order_by(Round.year.desc())).all()


def _per_day(moment: InstrumentedAttribute[Any], what: str) -> Rows:
    return select(beijing_day(moment).label("day"), literal(what), func.count())


def beijing_day(moment: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """The day in Beijing (UTC+8, without summer time) on which *moment* falls, as ISO text."""
    if on_postgresql(db.session()):
        return cast(func.date(func.timezone("Asia/Shanghai", moment)), Text)
    return func.date(moment, "+8 hours")


def _within(query: Rows, grants: Sequence[Grant]) -> Rows:
    """*query* for the regions that *grants* cover; the association must be joined."""
    if any(grant.nationwide for grant in grants):
        return query
    return query.where(Association.region_code.in_([g.region_code for g in grants if g.region_code]))
