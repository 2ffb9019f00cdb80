"""The consolidated workbook as it is downloaded: whose returns, which figures, in whose words."""

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from portal.filing.transitions import Action
from portal.form.editions import EDITION_2017
from portal.models import Association, Fact, Person, Submission, db
from portal.models.database import act_for, on_postgresql
from portal.services import consolidated, filings
from portal.services.needs import Declaration, Request
from portal.services.sections import save_cells
from portal.services.transactions import writing
from portal.services.transitions import carry_out
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
SignIn = Callable[[PageClient, Person], TestResponse]
DECLARED = Declaration("普洱（虚构）", agreed=True)
FIGURES, RETURNS, NOTES = 0, -2, -1
LISTS = [block for section in EDITION_2017.sections for block in section.blocks if type(block).__name__ == "Rows"]


class Office:
    """The small world with both returns filled in, a client, and the workbook as a person downloads it."""

    def __init__(self, app: Flask, world: World, acting_as: Acting, client: PageClient, sign_in: SignIn) -> None:
        self.app, self.world, self.acting_as, self.client, self.sign_in = app, world, acting_as, client, sign_in
        fill_in(app, world)
        fill_in(app, world, "A", foreign=True)

    @property
    def path(self) -> str:
        return f"/rounds/{self.world.round.id}/workbook"

    def do(self, person: Person, action: Action, *, foreign: bool = False) -> None:
        filing_id = (self.world.foreign_filing if foreign else self.world.filing).id
        with self.acting_as(person):
            found = filings.find(filing_id)
            assert found is not None
            carry_out(person, filing_id, action, Request(found.version, reason="核对", declaration=DECLARED))

    def submit_both(self) -> None:
        self.do(self.world.people.alice, Action.SUBMIT)
        self.do(self.world.people.charlie, Action.SUBMIT, foreign=True)

    def download(self, person: Person, language: str = "en") -> Workbook:
        self.sign_in(self.client, person)
        self.client.post("/language/" + language)
        with self.client.get(self.path, expect=200) as answer:
            data = answer.data
        self.client.post("/sign-out")
        return load_workbook(BytesIO(data))


@pytest.fixture
def office(app: Flask, world: World, acting_as: Acting, client: PageClient, sign_in: SignIn) -> Office:
    return Office(app, world, acting_as, client, sign_in)


