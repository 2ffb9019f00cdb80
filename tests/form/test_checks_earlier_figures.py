"""XYR-09 … XYR-11: a year copied from the year before, and figures beside those of an accepted earlier round."""

import pytest

from portal.form.checks.years import HOME, numbers_of
from portal.form.context import SecondNegotiationLine
from tests.form.samples import SAMPLES, complete
from tests.form.whole_returns import CASES, PATENTS, SYSTEM, amount_at, everything, moved, number_at, problems, shown_at

DOCUMENTS = complete(SAMPLES["A"])
BLOCKS = sorted(HOME)
MEMBERS, SALES = f"{SYSTEM}.members.member_total", f"{SYSTEM}.basic.pilot_field_sales"


def figures(block: str, year: int) -> dict[str, str]:
    """The figures of *block* in sample A by full address; a line left blank stays so."""
    section = HOME[block].code
    return {f"{section}.{a}": DOCUMENTS[section].get(a, "") for a in numbers_of(block, year)}


def copied(block: str) -> dict[str, str]:
    """2017 of *block* alike to 2016."""
    return {address.replace(".2016.", ".2017."): text for address, text in figures(block, 2016).items()}


@pytest.mark.parametrize("block", BLOCKS)
def test_xyr_09_asks_about_a_year_alike_in_every_figure(block: str) -> None:
    (problem,) = problems("XYR-09", copied(block))
    assert problem.addresses == (*figures(block, 2017), *figures(block, 2016))
    assert problem.message("zh") == "2017年与上年数据完全相同，请核实是否误复制。"
    assert problem.message("en") == "All values of 2017 equal those of the previous year; copied by mistake?"


@pytest.mark.parametrize("address", [a for block in BLOCKS for a in figures(block, 2017) if "line2" not in a])
@pytest.mark.parametrize("text", ["999", "", "x"])
def test_xyr_09_is_content_when_one_figure_differs_or_cannot_be_read(address: str, text: str) -> None:
    block = address.split(".")[1]
    assert shown_at("XYR-09", copied(block) | {address: text}) == []


@pytest.mark.parametrize("block", BLOCKS)
def test_xyr_09_lets_two_years_of_nothing_be_alike(block: str) -> None:
    nothing = {a: "0" for year in (2016, 2017) for a in figures(block, year) if "line2" not in a}
    assert shown_at("XYR-09", nothing) == []
    one = next(iter(nothing))
    assert len(shown_at("XYR-09", nothing | {one: "1", one.replace(".2016.", ".2017."): "1"})) == 1


def test_xyr_09_compares_the_optional_line_where_it_is_asked() -> None:
    alike = copied("protection_by_year")
    line, before = number_at("collective_negotiation_line2"), number_at("collective_negotiation_line2", 2016)
    assert len(shown_at("XYR-09", alike | {line: "3", before: "3"})) == 1
    assert shown_at("XYR-09", alike | {line: "3"}) == []
    assert shown_at("XYR-09", alike | {line: "x", before: "x"}) == []
    (hidden,) = problems("XYR-09", alike | {line: "3"}, second_negotiation_line=SecondNegotiationLine("hidden"))
    assert len(hidden.addresses) == 8


def test_xyr_09_compares_values_not_their_spelling() -> None:
    alike = copied("protection_by_year")
    assert len(shown_at("XYR-09", alike | {f"{CASES}.2017.enforcement_amount": "520.00"})) == 1


def test_xyr_09_has_no_year_to_compare_in_the_first() -> None:
    assert shown_at("XYR-09", copied("protection_by_year"), joined_year=2017) == []


@pytest.mark.parametrize("address", [a for block in BLOCKS for a in figures(block, 2016) if "line2" not in a])
def test_xyr_10_asks_why_an_accepted_figure_is_restated(address: str) -> None:
    section, _dot, local = address.partition(".")
    now = DOCUMENTS[section][local]
    assert shown_at("XYR-10", {}, earlier={address: now}) == []
    assert shown_at("XYR-10", {}, earlier={address: f"1{now}"}) == [address]


@pytest.mark.parametrize(
    ("now", "accepted", "fires"),
    [
        *(("188", "188.00", False), ("188", "188.01", True), ("188", "", False), ("188", "x", False)),
        *(("", "188", False), ("x", "188", False), ("0", "188", True), ("188", "0", True), ("0", "0", False)),
    ],
)
def test_xyr_10_compares_figures_that_both_rounds_have(now: str, accepted: str, fires: bool) -> None:
    address = amount_at("assigned", 2016)
    assert shown_at("XYR-10", {address: now}, earlier={address: accepted}) == [address] * fires


def test_xyr_10_names_the_year_and_the_label_and_looks_at_no_year_before_joining() -> None:
    earlier = {f"{PATENTS}.2016.grants_total": "1979", f"{PATENTS}.2017.grants_total": "1128"}
    (problem,) = problems("XYR-10", {}, earlier=earlier)
    assert problem.addresses == (f"{PATENTS}.2016.grants_total",)
    assert problem.parameters["accepted"] == "1,979"
    assert problem.message("zh") == "2016年“授权量（件）”与上一轮审核通过的数据不一致，请说明修订原因。"
    assert problem.message("en") == (
        "“Grants: total” for 2016 differs from the approved earlier round; give the reason for revision."
    )
    assert shown_at("XYR-10", {}, earlier=earlier, joined_year=2017) == []


def test_xyr_10_leaves_a_hidden_line_alone() -> None:
    address = number_at("collective_negotiation_line2", 2016)
    hidden = SecondNegotiationLine("hidden")
    assert shown_at("XYR-10", {address: "3"}, earlier={address: "4"}) == [address]
    assert shown_at("XYR-10", {address: "3"}, earlier={address: "4"}, second_negotiation_line=hidden) == []


@pytest.mark.parametrize("address", [MEMBERS, SALES])
@pytest.mark.parametrize(
    ("before", "now", "percent"),
    [
        *(("100", "150", None), ("100", "151", "51"), ("100", "50", None), ("100", "49", "51")),
        *(("100", "0", "100"), ("0", "100", None), ("", "100", None), ("x", "100", None), ("100", "", None)),
        *(("1000", "12345", "1,135"), ("100", "100", None)),
    ],
)
def test_xyr_11_size_changes_slowly_from_round_to_round(
    address: str, before: str, now: str, percent: str | None
) -> None:
    found = problems("XYR-11", {address: now}, earlier={address: before})
    assert [(p.addresses, p.parameters["pct"]) for p in found] == [((address,), percent)] * (percent is not None)


def test_xyr_11_asks_at_the_bound_of_the_round_and_names_the_label() -> None:
    rules = moved("XYR-11", change="0.1")
    assert shown_at("XYR-11", {MEMBERS: "110"}, earlier={MEMBERS: "100"}, rules=rules) == []
    (problem,) = problems("XYR-11", {MEMBERS: "111"}, earlier={MEMBERS: "100"}, rules=rules)
    assert problem.message("zh") == "“会员总数”较上一轮变动11%，请说明。"
    assert problem.message("en").endswith("” changed by 11% since the previous round; explain.")


@pytest.mark.parametrize("zero", ["0", "00", "0.00"])
def test_xyr_11_divides_by_no_nought(zero: str) -> None:
    assert shown_at("XYR-11", {SALES: "5"}, earlier={SALES: zero}) == []


def test_without_an_earlier_round_nothing_is_compared_with_one() -> None:
    assert not {"XYR-10", "XYR-11"} & {problem.rule.code for problem in everything({MEMBERS: "9999"})}
