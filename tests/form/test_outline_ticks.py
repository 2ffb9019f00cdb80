"""The ticks at the points of the outline: read, named, compared and merged like any other cell."""

import pytest

from portal.form.addresses import NoSuchAddress, known_address
from portal.form.context import FormContext
from portal.form.document import compare, merge, ticked_points
from portal.form.editions import EDITION_2017
from portal.form.reading import read_cells
from portal.form.sections.summary_materials import SECTION
from portal.services.comparison import Difference, DifferenceKind, differences
from tests.form.summaries import BLOCK, CODES

CONTEXT = FormContext(2017, 2016)
ADDRESSES = [f"work_summary.treated.{code.replace('.', '-')}" for code in CODES]


def test_there_is_a_tick_for_each_of_the_sixteen_points_and_three_sub_points() -> None:
    assert len(ADDRESSES) == 16 + 3
    assert read_cells(SECTION, CONTEXT, [(address, "1") for address in ADDRESSES]) == dict.fromkeys(ADDRESSES, "1")


@pytest.mark.parametrize("typed", [["", "1"], ["1"], ["1", ""], ["on"]])
def test_a_box_and_the_blank_before_it_are_one_tick(typed: list[str]) -> None:
    assert read_cells(SECTION, CONTEXT, [(ADDRESSES[0], text) for text in typed]) == {ADDRESSES[0]: "1"}


def test_a_box_that_is_not_ticked_is_blank_and_one_that_is_not_posted_is_untouched() -> None:
    assert read_cells(SECTION, CONTEXT, [(ADDRESSES[0], "")]) == {ADDRESSES[0]: ""}
    assert read_cells(SECTION, CONTEXT, []) == {}


@pytest.mark.parametrize("name", ["P1", "P9-9", "P1.1", "p1-1", "P3-5-4", "", "P1-1.x"])
def test_what_is_no_point_of_the_outline_cannot_be_ticked(name: str) -> None:
    assert read_cells(SECTION, CONTEXT, [(f"work_summary.treated.{name}", "1")]) == {}


def test_other_cells_of_an_upload_are_still_not_for_posting() -> None:
    posted = [("work_summary.rows", "r1"), ("work_summary.r1.file", "x"), ("work_summary.treated", "1")]
    assert read_cells(SECTION, CONTEXT, posted) == {}


def test_a_document_tells_which_points_are_ticked() -> None:
    cells = {ADDRESSES[0]: "1", ADDRESSES[-1]: "1", ADDRESSES[1]: "0", "work_summary.treated.P9-9": "1"}
    assert ticked_points(cells, BLOCK) == {"P1.1", "P4.3"}


def test_ticks_are_merged_without_touching_the_files() -> None:
    files = {"work_summary.rows": "r1", "work_summary.r1.name": "总结.docx"}
    theirs = {**files, ADDRESSES[1]: "1"}
    merged = merge(files, theirs, {ADDRESSES[0]: "1", ADDRESSES[2]: ""}, set())
    assert merged.changes == [(ADDRESSES[0], "", "1")]
    assert merged.conflicts == []
    assert [change.address for change in compare(files, theirs)] == [ADDRESSES[1]]


def test_a_point_can_be_named_by_a_reviewer_and_nothing_else_of_its_kind() -> None:
    for address in ADDRESSES:
        assert known_address(EDITION_2017, CONTEXT, {}, f"summary_materials.{address}") == "summary_materials"
    for wrong in ("treated", "treated.P9-9", "treated.P1-1.x", "treated."):
        with pytest.raises(NoSuchAddress):
            known_address(EDITION_2017, CONTEXT, {}, f"summary_materials.work_summary.{wrong}")


def test_ticks_differ_cell_by_cell_after_the_files_in_the_order_of_the_outline() -> None:
    before = {"summary_materials": {ADDRESSES[18]: "1"}}
    after = {
        "summary_materials": {
            ADDRESSES[9]: "1",
            ADDRESSES[0]: "1",
            "work_summary.rows": "r1",
            "work_summary.r1.name": "总结.docx",
        }
    }
    cell, place = DifferenceKind.CELL, "summary_materials."
    assert differences(EDITION_2017, before, after) == [
        Difference(DifferenceKind.ROW_ADDED, place + "work_summary.r1", "", "1"),
        Difference(cell, place + ADDRESSES[0], "", "1"),
        Difference(cell, place + ADDRESSES[9], "", "1"),
        Difference(cell, place + ADDRESSES[18], "1", ""),
    ]
