"""ARI-01 and ARI-02: totals just inside and just outside their bounds."""

import pytest

from portal.form.checks.arithmetic import COUNTED
from tests.form.samples import fired, problems

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
        ("0", ("0", "0", "0", "0")),
        ("999999999", ("999999999", "0", "0", "0")),
    ],
)
def test_ari_01_is_content_when_the_kinds_make_the_total(total: str, kinds: tuple[str, ...]) -> None:
    assert fired("system_building", members(total, *kinds)) == []


@pytest.mark.parametrize("total", ["9", "11", "0", "100"])
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
    assert fired("system_building", patents(counted, total, "10", "20", "30", "10")) == []


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
