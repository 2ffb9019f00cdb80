"""Workbooks brought back to a filing: what is refused, what is kept waiting, what applying writes."""

import datetime as dt
import uuid

import pytest
from flask import Flask

from portal.form.reading import TooManyRows
from portal.models import CellChange, Person, WorkbookOffer
from portal.services import clock, sections, workbooks
from portal.services.workbook_plan import Choice, Undecided
from portal.services.workbooks import Agreed, PlanChanged
from tests.services.workbook_desk import SECTION, Desk
from tests.support.people import World
from tests.support.returned_workbooks import blank_copy, downloaded, edited, with_row, without_row

TOTAL, OTHERS = "members.member_total", "members.member_others"
AT = f"{SECTION}.{TOTAL}"


@pytest.fixture
def desk(app: Flask, world: World) -> Desk:
    return Desk(app, world)


@pytest.fixture
def any_cell(desk: Desk) -> str:
    """Some cell of the last section that has cells, full address."""
    code = "patent_protection"
    return f"{code}.{next(iter(downloaded(desk.life).cells[code]))}"


def test_what_was_changed_in_the_file_is_saved_in_the_name_of_whoever_applies_it(desk: Desk) -> None:
    desk.save(members__member_total="10")
    desk.bring(edited(downloaded(desk.life), {AT: "11", f"{SECTION}.contact.mobile": "13900000011"}))
    assert desk.cells() == {TOTAL: "11", "contact.mobile": "13900000011"}
    lines = sorted(desk.rows(CellChange), key=lambda line: line.id)[-2:]
    assert {line.person_id for line in lines} == {desk.people.alice.id}
    assert desk.history()[0] == (SECTION, TOTAL, "", "10")
    assert set(desk.history()[1:]) == {(SECTION, TOTAL, "10", "11"), (SECTION, "contact.mobile", "", "13900000011")}


def test_all_sections_are_written_with_one_save_each_and_those_not_changed_are_not(desk: Desk, any_cell: str) -> None:
    desk.bring(edited(downloaded(desk.life), {AT: "11", any_cell: "3"}))
    assert {code: r for code, r in desk.revisions().items() if r} == {SECTION: 1, "patent_protection": 1}
    assert desk.life.filing.started_at is not None


def test_taking_in_touches_no_answer(desk: Desk) -> None:
    desk.take_in(edited(downloaded(desk.life), {AT: "11"}))
    assert (desk.cells(), desk.history()) == ({}, [])
    (offer,) = desk.rows(WorkbookOffer)
    assert (offer.name, offer.uploaded_by, offer.applied_at) == ("统计表（虚构）.xlsx", desk.people.alice.id, None)


def test_what_somebody_saved_meanwhile_elsewhere_is_kept(desk: Desk) -> None:
    desk.save(members__member_total="10")
    file = edited(downloaded(desk.life), {AT: "11"})
    desk.save(desk.people.bob, members__member_others="3")
    desk.bring(file)
    assert desk.cells() == {TOTAL: "11", OTHERS: "3"}


def test_the_base_is_what_was_downloaded_however_many_saves_came_since(desk: Desk) -> None:
    desk.save(members__member_total="10", members__member_others="1")
    file = edited(downloaded(desk.life), {f"{SECTION}.{OTHERS}": "2"})
    for text in ("11", "12", "10"):
        desk.save(desk.people.bob, members__member_total=text)
    plan = desk.plan(file)
    assert plan.conflicts == []
    assert [(d.address, d.old, d.new) for d in plan.differences] == [(f"{SECTION}.{OTHERS}", "1", "2")]


def test_a_cell_changed_in_both_places_says_who_changed_it_and_is_not_written_without_a_choice(desk: Desk) -> None:
    desk.save(members__member_total="10")
    file = edited(downloaded(desk.life), {AT: "11", f"{SECTION}.{OTHERS}": "3"})
    desk.save(desk.people.bob, members__member_total="12")
    plan = desk.plan(file)
    assert plan.conflicts == [AT]
    assert plan.sections[0].standing.authors[TOTAL].name == "Bob"
    offer = desk.take_in(file)
    with pytest.raises(Undecided):
        desk.apply(offer, Agreed(plan.digest))
    assert desk.cells() == {TOTAL: "12"}
    desk.apply(offer, Agreed(plan.digest, {AT: Choice.FILE}))
    assert desk.cells() == {TOTAL: "11", OTHERS: "3"}


def test_rows_come_and_go(desk: Desk) -> None:
    desk.save(trainings__r1__training_name="第一期（虚构）", trainings__r2__training_name="第二期（虚构）")
    file = without_row(downloaded(desk.life), SECTION, "trainings", "r1")
    desk.bring(with_row(file, SECTION, "trainings", "x7", {"training_name": "第三期（虚构）"}))
    assert desk.cells() == {
        "trainings.rows": "r2 x7",
        "trainings.r2.training_name": "第二期（虚构）",
        "trainings.x7.training_name": "第三期（虚构）",
    }


