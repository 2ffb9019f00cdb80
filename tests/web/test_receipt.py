"""The receipt: number, time, by whom, how much, fingerprint; and withdrawing what it stands for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.filing.snapshots import content_hash
from portal.filing.states import FilingState, RoundState
from portal.services.receipts import counts_of
from portal.web.filters import second
from portal.web.receipt_view import hash_lines
from tests.support.client import PageClient
from tests.support.lives import RESPONSIBLE, Life
from tests.web.contact import Contact, links, text_of_id, words
from tests.web.entering import enter


def test_the_receipt_says_number_time_people_and_content(alice: Contact, filled: Life) -> None:
    filled.submit()
    submission = filled.submissions[0]
    text = alice.read("/receipt")
    assert submission.reference in text
    assert "(Beijing time), on time" in text
    assert f"Alice / {RESPONSIBLE}" in text
    assert f"{counts_of(submission.content).cells} cells, " in text
    assert "1 file" in text
    assert "2017, data for 2013 to 2017 · submission 1" in text
    assert filled.world.association.name in text


def test_the_receipt_is_chinese_for_who_reads_chinese(alice: Contact, filled: Life) -> None:
    filled.submit()
    text = alice.read("/receipt", "zh")
    assert "已提交，您现在不需要做什么" in text
    assert "2017年度（2013年至2017年）·第1次提交" in text
    assert "（北京时间），按时" in text
    assert "格数据、" in text


def test_the_time_is_said_to_the_second_in_beijing(alice: Contact, filled: Life) -> None:
    filled.submit()
    with alice.life.app.test_request_context(headers={"Accept-Language": "en"}):
        said = second(filled.submissions[0].submitted_at)
    assert said in alice.read("/receipt")
    assert len(said.rpartition(", ")[2]) == len("15:08:41")


def test_the_fingerprint_is_the_hash_of_what_was_submitted(alice: Contact, filled: Life) -> None:
    filled.submit()
    digits = content_hash(filled.submissions[0].content)
    assert "".join(hash_lines(digits)).replace(" ", "") == digits
    assert all(line in alice.read("/receipt") for line in hash_lines(digits))


def test_a_hash_is_read_in_groups_of_four() -> None:
    lines = hash_lines("0123456789abcdef" * 4)
    assert [line.split() for line in lines] == [["0123", "4567", "89ab", "cdef"] * 2] * 2


def test_cells_are_counted_without_the_order_of_rows_and_files_as_files() -> None:
    content = {
        "edition": "2017",
        "sections": {
            "system_building": {"cells": {"members.member_total": "3", "trainings.rows": "r1", "trainings.r1.x": "1"}},
            "summary_materials": {"cells": {"work_summary.rows": "f1", "work_summary.f1.name": "总结.docx"}},
        },
        "explanations": {"k": {}},
        "answers": {"a": {}, "b": {}},
        "files": [{}],
    }
    counts = counts_of(content)
    assert (counts.cells, counts.explanations, counts.answers, counts.files) == (2, 1, 2, 1)


def test_before_anything_is_submitted_the_receipt_leads_to_the_task_list(alice: Contact) -> None:
    assert alice.client.get(f"{alice.base}/receipt", expect=302).location == f"{alice.base}/"


def test_a_resubmission_says_what_it_replaces_and_counts_the_answers(alice: Contact, filled: Life) -> None:
    filled.submit()
    comment = filled.ask()
    filled.give_back()
    filled.answer(comment)
    filled.submit()
    text = alice.read("/receipt")
    assert "submission 2, replaces number 1 of" in text
    assert "1 answer to a comment" in text


def test_a_late_submission_says_so(alice: Contact, filled: Life, later: Callable[[timedelta], None]) -> None:
    later(timedelta(days=12))
    filled.submit()
    enter(alice.client, filled.people.alice)
    assert "(Beijing time), late" in alice.read("/receipt")


def test_the_receipt_of_a_returned_submission_says_what_it_stands_for(alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.give_back()
    text = alice.read("/receipt")
    assert "This submission was returned" in text
    assert f"{alice.base}/withdraw" not in links(alice.open("/receipt"))


def test_what_was_submitted_can_be_withdrawn_and_the_task_list_says_so(alice: Contact, filled: Life) -> None:
    filled.submit()
    assert f"{alice.base}/withdraw" in links(alice.open("/receipt"))
    assert alice.withdraw().location == f"{alice.base}/"
    assert filled.filing.state == FilingState.DRAFT
    text = alice.read()
    assert "Withdrawn, not submitted" in text
    assert "Alice withdrew it on" in text
    assert alice.client.get(f"{alice.base}/receipt", expect=302).location == f"{alice.base}/"


def test_withdrawing_twice_withdraws_once(alice: Contact, filled: Life) -> None:
    filled.submit()
    page = alice.open("/withdraw")
    assert alice.withdraw(page=page).location == alice.withdraw(page=page).location
    assert [event.kind for event in filled.events] == ["submit", "withdraw"]


def test_after_a_withdrawn_resubmission_the_returned_one_stands_again(alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.give_back("请核对单位（虚构）")
    filled.submit()
    alice.withdraw()
    assert (filled.filing.state, filled.filing.submission) == (FilingState.RETURNED, 1)
    text = alice.read()
    assert "Alice withdrew the new submission on" in text
    assert "请核对单位（虚构）" in text
    assert filled.submissions[0].reference in alice.read("/receipt")


def test_once_the_review_has_begun_nothing_is_withdrawn_and_the_pages_say_why(alice: Contact, filled: Life) -> None:
    filled.submit()
    page = alice.open("/withdraw")
    filled.ask()
    refused = alice.withdraw(409, page)
    assert "Nothing was withdrawn." in words(refused)
    for text in (words(refused), alice.read("/receipt"), alice.read("/withdraw")):
        assert "cannot be withdrawn any more. Ask the coordinator for Yunnan to return it to you." in text
    assert filled.filing.state == FilingState.SUBMITTED


def test_after_the_round_was_closed_nothing_is_withdrawn(alice: Contact, filled: Life) -> None:
    filled.submit()
    page = alice.open("/withdraw")
    filled.set_round(state=RoundState.CLOSED.value)
    assert "Nothing was withdrawn. The 2017 round is closed" in words(alice.withdraw(409, page))
    assert filled.filing.state == FilingState.SUBMITTED


def test_an_extension_meanwhile_asks_once_more_before_withdrawing(alice: Contact, filled: Life) -> None:
    filled.submit()
    page = alice.open("/withdraw")
    filled.set_filing(version=filled.filing.version + 1)
    answer = alice.withdraw(409, page)
    assert "so nothing was withdrawn. Decide once more." in words(answer)
    assert filled.filing.state == FilingState.SUBMITTED


def test_a_contact_who_only_fills_in_may_withdraw(client: PageClient, filled: Life) -> None:
    filled.submit()
    enter(client, filled.people.bob)
    assert Contact(client, filled).withdraw().status_code == 303


@pytest.mark.parametrize("who", ["charlie", "conrad"])
def test_strangers_find_neither_receipt_nor_withdrawal(client: PageClient, filled: Life, who: str) -> None:
    filled.submit()
    enter(client, getattr(filled.people, who))
    for path in ("receipt", "withdraw", "submit"):
        client.get(f"/filings/{filled.id}/{path}", expect=404)


def test_the_receipt_links_to_exactly_what_was_submitted(alice: Contact, filled: Life) -> None:
    filled.submit()
    page = alice.open("/receipt")
    read = f"{alice.base}/submissions/1"
    assert read in links(page)
    assert text_of_id(page, "stands") == "Submitted. Nothing more for you to do now"
    alice.client.get(read)
