"""XYR-01 … XYR-08: one year beside the year before, just inside and just outside every bound."""

from decimal import Decimal

import pytest

from tests.form.whole_returns import OPERATIONS, PATENTS, STEMS, amount_at, moved, problems, shown_at

STOCK = f"{PATENTS}.2017.in_force_total"
STOCK_BEFORE = f"{PATENTS}.2016.in_force_total"
GRANTED = f"{PATENTS}.2017.grants_total"
APPLIED = f"{PATENTS}.2017.applications_total"
APPLIED_BEFORE = f"{PATENTS}.2016.applications_total"
KINDS = ("total", "invention", "utility_model", "design", "foreign")
FLOWS = [f"{counted}_{kind}" for counted in ("applications", "grants") for kind in KINDS]
BOUGHT = f"{OPERATIONS}.2017.purchased_patents"


def stocks(before: str, now: str) -> dict[str, str]:
    return {STOCK_BEFORE: before, STOCK: now}


def flow(code: str, before: str, now: str) -> dict[str, str]:
    return {f"{PATENTS}.2016.{code}": before, f"{PATENTS}.2017.{code}": now}


def granted(number: str, now: str, before: str = "1000") -> dict[str, str]:
    return {GRANTED: number, APPLIED: now, APPLIED_BEFORE: before}


FOLLOWS = {STOCK_BEFORE: "1000", GRANTED: "200", BOUGHT: "30"}


@pytest.mark.parametrize(("stock", "places"), [("1230", []), ("1231", [STOCK]), ("1000", []), ("99999", [STOCK])])
def test_xyr_01_a_stock_grows_by_grants_and_purchases(stock: str, places: list[str]) -> None:
    assert shown_at("XYR-01", FOLLOWS | {STOCK: stock}) == places


def test_xyr_01_names_the_stock_and_its_limit_and_all_four_figures() -> None:
    (problem,) = problems("XYR-01", FOLLOWS | {STOCK: "1231"})
    assert problem.addresses == (STOCK, STOCK_BEFORE, GRANTED, BOUGHT)
    assert (
        problem.message("zh")
        == "2017年有效专利拥有量（1,231）大于上年存量加当年授权和购买量（1,230），如因会员增加请说明。"
    )
    assert problem.message("en") == (
        "Patents in force in 2017 (1,231) exceed last year's stock plus grants and purchases (1,230);"
        " explain, for example new members."
    )


@pytest.mark.parametrize("blank", [STOCK, STOCK_BEFORE, GRANTED, BOUGHT])
@pytest.mark.parametrize("text", ["", "x"])
def test_xyr_01_waits_for_all_four_figures(blank: str, text: str) -> None:
    assert shown_at("XYR-01", FOLLOWS | {STOCK: "1231"} | {blank: text}) == []


@pytest.mark.parametrize(
    ("before", "now", "percent"),
    [
        *(("1000", "700", None), ("1000", "699", "30"), ("1000", "0", "100"), ("0", "0", None)),
        *(("60", "41", None), ("60", "40", "33"), ("200", "138", "31"), ("700", "701", None)),
    ],
)
def test_xyr_02_a_stock_lapses_slowly(before: str, now: str, percent: str | None) -> None:
    found = problems("XYR-02", stocks(before, now))
    assert [p.parameters["pct"] for p in found] == [percent] * (percent is not None)
    assert all(p.addresses == (STOCK, STOCK_BEFORE) and p.parameters["year"] == 2017 for p in found)


