"""RNG-01 … RNG-07: years and dates just inside and just outside their bounds."""

from decimal import Decimal

import pytest

from portal.form.blocks import Rows
from portal.form.checks.ranges import DATED_ROWS, PROJECT_YEARS
from portal.form.context import RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.kinds import PartialDate, Year
from portal.form.problems import Level
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
    assert first.parameters["joined_year"] == joined
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
    assert problem.parameters["year"] == int(founded[:4])
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


@pytest.mark.parametrize(("joined", "rules"), [(2010, []), (2009, ["RNG-02"])])
def test_rng_02_and_its_sentence_follow_the_first_year_of_the_round(joined: int, rules: list[str]) -> None:
    earlier = RuleSettings({"RNG-02": {"first_pilot_year": Decimal(2010)}})
    found = problems("system_building", {}, joined_year=joined, round_year=2017, rules=earlier)
    mine = [problem for problem in found if problem.rule.code == "RNG-02"]
    assert [problem.rule.code for problem in mine] == rules
    for problem in mine:
        assert problem.message("zh") == "加入试点年份应在2010年至2017年之间。"
        assert problem.message("en") == "The joining year must lie between 2010 and 2017."


@pytest.mark.parametrize(("founded", "rules"), [("1912", []), ("1911-12", ["RNG-03"])])
def test_rng_03_and_its_sentence_follow_the_year_of_the_round(founded: str, rules: list[str]) -> None:
    found = problems(
        "system_building", {FOUNDED_ON: founded}, rules=RuleSettings({"RNG-03": {"min_year": Decimal(1912)}})
    )
    assert [problem.rule.code for problem in found] == rules
    for problem in found:
        assert problem.message("zh") == "成立时间早于1912年，请核实。"
        assert problem.message("en") == "Founded before 1912; please check."


def test_rng_03_prints_the_year_of_the_rule_book_where_nothing_was_moved() -> None:
    (problem,) = problems("system_building", {FOUNDED_ON: "1948"})
    assert problem.message("en") == "Founded before 1949; please check."
