"""RNG-01 … RNG-11: years, dates and numbers just inside and just outside their bounds."""

from decimal import Decimal

import pytest

from portal.form.blocks import Rows
from portal.form.checks import check_filing
from portal.form.checks.ranges import DATED_ROWS, PROJECT_YEARS
from portal.form.context import Profile, RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.kinds import PartialDate, Year
from portal.form.problems import Level, Problem
from tests.form.samples import SAMPLES, changed, complete, context
from tests.form.within_records import fired, problems

FOUNDED_ON = "basic.founded_on"
SECTION_OF = {block.code: section.code for section in EDITION_2017.sections for block in section.blocks}


@pytest.mark.parametrize("founded", ["2016", "2016-12-31", "2015-12", "1949"])
def test_rng_01_lets_a_body_join_in_its_first_year(founded: str) -> None:
    assert fired("system_building", {FOUNDED_ON: founded}) == []


@pytest.mark.parametrize("founded", ["2017", "2017-01", "2017-01-01", "9999"])
def test_rng_01_fires_for_a_body_founded_after_joining(founded: str) -> None:
    (problem,) = problems("system_building", {FOUNDED_ON: founded})
    assert (problem.rule.code, problem.level) == ("RNG-01", Level.HARD)
    assert problem.message("zh") == "成立时间不能晚于加入试点年份（2016年）。"
    assert problem.message("en") == "The founding date must not be after the joining year (2016)."


@pytest.mark.parametrize("founded", ["2017-13", "2017年夏"])
def test_dates_that_cannot_be_read_are_no_matter_of_range(founded: str) -> None:
    assert fired("system_building", {FOUNDED_ON: founded}) == [("FMT-11", FOUNDED_ON)]


@pytest.mark.parametrize(("joined", "last"), [(2013, 2017), (2017, 2017), (2013, 2013)])
def test_rng_02_accepts_joining_years_of_the_pilot(joined: int, last: int) -> None:
    found = problems("system_building", {}, joined_year=joined, round_year=last)
    assert "RNG-02" not in [problem.rule.code for problem in found]


@pytest.mark.parametrize(("joined", "last"), [(2012, 2017), (2018, 2017), (0, 2017)])
def test_rng_02_fires_first_at_the_profile_for_other_joining_years(joined: int, last: int) -> None:
    first, *_ = problems("system_building", {}, joined_year=joined, round_year=last)
    assert (first.rule.code, first.addresses) == ("RNG-02", ("profile.joined_year",))
    assert first.message("zh") == "加入试点年份应在2013年至2017年之间。"
    assert first.message("en") == "The joining year must lie between 2013 and 2017."


def test_rng_02_is_reported_in_one_section_only() -> None:
    elsewhere = [s.code for s in EDITION_2017.sections if s.code != "system_building"]
    assert "RNG-02" not in {p.rule.code for s in elsewhere for p in problems(s, {}, joined_year=2018)}


@pytest.mark.parametrize("founded", ["1949", "1949-01-01", "1950"])
def test_rng_03_accepts_dates_since_1949(founded: str) -> None:
    assert fired("system_building", {FOUNDED_ON: founded}) == []


@pytest.mark.parametrize("founded", ["1948", "1948-12-31", "0001"])
def test_rng_03_asks_softly_about_older_bodies(founded: str) -> None:
    (problem,) = problems("system_building", {FOUNDED_ON: founded})
    assert (problem.rule.code, problem.level, problem.missing) == ("RNG-03", Level.SOFT, False)
    assert problem.message("zh") == "成立时间早于1949年，请核实。"


@pytest.mark.parametrize("year", ["2016", "2017"])
def test_rng_04_accepts_trainings_of_the_pilot_years(year: str) -> None:
    assert fired("system_building", {"trainings.r2.training_year": year}) == []


@pytest.mark.parametrize("year", ["2015", "2018", "0000"])
def test_rng_04_fires_for_trainings_of_other_years(year: str) -> None:
    (problem,) = problems("system_building", {"trainings.r2.training_year": year})
    assert (problem.rule.code, problem.addresses) == ("RNG-04", ("system_building.trainings.r2.training_year",))
    assert problem.message("zh") == "培训年份应在2016年至2017年之间。"
    assert problem.message("en") == "The training year must lie between 2016 and 2017."


@pytest.mark.parametrize(("block", "code"), PROJECT_YEARS)
@pytest.mark.parametrize(
    ("year", "rules"),
    [
        ("2018", ["RNG-05"]),
        ("2017", []),
        ("2016", []),
        ("2015", ["RNG-06"]),
        ("soon", ["FMT-11"]),
        ("", ["REQ-01"]),
    ],
)
def test_rng_05_and_rng_06_bound_the_years_of_projects(block: str, code: str, year: str, rules: list[str]) -> None:
    address = f"{block}.r1.{code}"
    assert fired("patent_information", {address: year}) == [(rule, address) for rule in rules]


