"""What a mail has to tell: read when it is sent, so that it says how things stand then.

Owns the facts and whether there is still something to tell, and to this person. The words are
``web.mails``'.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.filing.access import Grant, Role, is_contact, may_see
from portal.filing.states import WITH_CONTACT, FilingState
from portal.models import Filing, FilingEvent, Membership, Person, Region, Submission
from portal.models.rows import table
from portal.services.filings import find
from portal.services.mailing import DueMail, Untold

_event, _submission, _person = table(FilingEvent), table(Submission), table(Person)


@dataclass(frozen=True)
class Decision:
    """One event of the history: who, when, why; *comments* are those sent with a return.

    ``stands`` as long as the return is still where the event has brought it.
    """

    by: str
    at: dt.datetime
    reason: str
    comments: int
    reference: str
    late: bool
    stands: bool


@dataclass(frozen=True)
class FilingNews:
    """A filing as a mail tells of it; *decision* is what it tells of, if it tells of one."""

    filing: Filing
    decision: Decision | None
    for_contact: bool

    @property
    def association(self) -> str:
        return self.filing.association.name


@dataclass(frozen=True)
class GivenPart:
    """What somebody was given: a part in an association, in a region, or (both blank) in the nation."""

    role: Role
    association: str
    region: Region | None
    by: str


def of_filing(session: Session, due: DueMail, now: dt.datetime, *, only_with_contact: bool = False) -> FilingNews:
    """The filing that *due* is about, with the event of its ``version``.

    Raises :class:`Untold` when the reader may not see the filing any more, or *only_with_contact* and
    it is not waiting for its contact, or cannot be submitted in time.
    """
    filing = find(uuid.UUID(due.about["filing"]))
    if filing is None:
        raise Untold("the return is gone")
    grants = _grants(session, due.reader.id)
    if not may_see(grants, filing.place):
        raise Untold("the reader does not see the return any more")
    in_time = filing.takes_writes(now) and now < filing.due_at
    if only_with_contact and not (FilingState(filing.state) in WITH_CONTACT and in_time):
        raise Untold("the return is not waiting to be submitted any more")
    version = due.about.get("version")
    decision = _decision(session, filing, version) if version is not None else None
    return FilingNews(filing, decision, is_contact(grants, filing.place))


def of_part(session: Session, about: Mapping[str, Any]) -> GivenPart:
    """What ``services.memberships`` said was given."""
    region = session.get(Region, about["region"]) if about.get("region") else None
    return GivenPart(Role(about["role"]), about.get("association", ""), region, about.get("by", ""))


def _grants(session: Session, person_id: uuid.UUID) -> list[Grant]:
    held = select(Membership.role, Membership.association_id, Membership.region_code)
    rows = session.execute(held.where(Membership.person_id == person_id))
    return [Grant(Role(role), association_id, region_code) for role, association_id, region_code in rows]


def _decision(session: Session, filing: Filing, version: int) -> Decision | None:
    """The event that made *version*, with the receipt of the submission that it left standing."""
    same = (_submission.c.filing_id == _event.c.filing_id) & (_submission.c.number == _event.c.submission)
    query = (
        select(
            *(_event.c.at, _event.c.reason, _event.c.details, _event.c.to_state, _event.c.submission, _person.c.name),
            *(_submission.c.reference, _submission.c.late),
        )
        .join_from(_event, _person, _person.c.id == _event.c.person_id)
        .outerjoin(_submission, same)
        .where(_event.c.filing_id == filing.id, _event.c.version == version)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    comments = int(row.details.get("comments", 0))
    stands = (filing.state, filing.submission) == (row.to_state, row.submission)
    return Decision(row.name, row.at, row.reason, comments, row.reference or "", bool(row.late), stands)
