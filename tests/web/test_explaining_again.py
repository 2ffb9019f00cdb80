"""A year later: what was explained in the round before is asked to be confirmed, and never taken over unasked."""

import pytest
from flask import Flask

from portal.models import Explanation, Filing, db
from portal.models.database import act_for
from portal.services.filings import open_filing
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.filled import EXPLANATION
from tests.support.lives import Life
from tests.support.people import open_round
from tests.web.contact import Contact, words
from tests.web.entering import enter
from tests.web.explaining_desk import OPERATIONS, WHY, boxes, explain, words_of

AMOUNT = "operations_by_year.2018.assigned_amount"
NUMBER = "operations_by_year.2018.assigned_patents"
KEY = f"UNT-03@{OPERATIONS}.{AMOUNT}"
BOX = f"x-{OPERATIONS}.{AMOUNT}".replace(".", "-")
SECTION = "/collaborative-utilization"


@pytest.fixture
def alice(app: Flask, client: PageClient, filled: Life) -> Contact:
    """Alice before her return of the year after one that was accepted; one amount looks like yuan again."""
    filled.submit()
    filled.accept()
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            round_ = open_round(2018)
            session.add(round_)
            session.flush()
            filing: Filing = open_filing(session, round_, filled.world.association)
    life = Life(app, filled.world, filing)
    life.save({NUMBER: "36", AMOUNT: "12990000"}, OPERATIONS)
    enter(client, life.people.alice)
    return Contact(client, life)


def stored(contact: Contact) -> list[tuple[str, bool]]:
    found = contact.life.rows(Explanation, Explanation.filing_id == contact.life.id)
    return [(each.text, each.carried_over) for each in found]


def test_it_is_offered_at_the_cell_and_in_the_list_with_its_year(alice: Contact) -> None:
    for path in (SECTION, "/submit"):
        page = alice.open(path)
        assert f"In the 2017 round you explained: {EXPLANATION} Still true: use it" in words_of(page, BOX)
        assert dict(boxes(page)) == {KEY: ""}
    assert stored(alice) == []


def test_confirming_it_explains_the_problem_and_is_remembered_as_such(alice: Contact) -> None:
    answer = explain(alice, alice.open(SECTION), {}, still_true=KEY)
    assert answer.location == f"{alice.base}{SECTION}#{BOX}"
    assert stored(alice) == [(EXPLANATION, True)]
    assert "as in the round before" in words_of(alice.open(SECTION), BOX)


def test_writing_another_one_is_no_carrying_over(alice: Contact) -> None:
    explain(alice, alice.open(SECTION), {KEY: WHY}, pressed=KEY)
    assert stored(alice) == [(WHY, False)]
    assert "Still true" not in words(alice.open(SECTION))


def test_what_nobody_explained_before_cannot_be_confirmed(alice: Contact) -> None:
    alice.life.save({"operations_by_year.2018.purchased_patents": "3"}, OPERATIONS)
    alice.life.save({"operations_by_year.2018.purchased_amount": "30000"}, OPERATIONS)
    other = f"UNT-03@{OPERATIONS}.operations_by_year.2018.purchased_amount"
    page = alice.open(SECTION)
    assert other in dict(boxes(page))
    explain(alice, page, {}, 422, still_true=other)
    assert stored(alice) == []
