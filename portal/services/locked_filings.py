"""A filing held against every other change until the transaction ends, and the one way it moves on.

Owns the lock and the raising of the version with its event. What must be so before, and what else is
written with it, is said by ``services.transitions`` and its neighbours.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.filing.access import Place
from portal.filing.events import EventKind
from portal.filing.states import FilingState
from portal.form.blocks import Edition
from portal.form.context import FormContext
from portal.form.editions import EDITIONS
from portal.models import Association, Filing, FilingEvent, Person, Round
from portal.models.rows import detached, table
from portal.services.rounds import context_of


class NoSuchFiling(LookupError):
    """There is no such filing."""


class NotYours(PermissionError):
    """The person sees the filing but does not have the part that is needed."""


class CameFirst(Exception):
    """Somebody else changed the filing since it was looked at; nothing was changed."""


@dataclass(frozen=True)
class LockedFiling:
    """A filing with its round and association, as they are now and stay until the transaction ends."""

    filing: Filing
    context: FormContext
    edition: Edition

    @property
    def round(self) -> Round:
        return self.filing.round

    @property
    def place(self) -> Place:
        return self.filing.place

    @property
    def state(self) -> FilingState:
        return FilingState(self.filing.state)


_filing, _round, _association = table(Filing), table(Round), table(Association)
_LOCK = (
    select(
        *(column.label(f"filing_{column.name}") for column in _filing.c),
        *(column.label(f"round_{column.name}") for column in _round.c),
        *(column.label(f"association_{column.name}") for column in _association.c),
    )
    .join_from(_round, _filing, _filing.c.round_id == _round.c.id)
    .join(_association, _association.c.id == _filing.c.association_id)
    .with_for_update(read=True, of=_round)
    .suffix_with("FOR UPDATE OF filing", dialect="postgresql")
)


def lock_filing(session: Session, filing_id: uuid.UUID) -> LockedFiling:
    """The filing, locked; its round is locked against closing (shared with other writers).

    Round first, then filing: the same order as a save takes them. Whoever had to wait is given the
    rows as they are after the waiting. Raises :class:`NoSuchFiling`.
    """
    row = session.execute(_LOCK.where(_filing.c.id == filing_id)).one_or_none()
    if row is None:
        raise NoSuchFiling(filing_id)
    values = row._mapping
    round_ = detached(Round, **{c.name: values[f"round_{c.name}"] for c in _round.c})
    association = detached(Association, **{c.name: values[f"association_{c.name}"] for c in _association.c})
    own = {c.name: values[f"filing_{c.name}"] for c in _filing.c}
    filing = detached(Filing, round=round_, association=association, **own)
    return LockedFiling(filing, context_of(round_, association), EDITIONS[round_.edition])


@dataclass(frozen=True)
class Step:
    """One event about to be written: what, by whom, when, why, and the columns of the filing it changes."""

    kind: EventKind
    person: Person
    at: dt.datetime
    columns: Mapping[str, Any]
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def advance(session: Session, locked: LockedFiling, step: Step) -> int:
    """Write the columns of *step*, raise the filing's version and add the event; the new version.

    The update names the state and the version that were read: exactly one of several who read the
    same can win. Raises :class:`CameFirst` for the others.
    """
    filing = locked.filing
    version = filing.version + 1
    unchanged = (_filing.c.id == filing.id, _filing.c.state == filing.state, _filing.c.version == filing.version)
    written = session.connection().execute(update(_filing).where(*unchanged).values(version=version, **step.columns))
    if written.rowcount != 1:
        raise CameFirst(filing.id)
    event = {
        "filing_id": filing.id,
        "association_id": filing.association_id,
        "version": version,
        "kind": step.kind.value,
        "from_state": filing.state,
        "to_state": step.columns.get("state", filing.state),
        "submission": step.columns.get("submission", filing.submission),
        "person_id": step.person.id,
        "at": step.at,
        "reason": step.reason,
        "details": dict(step.details),
    }
    session.execute(insert(table(FilingEvent)).inline(), [event])
    return version
