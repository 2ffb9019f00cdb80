"""People: who may see whom, inviting, disabling, addresses, and what everybody changes about oneself.

What somebody may do stands in memberships (``services.memberships``); the links by which a password
is set are ``services.access_links``'s. Towards coordinators and contacts an invitation is answered alike
whether the address is known or not.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.filing.access import CONTACT_ROLES, Grant, Place, Role, is_administrator, may_invite
from portal.form.folding import clean, fold_width
from portal.models import Association, Membership, Person, Region, db
from portal.models.rows import table
from portal.services import clock, sign_ins
from portal.services.access_links import end_sessions, kill_all, set_password
from portal.services.memberships import (
    BeyondOwnPart,
    add_grant,
    administrates,
    grants_of,
    hold_administrators,
    hold_person,
    require_administrator,
    require_may_give,
    tell,
)
from portal.services.outbox import MailKind
from portal.services.sign_ins import Passwords
from portal.services.transactions import writing

PAGE = 100
NAME_MAX, EMAIL_MAX = 50, 254
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{LABEL}\.)+[A-Za-z]{{2,63}}")

_person, _membership, _association = table(Person), table(Membership), table(Association)


class BadAddress(ValueError):
    """The text is no e-mail address that mail can be sent to."""


class AddressTaken(ValueError):
    """Somebody else has the address."""


class WrongPassword(ValueError):
    """The present password is not this one, or the account rests after too many attempts."""


@dataclass(frozen=True)
class HeldMembership:
    """One membership of somebody in a list, with what it is for and where that stands."""

    id: uuid.UUID
    grant: Grant
    association_name: str
    region: Region | None
    place: Place | None


@dataclass(frozen=True)
class ListedPerson:
    """Somebody in a list, with the memberships that the reader may know of."""

    id: uuid.UUID
    name: str
    email: str
    active: bool
    joined: bool
    memberships: tuple[HeldMembership, ...]


@dataclass(frozen=True)
class Wanted:
    """Whom a list is about: part of name or address, a part, an association."""

    search: str = ""
    role: Role | None = None
    association_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None


def read_email(typed: str) -> str:
    """*typed* as it is stored: narrow, in lower case. Raises :class:`BadAddress`."""
    email = fold_width(clean(typed)).lower()
    if len(email) > EMAIL_MAX or not EMAIL.fullmatch(email):
        raise BadAddress
    return email


def listed(grants: Sequence[Grant], wanted: Wanted, after: uuid.UUID | None = None) -> tuple[list[ListedPerson], bool]:
    """The people whom *grants* let know of, by name, from behind *after*; whether there are more."""
    known = known_memberships(grants)
    if wanted.role:
        known = and_(known, _membership.c.role == wanted.role.value)
    if wanted.association_id:
        known = and_(known, _membership.c.association_id == wanted.association_id)
    query = select(_person).order_by(_person.c.name, _person.c.id).limit(PAGE + 1)
    if not is_administrator(grants) or wanted.role or wanted.association_id:
        of_person = select(_membership.c.id).outerjoin(_association, _association.c.id == _membership.c.association_id)
        query = query.where(exists(of_person.where(_membership.c.person_id == _person.c.id, known)))
    if wanted.person_id:
        query = query.where(_person.c.id == wanted.person_id)
    for word in wanted.search.split():
        by_name = _person.c.name.icontains(word, autoescape=True)
        query = query.where(or_(by_name, _person.c.email.icontains(word, autoescape=True)))
    if after:
        last = select(_person.c.name, _person.c.id).where(_person.c.id == after)
        query = query.where(tuple_(_person.c.name, _person.c.id) > last.scalar_subquery())
    rows = db.session.execute(query).all()
    held = _memberships_of([row.id for row in rows[:PAGE]], known_memberships(grants))
    people = [
        ListedPerson(row.id, row.name, row.email, row.active, row.password is not None, tuple(held.get(row.id, ())))
        for row in rows[:PAGE]
    ]
    return people, len(rows) > PAGE


def find(grants: Sequence[Grant], person_id: uuid.UUID) -> ListedPerson | None:
    """Somebody whom *grants* let know of."""
    found, _more = listed(grants, Wanted(person_id=person_id))
    return found[0] if found else None


def find_membership(grants: Sequence[Grant], membership_id: uuid.UUID) -> tuple[ListedPerson, HeldMembership] | None:
    """A membership that *grants* let know of, and whose it is."""
    person_id = db.session.scalar(select(_membership.c.person_id).where(_membership.c.id == membership_id))
    person = find(grants, person_id) if person_id else None
    held = next((m for m in person.memberships if m.id == membership_id), None) if person else None
    return (person, held) if person and held else None


def known_memberships(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Which memberships one may know of, over ``membership`` outer joined with ``association``.

    The same as ``filing.memberships.may_know``, asked of the database.
    """
    if is_administrator(grants):
        return _membership.c.id.is_not(None)
    regions = [g.region_code for g in grants if g.role is Role.COORDINATOR]
    own = [g.association_id for g in grants if g.role is Role.SUBMITTER]
    within = or_(false(), _association.c.region_code.in_(regions), _membership.c.association_id.in_(own))
    return and_(_membership.c.role.in_([role.value for role in CONTACT_ROLES]), within)


