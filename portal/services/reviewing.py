"""What a reviewer does beside commenting and deciding: begins, goes on to the next; and a filing's history.

The history is read, never written, here: every change of a filing adds its own line
(``services.locked_filings``).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, case, or_, select

from portal.filing.access import NATIONAL_REGION, Grant, Role, is_administrator, may_review, may_see
from portal.filing.events import EventKind
from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, FilingEvent, Person, db
from portal.services import clock, comments
from portal.services.comments import NotYourTurn, Thread
from portal.services.locked_filings import CameFirst, NoSuchFiling, lock_filing
from portal.services.transactions import writing


@dataclass(frozen=True)
class HistoryEvent:
    """One line of a filing's history: who took it from where to where, when and why."""

    version: int
    kind: EventKind
    from_state: str
    to_state: str
    submission: int
    person_id: uuid.UUID
    name: str
    at: dt.datetime
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Submitted:
    """One submission as the history tells of it; ``replaces`` is the one that stood before (0: none)."""

    number: int
    at: dt.datetime
    by: str
    reference: str
    replaces: int
    withdrawn: bool


def begin_review(person: Person, filing_id: uuid.UUID, version: int) -> None:
    """The review of a submitted filing begins: from here on it cannot be withdrawn. Once begun, nothing happens.

    Raises ``NoSuchFiling``, ``NotYourTurn``, and ``CameFirst`` when the filing has moved on since *version*.
    """
    with writing() as session:
        locked, now = lock_filing(session, filing_id), clock.now()
        if not may_see(person.grants, locked.place):
            raise NoSuchFiling(filing_id)
        archived = locked.round.state not in (RoundState.OPEN, RoundState.CLOSED)
        if archived or not may_review(person.grants, locked.place):
            raise NotYourTurn
        begun = locked.filing.review_begun_at is not None
        if locked.state is not FilingState.SUBMITTED or (not begun and locked.filing.version != version):
            raise CameFirst(filing_id)
        comments.begin(session, locked, person, now)


def events_of(filing_id: uuid.UUID) -> list[HistoryEvent]:
    """The history of a filing, oldest first."""
    query = (
        select(FilingEvent, Person.name)
        .join(Person, Person.id == FilingEvent.person_id)
        .where(FilingEvent.filing_id == filing_id)
        .order_by(FilingEvent.version)
    )
    return [
        HistoryEvent(
            e.version,
            EventKind(e.kind),
            e.from_state,
            e.to_state,
            e.submission,
            e.person_id,
            name,
            e.at,
            e.reason,
            e.details,
        )
        for e, name in db.session.execute(query)
    ]


def submitted_in(events: Iterable[HistoryEvent]) -> dict[int, Submitted]:
    """The submissions that *events* tell of, by number, oldest first."""
    events = tuple(events)
    withdrawn = {event.details["withdrawn"] for event in events if event.kind is EventKind.WITHDRAW}
    return {
        event.submission: Submitted(
            event.submission,
            event.at,
            event.name,
            event.details["reference"],
            event.details["replaces"],
            event.submission in withdrawn,
        )
        for event in events
        if event.kind is EventKind.SUBMIT
    }


def asked_between(threads: Iterable[Thread], submitted: dict[int, Submitted], old: int, new: int) -> list[Thread]:
    """The comments that were with the contact at some time between submissions *old* and *new*.

    Those sent before *new*, without those that were closed before anything came after *old*: they had
    been settled while *old* was reviewed.
    """
    after_old = min(entry.at for number, entry in submitted.items() if number > old)
    until = submitted[new].at
    return [
        thread
        for thread in threads
        if any(entry.sent_at is not None and entry.sent_at < until for entry, _name in thread.entries)
        and (thread.comment.closed_at is None or thread.comment.closed_at > after_old)
    ]


def next_to_review(grants: Sequence[Grant], filing: Filing) -> tuple[uuid.UUID, str] | None:
    """Id and association of the filing of the same round to review after *filing*, the longest waiting first.

    After the last one it begins again from the first; None when nothing else waits for this person.
    """
    regions = {g.region_code for g in grants if g.role is Role.COORDINATOR and g.region_code != NATIONAL_REGION}
    if is_administrator(grants):
        regions.add(NATIONAL_REGION)
    query = (
        select(Filing.id, Association.name)
        .join(Association, Association.id == Filing.association_id)
        .where(Filing.round_id == filing.round_id, Filing.state == FilingState.SUBMITTED.value)
        .where(Filing.id != filing.id, Association.region_code.in_(regions))
    )
    if filing.state == FilingState.SUBMITTED:
        same = and_(Filing.state_since == filing.state_since, Filing.id > filing.id)
        query = query.order_by(case((or_(Filing.state_since > filing.state_since, same), 0), else_=1))
    row = db.session.execute(query.order_by(Filing.state_since, Filing.id).limit(1)).first()
    return (row[0], row[1]) if row else None


def name_of(person_id: uuid.UUID | None) -> str:
    """The name of a person, blank for nobody."""
    return (db.session.scalar(select(Person.name).where(Person.id == person_id)) or "") if person_id else ""
