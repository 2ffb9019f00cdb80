"""Carrying out what the table of transitions says: one executor for all five actions.

Load and lock, may this person, what is needed, then one conditional update that decides who was first,
with everything that belongs to it (submission, facts, threads, event, mail) in the same transaction.
"""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from portal.filing.access import acts_as, may_see
from portal.filing.events import EventKind
from portal.filing.seals import SealRule, rule_of
from portal.filing.states import FilingState
from portal.filing.transitions import BY_ACTION, Action, Need
from portal.form import document as documents
from portal.form.editions import EDITIONS
from portal.models import Filing, FilingEvent, Person, Round, db
from portal.models.rows import table
from portal.services import clock, comments, facts, outbox, seals, submissions
from portal.services.filings import newest_accepted
from portal.services.locked_filings import CameFirst, LockedFiling, NoSuchFiling, NotYours, Step, advance, lock_filing
from portal.services.needs import MET, Moment, Request
from portal.services.outbox import MailKind
from portal.services.rounds import form_context
from portal.services.submissions import Holdings, Signed
from portal.services.transactions import writing


class NotPossible(Exception):
    """The action is not possible as things stand; ``needs`` says what is missing."""

    def __init__(self, needs: tuple[Need, ...]) -> None:
        super().__init__(", ".join(needs))
        self.needs = needs


class ContentChanged(Exception):
    """Somebody saved, or uploaded a scan, since the page was shown that the action was decided on."""


def carry_out(person: Person, filing_id: uuid.UUID, action: Action, request: Request) -> int:
    """Do *action* on a filing; its new version.

    Asking again for what the same person has just done is answered with its version and does nothing.
    Raises ``NoSuchFiling`` (also for a filing the person may not know of), :class:`NotYours`,
    ``CameFirst``, :class:`NotPossible` and :class:`ContentChanged`; then nothing is written.
    """
    transition = BY_ACTION[action]
    with writing() as session:
        locked = lock_filing(session, filing_id)
        if not may_see(person.grants, locked.place):
            raise NoSuchFiling(filing_id)
        if not acts_as(person.grants, locked.place, transition.actor):
            raise NotYours(action)
        if locked.filing.version != request.version or locked.state not in transition.sources:
            return _done_already(session, person, locked, action, request)
        held = submissions.holdings(session, locked) if action is Action.SUBMIT else None
        moment = Moment(session, person, locked, transition, request, clock.now(), held)
        if held and request.seen is not None and request.seen != held.mark:
            raise ContentChanged
        missing = tuple(need for need in transition.needs if not MET[need](moment))
        if missing:
            raise NotPossible(missing)
        target = transition.target_for(was_returned=locked.filing.was_returned)
        columns, details = _EFFECTS[action](moment)
        columns |= {"state": target.value, "state_since": moment.at}
        step = Step(EventKind(action.value), person, moment.at, columns, request.reason_given, details)
        version = advance(session, locked, step)
        _tell(moment, version)
        return version


def unmet(filing: Filing, action: Action, held: Holdings) -> tuple[Need, ...]:
    """What stands in the way of *action* as far as reading shows; the declaration is left aside."""
    locked = LockedFiling(filing, form_context(filing), EDITIONS[filing.round.edition])
    nobody = Person()
    moment = Moment(db.session(), nobody, locked, BY_ACTION[action], Request(filing.version), clock.now(), held)
    asked_on_the_page = {Need.DECLARED, Need.REASON, Need.REASON_OR_COMMENT}
    needs = (need for need in BY_ACTION[action].needs if need not in asked_on_the_page)
    return tuple(need for need in needs if not MET[need](moment))


def _done_already(session: Session, person: Person, locked: LockedFiling, action: Action, request: Request) -> int:
    """The version of the same action by the same person on the same version; else somebody came first."""
    events = table(FilingEvent)
    query: Select[int] = select(events.c.version).where(
        events.c.filing_id == locked.filing.id,
        events.c.version == request.version + 1,
        events.c.version == locked.filing.version,
        events.c.kind == action.value,
        events.c.person_id == person.id,
    )
    version = session.scalar(query)
    if version is None:
        raise CameFirst(locked.filing.id)
    return version


Effect = tuple[dict[str, Any], dict[str, Any]]


def _submit(moment: Moment) -> Effect:
    filing, session = moment.locked.filing, moment.session
    if moment.held is None:
        raise ValueError("nothing was read to be submitted")
    before = submissions.find(filing.id, filing.submission)
    answers = comments.send_answers(session, filing.id, moment.at)
    taken = submissions.take(
        session,
        moment.locked,
        moment.held,
        Signed(moment.person, moment.request.declaration.signed, moment.at),
        answers,
    )
    facts.write(session, filing.id, filing.association_id, taken.content)
    changed = 0
    if before is not None:
        was = submissions.documents_of(before.content)
        changed = sum(len(documents.compare(was.get(code, {}), cells)) for code, cells in moment.held.cells.items())
    columns = {
        "submission": taken.number,
        "submitted_at": moment.at,
        "late": taken.late,
        "changed_cells": changed,
        "review_begun_at": None,
    }
    return columns, {"replaces": filing.submission, "reference": taken.reference, "hash": taken.content_hash}


