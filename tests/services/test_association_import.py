"""Importing associations: what would happen is shown without writing, and exactly that happens, or nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from portal.exchange.association_workbook import FORMULA, CellFault, Sheet, SheetRow
from portal.form.profile import PROFILE, Profile
from portal.models import Association, Person, db
from portal.services import association_import, associations
from portal.services.association_import import Fate, Plan, PlanChanged, plan
from portal.services.associations import profile_of
from portal.services.memberships import BeyondOwnPart
from tests.form.test_profile import GOOD
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
COLUMNS = {field.code: "ABCDEFGHIJK"[at] for at, field in enumerate(PROFILE)}
SECOND = GOOD | {"name": "第二协会（虚构）", "unified_social_credit_code": ""}


def sheet(*rows: dict[str, str]) -> Sheet:
    return Sheet(COLUMNS, [SheetRow(number, dict(texts), ()) for number, texts in enumerate(rows, start=2)])


def everybody() -> dict[str, Profile]:
    found = db.session.scalars(select(Association).execution_options(populate_existing=True))
    return {association.name: profile_of(association) for association in found}


def fates(found: Plan) -> list[tuple[int, Fate]]:
    return [(row.number, row.fate) for row in found.rows]


def carry_out(actor: Person, planned: Plan, rows: Sheet) -> Plan:
    good = {row.number for row in planned.rows}
    texts = [(row.number, row.texts) for row in rows.rows if row.number in good]
    return association_import.apply(actor, texts, Plan(planned.rows, ()).digest)


def faulty(found: Plan) -> list[tuple[int, list[str]]]:
    return [(bad.number, [fault.field for fault in bad.faults]) for bad in found.bad]


def test_planning_tells_new_changed_and_unchanged_rows_apart_and_writes_nothing(
    acting_as: Acting, world: World
) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        associations.add(nadia, GOOD)
        before = everybody()
        found = plan(sheet(GOOD, SECOND, profile_of(world.association) | {"pilot_fields": "光学"}))
        assert fates(found) == [(2, Fate.UNCHANGED), (3, Fate.NEW), (4, Fate.CHANGED)]
        assert found.rows[2].changes == [("pilot_fields", "", "光学")]
        assert found.bad == []
        assert everybody() == before


def test_what_was_planned_is_done(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        associations.add(nadia, GOOD)
        rows = sheet(GOOD | {"joined_year": "2017年", "region_code": "国家级"}, SECOND)
        done = carry_out(nadia, plan(rows), rows)
        assert (done.count(Fate.NEW), done.count(Fate.CHANGED)) == (1, 1)
        stored = everybody()
        assert stored[GOOD["name"]] == GOOD | {"joined_year": "2017", "region_code": "000000"}
        assert stored[SECOND["name"]] == SECOND
        again = plan(rows)
        assert {row.fate for row in again.rows} == {Fate.UNCHANGED}
        assert world.association.name in stored


def test_an_association_is_known_by_its_own_code_even_under_a_new_name(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        added = associations.add(nadia, GOOD)
        found = plan(sheet(GOOD | {"name": "改名协会（虚构）"}))
        assert [(row.association_id, row.fate) for row in found.rows] == [(added.id, Fate.CHANGED)]
        assert world.association.active


def test_an_alliance_is_not_taken_for_its_host(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    alliance = GOOD | {"name": "联盟（虚构）", "hosted": "1"}
    with acting_as(nadia):
        associations.add(nadia, GOOD)
        assert faulty(plan(sheet(alliance))) == [(2, ["unified_social_credit_code"])]
        other = alliance | {"unified_social_credit_code": "91330100716105852F"}
        found = plan(sheet(other, other | {"name": "另一联盟（虚构）"}))
        assert fates(found) == [(2, Fate.NEW), (3, Fate.NEW)]
        assert world.association.active


def test_columns_that_the_sheet_lacks_stay_as_they_are(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    required = {field.code: GOOD[field.code] for field in PROFILE if field.required}
    with acting_as(nadia):
        associations.add(nadia, GOOD)
        assert fates(plan(sheet(required))) == [(2, Fate.UNCHANGED)]
        cleared = plan(sheet(required | {"designation_batch": ""}))
        assert cleared.rows[0].changes == [("designation_batch", GOOD["designation_batch"], "")]
        assert world.association.active


def test_bad_rows_are_told_by_field_and_do_not_keep_the_others_from_being_planned(
    acting_as: Acting, world: World
) -> None:
    with acting_as(world.people.nadia):
        found = plan(
            sheet(
                GOOD | {"joined_year": "20l6", "kind": "?"},
                SECOND,
                SECOND,
                GOOD | {"name": SECOND["name"].upper(), "unified_social_credit_code": ""},
                GOOD | {"name": ""},
            )
        )
        assert faulty(found) == [(2, ["kind", "joined_year"]), (4, ["name"]), (5, ["name"]), (6, ["name"])]
        assert "3" in found.bad[1].faults[0].message("en")
        assert fates(found) == [(3, Fate.NEW)]


def test_a_cell_that_the_workbook_reader_refused_keeps_the_row_out(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.nadia):
        fault = CellFault("joined_year", FORMULA)
        found = plan(Sheet(COLUMNS, [SheetRow(2, GOOD | {"joined_year": "=2000+16"}, (fault,))]))
        assert [bad.faults for bad in found.bad] == [(fault,)]


def test_a_name_of_one_and_a_code_of_another_are_not_guessed_about(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.nadia):
        associations.add(world.people.nadia, GOOD)
        found = plan(sheet(GOOD | {"name": world.association.name}))
        assert faulty(found) == [(2, ["name"])]
        assert GOOD["name"] in found.bad[0].faults[0].message("en")


def test_nothing_is_written_if_the_list_is_not_what_it_was(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        rows = sheet(GOOD, SECOND)
        planned = plan(rows)
        associations.add(nadia, GOOD | {"joined_year": "2013"})
        before = everybody()
        with pytest.raises(PlanChanged):
            carry_out(nadia, planned, rows)
        assert everybody() == before


def test_rows_that_were_not_planned_cannot_be_slipped_in(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        planned = plan(sheet(GOOD))
        before = everybody()
        for rows in (sheet(SECOND), sheet(GOOD, SECOND), sheet(GOOD | {"kind": "?"})):
            texts = [(row.number, row.texts) for row in rows.rows]
            with pytest.raises(PlanChanged):
                association_import.apply(nadia, texts, planned.digest)
        assert everybody() == before


def test_only_an_administrator_imports(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.clara):
        rows = sheet(GOOD)
        with pytest.raises(BeyondOwnPart):
            carry_out(world.people.clara, plan(rows), rows)
        assert len(everybody()) == 2
