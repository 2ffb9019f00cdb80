"""Rounds that open and close by themselves, and those that do not."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

from portal.filing.states import RoundState
from portal.models import Filing, Person
from portal.services import round_keeping
from portal.services.transactions import writing
from tests.support.people import World
from tests.support.rounds import DAY, filings_of, history, midnight, plan, stored

Acting = Callable[[Person | None], AbstractContextManager[None]]


def test_a_round_that_keeps_its_dates_opens_and_closes_by_itself_once(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
    with acting_as(None):
        for at, state, did in (
            (midnight(2) - dt.timedelta(seconds=1), RoundState.PREPARING, 0),
            (midnight(2), RoundState.OPEN, 1),
            (midnight(2), RoundState.OPEN, 0),
            (midnight(75) - dt.timedelta(seconds=1), RoundState.OPEN, 0),
            (midnight(75), RoundState.CLOSED, 1),
            (midnight(75), RoundState.CLOSED, 0),
        ):
            before = history(id_)
            round_keeping.keep_dates(at)
            assert (stored(id_).state, len(history(id_)) - len(before)) == (state, did), at
        assert history(id_) == ["create", "open", "close"]
        assert [name for _event, name in round_keeping.events_of(stored(id_))] == [None, None, "Nadia"]
        assert len(filings_of(id_)) == 2


def test_a_round_kept_by_hand_is_left_alone_by_the_dates(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(None), writing():
        stored(world.round.id).keeps_dates = False
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan(keeps_dates=False))
    with acting_as(None):
        assert round_keeping.keep_dates(midnight(3)) == 0
        assert round_keeping.keep_dates(midnight(400)) == 0
        assert (stored(id_).state, stored(world.round.id).state) == (RoundState.PREPARING, RoundState.OPEN)


def test_a_round_found_past_all_its_dates_is_not_opened_any_more(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
    with acting_as(None):
        round_keeping.keep_dates(midnight(75))
        assert stored(id_).state == RoundState.PREPARING


def test_a_round_closes_by_itself_when_its_last_extension_has_ended(world: World, acting_as: Acting) -> None:
    closes = world.round.closes_at
    with acting_as(None):
        with writing() as session:
            found = session.get(Filing, world.filing.id)
            assert found is not None
            found.extended_until = closes + 5 * DAY
        assert round_keeping.keep_dates(closes + DAY) == 0
        assert stored(world.round.id).state == RoundState.OPEN
        assert round_keeping.keep_dates(closes + 5 * DAY) == 1
        assert stored(world.round.id).state == RoundState.CLOSED