@pytest.mark.parametrize(
    ("bound", "value", "inside", "outside"),
    [
        ("max_lapse", "0.5", ("1000", "500"), ("1000", "499")),
        ("max_lapse", "0", ("1000", "1000"), ("1000", "980")),
        ("floor", "21", ("60", "40"), ("60", "39")),
    ],
)
def test_xyr_02_asks_at_the_bounds_of_the_round(
    bound: str, value: str, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    assert shown_at("XYR-02", stocks(*inside), rules=moved("XYR-02", **{bound: value})) == []
    assert shown_at("XYR-02", stocks(*outside), rules=moved("XYR-02", **{bound: value})) == [STOCK]


@pytest.mark.parametrize("code", FLOWS)
@pytest.mark.parametrize(
    ("rule", "before", "now", "percent"),
    [
        *(("XYR-03", "20", "40", None), ("XYR-03", "20", "41", "105"), ("XYR-03", "19", "1000", None)),
        *(("XYR-03", "0", "1000", None), ("XYR-03", "100", "1000", "900")),
        *(("XYR-04", "40", "20", None), ("XYR-04", "40", "19", "53"), ("XYR-04", "20", "9", "55")),
        *(("XYR-04", "19", "0", None), ("XYR-04", "20", "0", "100"), ("XYR-04", "41", "20", "51")),
    ],
)
def test_xyr_03_and_04_flows_neither_double_nor_halve(
    code: str, rule: str, before: str, now: str, percent: str | None
) -> None:
    found = [p for p in problems(rule, flow(code, before, now)) if p.addresses[0].endswith(code)]
    assert [(p.addresses, p.parameters["pct"]) for p in found] == [
        ((f"{PATENTS}.2017.{code}", f"{PATENTS}.2016.{code}"), percent)
    ] * (percent is not None)


@pytest.mark.parametrize(
    ("rule", "bound", "value", "inside", "outside"),
    [
        ("XYR-03", "up", "0.5", ("20", "30"), ("20", "31")),
        ("XYR-03", "floor", "21", ("20", "99"), ("21", "99")),
        ("XYR-03", "floor", "0", ("0", "99"), ("1", "3")),
        ("XYR-04", "down", "0.25", ("40", "30"), ("40", "29")),
        ("XYR-04", "floor", "41", ("40", "3"), ("41", "3")),
        ("XYR-04", "floor", "0", ("0", "0"), ("1", "0")),
    ],
)
def test_xyr_03_and_04_ask_at_the_bounds_of_the_round(
    rule: str, bound: str, value: str, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    place = f"{PATENTS}.2017.grants_design"
    assert place not in shown_at(rule, flow("grants_design", *inside), rules=moved(rule, **{bound: value}))
    assert place in shown_at(rule, flow("grants_design", *outside), rules=moved(rule, **{bound: value}))


def test_xyr_03_and_04_name_the_year_and_the_label() -> None:
    (up,) = problems("XYR-03", flow("grants_design", "20", "50"))
    assert up.message("zh") == "2017年授权量（件）：外观设计较上年增长150%，请核实并说明。"
    assert up.message("en") == "Grants: design rose by 150% in 2017; check and explain."
    (down,) = problems("XYR-04", flow("grants_design", "50", "20"))
    assert down.message("zh") == "2017年授权量（件）：外观设计较上年下降60%，请核实并说明。"
    assert down.message("en") == "Grants: design fell by 60% in 2017; check and explain."


@pytest.mark.parametrize("rule", ["XYR-03", "XYR-04"])
@pytest.mark.parametrize(("before", "now"), [("", "900"), ("900", ""), ("x", "900"), ("900", "x")])
def test_xyr_03_and_04_wait_for_both_years(rule: str, before: str, now: str) -> None:
    assert shown_at(rule, flow("grants_design", before, now)) == []


@pytest.mark.parametrize(
    ("number", "now", "before", "fires"),
    [
        *(("50", "20", "30", False), ("51", "20", "30", True), ("19", "5", "5", False), ("20", "5", "5", True)),
        *(("20", "0", "0", True), ("20", "0", "20", False), ("20", "20", "0", False)),
        *(("51", "", "30", False), ("51", "20", "", False), ("", "20", "30", False)),
    ],
)
def test_xyr_05_grants_stay_within_the_applications_of_two_years(
    number: str, now: str, before: str, fires: bool
) -> None:
    found = [p.addresses for p in problems("XYR-05", granted(number, now, before))]
    assert found == [(GRANTED, APPLIED, APPLIED_BEFORE)] * fires


def test_xyr_05_asks_at_the_floor_of_the_round_and_never_in_the_first_year() -> None:
    rules = moved("XYR-05", floor="51")
    assert shown_at("XYR-05", granted("50", "5", "5"), rules=rules) == []
    assert shown_at("XYR-05", granted("51", "5", "5"), rules=rules) == [GRANTED]
    assert shown_at("XYR-05", {f"{PATENTS}.2016.grants_total": "99999"}) == []
    assert shown_at("XYR-05", granted("51", "5", "5"), joined_year=2017) == []


@pytest.mark.parametrize(
    ("number", "applied", "fires"),
    [
        *(("120", "100", False), ("121", "100", True), ("19", "5", False), ("20", "5", True)),
        *(("20", "0", True), ("24", "20", False), ("25", "20", True), ("", "20", False), ("25", "", False)),
    ],
)
def test_xyr_06_grants_hardly_exceed_applications(number: str, applied: str, fires: bool) -> None:
    found = [p.addresses for p in problems("XYR-06", granted(number, applied))]
    assert found == [(GRANTED, APPLIED)] * fires


@pytest.mark.parametrize(
    ("bound", "value", "inside", "outside"),
    [("max_ratio", "2", ("200", "100"), ("201", "100")), ("floor", "31", ("30", "5"), ("31", "5"))],
)
def test_xyr_06_asks_at_the_bounds_of_the_round(
    bound: str, value: str, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    assert shown_at("XYR-06", granted(*inside), rules=moved("XYR-06", **{bound: value})) == []
    assert shown_at("XYR-06", granted(*outside), rules=moved("XYR-06", **{bound: value})) == [GRANTED]


def test_xyr_06_looks_at_the_first_year_too_and_names_both_figures() -> None:
    first = {f"{PATENTS}.2016.grants_total": "2500", APPLIED_BEFORE: "1420"}
    (problem,) = problems("XYR-06", first)
    assert problem.addresses == (f"{PATENTS}.2016.grants_total", APPLIED_BEFORE)
    assert problem.message("zh") == "2016年授权量（2,500）明显高于申请量（1,420），请核实。"
    assert problem.message("en") == "Grants (2,500) clearly exceed applications (1,420) in 2016."
    assert shown_at("XYR-06", {GRANTED: "2500"}, joined_year=2017) == [GRANTED]


@pytest.mark.parametrize(
    ("stock", "number", "fires"),
    [
        *(("80", "100", False), ("79", "100", True), ("0", "19", False), ("0", "20", True)),
        *(("16", "20", False), ("15", "20", True), ("", "100", False), ("79", "", False), ("x", "100", False)),
    ],
)
def test_xyr_07_a_stock_holds_most_of_the_grants(stock: str, number: str, fires: bool) -> None:
    assert [p.addresses for p in problems("XYR-07", {STOCK: stock, GRANTED: number})] == [(STOCK, GRANTED)] * fires


def test_xyr_07_asks_at_the_floor_of_the_round_and_in_the_first_year() -> None:
    rules = moved("XYR-07", floor="41")
    assert shown_at("XYR-07", {STOCK: "0", GRANTED: "40"}, rules=rules) == []
    assert shown_at("XYR-07", {STOCK: "0", GRANTED: "41"}, rules=rules) == [STOCK]
    assert shown_at("XYR-07", {STOCK_BEFORE: "10"}) == [STOCK_BEFORE]


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize(
    ("before", "now", "ratio"),
    [
        *(("100", "1000", None), ("100", "1000.01", "10"), ("99", "999.99", None), ("99", "1000", "10")),
        *(("0", "5000", None), ("0.01", "1000", "100,000"), ("100", "1050", "11"), ("", "5000", None)),
        *(("100", "", None), ("1000", "100", None), ("100", "x", None)),
    ],
)
def test_xyr_08_amounts_do_not_grow_tenfold(stem: str, before: str, now: str, ratio: str | None) -> None:
    found = problems("XYR-08", {amount_at(stem, 2016): before, amount_at(stem): now})
    assert [(p.addresses, p.parameters["ratio"]) for p in found] == [
        ((amount_at(stem), amount_at(stem, 2016)), ratio)
    ] * (ratio is not None)


@pytest.mark.parametrize(
    ("bound", "value", "inside", "outside"),
    [("k", "5", ("200", "1000"), ("200", "1000.01")), ("floor", "2000", ("100", "1999.99"), ("100", "2000"))],
)
def test_xyr_08_asks_at_the_bounds_of_the_round(
    bound: str, value: str, inside: tuple[str, str], outside: tuple[str, str]
) -> None:
    before, now = amount_at("enforcement", 2016), amount_at("enforcement")
    rules = moved("XYR-08", **{bound: value})
    assert shown_at("XYR-08", dict(zip((before, now), inside, strict=True)), rules=rules) == []
    assert shown_at("XYR-08", dict(zip((before, now), outside, strict=True)), rules=rules) == [now]


def test_xyr_08_names_the_pair_and_the_ratio() -> None:
    (problem,) = problems("XYR-08", {amount_at("assigned", 2016): "100", amount_at("assigned"): "1200"})
    assert problem.message("zh") == "2017年“对外转让专利数量（件）：金额（万元）”为上年的12倍，请核实。"
    assert problem.message("en") == "“Patents assigned to others: amount” in 2017 is 12 times the previous year."
    assert problem.rule.parameters == {"k": Decimal(10), "floor": Decimal(1000)}


@pytest.mark.parametrize("rule", ["XYR-01", "XYR-02", "XYR-03", "XYR-08"])
def test_the_joining_year_is_compared_with_no_year_before_it(rule: str) -> None:
    changes = FOLLOWS | {STOCK: "1" if rule == "XYR-02" else "99999"} | flow("grants_design", "20", "99")
    changes |= {amount_at("assigned", 2016): "1", amount_at("assigned"): "9000"}
    assert shown_at(rule, changes)
    assert shown_at(rule, changes, joined_year=2017) == []
