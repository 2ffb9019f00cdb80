"""XSC-06 … XSC-16: cells and sections that must not contradict each other."""

import pytest

from portal.form.context import SecondNegotiationLine
from tests.form.samples import SAMPLES
from tests.form.whole_returns import (
    CASES,
    OPERATIONS,
    PATENTS,
    SYSTEM,
    UTILIZATION,
    amount_at,
    number_at,
    problems,
    shown_at,
)

STOCK, STOCK_BEFORE = (f"{PATENTS}.{year}.in_force_total" for year in (2017, 2016))
GRANTED = f"{PATENTS}.2017.grants_total"
APPLIED = [f"{PATENTS}.{year}.applications_total" for year in (2016, 2017)]
ASSIGNED, CONTRIBUTED = number_at("assigned"), number_at("capital_contribution")
MEMBERS = f"{SYSTEM}.members.member_total"
OFFICE, STAFF = f"{SYSTEM}.management.ip_office_name", f"{SYSTEM}.management.full_time_staff"
SALES, ENTERPRISES = f"{SYSTEM}.basic.pilot_field_sales", f"{SYSTEM}.members.member_enterprises"
SUED, ENFORCED = number_at("litigation_plaintiff"), f"{CASES}.2017.enforcement_cases"
ALLIANCE = f"{UTILIZATION}.alliances.r1.alliance_name"
HELD = {STOCK: "1000", APPLIED[0]: "200", APPLIED[1]: "30"}


def deals(assigned: str, contributed: str) -> dict[str, str]:
    return {STOCK_BEFORE: "1000", GRANTED: "200", ASSIGNED: assigned, CONTRIBUTED: contributed}


@pytest.mark.parametrize(
    ("assigned", "contributed", "order"),
    [
        ("1000", "200", []),
        ("1000", "201", [ASSIGNED, CONTRIBUTED]),
        ("201", "1000", [CONTRIBUTED, ASSIGNED]),
        ("1201", "0", [ASSIGNED, CONTRIBUTED]),
        ("0", "1201", [CONTRIBUTED, ASSIGNED]),
        ("", "1201", []),
        ("1201", "x", []),
    ],
)
def test_xsc_06_nobody_gives_away_more_than_there_was(assigned: str, contributed: str, order: list[str]) -> None:
    found = [list(p.addresses) for p in problems("XSC-06", deals(assigned, contributed))]
    assert found == [[*order, STOCK_BEFORE, GRANTED]] * bool(order)


@pytest.mark.parametrize("blank", [STOCK_BEFORE, GRANTED])
def test_xsc_06_waits_for_what_there_was(blank: str) -> None:
    assert shown_at("XSC-06", deals("9999", "0") | {blank: ""}) == []


@pytest.mark.parametrize("year", [2016, 2017])
@pytest.mark.parametrize("stem", ["licensed_out", "entrusted"])
def test_xsc_06_nobody_licenses_more_than_is_in_force(stem: str, year: int) -> None:
    stock, used = f"{PATENTS}.{year}.in_force_total", number_at(stem, year)
    assert shown_at("XSC-06", {stock: "900", used: "900"}) == []
    assert [p.addresses for p in problems("XSC-06", {stock: "900", used: "901"})] == [(used, stock)]
    assert shown_at("XSC-06", {stock: "", used: "901"}) == []


def test_xsc_06_names_the_larger_deal_and_knows_no_year_before_the_first() -> None:
    (problem,) = problems("XSC-06", deals("1000", "1201"))
    assert (problem.parameters["value"], problem.parameters["limit"]) == ("2,201", "1,200")
    assert problem.message("zh") == "2017年“作价入股专利数量（件）”数量超过可用的专利数量，请核实。"
    assert problem.message("en") == (
        "“Patents contributed as capital by valuation” exceeds the patents available in 2017."
    )
    assert shown_at("XSC-06", {number_at("assigned", 2016): "99999"}) == []
    assert shown_at("XSC-06", deals("9999", "0"), joined_year=2017) == []


LISTS = [
    ("XSC-07", "patent_pools", "pool_patents", ("r1",)),
    ("XSC-08", "patent_layouts", "layout_total", ("r1", "r2", "r3")),
    ("XSC-10", "standards", "sep_count", ("r1", "r2", "r3")),
]


