"""ARI-04 … ARI-08: layouts, pools and the total row, just inside and just outside their bounds."""

import pytest

from portal.form.checks.arithmetic import ARI_08, total_row_agrees
from portal.form.context import RuleSettings
from portal.form.problems import Level
from tests.form.within_records import fired, problems

LAYOUT = ("total", "invention", "utility_model", "design", "foreign")
ADDRESS = "patent_layouts.r2.layout_total"
THREE = "collaborative_utilization"


def layout(*texts: str) -> dict[str, str]:
    return {f"patent_layouts.r2.layout_{line}": text for line, text in zip(LAYOUT, texts, strict=True)}


@pytest.mark.parametrize(
    ("convention", "total", "rules"),
    [
        ("additive", "59", ["ARI-04"]),
        ("additive", "60", ["ARI-05"]),
        ("additive", "69", ["ARI-05"]),
        ("additive", "70", []),
        ("additive", "71", ["ARI-04"]),
        ("memo", "60", []),
        ("memo", "61", ["ARI-05"]),
        ("memo", "70", ["ARI-05"]),
        ("memo", "71", ["ARI-04"]),
    ],
)
def test_ari_04_and_ari_05_hold_a_layout_to_its_parts(convention: str, total: str, rules: list[str]) -> None:
    cells = layout(total, "10", "20", "30", "10")
    found = fired(THREE, cells, foreign_patent_convention=convention)
    assert [rule for rule, address in found if address == ADDRESS] == rules


def test_ari_04_and_ari_05_name_the_layout() -> None:
    (apart,) = problems(THREE, layout("71", "10", "20", "30", "10") | {"patent_layouts.r2.layout_name": "气体传感"})
    assert (apart.level, apart.message("zh")) == (Level.HARD, "“气体传感”专利总数（71）与分项不符。")
    assert apart.message("en") == "Total of “气体传感” (71) does not agree with its parts."
    assert apart.addresses == tuple(f"{THREE}.patent_layouts.r2.layout_{line}" for line in LAYOUT)
    cells = layout("6100", "1000", "2000", "3000", "500") | {"patent_layouts.r2.layout_name": "气体传感"}
    (other,) = problems(THREE, cells)
    assert (other.level, other.message("zh")) == (
        Level.SOFT,
        "“气体传感”专利总数（6,100）不等于分项之和（6,500），请说明口径。",
    )
    assert other.message("en") == "Total of “气体传感” (6,100) differs from the sum of its parts (6,500); explain."
    rows = problems(THREE, cells, foreign_patent_convention="memo")
    (memo,) = [problem for problem in rows if problem.addresses == other.addresses]
    assert memo.message("zh") == "“气体传感”专利总数（6,100）不等于发明、实用新型、外观设计之和（6,000），请说明口径。"
    assert memo.message("en") == (
        "Total of “气体传感” (6,100) differs from invention + utility model + design (6,000); explain."
    )
    assert (memo.rule.code, memo.level, other.addresses) == ("ARI-05", Level.SOFT, apart.addresses)


def test_a_layout_without_a_name_is_called_by_its_row() -> None:
    cells = layout("71", "10", "20", "30", "10") | {"patent_layouts.r2.layout_name": ""}
    (_name, problem) = problems(THREE, cells)
    assert problem.message("zh") == "“第2行”专利总数（71）与分项不符。"
    assert problem.message("en") == "Total of “row 2” (71) does not agree with its parts."


@pytest.mark.parametrize("line", LAYOUT)
@pytest.mark.parametrize(("text", "rule"), [("", "REQ-01"), ("1.5", "FMT-11")])
def test_a_layout_waits_until_every_figure_can_be_read(line: str, text: str, rule: str) -> None:
    address = f"patent_layouts.r2.layout_{line}"
    assert fired(THREE, layout("71", "10", "20", "30", "10") | {address: text}) == [(rule, address)]


@pytest.mark.parametrize(
    ("total", "rules"),
    [("2", []), ("1", ["ARI-06"]), ("0", ["ARI-06"])],
)
def test_ari_06_wants_at_least_two_patents_in_a_layout(total: str, rules: list[str]) -> None:
    assert fired(THREE, layout(total, total, "0", "0", "0")) == [(rule, ADDRESS) for rule in rules]


def test_ari_06_stands_beside_ari_04_and_names_the_layout() -> None:
    cells = layout("1", "10", "0", "0", "0") | {"patent_layouts.r2.layout_name": "气体传感"}
    (apart, small) = problems(THREE, cells)
    assert (apart.rule.code, small.rule.code, small.level) == ("ARI-04", "ARI-06", Level.HARD)
    assert (small.addresses, small.parameters["total"]) == ((f"{THREE}.{ADDRESS}",), "1")
    assert small.message("zh") == "“气体传感”专利总数应不少于2件：单个专利不能构成专利布局。"
    assert small.message("en") == "“气体传感” needs at least 2 patents: a single patent cannot constitute a layout."
    assert ("ARI-06", ADDRESS) in fired(THREE, layout("1", "", "0", "0", "0"))


POOL = "patent_pools.r1.pool_patents"


@pytest.mark.parametrize(("text", "rules"), [("2", []), ("1", ["ARI-07"]), ("0", []), ("11", [])])
def test_ari_07_asks_about_a_pool_of_one_patent(text: str, rules: list[str]) -> None:
    assert fired(THREE, {POOL: text}) == [(rule, POOL) for rule in rules]


def test_ari_07_names_the_pool_or_its_row() -> None:
    (problem,) = problems(THREE, {POOL: "1"})
    assert problem.level is Level.SOFT
    assert problem.message("zh") == "专利池“MEMS麦克风专利池”仅1件专利，请核实（专利池为专利组合）。"
    assert problem.message("en") == "Patent pool “MEMS麦克风专利池” has one patent; a pool is a combination of patents."
    assert problem.parameters["value"] == 1
    (_name, nameless) = problems(THREE, {POOL: "1", "patent_pools.r1.pool_name": ""})
    assert nameless.message("en").startswith("Patent pool “row 1” has one patent")


@pytest.mark.parametrize("imported", ["428", " 428 ", "４２８", "428件", "428个", "0428", ""])
def test_ari_08_accepts_a_total_row_that_says_what_is_computed(imported: str) -> None:
    assert total_row_agrees(imported, 428)


@pytest.mark.parametrize("imported", ["427", "429", "0", "428.5", "many", "-428"])
def test_ari_08_refuses_a_total_row_that_says_something_else(imported: str) -> None:
    assert not total_row_agrees(imported, 428)


def test_ari_08_reads_thousands_commas() -> None:
    assert total_row_agrees("1,740", 1740)
    assert total_row_agrees("199,999,999,800件", 199_999_999_800)


def test_ari_08_names_both_figures() -> None:
    problem = ARI_08.problem(f"{THREE}.patent_layouts.rows", value="427", computed="428")
    assert problem.level is Level.HARD
    assert problem.message("zh") == "合计行由系统计算，导入值427与计算值428不一致。"
    assert problem.message("en") == "The total row is computed; imported 427 differs from 428."


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (layout("71", "10", "20", "30", "10"), "ARI-04"),
        (layout("60", "10", "20", "30", "10"), "ARI-05"),
        (layout("1", "1", "0", "0", "0"), "ARI-06"),
        ({POOL: "1"}, "ARI-07"),
    ],
)
def test_a_round_can_switch_a_rule_of_layouts_and_pools_off(cells: dict[str, str], rule: str) -> None:
    assert [code for code, _ in fired(THREE, cells)] == [rule]
    assert fired(THREE, cells, rules=RuleSettings(off=frozenset({rule}))) == []
