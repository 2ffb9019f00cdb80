"""A real browser for tests, and what must be true of every page it shows.

A script error, a violation of the content security policy or a request to any other machine fails
the test that caused it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from portal.models import Person
from tests.support.people import PASSWORD

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000
# A refused request is what some tests ask for; the browser notes it as an error of the page.
ANSWERED_WITH_AN_ERROR = "Failed to load resource"


def launch(playwright: Playwright, program: str) -> Browser:
    """Start Chromium without a window."""
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))


@contextmanager
def good_context(browser: Browser, address: str, **options: Any) -> Iterator[BrowserContext]:
    """A fresh browser profile for the portal at *address* that fails the test on anything untoward."""
    untoward: list[str] = []
    host = urlsplit(address).netloc

    def look_at_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.netloc != host:
            untoward.append(f"asked another machine: {url}")

    def look_at_message(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWERED_WITH_AN_ERROR):
            untoward.append(f"console: {message.text}")

    context = browser.new_context(base_url=address, **{"locale": "zh-CN", **options})
    context.set_default_timeout(PATIENCE_MS)
    context.on("request", lambda request: look_at_request(request.url))
    context.on("console", look_at_message)
    context.on("weberror", lambda error: untoward.append(f"script error: {error.error}"))
    try:
        yield context
    finally:
        context.close()
    assert not untoward, "\n".join(untoward)


def sign_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    """Sign in through the page, and wait for what comes after."""
    page.goto("/sign-in")
    page.fill("#email", person.email)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
