"""What differs between two submissions: every cell and every row once, in the order of the form, and who asked."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.form.blocks import ROWS, Rows
from portal.form.document import Document, compare, filled_rows
from portal.form.editions import EDITION_2017, SECTION_CODES
from portal.services.comparison import Difference, DifferenceKind, asked_by, differences, within
from tests.form.samples import SAMPLES, complete

CELL, ADDED, REMOVED, MOVED = DifferenceKind
TRAININGS = "system_building.trainings"
MEMBERS = "system_building.members.member_total"
OPERATIONS = "collaborative_utilization.operations_by_year"
FILES = "summary_materials.work_summary"


def sample() -> dict[str, dict[str, str]]:
    """The documents of a complete fictional return, free to be changed."""
    return {code: dict(cells) for code, cells in complete(SAMPLES["C"]).items()}


def changed(**sections: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The sample with cells of its sections changed; a blank takes the cell away."""
    documents = sample()
    for code, cells in sections.items():
        merged = documents[code] | dict(cells)
        documents[code] = {address: text for address, text in merged.items() if text}
    return documents


def since_sample(**sections: Mapping[str, str]) -> list[Difference]:
    """What differs from the sample after changing cells of it."""
    return differences(EDITION_2017, sample(), changed(**sections))


def without_row(block: str, row: str) -> dict[str, str]:
    """The cells to blank and the order to set so that a row of 体系建设 is gone."""
    cells = sample()["system_building"]
    gone = {address: "" for address in cells if address.startswith(f"{block}.{row}.")}
    return gone | {f"{block}.rows": " ".join(r for r in cells[f"{block}.rows"].split() if r != row)}


def test_the_same_documents_differ_in_nothing() -> None:
    assert differences(EDITION_2017, sample(), sample()) == []


def test_a_changed_cell_is_one_difference_with_both_texts() -> None:
    assert since_sample(system_building={"members.member_total": "322"}) == [Difference(CELL, MEMBERS, "312", "322")]


def test_a_cell_that_was_blank_and_one_that_becomes_blank_differ_too() -> None:
    address = f"{OPERATIONS}.2016.purchased_patents"
    within_section = {"operations_by_year.2016.purchased_patents": ""}
    assert since_sample(collaborative_utilization=within_section) == [Difference(CELL, address, "48", "")]
    back = differences(EDITION_2017, changed(collaborative_utilization=within_section), sample())
    assert back == [Difference(CELL, address, "", "48")]


def test_zero_and_blank_are_different_answers() -> None:
    zero = changed(collaborative_utilization={"operations_by_year.2016.purchased_patents": "0"})
    blank = changed(collaborative_utilization={"operations_by_year.2016.purchased_patents": ""})
    (found,) = differences(EDITION_2017, blank, zero)
    assert (found.old, found.new) == ("", "0")


def test_an_added_row_is_one_difference_whatever_it_holds() -> None:
    row = {
        "trainings.rows": "r1 r2 x9 r3 r4",
        "trainings.x9.training_name": "新增",
        "trainings.x9.training_year": "2017",
    }
    assert since_sample(system_building=row) == [Difference(ADDED, f"{TRAININGS}.x9", "", "3")]


def test_a_removed_row_is_one_difference_at_its_old_place() -> None:
    found = since_sample(system_building=without_row("trainings", "r2"))
    assert found == [Difference(REMOVED, f"{TRAININGS}.r2", "2", "")]


def test_a_row_whose_cells_were_all_emptied_counts_as_removed() -> None:
    emptied = without_row("trainings", "r2") | {"trainings.rows": "r1 r2 r3 r4"}
    found = since_sample(system_building=emptied)
    assert found == [Difference(REMOVED, f"{TRAININGS}.r2", "2", "")]


@pytest.mark.parametrize(("order", "row", "new"), [("r4 r1 r2 r3", "r4", "1"), ("r2 r3 r4 r1", "r1", "4")])
def test_only_the_row_that_changed_places_is_said_to_have_moved(order: str, row: str, new: str) -> None:
    found = since_sample(system_building={"trainings.rows": order})
    assert found == [Difference(MOVED, f"{TRAININGS}.{row}", row[1:], new)]


@pytest.mark.parametrize("order", ["r2 r1 r3 r4", "r1 r3 r2 r4", "r1 r2 r4 r3"])
def test_two_neighbours_that_changed_places_are_one_move(order: str) -> None:
    (found,) = since_sample(system_building={"trainings.rows": order})
    assert found.kind is MOVED
    assert order.split()[int(found.new) - 1] == f"r{found.old}"


