"""What a spreadsheet program makes of what is typed: numbers, dates, choices, and cells that hold no answer at all."""

import datetime as dt

import pytest

from portal.exchange.form_workbook import read, why
from portal.exchange.form_workbook.contents import Unreadable
from portal.form.document import Change
from tests.form.samples import SAMPLES, complete, context
from tests.support.generated_returns import Generated
from tests.support.spreadsheets import changes, read_here, with_cell, written

SAMPLE = Generated(context(SAMPLES["C"]), complete(SAMPLES["C"]))
DATA = written(SAMPLE)
NAME = "system_building.contact.contact_name"
TOTAL = "system_building.members.member_total"
FOUNDED = "system_building.basic.founded_on"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


def found_at(address: str, value: object, number_format: str = "") -> tuple[list[Change], tuple[Unreadable, ...]]:
    contents = read(with_cell(DATA, address, value, number_format))
    return changes(SAMPLE.documents, contents), tuple(contents.unreadable)


@pytest.mark.parametrize(
    ("address", "value", "number_format", "code"),
    [
        (NAME, "=A1", "", "formula"),
        (TOTAL, "=6*7", "", "formula"),
        (TOTAL, "#REF!", "", "error"),
        (TOTAL, 0.5, "0%", "percent"),
        (TOTAL, dt.time(12, 30), "", "time"),
        (TOTAL, dt.datetime(2013, 5, 1), "", "date"),  # noqa: DTZ001  # a spreadsheet knows no time zones
        (NAME, dt.datetime(2013, 5, 1), "", "date"),  # noqa: DTZ001
        (NAME, True, "", "logical"),
        (NAME, 511100005000990015, "", "long_number"),
        (NAME, "长" * 10_001, "", "too_long"),
        (FOUNDED, dt.datetime(2013, 5, 1, 8, 30), "", "time"),  # noqa: DTZ001
    ],
)
def test_what_is_no_answer_is_named_with_its_place_and_changes_nothing(
    address: str, value: object, number_format: str, code: str
) -> None:
    found, unreadable = found_at(address, value, number_format)
    assert found == []
    assert [(each.address, each.why, each.place) for each in unreadable] == [
        (address, code, read(DATA).places[address])
    ]
    assert why(code, "zh") != why(code, "en")


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy-mm-dd", "2013-05-01"),
        ("mmm-yy", "2013-05"),
        ('yyyy"年"m"月";@', "2013-05"),
        ('[$-804]yyyy"年"m"月"d"日"', "2013-05-01"),
        ("yyyy", "2013"),
    ],
)
def test_a_date_that_excel_made_is_the_text_that_was_typed(number_format: str, text: str) -> None:
    found, unreadable = found_at(FOUNDED, dt.datetime(2013, 5, 1), number_format)  # noqa: DTZ001
    old = SAMPLE.documents["system_building"]["basic.founded_on"]
    assert (found, unreadable) == ([Change(FOUNDED, old, text)], ())


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (12, "12"), (0.1 + 0.2, "0.3"), (-5, "-5"), (1e-7, "0.0000001"), ("12件", "12件"), (" 7 ", " 7 ")],
)
def test_numbers_are_read_as_they_are_shown_and_texts_as_they_are(value: object, text: str) -> None:
    old = SAMPLE.documents["system_building"]["members.member_total"]
    assert found_at(TOTAL, value) == ([Change(TOTAL, old, text)], ())


def test_codes_and_labels_of_either_language_are_the_same_choice() -> None:
    address = next(a for a in read(DATA).places if a.endswith(".database_update_frequency"))
    old = SAMPLE.documents["patent_information"][address.partition(".")[2]]
    for typed in ("实时", "Real time", "real time", "实时 Real time", "realtime"):
        assert found_at(address, typed) == ([Change(address, old, "realtime")] if old != "realtime" else [], ())
    assert found_at(address, "每小时")[0] == [Change(address, old, "每小时")]


def test_a_choice_that_is_not_on_the_list_stays_as_it_was_typed() -> None:
    address = "collaborative_utilization.operations_by_year.2016.financial_participation_forms"
    old = SAMPLE.documents["collaborative_utilization"][address.partition(".")[2]]
    assert found_at(address, "投资、众筹")[0] == [Change(address, old, "投资、众筹")]
    assert found_at(address, "保险，投资")[0] == [Change(address, old, "investment,insurance")]


def test_nothing_to_report_is_ticked_by_any_sign_that_says_so() -> None:
    address = "patent_information.info_platforms.nothing_to_report"
    for value in ("☑", "√", "是", True, 1):
        assert found_at(address, value)[0] == [Change(address, "", "1")]
    for value in ("□", "", None, "否", False, 0):
        assert found_at(address, value)[0] == []
