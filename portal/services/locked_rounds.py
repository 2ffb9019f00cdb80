"""A round held against every other change until the transaction ends, and the one way it moves on.

Every change of a round is an event of its history; the newest event is the round's version. Owns the
lock and the event, not what may be done: see ``services.round_keeping``.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.filing.states import RoundState
from portal.models import Person, Round, RoundEvent
from portal.models.rows import table
from portal.services.locked_filings import CameFirst


class NoSuchRound(LookupError):
    """There is no such round."""


class RoundChanged(CameFirst):
    """Somebody else changed the round since it was looked at; nothing was changed."""


class RoundAction(StrEnum):
    """What the history of a round can say."""

    CREATE = "create"
    CHANGE = "change"
    CHANGE_RULES = "change_rules"
    OPEN = "open"
    ADD_RETURNS = "add_returns"
    CLOSE = "close"
    REOPEN = "reopen"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class LockedRound:
    """A round as it is now and stays until the transaction ends.

    ``version`` is the newest event's id, 0 while there is none; ``latest`` is that event, ``before`` the
    version that it was decided on.
    """

    round: Round
    latest: RoundEvent | None
    before: int

    @property
    def version(self) -> int:
        return self.latest.id if self.latest else 0

    @property
    def state(self) -> RoundState:
        return RoundState(self.round.state)


def newest_event(session: Session, round_id: uuid.UUID) -> int:
    """The version of a round as it can be read now."""
    query = select(RoundEvent.id).where(RoundEvent.round_id == round_id).order_by(RoundEvent.id.desc()).limit(1)
    return session.scalar(query) or 0


def lock_round(session: Session, round_id: uuid.UUID) -> LockedRound:
    """The round, locked against every change and, with it, its filings against every write.

    Writers of filings hold the round shared: they are waited for, and whoever comes later reads the
    round as it is left. Raises :class:`NoSuchRound`.
    """
    query = select(Round).where(Round.id == round_id).with_for_update().execution_options(populate_existing=True)
    round_ = session.scalars(query).one_or_none()
    if round_ is None:
        raise NoSuchRound(round_id)
    events = select(RoundEvent).where(RoundEvent.round_id == round_id).order_by(RoundEvent.id.desc()).limit(2)
    newest = session.scalars(events).all()
    return LockedRound(round_, newest[0] if newest else None, newest[1].id if len(newest) > 1 else 0)


@dataclass(frozen=True)
class RoundStep:
    """One event about to be written: what, by whom (None: by the round's dates), when, why, the new columns."""

    action: RoundAction
    person: Person | None
    at: dt.datetime
    columns: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def advance_round(session: Session, round_: Round, step: RoundStep) -> None:
    """Write the columns of *step* and its event; the caller holds the round locked, or has just made it."""
    for name, value in step.columns.items():
        setattr(round_, name, value)
    session.flush()
    event = {
        "round_id": round_.id,
        "action": step.action.value,
        "person_id": step.person.id if step.person else None,
        "at": step.at,
        "reason": step.reason,
        "details": dict(step.details),
    }
    session.execute(insert(table(RoundEvent)).inline(), [event])
