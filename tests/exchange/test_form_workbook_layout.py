"""The workbook looks like the paper form: what is printed, where answers are, what may be chosen and changed."""

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from portal.exchange.form_workbook import read, write
from portal.exchange.form_workbook.anchors import ROW
from portal.exchange.form_workbook.contents import Stamp
from portal.exchange.form_workbook.writing import STAMP_SHEET
from portal.form.blocks import Rows, Upload
from portal.form.context import LINE_HIDDEN, FormContext, SecondNegotiationLine
from portal.form.document import fixed_cells, row_ids
from portal.form.editions import EDITION_2017
from portal.form.wording import Wording
from tests.form.samples import SAMPLES, complete, context
from tests.support.generated_returns import Generated
from tests.support.spreadsheets import cell, read_here, stamp, written

TITLES = [
    "填写说明",
    "一、体系建设",
    "二、专利信息资源利用",
    "三、专利协同运用",
    "四、专利保护",
    "五、总结材料",
    STAMP_SHEET,
]
SAMPLE = Generated(context(SAMPLES["C"]), complete(SAMPLES["C"]))
BLANK = Generated(FormContext(2017, 2016), {})
LINE_TWO = "collective_negotiation_line2"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


def opened(return_: Generated, *, both: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(written(return_, both=both)))


