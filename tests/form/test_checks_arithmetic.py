"""ARI-01, ARI-02, ARI-03, ARI-09: totals just inside and just outside their bounds."""

import pytest

from portal.form.context import RuleSettings
from portal.form.problems import Level
from tests.form.within_records import fired, problems

COUNTED = ("applications", "grants", "in_force")
MEMBERS = ("enterprises", "universities", "research_institutes", "others")


def members(total: str, *kinds: str) -> dict[str, str]:
    cells = {f"members.member_{kind}": text for kind, text in zip(MEMBERS, kinds, strict=True)}
    return cells | {"members.member_total": total}


def patents(counted: str, total: str, *lines: str, year: int = 2016) -> dict[str, str]:
    codes = ("total", "invention", "utility_model", "design", "foreign")
    texts = (total, *lines)
    return {f"patents_by_year.{year}.{counted}_{c}": t for c, t in zip(codes, texts, strict=True)}


@pytest.mark.parametrize(
    ("total", "kinds"),
    [
        ("10", ("4", "3", "2", "1")),
        ("5", ("0", "0", "0", "5")),
        ("5000", ("4997", "1", "1", "1")),
    ],
)
def test_ari_01_is_content_when_the_kinds_make_the_total(total: str, kinds: tuple[str, ...]) -> None:
    assert fired("system_building", members(total, *kinds)) == []


@pytest.mark.parametrize("total", ["9", "11", "5", "100"])
def test_ari_01_fires_when_the_total_is_another(total: str) -> None:
    assert fired("system_building", members(total, "4", "3", "2", "1")) == [("ARI-01", "members.member_total")]


def test_ari_01_names_both_figures_and_every_cell() -> None:
    (problem,) = problems("system_building", members("11", "4", "3", "2", "1"))
    assert problem.message("zh") == "会员总数（11）应等于各类会员数之和（10）。"
    assert problem.message("en") == "Total members (11) must equal the sum of the kinds (10)."
    assert problem.addresses[1:] == tuple(f"system_building.members.member_{kind}" for kind in MEMBERS)
    assert not problem.missing


@pytest.mark.parametrize("cell", range(5))
@pytest.mark.parametrize(("text", "rule"), [("", "REQ-01"), ("ten", "FMT-11")])
def test_ari_01_waits_until_every_figure_can_be_read(cell: int, text: str, rule: str) -> None:
    changes = members("11", "4", "3", "2", "1")
    address = ["members.member_total", *(f"members.member_{kind}" for kind in MEMBERS)][cell]
    assert fired("system_building", changes | {address: text}) == [(rule, address)]


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("total", ["60", "65", "70"])
def test_ari_02_accepts_any_reading_of_foreign_patents(counted: str, total: str) -> None:
    found = fired("system_building", patents(counted, total, "10", "20", "30", "10"))
    assert "ARI-02" not in [rule for rule, _ in found]


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("total", ["59", "71", "0"])
@pytest.mark.parametrize("year", [2016, 2017])
def test_ari_02_fires_outside_both_readings(counted: str, total: str, year: int) -> None:
    found = fired("system_building", patents(counted, total, "10", "20", "30", "10", year=year))
    assert found == [("ARI-02", f"patents_by_year.{year}.{counted}_total")]


def test_ari_02_names_the_year_the_label_and_the_bounds() -> None:
    (problem,) = problems("system_building", patents("grants", "59", "10", "20", "30", "10"))
    assert problem.message("zh") == "2016年授权量（件）（59）应介于三种专利之和（60）与含国外专利之和（70）之间。"
    assert problem.message("en") == (
        "Grants: total for 2016 (59) must lie between the sum of the three kinds (60) and that sum"
        " plus foreign patents (70)."
    )
    assert len(problem.addresses) == 5


@pytest.mark.parametrize("line", ["total", "invention", "utility_model", "design", "foreign"])
@pytest.mark.parametrize(("text", "rule"), [("", "REQ-03"), ("1.5", "FMT-11")])
def test_ari_02_waits_until_every_figure_can_be_read(line: str, text: str, rule: str) -> None:
    address = f"patents_by_year.2016.grants_{line}"
    changes = patents("grants", "59", "10", "20", "30", "10") | {address: text}
    assert fired("system_building", changes) == [(rule, address)]


