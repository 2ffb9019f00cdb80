"""What only a browser shows of explaining: boxes that come and go as one types, words that are kept, axe, a phone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.typist import Typist
from tests.support.filled import EXPLANATION, fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.web.explaining_desk import AMOUNT, BOX, OPERATIONS, WHY

CELL = f'[name="{AMOUNT}"]'
NUMBER = '[name="operations_by_year.2016.purchased_patents"]'


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """Alice's return, filled in; the amount that three rules ask about is explained."""
    fill_in(app, world)
    return Life(app, world)


def enter(context: BrowserContext, address: str, *, script: bool = True) -> Typist:
    typist = Typist(context.new_page(), address, script=script)
    typist.sign_in("alice@example.org")
    typist.page.wait_for_url(lambda url: "/sign-in" not in url)
    typist.speak("en")
    return typist


def leave_cell(page: Page, cell: str, text: str) -> None:
    """Type *text* into *cell* of the loaded page and leave it; wait until that is saved and answered."""
    page.wait_for_load_state("load")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill(cell, text)
        page.press(cell, "Tab")
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_boxes_come_and_go_as_figures_are_typed_and_words_typed_into_one_stay(
    life: Life, live_server: str, new_context: Callable[..., BrowserContext]
) -> None:
    typist = enter(new_context(), live_server)
    page = typist.page
    typist.open(life.id, OPERATIONS)
    expect(page.locator(f"#{BOX}")).to_contain_text(EXPLANATION)
    leave_cell(page, CELL, "12860000")
    box = page.locator(f"#{BOX}[data-explain]")
    expect(box.locator("[data-sentences] p")).to_have_count(3)
    expect(box.get_by_role("button", name="Change to 1,286 (÷ 10,000)")).to_be_visible()
    expect(page.locator(CELL)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#tallies [data-tally=check] [data-count]")).to_have_text("3")
    box.get_by_role("textbox").fill(WHY)
    leave_cell(page, NUMBER, "约48")
    expect(box.get_by_role("textbox")).to_have_value(WHY)
    expect(page.locator("#p-c-operations_by_year-2016-purchased_patents")).to_contain_text("Next problem")
    page.locator("#p-c-operations_by_year-2016-purchased_patents").get_by_role("link", name="Next problem").click()
    expect(page).to_have_url(re.compile(f"#c-{AMOUNT.replace('.', '-')}$"))
    box.get_by_role("button", name="Save explanation").click()
    expect(page.locator(f"#{BOX}.say-good")).to_contain_text(WHY)
    page.wait_for_load_state()
    expect(page.locator(CELL)).to_have_value("12,860,000")
    leave_cell(page, CELL, "1286")
    expect(page.locator(f"#{BOX}")).to_have_count(0)
    expect(page.locator(CELL)).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_figure_is_converted_by_its_button_with_what_was_typed_beside_it(
    life: Life, live_server: str, new_context: Callable[..., BrowserContext], script: bool
) -> None:
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    typist = enter(new_context(java_script_enabled=script), live_server, script=script)
    page = typist.page
    typist.open(life.id, OPERATIONS)
    page.fill(NUMBER, "49")
    page.get_by_role("button", name="Change to 1,286 (÷ 10,000)").click()
    page.wait_for_url(lambda url: "#c-operations_by_year" in url)
    expect(page.locator(CELL)).to_have_value(re.compile("^1,?286$"))
    expect(page.locator(NUMBER)).to_have_value("49")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/submit", "/collaborative-utilization?problems=1"])
def test_boxes_are_for_everybody_and_fit_a_phone(
    life: Life, live_server: str, new_context: Callable[..., BrowserContext], path: str, width: int
) -> None:
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    page = enter(new_context(viewport={"width": width, "height": 800}), live_server).page
    page.goto(f"/filings/{life.id}{path}")
    expect(page.locator(f"#{BOX}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_reviewers_list_is_for_everybody_and_fits_a_phone(
    life: Life, live_server: str, new_context: Callable[..., BrowserContext], width: int
) -> None:
    life.submit()
    typist = Typist(new_context(viewport={"width": width, "height": 800}).new_page(), live_server, script=True)
    typist.sign_in("clara@example.org")
    typist.page.wait_for_url(lambda url: "/sign-in" not in url)
    typist.speak("en")
    typist.page.goto(f"/filings/{life.id}/review#explanations")
    expect(typist.page.get_by_role("button", name="Accept the explanation").first).to_be_visible()
    assert typist.page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(typist.page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []
