"""What only a browser shows of the contact's pages: focus, answers beside unsaved cells, axe, the width of a phone."""

import uuid
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.typist import Typist
from tests.browser.views import in_both
from tests.support.filled import fill_in
from tests.support.lives import AT, Life
from tests.support.people import World

MEMBERS = '[name="members.member_total"]'
ROW = "collaborative_utilization.patent_layouts.r1"
YEAR = "collaborative_utilization.operations_by_year.2016.assigned_amount"


@pytest.fixture
def asked(app: Flask, world: World) -> tuple[Life, list[uuid.UUID]]:
    """Alice's return, given back with comments at a cell, a year's cell, a row, and a section."""
    fill_in(app, world)
    life = Life(app, world)
    life.submit()
    comments = [life.ask("请核对（虚构）", address) for address in (AT, YEAR, ROW, "patent_protection")]
    life.give_back("四处请核对（虚构）")
    return life, comments


def enter(context: BrowserContext, address: str, *, script: bool = True) -> Typist:
    typist = Typist(context.new_page(), address, script=script)
    typist.sign_in("alice@example.org")
    typist.page.wait_for_url(lambda url: "/sign-in" not in url)
    typist.speak("en")
    return typist


def test_an_answer_sent_from_a_section_takes_the_typed_cells_along(
    asked: tuple[Life, list[uuid.UUID]], live_server: str, new_context: Callable[..., BrowserContext]
) -> None:
    life, comments = asked
    typist = enter(new_context(), live_server)
    page = typist.page
    typist.open(life.id, "system_building")
    page.fill(MEMBERS, "313")
    box = page.locator(f"#comment-{comments[0]}")
    box.get_by_role("radio", name="We changed it").check()
    box.get_by_role("textbox").fill("已更正\n两家新会员（虚构）")
    box.get_by_role("button", name="Save answer").click()
    expect(box.get_by_text("Answered, goes out when you submit again")).to_be_visible()
    expect(page.locator(MEMBERS)).to_have_value("313")
    expect(box.locator(".reply")).to_contain_text("两家新会员（虚构）")


def test_typing_an_answer_in_a_table_is_no_typing_in_the_table(
    asked: tuple[Life, list[uuid.UUID]], live_server: str, new_context: Callable[..., BrowserContext]
) -> None:
    life, comments = asked
    typist = enter(new_context(), live_server)
    page = typist.page
    typist.open(life.id, "collaborative_utilization")
    text = page.locator(f"#answer-{comments[1]}-text")
    text.focus()
    page.keyboard.type("第一行")
    page.keyboard.press("Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("ArrowUp")
    expect(text).to_be_focused()
    expect(text).to_have_value("第一行\n第二行")
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_a_removed_row_takes_its_comment_along_and_brings_it_back(
    asked: tuple[Life, list[uuid.UUID]], live_server: str, new_context: Callable[..., BrowserContext]
) -> None:
    life, comments = asked
    typist = enter(new_context(), live_server)
    page = typist.page
    typist.open(life.id, "collaborative_utilization")
    box = page.locator(f"#comment-{comments[2]}")
    expect(box).to_be_visible()
    page.click('button[value="remove:patent_layouts.r1"]')
    expect(box).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(box).to_be_visible()


def test_a_refused_submission_puts_the_focus_on_the_list(
    asked: tuple[Life, list[uuid.UUID]], live_server: str, new_context: Callable[..., BrowserContext]
) -> None:
    life, _comments = asked
    page = enter(new_context(), live_server).page
    page.goto(f"/filings/{life.id}/submit")
    page.fill("#responsible", "段小满（虚构）")
    page.check("[name=declaration]")
    page.get_by_role("button", name="Submit to the coordinator for Yunnan").click()
    expect(page.locator(".worklist")).to_be_focused()
    expect(page.locator("#responsible")).to_have_value("段小满（虚构）")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_answered_submitted_withdrawn_through_the_pages(
    asked: tuple[Life, list[uuid.UUID]], live_server: str, new_context: Callable[..., BrowserContext], script: bool
) -> None:
    life, comments = asked
    page = enter(new_context(java_script_enabled=script), live_server, script=script).page
    page.goto(f"/filings/{life.id}/")
    for comment in comments:
        box = page.locator(f"#comment-{comment}")
        box.get_by_role("radio", name="We explain it").check()
        box.get_by_role("textbox").fill("已核实合同（虚构）")
        box.get_by_role("button", name="Save answer").click()
        expect(page.locator(f"#comment-{comment}").get_by_text("Answered, goes out")).to_be_visible()
    page.get_by_role("link", name="Check and submit").last.click()
    page.fill("#responsible", "段小满（虚构）")
    page.check("[name=declaration]")
    page.get_by_role("button", name="Submit to the coordinator for Yunnan").click()
    expect(page.locator(".refno")).to_have_text(life.submissions[-1].reference)
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw the submission").click()
    expect(page.get_by_text("Alice withdrew the new submission on")).to_be_visible()


def seen(page: Page, life: Life) -> dict[str, list[str]]:
    """What axe finds on the pages of the filing as it stands, and whether a page is wider than the window."""
    found = {}
    for path in ("", "submit", "receipt", "withdraw", *SECTIONS):
        page.goto(f"/filings/{life.id}/{path}")
        rules = Axe().run(page).response["violations"]
        lines = [f"{rule['id']}: {node['html'][:200]}" for rule in rules for node in rule["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        found[path] = lines + (["wider than the window"] if wide else [])
    return {path: lines for path, lines in found.items() if lines}


SECTIONS = ("system-building", "collaborative-utilization", "patent-protection")


@in_both
def test_axe_finds_nothing_in_any_state(
    asked: tuple[Life, list[uuid.UUID]],
    live_server: str,
    new_context: Callable[..., BrowserContext],
    language: str,
    width: int,
) -> None:
    life, comments = asked
    typist = enter(new_context(viewport={"width": width, "height": 900}), live_server)
    typist.speak(language)
    life.answer(comments[0])
    assert seen(typist.page, life) == {}
    for comment in comments[1:]:
        life.answer(comment)
    life.submit()
    assert seen(typist.page, life) == {}
    life.settle(*comments)
    life.accept()
    assert seen(typist.page, life) == {}


def test_the_outline_stands_at_the_right_of_the_files_and_on_a_phone_below_them(
    world: World, live_server: str, new_context: Callable[..., BrowserContext]
) -> None:
    typist = enter(new_context(viewport={"width": 1280, "height": 900}), live_server)
    page = typist.page
    typist.open(world.filing.id, "summary_materials")
    files, outline = page.locator("#work_summary"), page.locator("#outline")
    at, beside = files.bounding_box(), outline.bounding_box()
    assert at is not None
    assert beside is not None
    assert beside["x"] >= at["x"] + at["width"]
    assert abs(beside["y"] - at["y"]) < 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.set_viewport_size({"width": 360, "height": 740})
    at, beside = files.bounding_box(), outline.bounding_box()
    assert at is not None
    assert beside is not None
    assert beside["y"] >= at["y"] + at["height"]
    page.get_by_role("button", name="Save and see what is missing").click()
    page.wait_for_url(lambda url: "/submit" in url)
