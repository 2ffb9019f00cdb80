"""Links by which a person sets a password, once: invitations and resets.

Owns how such a link comes into being, how long it lives and how it is spent. The token goes into the
mail and nowhere else: the database keeps its SHA-256. Not responsible for who is invited
(``services.people``) nor for what makes a good password (``web.passwords``).
"""

import datetime as dt
import hashlib
import secrets
import uuid
from enum import StrEnum

from sqlalchemy import String, bindparam, cast, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.models import AccessLink, OutboxMail, Person, SignIn, db
from portal.models.database import on_postgresql
from portal.models.rows import table
from portal.services.outbox import MailKind
from portal.services.transactions import writing

TOKEN_BYTES = 32
ONE_MAIL_IN = dt.timedelta(minutes=5)

_link, _person, _sign_in, _mail = table(AccessLink), table(Person), table(SignIn), table(OutboxMail)


class LinkPurpose(StrEnum):
    """What a link was sent for."""

    INVITATION = "invitation"
    RESET = "reset"


LIFETIMES: dict[LinkPurpose, dt.timedelta] = {
    LinkPurpose.INVITATION: dt.timedelta(days=14),
    LinkPurpose.RESET: dt.timedelta(hours=1),
}


class LinkSpent(LookupError):
    """The link was used, has run out, was replaced by a newer one, or never existed."""


def issue(session: Session, person_id: uuid.UUID, purpose: LinkPurpose, now: dt.datetime) -> str:
    """A new token for *person_id*; older unused ones of the same purpose are good for nothing from here on.

    Writes in the caller's transaction: the mail that carries the token is sent after it is committed.
    """
    _hold(session, person_id)
    _run_out(session, now, _link.c.person_id == person_id, _link.c.purpose == purpose.value)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "id": uuid.uuid4(),
        "person_id": person_id,
        "purpose": purpose.value,
        "token_hash": _hashed(token),
        "created_at": now,
        "expires_at": now + LIFETIMES[purpose],
    }
    session.execute(insert(_link).inline(), [row])
    return token


def find(token: str, now: dt.datetime) -> AccessLink | None:
    """The link of *token* if it can still be used; asking spends nothing."""
    query = (
        select(AccessLink)
        .join(Person, Person.id == AccessLink.person_id)
        .where(AccessLink.token_hash == _hashed(token), AccessLink.used_at.is_(None), AccessLink.expires_at > now)
        .where(Person.active)
    )
    return db.session.scalars(query).first()


def person_of(link: AccessLink) -> Person:
    """Whose link it is."""
    return db.session.get_one(Person, link.person_id)


def use(token: str, hashed_password: str, now: dt.datetime, *, name: str = "", language: str = "") -> Person:
    """Spend the link: its person has the new password, and *name* and *language* where they are given.

    All sessions of the person end, the lock-out too, and every other link. Of several who use one link
    at once exactly one succeeds; raises :class:`LinkSpent` for the others, and nothing is written.
    """
    with writing() as session:
        hashed = _hashed(token)
        person_id = session.scalar(select(_link.c.person_id).where(_link.c.token_hash == hashed))
        if person_id is None or not _hold(session, person_id) or not _claim(session, hashed, now):
            raise LinkSpent
        chosen = {key: value for key, value in (("name", name), ("language", language)) if value}
        set_password(session, person_id, hashed_password, now)
        if chosen:
            session.execute(update(_person).where(_person.c.id == person_id).values(**chosen))
        found = session.get(Person, person_id, populate_existing=True)
    assert found is not None  # noqa: S101  # held since the first statement
    return found


def _claim(session: Session, token_hash: str, now: dt.datetime) -> bool:
    """Mark the link as used; whether it was this statement that did."""
    claimed = (
        update(_link)
        .where(_link.c.token_hash == token_hash, _link.c.used_at.is_(None), _link.c.expires_at > now)
        .values(used_at=now)
    )
    return session.connection().execute(claimed).rowcount == 1


def set_password(session: Session, person_id: uuid.UUID, hashed_password: str, now: dt.datetime) -> None:
    """Give a person a new password: what was let in by the old one, or by a link, is let in no more."""
    values = {"password": hashed_password, "failed_sign_ins": 0, "locked_until": None}
    session.execute(update(_person).where(_person.c.id == person_id).values(**values))
    end_sessions(session, person_id, now)
    kill_all(session, person_id, now)


def end_sessions(session: Session, person_id: uuid.UUID, now: dt.datetime) -> None:
    """End every signed-in session of a person, and with it every copy of a cookie."""
    session.execute(update(_person).where(_person.c.id == person_id).values(fs_uniquifier=uuid.uuid4().hex))
    ended = update(_sign_in).where(_sign_in.c.person_id == person_id, _sign_in.c.ended_at.is_(None))
    session.execute(ended.values(ended_at=now))


def kill_all(session: Session, person_id: uuid.UUID, now: dt.datetime) -> None:
    """Make every unused link of a person useless."""
    _run_out(session, now, _link.c.person_id == person_id)


def ask_for_reset(email: str, now: dt.datetime) -> None:
    """Leave a mail with a reset link for the active person of this address, if there is one.

    Known, unknown and disabled cost the same one statement. However often it is asked for, a person
    gets one such mail in :data:`ONE_MAIL_IN`.
    """
    slot = int(now.timestamp() // ONE_MAIL_IN.total_seconds())
    columns = {
        "id": bindparam("id", uuid.uuid4(), _mail.c.id.type),
        "kind": literal(MailKind.PASSWORD_RESET.value),
        "person_id": _person.c.id,
        "about": bindparam("about", {}, _mail.c.about.type),
        "same_as": literal("reset:") + cast(_person.c.id, String) + literal(f":{slot}"),
        "created_at": bindparam("created_at", now, _mail.c.created_at.type),
        "not_before": bindparam("not_before", now, _mail.c.not_before.type),
        "attempts": literal(0),
        "last_error": literal(""),
    }
    wanted = email.strip().lower() if email.isprintable() else ""
    known = select(*columns.values()).where(func.lower(_person.c.email) == wanted, _person.c.active)
    with writing() as session:
        dialect = postgresql if on_postgresql(session) else sqlite
        mail = dialect.insert(_mail).inline().from_select(list(columns), known)
        session.execute(mail.on_conflict_do_nothing())


def _hold(session: Session, person_id: uuid.UUID) -> bool:
    """Lock the row of an active person, always before the links, until the transaction ends."""
    held = select(_person.c.id).where(_person.c.id == person_id, _person.c.active).with_for_update(key_share=True)
    return session.scalar(held) is not None


def _run_out(session: Session, now: dt.datetime, *which: object) -> None:
    still_good = (_link.c.used_at.is_(None), _link.c.expires_at > now)
    session.execute(update(_link).where(*which, *still_good).values(expires_at=now))  # type: ignore[arg-type]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
