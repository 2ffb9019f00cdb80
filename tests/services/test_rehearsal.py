"""A rule rehearsed over a round: whom it would stop, by what values, and that no draft is read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from flask import Flask

from portal.form.checks import RULES
from portal.form.context import RuleSettings
from portal.models import Person
from portal.services import rehearsal, round_keeping
from portal.services.rehearsal import Outcome, rehearse
from tests.support.filled import fill_in
from tests.support.people import World
from tests.support.rounds import plan, stored
from tests.support.standing import names_of, sample, submitted

Acting = Callable[[Person | None], AbstractContextManager[None]]
NONE = RuleSettings()
TRAININGS = RULES["RNG-09"]
AT = "system_building.trainings.r1.training_participants"


def test_the_returns_beyond_a_trial_bound_are_named_with_the_values_that_fire(world: World, acting_as: Acting) -> None:
    with acting_as(None):
        submitted(world.round, sample("甲协会（虚构）", {AT: "301"}), sample("乙协会（虚构）", {AT: "300"}))
        found = rehearse(world.round, TRAININGS, {"max_training": Decimal(300)}, NONE)
    assert (found.checked, found.stopped) == (2, 1)
    assert names_of(found.listed) == ["甲协会（虚构）"]
    (firing,) = found.listed[0].firings
    assert firing.values == {AT: "301"}
    assert firing.problem.message("en") == "More than 300 participants in one training; please check."


def test_a_trial_says_what_it_changes_against_the_bounds_that_hold(world: World, acting_as: Acting) -> None:
    present = RuleSettings({"RNG-09": {"max_training": Decimal(400)}})
    given = [sample(f"协会{n}（虚构）", {AT: str(n)}) for n in (350, 450, 550)]
    with acting_as(None):
        submitted(world.round, *given)
        lower = rehearse(world.round, TRAININGS, {"max_training": Decimal(300)}, present)
        higher = rehearse(world.round, TRAININGS, {"max_training": Decimal(500)}, present)
    assert lower.counts == {Outcome.NEW: 1, Outcome.STILL: 2, Outcome.GONE: 0}
    assert higher.counts == {Outcome.NEW: 0, Outcome.STILL: 1, Outcome.GONE: 1}
    assert higher.stopped == 1
    assert {one.outcome for one in higher.listed} == {Outcome.STILL, Outcome.GONE}


def test_a_rule_that_is_switched_off_is_rehearsed_before_it_is_switched_on(world: World, acting_as: Acting) -> None:
    off = RuleSettings(off=frozenset({"RNG-09"}))
    with acting_as(None):
        submitted(world.round, sample("甲协会（虚构）", {AT: "2001"}))
        found = rehearse(world.round, TRAININGS, dict(TRAININGS.parameters), off)
    assert found.counts[Outcome.NEW] == 1


def test_only_the_rule_that_is_rehearsed_is_listed(world: World, acting_as: Acting) -> None:
    with acting_as(None):
        submitted(world.round, sample("丙协会（虚构）", {}, key="B"))
        found = rehearse(world.round, RULES["XYR-06"], dict(RULES["XYR-06"].parameters), NONE)
    assert {firing.problem.rule.code for one in found.listed for firing in one.firings} == {"XYR-06"}


def test_a_draft_is_not_read(app: Flask, world: World, acting_as: Acting) -> None:
    fill_in(app, world, "B")
    with acting_as(world.people.nadia):
        found = rehearse(world.round, RULES["XYR-06"], dict(RULES["XYR-06"].parameters), NONE)
    assert (found.checked, found.listed) == (0, [])


def test_explanations_are_rehearsed_as_they_were_submitted(world: World, acting_as: Acting) -> None:
    said = {f"RNG-09@{AT}": "分三场举办", "XSC-14@system_building.management.full_time_staff": "由秘书处兼任，已核对"}
    rule = RULES["EXP-01"]
    with acting_as(None):
        submitted(world.round, sample("甲协会（虚构）", {}, explanations=said))
        found = rehearse(world.round, rule, {"min_length": Decimal(8)}, NONE)
    (firing,) = found.listed[0].firings
    assert firing.values == {AT: "分三场举办"}
    assert found.counts == {Outcome.NEW: 1, Outcome.STILL: 0, Outcome.GONE: 0}


def test_what_was_accepted_in_an_earlier_round_is_compared_with(world: World, acting_as: Acting) -> None:
    at = "system_building.members.member_total"
    rule = RULES["XYR-11"]
    with acting_as(world.people.nadia):
        earlier = round_keeping.create(world.people.nadia, plan(2016))
    with acting_as(None):
        (before,) = submitted(stored(earlier), sample("旧年（虚构）", {at: "100"}))
        submitted(world.round, sample("今年（虚构）", {at: "140"}, earlier_id=before))
        calm = rehearse(world.round, rule, {"change": Decimal("0.5")}, NONE)
        strict = rehearse(world.round, rule, {"change": Decimal("0.3")}, NONE)
        then = rehearse(stored(earlier), rule, {"change": Decimal("0.3")}, NONE)
    assert (calm.stopped, strict.stopped) == (0, 1)
    assert (then.checked, then.stopped) == (1, 0)


def test_all_are_counted_though_not_all_are_listed(
    world: World, acting_as: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "LISTED", 2)
    monkeypatch.setattr(rehearsal, "AT_A_TIME", 2)
    with acting_as(None):
        submitted(world.round, *(sample(f"协会{n}（虚构）", {AT: "2500"}) for n in range(5)))
        found = rehearse(world.round, TRAININGS, dict(TRAININGS.parameters), NONE)
    assert (found.checked, found.stopped, len(found.listed), found.left_off) == (5, 5, 2, 3)
