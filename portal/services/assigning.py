"""Naming the reviewer of a return. It is a note for colleagues: whoever coordinates the region may still decide."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.filing.access import Place, may_review, may_see
from portal.filing.events import EventKind
from portal.filing.states import RoundState
from portal.filing.transitions import Need
from portal.models import Person, db
from portal.services import clock, outbox
from portal.services.locked_filings import CameFirst, NoSuchFiling, NotYours, Step, advance, lock_filing
from portal.services.transactions import writing
from portal.services.transitions import NotPossible


class NoReviewer(LookupError):
    """The one to be named does not review the returns of this region."""


def candidates(place: Place) -> dict[uuid.UUID, str]:
    """Names of the active people who can be named for returns of *place*, in the order of their names."""
    return _candidates(db.session(), place)


def name_reviewer(person: Person, filing_id: uuid.UUID, reviewer: uuid.UUID | None, version: int) -> int:
    """Name *reviewer*, or nobody, for a filing as it was shown in *version*; its new version.

    Naming who is named already does nothing. Raises ``NoSuchFiling``, ``NotYours``, ``NotPossible``
    (the round is archived or not opened yet), ``CameFirst`` and :class:`NoReviewer`.
    """
    with writing() as session:
        locked = lock_filing(session, filing_id)
        if not may_see(person.grants, locked.place):
            raise NoSuchFiling(filing_id)
        if not may_review(person.grants, locked.place):
            raise NotYours("name the reviewer")
        if locked.round.state not in (RoundState.OPEN, RoundState.CLOSED):
            raise NotPossible((Need.ROUND_NOT_ARCHIVED,))
        filing = locked.filing
        if filing.reviewer_id == reviewer:
            return filing.version
        if filing.version != version:
            raise CameFirst(filing_id)
        names = _candidates(session, locked.place)
        if reviewer is not None and reviewer not in names:
            raise NoReviewer(reviewer)
        details = {"reviewer": str(reviewer), "name": names[reviewer]} if reviewer else {}
        step = Step(EventKind.ASSIGN, person, clock.now(), {"reviewer_id": reviewer}, details=details)
        return advance(session, locked, step)


def _candidates(session: Session, place: Place) -> dict[uuid.UUID, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(outbox.reviewers(session, place)))
    return {row.id: row.name for row in session.execute(query.order_by(Person.name, Person.id))}