def _memberships_of(people: Sequence[uuid.UUID], known: ColumnElement[bool]) -> dict[uuid.UUID, list[HeldMembership]]:
    query = (
        select(_membership, _association.c.name, _association.c.region_code.label("stands_in"), Region)
        .join_from(_membership, _association, _association.c.id == _membership.c.association_id, isouter=True)
        .outerjoin(Region, Region.code == func.coalesce(_membership.c.region_code, _association.c.region_code))
        .where(_membership.c.person_id.in_(people), known)
        .order_by(Region.position, _association.c.name, _membership.c.role)
    )
    held: dict[uuid.UUID, list[HeldMembership]] = {}
    for row in db.session.execute(query):
        held.setdefault(row.person_id, []).append(_held(row))
    return held


def _held(row: Row[tuple[object, ...]]) -> HeldMembership:
    grant = Grant(Role(row.role), row.association_id, row.region_code)
    place = Place(row.association_id, row.stands_in) if row.association_id else None
    return HeldMembership(row.id, grant, row.name or "", row.Region, place)


def invitable(grants: Sequence[Grant]) -> list[Association]:
    """The active associations whose contacts one may bring in, by region and name."""
    query = select(Association).join(Association.region).where(Association.active)
    if not is_administrator(grants):
        regions = [g.region_code for g in grants if g.role is Role.COORDINATOR]
        own = [g.association_id for g in grants if g.role is Role.SUBMITTER]
        query = query.where(or_(Association.region_code.in_(regions), Association.id.in_(own)))
    return list(db.session.scalars(query.order_by(Region.position, Association.name)))


def invite(actor: Person, email: str, name: str, wanted: Grant) -> None:
    """Give *wanted* to whoever has the address; who is new gets an account and an invitation by mail.

    *email* is as :func:`read_email` returns it. Somebody known keeps the own name and gets a mail that
    tells of the membership; an invitation not yet used is sent anew. Raises BeyondOwnPart.
    """
    try:
        _invite(actor, email, name, wanted)
    except IntegrityError:
        # Somebody else has invited the same new person this moment; now the address is known.
        _invite(actor, email, name, wanted)


def _invite(actor: Person, email: str, name: str, wanted: Grant) -> None:
    with writing() as session:
        require_may_give(session, actor, wanted)
        known = session.scalar(select(_person.c.id).where(func.lower(_person.c.email) == email))
        if known is None:
            known = uuid.uuid4()
            session.add(Person(id=known, email=email, name=name))
            session.flush()
        person = hold_person(session, known)
        new = add_grant(session, person.id, wanted)
        if person.password is None:
            tell(session, MailKind.INVITATION, actor, person.id, wanted)
        elif new:
            tell(session, MailKind.ADDED, actor, person.id, wanted)


def set_active(actor: Person, person_id: uuid.UUID, *, active: bool) -> None:
    """Disable somebody, which ends all sessions and links, or enable again. For administrators.

    Raises BeyondOwnPart, NoSuchPerson, LastAdministrator.
    """
    now = clock.now()
    with writing() as session:
        hold_administrators(session)
        if not administrates(session, actor):
            raise BeyondOwnPart
        hold_person(session, person_id)
        session.execute(update(_person).where(_person.c.id == person_id).values(active=active))
        if not active:
            end_sessions(session, person_id, now)
            kill_all(session, person_id, now)
            require_administrator(session)


def change_address(actor: Person, person_id: uuid.UUID, email: str) -> None:
    """Change somebody's address; links sent to the old one are good for nothing. For administrators.

    An invitation that was not used yet goes out again. Raises BeyondOwnPart, NoSuchPerson, AddressTaken.
    """
    now = clock.now()
    try:
        with writing() as session:
            if not administrates(session, actor):
                raise BeyondOwnPart
            person = hold_person(session, person_id)
            if person.email == email:
                return
            same = select(_person.c.id).where(func.lower(_person.c.email) == email, _person.c.id != person_id)
            if session.scalar(same):
                raise AddressTaken(email)
            session.execute(update(_person).where(_person.c.id == person_id).values(email=email))
            kill_all(session, person_id, now)
            if person.password is None:
                _invite_again(session, actor, person_id)
    except IntegrityError as error:
        raise AddressTaken(email) from error


def _invite_again(session: Session, actor: Person, person_id: uuid.UUID) -> None:
    held = session.scalars(select(Membership).where(Membership.person_id == person_id)).first()
    if held is not None:
        tell(session, MailKind.INVITATION, actor, person_id, held.grant)


def rename(person: Person, name: str) -> None:
    """Change the own name."""
    with writing() as session:
        session.execute(update(_person).where(_person.c.id == person.id).values(name=name))


def change_password(person: Person, present: str, new_hash: str, passwords: Passwords) -> Person:
    """Change the own password, for which the present one is asked; every session ends, also this one.

    A wrong one counts like a failed attempt to sign in. Raises :class:`WrongPassword`.
    """
    found = sign_ins.authenticate(person.email, present, passwords)
    if found is None or found.id != person.id:
        raise WrongPassword
    with writing() as session:
        hold_person(session, person.id)
        set_password(session, person.id, new_hash, clock.now())
        return hold_person(session, person.id)


def may_still_invite(person: Person) -> bool:
    """Whether somebody, after what was just done, may still bring others in."""
    return may_invite(grants_of(db.session(), person.id))
