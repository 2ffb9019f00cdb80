"""The list of associations as a workbook: what goes out comes back, and a hostile file does no harm."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from portal.exchange import association_workbook, children
from portal.exchange.association_workbook import REFUSALS, Unusable, read, write
from portal.form.kinds import Option
from portal.form.profile import PROFILE
from portal.form.profile_reading import read_profile
from portal.form.wording import Wording

REGIONS = (
    Option("000000", Wording("国家级", "National")),
    Option("320000", Wording("江苏省", "Jiangsu")),
    Option("XPCC", Wording("新疆生产建设兵团", "Xinjiang Production and Construction Corps (XPCC)")),
)
PROFILE_A = {
    "name": "太湖工业软件行业协会（虚构）",
    "unified_social_credit_code": "51320000500099003W",
    "hosted": "",
    "kind": "ip_alliance",
    "province_code": "320000",
    "region_code": "000000",
    "joined_year": "2016",
    "designation_batch": "国知发管函字〔2016〕18号",
    "pilot_fields": "工业软件、工业互联网",
    "gb4754_code": "I65",
    "sei_category": "新材料产业",
}
PROFILE_B = PROFILE_A | {
    "name": '=HYPERLINK("http://example.org")',
    "unified_social_credit_code": "",
    "sei_category": "",
}
HEADER = [field.label.zh for field in PROFILE]
LABELS = {field.code: field.label.zh for field in PROFILE}


def workbook(*rows: Mapping[str, object] | list[object]) -> bytes:
    """A workbook made by hand: a header of labels, and rows by field code or as they stand."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADER)
    for row in rows:
        sheet.append([row.get(field.code) for field in PROFILE] if isinstance(row, Mapping) else row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refusal(data: bytes) -> Unusable:
    with pytest.raises(Unusable) as raised:
        read(data)
    assert raised.value.message("zh") != raised.value.message("en")
    return raised.value


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_written_is_read_back_the_same(language: str) -> None:
    sheet = read(write([PROFILE_A, PROFILE_B], REGIONS, language))
    assert [row.number for row in sheet.rows] == [2, 3]
    assert [row.faults for row in sheet.rows] == [(), ()]
    back = [read_profile(row.texts, REGIONS) for row in sheet.rows]
    assert back == [(PROFILE_A, []), (PROFILE_B, [])]


def test_text_is_never_written_as_a_formula() -> None:
    nasty = dict.fromkeys(PROFILE_A, "=1+1") | {"name": "+cmd|' /C calc'!A0\x07", "designation_batch": "@SUM(1)"}
    book = openpyxl.load_workbook(io.BytesIO(write([nasty], REGIONS, "zh")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > len(PROFILE)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_the_template_offers_the_choices_in_the_language_of_the_reader() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write([], REGIONS, "en")))
    associations, choices = book.worksheets
    assert [cell.value for cell in associations[1]] == [field.label.en for field in PROFILE]
    assert associations.max_row == 1
    offered = {column[0].value: [c.value for c in column[1:] if c.value] for column in choices.iter_cols()}
    assert offered["Kind of organization"] == ["Industry association", "Industrial IP alliance"]
    assert offered["Reports to"] == [region.label.en for region in REGIONS]
    ranges = {rule.formula1 for rule in associations.data_validations.dataValidation}
    assert len(ranges) == len(offered)


def test_columns_are_known_by_either_label_or_code_wherever_they_stand() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(
        ["notes", "Year of joining the pilot", "NAME", "所属省（区、市）", "Reports to", "kind", "试点产业领域"]
    )
    sheet.append(["never read", 2016, "甲协会（虚构）", "江苏省", "000000", "行业协会", "软件"])
    found = read(saved(book))
    assert found.columns == {
        "joined_year": "B", "name": "C", "province_code": "D", "region_code": "E", "kind": "F", "pilot_fields": "G",
    }  # fmt: skip
    assert found.rows[0].texts["joined_year"] == "2016"
    assert (found.cell(7, "name"), found.cell(7, "sei_category")) == ("C7", "7")


def test_missing_and_doubled_columns_are_named() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["协会/联盟名称", "所属省（区、市）"])
    assert "单位类型" in refusal(saved(book)).message("zh")
    assert "Kind of organization" in refusal(saved(book)).message("en")
    book = openpyxl.Workbook()
    book.worksheets[0].append([*HEADER, "name"])
    assert refusal(saved(book)).code == "column_twice"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "=A1", "formula"),
        ("joined_year", "=2000+16", "formula"),
        ("unified_social_credit_code", 511100005000990015, "15th"),
        ("unified_social_credit_code", 5.1110000500099e17, "15th"),
        ("designation_batch", "#REF!", "#REF!"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_reported_by_cell(field: str, value: object, says: str) -> None:
    row = read(workbook(PROFILE_A, PROFILE_A | {field: value})).rows[1]
    assert [fault.field for fault in row.faults] == [field]
    assert says in row.faults[0].message("en")
    assert row.faults[0].message("zh")


def test_a_date_is_no_text_and_a_tick_is_one() -> None:
    import datetime as dt

    rows = read(workbook(PROFILE_A | {"designation_batch": dt.datetime(2016, 5, 1)}, PROFILE_A | {"hosted": True})).rows  # noqa: DTZ001
    assert [fault.field for fault in rows[0].faults] == ["designation_batch"]
    assert (rows[1].faults, rows[1].texts["hosted"]) == ((), "1")


def test_blank_rows_between_and_after_are_left_out_and_numbers_stay() -> None:
    rows = read(workbook(PROFILE_A, {}, {}, PROFILE_B, {}, {})).rows
    assert [row.number for row in rows] == [2, 5]


def test_a_workbook_without_rows_says_so() -> None:
    assert refusal(workbook()).code == "no_rows"
    assert refusal(saved(openpyxl.Workbook())).code == "no_rows"


def test_more_rows_than_are_taken_at_once_are_refused() -> None:
    assert refusal(workbook(*([PROFILE_A] * 2001))).code == "too_many_rows"
    assert len(read(workbook(*([PROFILE_A] * 2000))).rows) == 2000


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"name,kind\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"%PDF-1.7"],
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert refusal(data).code == "not_a_workbook"


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The workbook *data* with some of its parts replaced or added; dots in names are written as ``__``."""
    stream = io.BytesIO()
    replaced = {name.replace("__", ".").replace("_in_", "/"): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in replaced:
                new.writestr(entry, old.read(entry))
        for name, content in replaced.items():
            new.writestr(name, content)
    return stream.getvalue()


def test_macros_are_refused() -> None:
    assert refusal(repacked(workbook(PROFILE_A), xl_in_vbaProject__bin=b"x")).code == "not_a_workbook"


def test_a_damaged_part_is_damage() -> None:
    assert refusal(repacked(workbook(PROFILE_A), xl_in_worksheets_in_sheet1__xml=b"<worksheet")).code == "damaged"


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
BOMBS = {
    "a hundred million blanks": {"xl_in_worksheets_in_sheet1__xml": SHEET % (b" " * 150_000_000)},
    "a row at the very end": {
        "xl_in_worksheets_in_sheet1__xml": SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"/>'
    },
    "a million cells": {
        "xl_in_worksheets_in_sheet1__xml": SHEET % (b'<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 1_000_000)
    },
    "entities in entities": {
        "xl_in_worksheets_in_sheet1__xml": b'<!DOCTYPE x [<!ENTITY a0 "ha">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]>"
        + SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>'
    },
    "many shared texts": {
        "xl_in_sharedStrings__xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"<si><t>x</t></si>" * 4_000_000
        + b"</sst>"
    },
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_made_to_exhaust_its_reader_is_refused(bomb: str) -> None:
    data = repacked(workbook(PROFILE_A), **BOMBS[bomb])
    assert len(data) < association_workbook.MAX_BYTES
    assert refusal(data).code in REFUSALS


def test_a_file_larger_than_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "answer", None)
    assert refusal(b"PK" * 2 * 1024 * 1024).code == "too_large"


def test_the_reader_cannot_take_more_memory_or_time_than_it_is_given() -> None:
    limits = f"import runpy, resource; runpy.run_path({str(association_workbook.PROBE)!r})['limit']()"
    greedy = [sys.executable, "-I", "-c", f"{limits}; bytearray(1024 ** 3)"]
    assert b"MemoryError" in subprocess.run(greedy, capture_output=True, check=False).stderr
    asked = [sys.executable, "-I", "-c", f"{limits}; print(*resource.getrlimit(resource.RLIMIT_CPU))"]
    assert subprocess.run(asked, capture_output=True, check=True).stdout.split() == [b"8", b"8"]


@pytest.mark.parametrize("ending", ["os.kill(os.getpid(), signal.SIGXCPU)", "raise MemoryError"])
def test_a_workbook_that_ends_its_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text(f"import os, signal\n{ending}\n")
    monkeypatch.setattr(association_workbook, "PROBE", probe)
    assert refusal(workbook(PROFILE_A)).code == "too_large"


def test_a_reader_that_cannot_start_is_not_the_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(association_workbook, "PROBE", tmp_path / "absent.py")
    with pytest.raises(RuntimeError, match=r"absent\.py failed"):
        read(workbook(PROFILE_A))


def test_every_refusal_is_worded_in_both_languages() -> None:
    assert all(wording.zh and wording.en for wording in REFUSALS.values())
