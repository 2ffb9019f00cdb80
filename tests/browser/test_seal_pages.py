"""The stamped scan and the receipt check in a real browser: good for axe, no wider than a phone, and usable."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal.filing.states import FilingState
from tests.browser.test_accessibility import findings
from tests.browser.views import in_both
from tests.support import browser as browsers
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.support.scans import ask_for_scans, paper, scans, upload

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A return whose round requires a scan, submitted a second time after a scan of the first."""
    fill_in(app, world)
    told = Life(app, world)
    ask_for_scans(told)
    told.submit()
    upload(told)
    told.give_back()
    told.submit()
    return told


def page_for(new_context: NewContext, width: int, language: str, *, script: bool = True) -> Page:
    options = {"viewport": {"width": width, "height": 900}, "locale": language, "java_script_enabled": script}
    return new_context(**options).new_page()


def speak(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".topend button[lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def receipt(life: Life, digits: str = "") -> str:
    submission = life.submissions[-1]
    return f"/receipts/check?reference={submission.reference}&hash={digits or submission.content_hash}"


@in_both
def test_every_page_about_scans_and_receipts_is_good_for_axe_and_fits(
    life: Life, live_server: str, new_context: NewContext, width: int, language: str
) -> None:
    filing = f"/filings/{life.id}"
    visits = {
        None: ["/sign-in", "/receipts/check", receipt(life), receipt(life, "0" * 64), "/receipts/check?hash=0"],
        life.people.alice: [f"{filing}/sealed-scan", f"{filing}/receipt", f"{filing}/"],
        life.people.clara: [f"{filing}/review", f"{filing}/accept", f"{filing}/submissions/1"],
        life.people.nadia: [f"/rounds/{life.world.round.id}/", f"/rounds/{life.world.round.id}/change"],
    }
    for person, paths in visits.items():
        page = page_for(new_context, width, language)
        page.goto("/sign-in")
        if person:
            browsers.sign_in(page, person)
        speak(page, language)
        for path in paths:
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == language
            assert findings(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_scan_is_uploaded_looked_at_and_accepted(
    life: Life, live_server: str, new_context: NewContext, tmp_path: Path, script: bool
) -> None:
    scanned = tmp_path / "盖章统计表（虚构）.pdf"
    scanned.write_bytes(paper("of the second submission"))
    alice = page_for(new_context, 1280, "en", script=script)
    browsers.sign_in(alice, life.people.alice)
    speak(alice, "en")
    alice.goto(f"/filings/{life.id}/")
    alice.get_by_role("link", name="Upload the scan", exact=True).click()
    alice.set_input_files("#scan", scanned)
    alice.get_by_role("button", name="Upload the scan", exact=True).click()
    expect(alice.locator("[role=status]")).to_contain_text("The scan is uploaded.")
    clara = page_for(new_context, 1280, "en", script=script)
    browsers.sign_in(clara, life.people.clara)
    speak(clara, "en")
    clara.goto(f"/filings/{life.id}/review")
    expect(clara.locator(".seal-line")).to_contain_text("current")
    with clara.expect_download() as download:
        clara.click(f"a:has-text('{scanned.name}')")
    assert Path(download.value.path()).read_bytes() == scanned.read_bytes()
    clara.locator(".decide").get_by_role("button", name="Accept", exact=True).click()
    expect(clara.locator("[role=status]")).to_contain_text("Accepted.")
    assert life.filing.state == FilingState.ACCEPTED
    assert life.events[-1].details == {"scan": str(scans(life)[-1].id)}
