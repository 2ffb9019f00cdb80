"""Documents: comparing, applying, undoing, and merging what two people did at the same time."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.document import (
    Change,
    Conflict,
    apply,
    compare,
    filled_rows,
    fixed_cells,
    merge,
    nothing_to_report,
    row_ids,
    undo,
)
from portal.form.editions import EDITION_2017

LISTS = ("t",)
FIELDS = ("m.a", "m.b", "m.c")
COLUMNS = ("x", "y")
ROWS = ("r1", "r2", "r3", "r4")
CELL = st.sampled_from(["", "1", "2"])
ANY = st.dictionaries(st.text(max_size=6), st.text(min_size=1, max_size=4), max_size=8)


@st.composite
def filled(draw: st.DrawFn, rows: Iterable[str] = ROWS) -> dict[str, str]:
    """A document as the portal keeps it: no blanks, and cells of rows only where the row stands."""
    order = draw(st.permutations(list(rows)).flatmap(lambda p: st.integers(0, len(p)).map(lambda n: p[:n])))
    cells = {address: draw(CELL) for address in FIELDS}
    cells |= {f"t.{row}.{column}": draw(CELL) for row in order for column in COLUMNS}
    cells |= {"t.rows": " ".join(order), "t.nothing_to_report": draw(st.sampled_from(["", "1"]))}
    return {address: text for address, text in cells.items() if text}


def posted(document: Mapping[str, str]) -> dict[str, str]:
    """*document* as a whole page sends it: every cell that stands on it, blanks included."""
    order = row_ids(document, "t")
    addresses = [*FIELDS, *(f"t.{row}.{column}" for row in order for column in COLUMNS), "t.nothing_to_report"]
    return {"t.rows": " ".join(order)} | {address: document.get(address, "") for address in addresses}


def merged(base: Mapping[str, str], current: Mapping[str, str], mine: Mapping[str, str]) -> dict[str, str]:
    return apply(current, merge(base, current, mine, LISTS).changes)


@given(old=ANY, new=ANY)
def test_applying_a_comparison_leads_to_the_new_document(old: dict[str, str], new: dict[str, str]) -> None:
    assert apply(old, compare(old, new)) == new


@given(old=ANY, new=ANY)
def test_undoing_a_comparison_leads_back(old: dict[str, str], new: dict[str, str]) -> None:
    assert undo(new, compare(old, new)) == old


@given(documents=st.lists(ANY, min_size=2, max_size=5))
def test_undoing_a_whole_history_leads_to_its_beginning(documents: list[dict[str, str]]) -> None:
    history = [c for old, new in pairwise(documents) for c in compare(old, new)]
    assert undo(documents[-1], history) == documents[0]


@given(document=ANY)
def test_a_document_does_not_differ_from_itself(document: dict[str, str]) -> None:
    assert compare(document, dict(document)) == []


def test_a_comparison_names_what_was_and_what_is() -> None:
    assert compare({"m.a": "1", "m.b": "2"}, {"m.c": "3", "m.a": "0"}) == [
        Change("m.c", "", "3"),
        Change("m.a", "1", "0"),
        Change("m.b", "2", ""),
    ]


def test_apply_leaves_its_document_alone_and_keeps_no_blank() -> None:
    document = {"m.a": "1"}
    assert apply(document, [Change("m.a", "1", ""), Change("m.b", "", "2")]) == {"m.b": "2"}
    assert document == {"m.a": "1"}


def test_rows_have_an_order_and_an_empty_row_is_no_row() -> None:
    block = EDITION_2017.by_code["system_building"].by_code["trainings"]
    document = {"trainings.rows": "r2 r1 r9", "trainings.r1.training_name": "x", "trainings.r2.training_seq": "1"}
    assert row_ids(document, "trainings") == ["r2", "r1", "r9"]
    assert filled_rows(document, block) == ["r1"]
    assert row_ids({}, "trainings") == filled_rows({}, block) == []


def test_nothing_to_report_is_one_tick() -> None:
    assert nothing_to_report({"t.nothing_to_report": "1"}, "t")
    assert not nothing_to_report({}, "t")
    assert not nothing_to_report({"t.nothing_to_report": "yes"}, "t")


@pytest.mark.parametrize("years", [(), (2017,), (2013, 2014, 2015, 2016, 2017)])
def test_standing_cells_repeat_by_year_only(years: tuple[int, ...]) -> None:
    found = [address for section in EDITION_2017.sections for address, _ in fixed_cells(section, years)]
    assert len(found) == len(set(found)) == 20 + len(years) * (15 + 19 + 6)


BASE = {"m.a": "1", "m.b": "1", "t.rows": "r1 r2", "t.r1.x": "1", "t.r1.y": "1", "t.r2.x": "2"}


def test_what_only_i_changed_is_applied() -> None:
    assert merge(BASE, BASE, {"m.a": "2"}, LISTS).changes == [Change("m.a", "1", "2")]


def test_what_only_they_changed_stays() -> None:
    current = BASE | {"m.a": "2"}
    assert merge(BASE, current, posted(BASE), LISTS) == merge(BASE, current, {}, LISTS)
    assert merge(BASE, current, posted(BASE), LISTS).changes == []


def test_the_same_change_by_both_is_no_change() -> None:
    both = merge(BASE, BASE | {"m.a": "2"}, {"m.a": "2"}, LISTS)
    assert (both.changes, both.conflicts, both.kept_rows) == ([], [], [])


def test_different_changes_are_a_conflict_and_theirs_stands() -> None:
    torn = merge(BASE, BASE | {"m.a": "2"}, {"m.a": "3", "m.b": "9"}, LISTS)
    assert torn.conflicts == [Conflict("m.a", "1", "3", "2")]
    assert torn.changes == [Change("m.b", "1", "9")]


def test_a_cell_that_i_emptied_and_they_changed_is_a_conflict() -> None:
    assert merge(BASE, BASE | {"m.a": "2"}, {"m.a": ""}, LISTS).conflicts == [Conflict("m.a", "1", "", "2")]


def test_rows_added_by_both_all_stay() -> None:
    current = BASE | {"t.rows": "r1 r2 r3", "t.r3.x": "theirs"}
    mine = {"t.rows": "r1 r2 r4", "t.r4.x": "mine"}
    result = merged(BASE, current, mine)
    assert sorted(row_ids(result, "t")) == ["r1", "r2", "r3", "r4"]
    assert (result["t.r3.x"], result["t.r4.x"]) == ("theirs", "mine")


def test_a_row_appears_when_a_cell_of_it_is_sent_without_an_order() -> None:
    result = merged(BASE, BASE, {"t.r3.x": "3"})
    assert (result["t.rows"], result["t.r3.x"]) == ("r1 r2 r3", "3")


def test_a_removed_row_takes_its_cells_along() -> None:
    result = merged(BASE, BASE, {"t.rows": "r2"})
    assert result == {"m.a": "1", "m.b": "1", "t.rows": "r2", "t.r2.x": "2"}


def test_a_row_that_i_removed_while_they_changed_it_stays() -> None:
    current = BASE | {"t.r1.x": "9"}
    result = merge(BASE, current, {"t.rows": "r2"}, LISTS)
    assert result.kept_rows == ["t.r1"]
    kept = apply(current, result.changes)
    assert set(row_ids(kept, "t")) == {"r1", "r2"}
    assert (kept["t.r1.x"], kept["t.r1.y"]) == ("9", "1")


def test_a_row_that_they_removed_does_not_come_back_with_my_page() -> None:
    current = {"m.a": "1", "m.b": "1", "t.rows": "r2", "t.r2.x": "2"}
    assert merged(BASE, current, posted(BASE)) == current


def test_a_row_that_they_removed_and_i_changed_is_a_conflict() -> None:
    current = {"m.a": "1", "m.b": "1", "t.rows": "r2", "t.r2.x": "2"}
    torn = merge(BASE, current, posted(BASE | {"t.r1.x": "9"}), LISTS)
    assert torn.conflicts == [Conflict("t.r1.x", "1", "9", "")]
    assert apply(current, torn.changes) == current


def test_a_row_that_they_removed_and_i_added_to_comes_back_with_what_i_added() -> None:
    base = BASE | {"t.rows": "r2 r1"}
    current = {"t.rows": "r1", "t.r1.x": "1", "t.r1.y": "1"}
    result = merged(base, current, {"t.rows": "r2 r1", "t.r2.y": "new"})
    assert (result["t.r2.y"], set(row_ids(result, "t"))) == ("new", {"r1", "r2"})


def test_an_empty_row_that_they_removed_comes_back_once_i_fill_it() -> None:
    assert merged({"t.rows": "r2"}, {}, posted({"t.rows": "r2", "t.r2.y": "1"})) == {"t.rows": "r2", "t.r2.y": "1"}


def test_moved_rows_are_moved() -> None:
    assert merge(BASE, BASE, {"t.rows": "r2 r1"}, LISTS).changes == [Change("t.rows", "r1 r2", "r2 r1")]


def test_rows_that_they_moved_stay_moved_when_my_page_has_the_old_order() -> None:
    assert merge(BASE, BASE | {"t.rows": "r2 r1"}, posted(BASE), LISTS).changes == []


def test_my_cells_follow_a_row_that_they_moved() -> None:
    result = merged(BASE, BASE | {"t.rows": "r2 r1"}, posted(BASE | {"t.r1.x": "9"}))
    assert (result["t.rows"], result["t.r1.x"]) == ("r2 r1", "9")


def test_my_new_row_joins_rows_that_they_moved() -> None:
    result = merged(BASE, BASE | {"t.rows": "r2 r1"}, {"t.rows": "r1 r2 r3", "t.r3.x": "3"})
    assert set(row_ids(result, "t")) == {"r1", "r2", "r3"}


@given(base=filled(), mine=filled())
def test_alone_my_page_is_the_new_document(base: dict[str, str], mine: dict[str, str]) -> None:
    outcome = merge(base, base, posted(mine), LISTS)
    assert outcome.conflicts == outcome.kept_rows == []
    assert apply(base, outcome.changes) == without_empty_new_rows(base, mine)


def without_empty_new_rows(base: dict[str, str], mine: dict[str, str]) -> dict[str, str]:
    """*mine* without ids that came with no cell and stood nowhere before."""
    known = {*row_ids(base, "t"), *(address.split(".")[1] for address in mine if address.count(".") == 2)}
    order = " ".join(row for row in row_ids(mine, "t") if row in known)
    return {address: text for address, text in (mine | {"t.rows": order}).items() if text}


def test_an_id_that_comes_without_a_cell_is_no_row() -> None:
    assert merge({}, {}, {"t.rows": "r1 r2", "t.r2.x": "2"}, LISTS).changes == [
        Change("t.r2.x", "", "2"),
        Change("t.rows", "", "r2"),
    ]


@given(base=filled(), current=filled())
def test_a_page_that_i_did_not_touch_changes_nothing(base: dict[str, str], current: dict[str, str]) -> None:
    assert merge(base, current, posted(base), LISTS).changes == []


@given(base=filled(), both=filled())
def test_two_who_did_the_same_do_not_disagree(base: dict[str, str], both: dict[str, str]) -> None:
    outcome = merge(base, both, posted(both), LISTS)
    assert (outcome.changes, outcome.conflicts, outcome.kept_rows) == ([], [], [])


@settings(max_examples=400)
@given(base=filled(), current=filled(), mine=filled())
def test_retrying_a_save_changes_nothing(base: dict[str, str], current: dict[str, str], mine: dict[str, str]) -> None:
    once = merged(base, current, posted(mine))
    assert merge(base, once, posted(mine), LISTS).changes == []


@settings(max_examples=400)
@given(base=filled(), current=filled(), mine=filled())
def test_a_merge_loses_nothing_silently(base: dict[str, str], current: dict[str, str], mine: dict[str, str]) -> None:
    outcome = merge(base, current, posted(mine), LISTS)
    result = apply(current, outcome.changes)
    disputed = {conflict.address for conflict in outcome.conflicts}
    for address in disputed:
        assert result.get(address, "") == current.get(address, "")
    assert all(change.old == current.get(change.address, "") for change in outcome.changes)
    assert len({change.address for change in outcome.changes}) == len(outcome.changes)
    for address in (base.keys() | current.keys() | mine.keys()).difference({"t.rows"}):
        before, now, text = (document.get(address, "") for document in (base, current, mine))
        on_my_page = not address.startswith("t.r") or address.split(".")[1] in row_ids(mine, "t")
        if now != before:
            assert result.get(address, "") == now
        elif on_my_page:
            assert result.get(address, "") == text


@settings(max_examples=400)
@given(base=filled(), current=filled(), mine=filled())
def test_after_a_merge_every_cell_of_a_list_belongs_to_a_row(
    base: dict[str, str], current: dict[str, str], mine: dict[str, str]
) -> None:
    result = merged(base, current, posted(mine))
    order = row_ids(result, "t")
    assert len(order) == len(set(order))
    held = {a.split(".")[1] for a in result if a.startswith("t.") and a.count(".") == 2}
    assert held <= set(order)
    assert "" not in result.values()
