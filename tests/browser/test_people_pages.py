"""Associations, people and joining in a browser: accessible, no wider than a phone, and without a script."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from portal.models import Membership, Person, db
from portal.models.database import act_for
from portal.services import access_links, clock
from portal.services.access_links import LinkPurpose
from portal.services.transactions import writing
from tests.browser.views import in_both
from tests.support.browser import sign_in
from tests.support.people import World

NEW = "seven imaginary rivers"


def issued(app: Flask, person: Person) -> str:
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            return access_links.issue(session, person.id, LinkPurpose.INVITATION, clock.now())


def paths(app: Flask, world: World) -> list[str]:
    """Every page of these parts that Nadia or a stranger can come to."""
    with app.app_context():
        held = db.session.scalars(select(Membership.id).where(Membership.person_id == world.people.bob.id)).one()
    ours, bob = f"/associations/{world.association.id}", f"/people/{world.people.bob.id}"
    return [
        "/associations/", "/associations/?q=nothing", "/associations/new", ours, f"{ours}/profile",
        "/associations/import", "/people/", "/people/?q=nothing", "/people/invite", bob,
        f"/people/memberships/{held}/end", "/account/", "/forgotten", "/forgotten?sent=1", "/reset/nothing",
        "/password-set", f"/join/{issued(app, world.people.alice)}",
    ]  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe finds on the open page, and whether it is wider than its window."""
    found = [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["wider than the window"] if wider else [])]


@in_both
def test_every_page_is_accessible_and_fits(
    app: Flask, world: World, new_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    sign_in(page, world.people.nadia)
    page.goto("/account/")
    page.check(f"input[name=language][value={language[:2]}]")
    page.locator("form[action='/account/'] button").click()
    found = {}
    for path in paths(app, world):
        page.goto(path)
        found[path] = faults(page)
    page.goto("/associations/new")
    page.evaluate("document.querySelectorAll('[required]').forEach(input => input.required = false)")
    page.locator("main form button").click()
    found["a refused form"] = faults(page)
    assert [f"{path}: {line}" for path, lines in found.items() for line in lines] == []


def test_an_invited_person_joins_without_any_script(
    app: Flask, world: World, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False, locale="en").new_page()
    page.goto(f"/join/{issued(app, world.people.bob)}")
    page.fill("#name", "Robert")
    page.fill("#password", NEW)
    page.fill("#again", NEW)
    page.locator("main form button").click()
    page.locator("main a.btn-primary").click()
    sign_in(page, world.people.bob, NEW)
    assert page.get_by_role("link", name="Robert").is_visible()
