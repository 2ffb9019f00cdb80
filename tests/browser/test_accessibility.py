"""axe finds nothing on any page, in both languages, at the width of a desk and of a phone."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from portal.form.blocks import Section
from portal.form.editions import EDITION_2017, SECTION_CODES
from portal.models import db
from portal.models.database import act_for
from portal.services.sections import save_cells
from tests.browser.typist import Typist
from tests.browser.views import in_both
from tests.form.samples import SAMPLES, documents
from tests.support.people import World

TROUBLES = {
    "system_building": [
        ("members.member_total", "约30"),
        ("patents_by_year.2016.grants_total", "1.5"),
        ("patents_by_year.2017.grants_total", "12万"),
        ("trainings.rows", ""),
        ("trainings.r1.training_year", "1999"),
    ],
    "collaborative_utilization": [
        ("operations_by_year.2016.financial_institutions", "4"),
        ("operations_by_year.2016.financial_participation_forms", ""),
        ("patent_pools.nothing_to_report", "1"),
    ],
    "patent_information": [("risk_warning_projects.r1.risk_warning_year", "2010")],
}


@pytest.fixture
def troubled(app: Flask, world: World) -> World:
    """The small world with a filing that has something of everything: filled, blank, wrong, to explain."""
    sample = documents(SAMPLES["A"])
    with app.app_context():
        act_for(db.session(), world.people.charlie.id)
        for code in SECTION_CODES[:4]:
            cells = sample[code] | dict(TROUBLES.get(code, ()))
            save_cells(world.people.charlie, world.foreign_filing.id, code, 0, list(cells.items()))
    return world


def pages(world: World) -> Iterator[str]:
    """Paths of every page a contact can come to."""
    filing = f"/filings/{world.foreign_filing.id}"
    yield from ("/filings/", f"{filing}/", f"{filing}/submit", f"{filing}/history", f"{filing}/print", "/nowhere")
    for code in SECTION_CODES:
        yield f"{filing}/{code.replace('_', '-')}"
        yield f"{filing}/{code.replace('_', '-')}?missing=1"


def findings(page: Page) -> list[str]:
    """What axe finds on the open page, one line an element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@in_both
def test_axe_finds_nothing_on_any_page(
    troubled: World, live_server: str, new_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    context = new_context(viewport={"width": width, "height": 900}, locale=language)
    page = context.new_page()
    typist = Typist(page, live_server, script=True)
    found = {}
    page.goto("/sign-in")
    found["/sign-in"] = findings(page)
    typist.sign_in("charlie@example.org")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    typist.speak(language)
    for path in pages(troubled):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        found[path] = findings(page)
    assert [f"{path}: {line}" for path, lines in found.items() for line in lines] == []


def test_axe_would_find_an_input_without_a_name(troubled: World, live_server: str, page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main form').append(document.createElement('input'))")
    assert any(line.startswith("label:") for line in findings(page))


@pytest.mark.parametrize("section", EDITION_2017.sections, ids=lambda s: s.code)
def test_nothing_is_wider_than_a_phone(
    troubled: World, live_server: str, new_context: Callable[..., BrowserContext], section: Section
) -> None:
    context = new_context(viewport={"width": 360, "height": 740})
    typist = Typist(context.new_page(), live_server, script=True)
    typist.sign_in("charlie@example.org")
    typist.page.wait_for_url(lambda url: "/sign-in" not in url)
    typist.open(troubled.foreign_filing.id, section.code)
    assert typist.page.evaluate("document.documentElement.scrollWidth") <= 360