def test_every_year_of_a_row_is_bounded_by_a_rule() -> None:
    dated = {
        (block.code, code)
        for section in EDITION_2017.sections
        for block in section.blocks
        if isinstance(block, Rows)
        for code, kind in block.cell_kinds.items()
        if isinstance(kind, Year | PartialDate)
    }
    assert dated == {("trainings", "training_year"), *PROJECT_YEARS, *DATED_ROWS}


@pytest.mark.parametrize(
    ("section", "address", "year"),
    [
        ("system_building", "trainings.r1.training_year", "2018"),
        ("patent_information", "navigation_projects.r1.navigation_year", "2018"),
        ("patent_information", "navigation_projects.r1.navigation_year", "2015"),
        ("collaborative_utilization", "patent_pools.r1.pool_year", "1948"),
    ],
)
def test_a_problem_of_a_year_keeps_the_year(section: str, address: str, year: str) -> None:
    (problem,) = problems(section, {address: year})
    assert problem.parameters["year"] == int(year)


def test_rng_05_is_hard_and_rng_06_soft() -> None:
    address = "navigation_projects.r1.navigation_year"
    (late,) = problems("patent_information", {address: "2018"})
    (early,) = problems("patent_information", {address: "2015"})
    assert (late.level, late.message("zh")) == (Level.HARD, "开展年份不能晚于2017年。")
    assert (early.level, early.message("zh")) == (Level.SOFT, "项目开展年份早于加入试点年份，请说明。")
    assert early.parameters["joined_year"] == 2016


@pytest.mark.parametrize(("block", "code"), DATED_ROWS)
@pytest.mark.parametrize(
    ("year", "rules"),
    [
        ("1949", []),
        ("2017", []),
        ("1948", ["RNG-07"]),
        ("2018", ["RNG-07"]),
        ("soon", ["FMT-11"]),
        ("", ["REQ-01"]),
    ],
)
def test_rng_07_bounds_the_years_of_what_may_precede_the_pilot(
    block: str, code: str, year: str, rules: list[str]
) -> None:
    address = f"{block}.r1.{code}"
    assert fired(SECTION_OF[block], {address: year}) == [(rule, address) for rule in rules]


@pytest.mark.parametrize(("date", "rules"), [("2017-12-31", []), ("2018-01", ["RNG-07"]), ("1948-12", ["RNG-07"])])
def test_rng_07_looks_at_the_year_of_a_date(date: str, rules: list[str]) -> None:
    assert [rule for rule, _ in fired("patent_information", {"databases.r2.database_built_on": date})] == rules


def test_rng_07_names_the_cell_and_the_bounds() -> None:
    (problem,) = problems("collaborative_utilization", {"patent_pools.r1.pool_year": "2018"})
    assert problem.message("zh") == "“建设年份”应在1949年至2017年之间。"
    assert problem.message("en") == "“Year of construction” must lie between 1949 and 2017."


def moved(rule: str, **bounds: int) -> RuleSettings:
    """A round with other bounds for *rule*."""
    return RuleSettings({rule: {name: Decimal(value) for name, value in bounds.items()}})


@pytest.mark.parametrize(("joined", "rules"), [(2010, []), (2009, ["RNG-02"])])
def test_rng_02_and_its_sentence_follow_the_first_year_of_the_round(joined: int, rules: list[str]) -> None:
    earlier = moved("RNG-02", first_pilot_year=2010)
    found = problems("system_building", {}, joined_year=joined, round_year=2017, rules=earlier)
    mine = [problem for problem in found if problem.rule.code == "RNG-02"]
    assert [problem.rule.code for problem in mine] == rules
    for problem in mine:
        assert problem.message("zh") == "加入试点年份应在2010年至2017年之间。"
        assert problem.message("en") == "The joining year must lie between 2010 and 2017."


@pytest.mark.parametrize(("founded", "rules"), [("1912", []), ("1911-12", ["RNG-03"])])
def test_rng_03_and_its_sentence_follow_the_year_of_the_round(founded: str, rules: list[str]) -> None:
    found = problems("system_building", {FOUNDED_ON: founded}, rules=moved("RNG-03", min_year=1912))
    assert [problem.rule.code for problem in found] == rules
    for problem in found:
        assert problem.message("zh") == "成立时间早于1912年，请核实。"
        assert problem.message("en") == "Founded before 1912; please check."


def test_rng_03_prints_the_year_of_the_rule_book_where_nothing_was_moved() -> None:
    (problem,) = problems("system_building", {FOUNDED_ON: "1948"})
    assert problem.message("en") == "Founded before 1949; please check."


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