@pytest.mark.parametrize(("rule", "block", "code", "rows"), LISTS)
def test_lists_are_made_of_the_patents_and_applications_that_there_are(
    rule: str, block: str, code: str, rows: tuple[str, ...]
) -> None:
    first, *others = (f"{UTILIZATION}.{block}.{row}.{code}" for row in rows)
    cells = HELD | dict.fromkeys(others, "100")
    rest = 1230 - 100 * len(others)
    assert shown_at(rule, cells | {first: str(rest)}) == []
    (problem,) = problems(rule, cells | {first: str(rest + 1)})
    assert problem.addresses == (first, *others, STOCK, *APPLIED)
    assert (problem.parameters["value"], problem.parameters["limit"]) == ("1,231", "1,230")
    assert "（1,231）" in problem.message("zh")
    assert "(1,231)" in problem.message("en")


@pytest.mark.parametrize("rule", ["XSC-07", "XSC-08", "XSC-10"])
@pytest.mark.parametrize("blank", [STOCK, *APPLIED])
def test_lists_are_compared_with_nothing_while_a_figure_is_blank(rule: str, blank: str) -> None:
    (_rule, block, code, _rows) = next(entry for entry in LISTS if entry[0] == rule)
    first = f"{UTILIZATION}.{block}.r1.{code}"
    assert shown_at(rule, HELD | {first: "9999"}) == [first]
    assert shown_at(rule, HELD | {first: "9999", blank: ""}) == []


def test_a_row_that_cannot_be_read_is_no_part_of_a_sum() -> None:
    first, second = (f"{UTILIZATION}.patent_layouts.{row}.layout_total" for row in ("r1", "r2"))
    (problem,) = problems("XSC-08", HELD | {first: "x", second: "9999"})
    assert first not in problem.addresses
    assert problem.addresses[0] == second


@pytest.mark.parametrize(("members", "fires"), [("2", False), ("1", True), ("0", True), ("", False), ("x", False)])
def test_xsc_09_a_pool_has_members(members: str, fires: bool) -> None:
    found = [p.addresses for p in problems("XSC-09", {MEMBERS: members})]
    assert found == [(MEMBERS, f"{UTILIZATION}.patent_pools.r1.pool_name")] * fires


def test_xsc_09_asks_nobody_who_has_no_pool() -> None:
    none = {f"{UTILIZATION}.patent_pools.rows": "", f"{UTILIZATION}.patent_pools.nothing_to_report": "1"}
    assert shown_at("XSC-09", {MEMBERS: "1"} | none) == []
    assert shown_at("XSC-09", {MEMBERS: "1", f"{UTILIZATION}.patent_pools.rows": "r9"}) == []


FOREIGN = [f"{PATENTS}.{year}.in_force_foreign" for year in (2016, 2017)]
NONE_ABROAD = dict.fromkeys(FOREIGN, "0")
STANDARD = f"{UTILIZATION}.standards.r3"


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({}, True),
        ({f"{STANDARD}.sep_count": "1"}, True),
        ({f"{STANDARD}.sep_count": "0"}, False),
        ({f"{STANDARD}.sep_count": ""}, False),
        ({f"{STANDARD}.standard_type": "national"}, False),
        ({f"{STANDARD}.standard_type": ""}, False),
        ({FOREIGN[0]: "1"}, False),
        ({FOREIGN[1]: "1"}, False),
        ({FOREIGN[0]: ""}, False),
        ({FOREIGN[1]: "x"}, False),
    ],
)
def test_xsc_11_an_international_standard_goes_with_patents_abroad(changes: dict[str, str], fires: bool) -> None:
    found = [p.addresses for p in problems("XSC-11", NONE_ABROAD | changes)]
    assert found == [(f"{STANDARD}.sep_count", f"{STANDARD}.standard_type", *FOREIGN)] * fires


@pytest.mark.parametrize(
    ("sued", "enforced", "fires"),
    [
        *(("11", "11", False), ("12", "11", True), ("1", "0", True), ("0", "0", False)),
        *(("", "0", False), ("5", "", False), ("x", "0", False)),
    ],
)
def test_xsc_12_lawsuits_are_among_the_cases_enforced(sued: str, enforced: str, fires: bool) -> None:
    assert [p.addresses for p in problems("XSC-12", {SUED: sued, ENFORCED: enforced})] == [(ENFORCED, SUED)] * fires


