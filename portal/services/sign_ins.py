"""Signing in and out, and the row that stands behind every signed-in session.

Owns who may be taken for whom: passwords, lock-out, how long a session lives, and the language a
person has chosen. Not responsible for cookies (``web.signing_in``) or for what somebody may do once
signed in (``filing.access``).
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Row, bindparam, case, func, or_, select, update

from portal.models import Membership, Person, SignIn, db
from portal.models.database import act_for, naming, on_postgresql, was_named
from portal.models.rows import detached, table
from portal.services import clock
from portal.services.transactions import writing

ATTEMPTS = 10
LOCKED_FOR = dt.timedelta(minutes=15)
SEEN_EVERY = dt.timedelta(minutes=5)
PASSWORD_MAX = 256

_person, _membership, _sign_in = table(Person), table(Membership), table(SignIn)
_SESSION = (
    select(
        _person.c.id,
        _person.c.name,
        _person.c.email,
        _person.c.language,
        _person.c.active,
        _person.c.fs_uniquifier,
        _sign_in.c.seen_at,
        _membership.c.id.label("membership_id"),
        _membership.c.role,
        _membership.c.association_id,
        _membership.c.region_code,
    )
    .join_from(_sign_in, _person, _sign_in.c.person_id == _person.c.id)
    .outerjoin(_membership, _membership.c.person_id == _person.c.id)
    .where(_sign_in.c.id == bindparam("sign_in"), _person.c.fs_uniquifier == bindparam("uniquifier"))
    .where(_sign_in.c.ended_at.is_(None), _sign_in.c.seen_at > bindparam("idle_since"))
    .where(_sign_in.c.started_at > bindparam("old_since"), _person.c.active)
)
_SESSION_NAMING = _SESSION.add_columns(naming(_person.c.id))


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts: without a request, and in all."""

    idle: dt.timedelta
    whole: dt.timedelta

    @property
    def seen_every(self) -> dt.timedelta:
        """How often the last request is noted; seldom, but often enough for a short idle time."""
        return min(SEEN_EVERY, self.idle / 6)


class Passwords(Protocol):
    """How passwords are hashed; each call of ``matches`` and ``hash`` costs one hash."""

    def matches(self, password: str, hashed: str) -> bool: ...

    def hash(self, password: str) -> str: ...

    def outdated(self, hashed: str) -> bool: ...


def authenticate(email: str, password: str, passwords: Passwords) -> Person | None:
    """The person whose address and password these are, or None.

    Unknown, disabled, locked and wrong do the same work (one statement that reads, one that counts,
    one hash) and give the same answer. An attempt is counted before its password is looked at, so
    however many are made at once, no more than :data:`ATTEMPTS` are looked at before the account is
    locked for :data:`LOCKED_FOR`. The count goes back to nothing when a session starts.
    """
    password = password[:PASSWORD_MAX]
    query = select(Person).where(func.lower(Person.email) == email.strip().lower())
    person = db.session.scalars(query).first() if email.isprintable() else None
    counted = _count_attempt(person.id if person else uuid.uuid4())
    if person is None or not person.password or not counted:
        passwords.hash(password)
        return None
    if not passwords.matches(password, person.password):
        return None
    if passwords.outdated(person.password):
        _store_password(person, passwords.hash(password))
    return person


def _count_attempt(person_id: uuid.UUID) -> bool:
    """Count an attempt; False when the account is locked, disabled or does not exist."""
    now = clock.now()
    last = Person.failed_sign_ins + 1 >= ATTEMPTS
    attempt = (
        update(Person)
        .where(Person.id == person_id, Person.active)
        .where(or_(Person.locked_until.is_(None), Person.locked_until <= now))
        .values(
            failed_sign_ins=case((last, 0), else_=Person.failed_sign_ins + 1),
            locked_until=case((last, now + LOCKED_FOR), else_=None),
        )
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    with writing() as session:
        return session.scalars(attempt).first() is not None


def _store_password(person: Person, hashed: str) -> None:
    with writing() as session:
        session.execute(update(Person).where(Person.id == person.id).values(password=hashed))


def start(person: Person) -> uuid.UUID:
    """Start a session of *person*: the id of its row. From here on the request acts for *person*."""
    now = clock.now()
    sign_in = SignIn(id=uuid.uuid4(), person_id=person.id, started_at=now, seen_at=now)
    with writing() as session:
        session.add(sign_in)
        forget = update(Person).where(Person.id == person.id).values(failed_sign_ins=0, locked_until=None)
        session.execute(forget)
    act_for(db.session(), person.id)
    return sign_in.id


def find(sign_in_id: uuid.UUID, uniquifier: str, lifetime: Lifetime) -> Person | None:
    """The active person of a session that still lasts, with the memberships, in one statement.

    From here on the request acts for that person. The person is handed out detached: a transaction
    rolled back later in the request must not take away who is asking. Password and failed attempts
    stay in the database.
    """
    now, session = clock.now(), db.session()
    bound = {"sign_in": sign_in_id, "uniquifier": uniquifier}
    bound |= {"idle_since": now - lifetime.idle, "old_since": now - lifetime.whole}
    rows = session.connection().execute(_SESSION_NAMING if on_postgresql(session) else _SESSION, bound).all()
    if not rows:
        return None
    first = rows[0]
    was_named(session, first.id)
    if now - first.seen_at >= lifetime.seen_every:
        with writing():
            session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))
    return _person_of(rows)


def _person_of(rows: Sequence[Row[Any]]) -> Person:
    """The person whom *rows* of :data:`_SESSION` are about, one row a membership; without any, one row."""
    first = rows[0]
    memberships = [
        detached(
            Membership,
            id=row.membership_id,
            person_id=row.id,
            role=row.role,
            association_id=row.association_id,
            region_code=row.region_code,
        )
        for row in rows
        if row.membership_id
    ]
    return detached(
        Person,
        id=first.id,
        name=first.name,
        email=first.email,
        language=first.language,
        active=first.active,
        fs_uniquifier=first.fs_uniquifier,
        memberships=memberships,
    )


def end(sign_in_id: uuid.UUID) -> None:
    """End a session, and with it every copy of its cookie. Ending twice is harmless."""
    query = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    with writing() as session:
        session.execute(query.values(ended_at=clock.now()))


def was_session_of(sign_in_id: uuid.UUID, person: Person) -> bool:
    """Whether the row is a session, past or present, of *person*, which was not signed out of."""
    query = select(SignIn.id).where(SignIn.id == sign_in_id, SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    return db.session.scalars(query).first() is not None


def choose_language(person: Person, code: str) -> None:
    """Remember the language *person* wants to read, a locale code of the portal."""
    with writing() as session:
        session.execute(update(Person).where(Person.id == person.id).values(language=code))
