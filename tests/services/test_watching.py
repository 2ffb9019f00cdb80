"""Checks over the returns of a round: from facts and standing submissions, within what the reader watches."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from fractions import Fraction

from flask import Flask

from portal.models import Person
from portal.services.watching import Watched, look
from tests.support.filled import fill_in
from tests.support.people import JIANGSU, World
from tests.support.standing import Answers, members, pools, submitted

Acting = Callable[[Person | None], AbstractContextManager[None]]
IN_FORCE = "patents_by_year.{year}.in_force_total"


def seen(world: World, acting_as: Acting, who: str, *given: Answers) -> Watched:
    """What *who* is shown once *given* are submitted."""
    with acting_as(None):
        submitted(world.round, *given)
    person = getattr(world.people, who)
    with acting_as(person):
        return look(world.round, person.grants)


def dominants(found: Watched) -> dict[str, str]:
    return {one.name: found.units[held.unit].name for one, held in found.dominants}


def doubles(found: Watched) -> list[set[str]]:
    return [{found.units[row.unit].name for row in group} for group in found.doubles]


MEMBERS = "system_building.members.member_total"


def test_who_holds_more_than_half_of_a_total_is_named_with_both_figures(world: World, acting_as: Acting) -> None:
    found = seen(world, acting_as, "nadia", members("甲", 60), members("乙", 30), members("丙", 20, region=JIANGSU))
    assert dominants(found) == {MEMBERS: "甲"}
    held = found.dominants[0][1]
    assert (held.value, held.total, held.of) == (Decimal(60), Decimal(110), 3)


def test_a_coordinator_is_shown_the_own_region_and_nothing_else(world: World, acting_as: Acting) -> None:
    given = [members(f"云{n}", 10) for n in range(3)] + [members("苏", 1000, region=JIANGSU)]
    found = seen(world, acting_as, "clara", *given, pools("云三", "光电池"), pools("苏二", "光电池", region=JIANGSU))
    assert {unit.region[1] for unit in found.units.values()} == {"Yunnan"}
    assert dominants(found) == {}
    assert found.doubles == []


def test_an_observer_of_the_nation_is_shown_what_the_administrator_is(world: World, acting_as: Acting) -> None:
    given = [members("甲", 60), members("乙", 30, region=JIANGSU), members("丙", 20, region=JIANGSU)]
    found = seen(world, acting_as, "olga", *given)
    with acting_as(world.people.nadia):
        same = look(world.round, world.people.nadia.grants)
    assert dominants(found) == dominants(same) == {MEMBERS: "甲"}


def test_of_what_is_asked_each_year_the_rounds_own_year_counts_and_lists_count_whole(
    world: World, acting_as: Acting
) -> None:
    def one(name: str, then: int, now: int, *sizes: int) -> Answers:
        cells = {IN_FORCE.format(year=2016): str(then), IN_FORCE.format(year=2017): str(now)}
        rows = {f"patent_pools.r{n}.pool_patents": str(size) for n, size in enumerate(sizes, 1)}
        rows |= {f"patent_pools.r{n}.pool_year": str(2014 + n) for n in range(1, len(sizes) + 1)}
        rows["patent_pools.rows"] = " ".join(f"r{n}" for n in range(1, len(sizes) + 1))
        return Answers(name, {"system_building": cells, "collaborative_utilization": rows})

    found = seen(world, acting_as, "nadia", one("甲", 9000, 10, 4, 4), one("乙", 1, 10, 3), one("丙", 1, 10, 4))
    assert dominants(found) == {
        "collaborative_utilization.patent_pools.pool_patents": "甲",
    }
    assert found.dominants[0][1].total == 15


def test_values_far_off_the_median_are_named_for_each_ratio(world: World, acting_as: Acting) -> None:
    def one(name: str, stock: int, number: int) -> Answers:
        cells = {IN_FORCE.format(year=2017): str(stock), "members.member_total": str(number)}
        return Answers(name, {"system_building": cells})

    given = [one(f"常{n}", 100 + n, 10) for n in range(5)]
    found = seen(world, acting_as, "nadia", *given, one("远", 5000, 10), one("无会员", 5000, 0))
    by_code = {asked.code: (spread, of) for asked, spread, of in found.ratios}
    spread, of = by_code["in_force"]
    assert of == 6
    assert spread is not None
    assert [(found.units[unit].name, value) for unit, value in spread.far] == [("远", Fraction(500))]
    assert by_code["purchased"] == (None, 0)
    assert len(found.ratios) == 10


def test_one_name_in_two_associations_is_a_possible_double_count(world: World, acting_as: Acting) -> None:
    found = seen(
        world,
        acting_as,
        "nadia",
        pools("甲", "智能照明专利池（一期）", "无"),
        pools("乙", "智能照明 专利池(一期)", "无", region=JIANGSU),
        pools("丙", "智能照明专利池（二期）"),
    )
    assert doubles(found) == [{"甲", "乙"}]
    assert {row.name for row in found.doubles[0]} == {"智能照明专利池（一期）", "智能照明 专利池(一期)"}


def test_drafts_and_other_rounds_are_not_looked_at(app: Flask, world: World, acting_as: Acting) -> None:
    fill_in(app, world, "B")
    with acting_as(world.people.nadia):
        assert look(world.round, world.people.nadia.grants) == Watched()