def test_rows_behind_a_removed_or_an_added_one_have_not_moved() -> None:
    found = since_sample(system_building=without_row("trainings", "r1"))
    assert [d.kind for d in found] == [REMOVED]
    found = since_sample(system_building={"trainings.rows": "x9 r1 r2 r3 r4", "trainings.x9.training_name": "新增"})
    assert [d.kind for d in found] == [ADDED]


def test_a_row_that_moved_and_was_changed_is_both() -> None:
    found = since_sample(system_building={"trainings.rows": "r4 r1 r2 r3", "trainings.r4.training_year": "2015"})
    assert found == [
        Difference(MOVED, f"{TRAININGS}.r4", "4", "1"),
        Difference(CELL, f"{TRAININGS}.r4.training_year", "2017", "2015"),
    ]


def test_rows_are_matched_by_their_id_and_not_by_their_place() -> None:
    found = since_sample(system_building=without_row("trainings", "r1") | {"trainings.r3.training_year": "2015"})
    assert found == [
        Difference(CELL, f"{TRAININGS}.r3.training_year", "2016", "2015"),
        Difference(REMOVED, f"{TRAININGS}.r1", "1", ""),
    ]


def test_a_row_replaced_by_an_equal_one_with_another_id_is_removed_and_added() -> None:
    cells = sample()["system_building"]
    copied = {
        address.replace(".r4.", ".z4."): text for address, text in cells.items() if address.startswith("trainings.r4.")
    }
    gone = without_row("trainings", "r4") | {"trainings.rows": "r1 r2 r3 z4"}
    found = since_sample(system_building=gone | copied)
    assert [(d.kind, d.address) for d in found] == [(ADDED, f"{TRAININGS}.z4"), (REMOVED, f"{TRAININGS}.r4")]


def test_nothing_to_report_is_a_cell_before_the_rows_it_speaks_of() -> None:
    cells = sample()["system_building"]
    gone = {address: "" for address in cells if address.startswith("innovation_platforms.")}
    found = since_sample(system_building=gone | {"innovation_platforms.nothing_to_report": "1"})
    block = "system_building.innovation_platforms"
    assert found == [
        Difference(CELL, f"{block}.nothing_to_report", "", "1"),
        Difference(REMOVED, f"{block}.r1", "1", ""),
        Difference(REMOVED, f"{block}.r2", "2", ""),
    ]


def test_a_file_that_was_replaced_is_one_removed_and_one_added() -> None:
    cells = sample()["summary_materials"]
    other = {address.replace(".f1.", ".f2."): text for address, text in cells.items() if ".f1." in address}
    gone = {address: "" for address in cells if ".f1." in address}
    found = since_sample(summary_materials=gone | other | {"work_summary.rows": "f2"})
    assert found == [Difference(ADDED, f"{FILES}.f2", "", "1"), Difference(REMOVED, f"{FILES}.f1", "1", "")]


def test_differences_come_in_the_order_of_the_form() -> None:
    found = since_sample(
        patent_protection={
            "protection_by_year.2017.enforcement_cases": "77",
            "protection_by_year.2013.enforcement_cases": "7",
        },
        collaborative_utilization={
            "standards.r1.standard_year": "2010",
            "operations_by_year.2017.purchased_amount": "5",
            "operations_by_year.2015.purchased_amount": "4",
            "operations_by_year.2016.purchased_patents": "3",
        },
        system_building={"members.member_total": "322", "contact.mobile": "13900000001"},
    )
    assert [d.address.split(".", 1)[1] for d in found if d.address.startswith("system")] == [
        "contact.mobile",
        "members.member_total",
    ]
    assert [d.address.split(".", 1)[1] for d in found if d.address.startswith("coll")] == [
        "operations_by_year.2016.purchased_patents",
        "operations_by_year.2015.purchased_amount",
        "operations_by_year.2017.purchased_amount",
        "standards.r1.standard_year",
    ]
    sections = [d.address.partition(".")[0] for d in found]
    assert sections == sorted(sections, key=SECTION_CODES.index)


def test_a_section_that_one_of_the_two_does_not_have_differs_as_a_whole() -> None:
    documents = sample()
    del documents["patent_protection"]
    found = differences(EDITION_2017, documents, sample())
    assert len(found) == len(sample()["patent_protection"])
    assert all(d.kind is CELL and d.old == "" for d in found)


