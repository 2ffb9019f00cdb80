"""How far a round is: each return counted once, on its Beijing day, and only for who watches over it."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.filing.states import FilingState
from portal.filing.transitions import Action
from portal.models import Filing, Person, db
from portal.services import clock, round_progress
from portal.services.clock import BEIJING
from portal.services.needs import Declaration, Request
from portal.services.round_progress import Counts, Day
from portal.services.transactions import writing
from portal.services.transitions import carry_out
from tests.support.filled import fill_in
from tests.support.people import World
from tests.support.rounds import DAY

Acting = Callable[[Person | None], AbstractContextManager[None]]
DECLARED = Declaration("某某（虚构）", agreed=True)


def put(acting_as: Acting, filing_id: uuid.UUID, **columns: Any) -> None:
    with acting_as(None), writing() as session:
        found = session.get(Filing, filing_id)
        assert found is not None
        for name, value in columns.items():
            setattr(found, name, value)


def test_every_return_is_counted_in_the_state_it_is_in(world: World, acting_as: Acting) -> None:
    now = clock.now()
    stands: list[tuple[dict[str, Any], str]] = [
        ({"state": FilingState.DRAFT}, "not_started"),
        ({"state": FilingState.DRAFT, "started_at": now}, "draft"),
        ({"state": FilingState.SUBMITTED}, "submitted"),
        ({"state": FilingState.RETURNED}, "returned"),
        ({"state": FilingState.ACCEPTED}, "accepted"),
    ]
    for columns, name in stands:
        put(acting_as, world.filing.id, **columns)
        with acting_as(world.people.nadia):
            counted = round_progress.counts_of(world.round.id)
        if name == "not_started":
            assert counted == Counts(asked=2, not_started=2)
        else:
            assert counted == Counts(**{"asked": 2, "not_started": 1, name: 1})


def test_late_submissions_and_running_extensions_are_counted_among_them(world: World, acting_as: Acting) -> None:
    now = clock.now()
    put(acting_as, world.filing.id, late=True, state="submitted", extended_until=now + DAY)
    put(acting_as, world.foreign_filing.id, extended_until=now - DAY)
    with acting_as(world.people.nadia):
        counted = round_progress.counts_of(world.round.id)
    assert (counted.late, counted.extended, counted.share, counted.outstanding) == (1, 1, 50, 1)


def test_shares_are_rounded_down_so_that_a_hundred_means_all() -> None:
    assert Counts(asked=300, accepted=200, submitted=99).share == 99
    assert Counts(asked=3, accepted=3).share == 100
    assert Counts().share == 0


@pytest.mark.parametrize(
    ("who", "regions"),
    [
        ("nadia", ["江苏省", "云南省"]),
        ("olga", ["江苏省", "云南省"]),
        ("clara", ["云南省"]),
        ("conrad", ["江苏省"]),
        ("alice", []),
    ],
)
def test_regions_are_counted_for_who_watches_over_them(
    world: World, acting_as: Acting, who: str, regions: list[str]
) -> None:
    put(acting_as, world.filing.id, state="accepted", submission=1)
    put(acting_as, world.foreign_filing.id, state="accepted", submission=1)
    person = getattr(world.people, who)
    with acting_as(person):
        found = round_progress.by_region(world.round.id, person.grants)
        assert [line.name_zh for line in found] == regions
        assert [line.counts for line in found] == [Counts(asked=1, accepted=1)] * len(regions)
        days = round_progress.over_time(world.round.id, person.grants)
        assert sum(day.accepted for day in days) == len(regions)
        assert [r.year for r in round_progress.rounds_watched(person.grants)] == ([2017] if regions else [])


def test_a_return_counts_on_the_beijing_day_of_its_first_submission_and_of_its_acceptance(
    app: Flask, world: World, acting_as: Acting
) -> None:
    alice, clara, nadia = world.people.alice, world.people.clara, world.people.nadia
    fill_in(app, world)
    first = dt.datetime.combine(clock.now().astimezone(BEIJING).date(), dt.time(), BEIJING) + 3 * DAY
    second = dt.timedelta(seconds=1)

    def days() -> list[Day]:
        with acting_as(nadia):
            return round_progress.over_time(world.round.id, nadia.grants)

    with clock.stopped_at(first - second), acting_as(alice):
        carry_out(alice, world.filing.id, Action.SUBMIT, Request(0, declaration=DECLARED))
    day = first.date()
    assert days() == [Day(day - DAY, 1, 0, 1, 0)]
    with clock.stopped_at(first), acting_as(alice):
        carry_out(alice, world.filing.id, Action.WITHDRAW, Request(1))
    assert days() == []
    with clock.stopped_at(first), acting_as(alice):
        carry_out(alice, world.filing.id, Action.SUBMIT, Request(2, declaration=DECLARED))
    with clock.stopped_at(first + DAY), acting_as(clara):
        carry_out(clara, world.filing.id, Action.ACCEPT, Request(3))
    assert days() == [Day(day - DAY, 1, 0, 1, 0), Day(day + DAY, 0, 1, 1, 1)]


def test_the_counting_takes_as_many_statements_for_many_rounds_as_for_one(world: World, acting_as: Acting) -> None:
    statements: list[str] = []
    nadia = world.people.nadia
    with acting_as(nadia):
        engine = db.engine
        listener = lambda *args: statements.append(args[2])  # noqa: E731  # what the event asks for
        event.listen(engine, "before_cursor_execute", listener)
        try:
            assert round_progress.counts_by_round() == {world.round.id: Counts(asked=2, not_started=2)}
            round_progress.by_region(world.round.id, nadia.grants)
            round_progress.over_time(world.round.id, nadia.grants)
        finally:
            event.remove(engine, "before_cursor_execute", listener)
    assert len([s for s in statements if s.startswith("SELECT") and "set_config" not in s]) == 3
