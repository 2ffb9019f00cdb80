"""Who is reminded of a deadline, and when: only those not done, on their days, once."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.filing.access import Role
from portal.models import Filing, Membership, OutboxMail, Person, Round, db
from portal.models.database import act_for
from portal.services.clock import BEIJING
from portal.services.reminders import DAYS_BEFORE, days_due, last_day, remind
from portal.services.transactions import writing
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
#: 24:00 of 30 April.
DUE = dt.datetime(2018, 5, 1, tzinfo=BEIJING)
ONE_DAY = dt.timedelta(days=1)


def morning(days_before: int, due: dt.datetime = DUE) -> dt.datetime:
    """Nine in the morning so many days before the last day."""
    return due - (days_before + 1) * ONE_DAY + dt.timedelta(hours=9)


@pytest.fixture
def world(world: World, acting_as: Acting) -> World:
    """The world with the round due at 24:00 of 30 April, open for two months."""
    with acting_as(None):
        change(Round, world.round.id, opens_at=DUE - 60 * ONE_DAY, due_at=DUE, closes_at=DUE + 15 * ONE_DAY)
    return world


def change(model: Any, key: uuid.UUID, **columns: Any) -> None:
    with writing() as session:
        session.execute(update(model).where(model.id == key).values(**columns))


def reminded() -> list[str]:
    """First names of those for whom a reminder was left, by name."""
    query = select(Person.name).join(OutboxMail, OutboxMail.person_id == Person.id).order_by(Person.name)
    return list(db.session.scalars(query.where(OutboxMail.kind == "closing_soon")))


def test_the_last_day_of_a_deadline_at_midnight_is_the_day_that_ends() -> None:
    assert last_day(DUE) == dt.date(2018, 4, 30)
    assert last_day(DUE + dt.timedelta(microseconds=1)) == dt.date(2018, 5, 1)
    assert last_day(dt.datetime(2018, 4, 30, 17, 0, tzinfo=BEIJING)) == dt.date(2018, 4, 30)


@pytest.mark.parametrize("days", DAYS_BEFORE)
def test_a_reminder_is_of_its_day_from_nine_in_the_morning(days: int) -> None:
    leaves = morning(days)
    assert days_due(DUE, leaves) == days
    assert days_due(DUE, leaves - dt.timedelta(seconds=1)) != days
    assert days_due(DUE, leaves + ONE_DAY) != days


def test_on_all_other_days_nobody_is_reminded() -> None:
    on = {days for days in range(-3, 30) if days_due(DUE, morning(days)) is not None}
    assert on == set(DAYS_BEFORE)


def test_contacts_of_returns_that_are_not_submitted_are_reminded_once_on_each_day(
    acting_as: Acting, world: World
) -> None:
    with acting_as(None):
        for number, days in enumerate(DAYS_BEFORE, start=1):
            assert remind(morning(days)) == 3
            assert remind(morning(days) + dt.timedelta(hours=5)) == 0
            assert reminded() == sorted(["Alice", "Bob", "Charlie"] * number)
        assert remind(morning(0)) == 0


@pytest.mark.parametrize(("state", "told"), [("draft", 3), ("returned", 3), ("submitted", 1), ("accepted", 1)])
def test_who_is_done_is_left_in_peace(acting_as: Acting, world: World, state: str, told: int) -> None:
    with acting_as(None):
        change(Filing, world.filing.id, state=state)
        assert remind(morning(7)) == told


@pytest.mark.parametrize("state", ["preparing", "closed", "archived"])
def test_of_a_round_that_is_not_open_nobody_is_reminded(acting_as: Acting, world: World, state: str) -> None:
    with acting_as(None):
        change(Round, world.round.id, state=state)
        assert remind(morning(7)) == 0


def test_an_extension_moves_the_reminders_of_its_association(acting_as: Acting, world: World) -> None:
    later = DUE + 5 * ONE_DAY
    with acting_as(None):
        change(Filing, world.filing.id, extended_until=later)
        assert remind(morning(3)) == 1
        assert reminded() == ["Charlie"]
        assert remind(morning(3, later)) == 2
        assert reminded() == ["Alice", "Bob", "Charlie"]


def test_a_new_deadline_is_reminded_of_anew(acting_as: Acting, world: World) -> None:
    with acting_as(None):
        assert remind(morning(7)) == 3
        change(Round, world.round.id, due_at=DUE + 10 * ONE_DAY)
        assert remind(morning(7, DUE + 10 * ONE_DAY)) == 3


def test_a_disabled_contact_is_not_reminded_and_who_has_two_parts_is_reminded_once(
    acting_as: Acting, world: World
) -> None:
    with acting_as(None):
        change(Person, world.people.bob.id, active=False)
        with writing() as session:
            also = {"role": Role.EDITOR.value, "association_id": world.association.id}
            session.add(Membership(person_id=world.people.alice.id, **also))
        assert remind(morning(7)) == 2
        assert reminded() == ["Alice", "Charlie"]


def test_two_workers_at_the_same_moment_remind_once(app: Flask, acting_as: Acting, world: World) -> None:
    start, left = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            act_for(db.session(), None)
            start.wait()
            left.append(remind(morning(7)))

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(left) == [0, 3]
    with acting_as(None):
        assert reminded() == ["Alice", "Bob", "Charlie"]
