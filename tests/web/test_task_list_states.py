"""The task list in every state of a return: whose turn it is, the steps, what happened; and the list of returns."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from portal.filing.states import FilingState, RoundState
from portal.models import Filing, Round, db
from portal.models.database import act_for
from portal.services import clock, extensions
from portal.services.filings import open_filing
from portal.services.transactions import writing
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.support.people import open_round
from tests.web.contact import Contact, links, text_of_id, words
from tests.web.entering import enter
from tests.web.test_no_english_left import LATIN, NAMES, PLACEHOLDER, read

HASH = re.compile(r"[0-9a-f]{4}( [0-9a-f]{4})+")
KNOWN = NAMES | {"Clara", "Nadia", "SHA", "LED"}


def steps(page: Page) -> list[tuple[str, str]]:
    """Class and title of each step."""
    found = next(e for e in page.all("ol") if e.get("class") == "steps")
    return [(li.get("class", ""), "".join(li.find(f"{XHTML}b").itertext())) for li in found]  # type: ignore[union-attr]


def history(page: Page) -> list[str]:
    """The lines of what happened, without their times."""
    found = next(e for e in page.all("ol") if e.get("class") == "timeline")
    return [" ".join("".join(li.itertext()).split()) for li in found]


def test_a_draft_that_is_complete_leads_to_the_page_that_submits(alice: Contact, filled: Life) -> None:
    page = alice.open()
    assert text_of_id(page, "stands") == "Filled in, not submitted yet"
    assert links(page).count(f"{alice.base}/submit") == 2
    assert [kind for kind, _title in steps(page)] == ["now", "todo", "todo", "todo"]


def test_a_submitted_return_says_that_nothing_is_to_do_and_who_reviews(alice: Contact, filled: Life) -> None:
    filled.submit()
    page = alice.open()
    assert text_of_id(page, "stands") == "Submitted. Nothing more for you to do now"
    assert "Next, the coordinator for Yunnan reviews it." in words(page)
    assert [kind for kind, _title in steps(page)] == ["done", "done", "now", "todo"]
    assert f"{alice.base}/receipt" in links(page)
    assert f"{alice.base}/submit" not in links(page)


def test_a_begun_review_is_said(alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.ask()
    text = alice.read()
    assert "The review has begun" in text
    assert "为什么？" not in text


def test_a_returned_return_shows_reason_comments_and_whose_turn_it_is(alice: Contact, filled: Life) -> None:
    filled.submit()
    first, _second = filled.ask("会员总数对吗？"), filled.ask("请补充（虚构）", "patent_protection")
    filled.give_back("两处请核对（虚构）")
    filled.answer(first)
    page = alice.open()
    text = words(page)
    assert text_of_id(page, "stands") == "Returned to you: correct it and submit again"
    assert "Clara returned it on" in text
    assert "2 comments, 1 answered." in text
    assert "Reason: 两处请核对（虚构）" in text
    assert steps(page)[2] == ("now", "Returned")
    assert any(line.endswith("Returned with 2 comments (Clara)两处请核对（虚构）") for line in history(page))


def test_the_next_thing_to_do_is_the_first_comment_or_section_left(alice: Contact, filled: Life) -> None:
    filled.submit()
    comment = filled.ask()
    filled.give_back()
    main = [a for a in alice.open().all("a") if "btn-primary" in (a.get("class") or "")]
    assert [a.get("href") for a in main] == [f"{alice.base}/system-building#comment-{comment}"]
    filled.answer(comment)
    main = [a for a in alice.open().all("a") if "btn-primary" in (a.get("class") or "")]
    assert [a.get("href") for a in main] == [f"{alice.base}/submit"]


def test_the_words_of_every_state_are_chinese_for_who_reads_chinese(alice: Contact, filled: Life) -> None:
    told = {
        FilingState.DRAFT: "已经填完，尚未提交",
        FilingState.SUBMITTED: "已提交，您现在不需要做什么",
        FilingState.RETURNED: "已退回，请您修改后重新提交",
        FilingState.ACCEPTED: "审核通过",
    }
    assert text_of_id(alice.open("/", "zh"), "stands") == told[FilingState.DRAFT]
    filled.submit()
    assert text_of_id(alice.open("/", "zh"), "stands") == told[FilingState.SUBMITTED]
    filled.give_back()
    page = alice.open("/", "zh")
    assert text_of_id(page, "stands") == told[FilingState.RETURNED]
    assert "现在由您处理；重新提交之前，别人看不到您的修改。" in words(page)
    filled.submit()
    filled.accept()
    assert text_of_id(alice.open("/", "zh"), "stands") == told[FilingState.ACCEPTED]


def test_an_accepted_return_says_by_whom_and_offers_nothing_to_change(alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.accept()
    page = alice.open()
    assert "Clara accepted it on" in words(page)
    assert [kind for kind, _title in steps(page)] == ["done"] * 4
    assert f"{alice.base}/submit" not in links(page)


def test_a_reopened_return_says_who_and_why(alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.accept()
    filled.reopen()
    text = alice.read()
    assert "Nadia reopened it on" in text
    assert "Reason: 年份有误（虚构）" in text


def test_a_closed_round_is_said_in_every_state(alice: Contact, filled: Life) -> None:
    filled.set_round(state=RoundState.CLOSED.value)
    page = alice.open()
    assert text_of_id(page, "stands") == "Not submitted"
    assert "The 2017 round is closed; you can read but not change." in words(page)
    filled.set_round(state=RoundState.OPEN.value)
    filled.submit()
    filled.give_back()
    filled.set_round(state=RoundState.CLOSED.value)
    page = alice.open()
    assert text_of_id(page, "stands") == "Returned, not submitted again"
    assert f"{alice.base}/submit" not in links(page)


def test_an_extension_is_the_deadline_shown_and_stands_in_the_history(
    alice: Contact, filled: Life, later: Callable[[timedelta], None]
) -> None:
    until = clock.now() + timedelta(days=40)
    with filled.acting(filled.people.nadia):
        extensions.extend(filled.people.nadia, filled.id, filled.filing.version, until, "台风（虚构）")
    page = alice.open()
    assert "Extended for your association" in words(page)
    assert any("Extended until" in line and "(Nadia)台风（虚构）" in line for line in history(page))
    later(timedelta(days=30))
    enter(alice.client, filled.people.alice)
    assert "10 days" in alice.read()
    assert "Extended for your association" in alice.read()


def test_after_the_deadline_it_is_said_how_long_one_can_still_submit(
    alice: Contact, filled: Life, later: Callable[[timedelta], None]
) -> None:
    later(timedelta(days=12))
    enter(alice.client, filled.people.alice)
    assert "it is marked late." in alice.read()
    assert "overdue" in words(alice.client.page("/filings/"))


def test_the_history_tells_every_turn_newest_first(alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.withdraw()
    filled.submit()
    filled.give_back()
    filled.submit()
    filled.accept()
    lines = [line for line in history(alice.open()) if "aved" not in line and "began (" not in line]
    kinds = ["Accepted", "Submission 3", "Returned", "Submission 2", "Withdrawn", "Submission 1"]
    assert [next(kind for kind in kinds if kind in line) for line in lines] == kinds
    assert f"{alice.base}/submissions/2" in links(alice.open())


def test_the_words_of_the_round_stand_on_the_task_list(alice: Contact, life: Life) -> None:
    life.set_round(settings={"texts": {"zh": "本轮说明（虚构）", "en": "Words of the round (fictional)"}})
    assert "Words of the round (fictional)" in alice.read()
    assert "本轮说明（虚构）" in alice.read("/", "zh")


def test_the_list_shows_every_round_with_state_and_receipt(app: Flask, alice: Contact, filled: Life) -> None:
    filled.submit()
    filled.accept()
    newer = later_round(app, filled)
    alice.open()
    page = alice.client.page("/filings/")
    text = words(page)
    assert {f"{alice.base}/", f"{alice.base}/receipt", f"/filings/{newer.id}/"} <= set(links(page))
    assert "Submission 1:" in text
    assert f"/filings/{newer.id}/receipt" not in links(page)
    filled.set_round(state=RoundState.CLOSED.value)
    assert text_of_id(alice.open(), "stands") == "Accepted"


def later_round(app: Flask, life: Life) -> Filing:
    """The filing of the same association in a round of a later year."""
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            round_: Round = open_round(2018)
            session.add(round_)
            session.flush()
            return open_filing(session, round_, life.world.association)


def test_no_english_is_left_in_any_state(alice: Contact, filled: Life) -> None:
    def all_chinese() -> None:
        for path in ("/", "/submit", "/receipt", "/withdraw", "/system-building"):
            alice.open("/", "zh")
            page = Page(alice.client.get(alice.base + path, follow_redirects=True).text)
            texts = [HASH.sub("", PLACEHOLDER.sub("", text)) for text in read(page.root)]
            assert [text for text in texts if set(LATIN.findall(text)) - KNOWN] == [], path

    filled.submit()
    all_chinese()
    first, second = filled.ask(), filled.ask("请补充（虚构）", "system_building.members")
    all_chinese()
    filled.give_back("请核对（虚构）")
    all_chinese()
    filled.answer(first)
    filled.answer(second)
    filled.submit()
    filled.settle(first, second)
    filled.accept()
    all_chinese()
    filled.reopen()
    all_chinese()