def _withdraw(moment: Moment) -> Effect:
    """What stood before stands again: the submission that was returned, or none."""
    filing, session = moment.locked.filing, moment.session
    events = table(FilingEvent)
    last = (
        select(events.c.details)
        .where(events.c.filing_id == filing.id, events.c.kind == EventKind.SUBMIT.value)
        .order_by(events.c.version.desc())
        .limit(1)
    )
    number = int(session.scalars(last).one()["replaces"])
    before = submissions.find(filing.id, number)
    facts.write(session, filing.id, filing.association_id, before.content if before else None)
    columns = {
        "submission": number,
        "submitted_at": before.submitted_at if before else None,
        "late": before.late if before else False,
        "changed_cells": 0,
    }
    return columns, {"withdrawn": filing.submission}


def _return(moment: Moment) -> Effect:
    asked = comments.send_asked(moment.session, moment.locked.filing.id, moment.at)
    return {"was_returned": True, "review_begun_at": None, "reviewer_id": moment.person.id}, {"comments": asked}


def _accept(moment: Moment) -> Effect:
    details = _accepted_with(moment)
    _later_filings_look_back(moment, moment.locked.filing.id)
    return {"reviewer_id": moment.person.id}, details


def _accepted_with(moment: Moment) -> dict[str, Any]:
    """What the history says of the scan: which one it was, or why the round's demand for one was waived."""
    rule = rule_of(moment.locked.round.settings)
    if rule is SealRule.OFF:
        return {}
    scan = seals.current_scan(moment.session, moment.locked.filing)
    if moment.request.seen is not None and moment.request.seen != (str(scan) if scan else ""):
        raise ContentChanged
    if scan:
        return {"scan": str(scan)}
    return {"waiver": moment.request.waiver_given} if rule is SealRule.REQUIRED else {}


def _reopen(moment: Moment) -> Effect:
    filing, year = moment.locked.filing, moment.locked.round.year
    _later_filings_look_back(moment, newest_accepted(moment.session, filing.association_id, year))
    return {"was_returned": True, "review_begun_at": None}, {}


def _later_filings_look_back(moment: Moment, earlier: uuid.UUID | None) -> None:
    """Later filings of the association, up to its next accepted one, show *earlier* beside their cells.

    They are locked first, oldest first: one that is accepted or reopened at the same moment has either
    written what follows from it already, or will do so after this.
    """
    session, filing, year = moment.session, moment.locked.filing, moment.locked.round.year
    filing_, round_ = table(Filing), table(Round)
    later = (
        select(filing_.c.id, filing_.c.state)
        .join(round_, round_.c.id == filing_.c.round_id)
        .where(filing_.c.association_id == filing.association_id, round_.c.year > year)
        .order_by(round_.c.year)
        .with_for_update(of=filing_)
    )
    affected = []
    for row in session.execute(later):
        affected.append(row.id)
        if row.state == FilingState.ACCEPTED:
            break
    if affected:
        session.execute(update(filing_).where(filing_.c.id.in_(affected)).values(earlier_id=earlier))


_EFFECTS: dict[Action, Callable[[Moment], Effect]] = {
    Action.SUBMIT: _submit,
    Action.WITHDRAW: _withdraw,
    Action.RETURN: _return,
    Action.ACCEPT: _accept,
    Action.REOPEN: _reopen,
}


def _tell(moment: Moment, version: int) -> None:
    """Leave a mail for everybody whom the action concerns; the contacts' one after submitting is their receipt."""
    session, locked = moment.session, moment.locked
    contacts = outbox.contacts(session, locked.filing.association_id)
    reviewers = outbox.reviewers(session, locked.place)
    about = {"filing": str(locked.filing.id), "version": version}
    told = {
        Action.SUBMIT: ((MailKind.SUBMITTED, contacts), (MailKind.TO_REVIEW, reviewers)),
        Action.WITHDRAW: ((MailKind.WITHDRAWN, reviewers),),
        Action.RETURN: ((MailKind.RETURNED, contacts),),
        Action.ACCEPT: ((MailKind.ACCEPTED, contacts),),
        Action.REOPEN: ((MailKind.REOPENED, contacts), (MailKind.REOPENED, reviewers)),
    }
    for kind, people in told[moment.transition.action]:
        outbox.leave(session, kind, people, about, moment.at)
