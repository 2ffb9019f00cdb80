"""What was accepted in an earlier round stands beside the cells, and is never filled in."""

import pytest
from flask import Flask
from sqlalchemy import event

from portal.form.editions import EDITION_2017
from portal.models import Filing, db
from portal.models.database import act_for
from portal.services import earlier
from portal.services.filings import find, open_filing
from portal.services.rounds import form_context
from portal.services.transactions import writing
from tests.sections.desk import Desk
from tests.support.client import PageClient
from tests.support.lives import Life
from tests.support.people import open_round
from tests.web.contact import text_of_id
from tests.web.entering import enter

OPERATIONS = "collaborative_utilization"
AMOUNT = "operations_by_year.2016.assigned_amount"
FORMS = "operations_by_year.2017.financial_participation_forms"


@pytest.fixture
def next_year(app: Flask, filled: Life) -> Life:
    """The empty filing of the same association a year later; this year's was accepted."""
    filled.submit()
    filled.accept()
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            round_ = open_round(2018)
            session.add(round_)
            session.flush()
            filing: Filing = open_filing(session, round_, filled.world.association)
    return Life(app, filled.world, filing)


def desk_at(client: PageClient, life: Life, section: str) -> Desk:
    enter(client, life.people.alice)
    desk = Desk(client, life.filing, section)
    desk.open(language="en")
    return desk


def beside(desk: Desk, address: str) -> str:
    """What stands beside the cell of *address*, and is tied to its input."""
    cell = desk.cell(address)
    id_ = f"e-c-{address.replace('.', '-')}"
    told = text_of_id(desk.page, id_)
    assert bool(told) == (id_ in cell.get("aria-describedby", "").split())
    return told


def test_an_empty_cell_shows_the_accepted_figure_beside_it_and_stays_empty(client: PageClient, next_year: Life) -> None:
    desk = desk_at(client, next_year, OPERATIONS)
    assert beside(desk, AMOUNT) == "last: 1,180"
    assert desk.shown(AMOUNT) == ""
    assert "accepted in the round of 2017" in desk.text()
    desk.post()
    desk.open()
    assert desk.shown(AMOUNT) == ""


def test_the_same_figure_is_not_repeated_and_another_one_is_set_against_it(client: PageClient, next_year: Life) -> None:
    next_year.save({AMOUNT: "1180"}, OPERATIONS)
    desk = desk_at(client, next_year, OPERATIONS)
    assert beside(desk, AMOUNT) == ""
    next_year.save({AMOUNT: "1181"}, OPERATIONS)
    desk.open()
    assert beside(desk, AMOUNT) == "last: 1,180"
    assert desk.shown(AMOUNT) == "1,181"


def test_a_year_that_was_not_asked_for_then_has_nothing_beside_it(client: PageClient, next_year: Life) -> None:
    desk = desk_at(client, next_year, OPERATIONS)
    assert beside(desk, "operations_by_year.2018.assigned_amount") == ""


def test_single_cells_show_what_was_accepted_too(client: PageClient, next_year: Life) -> None:
    desk = desk_at(client, next_year, "system_building")
    assert beside(desk, "members.member_total") == "last: 312"


def test_choices_say_which_boxes_were_ticked(client: PageClient, next_year: Life) -> None:
    desk = desk_at(client, next_year, OPERATIONS)
    assert "last: ticked" in desk.text()
    assert desk.ticked(FORMS) == []


def test_rows_of_a_list_have_nothing_beside_them(client: PageClient, next_year: Life) -> None:
    next_year.save({"patent_layouts.r1.layout_name": "另一产品（虚构）"}, OPERATIONS)
    desk = desk_at(client, next_year, OPERATIONS)
    assert beside(desk, "patent_layouts.r1.layout_name") == ""


def test_the_words_are_chinese_for_who_reads_chinese(client: PageClient, next_year: Life) -> None:
    desk = desk_at(client, next_year, OPERATIONS)
    desk.open(language="zh")
    assert beside(desk, AMOUNT) == "上轮1,180"
    assert "平台不会替您填入。" in desk.text()


def test_a_first_round_has_nothing_beside_its_cells(client: PageClient, life: Life) -> None:
    desk = desk_at(client, life, OPERATIONS)
    assert not [e for e in desk.page.root.iter() if e.get("class") == "prev"]


def test_what_was_reopened_is_not_shown_as_accepted(client: PageClient, filled: Life, next_year: Life) -> None:
    filled.reopen()
    desk = desk_at(client, next_year, OPERATIONS)
    assert beside(desk, AMOUNT) == ""


def test_what_was_accepted_is_read_in_one_statement(app: Flask, next_year: Life) -> None:
    section = EDITION_2017.by_code[OPERATIONS]
    with next_year.acting(next_year.people.alice):
        filing = find(next_year.id)
        assert filing is not None
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
        found = earlier.earlier_answers(filing, section, form_context(filing))
    assert found is not None
    assert (found.round_year, found.texts[AMOUNT]) == (2017, "1180")
    assert len([statement for statement in asked if "submission" in statement]) == 1


def test_a_problem_and_an_accepted_figure_stand_at_one_cell(client: PageClient, next_year: Life) -> None:
    next_year.save({AMOUNT: "约1930"}, OPERATIONS)
    desk = desk_at(client, next_year, OPERATIONS)
    assert beside(desk, AMOUNT) == "last: 1,180"
    assert "To fix:" in desk.said_at(AMOUNT)
    assert desk.cell(AMOUNT).get("aria-invalid") == "true"
