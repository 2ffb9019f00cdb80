"""What a workbook would change: base, portal and file held together, rows included, choices made."""

from collections.abc import Mapping

import pytest

from portal.form.context import FormContext
from portal.form.document import Document, apply
from portal.form.editions import EDITION_2017
from portal.form.reading import CellTooLong
from portal.services.workbook_plan import Choice, Plan, SectionPlan, Standing, Undecided, plan

SECTION = "system_building"
CONTEXT = FormContext(2017, 2016, "虚构协会")
TOTAL, OTHERS = "members.member_total", "members.member_others"
ROW = {"trainings.rows": "r1", "trainings.r1.training_name": "导航实务", "trainings.r1.training_year": "2016"}


def planned(base: Document, now: Document, file: Document, section: str = SECTION) -> Plan:
    """The plan for one section; the others are blank everywhere."""
    blank = Standing({}, {}, {})
    standing: dict[str, Standing] = {each.code: blank for each in EDITION_2017.sections}
    return plan(EDITION_2017, CONTEXT, standing | {section: Standing(now, base, {})}, {section: file})


def of(made: Plan, section: str = SECTION) -> SectionPlan:
    return next(each for each in made.sections if each.section.code == section)


def chosen(made: Plan, choices: Mapping[str, Choice]) -> dict[str, str]:
    """The document after *choices*, by address within the section."""
    each = of(made)
    return apply(each.standing.now, each.settled({f"{SECTION}.{a}": c for a, c in choices.items()}).changes)


def test_a_file_that_was_not_touched_changes_nothing() -> None:
    now = {TOTAL: "10", **ROW}
    made = planned(now, now, {**now, OTHERS: "", "trainings.nothing_to_report": ""})
    assert (made.changes_anything, made.conflicts, made.differences) == (False, [], [])


def test_what_only_the_file_changed_is_applied_and_what_only_the_portal_changed_stays() -> None:
    made = planned({TOTAL: "10", OTHERS: "1"}, {TOTAL: "10", OTHERS: "2"}, {TOTAL: "11", OTHERS: "1"})
    assert made.after[SECTION] == {TOTAL: "11", OTHERS: "2"}
    assert made.conflicts == []


def test_a_cell_that_was_emptied_in_the_file_is_emptied() -> None:
    assert planned({TOTAL: "10"}, {TOTAL: "10"}, {TOTAL: ""}).after[SECTION] == {}


def test_a_cell_that_the_file_does_not_speak_of_is_left_alone() -> None:
    assert not planned({TOTAL: "10"}, {TOTAL: "12"}, {}).changes_anything


def test_the_same_change_in_both_places_is_neither_a_change_nor_a_conflict() -> None:
    assert not planned({TOTAL: "10"}, {TOTAL: "11"}, {TOTAL: "11"}).changes_anything


def test_texts_are_read_as_typed_on_a_page() -> None:
    assert planned({}, {}, {TOTAL: "１,２３４个"}).after[SECTION] == {TOTAL: "1234"}


def test_what_cannot_be_read_as_its_kind_is_kept_as_it_is() -> None:
    assert planned({}, {}, {TOTAL: "约1930"}).after[SECTION] == {TOTAL: "约1930"}


def test_addresses_that_the_form_does_not_have_are_left_out() -> None:
    made = planned({}, {}, {"members.nonsense": "1", "state": "accepted", "trainings.R!.training_name": "x"})
    assert not made.changes_anything


def test_a_cell_changed_differently_in_both_places_waits_for_a_choice() -> None:
    made = planned({TOTAL: "10"}, {TOTAL: "12"}, {TOTAL: "11"})
    assert made.conflicts == [f"{SECTION}.{TOTAL}"]
    assert made.after[SECTION] == {TOTAL: "12"}
    with pytest.raises(Undecided) as caught:
        of(made).settled({})
    assert caught.value.addresses == (f"{SECTION}.{TOTAL}",)


@pytest.mark.parametrize(("choice", "text"), [(Choice.FILE, "11"), (Choice.PORTAL, "12")])
def test_the_choice_decides_and_the_rest_is_applied_with_it(choice: Choice, text: str) -> None:
    made = planned({TOTAL: "10"}, {TOTAL: "12"}, {TOTAL: "11", OTHERS: "3"})
    assert chosen(made, {TOTAL: choice}) == {TOTAL: text, OTHERS: "3"}


def test_a_blank_may_be_chosen_like_any_other_value() -> None:
    made = planned({TOTAL: "10"}, {TOTAL: "12"}, {TOTAL: ""})
    assert chosen(made, {TOTAL: Choice.FILE}) == {}
    assert chosen(made, {TOTAL: Choice.PORTAL}) == {TOTAL: "12"}


