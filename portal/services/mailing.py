"""Sending what stands in the outbox: one mail at a time, until it is sent or given up.

A mail is first taken for a while (its ``not_before`` moves on), then put into words and sent outside of
any transaction, then marked. Nobody waits for a mail server while a row is locked, two workers never
hold the same mail, and one that is lost between sending and marking is sent again: perhaps twice,
never not at all. Owns neither the words (``web.mails``) nor the line (``exchange.mail_transport``).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.exchange.mail_transport import Letter, ServerFault, Transport
from portal.models import OutboxMail, Person
from portal.models.rows import table
from portal.services import clock
from portal.services.transactions import writing

#: Waits after each failure, about three days in all; after the last one a mail is given up.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, *[360] * 11))
#: Longer than putting into words and sending can ever take.
TAKEN_FOR = dt.timedelta(minutes=10)
IN_ONE_GO = 20
ERROR_MAX = 500

_mail, _person = table(OutboxMail), table(Person)


@dataclass(frozen=True)
class Reader:
    """Whom a mail is for."""

    id: uuid.UUID
    name: str
    email: str
    language: str


@dataclass(frozen=True)
class DueMail:
    """One mail to be sent: what kind, what it is about, to whom, and how often it was tried, this time included."""

    id: uuid.UUID
    kind: str
    about: Mapping[str, Any]
    reader: Reader
    attempts: int


class Untold(Exception):
    """There is nothing to tell any more, or nobody to tell it to; the text says why."""


Words = Callable[[Session, DueMail], Letter]


@dataclass
class Sent:
    """What came of one go: mails sent, tried in vain, and given up; *more* when others are due."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    more: bool = False


def send_due(words: Words, transport: Transport) -> Sent:
    """Send what is due, at most :data:`IN_ONE_GO`.

    *words* makes the letter of a mail in a transaction that may write (single-use links), or raises
    :class:`Untold`. When the server itself fails, the others wait for the next time.
    """
    done = Sent()
    for _number in range(IN_ONE_GO):
        due = _take()
        if due is None:
            return done
        try:
            with writing() as session:
                letter = words(session, due)
            transport.send(letter, clock.now())
        except Untold as reason:
            done.given_up += 1
            _mark(due, given_up_at=clock.now(), last_error=str(reason))
        except Exception as error:  # noqa: BLE001  # whatever one mail fails by must not keep the others back
            _failed(due, error, done)
            if isinstance(error, ServerFault):
                return done
        else:
            done.sent += 1
            _mark(due, sent_at=clock.now(), last_error="")
    done.more = True
    return done


def _take() -> DueMail | None:
    """The mail that is due longest, kept from other workers for a while; None when nothing is due."""
    now = clock.now()
    person = (_person.c.name, _person.c.email, _person.c.language, _person.c.active)
    longest_due = (
        select(_mail.c.id, _mail.c.kind, _mail.c.about, _mail.c.attempts, _mail.c.person_id, *person)
        .join_from(_mail, _person, _person.c.id == _mail.c.person_id)
        .where(_mail.c.sent_at.is_(None), _mail.c.given_up_at.is_(None), _mail.c.not_before <= now)
        .order_by(_mail.c.not_before, _mail.c.created_at, _mail.c.id)
        .limit(1)
        .with_for_update(of=_mail, skip_locked=True)
    )
    with writing() as session:
        while row := session.execute(longest_due).one_or_none():
            taken = {"not_before": now + TAKEN_FOR, "attempts": row.attempts + 1}
            if not row.active:
                taken = {"given_up_at": now, "last_error": "the account is disabled"}
            session.execute(update(_mail).where(_mail.c.id == row.id).values(**taken))
            if row.active:
                reader = Reader(row.person_id, row.name, row.email, row.language)
                return DueMail(row.id, row.kind, row.about, reader, row.attempts + 1)
    return None


def _failed(due: DueMail, error: Exception, done: Sent) -> None:
    """Note a failure; try again later, or never."""
    said = f"{type(error).__name__}: {error}"[:ERROR_MAX]
    if due.attempts > len(WAITS):
        done.given_up += 1
        _mark(due, given_up_at=clock.now(), last_error=said)
    else:
        done.failed += 1
        _mark(due, not_before=clock.now() + WAITS[due.attempts - 1], last_error=said)


def _mark(due: DueMail, **columns: Any) -> None:
    with writing() as session:
        session.execute(update(_mail).where(_mail.c.id == due.id, _mail.c.sent_at.is_(None)).values(**columns))
