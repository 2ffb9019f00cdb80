"""What spreadsheet programs make of the workbook: LibreOffice saves it anew, and a Chinese Excel's own date formats."""

import json
from pathlib import Path

import pytest

from portal.exchange.form_workbook import probe, read
from portal.form.document import Change
from tests.support.generated_returns import generated
from tests.support.spreadsheets import changes, read_here, saved_by_libreoffice, with_cell, written

NAME = "system_building.contact.contact_name"


@pytest.mark.parametrize(("number", "both"), [(4, False), (11, True)])
def test_a_workbook_edited_and_saved_by_libreoffice_reads_the_same(
    number: int, both: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    return_ = generated(number)
    edited = with_cell(written(return_, both=both), NAME, "改过的人（虚构）")
    back = read(saved_by_libreoffice(edited, tmp_path))
    old = return_.documents["system_building"].get("contact.contact_name", "")
    assert changes(return_.documents, back) == [Change(NAME, old, "改过的人（虚构）")]
    assert (back.unreadable, back.stamp) == ((), read(edited).stamp)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (57, ("date", "2013-05")),
        (27, ("date", "2013-05")),
        (31, ("date", "2013-05-01")),
        (14, ("date", "2013-05-01")),
        (17, ("date", "2013-05")),
        (32, ("time", "41395")),
        (21, ("time", "41395")),
        (9, ("percent", "41395")),
        (0, ("number", "41395")),
        (49, ("number", "41395")),
        (4, ("number", "41395")),
        (180, ("number", "41395")),
    ],
)
def test_formats_a_program_does_not_declare_are_known(number: int, expected: tuple[str, str]) -> None:
    from openpyxl.utils.datetime import WINDOWS_EPOCH

    assert probe.describe("n", 41395, probe.cell_format(number, []), WINDOWS_EPOCH) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('#,##0"年"', ("number", "")),
        ('yyyy"年"m"月"d"日"', ("date", "day")),
        ("[$-F800]dddd, mmmm dd, yyyy", ("date", "day")),
        ("[h]:mm", ("time", "")),
        ("0.00%", ("percent", "")),
        ('"days" 0', ("number", "")),
    ],
)
def test_formats_a_program_declares_are_understood_by_their_signs(code: str, expected: tuple[str, str]) -> None:
    assert probe.cell_format(164, [code]) == expected


def test_a_date_no_calendar_has_is_an_error() -> None:
    from openpyxl.utils.datetime import WINDOWS_EPOCH

    assert probe.describe("n", 10**9, ("date", "day"), WINDOWS_EPOCH)[0] == "error"


def test_what_the_child_prints_is_json() -> None:
    assert json.loads(json.dumps(probe.look(written(generated(5)))))["sheets"][1]["title"] == "一、体系建设"