def rows_of(book: Workbook, sheet: int) -> list[dict[str, Any]]:
    """The rows of a sheet by their heads."""
    head, *rows = book.worksheets[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def by_name(rows: list[dict[str, Any]]) -> Mapping[str, dict[str, Any]]:
    return {row["Association"]: row for row in rows}


def test_every_fact_is_one_row_with_its_value(office: Office) -> None:
    office.submit_both()
    rows = rows_of(office.download(office.world.people.nadia), FIGURES)
    with office.acting_as(None):
        query = select(Association.name, Fact.indicator, Fact.year, Fact.value).join_from(
            Fact, Association, Association.id == Fact.association_id
        )
        facts = sorted((name, code, year, float(value)) for name, code, year, value in db.session.execute(query))
        references = set(db.session.scalars(select(Submission.reference)))
    assert len(facts) > 150
    found = sorted((row["Association"], row["Code"], row["Year"] or 0, float(row["Value"])) for row in rows)
    assert found == facts
    assert {row["Reference number"] for row in rows} == references
    assert {row["Round"] for row in rows} == {2017}
    assert all(row["Section"] and row["Table"] and row["Indicator"] for row in rows)


def test_figures_stand_in_the_order_of_the_form_under_the_words_of_the_reader(office: Office) -> None:
    office.do(office.world.people.alice, Action.SUBMIT)
    english = rows_of(office.download(office.world.people.nadia), FIGURES)
    codes = list(dict.fromkeys(row["Code"] for row in english))
    assert codes[0] == "system_building.basic.pilot_field_sales"
    assert codes.index("system_building.trainings.rows") < codes.index(
        "patent_protection.protection_by_year.enforcement_cases"
    )
    assert english[0]["Section"] == "1. System building"
    amount = next(row for row in english if row["Code"].endswith(".assigned_amount"))
    assert (amount["Indicator"], amount["Unit"]) == ("Patents assigned to others: amount", "CNY 10,000")
    chinese = office.download(office.world.people.olga, "zh")
    head, first = list(chinese.worksheets[FIGURES].iter_rows(values_only=True, max_row=2))
    assert len(head) == len(first)
    assert {"一、体系建设", "试点产业领域年度销售收入（万元）", "万元"} <= set(first)


def test_each_list_of_the_form_has_a_sheet_with_its_rows_as_submitted(office: Office) -> None:
    office.submit_both()
    book = office.download(office.world.people.nadia)
    assert len(book.worksheets) == 1 + len(LISTS) + 2
    with office.acting_as(None):
        taken = [submission.content for submission in db.session.scalars(select(Submission))]
    standards = rows_of(book, 1 + [block.code for block in LISTS].index("standards"))
    cells = {c["association"]["name"]: c["sections"]["collaborative_utilization"]["cells"] for c in taken}
    typed = {
        (name, document[f"standards.{row}.standard_name"], int(document[f"standards.{row}.sep_count"]))
        for name, document in cells.items()
        for row in document.get("standards.rows", "").split()
    }
    assert typed
    found = {(r["Association"], r["Name of standard"], r["Standard-essential patents (SEPs)"]) for r in standards}
    assert found == typed
    assert {row["Type of standard"] for row in standards} <= {
        "Industry (sector) standard",
        "National standard",
        "International standard",
    }


def test_what_is_being_filled_in_is_not_in_it_but_that_it_is_being_filled_in_is(office: Office) -> None:
    office.do(office.world.people.charlie, Action.SUBMIT, foreign=True)
    book = office.download(office.world.people.nadia)
    ours, theirs = office.world.association.name, office.world.foreign_association.name
    for sheet in range(1 + len(LISTS)):
        assert {row["Association"] for row in rows_of(book, sheet)} <= {theirs}
    returns = by_name(rows_of(book, RETURNS))
    assert returns.keys() == {ours, theirs}
    assert (returns[ours]["State"], returns[ours]["Reference number"]) == ("Draft", None)
    assert returns[theirs]["State"] == "Submitted"
    assert returns[theirs]["In time or late"] == "in time"
    assert returns[theirs]["Responsible person"] == "普洱（虚构）"


def test_a_returned_return_is_in_it_as_it_was_submitted_last_and_marked(office: Office) -> None:
    people = office.world.people
    office.submit_both()
    office.do(people.clara, Action.RETURN)
    office.do(people.conrad, Action.ACCEPT, foreign=True)
    with office.acting_as(people.alice):
        code = "management.full_time_staff"
        save_cells(people.alice, office.world.filing.id, "system_building", 1, [(code, "777")])
    book = office.download(people.nadia)
    figures = rows_of(book, FIGURES)
    staff = {row["Association"]: row for row in figures if row["Code"] == f"system_building.{code}"}
    ours, theirs = staff[office.world.association.name], staff[office.world.foreign_association.name]
    assert (ours["State"], theirs["State"]) == ("Returned", "Accepted")
    assert ours["Value"] != 777
    assert {row["State"] for row in figures} == {"Returned", "Accepted"}


def test_a_withdrawn_return_leaves_no_figure_behind(office: Office) -> None:
    office.do(office.world.people.alice, Action.SUBMIT)
    office.do(office.world.people.alice, Action.WITHDRAW)
    assert rows_of(office.download(office.world.people.nadia), FIGURES) == []


def test_a_coordinator_gets_the_own_region_alone(office: Office) -> None:
    office.submit_both()
    ours, theirs = office.world.association.name, office.world.foreign_association.name
    own = office.download(office.world.people.clara)
    for sheet in range(len(own.worksheets) - 1):
        assert {row["Association"] for row in rows_of(own, sheet)} <= {ours}
    assert len(rows_of(own, FIGURES)) > 50
    assert theirs not in str([list(sheet.iter_rows(values_only=True)) for sheet in own.worksheets])
    assert "Yunnan" in str(list(own.worksheets[NOTES].iter_rows(values_only=True)))
    whole = office.download(office.world.people.olga)
    assert by_name(rows_of(whole, RETURNS)).keys() == {ours, theirs}
    assert "the whole nation" in str(list(whole.worksheets[NOTES].iter_rows(values_only=True)))


def test_it_is_for_those_who_watch_many_returns(office: Office) -> None:
    office.client.get(office.path, expect=302)
    office.sign_in(office.client, office.world.people.alice)
    office.client.get(office.path, expect=403)
    office.client.post("/sign-out")
    office.sign_in(office.client, office.world.people.clara)
    office.client.get(f"/rounds/{uuid.uuid4()}/workbook", expect=404)


@pytest.mark.parametrize(("language", "name"), [("zh", "2017年度"), ("en", "Consolidated figures 2017-")])
def test_it_comes_as_a_file_with_a_name_in_the_language_of_the_reader(office: Office, language: str, name: str) -> None:
    office.sign_in(office.client, office.world.people.nadia)
    office.client.post("/language/" + language)
    with office.client.get(office.path, expect=200) as answer:
        disposition = unquote(answer.headers["Content-Disposition"])
    assert disposition.startswith("attachment; ")
    assert name in disposition
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_somebody_typed_is_never_a_formula(office: Office) -> None:
    evil = '=HYPERLINK("https://example.org/","云岭")'
    people = office.world.people
    with office.acting_as(None), writing() as session:
        session.execute(update(Association).where(Association.id == office.world.association.id).values(name=evil))
    with office.acting_as(people.alice):
        cells = [("trainings.r1.training_name", "=1+1"), ("trainings.r1.training_participants", "5")]
        save_cells(people.alice, office.world.filing.id, "system_building", 1, cells)
    office.do(people.alice, Action.SUBMIT)
    book = office.download(people.nadia)
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    assert rows_of(book, FIGURES)[0]["Association"] == evil
    assert "=1+1" in {row["Name of training"] for row in rows_of(book, 1)}


def test_everything_in_it_is_of_one_moment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people = office.world.people
    office.do(people.alice, Action.SUBMIT)
    read = consolidated._facts
    withdrawn: list[str] = []

    def withdraw_meanwhile(*arguments: Any) -> Any:
        def withdraw() -> None:
            with office.app.app_context():
                act_for(db.session(), people.alice.id)
                found = filings.find(office.world.filing.id)
                assert found is not None
                carry_out(people.alice, found.id, Action.WITHDRAW, Request(found.version))
                withdrawn.append("withdrawn")

        thread = threading.Thread(target=withdraw)
        thread.start()
        thread.join()
        return read(*arguments)

    monkeypatch.setattr(consolidated, "_facts", withdraw_meanwhile)
    book = office.download(people.nadia)
    assert withdrawn == ["withdrawn"]
    assert by_name(rows_of(book, RETURNS))[office.world.association.name]["State"] == "Submitted"
    assert len(rows_of(book, FIGURES)) > 50
    with office.acting_as(people.nadia):
        if on_postgresql(db.session()):
            assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
