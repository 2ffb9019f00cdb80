"""Single-use links: one use each, for their time, for their person; nothing in the database opens a door."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.models import AccessLink, OutboxMail, Person, SignIn, db
from portal.services import access_links, clock
from portal.services.access_links import LIFETIMES, LinkPurpose, LinkSpent
from portal.services.outbox import MailKind
from portal.services.transactions import writing
from tests.support.people import People

Acting = Callable[[Person | None], AbstractContextManager[None]]
CLIENTS = 8
INVITATION, RESET = LinkPurpose.INVITATION, LinkPurpose.RESET


def issued(person: Person, purpose: LinkPurpose = RESET, now: dt.datetime | None = None) -> str:
    with writing() as session:
        return access_links.issue(session, person.id, purpose, now or clock.now())


def stored(person: Person) -> Person:
    return db.session.scalars(
        select(Person).where(Person.id == person.id).execution_options(populate_existing=True)
    ).one()


def test_a_link_is_found_and_used_once(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        token = issued(people.alice)
        found = access_links.find(token, clock.now())
        assert found is not None
        assert (found.person_id, found.purpose) == (people.alice.id, RESET)
        assert access_links.use(token, "hashed", clock.now()).id == people.alice.id
        assert stored(people.alice).password == "hashed"
        assert access_links.find(token, clock.now()) is None
        with pytest.raises(LinkSpent):
            access_links.use(token, "hashed again", clock.now())
        assert stored(people.alice).password == "hashed"


def test_looking_at_a_link_spends_nothing(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        token = issued(people.alice)
        for _ in range(5):
            assert access_links.find(token, clock.now()) is not None
        access_links.use(token, "hashed", clock.now())


def test_the_database_does_not_know_the_token(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        token = issued(people.alice)
        row = db.session.scalars(select(AccessLink)).one()
        assert token not in str(vars(row))
        assert len(row.token_hash) == 64
        assert access_links.find(row.token_hash, clock.now()) is None


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_a_link_lives_for_its_time_and_no_longer(acting_as: Acting, people: People, purpose: LinkPurpose) -> None:
    now = clock.now()
    with acting_as(None):
        token = issued(people.alice, purpose, now)
        last, over = now + LIFETIMES[purpose] - dt.timedelta(seconds=1), now + LIFETIMES[purpose]
        assert access_links.find(token, last) is not None
        assert access_links.find(token, over) is None
        with pytest.raises(LinkSpent):
            access_links.use(token, "hashed", over)
        access_links.use(token, "hashed", last)


def test_an_invitation_lasts_two_weeks_and_a_reset_an_hour() -> None:
    assert (LIFETIMES[INVITATION], LIFETIMES[RESET]) == (dt.timedelta(days=14), dt.timedelta(hours=1))


def test_a_newer_link_takes_the_place_of_the_older_ones_of_its_purpose(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        invitation, first = issued(people.alice, INVITATION), issued(people.alice, RESET)
        others = issued(people.bob, RESET)
        second = issued(people.alice, RESET)
        good = [t for t in (invitation, first, second, others) if access_links.find(t, clock.now())]
        assert good == [invitation, second, others]


def test_using_a_link_kills_every_other_link_of_the_person(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        invitation, reset, others = issued(people.alice, INVITATION), issued(people.alice), issued(people.bob)
        access_links.use(reset, "hashed", clock.now())
        assert [bool(access_links.find(t, clock.now())) for t in (invitation, reset, others)] == [False, False, True]


def test_using_a_link_ends_all_sessions_and_the_lock_out(acting_as: Acting, people: People) -> None:
    now = clock.now()
    with acting_as(None):
        before = stored(people.alice).fs_uniquifier
        with writing() as session:
            for person in (people.alice, people.alice, people.bob):
                session.add(SignIn(id=uuid.uuid4(), person_id=person.id, started_at=now, seen_at=now))
            locked = {"locked_until": now + dt.timedelta(minutes=9), "failed_sign_ins": 3}
            session.execute(update(Person).where(Person.id == people.alice.id).values(**locked))
        access_links.use(issued(people.alice), "hashed", now)
        after = stored(people.alice)
        assert (after.locked_until, after.failed_sign_ins) == (None, 0)
        assert after.fs_uniquifier != before
        open_ones = db.session.scalars(select(SignIn.person_id).where(SignIn.ended_at.is_(None)))
        assert list(open_ones) == [people.bob.id]


def test_a_disabled_person_cannot_use_a_link(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        token = issued(people.alice)
        with writing() as session:
            session.execute(update(Person).where(Person.id == people.alice.id).values(active=False))
        assert access_links.find(token, clock.now()) is None
        with pytest.raises(LinkSpent):
            access_links.use(token, "hashed", clock.now())


@pytest.mark.parametrize("token", ["", "x", "\x00", "密" * 5000])
def test_a_token_that_never_existed_opens_nothing(acting_as: Acting, people: People, token: str) -> None:
    with acting_as(None):
        assert people.alice.active
        assert access_links.find(token, clock.now()) is None
        with pytest.raises(LinkSpent):
            access_links.use(token, "hashed", clock.now())


def test_name_and_language_are_kept_where_they_are_given(acting_as: Acting, people: People) -> None:
    with acting_as(None):
        changed = access_links.use(issued(people.alice), "hashed", clock.now(), name="爱丽丝", language="en")
        assert (changed.name, changed.language) == ("爱丽丝", "en")
        assert access_links.use(issued(people.alice), "hashed", clock.now()).name == "爱丽丝"


Use = Callable[[str, str], object]


def winners(app: Flask, token: str, use: Use) -> int:
    """How many of eight who use one link at the same moment are told that it worked."""
    start, won = threading.Barrier(CLIENTS), []

    def try_it(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                use(token, f"hashed {number}")
            except LinkSpent:
                db.session.rollback()
            else:
                won.append(number)

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(won)


def test_of_eight_who_use_one_link_at_once_exactly_one_succeeds(app: Flask, acting_as: Acting, people: People) -> None:
    for _ in range(12):
        with acting_as(None):
            token = issued(people.alice)
        assert winners(app, token, lambda t, hashed: access_links.use(t, hashed, clock.now())) == 1


def test_the_same_race_catches_a_use_that_looks_first_and_writes_later(
    app: Flask, acting_as: Acting, people: People
) -> None:
    everybody_has_looked = threading.Barrier(CLIENTS)

    def naive(token: str, hashed: str) -> None:
        found = access_links.find(token, clock.now())
        if found is None:
            raise LinkSpent
        everybody_has_looked.wait(timeout=10)
        with writing() as session:
            spent = update(AccessLink).where(AccessLink.id == found.id).values(used_at=clock.now())
            session.execute(spent)
            session.execute(update(Person).where(Person.id == found.person_id).values(password=hashed))

    with acting_as(None):
        token = issued(people.alice)
    assert winners(app, token, naive) > 1


def test_asking_for_a_reset_leaves_a_mail_for_the_known_and_active_alone(acting_as: Acting, people: People) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(Person).where(Person.id == people.bob.id).values(active=False))
    for email in (" ALICE@Example.org ", people.bob.email, "zoe@example.org", "", "alice@example.org\x00"):
        with acting_as(people.charlie):
            access_links.ask_for_reset(email, clock.now())
    with acting_as(None):
        mail = db.session.scalars(select(OutboxMail)).one()
        assert (mail.kind, mail.person_id, mail.sent_at) == (MailKind.PASSWORD_RESET, people.alice.id, None)
        assert list(db.session.scalars(select(AccessLink))) == []


def test_asking_again_and_again_sends_one_mail_in_five_minutes(acting_as: Acting, people: People) -> None:
    start = dt.datetime(2018, 3, 1, 8, 0, tzinfo=dt.UTC)
    with acting_as(None):
        for seconds in (0, 1, 150, 299, 300, 301):
            access_links.ask_for_reset(people.alice.email, start + dt.timedelta(seconds=seconds))
        assert len(list(db.session.scalars(select(OutboxMail)))) == 2
