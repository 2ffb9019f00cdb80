"""Reminding those who have not submitted that the deadline is near.

Owns who is reminded and when; the words are ``web.mails``'. A reminder leaves in the morning of its day,
Beijing time, and is not made up for later: the next one is near.
"""

import datetime as dt
import uuid
from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.filing.access import CONTACT_ROLES
from portal.filing.states import WITH_CONTACT, RoundState
from portal.models import Filing, Membership, OutboxMail, Person, Round
from portal.models.rows import table
from portal.services import outbox
from portal.services.clock import BEIJING
from portal.services.outbox import MailKind
from portal.services.transactions import writing

DAYS_BEFORE = (14, 7, 3, 1)
MORNING = dt.time(9)
ONE_DAY = dt.timedelta(days=1)

_filing, _round, _mail = table(Filing), table(Round), table(OutboxMail)
_membership, _person = table(Membership), table(Person)


def remind(now: dt.datetime) -> int:
    """Leave the reminders of this day that were not left yet; how many. Whoever is done gets none."""
    try:
        with writing() as session:
            left = dict(_of_today(session, now))
            known = select(_mail.c.same_as).where(
                _mail.c.kind == MailKind.CLOSING_SOON.value, _mail.c.created_at > now - 2 * ONE_DAY
            )
            for said in session.scalars(known):
                left.pop(said, None)
            for key, (filing_id, person_id) in left.items():
                once = key.removesuffix(f":{person_id}")
                outbox.leave(session, MailKind.CLOSING_SOON, [person_id], {"filing": str(filing_id)}, now, once)
            return len(left)
    except IntegrityError:
        # Another worker was quicker; what it has left is what would have been left here.
        return 0


def last_day(due_at: dt.datetime) -> dt.date:
    """The last day before a deadline: 24:00 of a day is midnight of the next, and belongs to the day that ends."""
    return (due_at - dt.timedelta(microseconds=1)).astimezone(BEIJING).date()


def days_due(due_at: dt.datetime, now: dt.datetime) -> int | None:
    """Of which reminder today's morning is: 14, 7, 3 or 1 days before the last day; else None."""
    for days in DAYS_BEFORE:
        leaves = dt.datetime.combine(last_day(due_at) - days * ONE_DAY, MORNING, BEIJING)
        if leaves <= now < leaves + ONE_DAY:
            return days
    return None


def _of_today(session: Session, now: dt.datetime) -> Iterator[tuple[str, tuple[uuid.UUID, uuid.UUID]]]:
    """What names each reminder of today, with the filing and the contact it is for."""
    near = now + (max(DAYS_BEFORE) + 2) * ONE_DAY
    extended = _filing.c.extended_until
    query = (
        select(_filing.c.id, _round.c.due_at, extended, _person.c.id.label("person_id"))
        .join_from(_filing, _round, _round.c.id == _filing.c.round_id)
        .join(_membership, _membership.c.association_id == _filing.c.association_id)
        .join(_person, _person.c.id == _membership.c.person_id)
        .where(_round.c.state == RoundState.OPEN.value, _round.c.opens_at <= now)
        .where(_filing.c.state.in_([state.value for state in WITH_CONTACT]))
        .where(or_(_round.c.due_at.between(now, near), extended.between(now, near)))
        .where(_membership.c.role.in_([role.value for role in CONTACT_ROLES]), _person.c.active)
        .order_by(_filing.c.serial, _person.c.name)
    )
    for row in session.execute(query):
        due_at = max(row.due_at, row.extended_until or row.due_at)
        days = days_due(due_at, now)
        if days is not None:
            named = f"closing:{row.id}:{last_day(due_at):%Y%m%d}:{days}:{row.person_id}"
            yield named, (row.id, row.person_id)
