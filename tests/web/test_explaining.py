"""Soft problems explained by the contact: at the cell, on the page before submitting, and what is refused."""

import pytest
from sqlalchemy import delete

from portal.models import Explanation
from portal.services.transactions import writing
from tests.support.lives import Life
from tests.web.contact import Contact
from tests.web.explaining_desk import AMOUNT, BOX, KEYS, OPERATIONS, WHY, boxes, element, explain, words_of

SECTION = "/collaborative-utilization"
FORMER_AMOUNT = "12850000"


@pytest.fixture
def asked(filled: Life) -> Life:
    """Alice's return, filled in, with nothing explained."""
    with filled.acting(), writing() as session:
        session.execute(delete(Explanation).where(Explanation.filing_id == filled.id))
    filled.save({AMOUNT: "12860000"}, OPERATIONS)
    filled.save({AMOUNT: FORMER_AMOUNT}, OPERATIONS)
    return filled


def stored(life: Life) -> dict[str, str]:
    """The explanations of the filing by problem."""
    return {each.problem: each.text for each in life.rows(Explanation, Explanation.filing_id == life.id)}


def test_a_soft_problem_is_explained_at_its_cell_once_for_all_rules_there(alice: Contact, asked: Life) -> None:
    page = alice.open(SECTION)
    assert dict(boxes(page)) == {KEYS: ""}
    assert words_of(page, BOX).count("To explain:") == 3
    answer = explain(alice, page, {KEYS: WHY}, pressed=KEYS)
    assert answer.location == f"{alice.base}{SECTION}#{BOX}"
    assert stored(asked) == dict.fromkeys(KEYS.split(), WHY)
    after = alice.open(SECTION)
    box = element(after, BOX)
    assert box is not None
    assert "say-good" in box.get("class", "")
    assert WHY in words_of(after, BOX)
    assert "Alice" in words_of(after, BOX)
    assert dict(boxes(after)) == {KEYS: WHY}