def test_bringing_the_same_file_twice_adds_its_new_rows_once(desk: Desk) -> None:
    file = downloaded(desk.life)
    for row in ("a1", "b2"):  # each reading gives a line typed into a blank place another id
        desk.bring(with_row(file, SECTION, "trainings", row, {"training_name": "第三期（虚构）"}))
    assert desk.cells()["trainings.rows"] == "a1"


def test_applying_twice_is_harmless(desk: Desk) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, agreed = desk.take_in(file), Agreed(desk.plan(file).digest)
    assert desk.apply(offer, agreed) is not None
    desk.save(desk.people.bob, members__member_total="12")
    assert desk.apply(offer, agreed) is None
    assert desk.cells() == {TOTAL: "12"}
    assert len(desk.history()) == 2


def test_what_was_not_shown_is_not_applied(desk: Desk) -> None:
    desk.save(members__member_total="10")
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    desk.save(desk.people.bob, members__member_total="12")
    for digest in (shown, "", "x" * 64):
        with pytest.raises(PlanChanged):
            desk.apply(offer, Agreed(digest, {AT: Choice.FILE}))
    assert desk.cells() == {TOTAL: "12"}


def test_a_change_meanwhile_that_makes_no_difference_is_no_obstacle(desk: Desk) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    desk.save(desk.people.bob, members__member_others="3")
    assert desk.apply(offer, Agreed(shown)) is not None
    assert desk.cells() == {TOTAL: "11", OTHERS: "3"}


def test_all_sections_are_written_or_none(desk: Desk, any_cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = edited(downloaded(desk.life), {AT: "11", any_cell: "3"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    original, recorded = workbooks.record, []

    def record_the_first(*args: object) -> object:
        if recorded:
            raise OSError("the disk is full")
        recorded.append(original(*args))  # type: ignore[arg-type]
        return recorded[0]

    monkeypatch.setattr(workbooks, "record", record_the_first)
    with pytest.raises(OSError, match="full"):
        desk.apply(offer, Agreed(shown))
    assert len(recorded) == 1
    assert not any(desk.revisions().values())
    assert (desk.history(), desk.life.filing.started_at) == ([], None)
    assert desk.rows(WorkbookOffer)[0].applied_at is None


def test_a_list_that_would_grow_too_long_writes_nothing_of_any_section(desk: Desk, any_cell: str) -> None:
    file = edited(downloaded(desk.life), {any_cell: "3"})
    for number in range(201):
        file = with_row(file, SECTION, "trainings", f"n{number}", {"training_name": f"培训{number}"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    with pytest.raises(TooManyRows):
        desk.apply(offer, Agreed(shown))
    assert not any(desk.revisions().values())


def test_a_blank_copy_filled_in_by_hand_may_be_brought_to_ones_own_filing(desk: Desk) -> None:
    desk.save(members__member_total="10", members__member_others="2")
    file = edited(blank_copy(desk.life), {AT: "11", f"{SECTION}.contact.mobile": "13900000011"})
    plan = desk.plan(file)
    assert plan.conflicts == [AT]
    assert plan.sections[0].standing.authors[TOTAL].name == "Alice"
    desk.bring(file, system_building__members__member_total=Choice.PORTAL)
    assert desk.cells() == {TOTAL: "10", OTHERS: "2", "contact.mobile": "13900000011"}


def test_a_workbook_of_a_submission_may_be_brought_back_after_the_return(app: Flask, world: World) -> None:
    from tests.support.filled import fill_in

    fill_in(app, world)
    desk = Desk(app, world)
    desk.life.submit()
    file = edited(downloaded(desk.life), {AT: "4711"})
    desk.life.give_back()
    desk.bring(file)
    assert desk.cells()[TOTAL] == "4711"


def test_offers_that_were_left_give_way_and_applied_ones_stay(desk: Desk) -> None:
    desk.bring(edited(downloaded(desk.life), {AT: "1"}))
    start = clock.now()
    for number in range(workbooks.UNAPPLIED_KEPT + 3):
        with clock.stopped_at(start + dt.timedelta(minutes=number)):
            newest = desk.take_in(edited(downloaded(desk.life), {AT: str(100 + number)}))
    with desk.life.acting(desk.people.alice):
        lines = workbooks.offers_of(desk.filing())
    assert len(lines) == workbooks.UNAPPLIED_KEPT + 1
    assert lines[0].id == newest
    assert lines[-1].applied_at is not None
    assert {line.by for line in lines} == {"Alice"}


def test_the_sections_are_locked_in_the_order_of_the_form(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    original, taken = sections.lock_section, []

    def note(session: object, person: Person, filing_id: uuid.UUID, code: str) -> object:
        taken.append(code)
        return original(session, person, filing_id, code)  # type: ignore[arg-type]

    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    monkeypatch.setattr(workbooks, "lock_section", note)
    desk.apply(offer, Agreed(shown))
    assert taken == [
        *("system_building", "patent_information", "collaborative_utilization"),
        *("patent_protection", "summary_materials"),
    ]


def test_the_plan_is_looked_at_without_writing_or_locking(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    for name in ("lock_section", "writing"):
        monkeypatch.setattr(workbooks, name, None)
    assert desk.plan(file).changes_anything
