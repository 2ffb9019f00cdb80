"""Leaving a mail in the outbox, in the transaction of what it tells of. Sending is the worker's."""

import datetime as dt
import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.filing.access import CONTACT_ROLES, NATIONAL_REGION, Place, Role
from portal.models import Membership, OutboxMail, Person
from portal.models.rows import table


class MailKind(StrEnum):
    """What a mail tells; each kind has its words in ``web.mails``."""

    SUBMITTED = "submitted"
    TO_REVIEW = "to_review"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REOPENED = "reopened"
    EXTENDED = "extended"
    CLOSING_SOON = "closing_soon"
    INVITATION = "invitation"
    ADDED = "added"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the name of a mail


def leave(
    session: Session,
    kind: MailKind,
    people: Iterable[uuid.UUID],
    about: dict[str, Any],
    now: dt.datetime,
    same_as: str | None = None,
) -> None:
    """Leave one mail of *kind* for each of *people*; *about* is what it is about (JSON).

    *same_as* names a mail that must be sent to each once only; the caller makes sure that it is new.
    """
    rows = [
        {
            "id": uuid.uuid4(),
            "kind": kind.value,
            "person_id": person,
            "about": about,
            "same_as": f"{same_as}:{person}" if same_as else None,
            "created_at": now,
            "not_before": now,
            "attempts": 0,
            "last_error": "",
        }
        for person in dict.fromkeys(people)
    ]
    if rows:
        session.execute(insert(table(OutboxMail)).inline(), rows)


def contacts(session: Session, association_id: uuid.UUID) -> list[uuid.UUID]:
    """The active people who fill in for an association."""
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.association_id == association_id, Person.active)
        .where(Membership.role.in_([role.value for role in CONTACT_ROLES]))
    )
    return list(session.scalars(query))


def reviewers(session: Session, place: Place) -> list[uuid.UUID]:
    """The active people who review the filings of *place*: see ``filing.access.may_review``."""
    query = select(Person.id).join(Membership, Membership.person_id == Person.id).where(Person.active)
    if place.region_code == NATIONAL_REGION:
        query = query.where(Membership.role == Role.ADMINISTRATOR.value)
    else:
        query = query.where(Membership.role == Role.COORDINATOR.value, Membership.region_code == place.region_code)
    return list(session.scalars(query))