def test_xsc_12_looks_at_every_year_and_shows_both_figures() -> None:
    cells = {number_at("litigation_plaintiff", 2016): "1200", number_at("enforcement", 2016): "1100"}
    (problem,) = problems("XSC-12", cells)
    assert problem.addresses == (number_at("enforcement", 2016), number_at("litigation_plaintiff", 2016))
    assert (problem.parameters["value"], problem.parameters["limit"]) == ("1,200", "1,100")
    assert problem.message("zh") == "2016年主诉案件数大于维权数量，维权应包含主诉案件，请核实。"


FIRST, SECOND = (
    (number_at(stem), amount_at(stem)) for stem in ("collective_negotiation", "collective_negotiation_line2")
)


@pytest.mark.parametrize(
    ("first", "second", "fires"),
    [
        *((("2", "150"), ("2", "150"), True), (("2", "150"), ("2", "150.00"), True), (("2", "0"), ("2", "0"), True)),
        *((("2", "150"), ("2", "149"), False), (("2", "150"), ("3", "150"), False)),
        *((("0", "0"), ("0", "0"), False), (("0", "5"), ("0", "5"), True)),
        *((("", ""), ("", ""), False), (("2", ""), ("2", ""), False), (("2", "x"), ("2", "x"), False)),
        *((("2", "150"), ("", ""), False), (("x", "5"), ("x", "5"), False)),
    ],
)
def test_xsc_13_the_line_printed_twice_is_reported_once(
    first: tuple[str, str], second: tuple[str, str], fires: bool
) -> None:
    cells = dict(zip((*FIRST, *SECOND), (*first, *second), strict=True))
    assert [p.addresses for p in problems("XSC-13", cells)] == [(*SECOND, *FIRST)] * fires
    assert shown_at("XSC-13", cells, second_negotiation_line=SecondNegotiationLine("hidden")) == []


@pytest.mark.parametrize(
    ("name", "staff", "fires"),
    [
        *(("知识产权部", "1", False), ("知识产权部", "0", True), ("无", "0", False), ("无", "1", True)),
        *(("没有", "3", True), ("暂无。", "3", True), ("None", "3", True), ("ＮＯＮＥ", "3", True), ("N/A", "3", True)),
        *(("-", "3", True), ("——", "3", True), ("／", "3", True), ("——", "0", False), ("（无）", "0", False)),
        *(("无锡分会", "3", False), ("无锡分会", "0", True), ("", "0", False), ("", "3", False)),
        *(("知识产权部", "", False), ("无", "", False), ("无", "x", False)),
    ],
)
def test_xsc_14_a_management_body_has_staff_and_staff_has_a_body(name: str, staff: str, fires: bool) -> None:
    assert [p.addresses for p in problems("XSC-14", {OFFICE: name, STAFF: staff})] == [(STAFF, OFFICE)] * fires


OWN = SAMPLES["A"]["profile"]["organization_name"]


@pytest.mark.parametrize(
    ("listed", "own", "fires"),
    [
        *((OWN, OWN, True), (f" {OWN[:4]} {OWN[4:]}", OWN, True), (OWN + "（虚构）分会", OWN, False)),
        *(("ＩＰ Alliance", "ip alliance", True), ("", "", False), ("甲", "", False), ("", "甲", False)),
    ],
)
def test_xsc_15_an_alliance_does_not_list_itself(listed: str, own: str, fires: bool) -> None:
    found = [p.addresses for p in problems("XSC-15", {ALLIANCE: listed}, organization_name=own)]
    assert found == [(ALLIANCE, "profile.name")] * fires


@pytest.mark.parametrize(
    ("enterprises", "sales", "fires"),
    [
        *(("1", "0.01", False), ("0", "0", False), ("1", "0", True), ("0", "0.01", True)),
        *(("", "0", False), ("1", "", False), ("x", "5", False), ("0", "x", False)),
    ],
)
def test_xsc_16_enterprises_have_sales(enterprises: str, sales: str, fires: bool) -> None:
    found = [p.addresses for p in problems("XSC-16", {ENTERPRISES: enterprises, SALES: sales})]
    assert found == [(SALES, ENTERPRISES)] * fires


def test_operations_are_compared_with_the_same_year_of_the_other_sections() -> None:
    assert shown_at("XSC-06", {f"{OPERATIONS}.2017.licensed_out_patents": "4900"}) == []
    assert shown_at("XSC-06", {f"{OPERATIONS}.2016.licensed_out_patents": "4900"}) == [
        f"{OPERATIONS}.2016.licensed_out_patents"
    ]
