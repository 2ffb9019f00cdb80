"""What each side sees of a return under review beside its answers: comments, buttons, the history."""

import uuid

import pytest
from flask import Flask

from portal.filing.events import EntryKind, EventKind
from portal.services import clock
from portal.services.reviewing import HistoryEvent
from portal.web.reading_history import event_words
from tests.support.client import PageClient
from tests.support.html import XHTML
from tests.support.lives import Life
from tests.support.people import World
from tests.web.entering import enter
from tests.web.review_desk import counted, in_english, review, submitted, words

BANKS = "collaborative_utilization.operations_by_year.2017.financial_institutions"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return submitted(app, world)


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def test_a_contact_reads_comments_once_they_are_sent_and_decides_nothing(life: Life, client: PageClient) -> None:
    life.ask("还没有发出的意见。")
    enter(client, life.people.alice)
    client.post("/language/en")
    for path in (review(life), f"/filings/{life.id}/submissions/1"):
        text = client.get(path).text
        assert "还没有发出的意见。" not in text
        assert "/comments/" not in text
        assert "Decision" not in text
        assert "What has happened" not in text
    life.give_back()
    assert "还没有发出的意见。" in client.get(review(life)).text


@pytest.mark.parametrize("who", ["olga", "nadia"])
def test_who_only_watches_sees_what_was_sent_and_no_button(life: Life, client: PageClient, who: str) -> None:
    sent = life.ask("第一次问。")
    life.give_back()
    life.answer(sent, EntryKind.EXPLAINED, "第一次答。")
    life.submit()
    life.ask("还没有发出的意见。", BANKS)
    enter(client, getattr(life.people, who))
    client.post("/language/en")
    page = client.page(review(life))
    (thread,) = page.all("article")
    assert "第一次问。" in words(thread)
    assert "第一次答。" in words(thread)
    assert not any("/comments/" in (e.get("href") or e.get("action") or "") for e in page.all("a", "form"))
    assert not any((e.get("action") or "").startswith(f"/filings/{life.id}") for e in page.all("form")
                   if e.get("method") == "post")  # fmt: skip


def test_the_history_tells_who_took_it_from_where_to_where_and_why(life: Life, clara: PageClient) -> None:
    life.ask()
    life.give_back("单位不对。")
    (table,) = [e for e in clara.page(review(life)).all("table") if "happened" in (e.get("class") or "").split()]
    lines = [[words(cell) for cell in row] for row in table.iter(f"{XHTML}tr")][1:]
    reference = life.submissions[0].reference
    assert [(line[0], line[1], line[3], line[4]) for line in lines] == [
        ("Returned", "Clara", "Submitted Returned", "单位不对。"),
        ("Review begun", "Clara", "", ""),
        (f"Submitted {reference}", "Alice", "Draft Submitted", ""),
    ]


@pytest.mark.parametrize(
    ("kind", "details", "said"),
    [
        (EventKind.ASSIGN, {"reviewer": "x", "name": "Clara"}, "Reviewer named: Clara"),
        (EventKind.ASSIGN, {}, "No reviewer named any more"),
        (
            EventKind.EXTEND,
            {"was": None, "until": "2018-05-20T16:00:00+00:00"},
            "Deadline extended until Sunday 20 May, 24:00",
        ),
        (EventKind.EXTEND, {"was": "2018-05-20T16:00:00+00:00", "until": None}, "Extension taken back"),
        (EventKind.BEGIN_REVIEW, {}, "Review begun"),
        (EventKind.WITHDRAW, {"withdrawn": 1}, "Withdrawn"),
        (EventKind.REOPEN, {}, "Reopened"),
    ],
)
def test_every_event_has_words(app: Flask, kind: EventKind, details: dict[str, object], said: str) -> None:
    event = HistoryEvent(1, kind, "submitted", "submitted", 1, uuid.uuid4(), "Nadia", clock.now(), details=details)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert event_words(event) == said


def test_a_page_asks_the_database_no_more_for_more_comments(life: Life, clara: PageClient, app: Flask) -> None:
    life.ask()
    clara.get(review(life))
    with counted(app) as with_one:
        clara.get(review(life))
    for cell in ("member_enterprises", "member_universities", "member_others"):
        life.ask("请核对。", f"system_building.members.{cell}")
    with counted(app) as with_four:
        clara.get(review(life))
    assert len(with_four) == len(with_one) <= 10
