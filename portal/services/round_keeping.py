"""What becomes of a round: created, changed, opened, closed, reopened, archived, by hand or by its dates.

Each verb is one transaction on the locked round and leaves a line of its history. Closing waits for
every writer that holds the round and refuses every later one: once it has returned, nothing is
written any more. Who reads what of a round is none of its business.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.filing.access import is_administrator
from portal.filing.states import RoundState
from portal.models import Association, Filing, Person, Round, RoundEvent, db
from portal.services import clock, round_plans
from portal.services.filings import open_filings
from portal.services.locked_filings import NotYours
from portal.services.locked_rounds import (
    LockedRound,
    RoundAction,
    RoundChanged,
    RoundStep,
    advance_round,
    lock_round,
    newest_event,
)
from portal.services.needs import REASON_MAX
from portal.services.round_plans import Fault, PlanRefused, RoundPlan
from portal.services.transactions import writing

#: Which decision is possible in which state, and where it leads.
STEPS: dict[RoundAction, tuple[RoundState, RoundState]] = {
    RoundAction.OPEN: (RoundState.PREPARING, RoundState.OPEN),
    RoundAction.CLOSE: (RoundState.OPEN, RoundState.CLOSED),
    RoundAction.REOPEN: (RoundState.CLOSED, RoundState.OPEN),
    RoundAction.ARCHIVE: (RoundState.CLOSED, RoundState.ARCHIVED),
}
CHANGEABLE = frozenset({RoundState.PREPARING, RoundState.OPEN})


def find(round_id: uuid.UUID) -> Round | None:
    """The round, or None."""
    return db.session.get(Round, round_id, populate_existing=True)


def all_rounds() -> Sequence[Round]:
    """Every round, newest first."""
    return db.session.scalars(select(Round).order_by(Round.year.desc())).all()


def version_of(round_: Round) -> int:
    """What a page says it was based on: the newest event of the round, 0 when there is none."""
    return newest_event(db.session(), round_.id)


def events_of(round_: Round) -> list[tuple[RoundEvent, str | None]]:
    """The history of a round, newest first, with names; None stands for the dates of the round itself."""
    query = (
        select(RoundEvent, Person.name)
        .outerjoin(Person, Person.id == RoundEvent.person_id)
        .where(RoundEvent.round_id == round_.id)
        .order_by(RoundEvent.id.desc())
    )
    return [(event, name) for event, name in db.session.execute(query)]


def create(person: Person, plan: RoundPlan) -> uuid.UUID:
    """A new round in preparation; its id. Raises ``PlanRefused``, also for a year that has its round."""
    _must_administrate(person)
    now = clock.now()
    round_plans.check(plan, now)
    round_ = Round(id=uuid.uuid4(), **round_plans.columns_of(plan, {}))
    with _one_round_a_year(), writing() as session:
        session.add(round_)
        advance_round(session, round_, RoundStep(RoundAction.CREATE, person, now))
    return round_.id


def change(person: Person, round_id: uuid.UUID, version: int, plan: RoundPlan) -> None:
    """Let a round that is not closed follow *plan* from now on; a plan that changes nothing leaves no line.

    A setting of the form takes effect at once: what was counted for the old one is counted anew when
    it is next read. Raises ``PlanRefused``, ``NoSuchRound`` and ``RoundChanged``.
    """
    _must_administrate(person)
    now = clock.now()
    with _one_round_a_year(), writing() as session:
        locked = lock_round(session, round_id)
        changed = round_plans.changes(round_plans.plan_of(locked.round), plan)
        if not changed:
            return
        if locked.version != version or locked.state not in CHANGEABLE:
            raise RoundChanged(round_id)
        round_plans.check(plan, now, locked.round)
        columns = round_plans.columns_of(plan, locked.round.settings)
        step = RoundStep(RoundAction.CHANGE, person, now, columns, details={"changes": changed})
        advance_round(session, locked.round, step)


def open_round(person: Person, round_id: uuid.UUID, version: int) -> None:
    """Open a round in preparation, with a return for every active association.

    Opened before its date, it is open from now on. Raises ``PlanRefused`` when its closing has passed.
    """
    _must_administrate(person)
    with writing() as session:
        locked = _decide(session, person, round_id, version, RoundAction.OPEN)
        if locked is not None:
            _open(session, locked.round, person, clock.now())


def close_round(person: Person, round_id: uuid.UUID, version: int, reason: str) -> None:
    """Close an open round now, extensions included. Raises ``PlanRefused`` without a reason."""
    _must_administrate(person)
    reason = checked_reason(reason)
    with writing() as session:
        locked = _decide(session, person, round_id, version, RoundAction.CLOSE)
        if locked is not None:
            _step(session, locked.round, RoundStep(RoundAction.CLOSE, person, clock.now(), reason=reason))


def reopen_round(person: Person, round_id: uuid.UUID, version: int, reason: str, closes_at: dt.datetime) -> None:
    """Open a closed round again until *closes_at*; returns that were missing stay missing.

    Raises ``PlanRefused`` without a reason, or for an end that has passed or lies before the deadline.
    """
    _must_administrate(person)
    reason, now = checked_reason(reason), clock.now()
    with writing() as session:
        locked = _decide(session, person, round_id, version, RoundAction.REOPEN)
        if locked is None:
            return
        plan = round_plans.plan_of(locked.round)
        if closes_at <= now:
            raise PlanRefused({"closes_at": Fault.PASSED})
        if closes_at < plan.due_at:
            raise PlanRefused({"closes_at": Fault.CLOSES_BEFORE_DUE})
        changed = {"changes": _moved("closes_at", plan.closes_at, closes_at)}
        step = RoundStep(RoundAction.REOPEN, person, now, {"closes_at": closes_at}, reason, changed)
        _step(session, locked.round, step)


def archive_round(person: Person, round_id: uuid.UUID, version: int, reason: str = "") -> None:
    """Put a closed round aside: from now on its returns are not reviewed any more either."""
    _must_administrate(person)
    reason = checked_reason(reason, required=False)
    with writing() as session:
        locked = _decide(session, person, round_id, version, RoundAction.ARCHIVE)
        if locked is not None:
            _step(session, locked.round, RoundStep(RoundAction.ARCHIVE, person, clock.now(), reason=reason))


def add_missing_returns(person: Person, round_id: uuid.UUID) -> int:
    """Open the returns that an open round lacks, of associations added since it opened; how many."""
    _must_administrate(person)
    with writing() as session:
        locked = lock_round(session, round_id)
        if locked.state is not RoundState.OPEN:
            raise RoundChanged(round_id)
        opened = open_missing_filings(session, locked.round)
        if opened:
            step = RoundStep(RoundAction.ADD_RETURNS, person, clock.now(), details={"returns": opened})
            advance_round(session, locked.round, step)
        return opened


def open_missing_filings(session: Session, round_: Round) -> int:
    """Open a filing in *round_* (locked by the caller) for every association that lacks one; how many."""
    missing = session.scalars(_missing(round_).order_by(Association.region_code, Association.name)).all()
    return len(open_filings(session, round_, missing)) if missing else 0


def missing_returns(round_: Round) -> int:
    """How many associations of the pilot have no return in *round_*."""
    return db.session.scalar(select(func.count()).select_from(_missing(round_).subquery())) or 0


def keep_dates(now: dt.datetime) -> int:
    """Open and close what is due at *now* of the rounds that keep their dates; how many did.

    Called again and again by the worker, as the portal itself. A round is closed when its own end and
    the last extension have passed.
    """
    due = select(Round.id).where(Round.keeps_dates, or_(_opens_now(now), _closes_now(now))).order_by(Round.year)
    return sum(_keep(round_id, now) for round_id in db.session.scalars(due).all())


def _keep(round_id: uuid.UUID, now: dt.datetime) -> int:
    with writing() as session:
        round_ = lock_round(session, round_id).round
        still = Round.id == round_id, Round.keeps_dates
        if session.scalar(select(Round.id).where(*still, _opens_now(now))):
            _open(session, round_, None, now)
        elif session.scalar(select(Round.id).where(*still, _closes_now(now))):
            _step(session, round_, RoundStep(RoundAction.CLOSE, None, now))
        else:
            return 0
        return 1


def _opens_now(now: dt.datetime) -> Any:
    return and_(Round.state == RoundState.PREPARING, Round.opens_at <= now, Round.closes_at > now)


def _closes_now(now: dt.datetime) -> Any:
    extended = exists().where(Filing.round_id == Round.id, Filing.extended_until > now)
    return and_(Round.state == RoundState.OPEN, Round.closes_at <= now, ~extended)


def _missing(round_: Round) -> Any:
    """The associations of the pilot without a return; who joins in a later year is not asked yet (AMB-02)."""
    there = exists().where(Filing.round_id == round_.id, Filing.association_id == Association.id)
    return select(Association).where(Association.active, Association.joined_year <= round_.year, ~there)


def _open(session: Session, round_: Round, person: Person | None, now: dt.datetime) -> None:
    if round_.closes_at <= now:
        raise PlanRefused({"closes_at": Fault.PASSED})
    details: dict[str, Any] = {"returns": open_missing_filings(session, round_)}
    columns: dict[str, Any] = {}
    if round_.opens_at > now:
        details["changes"] = _moved("opens_at", round_.opens_at, now)
        columns["opens_at"] = now
    _step(session, round_, RoundStep(RoundAction.OPEN, person, now, columns, details=details))


def _step(session: Session, round_: Round, step: RoundStep) -> None:
    """Carry out a decision, and move the round to the state that it leads to."""
    round_.state = STEPS[step.action][1].value
    advance_round(session, round_, step)


def _decide(
    session: Session, person: Person, round_id: uuid.UUID, version: int, action: RoundAction
) -> LockedRound | None:
    """The locked round if *action* can be done to it as it was seen; None if this person has just done it."""
    locked = lock_round(session, round_id)
    latest = locked.latest
    if latest and (latest.action, latest.person_id, locked.before) == (action.value, person.id, version):
        return None
    if locked.version != version or locked.state is not STEPS[action][0]:
        raise RoundChanged(round_id)
    return locked


def _must_administrate(person: Person) -> None:
    if not is_administrator(person.grants):
        raise NotYours("rounds")


def checked_reason(reason: str, *, required: bool = True) -> str:
    """*reason* as it is kept. Raises ``PlanRefused`` when it is too long, or missing where it is required."""
    reason = reason.strip()
    if required and not reason:
        raise PlanRefused({"reason": Fault.REASON_MISSING})
    if len(reason) > REASON_MAX:
        raise PlanRefused({"reason": Fault.TOO_LONG})
    return reason


def _moved(name: str, old: dt.datetime, new: dt.datetime) -> dict[str, list[str]]:
    return {name: [moment.astimezone(dt.UTC).isoformat() for moment in (old, new)]} if old != new else {}


@contextmanager
def _one_round_a_year() -> Iterator[None]:
    """Turn the database's refusal of a second round of a year into a fault of the plan."""
    try:
        yield
    except IntegrityError as error:
        raise PlanRefused({"year": Fault.YEAR_TAKEN}) from error
