"""The large workbook: text stays text, numbers stay exact, and it looks like a table."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from portal.exchange.consolidated_workbook import (
    IMPOSSIBLE,
    TITLE_MAX,
    ConsolidatedWorkbook,
    Head,
    Value,
    number,
    sheet_title,
)

HEADS = [Head("填报单位", 32), Head("数值")]


def written(rows: Sequence[Sequence[Value]], texts: Sequence[str] = ()) -> tuple[Worksheet, bytes]:
    """The first sheet of a workbook with *rows*, then one row for each of *texts*; and its XML."""
    book, file = ConsolidatedWorkbook(), BytesIO()
    sheet = book.sheet("指标数据", HEADS)
    for row in rows:
        sheet.append(row)
    for text in texts:
        sheet.append([sheet.text(text)])
    book.save(file)
    with zipfile.ZipFile(file) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml")
    return load_workbook(file).worksheets[0], xml


def cell_of(text: str) -> Cell:
    sheet, xml = written([], [text])
    assert b"<f>" not in xml
    return sheet["A2"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("https://example.org","x")',
        "+86 10 62080000",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "'quoted",
        "#N/A",
        "#REF!",
        "=",
    ],
)
def test_what_looks_like_a_formula_or_an_error_is_text_and_stays_text_when_edited(text: str) -> None:
    cell = cell_of(text)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_ordinary_text_is_just_text() -> None:
    cell = cell_of("云岭生物医药产业知识产权联盟（虚构）")
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "云岭生物医药产业知识产权联盟（虚构）", False)


def test_what_the_format_cannot_hold_is_left_out() -> None:
    assert cell_of("\x00a\x0bb\ud800c\uffffd\x1f").value == "abcd"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=5))
def test_any_text_can_be_written_and_comes_back_as_text(texts: list[str]) -> None:
    sheet, xml = written([], texts)
    assert b"<f>" not in xml
    for row, text in enumerate(texts, start=2):
        cell = sheet.cell(row, 1)
        clean = IMPOSSIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        if not clean.strip():
            continue
        assert (cell.data_type, str(cell.value).strip()) == ("s", clean.strip())


def test_blank_stays_blank_and_zero_stays_zero() -> None:
    sheet, xml = written([["甲", None], ["乙", 0], ["丙", Decimal("0.00")]], [""])
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [None, 0, 0]
    assert sheet["A5"].value is None
    assert b'r="B2"' not in xml
    assert b'r="A5"' not in xml


@pytest.mark.parametrize("text", ["0.1", "0.3", "1234.56", "999999999999.99", "123456789012.35", "7", "999999999"])
def test_a_number_stands_in_the_file_as_it_was_typed(text: str) -> None:
    _sheet, xml = written([["甲", number(text)]])
    assert f"<v>{text}</v>".encode() in xml


def test_the_sum_of_exact_amounts_is_written_without_the_noise_of_binary_numbers() -> None:
    _sheet, xml = written([["甲", number("0.1") + number("0.2")]])
    assert b"<v>0.3</v>" in xml


def test_the_head_is_frozen_and_filters_reach_to_the_last_row() -> None:
    sheet, _xml = written([["甲", 1], ["乙", 2]])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.column_dimensions["A"].width == 32
    assert [cell.value for cell in sheet[1]] == ["填报单位", "数值"]
    assert all(cell.font.b for cell in sheet[1])


def test_a_sheet_without_rows_is_a_good_sheet() -> None:
    sheet, _xml = written([])
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:B1"


def test_a_moment_is_a_moment() -> None:
    sheet, _xml = written([["甲", dt.datetime(2018, 4, 20, 9, 30)]])  # noqa: DTZ001  # spreadsheets know no zone
    assert sheet["B2"].value == dt.datetime(2018, 4, 20, 9, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("title", "possible"),
    [
        ("平台建设情况", "平台建设情况"),
        ("组织行业/联盟专利业务培训情况（自加入试点单位至2017年）", "组织行业 联盟专利业务培训情况"),
        ("Patent training organized for the industry/alliance (since 2013)", "Patent training organized for"),
        ("a:b?[c]", "a b c"),
        ("（虚构）", "-"),
        ("长" * 40, "长" * TITLE_MAX),
    ],
)
def test_a_title_is_made_possible(title: str, possible: str) -> None:
    assert sheet_title(title, ()) == possible


def test_no_two_sheets_have_the_same_title() -> None:
    book, file = ConsolidatedWorkbook(), BytesIO()
    long = "x" * 40
    for title in ("表", "表", "Notes", "notes", long, long):
        book.sheet(title, HEADS)
    book.save(file)
    titles = load_workbook(file).sheetnames
    assert titles[:4] == ["表", "表 2", "Notes", "notes 2"]
    assert titles[4:] == ["x" * TITLE_MAX, "x" * (TITLE_MAX - 2) + " 2"]
