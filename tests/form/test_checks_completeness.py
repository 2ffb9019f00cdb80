"""REQ-01 … REQ-07: what is missing, at which cell, and what is not asked for."""

import pytest

from portal.form.blocks import Rows, YearParts
from portal.form.checks import check_section
from portal.form.checks.plan import plan_of
from portal.form.context import SecondNegotiationLine
from portal.form.editions import EDITION_2017
from portal.form.wording import Wording
from tests.form.samples import SAMPLES, changed, context
from tests.form.within_records import fired, problems

A = context(SAMPLES["A"])
STANDING = [
    pytest.param(section.code, cell.address, id=cell.address)
    for section in EDITION_2017.sections
    for cell in plan_of(section, A).cells.values()
    if cell.required and not cell.year
]
BY_YEAR = [
    pytest.param(section.code, cell.address, id=cell.address)
    for section in EDITION_2017.sections
    for cell in plan_of(section, A).cells.values()
    if cell.required and cell.year
]
LISTS = [
    pytest.param(section.code, block, id=block.code)
    for section in EDITION_2017.sections
    for block in section.blocks
    if isinstance(block, Rows)
]
COLUMNS = [
    pytest.param(section.code, block, field, id=field.code)
    for section in EDITION_2017.sections
    for block in section.blocks
    if isinstance(block, Rows)
    for field in block.entered
]
PARTS = [
    pytest.param(section.code, block, id=block.code)
    for section in EDITION_2017.sections
    for block in section.blocks
    if isinstance(block, YearParts)
]


def rows_of(section: str, block: Rows) -> dict[str, str]:
    """Changes that take every row of *block* away."""
    return {a: "" for a in changed(section, {}) if a.startswith(block.code + ".")}


@pytest.mark.parametrize("section", [s.code for s in EDITION_2017.sections])
def test_a_complete_section_lacks_nothing(section: str) -> None:
    assert fired(section, {}) == []


@pytest.mark.parametrize(("section", "address"), STANDING)
def test_req_01_asks_for_each_required_field_left_blank(section: str, address: str) -> None:
    assert fired(section, {address: ""}) == [("REQ-01", address)]


def test_req_01_does_not_ask_for_an_optional_field() -> None:
    assert fired("system_building", {"contact.fax": ""}) == []


@pytest.mark.parametrize(("section", "block", "field"), COLUMNS)
def test_req_01_asks_for_required_cells_of_rows_that_hold_anything(section: str, block: Rows, field) -> None:
    address = f"{block.code}.r1.{field.code}"
    expected = [("REQ-01", address)] if field.required else []
    assert fired(section, {address: ""}) == expected


def test_req_01_quotes_the_official_label_in_both_languages() -> None:
    (problem,) = problems("system_building", {"contact.contact_name": ""})
    assert problem.message("zh") == "“姓名”为必填项。"
    assert problem.message("en") == "“Name” is required."
    assert problem.missing


def test_an_empty_row_is_no_row() -> None:
    assert fired("system_building", {"trainings.rows": "r1 r2 r3 r4"}) == []


def test_a_row_that_holds_only_a_zero_is_a_row() -> None:
    found = fired("collaborative_utilization", {"standards.rows": "r1 r2 r3 r4", "standards.r4.sep_count": "0"})
    assert found == [
        ("REQ-01", "standards.r4.standard_type"),
        ("REQ-01", "standards.r4.standard_name"),
        ("REQ-01", "standards.r4.standard_year"),
    ]


def test_cells_of_a_row_outside_the_order_are_not_looked_at() -> None:
    assert fired("system_building", {"trainings.gone.training_name": "x"}) == []


@pytest.mark.parametrize(("section", "block"), PARTS)
@pytest.mark.parametrize("year", [2016, 2017])
def test_req_02_fires_once_at_the_first_cell_of_a_year_left_blank(section: str, block: YearParts, year: int) -> None:
    prefix = f"{block.code}.{year}."
    blank = {a: "" for a in changed(section, {}) if a.startswith(prefix)}
    assert fired(section, blank) == [("REQ-02", prefix + block.entered[0].code)]


@pytest.mark.parametrize(("section", "block"), PARTS)
def test_req_03_takes_over_as_soon_as_one_cell_of_the_year_is_filled(section: str, block: YearParts) -> None:
    prefix = f"{block.code}.2016."
    first = block.entered[0].code
    blank = {a: "" for a in changed(section, {}) if a.startswith(prefix) and a != prefix + first}
    required = [prefix + f.code for f in block.entered if f.required and f.code != first]
    forms = [("REQ-07", f"{prefix}financial_participation_forms")] if "operations" in prefix else []
    found = [f for f in fired(section, blank) if f not in forms]
    assert found == [("REQ-03", address) for address in required]


def test_req_02_names_the_year_and_the_span() -> None:
    blank = {a: "" for a in changed("patent_protection", {}) if ".2016." in a}
    (problem,) = problems("patent_protection", blank)
    assert problem.message("zh") == "缺少2016年度数据；应填报2016年至2017年。"
    assert problem.message("en") == "The part for 2016 is missing; years 2016 to 2017 are required."


def test_req_02_asks_for_a_year_of_which_only_an_optional_cell_is_filled_cell_by_cell() -> None:
    blank = {a: "" for a in changed("patent_protection", {}) if ".2016." in a}
    filled = blank | {"protection_by_year.2016.collective_negotiation_line2_cases": "1"}
    assert [code for code, _ in fired("patent_protection", filled)] == ["REQ-03"] * 4


def test_req_02_follows_the_years_of_the_association() -> None:
    found = fired("patent_protection", {}, joined_year=2014)
    assert found == [("REQ-02", f"protection_by_year.{year}.enforcement_cases") for year in (2014, 2015)]


