"""The queue in a real browser: good for everybody at any width, and its buttons work without JavaScript."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from portal.filing.states import FilingState
from portal.services import clock
from tests.browser.test_accessibility import findings
from tests.browser.typist import Typist
from tests.browser.views import in_both
from tests.support.browser import sign_in
from tests.support.people import World
from tests.support.returns import DAY, Given, add_returns


@pytest.fixture
def busy(app: Flask, world: World) -> World:
    """A region with returns in every state, late, extended, commented on and in review."""
    with app.app_context():
        now = clock.now()
        again = (("submission", 2), ("was_returned", True), ("changed_cells", 5), ("review_begun_at", now))
        add_returns(
            world.round,
            Given("抚仙湖绿色农产品加工与冷链物流产业知识产权联盟（虚构）", FilingState.SUBMITTED, 11, more=again),
            Given("洱海医药协会（虚构）", FilingState.SUBMITTED, 3, more=(("late", True), ("open_comments", 2))),
            Given("泸沽湖旅游装备协会（虚构）", FilingState.RETURNED, 4, more=(("extended_until", now + 30 * DAY),)),
            Given("玉龙雪山中药材协会（虚构）", FilingState.ACCEPTED, 5),
        )
    return world


@in_both
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    busy: World, live_server: str, new_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 900}, locale=language).new_page()
    sign_in(page, busy.people.clara)
    Typist(page, live_server, script=True).speak(language)
    found = {}
    for path in ("/review/", "/review/?q=nothing", f"/filings/{busy.filing.id}/reviewer"):
        page.goto(path)
        found[path] = findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [f"{path}: {line}" for path, lines in found.items() for line in lines] == []


def test_a_return_is_taken_on_and_found_again_by_its_reviewer_without_javascript(
    busy: World, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, busy.people.clara)
    page.goto("/review/?state=to-review")
    line = page.locator("tbody tr", has_text="洱海医药协会")
    line.locator("button").click()
    expect(line.locator("[role=status]")).to_be_visible()
    expect(line).to_contain_text("Clara")
    page.select_option("#reviewer", "me")
    page.click("form[role=search] button")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("洱海医药协会")
    expect(page.locator(".tabs a[aria-current=page] b")).to_have_text("1")
