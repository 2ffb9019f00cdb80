"""Which accepted filing stands beside the fields of a later one, over several rounds."""

import random
from functools import partial

import pytest
from flask import Flask

from portal.filing.states import FilingState
from portal.filing.transitions import Action
from portal.models import Association, Person
from portal.services.filings import open_filing
from portal.services.needs import Request
from portal.services.transactions import writing
from portal.services.transitions import NotPossible, carry_out
from tests.support.lives import Life
from tests.support.people import World, open_round
from tests.support.races import ROUNDS, Ring

YEARS = (2015, 2016, 2017, 2018)


@pytest.fixture
def lives(app: Flask, world: World) -> dict[int, Life]:
    """The filings of Alice's association in four rounds, by year; each waits for review."""
    found = {2017: Life(app, world)}
    with found[2017].acting(), writing() as session:
        association = session.get(Association, world.association.id)
        assert association is not None
        for year in YEARS:
            if year not in found:
                round_ = open_round(year)
                session.add(round_)
                session.flush()
                found[year] = Life(app, world, open_filing(session, round_, association))
    for life in found.values():
        life.set_filing(state=FilingState.SUBMITTED.value, submission=1)
    return found


def earlier(lives: dict[int, Life]) -> dict[int, int]:
    """For each year the year of the filing that it looks back to; years without one are left out."""
    ids = {life.id: year for year, life in lives.items()}
    return {year: ids[back] for year, life in sorted(lives.items()) if (back := life.filing.earlier_id)}


def expected(accepted: set[int]) -> dict[int, int]:
    """For each year the newest accepted year before it."""
    return {year: max(before) for year in YEARS if (before := {one for one in accepted if one < year})}


def test_accepting_and_reopening_in_whatever_order_leaves_each_filing_the_newest_accepted_one(
    lives: dict[int, Life],
) -> None:
    chance, accepted = random.Random(2017), set[int]()  # noqa: S311  # the same every time
    tried = set()
    for _step in range(40):
        year = chance.choice(YEARS)
        if year in accepted:
            lives[year].reopen()
            lives[year].set_filing(state=FilingState.SUBMITTED.value)
            accepted.remove(year)
        else:
            lives[year].accept()
            accepted.add(year)
        tried.add(frozenset(accepted))
        assert earlier(lives) == expected(accepted)
    assert len(tried) > 10


def test_returning_an_older_filing_that_was_never_accepted_changes_nothing(lives: dict[int, Life]) -> None:
    lives[2015].accept()
    lives[2016].give_back()
    assert earlier(lives) == {2016: 2015, 2017: 2015, 2018: 2015}


def test_filings_of_other_associations_are_left_alone(lives: dict[int, Life]) -> None:
    lives[2015].accept()
    world = lives[2015].world
    foreign = Life(lives[2015].app, world, world.foreign_filing)
    assert foreign.filing.earlier_id is None


def test_a_filing_opened_later_looks_back_to_what_is_accepted_then(app: Flask, lives: dict[int, Life]) -> None:
    for year in (2015, 2017):
        lives[year].accept()
    world = lives[2015].world
    with lives[2015].acting(), writing() as session:
        association, foreign = (session.get(Association, i.id) for i in (world.association, world.foreign_association))
        assert association is not None
        assert foreign is not None
        round_ = open_round(2019)
        session.add(round_)
        session.flush()
        assert open_filing(session, round_, association).earlier_id == lives[2017].id
        assert open_filing(session, round_, foreign).earlier_id is None


def test_a_refused_acceptance_leaves_later_filings_as_they_were(lives: dict[int, Life]) -> None:
    lives[2015].set_round(state="archived")
    with pytest.raises(NotPossible):
        lives[2017].act(lives[2017].people.clara, Action.ACCEPT)
    assert earlier(lives) == {}


def test_two_years_accepted_at_the_same_moment_leave_each_filing_the_newest_accepted_one(
    ring: Ring, lives: dict[int, Life]
) -> None:
    years = (2015, 2016, 2017)

    def accept(year: int, version: int, person: Person) -> int:
        return carry_out(person, lives[year].id, Action.ACCEPT, Request(version))

    for _round in range(ROUNDS // 4):
        for life in lives.values():
            life.set_filing(state=FilingState.SUBMITTED.value, earlier_id=None)
        versions = {year: lives[year].filing.version for year in years}
        outcomes = ring.race(*(partial(accept, year, version) for year, version in versions.items()))
        assert outcomes == [version + 1 for version in versions.values()]
        assert earlier(lives) == expected(set(years))