def test_a_later_round_asks_for_its_own_year_under_its_own_title() -> None:
    assert fired("patent_protection", {}, round_year=2018) == [("REQ-02", "protection_by_year.2018.enforcement_cases")]
    ticked, _ = problems("system_building", {"trainings.nothing_to_report": "1"}, round_year=2018)
    assert "自加入试点单位至2018年" in ticked.message("zh")


def test_years_outside_the_span_are_not_looked_at() -> None:
    assert fired("patent_protection", {"protection_by_year.2012.enforcement_cases": "-1"}) == []


@pytest.mark.parametrize(("section", "address"), BY_YEAR)
def test_req_03_asks_for_each_blank_number_of_a_year(section: str, address: str) -> None:
    assert fired(section, {address: ""}) == [("REQ-03", address)]


@pytest.mark.parametrize(("section", "address"), BY_YEAR)
def test_req_03_takes_a_zero_for_an_answer(section: str, address: str) -> None:
    assert "REQ-03" not in [code for code, _ in fired(section, {address: "0"})]


def test_req_03_puts_the_label_of_the_count_before_a_bare_amount() -> None:
    (problem,) = problems("collaborative_utilization", {"operations_by_year.2016.assigned_amount": ""})
    assert problem.message("zh") == "2016年“对外转让专利数量（件）：金额（万元）”不能为空，没有请填0。"
    assert problem.message("en") == "“Patents assigned to others: amount” for 2016 is blank; enter 0 if there is none."


@pytest.mark.parametrize(("section", "block"), LISTS)
def test_req_04_asks_an_empty_list_for_a_statement(section: str, block: Rows) -> None:
    assert fired(section, rows_of(section, block)) == [("REQ-04", f"{block.code}.nothing_to_report")]


@pytest.mark.parametrize(("section", "block"), LISTS)
def test_req_04_is_content_with_nothing_to_report(section: str, block: Rows) -> None:
    assert fired(section, rows_of(section, block) | {f"{block.code}.nothing_to_report": "1"}) == []


@pytest.mark.parametrize(("section", "block"), LISTS)
def test_req_04_does_not_take_empty_rows_for_an_answer(section: str, block: Rows) -> None:
    only_order = rows_of(section, block) | {f"{block.code}.rows": "r1 r2"}
    assert fired(section, only_order) == [("REQ-04", f"{block.code}.nothing_to_report")]


@pytest.mark.parametrize(("section", "block"), LISTS)
def test_req_05_refuses_nothing_to_report_beside_rows(section: str, block: Rows) -> None:
    ticked = {f"{block.code}.nothing_to_report": "1"}
    assert fired(section, ticked) == [("REQ-05", f"{block.code}.nothing_to_report")]


def test_req_05_is_wrong_and_not_missing() -> None:
    (problem,) = problems("system_building", {"trainings.nothing_to_report": "1"})
    assert not problem.missing


def test_titles_quoted_in_messages_take_the_year_of_the_round() -> None:
    (problem,) = problems("system_building", {"trainings.nothing_to_report": "1"}, round_year=2017)
    assert "自加入试点单位至2017年" in problem.message("zh")
    assert "to 2017" in problem.message("en")


def test_req_06_asks_for_the_work_summary() -> None:
    section = EDITION_2017.by_code["summary_materials"]
    (problem,) = check_section(section, {}, A)
    assert (problem.rule.code, problem.addresses) == ("REQ-06", ("summary_materials.work_summary.rows",))


def test_req_06_does_not_take_a_row_without_a_file_for_an_upload() -> None:
    section = EDITION_2017.by_code["summary_materials"]
    assert [p.rule.code for p in check_section(section, {"work_summary.rows": "f1"}, A)] == ["REQ-06"]


FORMS = "operations_by_year.2016.financial_participation_forms"
INSTITUTIONS = "operations_by_year.2016.financial_institutions"


@pytest.mark.parametrize("institutions", ["1", "999999999"])
def test_req_07_asks_how_institutions_took_part(institutions: str) -> None:
    found = problems("collaborative_utilization", {FORMS: "", INSTITUTIONS: institutions})
    assert [(p.rule.code, p.addresses) for p in found] == [
        ("REQ-07", (f"collaborative_utilization.{FORMS}", f"collaborative_utilization.{INSTITUTIONS}"))
    ]


@pytest.mark.parametrize(("institutions", "rules"), [("0", []), ("", ["REQ-03"]), ("-1", ["FMT-11"])])
def test_req_07_asks_nothing_where_no_institution_is_known(institutions: str, rules: list[str]) -> None:
    found = fired("collaborative_utilization", {FORMS: "", INSTITUTIONS: institutions})
    assert [code for code, _ in found] == rules


def test_a_hidden_line_is_neither_asked_nor_read() -> None:
    hidden = SecondNegotiationLine(mode="hidden")
    changes = {"protection_by_year.2016.collective_negotiation_line2_cases": "-1"}
    assert fired("patent_protection", changes) == [("FMT-11", next(iter(changes)))]
    assert fired("patent_protection", changes, second_negotiation_line=hidden) == []


def test_a_line_relabelled_for_the_round_is_quoted_by_its_new_name() -> None:
    line = SecondNegotiationLine(label=Wording("集中许可数量（件）", "Collective licences"))
    address = "protection_by_year.2016.collective_negotiation_line2_amount"
    (problem,) = problems("patent_protection", {address: "x"}, second_negotiation_line=line)
    assert problem.message("zh").startswith("“2016年集中许可数量（件）：金额（万元）”")
    assert problem.message("en").startswith("“Collective licences: amount (2016)”")