def test_large_figures_are_shown_with_their_commas() -> None:
    (members_,) = problems("system_building", members("1400", "1199", "0", "0", "1"))
    assert members_.message("zh") == "会员总数（1,400）应等于各类会员数之和（1,200）。"
    (patents_,) = problems("system_building", patents("grants", "9999", "1000", "1000", "1000", "500"))
    assert (
        patents_.message("zh")
        == "2016年授权量（件）（9,999）应介于三种专利之和（3,000）与含国外专利之和（3,500）之间。"
    )


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize(
    ("convention", "total", "rules"),
    [
        ("additive", "59", ["ARI-02"]),
        ("additive", "60", ["ARI-03"]),
        ("additive", "69", ["ARI-03"]),
        ("additive", "70", []),
        ("additive", "71", ["ARI-02"]),
        ("memo", "59", ["ARI-02"]),
        ("memo", "60", []),
        ("memo", "61", ["ARI-03"]),
        ("memo", "70", ["ARI-03"]),
        ("memo", "71", ["ARI-02"]),
    ],
)
def test_ari_03_asks_who_reads_foreign_patents_otherwise_than_the_round(
    counted: str, convention: str, total: str, rules: list[str]
) -> None:
    cells = patents(counted, total, "10", "20", "30", "10", year=2017)
    address = f"patents_by_year.2017.{counted}_total"
    found = fired("system_building", cells, foreign_patent_convention=convention)
    assert [rule for rule, place in found if place == address] == rules


def test_ari_03_names_the_sum_of_the_convention() -> None:
    cells = patents("in_force", "6100", "1000", "2000", "3000", "500")
    (additive,) = problems("system_building", cells)
    assert additive.level is Level.SOFT
    assert additive.message("zh") == (
        "2016年有效专利拥有量（件）（6,100）不等于发明、实用新型、外观设计、国外专利之和（6,500），请改正或说明口径。"
    )
    assert additive.message("en") == (
        "Patents in force: total for 2016 (6,100) differs from invention + utility model + design + foreign (6,500);"
        " correct or explain."
    )
    assert len(additive.addresses) == 5
    totals = problems("system_building", cells, foreign_patent_convention="memo")
    (memo,) = [problem for problem in totals if problem.addresses == additive.addresses]
    assert (memo.rule.code, memo.level) == ("ARI-03", Level.SOFT)
    assert memo.message("zh") == (
        "2016年有效专利拥有量（件）（6,100）不等于发明、实用新型、外观设计之和（6,000），请改正或说明口径。"
    )
    assert memo.message("en") == (
        "Patents in force: total for 2016 (6,100) differs from invention + utility model + design (6,000);"
        " correct or explain."
    )


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        (("5", "0", "0", "0", "5"), ["ARI-09"]),
        (("1", "0", "0", "0", "1"), ["ARI-09"]),
        (("0", "0", "0", "0", "0"), []),
        (("6", "1", "0", "0", "5"), []),
        (("6", "0", "1", "0", "5"), []),
        (("6", "0", "0", "1", "5"), []),
    ],
)
def test_ari_09_asks_about_a_stock_of_foreign_patents_alone(lines: tuple[str, ...], rules: list[str]) -> None:
    found = fired("system_building", patents("in_force", *lines))
    assert found == [(rule, "patents_by_year.2016.in_force_foreign") for rule in rules]


def test_ari_09_looks_at_patents_in_force_alone_and_names_the_year() -> None:
    assert fired("system_building", patents("grants", "5", "0", "0", "0", "5")) == []
    (problem,) = problems("system_building", patents("in_force", "1500", "0", "0", "0", "1500", year=2017))
    assert (problem.level, problem.rule.extended) == (Level.SOFT, True)
    assert problem.message("zh") == "2017年只有国外专利而无中国专利，请核实。"
    assert problem.message("en") == "2017 has foreign patents but no Chinese patents; please check."
    lines = ("foreign", "invention", "utility_model", "design", "total")
    assert problem.addresses == tuple(f"system_building.patents_by_year.2017.in_force_{line}" for line in lines)
    assert problem.parameters["foreign"] == "1,500"


@pytest.mark.parametrize("line", ["invention", "utility_model", "design", "foreign"])
@pytest.mark.parametrize(("text", "rule"), [("", "REQ-03"), ("1.5", "FMT-11")])
def test_ari_09_waits_until_every_figure_can_be_read(line: str, text: str, rule: str) -> None:
    address = f"patents_by_year.2016.in_force_{line}"
    assert fired("system_building", patents("in_force", "5", "0", "0", "0", "5") | {address: text}) == [(rule, address)]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (members("11", "4", "3", "2", "1"), "ARI-01"),
        (patents("grants", "59", "10", "20", "30", "10"), "ARI-02"),
        (patents("grants", "60", "10", "20", "30", "10"), "ARI-03"),
        (patents("in_force", "5", "0", "0", "0", "5"), "ARI-09"),
    ],
)
def test_a_round_can_switch_a_rule_of_arithmetic_off(cells: dict[str, str], rule: str) -> None:
    assert [code for code, _ in fired("system_building", cells)] == [rule]
    assert fired("system_building", cells, rules=RuleSettings(off=frozenset({rule}))) == []
