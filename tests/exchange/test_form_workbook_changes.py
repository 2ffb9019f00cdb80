"""What people do to a workbook before they bring it back: lines put in, copied, moved, taken away; sheets wrecked."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.exchange.form_workbook import WorkbookRefused, read
from portal.exchange.form_workbook.contents import Contents
from portal.form.document import Change
from tests.form.samples import SAMPLES, complete, context
from tests.support.generated_returns import Generated
from tests.support.spreadsheets import changed, changes, read_here, rows_of, with_cell, written

SAMPLE = Generated(context(SAMPLES["C"]), complete(SAMPLES["C"]))
DATA = written(SAMPLE)
SYSTEM, UTILIZATION = "一、体系建设", "三、专利协同运用"
NAME = "system_building.contact.contact_name"
STANDARDS = {
    "standards.rows": "r1 r2 r3 r4",
    **{
        f"standards.r{number}.standard_{code}": text
        for number, kind in enumerate(("national", "industry", "national", "团体标准"), 1)
        for code, text in (("type", kind), ("name", f"标准{number}（虚构）"))
    },
}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


def line_of(book: Any, sheet: str, words: str, nth: int = 0) -> int:
    """The number of the line whose anchor begins with *words*."""
    return [each.row for each in book[sheet]["A"] if str(each.value).startswith(words)][nth]


def after(change: Callable[[Any], object]) -> Contents:
    return read(changed(DATA, change))


def test_a_line_put_in_between_is_a_new_row_in_its_place() -> None:
    def put_in(book: Any) -> None:
        number = line_of(book, SYSTEM, "row trainings", 1)
        book[SYSTEM].insert_rows(number)
        book[SYSTEM][f"D{number}"] = "新增培训（虚构）"
        book[SYSTEM][f"G{number}"] = 30

    before = rows_of(SAMPLE.documents["system_building"], "trainings")
    contents = after(put_in)
    order = rows_of(contents.cells["system_building"], "trainings")
    assert [order[0], *order[2:]] == before
    new = order[1]
    assert contents.cells["system_building"][f"trainings.{new}.training_name"] == "新增培训（虚构）"
    assert contents.cells["system_building"][f"trainings.{new}.training_participants"] == "30"
    assert len(changes(SAMPLE.documents, contents)) == 3


def test_a_blank_line_that_is_filled_in_is_a_new_row_behind_the_others() -> None:
    def fill_in(book: Any) -> None:
        number = line_of(book, SYSTEM, "row trainings", len(rows_of(SAMPLE.documents["system_building"], "trainings")))
        book[SYSTEM][f"H{number}"] = 2016

    order = rows_of(after(fill_in).cells["system_building"], "trainings")
    assert order[:-1] == rows_of(SAMPLE.documents["system_building"], "trainings")


def test_a_copied_line_is_a_new_row_and_the_first_stays_what_it_was() -> None:
    def copy(book: Any) -> None:
        sheet, number = book[SYSTEM], line_of(book, SYSTEM, "row trainings")
        for each in sheet[number]:
            if type(each).__name__ == "Cell" and each.column_letter != "B":
                sheet.cell(number + 5, each.column, each.value)

    contents = after(copy)
    order = rows_of(contents.cells["system_building"], "trainings")
    cells = contents.cells["system_building"]
    assert order[:-1] == rows_of(SAMPLE.documents["system_building"], "trainings")
    assert cells[f"trainings.{order[-1]}.training_name"] == cells[f"trainings.{order[0]}.training_name"]


def test_a_row_whose_line_is_gone_is_gone() -> None:
    before = rows_of(SAMPLE.documents["system_building"], "trainings")
    contents = after(lambda book: book[SYSTEM].delete_rows(line_of(book, SYSTEM, "row trainings")))
    assert rows_of(contents.cells["system_building"], "trainings") == before[1:]
    assert not [
        address for address in contents.cells["system_building"] if address.startswith(f"trainings.{before[0]}.")
    ]


def test_a_row_that_was_cleared_stays_as_a_row_without_answers() -> None:
    def clear(book: Any) -> None:
        number = line_of(book, SYSTEM, "row trainings")
        for column in "DGH":
            book[SYSTEM][f"{column}{number}"] = None

    row = rows_of(SAMPLE.documents["system_building"], "trainings")[0]
    contents = after(clear)
    assert {change.address.rpartition(".")[0] for change in changes(SAMPLE.documents, contents)} == {
        f"system_building.trainings.{row}"
    }


def test_lines_that_changed_places_change_the_order_alone() -> None:
    def swap(book: Any) -> None:
        sheet = book[SYSTEM]
        one, other = line_of(book, SYSTEM, "row trainings"), line_of(book, SYSTEM, "row trainings", 1)
        for column in "ADGH":
            here, there = sheet[f"{column}{one}"], sheet[f"{column}{other}"]
            here.value, there.value = there.value, here.value

    before = rows_of(SAMPLE.documents["system_building"], "trainings")
    expected = " ".join([before[1], before[0], *before[2:]])
    assert changes(SAMPLE.documents, after(swap)) == [
        Change("system_building.trainings.rows", " ".join(before), expected)
    ]


def grouped() -> Generated:
    return Generated(SAMPLE.context, SAMPLE.documents | {"collaborative_utilization": STANDARDS})


def test_a_grouped_list_keeps_its_own_order_whatever_the_order_on_the_sheet() -> None:
    contents = read(written(grouped()))
    assert changes(grouped().documents, contents) == []
    places = [contents.places[f"collaborative_utilization.standards.r{n}.standard_name"] for n in (2, 1, 3, 4)]
    assert places == sorted(places, key=lambda place: int(place.rpartition(" E")[2]))


def test_a_new_line_in_a_group_takes_its_type_and_stands_behind_its_neighbour() -> None:
    def fill_in(book: Any) -> None:
        sheet = book[UTILIZATION]
        number = line_of(book, UTILIZATION, "row standards r3") + 1
        assert sheet[f"C{number}"].value == "国家标准"
        sheet[f"E{number}"] = "新标准（虚构）"

    contents = read(changed(written(grouped()), fill_in))
    order = rows_of(contents.cells["collaborative_utilization"], "standards")
    assert [*order[:3], order[4]] == ["r1", "r2", "r3", "r4"]
    assert contents.cells["collaborative_utilization"][f"standards.{order[3]}.standard_type"] == "national"


def test_a_renamed_sheet_and_a_column_put_in_are_no_matter() -> None:
    def rearrange(book: Any) -> None:
        book[SYSTEM].title = "改了名"
        book["四、专利保护"].insert_cols(2)
        book["四、专利保护"].insert_rows(1)

    contents = after(rearrange)
    assert changes(SAMPLE.documents, contents) == []
    assert contents.places[NAME].startswith("改了名 ")


def test_merged_cells_taken_apart_are_read_and_two_answers_in_them_are_not() -> None:
    def apart(book: Any, columns: str) -> None:
        sheet, number = book[SYSTEM], line_of(book, SYSTEM, "row trainings")
        sheet.unmerge_cells(f"D{number}:F{number}")
        sheet[f"D{number}"] = None
        for column in columns:
            sheet[f"{column}{number}"] = f"甲{column}"

    row = rows_of(SAMPLE.documents["system_building"], "trainings")[0]
    address = f"trainings.{row}.training_name"
    assert after(lambda book: apart(book, "E")).cells["system_building"][address] == "甲E"
    contents = after(lambda book: apart(book, "DE"))
    assert [(each.address, each.why) for each in contents.unreadable] == [(f"system_building.{address}", "two_answers")]
    assert address not in contents.cells["system_building"]


def test_what_was_typed_where_no_answer_stands_is_said_and_not_lost_in_silence() -> None:
    def below(book: Any) -> None:
        book[SYSTEM].append([None, None, "补充说明（虚构）"])

    found = after(below).unreadable
    assert [(each.address, each.found, each.why) for each in found] == [
        ("system_building", "补充说明（虚构）", "outside")
    ]


def wreck(change: Callable[[Any], object]) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as refused:
        after(change)
    assert refused.value.message("zh") != refused.value.message("en")
    return refused.value


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book[SYSTEM].delete_cols(1),
        lambda book: book[SYSTEM].delete_cols(4),
        lambda book: book[SYSTEM].delete_rows(7),
        lambda book: book.remove(book[SYSTEM]),
        lambda book: book.copy_worksheet(book[SYSTEM]),
        lambda book: book[SYSTEM].__setitem__("A7", "什么"),
        lambda book: book[SYSTEM].__setitem__("A7", "cells;D=contact.nonsense"),
        lambda book: book[SYSTEM].__setitem__("A8", book[SYSTEM]["A7"].value),
        lambda book: book[SYSTEM].delete_rows(line_of(book, SYSTEM, "list trainings")),
        lambda book: book[SYSTEM].delete_rows(line_of(book, SYSTEM, "end trainings")),
    ],
)
def test_wrecked_anchors_are_refused_with_the_place(change: Callable[[Any], object]) -> None:
    refused = wreck(change)
    assert refused.code == "anchors_broken"
    assert str(refused.params["place"]) in refused.message("zh")


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        ("", "not_this_form"),
        ("no JSON", "not_this_form"),
        ("[]", "not_this_form"),
        ('{"format": 1, "edition": "2017", "round_year": 1, "joined_year": 9999}', "not_this_form"),
        ('{"format": 1, "edition": "2017", "round_year": 2017, "joined_year": "2016"}', "not_this_form"),
        (
            '{"format": 1, "edition": "2017", "round_year": 2017, "joined_year": 2016, "revisions": {"a": []}}',
            "not_this_form",
        ),
        ('{"format": 1, "edition": "2012", "round_year": 2017, "joined_year": 2016}', "older_edition"),
        ('{"format": 0, "edition": "2017", "round_year": 2017, "joined_year": 2016}', "older_edition"),
    ],
)
def test_another_form_and_an_older_edition_are_refused(kept: str, code: str) -> None:
    assert wreck(lambda book: book["portal-stamp"].__setitem__("A1", kept)).code == code


def test_contents_wait_as_json_and_come_back_the_same() -> None:
    contents = read(with_cell(DATA, NAME, "=A1"))
    assert Contents.from_json(contents.to_json()) == contents
