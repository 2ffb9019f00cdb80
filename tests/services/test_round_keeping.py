"""A round from its plan to its archive: what each decision needs, leads to, and leaves in the history."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from portal.filing.states import FilingState, RoundState
from portal.filing.transitions import Action
from portal.form.editions import SECTION_CODES
from portal.models import Filing, Person, RoundEvent, SectionDocument, db
from portal.services import clock, round_keeping
from portal.services.locked_rounds import NoSuchRound, RoundChanged
from portal.services.needs import Request
from portal.services.round_plans import Fault, PlanRefused
from portal.services.sections import NotEditable, save_cells
from portal.services.transactions import writing
from portal.services.transitions import NotPossible, NotYours, carry_out
from tests.support.people import World, association
from tests.support.rounds import DAY, filings_of, history, midnight, plan, stored, version

Acting = Callable[[Person | None], AbstractContextManager[None]]
CELLS = [("members.member_total", "10")]


def test_a_round_goes_from_its_plan_to_its_archive(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
        assert stored(id_).state == RoundState.PREPARING
        assert filings_of(id_) == []
        round_keeping.open_round(nadia, id_, version(id_))
        assert stored(id_).state == RoundState.OPEN
        round_keeping.close_round(nadia, id_, version(id_), "提前结束")
        assert stored(id_).state == RoundState.CLOSED
        round_keeping.reopen_round(nadia, id_, version(id_), "三家未报", midnight(80))
        assert (stored(id_).state, stored(id_).closes_at) == (RoundState.OPEN, midnight(80))
        round_keeping.close_round(nadia, id_, version(id_), "结束")
        round_keeping.archive_round(nadia, id_, version(id_))
        assert stored(id_).state == RoundState.ARCHIVED
        assert history(id_) == ["create", "open", "close", "reopen", "close", "archive"]
        events = round_keeping.events_of(stored(id_))
        assert {name for _event, name in events} == {"Nadia"}
        assert [event.reason for event, _name in events] == ["", "结束", "三家未报", "提前结束", "", ""]


def test_opening_gives_every_association_of_the_pilot_a_numbered_empty_return(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(None), writing() as session:
        left = association("退出试点的协会（虚构）", "530000", 2013)
        left.active = False
        session.add_all([left, association("以后加入的协会（虚构）", "530000", 2019)])
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
        round_keeping.open_round(nadia, id_, version(id_))
        opened = filings_of(id_)
        assert {f.association_id for f in opened} == {world.association.id, world.foreign_association.id}
        assert [f.serial for f in opened] == [1, 2]
        assert {f.state for f in opened} == {FilingState.DRAFT}
        documents = select(SectionDocument.section).where(SectionDocument.filing_id == opened[0].id)
        assert set(db.session.scalars(documents)) == set(SECTION_CODES)
        newest = round_keeping.events_of(stored(id_))[0][0]
        assert newest.details["returns"] == 2


def test_opened_before_its_date_a_round_is_open_from_now_on(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan(opens=20))
        round_keeping.open_round(nadia, id_, version(id_))
        assert stored(id_).takes_writes(clock.now())
        details = round_keeping.events_of(stored(id_))[0][0].details
        assert details["changes"]["opens_at"][0] == midnight(20).astimezone(dt.UTC).isoformat()


def test_opening_twice_opens_once(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
        seen = version(id_)
        round_keeping.open_round(nadia, id_, seen)
        round_keeping.open_round(nadia, id_, seen)
        assert history(id_) == ["create", "open"]
        assert len(filings_of(id_)) == 2


def test_a_round_whose_closing_has_passed_is_not_opened(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
        with clock.stopped_at(midnight(75)), pytest.raises(PlanRefused) as refused:
            round_keeping.open_round(nadia, id_, version(id_))
        assert refused.value.faults == {"closes_at": Fault.PASSED}
        assert stored(id_).state == RoundState.PREPARING
        assert filings_of(id_) == []


def test_a_return_opened_later_looks_back_at_the_accepted_one(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(None), writing() as session:
        found = session.get(Filing, world.filing.id)
        assert found is not None
        found.state = FilingState.ACCEPTED.value
    with acting_as(nadia):
        id_ = round_keeping.create(nadia, plan())
        round_keeping.open_round(nadia, id_, version(id_))
        earlier = {f.association_id: f.earlier_id for f in filings_of(id_)}
        assert earlier == {world.association.id: world.filing.id, world.foreign_association.id: None}


def test_an_association_added_later_gets_its_return_once(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(None), writing() as session:
        session.add(association("新增的协会（虚构）", "440000", 2015))
    with acting_as(nadia):
        assert round_keeping.missing_returns(stored(world.round.id)) == 1
        assert round_keeping.add_missing_returns(nadia, world.round.id) == 1
        assert round_keeping.add_missing_returns(nadia, world.round.id) == 0
        assert round_keeping.missing_returns(stored(world.round.id)) == 0
        assert [f.serial for f in filings_of(world.round.id)] == [1, 2, 3]
        assert history(world.round.id) == ["add_returns"]


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (RoundState.PREPARING, {"open"}),
        (RoundState.OPEN, {"close"}),
        (RoundState.CLOSED, {"reopen", "archive"}),
        (RoundState.ARCHIVED, set()),
    ],
)
def test_each_decision_is_possible_in_its_state_alone(
    world: World, acting_as: Acting, state: RoundState, possible: set[str]
) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    decisions: dict[str, Callable[[], object]] = {
        "open": lambda: round_keeping.open_round(nadia, id_, version(id_)),
        "close": lambda: round_keeping.close_round(nadia, id_, version(id_), "结束"),
        "reopen": lambda: round_keeping.reopen_round(nadia, id_, version(id_), "再开", midnight(30)),
        "archive": lambda: round_keeping.archive_round(nadia, id_, version(id_)),
    }
    done = set()
    for name, decide in decisions.items():
        with acting_as(None), writing():
            stored(id_).state = state.value
        with acting_as(nadia):
            try:
                decide()
                done.add(name)
            except RoundChanged:
                assert stored(id_).state == state
    assert done == possible


def test_a_round_is_kept_by_administrators_alone(world: World, acting_as: Acting) -> None:
    id_, people = world.round.id, world.people
    for person in (people.alice, people.clara, people.olga):
        verbs: list[Callable[[], object]] = [
            lambda who=person: round_keeping.create(who, plan()),  # type: ignore[misc]
            lambda who=person: round_keeping.change(who, id_, 0, plan(2017)),  # type: ignore[misc]
            lambda who=person: round_keeping.open_round(who, id_, 0),  # type: ignore[misc]
            lambda who=person: round_keeping.close_round(who, id_, 0, "x"),  # type: ignore[misc]
            lambda who=person: round_keeping.reopen_round(who, id_, 0, "x", midnight(9)),  # type: ignore[misc]
            lambda who=person: round_keeping.archive_round(who, id_, 0),  # type: ignore[misc]
            lambda who=person: round_keeping.add_missing_returns(who, id_),  # type: ignore[misc]
        ]
        with acting_as(person):
            for verb in verbs:
                with pytest.raises(NotYours):
                    verb()
    with acting_as(None):
        assert db.session.scalar(select(func.count()).select_from(RoundEvent)) == 0
        assert stored(id_).state == RoundState.OPEN


def test_a_round_that_is_not_there_is_said_to_be_missing(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        assert round_keeping.find(uuid.uuid4()) is None
        with pytest.raises(NoSuchRound):
            round_keeping.close_round(nadia, uuid.uuid4(), 0, "x")


def test_closing_needs_a_reason_and_ends_all_writing(world: World, acting_as: Acting) -> None:
    nadia, alice, id_ = world.people.nadia, world.people.alice, world.round.id
    with acting_as(nadia):
        for reason, fault in ((" \n", Fault.REASON_MISSING), ("长" * 2001, Fault.TOO_LONG)):
            with pytest.raises(PlanRefused) as refused:
                round_keeping.close_round(nadia, id_, 0, reason)
            assert refused.value.faults == {"reason": fault}
        round_keeping.close_round(nadia, id_, 0, " 提前结束 ")
        assert round_keeping.events_of(stored(id_))[0][0].reason == "提前结束"
    with acting_as(alice):
        with pytest.raises(NotEditable):
            save_cells(alice, world.filing.id, "system_building", 0, CELLS)
        with pytest.raises(NotPossible):
            carry_out(alice, world.filing.id, Action.SUBMIT, Request(0))


def test_a_round_is_reopened_until_a_moment_that_lies_ahead_and_not_before_the_deadline(
    world: World, acting_as: Acting
) -> None:
    nadia, alice, id_ = world.people.nadia, world.people.alice, world.round.id
    with acting_as(nadia):
        round_keeping.close_round(nadia, id_, 0, "结束")
        due = stored(id_).due_at
        for wrong, fault in ((clock.now(), Fault.PASSED), (due - DAY, Fault.CLOSES_BEFORE_DUE)):
            with pytest.raises(PlanRefused) as refused:
                round_keeping.reopen_round(nadia, id_, version(id_), "再开", wrong)
            assert refused.value.faults == {"closes_at": fault}
        round_keeping.reopen_round(nadia, id_, version(id_), "再开", due)
    with acting_as(alice):
        assert save_cells(alice, world.filing.id, "system_building", 0, CELLS).revision == 1
