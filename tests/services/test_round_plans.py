"""What a round may be planned to be, and what a change of the plan leaves behind."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from portal.filing.states import RoundState
from portal.models import Person, Round, db
from portal.services import clock, round_keeping
from portal.services.filings import find
from portal.services.locked_rounds import RoundChanged
from portal.services.round_plans import Fault, PlanRefused, RoundPlan, plan_of
from portal.services.sections import save_cells
from portal.services.stored_sections import stored_sections
from portal.services.transactions import writing
from tests.support.people import World
from tests.support.rounds import DAY, history, plan, stored, version

Acting = Callable[[Person | None], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        (plan(opens=60, due=60), {"due_at": Fault.DUE_BEFORE_OPENING}),
        (plan(due=60, closes=59), {"closes_at": Fault.CLOSES_BEFORE_DUE}),
        (plan(opens=-9, due=-1), {"due_at": Fault.PASSED}),
        (plan(opens=-9, due=-3, closes=-1), {"due_at": Fault.PASSED, "closes_at": Fault.PASSED}),
        (plan(year=2012), {"year": Fault.YEAR_OUT_OF_RANGE}),
        (plan(year=2101), {"year": Fault.YEAR_OUT_OF_RANGE}),
        (plan(year=2017), {"year": Fault.YEAR_TAKEN}),
        (plan(foreign_patent_convention="both"), {"foreign_patent_convention": Fault.UNKNOWN}),
        (plan(second_line_mode="twice"), {"second_line_mode": Fault.UNKNOWN}),
        (plan(text_zh="长" * 2001), {"text_zh": Fault.TOO_LONG}),
        (plan(second_line_zh="集中许可数量（件）"), {"second_line_en": Fault.ONE_LANGUAGE_ONLY}),
        (plan(second_line_en="Licences"), {"second_line_zh": Fault.ONE_LANGUAGE_ONLY}),
        (plan(second_line_zh="{year}", second_line_en="a"), {"second_line_zh": Fault.BRACES}),
        (plan(second_line_zh="许", second_line_en="a" * 51), {"second_line_en": Fault.TOO_LONG}),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_the_part_that_is_wrong(
    world: World, acting_as: Acting, wrong: RoundPlan, faults: dict[str, Fault]
) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        with pytest.raises(PlanRefused) as refused:
            round_keeping.create(nadia, wrong)
        assert refused.value.faults == faults
        assert db.session.scalar(select(func.count()).select_from(Round)) == 1


def test_the_edges_of_a_plan_are_allowed(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        edges = plan(2013, opens=-9, due=60, closes=60, second_line_zh="许" * 50, second_line_en="a")
        assert plan_of(stored(round_keeping.create(nadia, edges))) == edges
        latest = plan(2100, opens=59, due=60, text_en="a" * 2000)
        assert plan_of(stored(round_keeping.create(nadia, latest))) == latest


def test_every_change_is_a_line_with_old_and_new(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(None), writing():
        stored(id_).settings = {"rules": {"UNT-01": {"off": True}}}
    with acting_as(nadia):
        before = plan_of(stored(id_))
        after = RoundPlan(**{**vars(before), "closes_at": before.closes_at + DAY, "foreign_patent_convention": "memo"})
        round_keeping.change(nadia, id_, version(id_), after)
        assert plan_of(stored(id_)) == after
        assert stored(id_).settings["rules"] == {"UNT-01": {"off": True}}
        event, name = round_keeping.events_of(stored(id_))[0]
        assert (event.action, name) == ("change", "Nadia")
        assert event.details["changes"] == {
            "closes_at": [before.closes_at.isoformat(), after.closes_at.isoformat()],
            "foreign_patent_convention": ["additive", "memo"],
        }
        round_keeping.change(nadia, id_, version(id_), after)
        assert history(id_) == ["change"]


def test_a_setting_of_an_open_round_is_counted_at_once(world: World, acting_as: Acting) -> None:
    nadia, alice = world.people.nadia, world.people.alice
    cells = {"total": "9", "invention": "3", "utility_model": "3", "design": "3", "foreign": "9"}
    with acting_as(alice):
        posted = [(f"patents_by_year.2017.applications_{name}", value) for name, value in cells.items()]
        save_cells(alice, world.filing.id, "system_building", 0, posted)

    def counted() -> int:
        filing = find(world.filing.id)
        assert filing is not None
        return stored_sections(filing, reads="")["system_building"].progress.unexplained

    with acting_as(alice):
        additive = counted()
    with acting_as(nadia):
        memo = RoundPlan(**{**vars(plan_of(stored(world.round.id))), "foreign_patent_convention": "memo"})
        round_keeping.change(nadia, world.round.id, 0, memo)
    with acting_as(alice):
        assert counted() < additive


def test_an_open_round_keeps_its_year_its_edition_and_its_opening(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        held = vars(plan_of(stored(id_)))
        for name, value in (("year", 2018), ("opens_at", held["opens_at"] + DAY)):
            with pytest.raises(PlanRefused) as refused:
                round_keeping.change(nadia, id_, 0, RoundPlan(**{**held, name: value}))
            assert refused.value.faults == {name: Fault.FIXED}
        assert plan_of(stored(id_)) == RoundPlan(**held)


def test_dates_that_have_passed_may_stay_but_not_be_chosen(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        held = plan_of(stored(id_))
        earlier = RoundPlan(**{**vars(held), "due_at": held.due_at - DAY, "text_en": "Hurry."})
        with clock.stopped_at(held.due_at + DAY):
            round_keeping.change(nadia, id_, 0, RoundPlan(**{**vars(held), "text_en": "Hurry."}))
            with pytest.raises(PlanRefused) as refused:
                round_keeping.change(nadia, id_, version(id_), earlier)
        assert refused.value.faults == {"due_at": Fault.PASSED}


def test_who_was_overtaken_changes_nothing(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        held = vars(plan_of(stored(id_)))
        round_keeping.change(nadia, id_, 0, RoundPlan(**{**held, "text_zh": "请尽早填报。"}))
        overtaken: list[Callable[[], object]] = [
            lambda: round_keeping.change(nadia, id_, 0, RoundPlan(**{**held, "text_zh": "另一段。"})),
            lambda: round_keeping.close_round(nadia, id_, 0, "晚了"),
            lambda: round_keeping.open_round(nadia, id_, 0),
        ]
        for late in overtaken:
            with pytest.raises(RoundChanged):
                late()
        assert history(id_) == ["change"]
        assert stored(id_).state == RoundState.OPEN
