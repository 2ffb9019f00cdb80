"""UNT-01 … UNT-06: amounts of another unit, just inside and just outside every bound, and what is offered instead."""

from decimal import Decimal

import pytest

from portal.form.checks.units import in_ten_thousands
from portal.form.context import RuleSettings
from portal.form.problems import Level
from tests.form.whole_returns import INFORMATION, STEMS, SYSTEM, amount_at, moved, number_at, problems, shown_at

SALES, ENTERPRISES = f"{SYSTEM}.basic.pilot_field_sales", f"{SYSTEM}.members.member_enterprises"
WARNING = f"{INFORMATION}.risk_warning_projects.r1.risk_warning_funding"
NAVIGATION = f"{INFORMATION}.navigation_projects.r1.navigation_funding"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        *(("10000", "1"), ("12340000", "1234"), ("150000", "15"), ("100", "0.01"), ("1250100", "125.01")),
        *(("999999999900", "99999999.99"), ("10000.00", "1"), ("1000", "0.1"), ("0", "0")),
        *(("99", ""), ("12345", ""), ("10000.01", ""), ("999999999999.99", ""), ("0.01", "")),
    ],
)
def test_yuan_are_offered_in_ten_thousands_where_the_form_can_hold_them(yuan: str, text: str) -> None:
    assert in_ten_thousands(Decimal(yuan)) == text


@pytest.mark.parametrize(
    ("sales", "enterprises", "average"),
    [
        *(("20000000", "10", None), ("20000000.01", "10", "2,000,000"), ("30000005", "10", "3,000,001")),
        *(("99999999", "0", None), ("", "10", None), ("99999999", "", None), ("x", "1", None), ("2000001", "x", None)),
    ],
)
def test_unt_01_sales_of_one_enterprise_have_a_magnitude(sales: str, enterprises: str, average: str | None) -> None:
    found = problems("UNT-01", {SALES: sales, ENTERPRISES: enterprises})
    assert [(p.addresses, p.parameters["value"]) for p in found] == [((SALES, ENTERPRISES), average)] * bool(average)


def test_unt_01_asks_at_the_bound_of_the_round_and_offers_the_figure_in_ten_thousands() -> None:
    rules = moved("UNT-01", max_per_enterprise="1000")
    assert shown_at("UNT-01", {SALES: "10000", ENTERPRISES: "10"}, rules=rules) == []
    (problem,) = problems("UNT-01", {SALES: "20000", ENTERPRISES: "10"}, rules=rules)
    assert problem.parameters["convert"] == (SALES, "2")
    assert problem.message("zh") == "平均每家企业销售收入2,000万元，疑似以“元”为单位填报，请核实。"
    assert problem.message("en") == "Average 2,000 × CNY 10,000 per enterprise: entered in yuan?"


@pytest.mark.parametrize(("sales", "fires"), [("10000000000", False), ("10000000000.01", True), ("", False)])
def test_unt_02_sales_have_a_limit(sales: str, fires: bool) -> None:
    found = problems("UNT-02", {SALES: sales})
    assert [(p.level, p.addresses) for p in found] == [(Level.HARD, (SALES,))] * fires


def test_unt_02_asks_at_the_bound_of_the_round_and_offers_the_figure_in_ten_thousands() -> None:
    assert shown_at("UNT-02", {SALES: "2000000"}, rules=moved("UNT-02", max="2000000")) == []
    (problem,) = problems("UNT-02", {SALES: "2000001"}, rules=moved("UNT-02", max="2000000"))
    assert (problem.parameters["value"], problem.parameters["convert"]) == ("2,000,001", (SALES, ""))
    (other,) = problems("UNT-02", {SALES: "20000000000"})
    assert other.parameters["convert"] == (SALES, "2000000")


def test_unt_01_does_not_rely_on_unt_02() -> None:
    assert shown_at("UNT-01", {SALES: "20000000000"}) == [SALES]
    assert shown_at("UNT-01", {SALES: "20000000000"}, rules=RuleSettings(off=frozenset({"UNT-02"}))) == [SALES]


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("year", [2016, 2017])
@pytest.mark.parametrize(
    ("count", "amount", "average"),
    [
        *(("2", "10000", None), ("2", "10000.01", "5,000"), ("2", "10003", "5,002"), ("1", "5001", "5,001")),
        *(("0", "99999", None), ("", "99999", None), ("2", "", None), ("2", "0", None), ("x", "99999", None)),
    ],
)
def test_unt_03_one_patent_or_case_has_a_magnitude(
    stem: str, year: int, count: str, amount: str, average: str | None
) -> None:
    number, paid = number_at(stem, year), amount_at(stem, year)
    found = problems("UNT-03", {number: count, paid: amount})
    assert [(p.addresses, p.parameters["value"]) for p in found] == [((paid, number), average)] * bool(average)


