"""Memberships: giving them, ending them, handing over; and that there is always an administrator.

Who may do which is decided by ``filing.memberships`` from what the person holds when it is written, not
when the page was opened. Finding people and inviting new ones is ``services.people``'s.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.filing.access import Grant, Place, Role, is_administrator
from portal.filing.memberships import may_end, may_give, may_hand_over
from portal.models import Association, Membership, Person
from portal.models.rows import table
from portal.services import clock
from portal.services.outbox import MailKind, leave
from portal.services.transactions import writing

_membership, _person, _association = table(Membership), table(Person), table(Association)


class BeyondOwnPart(Exception):
    """The person has no part that lets it do this; nothing was changed."""


class NoSuchMembership(LookupError):
    """There is no such membership, or it has ended."""


class NoSuchPerson(LookupError):
    """There is no such person."""


class LastAdministrator(Exception):
    """Nobody would administrate the portal any more; nothing was changed."""


def grants_of(session: Session, person_id: uuid.UUID) -> tuple[Grant, ...]:
    """What an active person holds now."""
    query = select(Membership).join(Person, Person.id == Membership.person_id)
    held = session.scalars(query.where(Person.id == person_id, Person.active).execution_options(populate_existing=True))
    return tuple(membership.grant for membership in held)


def administrates(session: Session, person: Person) -> bool:
    """Whether *person* is an administrator now."""
    return is_administrator(grants_of(session, person.id))


def place_of(session: Session, association_id: uuid.UUID | None) -> Place | None:
    """Where an association stands; None if there is no such association."""
    query = select(_association.c.region_code).where(_association.c.id == association_id)
    region = session.scalar(query) if association_id else None
    return Place(association_id, region) if association_id and region else None


def hold_person(session: Session, person_id: uuid.UUID) -> Person:
    """Lock somebody's row, so that memberships are given one after the other. Raises :class:`NoSuchPerson`."""
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NoSuchPerson(person_id)
    return found


def give(actor: Person, person_id: uuid.UUID, wanted: Grant) -> None:
    """Give somebody who is known one more membership, and tell by mail. Held already, nothing happens.

    Raises :class:`BeyondOwnPart`, :class:`NoSuchPerson`.
    """
    with writing() as session:
        require_may_give(session, actor, wanted)
        person = hold_person(session, person_id)
        if add_grant(session, person.id, wanted):
            tell(session, MailKind.ADDED, actor, person.id, wanted)


def require_may_give(session: Session, actor: Person, wanted: Grant) -> None:
    """Raise :class:`BeyondOwnPart` unless *actor* may give *wanted* now."""
    if not may_give(grants_of(session, actor.id), wanted, place_of(session, wanted.association_id)):
        raise BeyondOwnPart


def add_grant(session: Session, person_id: uuid.UUID, wanted: Grant) -> bool:
    """Give the membership to somebody who is held; whether anything changed.

    A person fills in for an association in one part only: an editor becomes a submitter in place; the
    other way it takes ending, since nobody should lose a right by being invited.
    """
    query = select(_membership.c.id, _membership.c.role).where(
        _membership.c.person_id == person_id,
        _membership.c.association_id.is_not_distinct_from(wanted.association_id),
        _membership.c.region_code.is_not_distinct_from(wanted.region_code),
    )
    held = {role: membership_id for membership_id, role in session.execute(query)}
    if wanted.role in held or (wanted.role is Role.EDITOR and Role.SUBMITTER in held):
        return False
    if wanted.role is Role.SUBMITTER and Role.EDITOR in held:
        raised = update(_membership).where(_membership.c.id == held[Role.EDITOR]).values(role=wanted.role.value)
        session.execute(raised)
        return True
    session.add(
        Membership(
            person_id=person_id,
            role=wanted.role.value,
            association_id=wanted.association_id,
            region_code=wanted.region_code,
        )
    )
    session.flush()
    return True


def end(actor: Person, membership_id: uuid.UUID) -> None:
    """End a membership; it bites at the person's next request.

    Raises :class:`NoSuchMembership`, :class:`BeyondOwnPart`, :class:`LastAdministrator`.
    """
    with writing() as session:
        hold_administrators(session)
        held = _hold(session, [membership_id])[membership_id]
        grant = held.grant
        if not may_end(grants_of(session, actor.id), grant, place_of(session, grant.association_id)):
            raise BeyondOwnPart
        session.execute(delete(_membership).where(_membership.c.id == membership_id))
        require_administrator(session)


def hand_over(actor: Person, colleague_membership_id: uuid.UUID, *, leave_it: bool) -> None:
    """The colleague, an editor of the same association, submits from now on; *actor* edits, or leaves it.

    Raises :class:`NoSuchMembership`, :class:`BeyondOwnPart`.
    """
    with writing() as session:
        query = select(_membership.c.association_id).where(_membership.c.id == colleague_membership_id)
        association_id = session.scalar(query)
        own = (
            _membership.c.person_id == actor.id,
            _membership.c.association_id == association_id,
            _membership.c.role == Role.SUBMITTER.value,
        )
        own_ids = list(session.scalars(select(_membership.c.id).where(*own)))
        held = _hold(session, [colleague_membership_id, *own_ids])
        colleague = held[colleague_membership_id]
        place = place_of(session, colleague.association_id)
        if not may_hand_over(grants_of(session, actor.id), colleague.grant, place):
            raise BeyondOwnPart
        raised = update(_membership).where(_membership.c.id == colleague.id).values(role=Role.SUBMITTER.value)
        session.execute(raised)
        session.execute(delete(_membership).where(*own))
        if not leave_it:
            add_grant(session, actor.id, Grant(Role.EDITOR, association_id))
        tell(session, MailKind.ADDED, actor, colleague.person_id, Grant(Role.SUBMITTER, association_id))


def tell(session: Session, kind: MailKind, actor: Person, person_id: uuid.UUID, grant: Grant) -> None:
    """Leave the mail that tells somebody what was given, for what, and by whom."""
    name = select(_association.c.name).where(_association.c.id == grant.association_id)
    about = {
        "association": session.scalar(name) or "",
        "role": grant.role.value,
        "region": grant.region_code or "",
        "by": actor.name,
    }
    leave(session, kind, [person_id], about, clock.now())


def hold_administrators(session: Session) -> None:
    """Lock every administrator's membership, so that two cannot remove each other at once."""
    query = select(_membership.c.id).where(_membership.c.role == Role.ADMINISTRATOR.value)
    session.execute(query.order_by(_membership.c.id).with_for_update()).all()


def require_administrator(session: Session) -> None:
    """Raise :class:`LastAdministrator` if no active person administrates any more."""
    left = (
        select(_membership.c.id)
        .join_from(_membership, _person, _person.c.id == _membership.c.person_id)
        .where(_membership.c.role == Role.ADMINISTRATOR.value, _person.c.active)
        .limit(1)
    )
    if session.scalar(left) is None:
        raise LastAdministrator


def _hold(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Membership]:
    """Memberships, locked in the order of their ids. Raises :class:`NoSuchMembership` for one that is gone."""
    wanted = set(ids)
    query = select(Membership).where(Membership.id.in_(wanted)).order_by(Membership.id).with_for_update()
    found = {held.id: held for held in session.scalars(query.execution_options(populate_existing=True))}
    if found.keys() != wanted:
        raise NoSuchMembership(wanted - found.keys())
    return found