def test_a_year_that_is_not_on_the_form_any_more_is_not_passed_over() -> None:
    found = since_sample(collaborative_utilization={"operations_by_year.2009.purchased_patents": "1"})
    assert found == [Difference(CELL, f"{OPERATIONS}.2009.purchased_patents", "", "1")]


def test_an_address_that_is_not_on_the_form_comes_last_in_its_section() -> None:
    found = since_sample(system_building={"gone.thing": "1", "patents_by_year.2017.grants_total": "2"})
    assert [d.address for d in found][-1] == "system_building.gone.thing"


@pytest.mark.parametrize(
    ("pinned", "asks"),
    [
        (f"{OPERATIONS}.2016.assigned_amount", True),
        (f"{OPERATIONS}.2016", True),
        (OPERATIONS, True),
        ("collaborative_utilization", True),
        (f"{OPERATIONS}.2017", False),
        (f"{OPERATIONS}.2016.assigned_patents", False),
        (f"{OPERATIONS}.2016.assigned", False),
        ("collaborative", False),
        ("system_building", False),
    ],
)
def test_a_comment_asks_for_a_change_at_its_cell_or_around_it(pinned: str, asks: bool) -> None:
    change = Difference(CELL, f"{OPERATIONS}.2016.assigned_amount", "1080", "1180")
    assert asked_by(change, [pinned]) == ([pinned] if asks else [])


def test_the_comment_nearest_to_the_change_is_named_first_and_each_once() -> None:
    change = Difference(CELL, f"{OPERATIONS}.2016.assigned_amount", "1080", "1180")
    near, around, far = change.address, OPERATIONS, "collaborative_utilization"
    assert asked_by(change, [far, around, "patent_protection", near, near]) == [near, around, far]


@pytest.mark.parametrize(("kind", "asks"), [(ADDED, True), (REMOVED, True), (MOVED, False)])
def test_removing_a_row_answers_a_comment_at_one_of_its_cells_but_moving_it_does_not(
    kind: DifferenceKind, asks: bool
) -> None:
    change = Difference(kind, f"{TRAININGS}.r2", "2", "")
    cell = f"{TRAININGS}.r2.training_year"
    assert asked_by(change, [cell]) == ([cell] if asks else [])
    assert asked_by(change, [f"{TRAININGS}.r22.training_year"]) == []


def test_an_address_is_within_itself_and_within_what_holds_it() -> None:
    assert within("a.b.c", "a.b.c")
    assert within("a.b.c", "a.b")
    assert not within("a.b", "a.b.c")
    assert not within("a.bc", "a.b")


TEXTS = st.sampled_from(["", "1", "2"])
ORDERS = st.permutations(["r1", "r2", "r3", "r4", "r5"]).flatmap(
    lambda rows: st.integers(0, 5).map(lambda count: rows[:count])
)


@given(ORDERS, ORDERS, st.dictionaries(st.sampled_from(["r1", "r2", "r3", "r4", "r5"]), TEXTS))
def test_the_differences_tell_the_whole_way_from_one_list_to_the_other(
    before: list[str], after: list[str], years: dict[str, str]
) -> None:
    old, new = listed(before, {}), listed(after, years)
    found = differences(EDITION_2017, {"system_building": old}, {"system_building": new})
    block = EDITION_2017.by_code["system_building"].by_code["trainings"]
    assert isinstance(block, Rows)
    rows = {kind: [d.address.rpartition(".")[2] for d in found if d.kind is kind] for kind in DifferenceKind}
    was, now = filled_rows(old, block), filled_rows(new, block)
    assert set(rows[ADDED]) == set(now) - set(was)
    assert set(rows[REMOVED]) == set(was) - set(now)
    standing = [row for row in was if row in now and row not in rows[MOVED]]
    assert standing == [row for row in now if row in standing], "what has not moved keeps its order"
    cells = {d.address for d in found if d.kind is CELL}
    both = set(was) & set(now)
    assert cells == {
        f"system_building.{c.address}"
        for c in compare(old, new)
        if not c.address.endswith(f".{ROWS}") and c.address.split(".")[1] in both
    }


def listed(rows: list[str], years: Mapping[str, str]) -> Document:
    """A document with these trainings, each with a name and perhaps a year."""
    cells = {"trainings.rows": " ".join(rows)} if rows else {}
    for row in rows:
        cells[f"trainings.{row}.training_name"] = f"培训{row}"
        if years.get(row):
            cells[f"trainings.{row}.training_year"] = years[row]
    return cells
