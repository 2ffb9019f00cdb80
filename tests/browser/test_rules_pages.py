"""The pages of edit checks in a real browser: good for axe, no wider than a phone, in both languages."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from portal.models import db
from portal.models.database import act_for
from tests.browser.test_accessibility import findings
from tests.browser.views import in_both
from tests.support import browser as browsers
from tests.support.people import JIANGSU, World
from tests.support.standing import members, pools, sample, submitted

LONG = "面向新一代移动互联网终端产业协同创新与知识产权运用的专利池（第一期，含国际标准必要专利）"


@pytest.fixture
def paths(app: Flask, world: World) -> list[str]:
    """The list, a rule, a rule that is fixed, rehearsals that find and that do not, the checks over many returns."""
    at = "system_building.trainings.r1.training_participants"
    with app.app_context():
        act_for(db.session(), None)
        given = [members(f"协会{n}（虚构）", size) for n, size in enumerate((11, 12, 13, 14, 15, 900))]
        pooled = [pools("甲协会（虚构）", LONG), pools("乙协会（虚构）", LONG, region=JIANGSU)]
        submitted(world.round, *given, *pooled, sample("丙协会（虚构）", {at: "3000"}))
    base = f"/rounds/{world.round.id}"
    return [
        *(f"{base}/rules", f"{base}/rules/XYR-03", f"{base}/rules/EXP-02", f"{base}/watch"),
        *(f"{base}/rules/RNG-09/rehearsal?over=2017", f"{base}/rules/FMT-15/rehearsal"),
        *(f"{base}/rules/RNG-09/rehearsal?bound_max_training=9999&over=2017", "/review/", f"{base}/"),
    ]


@in_both
def test_every_page_of_edit_checks_is_good_for_axe_and_fits(
    paths: list[str], world: World, new_context: Callable[..., BrowserContext], width: int, language: str
) -> None:
    page = new_context(viewport={"width": width, "height": 900}, locale=language).new_page()
    browsers.sign_in(page, world.people.nadia)
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".topend button[lang={language}]").click()
    for path in paths:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
