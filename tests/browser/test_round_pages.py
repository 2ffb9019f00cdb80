"""The pages of rounds in a real browser: good for axe, no wider than a phone, and usable as they are."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from portal.models import db
from portal.models.database import act_for
from portal.services import extensions, round_keeping
from tests.browser.test_accessibility import findings
from tests.browser.views import in_both
from tests.support import browser as browsers
from tests.support.office import day
from tests.support.people import World
from tests.support.rounds import DAY, plan


@pytest.fixture
def paths(app: Flask, world: World) -> list[str]:
    """Every page of rounds: one in preparation, one open and extended, one closed."""
    nadia = world.people.nadia
    with app.app_context():
        act_for(db.session(), nadia.id)
        preparing = round_keeping.create(nadia, plan(2018, text_zh="请尽早填报。", text_en="Please file early."))
        closed = round_keeping.create(nadia, plan(2019))
        for decide in (round_keeping.open_round, lambda *to: round_keeping.close_round(*to, "结束")):
            found = round_keeping.find(closed)
            assert found is not None
            decide(nadia, closed, round_keeping.version_of(found))
        extensions.extend(nadia, world.filing.id, 0, world.round.closes_at + DAY, "搬迁")
    opened = f"/rounds/{world.round.id}"
    return [
        *("/rounds/", "/rounds/new", f"/rounds/{preparing}/", f"/rounds/{preparing}/change"),
        *(f"{opened}/", f"{opened}/change", f"{opened}/close", f"{opened}/progress", f"{opened}/extensions"),
        *(f"/rounds/{closed}/", f"/rounds/{closed}/reopen", f"/rounds/{closed}/archive"),
        f"/filings/{world.filing.id}/extension",
    ]


def signed_in(new_context: Callable[..., BrowserContext], world: World, width: int, language: str) -> Page:
    page = new_context(viewport={"width": width, "height": 900}, locale=language).new_page()
    browsers.sign_in(page, world.people.nadia)
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".topend button[lang={language}]").click()
    return page


@in_both
def test_every_page_of_rounds_is_good_for_axe_and_fits(
    paths: list[str], world: World, new_context: Callable[..., BrowserContext], width: int, language: str
) -> None:
    page = signed_in(new_context, world, width, language)
    for path in paths:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_round_is_prepared_with_what_the_browser_offers_for_days(
    world: World, new_context: Callable[..., BrowserContext]
) -> None:
    page = signed_in(new_context, world, 1280, "en")
    page.goto("/rounds/new")
    page.fill("#year", "2018")
    page.fill("#opens_day", day(1))
    page.fill("#due_day", day(60))
    page.fill("#closes_day", day(59))
    page.click("main button[type=submit]")
    assert page.locator("[role=alert] a").all_inner_texts() == ["The closing must not come before the deadline."]
    page.click("[role=alert] a")
    assert page.evaluate("document.activeElement.id || location.hash") in ("closes_day", "#closes_day")
    page.fill("#closes_day", day(75))
    page.click("main button[type=submit]")
    assert page.locator("h1").inner_text() == "The 2018 round"
