"""What a reviewer refused, as the contact finds it: only after the return, with its reason, at the box."""

import pytest
from sqlalchemy import delete

from portal.models import Explanation
from portal.services.explaining import decide
from portal.services.transactions import writing
from tests.support.lives import Life
from tests.web.contact import Contact, words
from tests.web.explaining_desk import AMOUNT, BOX, KEYS, OPERATIONS, WHY, boxes, element, explain, words_of

SECTION = "/collaborative-utilization"
STOCK = "system_building.patents_by_year.2017.in_force_total"


@pytest.fixture
def asked(filled: Life) -> Life:
    """Alice's return, filled in, with nothing explained: two boxes, of three rules and of one."""
    with filled.acting(), writing() as session:
        session.execute(delete(Explanation).where(Explanation.filing_id == filled.id))
    filled.save({AMOUNT: "12860000"}, OPERATIONS)
    return filled


def test_what_a_reviewer_refuses_is_told_with_the_return_and_its_reason_stands_in_the_box(
    alice: Contact, asked: Life
) -> None:
    page = alice.open("/submit")
    explain(alice, page, {keys: WHY for keys, _text in boxes(page)})
    asked.submit()
    refuse(asked, "请写明合同编号（虚构）。")
    under_review = alice.open(SECTION)
    assert "say-good" in element(under_review, BOX).get("class", "")  # type: ignore[union-attr]
    assert [e.get("hidden") for e in under_review.all("span") if e.get("data-tally") == "check"].count(None) == 0
    assert "合同编号" not in words(under_review)
    asked.give_back("")
    box = words_of(alice.open(SECTION), BOX)
    assert "The reviewer did not accept your explanation. 请写明合同编号（虚构）。" in box
    assert dict(boxes(alice.open("/submit")))[KEYS] == WHY


def refuse(life: Life, reason: str) -> None:
    """The coordinator refuses what was explained at the amount."""
    found = life.rows(Explanation, Explanation.filing_id == life.id, Explanation.problem.in_(KEYS.split()))
    with life.acting(life.people.clara):
        decide(life.people.clara, life.id, [each.id for each in found], "refused", reason)
