"""The outbox is emptied: once each, in spite of failures, crashes and other workers."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal.exchange.mail_transport import Letter, LetterRefused, ServerFault
from portal.models import OutboxMail, Person, db
from portal.models.database import act_for
from portal.services import clock, mailing, outbox
from portal.services.mailing import IN_ONE_GO, TAKEN_FOR, WAITS, DueMail, Untold, send_due
from portal.services.outbox import MailKind
from portal.services.transactions import writing
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
NOW = dt.datetime(2018, 4, 20, 1, 0, tzinfo=dt.UTC)
WORKERS, MANY = 4, 40


class Recorder:
    """A transport that keeps what it is given; *fails* decides which letters it fails with what."""

    def __init__(self, fails: Callable[[Letter], Exception | None] = lambda letter: None) -> None:
        self.fails = fails
        self.sent: list[Letter] = []
        self.tried: list[Letter] = []

    def send(self, letter: Letter, at: dt.datetime) -> None:
        self.tried.append(letter)
        error = self.fails(letter)
        if error is not None:
            raise error
        self.sent.append(letter)


def words(session: Session, due: DueMail) -> Letter:
    reader = due.reader
    return Letter(due.id, reader.email, reader.name, f"{due.kind} {due.about['number']}", "text", "portal")


def leave(people: Iterable[Person], count: int = 1, at: dt.datetime = NOW) -> None:
    with writing() as session:
        for number in range(count):
            outbox.leave(session, MailKind.RETURNED, [person.id for person in people], {"number": number}, at)


def stored() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).execution_options(populate_existing=True)))


def go(transport: Recorder, at: dt.datetime = NOW, said: Callable[[Session, DueMail], Letter] = words) -> mailing.Sent:
    with clock.stopped_at(at):
        return send_due(said, transport)


def test_each_mail_is_sent_once_to_each(acting_as: Acting, world: World) -> None:
    transport = Recorder()
    with acting_as(None):
        leave([world.people.alice, world.people.bob], 2)
        assert go(transport).sent == 4
        assert go(transport).sent == 0
        assert {mail.sent_at for mail in stored()} == {NOW}
    assert sorted((letter.address, letter.subject) for letter in transport.sent) == [
        (f"{name}@example.org", f"returned {number}") for name in ("alice", "bob") for number in (0, 1)
    ]


def test_what_is_not_due_yet_waits(acting_as: Acting, world: World) -> None:
    with acting_as(None):
        leave([world.people.alice], at=NOW + dt.timedelta(seconds=1))
        assert go(Recorder()).sent == 0
        assert go(Recorder(), NOW + dt.timedelta(seconds=1)).sent == 1


def test_what_waits_longest_is_sent_first_and_a_full_go_says_that_there_may_be_more(
    acting_as: Acting, world: World
) -> None:
    transport = Recorder()
    with acting_as(None):
        for number in reversed(range(IN_ONE_GO + 1)):
            with writing() as session:
                at = NOW - dt.timedelta(hours=1) + dt.timedelta(seconds=number)
                outbox.leave(session, MailKind.RETURNED, [world.people.alice.id], {"number": number}, at)
        assert go(transport).more
        assert not go(transport).more
    assert [letter.subject for letter in transport.sent] == [f"returned {n}" for n in range(IN_ONE_GO + 1)]


def test_a_disabled_account_gets_no_mail(acting_as: Acting, world: World) -> None:
    transport = Recorder()
    with acting_as(None):
        leave([world.people.alice, world.people.bob])
        with writing() as session:
            session.execute(update(Person).where(Person.id == world.people.alice.id).values(active=False))
        assert go(transport).sent == 1
        assert go(transport, NOW + dt.timedelta(days=1)).sent == 0
        by_person = {mail.person_id: mail for mail in stored()}
    assert [letter.address for letter in transport.tried] == ["bob@example.org"]
    assert by_person[world.people.alice.id].given_up_at == NOW
    assert by_person[world.people.alice.id].sent_at is None


def test_what_fails_is_tried_again_after_growing_waits_and_given_up_after_about_three_days(
    acting_as: Acting, world: World
) -> None:
    transport, at, moments = Recorder(lambda letter: LetterRefused("no such person")), NOW, []
    with acting_as(None):
        leave([world.people.alice])
        while (mail := stored()[0]).given_up_at is None:
            at = mail.not_before
            assert go(transport, at - dt.timedelta(seconds=1)).failed == 0
            go(transport, at)
            moments.append(at)
        assert go(transport, at + dt.timedelta(days=30)).failed == 0
        assert (mail.attempts, mail.sent_at, mail.last_error) == (
            len(WAITS) + 1,
            None,
            "LetterRefused: no such person",
        )
    assert [after - before for before, after in pairwise(moments)] == list(WAITS)
    assert dt.timedelta(days=2.5) < at - NOW < dt.timedelta(days=3.5)


def test_one_mail_that_fails_does_not_keep_the_others_back(acting_as: Acting, world: World) -> None:
    transport = Recorder(lambda letter: LetterRefused("no") if letter.subject == "returned 0" else None)
    with acting_as(None):
        leave([world.people.alice], 3)
        done = go(transport)
    assert (done.sent, done.failed) == (2, 1)


def test_words_that_fail_are_a_failure_of_that_mail_alone_and_what_they_wrote_is_undone(
    acting_as: Acting, world: World
) -> None:
    def broken(session: Session, due: DueMail) -> Letter:
        session.execute(update(Person).where(Person.id == due.reader.id).values(name="written"))
        if due.about["number"] == 0:
            raise ZeroDivisionError("in the words")
        return words(session, due)

    with acting_as(None):
        leave([world.people.alice, world.people.bob], 1)
        leave([world.people.clara], 2)
        done = go(Recorder(), said=broken)
        names = dict(db.session.execute(select(Person.email, Person.name)).all())
        errors = {mail.last_error for mail in stored() if mail.sent_at is None}
    assert (done.sent, done.failed) == (1, 3)
    assert (names["alice@example.org"], names["clara@example.org"]) == ("Alice", "written")
    assert errors == {"ZeroDivisionError: in the words"}


def test_a_kind_that_nobody_has_words_for_is_a_failure_of_that_mail_alone(acting_as: Acting, world: World) -> None:
    def by_kind(session: Session, due: DueMail) -> Letter:
        MailKind(due.kind)
        return words(session, due)

    with acting_as(None):
        leave([world.people.alice], 2)
        with writing() as session:
            session.execute(update(OutboxMail).where(OutboxMail.id == stored()[0].id).values(kind="of a newer release"))
        done = go(Recorder(), said=by_kind)
    assert (done.sent, done.failed) == (1, 1)


def test_when_the_server_fails_the_others_are_left_for_later(acting_as: Acting, world: World) -> None:
    transport = Recorder(lambda letter: ServerFault("not there"))
    with acting_as(None):
        leave([world.people.alice], 5)
        assert go(transport).failed == 1
        assert sorted(mail.attempts for mail in stored()) == [0, 0, 0, 0, 1]
        transport.fails = lambda letter: None
        assert go(transport, NOW + WAITS[0]).sent == 5
    assert len(transport.sent) == 5


def test_what_there_is_nothing_to_tell_of_any_more_is_not_sent(acting_as: Acting, world: World) -> None:
    def untold(session: Session, due: DueMail) -> Letter:
        raise Untold("it is over")

    transport = Recorder()
    with acting_as(None):
        leave([world.people.alice])
        assert go(transport, said=untold).given_up == 1
        assert [(mail.sent_at, mail.given_up_at, mail.last_error) for mail in stored()] == [(None, NOW, "it is over")]
    assert transport.tried == []


class Killed(BaseException):
    """The process ended in the middle."""


def test_a_worker_that_dies_between_sending_and_marking_loses_nothing(
    acting_as: Acting, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = Recorder()

    def die(*_arguments: Any, **_columns: Any) -> None:
        raise Killed

    with acting_as(None):
        leave([world.people.alice])
        with monkeypatch.context() as patched:
            patched.setattr(mailing, "_mark", die)
            with pytest.raises(Killed):
                go(transport)
        assert go(transport, NOW + TAKEN_FOR - dt.timedelta(seconds=1)).sent == 0
        assert go(transport, NOW + TAKEN_FOR).sent == 1
        assert go(transport, NOW + 2 * TAKEN_FOR).sent == 0
    assert len({letter.id for letter in transport.sent}) == 1


def test_while_a_mail_is_on_the_line_nothing_is_locked(app: Flask, acting_as: Acting, world: World) -> None:
    written: list[str] = []

    def write(letter: Letter) -> None:
        def other() -> None:
            with app.app_context():
                act_for(db.session(), None)
                with writing() as session:
                    session.execute(update(OutboxMail).values(last_error="somebody wrote"))
                    session.execute(update(Person).values(name="somebody"))
                written.append("somebody wrote")

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    with acting_as(None):
        leave([world.people.alice])
        assert go(Recorder(write)).sent == 1
    assert written == ["somebody wrote"]


def empty_together(app: Flask, send: Callable[[Recorder], None]) -> list[uuid.UUID]:
    """The ids of all letters that some workers send who start at the same moment, until nothing is due."""
    transport, start, broken = Recorder(), threading.Barrier(WORKERS), []

    def work() -> None:
        with app.app_context(), clock.stopped_at(NOW):
            act_for(db.session(), None)
            start.wait()
            try:
                send(transport)
            except Exception as error:  # noqa: BLE001  # whatever it is, the test says it
                broken.append(error)

    threads = [threading.Thread(target=work) for _number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return [letter.id for letter in transport.sent]


def test_several_workers_together_send_each_mail_once(app: Flask, acting_as: Acting, world: World) -> None:
    def send(transport: Recorder) -> None:
        while send_due(words, transport).sent:
            pass

    with acting_as(None):
        leave([world.people.alice], MANY)
    sent = empty_together(app, send)
    with acting_as(None):
        assert sorted(sent) == sorted(mail.id for mail in stored())


def test_workers_that_only_look_and_then_send_would_send_twice(app: Flask, acting_as: Acting, world: World) -> None:
    together = threading.Barrier(WORKERS)

    def look_then_send(transport: Recorder) -> None:
        unsent = text("SELECT id FROM outbox_mail WHERE sent_at IS NULL")
        found = [uuid.UUID(str(row.id)) for row in db.session.execute(unsent)]
        db.session.commit()
        together.wait()
        for mail_id in found:
            transport.send(Letter(mail_id, "a@example.org", "A", "s", "t", "p"), NOW)
            with writing() as session:
                session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(sent_at=NOW))

    with acting_as(None):
        leave([world.people.alice], 3)
    assert len(empty_together(app, look_then_send)) > 3