def test_unt_03_asks_at_the_bound_of_the_round_and_offers_the_figure_in_ten_thousands() -> None:
    number, paid = number_at("assigned"), amount_at("assigned")
    rules = moved("UNT-03", max_per_item="1000")
    assert shown_at("UNT-03", {number: "2", paid: "2000"}, rules=rules) == []
    (problem,) = problems("UNT-03", {number: "2", paid: "2400000"}, rules=rules)
    assert problem.parameters["convert"] == (paid, "240")
    assert problem.message("zh") == (
        "2017年“对外转让专利数量（件）”平均每件1,200,000万元，疑似以“元”为单位填报，请核实。"
    )
    assert problem.message("en") == (
        "“Patents assigned to others” averages 1,200,000 × CNY 10,000 per item in 2017: entered in yuan?"
    )


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize(
    ("smaller", "larger", "fires"),
    [
        *(("1", "5000", True), ("1", "4999.99", False), ("1", "20000", True), ("1", "20000.01", False)),
        *(("0.5", "5000", True), ("0", "5000", False), ("", "5000", False), ("x", "5000", False)),
        *(("3", "3", False), ("2.5", "25000", True)),
    ],
)
def test_unt_04_the_unit_stays_from_year_to_year(stem: str, smaller: str, larger: str, fires: bool) -> None:
    now, before = amount_at(stem), amount_at(stem, 2016)
    up = problems("UNT-04", {before: smaller, now: larger})
    down = problems("UNT-04", {before: larger, now: smaller})
    assert [p.addresses for p in up] == [p.addresses for p in down] == [(now, before)] * fires
    assert [p.parameters["convert"][0] for p in (*up, *down)] == [now, before] * fires


def test_unt_04_offers_the_larger_figure_in_ten_thousands_and_names_the_amount() -> None:
    now, before = amount_at("purchased"), amount_at("purchased", 2016)
    (problem,) = problems("UNT-04", {before: "250000", now: "26"})
    assert problem.parameters["convert"] == (before, "25")
    assert problem.message("zh") == "2017年“购买专利数量（件）：金额（万元）”与上年相差约1万倍，疑似单位错误。"
    assert problem.message("en") == (
        "“Patents purchased: amount” differs from the previous year by a factor of about 10,000: unit slip?"
    )
    assert shown_at("UNT-04", {before: "250000", now: "26"}, joined_year=2017) == []


@pytest.mark.parametrize("address", [WARNING, NAVIGATION])
@pytest.mark.parametrize(
    ("funding", "fires"), [("2000", False), ("2000.01", True), ("", False), ("x", False), ("0", False)]
)
def test_unt_05_a_project_costs_hundreds_at_most(address: str, funding: str, fires: bool) -> None:
    assert [p.addresses for p in problems("UNT-05", {address: funding})] == [(address,)] * fires


def test_unt_05_asks_at_the_bound_of_the_round_and_offers_the_figure_in_ten_thousands() -> None:
    rules = moved("UNT-05", max_funding="3000000")
    assert shown_at("UNT-05", {WARNING: "3000000"}, rules=rules) == []
    (problem,) = problems("UNT-05", {WARNING: "3000100"}, rules=rules)
    assert problem.parameters["convert"] == (WARNING, "300.01")
    assert problem.message("zh") == (
        "项目“硅麦克风出口专利风险预警分析”经费3,000,100万元，疑似以“元”为单位填报，请核实。"
    )
    assert problem.message("en").endswith("is 3,000,100 × CNY 10,000: entered in yuan?")


def test_unt_05_calls_a_project_without_a_name_by_its_row() -> None:
    name = WARNING.replace("funding", "name")
    second = {f"{INFORMATION}.risk_warning_projects.rows": "r1 r2", WARNING.replace(".r1.", ".r2."): "5000"}
    (problem,) = problems("UNT-05", second)
    assert problem.message("zh").startswith("项目“第2行”经费5,000万元")
    (first,) = problems("UNT-05", {name: "", WARNING: "5000"})
    assert first.message("en").startswith("Funding of “row 1” is 5,000")


@pytest.mark.parametrize(
    ("sales", "fires"), [("100", False), ("99.99", True), ("0.01", True), ("0", False), ("", False), ("x", False)]
)
def test_unt_06_sales_are_hardly_below_a_million_yuan(sales: str, fires: bool) -> None:
    assert [p.addresses for p in problems("UNT-06", {SALES: sales})] == [(SALES,)] * fires


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("count", ["3", "0", ""])
@pytest.mark.parametrize(
    ("amount", "fires"), [("0.1", False), ("0.09", True), ("0.01", True), ("0", False), ("", False), ("x", False)]
)
def test_unt_06_amounts_are_hardly_below_a_thousand_yuan(stem: str, count: str, amount: str, fires: bool) -> None:
    found = problems("UNT-06", {number_at(stem): count, amount_at(stem): amount})
    assert [p.addresses for p in found] == [(amount_at(stem),)] * fires


def test_unt_06_asks_at_the_bounds_of_the_round_and_names_the_cell() -> None:
    paid = amount_at("assigned")
    assert shown_at("UNT-06", {SALES: "50"}, rules=moved("UNT-06", min_sales="50")) == []
    assert shown_at("UNT-06", {SALES: "49"}, rules=moved("UNT-06", min_sales="50")) == [SALES]
    assert shown_at("UNT-06", {paid: "0.05"}, rules=moved("UNT-06", min_amount="0.05")) == []
    (problem,) = problems("UNT-06", {paid: "0.04"}, rules=moved("UNT-06", min_amount="0.05"))
    assert problem.parameters["year"] == 2017
    assert problem.message("zh") == ("“对外转让专利数量（件）：金额（万元）”数值过小，疑似以“亿元”为单位填报，请核实。")
    (sales,) = problems("UNT-06", {SALES: "0.5"})
    assert sales.parameters["value"] == "0.5"
    assert "very small" in sales.message("en")


def test_a_figure_that_may_be_in_hundreds_of_millions_is_offered_in_no_other_unit() -> None:
    (problem,) = problems("UNT-06", {SALES: "10"})
    assert "convert" not in problem.parameters
