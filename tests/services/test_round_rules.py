"""What a round decides about the edit checks: bounds, switching off, and the line of history that says so."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.filing.states import RoundState
from portal.form.checks import RULES
from portal.models import Person, Round, db
from portal.services import round_keeping, round_rules
from portal.services.kept_progress import holds_for
from portal.services.locked_filings import NotYours
from portal.services.locked_rounds import NoSuchRound, RoundChanged
from portal.services.round_plans import Fault, PlanRefused, plan_of
from portal.services.round_rules import RuleDecision, RuleFault, RuleRefused, bound_text, change, read_bound
from portal.services.rounds import context_of
from portal.services.submissions import holdings_of
from portal.services.transactions import writing
from tests.support.filled import fill_in
from tests.support.people import World
from tests.support.rounds import DAY, history, stored, version

Acting = Callable[[Person | None], AbstractContextManager[None]]
XYR_03, XYR_06 = RULES["XYR-03"], RULES["XYR-06"]
UP, FLOOR = Decimal(2), Decimal(20)


def decided(off: bool = False, up: str = "2", floor: str = "20") -> RuleDecision:
    """A decision about XYR-03."""
    return RuleDecision(off, {"up": Decimal(up), "floor": Decimal(floor)})


def test_a_bound_of_an_open_round_is_changed_at_once_with_a_line_that_says_old_and_new(
    world: World, acting_as: Acting
) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        change(nadia, id_, 0, "XYR-03", decided(up="2.50"), "成员单位反映（虚构）")
        round_ = stored(id_)
        assert round_.settings["rules"] == {"XYR-03": {"parameters": {"up": "2.5"}}}
        assert context_of(round_, world.association).rules.parameter(XYR_03, "up") == Decimal("2.5")
        event, name = round_keeping.events_of(round_)[0]
        assert (event.action, event.reason, name) == ("change_rules", "成员单位反映（虚构）", "Nadia")
        assert event.details == {"rule": "XYR-03", "changes": {"rules.XYR-03.up": ["1", "2.5"]}}


def test_a_rule_that_is_switched_off_no_longer_fires_and_fires_again_when_it_is_on(
    app: Flask, world: World, acting_as: Acting
) -> None:
    fill_in(app, world, "B")
    nadia, id_ = world.people.nadia, world.round.id

    def fired() -> set[str]:
        with acting_as(world.people.alice):
            filing = db.session.merge(world.filing, load=False)
            context = context_of(stored(id_), world.association)
            return {p.rule.code for p in holdings_of(filing, context).every_problem}

    assert "XYR-06" in fired()
    bounds = {"max_ratio": Decimal("1.2"), "floor": Decimal(20)}
    with acting_as(nadia):
        change(nadia, id_, 0, "XYR-06", RuleDecision(True, bounds), "试行期间不问（虚构）")
        assert stored(id_).settings["rules"] == {"XYR-06": {"off": True}}
    assert "XYR-06" not in fired()
    with acting_as(nadia):
        change(nadia, id_, version(id_), "XYR-06", RuleDecision(False, bounds), "恢复（虚构）")
        assert stored(id_).settings["rules"] == {}
        assert history(id_) == ["change_rules", "change_rules"]
    assert "XYR-06" in fired()


def test_progress_that_was_kept_for_other_bounds_no_longer_holds(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        before = holds_for(context_of(stored(id_), world.association))
        change(nadia, id_, 0, "XYR-03", decided(), "放宽（虚构）")
        after = holds_for(context_of(stored(id_), world.association))
        change(nadia, id_, version(id_), "XYR-03", decided(up="1"), "恢复（虚构）")
        again = holds_for(context_of(stored(id_), world.association))
    assert before != after
    assert again == before


def test_a_rule_is_changed_while_the_round_is_prepared_and_the_plan_keeps_it(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    set_state(acting_as, world.round, RoundState.PREPARING)
    with acting_as(nadia):
        change(nadia, id_, 0, "XYR-03", decided(), "新一轮（虚构）")
        plan = plan_of(stored(id_))
        later = type(plan)(**(vars(plan) | {"closes_at": plan.closes_at + DAY}))
        round_keeping.change(nadia, id_, version(id_), later)
        assert round_rules.decision_of(stored(id_), XYR_03) == decided()


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.ARCHIVED])
def test_a_round_that_is_over_is_not_changed(world: World, acting_as: Acting, state: RoundState) -> None:
    set_state(acting_as, world.round, state)
    with acting_as(world.people.nadia):
        with pytest.raises(RoundChanged):
            change(world.people.nadia, world.round.id, 0, "XYR-03", decided(), "太晚（虚构）")
        assert history(world.round.id) == []


def test_who_saw_the_round_before_another_change_changes_nothing(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        change(nadia, id_, 0, "XYR-03", decided(), "先到（虚构）")
        with pytest.raises(RoundChanged):
            change(nadia, id_, 0, "XYR-03", decided(up="3"), "后到（虚构）")
        with pytest.raises(RoundChanged):
            change(nadia, id_, 0, "XYR-06", RuleDecision(True, dict(XYR_06.parameters)), "后到（虚构）")
        assert round_rules.decision_of(stored(id_), XYR_03).bounds["up"] == UP


def test_pressing_twice_or_changing_nothing_leaves_no_second_line(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        for _time in range(2):
            change(nadia, id_, 0, "XYR-03", decided(), "放宽（虚构）")
        change(nadia, id_, 0, "XYR-03", decided(up="2.000"), "同样（虚构）")
        assert history(id_) == ["change_rules"]


@pytest.mark.parametrize(
    ("code", "decision", "faults"),
    [
        ("EXP-01", RuleDecision(True, {"min_length": Decimal(5)}), {"off": RuleFault.ESSENTIAL}),
        ("EXP-02", RuleDecision(True, {}), {"off": RuleFault.ESSENTIAL}),
        ("FMT-15", RuleDecision(False, dict(RULES["FMT-15"].parameters)), {"off": RuleFault.OF_INSTALLATION}),
        ("XYR-99", RuleDecision(True, {}), {"code": RuleFault.UNKNOWN}),
        ("XYR-03", RuleDecision(False, {"up": UP}), {"floor": RuleFault.UNKNOWN}),
        ("XYR-03", RuleDecision(False, {"up": UP, "floor": FLOOR, "k": UP}), {"k": RuleFault.UNKNOWN}),
        ("XYR-03", RuleDecision(False, {"up": Decimal(-1), "floor": FLOOR}), {"up": RuleFault.NOT_A_BOUND}),
        ("XYR-03", RuleDecision(False, {"up": Decimal("NaN"), "floor": FLOOR}), {"up": RuleFault.NOT_A_BOUND}),
        ("XYR-03", RuleDecision(False, {"up": Decimal("sNaN"), "floor": FLOOR}), {"up": RuleFault.NOT_A_BOUND}),
        ("XYR-03", RuleDecision(False, {"up": Decimal("Infinity"), "floor": FLOOR}), {"up": RuleFault.NOT_A_BOUND}),
        ("XYR-03", RuleDecision(False, {"up": Decimal(10**12), "floor": FLOOR}), {"up": RuleFault.NOT_A_BOUND}),
    ],
)
def test_what_a_round_cannot_decide_is_refused_with_the_reason(
    world: World, acting_as: Acting, code: str, decision: RuleDecision, faults: dict[str, RuleFault]
) -> None:
    with acting_as(world.people.nadia):
        with pytest.raises(RuleRefused) as refused:
            change(world.people.nadia, world.round.id, 0, code, decision, "试（虚构）")
        assert refused.value.faults == faults
        assert stored(world.round.id).settings == {}


def test_the_bound_of_an_essential_rule_can_be_changed(world: World, acting_as: Acting) -> None:
    nadia, id_ = world.people.nadia, world.round.id
    with acting_as(nadia):
        change(nadia, id_, 0, "EXP-01", RuleDecision(False, {"min_length": Decimal(12)}), "说明过短（虚构）")
        assert round_rules.settings_of(stored(id_)).parameter(RULES["EXP-01"], "min_length") == 12


def test_a_change_needs_a_reason_and_an_administrator_and_a_round(world: World, acting_as: Acting) -> None:
    nadia, clara, id_ = world.people.nadia, world.people.clara, world.round.id
    with acting_as(nadia):
        with pytest.raises(PlanRefused) as refused:
            change(nadia, id_, 0, "XYR-03", decided(), "  ")
        assert refused.value.faults == {"reason": Fault.REASON_MISSING}
        with pytest.raises(NoSuchRound):
            change(nadia, uuid.uuid4(), 0, "XYR-03", decided(), "试（虚构）")
    with acting_as(clara), pytest.raises(NotYours):
        change(clara, id_, 0, "XYR-03", decided(), "试（虚构）")
    with acting_as(nadia):
        assert history(id_) == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [("20", "20"), (" 0.50 ", "0.5"), ("０．５", "0.5"), ("999999999999", "999999999999"), ("0", "0"), ("007", "7")],
)
def test_bounds_are_read_as_they_are_typed(typed: str, value: str) -> None:
    assert read_bound(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    ["", "-1", "+1", "1e5", "1,000", "1_000", "٣", ".5", "5.", "1000000000000", "12345678.12345", "NaN", "Infinity"],
)
def test_what_is_no_plain_number_of_twelve_digits_is_no_bound(typed: str) -> None:
    assert read_bound(typed) is None


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_bound_that_can_be_kept_or_none(typed: str) -> None:
    value = read_bound(typed)
    assert value is None or (value >= 0 and read_bound(bound_text(value)) == value)


def set_state(acting_as: Acting, round_: Round, state: RoundState) -> None:
    with acting_as(None), writing() as session:
        found = session.get(Round, round_.id)
        assert found is not None
        found.state = state.value