def texts(book: Any, *, guide: bool = False) -> list[str]:
    """What is printed on the sheets, in reading order, without the hidden column and line."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][0 if guide else 1 :]
    return [
        str(each.value)
        for sheet in sheets
        for row in sheet.iter_rows(min_row=2, min_col=2)
        for each in row
        if each.value is not None
    ]


def test_every_cell_of_the_form_has_a_place_and_every_place_is_a_cell_of_the_form() -> None:
    contents = read(written(SAMPLE))
    expected = set()
    for section in EDITION_2017.sections:
        document = SAMPLE.documents[section.code]
        expected |= {f"{section.code}.{address}" for address, _ in fixed_cells(section, SAMPLE.context.years)}
        for block in section.blocks:
            if isinstance(block, Rows):
                path = f"{section.code}.{block.code}"
                expected |= {f"{path}.rows", f"{path}.nothing_to_report"}
                expected |= {
                    f"{path}.{row}.{code}" for row in row_ids(document, block.code) for code in block.cell_kinds
                }
    assert set(contents.places) == expected
    assert {f"{code}.{a}" for code, cells in contents.cells.items() for a in cells} == expected


def test_a_blank_copy_asks_everything_and_says_nothing() -> None:
    data = write(EDITION_2017, BLANK.context, {}, Stamp("2017", 2017, 2016), both=False)
    contents = read(data)
    assert contents.stamp == Stamp("2017", 2017, 2016)
    assert {text for cells in contents.cells.values() for text in cells.values()} == {""}
    assert set(contents.cells["patent_protection"]) == {
        address for address, _ in fixed_cells(EDITION_2017.by_code["patent_protection"], (2016, 2017))
    }


def test_the_stamp_comes_back_and_no_menu_shows_it() -> None:
    assert read(written(SAMPLE)).stamp == stamp(SAMPLE.context)
    book = opened(SAMPLE)
    assert book[STAMP_SHEET].sheet_state == "veryHidden"
    assert json.loads(book[STAMP_SHEET]["A1"].value)["revisions"]["system_building"] == 1


def test_a_place_names_the_sheet_and_the_cell() -> None:
    places = read(written(SAMPLE)).places
    place = places["collaborative_utilization.operations_by_year.2016.assigned_amount"]
    assert place.startswith("三、专利协同运用 H")
    amount = SAMPLE.documents["collaborative_utilization"]["operations_by_year.2016.assigned_amount"]
    assert cell(opened(SAMPLE), place).value == float(amount)


@pytest.mark.parametrize("both", [False, True])
def test_all_titles_are_printed_in_the_order_of_the_form(both: bool) -> None:
    printed = iter(texts(opened(BLANK, both=both)))
    titles = [
        wording
        for section in EDITION_2017.sections
        for wording in (section.title, *(block.title for block in section.blocks if block.code != "basic"))
    ]
    for title in titles:
        zh = title.of("zh", **BLANK.context.words)
        found = next((text for text in printed if zh in _plain(text)), "")
        assert found, zh


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign not in "⁰¹²³⁴⁵⁶⁷⁸⁹")


@pytest.mark.parametrize("both", [False, True])
def test_every_field_is_labelled_in_its_words(both: bool) -> None:
    printed = {_plain(text) for text in texts(opened(BLANK, both=both))}
    for section in EDITION_2017.sections:
        for block in section.blocks:
            fields = [field for field in block.fields if not (field.generated and not isinstance(block, Rows))]
            for field in fields if not isinstance(block, Upload) else ():
                label = field.label.zh + (f"\n{field.label.en}" if both else "")
                # The two parts of the cell for telephone and fax stand under one label, the paper's.
                assert label in printed or field.code == "fax", field.code


def test_the_nine_footnotes_stand_at_the_foot_of_their_sheets_with_the_year_of_the_round() -> None:
    printed = texts(opened(Generated(FormContext(2019, 2018), {})))
    notes = [note.text.of("zh", round_year=2019) for note in EDITION_2017.footnotes]
    found = [text for text in printed if text[2:] in notes]
    assert found == [f"{'¹²³⁴⁵⁶⁷⁸⁹'[number]} {note}" for number, note in enumerate(notes)]
    assert "截至2019年12月31日。" in notes
    marked = {mark: [text for text in printed if mark in text and text not in found] for mark in "¹²³⁴⁵⁶⁷⁸⁹"}
    assert all(marked.values())
    assert marked["⁷"] == ["实施专利布局⁷的技术或产品数"]
    assert marked["³"] == ["年度专利运营情况³(2018年)", "年度专利运营情况³(2019年)"]


def test_the_sheets_stand_in_the_order_of_the_form_behind_the_guide() -> None:
    for both in (False, True):
        assert opened(BLANK, both=both).sheetnames == TITLES


def test_the_line_printed_twice_is_there_twice_and_can_be_left_out_or_named_otherwise() -> None:
    assert texts(opened(BLANK)).count("集体谈判数量（件）") == 2 * len(BLANK.context.years)
    hidden = Generated(FormContext(2017, 2016, second_negotiation_line=SecondNegotiationLine(LINE_HIDDEN)), {})
    assert texts(opened(hidden)).count("集体谈判数量（件）") == len(BLANK.context.years)
    assert not [address for address in read(written(hidden)).places if LINE_TWO in address]
    own = SecondNegotiationLine(label=Wording("集中许可数量（件）", "Collective licences"))
    named = Generated(FormContext(2017, 2016, second_negotiation_line=own), {})
    assert texts(opened(named)).count("集中许可数量（件）") == len(named.context.years)


def test_only_cells_that_can_be_filled_in_are_unlocked_and_no_password_is_asked() -> None:
    book, places = opened(SAMPLE), read(written(SAMPLE)).places
    asked = {place for address, place in places.items() if not address.endswith(".rows")}
    for sheet in book.worksheets[:-1]:
        assert sheet.protection.sheet
        assert not sheet.protection.password
    assert all(not cell(book, place).protection.locked for place in asked)
    sheet = book["四、专利保护"]
    cells = [each for row in sheet.iter_rows() for each in row]
    unlocked = {f"{sheet.title} {each.coordinate}" for each in cells if not each.protection.locked}
    assert unlocked == {place for place in asked if place.startswith(sheet.title)}


def test_totals_and_numbers_of_lines_are_live_formulas() -> None:
    sheet = opened(SAMPLE)["三、专利协同运用"]
    formulas = [str(each.value) for row in sheet.iter_rows() for each in row if each.data_type == "f"]
    assert sum(formula.startswith("=SUM(") for formula in formulas) == 5
    assert sum(formula.startswith("=COUNTA(") for formula in formulas) == 1
    assert sum("COUNTIF" in formula for formula in formulas) == sum(
        str(each.value).startswith(f"{ROW} standards") for each in sheet["A"]
    )


def test_no_formula_comes_from_an_answer() -> None:
    documents = complete(SAMPLES["A"])
    typed = {"contact.contact_name": "=1+1", "members.member_total": "=6*7", "basic.founded_on": "+1"}
    documents["system_building"] |= typed
    return_ = Generated(context(SAMPLES["A"]), documents)
    book, places = opened(return_), read(written(return_)).places
    for address, text in typed.items():
        found = cell(book, places[f"system_building.{address}"])
        assert (found.data_type, found.value) == ("s", text)
        assert found.quotePrefix


def test_numbers_are_numbers_where_they_are_exact_and_text_otherwise() -> None:
    documents = {"system_building": {"basic.pilot_field_sales": "999999999999.99", "members.member_total": "约三百"}}
    return_ = Generated(BLANK.context, documents)
    book, places = opened(return_), read(written(return_)).places
    sales = cell(book, places["system_building.basic.pilot_field_sales"])
    assert (sales.value, sales.number_format) == (999999999999.99, "#,##0.00")
    assert cell(book, places["system_building.members.member_total"]).value == "约三百"


def test_choices_drop_down_and_boxes_are_ticked() -> None:
    return_ = Generated(BLANK.context, {"collaborative_utilization": {
        "alliances.rows": "r1", "alliances.r1.alliance_relation": "president_unit,main_initiator"}})  # fmt: skip
    sheet = opened(return_)["三、专利协同运用"]
    signs = [[each.value for each in row if each.value in ("☑", "□")] for row in sheet.iter_rows()]
    assert ["☑", "□", "☑"] in signs
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert offered == {'"☑,□"', '"行业标准,国家标准,国际标准"'}


def test_paper_is_a4_with_repeated_titles_and_numbered_pages() -> None:
    book = opened(SAMPLE)
    for sheet in book.worksheets[1:-1]:
        page = sheet.page_setup
        assert (str(page.paperSize), page.fitToWidth, page.fitToHeight) == ("9", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.column_dimensions["A"].hidden
        assert sheet.row_dimensions[1].hidden
    assert book["三、专利协同运用"].freeze_panes == "B3"


def test_the_guide_says_in_both_languages_what_blank_and_nought_are() -> None:
    printed = texts(opened(BLANK, both=True), guide=True)
    assert any("“本项无”是三回事\nBlank, 0" in text for text in printed)
    assert not any("Blank, 0" in text for text in texts(opened(BLANK), guide=True))


def test_files_are_listed_beside_the_outline_and_never_read_back() -> None:
    assert "试点工作总结（虚构）.docx" in texts(opened(SAMPLE))
    assert read(written(SAMPLE)).cells["summary_materials"] == {}
    outline = [text for text in texts(opened(SAMPLE)) if text.startswith("一、行业/联盟专利管理")]
    assert outline == ["一、行业/联盟专利管理和服务体系建设情况"]


@pytest.mark.parametrize("both", [False, True])
def test_nothing_in_the_file_is_of_a_kind_that_makes_excel_offer_to_repair_it(both: bool) -> None:
    for sheet in opened(SAMPLE, both=both).worksheets:
        taken = [place for merged in sheet.merged_cells.ranges for place in merged.cells]
        assert len(taken) == len(set(taken)), sheet.title
        assert len(sheet.title) <= 31
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1 or "") <= 257
            assert len(rule.prompt or "") <= 255
            assert rule.formula1 or rule.prompt
