"""The review in a browser: from a figure to its comment and back, without a script; axe, a phone, a sheet of A4."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal.filing.events import EntryKind
from tests.browser.views import in_both
from tests.support.browser import sign_in
from tests.support.filled import fill_in
from tests.support.lives import AT, Life
from tests.support.people import World

WIDEST_OF_A4 = 695


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A return that came back: a closed, an answered and an unsent comment, cells and rows changed."""
    fill_in(app, world)
    told = Life(app, world)
    told.submit()
    answered, closed = told.ask("请核对总数。"), told.ask("这一行请核对。", "system_building.trainings.r2")
    told.give_back("两处请核对。")
    told.save({"members.member_total": "322", "members.member_enterprises": "296", "trainings.rows": "r4 r1 r3"})
    told.answer(answered, EntryKind.CHANGED, "")
    told.answer(closed, EntryKind.EXPLAINED, "已删除。")
    told.explain()
    told.submit()
    told.settle(closed)
    told.ask("请补充主要对象。", "patent_protection")
    return told


def pages(life: Life) -> Iterator[str]:
    """Paths of the pages a reviewer comes to."""
    filing = f"/filings/{life.id}"
    comment = next(str(c) for c in life.submissions[1].content["answers"])
    yield from (f"{filing}/review", f"{filing}/submissions/1", f"{filing}/return")
    yield from (f"{filing}/comments/new?address={AT}", f"{filing}/comments/{comment}/ask")


@in_both
def test_axe_finds_nothing_on_the_pages_of_a_review_and_none_is_wider_than_the_screen(
    life: Life, new_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page, life.people.clara)
    if language == "en":
        page.get_by_role("button", name="English").click()
    found = {}
    for path in pages(life):
        page.goto(path)
        rules = Axe().run(page).response["violations"]
        found[path] = [f"{rule['id']}: {node['html'][:200]}" for rule in rules for node in rule["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [f"{path}: {line}" for path, lines in found.items() for line in lines] == []


def test_a_figure_leads_to_a_comment_and_the_comment_back_to_the_figure_without_a_script(
    life: Life, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, life.people.clara)
    page.get_by_role("button", name="English").click()
    page.goto(f"/filings/{life.id}/review")
    page.locator("#c-system_building-members-member_others a.ask").click()
    page.get_by_label("Comment", exact=True).fill("其他是哪些？")
    page.get_by_role("button", name="Add the comment").click()
    page.wait_for_url(lambda url: url.endswith("#c-system_building-members-member_others"))
    cell = page.locator("#c-system_building-members-member_others")
    expect(cell).to_contain_text("其他是哪些？")
    cell.locator("a.thread-mark").click()
    thread = page.locator("article", has_text="其他是哪些？")
    expect(thread).to_contain_text("Not sent yet")
    thread.get_by_role("button", name="Take back").click()
    expect(page.locator("article", has_text="其他是哪些？")).to_have_count(0)


def test_accept_explains_itself_while_a_comment_is_open_and_is_reached_by_the_keyboard(life: Life, page: Page) -> None:
    sign_in(page, life.people.clara)
    page.get_by_role("button", name="English").click()
    page.goto(f"/filings/{life.id}/review")
    accept = page.get_by_role("button", name="Accept", exact=True)
    assert accept.get_attribute("aria-disabled") == "true"
    accept.focus()
    assert page.evaluate("document.activeElement.textContent").strip() == "Accept"
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not accepted: 2 comments are still open.")


def test_on_paper_tables_stay_tables_and_buttons_are_gone(life: Life, page: Page) -> None:
    sign_in(page, life.people.clara)
    page.goto(f"/filings/{life.id}/review")
    page.set_viewport_size({"width": WIDEST_OF_A4, "height": 1000})
    page.emulate_media(media="print")
    assert page.locator("table.changes").evaluate("e => getComputedStyle(e).display") == "table"
    assert page.locator(".decide").is_hidden()
    assert page.locator("a.pin").first.is_hidden()
    wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{wide}.map(e => e.tagName + '.' + e.className + e.textContent.slice(0, 40))") == []
