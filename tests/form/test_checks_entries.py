"""FMT-13, FMT-14 and FMT-16: placeholders, repeated rows and “other” without a word."""

import pytest

from portal.form.checks.entries import NAMED, is_placeholder
from portal.form.context import RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.kinds import Text
from portal.form.problems import Level
from tests.form.samples import changed
from tests.form.within_records import fired, problems

LISTS = [pytest.param(section, *named, id=named[0]) for section, lists in NAMED.items() for named in lists]


def test_every_list_with_names_is_looked_at() -> None:
    named = {
        (section.code, block.code, code)
        for section in EDITION_2017.sections
        for block in section.blocks
        for code, kind in block.cell_kinds.items()
        if code.endswith("_name") and isinstance(kind, Text) and not hasattr(block, "part_label")
    }
    fields = {("system_building", "contact", "contact_name"), ("system_building", "management", "ip_office_name")}
    assert named - fields == {(section, block, code) for section, lists in NAMED.items() for block, code, _ in lists}


@pytest.mark.parametrize(
    "name",
    [
        *("无", "/", "-", "测试", "同上", "——", "/ / /", "……", "（无）", "无。", "暂无", "没有", "同 上"),
        *("N/A", "n/a", "None", "ＴＥＳＴ", "A", "甲", "5", "__", "-" * 200, "ditto......."),
    ],
)
def test_names_that_name_nothing_are_known(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize(
    "name",
    [
        "5G",
        "测试平台",
        "无人机",
        "同上海合作",
        "C+",
        "专利",
        "test bench",
        "无无",
        "测试" + "。" * 20,
        "none of the above at all",
    ],
)
def test_names_that_name_something_are_left_alone(name: str) -> None:
    assert not is_placeholder(name)


@pytest.mark.parametrize(("section", "block", "code", "dated"), LISTS)
def test_fmt_13_asks_about_placeholders_in_every_list(section: str, block: str, code: str, dated: str) -> None:
    address = f"{block}.r1.{code}"
    assert fired(section, {address: "专利"}) == []
    (problem,) = problems(section, {address: "测试"})
    assert (problem.rule.code, problem.level, problem.rule.extended) == ("FMT-13", Level.SOFT, True)
    assert problem.addresses == (f"{section}.{address}",)
    label = EDITION_2017.by_code[section].by_code[block].by_code[code].label
    assert problem.message("zh") == f"“{label.zh}”内容疑似无效，请核实；没有请勾选“本项无”。"
    assert problem.message("en") == f"“{label.en}” looks like a placeholder; tick “nothing to report” if there is none."
    assert problem.parameters["value"] == "测试"
    assert fired(section, {address: "测试"}, rules=RuleSettings(off=frozenset({"FMT-13"}))) == []


def twice(section: str, block: str, code: str, dated: str, names: list[str], years: list[str]) -> dict[str, str]:
    """The rows r1, r2 … of *block* in sample A, all like its first row but for their names and years."""
    first = {
        address.removeprefix(f"{block}.r1."): text
        for address, text in changed(section, {}).items()
        if address.startswith(f"{block}.r1.")
    }
    rows = {f"{block}.rows": " ".join(f"r{number}" for number in range(1, len(names) + 1))}
    for number, (name, year) in enumerate(zip(names, years, strict=True), 1):
        row = first | {code: name} | ({dated: year} if dated else {})
        rows |= {f"{block}.r{number}.{column}": text for column, text in row.items()}
    return rows


@pytest.mark.parametrize(("section", "block", "code", "dated"), LISTS)
def test_fmt_14_asks_about_the_later_of_two_rows_of_one_name_and_year(
    section: str, block: str, code: str, dated: str
) -> None:
    rows = twice(section, block, code, dated, ["甲 Ａ项目", "乙项目", "甲a项目"], ["2016", "2016", "2016"])
    (problem,) = problems(section, rows)
    assert (problem.rule.code, problem.level, problem.rule.extended) == ("FMT-14", Level.SOFT, True)
    columns = (code, dated) if dated else (code,)
    assert problem.addresses == tuple(f"{section}.{block}.{row}.{c}" for row in ("r3", "r1") for c in columns)
    title = EDITION_2017.by_code[section].by_code[block].title
    assert problem.message("zh") == f"“{title.of('zh', round_year=2017)}”中“甲a项目”重复，请核实。"
    assert problem.message("en") == f"“甲a项目” is repeated in “{title.of('en', round_year=2017)}”; please check."
    assert fired(section, rows, rules=RuleSettings(off=frozenset({"FMT-14"}))) == []


@pytest.mark.parametrize(("section", "block", "code", "dated"), [one for one in LISTS if one.values[3]])
def test_fmt_14_lets_a_name_return_in_another_year(section: str, block: str, code: str, dated: str) -> None:
    assert fired(section, twice(section, block, code, dated, ["甲项目", "甲项目"], ["2016", "2017"])) == []


def test_fmt_14_fires_once_for_each_further_row_and_points_at_the_first() -> None:
    list_ = ("trainings", "training_name", "training_year")
    found = problems("system_building", twice("system_building", *list_, ["甲课程"] * 3, ["2017"] * 3))
    assert [problem.addresses[0::2] for problem in found] == [
        tuple(f"system_building.trainings.{row}.training_name" for row in (later, "r1")) for later in ("r2", "r3")
    ]


def test_fmt_14_looks_at_the_year_of_a_date() -> None:
    list_ = ("databases", "database_name", "database_built_on")
    rows = twice("patent_information", *list_, ["甲库"] * 2, ["2016-01", "2016-12-31"])
    assert fired("patent_information", rows) == [("FMT-14", "databases.r2.database_name")]


def test_fmt_14_looks_past_a_row_without_a_name() -> None:
    list_ = ("trainings", "training_name", "training_year")
    rows = twice("system_building", *list_, ["甲课程", "", "甲课程"], ["2017"] * 3)
    assert ("FMT-14", "trainings.r3.training_name") in fired("system_building", rows)


@pytest.mark.parametrize("year", ["", "soon"])
def test_fmt_14_waits_until_name_and_year_can_be_read(year: str) -> None:
    list_ = ("trainings", "training_name", "training_year")
    rules = [rule for rule, _ in fired("system_building", twice("system_building", *list_, ["甲课程"] * 2, [year] * 2))]
    assert rules == ["REQ-01" if not year else "FMT-11"] * 2
    nameless = fired("system_building", twice("system_building", *list_, ["", ""], ["2017"] * 2))
    assert [rule for rule, _ in nameless] == ["REQ-01"] * 2


FREQUENCY = "databases.r1.database_update_frequency"
FORMS = "operations_by_year.2017.financial_participation_forms"


@pytest.mark.parametrize(
    ("section", "cell", "chosen", "harmless"),
    [
        ("patent_information", FREQUENCY, "other", "irregular"),
        ("collaborative_utilization", FORMS, "other", "credit,insurance"),
        ("collaborative_utilization", FORMS, "credit,other", "credit"),
    ],
)
def test_fmt_16_wants_a_word_for_other(section: str, cell: str, chosen: str, harmless: str) -> None:
    assert fired(section, {cell: harmless}) == []
    assert fired(section, {cell: chosen, f"{cell}_other": "每日两次"}) == []
    (problem,) = problems(section, {cell: chosen})
    assert (problem.rule.code, problem.level) == ("FMT-16", Level.HARD)
    assert problem.addresses == (f"{section}.{cell}_other", f"{section}.{cell}")
    assert problem.message("zh") == "选择“其他”的请注明内容。"
    assert problem.message("en") == "Specify the text for “other”."
    assert ("year" in problem.parameters) == ("operations_by_year" in cell)
    assert fired(section, {cell: chosen}, rules=RuleSettings(off=frozenset({"FMT-16"}))) == []


def test_fmt_16_asks_nothing_where_nothing_is_chosen() -> None:
    assert fired("patent_information", {FREQUENCY: ""}) == [("REQ-01", FREQUENCY)]
    assert fired("collaborative_utilization", {FORMS: ""}) == [("REQ-07", FORMS)]