def test_a_new_row_is_added_after_those_of_others() -> None:
    now = {**ROW, "trainings.rows": "r1 r9", "trainings.r9.training_name": "别人的（虚构）"}
    file = {**ROW, "trainings.rows": "r1 new1", "trainings.new1.training_name": "新的（虚构）"}
    made = planned(ROW, now, file)
    assert set(made.after[SECTION]["trainings.rows"].split()) == {"r1", "r9", "new1"}
    assert made.after[SECTION]["trainings.new1.training_name"] == "新的（虚构）"


def test_a_row_that_was_taken_out_of_the_file_goes_with_its_cells() -> None:
    assert planned(ROW, ROW, {"trainings.rows": ""}).after[SECTION] == {}


def test_a_row_that_somebody_has_changed_since_stays_and_is_named() -> None:
    made = planned(ROW, {**ROW, "trainings.r1.training_year": "2017"}, {"trainings.rows": ""})
    assert of(made).merge.kept_rows == ["trainings.r1"]
    assert made.after[SECTION]["trainings.r1.training_year"] == "2017"


def test_a_row_that_the_portal_gave_up_comes_back_whole_where_the_file_is_chosen() -> None:
    cell = "trainings.r1.training_year"
    made = planned(ROW, {}, {**ROW, cell: "2017"})
    assert made.conflicts == [f"{SECTION}.{cell}"]
    assert chosen(made, {cell: Choice.FILE}) == {**ROW, cell: "2017"}
    assert chosen(made, {cell: Choice.PORTAL}) == {}


def test_a_row_typed_in_anew_that_says_just_the_same_is_the_row_that_is_there() -> None:
    file = {a.replace("r1", "fresh"): t.replace("r1", "fresh") for a, t in ROW.items()}
    assert not planned({}, ROW, file).changes_anything


def test_rows_that_say_the_same_are_counted_and_not_folded_into_one() -> None:
    file = {"trainings.rows": "a b", "trainings.a.training_name": "甲", "trainings.b.training_name": "甲"}
    made = planned({}, {"trainings.rows": "r1", "trainings.r1.training_name": "甲"}, file)
    assert made.after[SECTION]["trainings.rows"].split() == ["r1", "b"]


def test_a_row_that_the_file_names_is_not_taken_for_a_new_one_that_says_the_same() -> None:
    file = {**ROW, "trainings.rows": "r1 new1"}
    file |= {"trainings.new1.training_name": "导航实务", "trainings.new1.training_year": "2016"}
    assert planned(ROW, ROW, file).after[SECTION]["trainings.rows"] == "r1 new1"


def test_a_blank_copy_empties_nothing_and_asks_where_both_say_something() -> None:
    now = {TOTAL: "10", OTHERS: "2", **ROW}
    file = {TOTAL: "11", OTHERS: "", "trainings.rows": "", "trainings.nothing_to_report": ""}
    made = planned({}, now, file)
    assert made.conflicts == [f"{SECTION}.{TOTAL}"]
    assert made.after[SECTION] == now


def test_rows_and_their_order_are_told_as_differences_of_rows() -> None:
    file = {"trainings.rows": "new1", "trainings.new1.training_name": "新的（虚构）"}
    kinds = [(d.kind.value, d.address) for d in planned(ROW, ROW, file).differences]
    assert kinds == [
        ("row_added", f"{SECTION}.trainings.new1"),
        ("row_removed", f"{SECTION}.trainings.r1"),
    ]


def test_the_digest_tells_plans_apart_by_what_they_would_do() -> None:
    first = planned({TOTAL: "10"}, {TOTAL: "10"}, {TOTAL: "11"})
    elsewhere = planned({TOTAL: "10"}, {TOTAL: "10", OTHERS: "5"}, {TOTAL: "11"})
    other_value = planned({TOTAL: "10"}, {TOTAL: "10"}, {TOTAL: "12"})
    overtaken = planned({TOTAL: "10"}, {TOTAL: "9"}, {TOTAL: "11"})
    done = planned({TOTAL: "10"}, {TOTAL: "11"}, {TOTAL: "11"})
    assert first.digest == elsewhere.digest
    assert len({first.digest, other_value.digest, overtaken.digest, done.digest}) == 4


def test_a_list_that_would_grow_too_long_is_named() -> None:
    rows = [f"n{number}" for number in range(201)]
    file = {"trainings.rows": " ".join(rows)} | {f"trainings.{row}.training_name": row for row in rows}
    assert [(s.code, block, limit) for s, block, limit in planned({}, {}, file).too_long()] == [
        (SECTION, "trainings", 200)
    ]


def test_a_cell_beyond_all_measure_is_refused() -> None:
    with pytest.raises(CellTooLong):
        planned({}, {}, {"contact.contact_name": "长" * 10_001})
