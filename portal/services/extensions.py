"""A later end for one association: granted, moved or withdrawn by the national administrator, with a reason.

An extension moves the association's deadline and the end of its writing; it ends with the round when
that is closed by hand.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from portal.filing.access import is_administrator, may_see
from portal.filing.events import EventKind
from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, FilingEvent, Person, Region, db
from portal.models.rows import table
from portal.services import clock, outbox
from portal.services.locked_filings import CameFirst, LockedFiling, NoSuchFiling, NotYours, Step, advance, lock_filing
from portal.services.needs import REASON_MAX
from portal.services.outbox import MailKind
from portal.services.transactions import writing

#: How long after the closing of the round an extension may last.
LONGEST = dt.timedelta(days=90)
LISTED = 50


class ExtensionFault(StrEnum):
    """Why an extension cannot be."""

    ROUND_NOT_OPEN = "round_not_open"
    PASSED = "passed"
    NOT_LATER = "not_later"
    TOO_LATE = "too_late"
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"


class ExtensionRefused(ValueError):
    """The extension cannot be; ``fault`` says why."""

    def __init__(self, fault: ExtensionFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Extension:
    """An extension that holds: of which return, until when, why, by whom and when it was granted."""

    filing: Filing
    reason: str
    granted_by: str
    granted_at: dt.datetime


def extend(person: Person, filing_id: uuid.UUID, version: int, until: dt.datetime | None, reason: str) -> int:
    """Extend the round for one filing until *until*, or (None) take its extension back; the new version.

    The contacts are told in either case. Asking again for what the same person has just done does
    nothing. Raises ``NoSuchFiling``, ``NotYours``, ``CameFirst`` and :class:`ExtensionRefused`.
    """
    reason = reason.strip()
    with writing() as session:
        locked, now = lock_filing(session, filing_id), clock.now()
        filing = locked.filing
        if not may_see(person.grants, locked.place):
            raise NoSuchFiling(filing_id)
        if not is_administrator(person.grants):
            raise NotYours("extend")
        if filing.version != version:
            if filing.extended_until == until and _just_extended(session, filing, version, person):
                return filing.version
            raise CameFirst(filing_id)
        if filing.extended_until == until:
            return filing.version
        _check(locked, until, reason, now)
        details = {"was": _iso(filing.extended_until), "until": _iso(until)}
        step = Step(EventKind.EXTEND, person, now, {"extended_until": until}, reason, details)
        new_version = advance(session, locked, step)
        about = {"filing": str(filing_id), "version": new_version}
        outbox.leave(session, MailKind.EXTENDED, outbox.contacts(session, filing.association_id), about, now)
        return new_version


def extensions_of(round_id: uuid.UUID) -> list[Extension]:
    """The extensions of a round that hold, or held until they passed; the last to end first."""
    later = aliased(FilingEvent)
    newest = select(func.max(later.version)).where(later.filing_id == Filing.id, later.kind == EventKind.EXTEND)
    query = (
        _filings(round_id)
        .join(FilingEvent, (FilingEvent.filing_id == Filing.id) & (FilingEvent.version == newest.scalar_subquery()))
        .join(Person, Person.id == FilingEvent.person_id)
        .add_columns(FilingEvent.reason, Person.name, FilingEvent.at)
        .where(Filing.extended_until.is_not(None))
        .order_by(Filing.extended_until.desc(), Association.name)
    )
    return [Extension(*row) for row in db.session.execute(query)]


def to_extend(round_id: uuid.UUID, name: str) -> Sequence[Filing]:
    """At most :data:`LISTED` returns of a round that are not accepted, whose association's name holds *name*."""
    query = _filings(round_id).where(Filing.state != FilingState.ACCEPTED)
    if name:
        query = query.where(Association.name.contains(name, autoescape=True))
    return db.session.scalars(query.order_by(Region.position, Association.name).limit(LISTED)).all()


def _filings(round_id: uuid.UUID) -> Select[Filing]:
    """The filings of a round with their associations and regions."""
    return (
        select(Filing)
        .join(Filing.association)
        .join(Association.region)
        .options(contains_eager(Filing.association).contains_eager(Association.region))
        .where(Filing.round_id == round_id)
    )


def _check(locked: LockedFiling, until: dt.datetime | None, reason: str, now: dt.datetime) -> None:
    round_ = locked.round
    if round_.state != RoundState.OPEN:
        raise ExtensionRefused(ExtensionFault.ROUND_NOT_OPEN)
    if until is not None and until <= now:
        raise ExtensionRefused(ExtensionFault.PASSED)
    if until is not None and until <= round_.due_at:
        raise ExtensionRefused(ExtensionFault.NOT_LATER)
    if until is not None and until > round_.closes_at + LONGEST:
        raise ExtensionRefused(ExtensionFault.TOO_LATE)
    if not reason:
        raise ExtensionRefused(ExtensionFault.REASON_MISSING)
    if len(reason) > REASON_MAX:
        raise ExtensionRefused(ExtensionFault.REASON_TOO_LONG)


def _just_extended(session: Session, filing: Filing, version: int, person: Person) -> bool:
    """Whether the one event since *version* is an extension by *person*."""
    events = table(FilingEvent)
    query = select(events.c.id).where(
        events.c.filing_id == filing.id,
        events.c.version == version + 1,
        events.c.version == filing.version,
        events.c.kind == EventKind.EXTEND.value,
        events.c.person_id == person.id,
    )
    return session.scalar(query) is not None


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment else None
