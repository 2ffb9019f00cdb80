"""RNG-08 … RNG-11: what precedes the body itself, and numbers just inside and just outside their bounds."""

from decimal import Decimal

import pytest

from portal.form.checks import check_filing
from portal.form.context import Profile, RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.problems import Level, Problem
from tests.form.samples import SAMPLES, changed, complete, context
from tests.form.within_records import fired, problems

FOUNDED_ON = "basic.founded_on"


def moved(rule: str, **bounds: int) -> RuleSettings:
    """A round with other bounds for *rule*."""
    return RuleSettings({rule: {name: Decimal(value) for name, value in bounds.items()}})


def precedes(founded: str, **changes: str) -> list[Problem]:
    """What RNG-08 finds in sample A for a body founded on *founded*."""
    documents = complete(SAMPLES["A"]) | {
        "system_building": changed("system_building", {FOUNDED_ON: founded}),
        "collaborative_utilization": changed(
            "collaborative_utilization", {address.replace("__", "."): text for address, text in changes.items()}
        ),
    }
    found = check_filing(EDITION_2017, documents, context(SAMPLES["A"]))
    return [p for problems_ in found.values() for p in problems_ if p.rule.code == "RNG-08"]


@pytest.mark.parametrize(
    ("cell", "label", "label_en"),
    [
        ("patent_pools.r1.pool_year", "建设年份", "Year of construction"),
        ("alliances.r1.alliance_joined_year", "参与年份", "Year of joining"),
    ],
)
def test_rng_08_asks_about_pools_and_alliances_older_than_the_body(cell: str, label: str, label_en: str) -> None:
    assert precedes("2014-06", **{cell: "2014"}) == []
    (problem,) = precedes("2014-06", **{cell: "2013"})
    assert (problem.level, problem.rule.extended) == (Level.SOFT, True)
    assert problem.addresses == (f"collaborative_utilization.{cell}", f"system_building.{FOUNDED_ON}")
    assert (problem.parameters["year"], problem.parameters["founded"]) == (2013, 2014)
    assert problem.message("zh") == f"“{label}”早于协会/联盟成立时间，请说明。"
    assert problem.message("en") == f"“{label_en}” precedes the founding of the organization; explain."


@pytest.mark.parametrize("founded", ["", "long ago"])
def test_rng_08_waits_until_the_founding_can_be_read(founded: str) -> None:
    assert precedes(founded, **{"patent_pools.r1.pool_year": "1950"}) == []
    assert precedes("2014", **{"patent_pools.r1.pool_year": "early"}) == []


def test_rng_08_can_be_switched_off() -> None:
    documents = complete(SAMPLES["A"]) | {
        "system_building": changed("system_building", {FOUNDED_ON: "2016-12"}),
        "collaborative_utilization": changed("collaborative_utilization", {"patent_pools.r1.pool_year": "2015"}),
    }
    for off, expected in ((frozenset(), {"RNG-08"}), (frozenset({"RNG-08"}), set())):
        found = check_filing(EDITION_2017, documents, context(SAMPLES["A"], rules=RuleSettings(off=off)))
        assert {p.rule.code for problems_ in found.values() for p in problems_} == expected


PARTICIPANTS = "trainings.r2.training_participants"
STAFF = "management.full_time_staff"


@pytest.mark.parametrize(
    ("address", "rule", "bound", "inside", "outside"),
    [
        (PARTICIPANTS, "RNG-09", {}, "2000", "2001"),
        (PARTICIPANTS, "RNG-09", {"max_training": 300}, "300", "301"),
        (STAFF, "RNG-10", {}, "100", "101"),
        (STAFF, "RNG-10", {"max_staff": 12}, "12", "13"),
    ],
)
def test_rng_09_and_rng_10_ask_above_their_bounds(
    address: str, rule: str, bound: dict[str, int], inside: str, outside: str
) -> None:
    assert fired("system_building", {address: inside}, rules=moved(rule, **bound)) == []
    assert fired("system_building", {address: outside}, rules=moved(rule, **bound)) == [(rule, address)]
    assert fired("system_building", {address: outside}, rules=RuleSettings(off=frozenset({rule}))) == []
    assert fired("system_building", {address: "many"}) == [("FMT-11", address)]
    assert fired("system_building", {address: ""}) == [("REQ-01", address)]


def test_rng_09_names_the_bound_of_the_round_with_its_commas() -> None:
    (problem,) = problems("system_building", {PARTICIPANTS: "12345"})
    assert (problem.level, problem.rule.extended) == (Level.SOFT, False)
    assert problem.message("zh") == "单次培训人数超过2,000人，请核实。"
    assert problem.message("en") == "More than 2,000 participants in one training; please check."
    assert problem.parameters["value"] == "12,345"


def test_rng_10_names_the_bound_and_the_likely_reason() -> None:
    (problem,) = problems("system_building", {STAFF: "4000"}, rules=moved("RNG-10", max_staff=3000))
    assert (problem.level, problem.rule.extended) == (Level.SOFT, True)
    assert problem.message("zh") == "专职管理人员超过3,000人，请核实是否含会员单位人员。"
    assert problem.message("en") == "More than 3,000 full-time staff; does it include staff of members?"
    assert problem.parameters["value"] == "4,000"


MEMBERS = {
    "members.member_universities": "0",
    "members.member_research_institutes": "0",
    "members.member_others": "0",
}


@pytest.mark.parametrize(
    ("kind", "total", "rules"),
    [
        ("industry_association", 4, ["RNG-11"]),
        ("industry_association", 5, []),
        ("ip_alliance", 2, ["RNG-11"]),
        ("ip_alliance", 3, []),
        ("", 2, ["RNG-11"]),
        ("", 3, []),
        ("ip_alliance", 0, ["RNG-11"]),
        ("industry_association", 5000, []),
        ("industry_association", 5001, ["RNG-11"]),
        ("ip_alliance", 5001, ["RNG-11"]),
    ],
)
def test_rng_11_asks_for_the_usual_size_of_each_kind_of_body(kind: str, total: int, rules: list[str]) -> None:
    cells = MEMBERS | {"members.member_total": str(total), "members.member_enterprises": str(total)}
    assert [rule for rule, _ in fired("system_building", cells, profile=Profile(kind))] == rules
    assert fired("system_building", cells, profile=Profile(kind), rules=RuleSettings(off=frozenset({"RNG-11"}))) == []


def test_rng_11_names_the_number_and_the_kind_in_the_profile() -> None:
    cells = MEMBERS | {"members.member_total": "12000", "members.member_enterprises": "12000"}
    (problem,) = problems("system_building", cells)
    assert (problem.level, problem.rule.extended) == (Level.SOFT, True)
    assert problem.addresses == ("system_building.members.member_total", "profile.kind")
    assert problem.message("zh") == "会员总数12,000不在通常范围内，请核实。"
    assert problem.message("en") == "Total members 12,000 is outside the usual range."
    assert fired("system_building", {"members.member_total": ""}) == [("REQ-01", "members.member_total")]
