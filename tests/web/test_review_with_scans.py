"""The reviewer and the stamped scan: how it stands, accepting with it, accepting without it and saying why."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.filing.states import FilingState
from portal.services.needs import REASON_MAX
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.people import World
from tests.support.scans import NAME, ask_for_scans, scans, upload
from tests.web.contact import hidden, links, text_of_id, words
from tests.web.review_desk import in_english, submitted

WAIVER = "原件已由邮局寄到（虚构）。"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A submitted filing whose round requires a scan."""
    told = submitted(app, world)
    ask_for_scans(told)
    return told


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def page_of(client: PageClient, life: Life, path: str = "/review") -> Page:
    return client.page(f"/filings/{life.id}{path}")


def accept(client: PageClient, life: Life, page: Page, expect: int = 303, **typed: str) -> TestResponse:
    """Press the button on *page* that accepts."""
    data = hidden(page, f"{life.id}/accept") | typed
    return client.post(f"/filings/{life.id}/accept", data=data, expect=expect)


def test_a_missing_scan_stands_in_the_way_and_the_button_leads_to_the_reason(life: Life, clara: PageClient) -> None:
    page = page_of(clara, life)
    assert "Stamped scan: missing" in words(page)
    assert text_of_id(page, "in-the-way") == "Not ready to accept: the stamped scan is missing"
    assert f"/filings/{life.id}/accept" in links(page)
    life.ask()
    said = text_of_id(page_of(clara, life), "in-the-way")
    assert said == "Not ready to accept: 1 comment open, the stamped scan is missing"


def test_a_current_scan_can_be_opened_and_lets_accept(life: Life, clara: PageClient) -> None:
    upload(life)
    page = page_of(clara, life)
    assert f"Stamped scan: current {NAME}" in words(page)
    (url,) = [link for link in links(page) if "/sealed-scan/" in link]
    assert clara.get(url).data.startswith(b"%PDF")
    accept(clara, life, page)
    assert life.events[-1].details == {"scan": str(scans(life)[0].id)}


def test_a_stale_scan_is_said_to_be_of_an_earlier_submission(life: Life, clara: PageClient) -> None:
    upload(life)
    life.give_back()
    life.submit()
    page = page_of(clara, life)
    assert "Stamped scan: out of date, made of submission 1" in words(page)
    assert text_of_id(page, "in-the-way") == "Not ready to accept: the stamped scan is of an earlier submission"
    assert "Stamped scan: of this submission" in words(page_of(clara, life, "/submissions/1"))


def test_accepting_without_a_scan_asks_why_and_tells_everybody(life: Life, clara: PageClient, app: Flask) -> None:
    page = page_of(clara, life, "/accept")
    assert page.text_of("h1") == ["Accept without a stamped scan"]
    assert "Stamped scan: missing" in words(page)
    answer = accept(clara, life, page, waiver=WAIVER)
    assert life.filing.state == FilingState.ACCEPTED
    history = words(clara.page(answer.location))
    assert "Accepted without a stamped scan Clara" in history
    assert WAIVER in history
    other = app.test_client()
    assert isinstance(other, PageClient)
    alice = in_english(other, life.people.alice)
    assert f"Accepted without a stamped scan. Reason: {WAIVER}" in words(page_of(alice, life, "/receipt"))
    assert f"Accepted without a stamped scan (Clara){WAIVER}" in words(page_of(alice, life, "/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Write why none is needed"), (" \r\n", "Write why"), ("长" * (REASON_MAX + 1), "At most 2,000")],
)
def test_without_a_reason_or_with_too_long_a_one_nothing_is_accepted(
    life: Life, clara: PageClient, typed: str, said: str
) -> None:
    answer = Page(accept(clara, life, page_of(clara, life, "/accept"), 422, waiver=typed).text)
    (area,) = answer.all("textarea")
    assert said in words(answer)
    assert area.get("aria-invalid") == "true"
    assert (area.text or "").strip() == typed.strip()
    assert life.filing.state == FilingState.SUBMITTED


def test_the_page_is_shown_only_where_a_scan_stands_in_the_way(life: Life, clara: PageClient) -> None:
    upload(life)
    assert clara.get(f"/filings/{life.id}/accept", expect=303).location == f"/filings/{life.id}/review"
    ask_for_scans(life, "off")
    clara.get(f"/filings/{life.id}/accept", expect=303)
    ask_for_scans(life)
    life.give_back()
    clara.get(f"/filings/{life.id}/accept", expect=303)


def test_a_scan_that_came_while_the_page_was_open_is_to_be_looked_at_first(life: Life, clara: PageClient) -> None:
    waiving = page_of(clara, life, "/accept")
    upload(life)
    seen = page_of(clara, life)
    answer = accept(clara, life, waiving, 409, waiver=WAIVER)
    assert "another scan was uploaded while the page was open" in words(answer)
    upload(life, "a newer one")
    accept(clara, life, seen, 409)
    assert life.filing.state == FilingState.SUBMITTED
    accept(clara, life, page_of(clara, life))
    assert life.events[-1].details == {"scan": str(scans(life)[-1].id)}


def test_a_comment_asked_meanwhile_is_named_beside_the_scan(life: Life, clara: PageClient) -> None:
    life.ask()
    page = page_of(clara, life, "/accept")
    said = words(accept(clara, life, page, 409))
    assert "1 comment is still open" in said
    assert "there is no current scan of the stamped form" in said


def test_who_comes_second_is_shown_the_reason_that_was_typed(life: Life, clara: PageClient) -> None:
    page = page_of(clara, life, "/accept")
    life.give_back()
    answer = Page(accept(clara, life, page, 409, waiver=WAIVER).text)
    assert answer.text_of("h1") == ["Something else came first"]
    assert [(e.text or "").strip() for e in answer.all("textarea")] == [WAIVER]
