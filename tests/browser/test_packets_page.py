"""Packets in a real browser: the page keeps itself up to date, and does without JavaScript too."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from portal.models import Packet
from portal.services.transactions import writing
from tests.browser.test_accessibility import findings
from tests.browser.typist import Typist
from tests.browser.views import in_both
from tests.support.browser import sign_in
from tests.support.packets import PacketDesk
from tests.support.people import JIANGSU, World

PATIENCE = 20_000


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


def change(desk: PacketDesk, packet_id: object, **columns: object) -> None:
    with desk.ours.acting(), writing() as session:
        session.execute(update(Packet).where(Packet.id == packet_id).values(**columns))


@in_both
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    desk: PacketDesk, live_server: str, new_context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    nadia = desk.people.nadia
    change(desk, desk.ask(nadia, ""), state="failed", error="store")
    desk.ask(desk.people.clara)
    assert desk.build()
    change(desk, desk.ask(nadia), state="building", done=12, total=200)
    desk.ask(nadia, JIANGSU)
    page = new_context(viewport={"width": width, "height": 900}, locale=language).new_page()
    sign_in(page, nadia)
    Typist(page, live_server, script=True).speak(language)
    page.goto("/packets")
    expect(page.locator("#packets tbody tr")).to_have_count(4)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_packet_is_asked_for_watched_and_fetched_without_a_reload(
    desk: PacketDesk, page: Page, tmp_path: Path
) -> None:
    desk.submit_both()
    sign_in(page, desk.people.clara)
    page.goto("/review/")
    page.locator("form[action='/packets'] button").click()
    line = page.locator("#packets tbody tr")
    expect(line).to_have_attribute("data-state", "waiting")
    page.evaluate("window.stayed = true")
    (packet,) = desk.ours.rows(Packet)
    change(desk, packet.id, state="building", done=1, total=4)
    expect(line.locator("progress")).to_have_attribute("value", "1", timeout=PATIENCE)
    change(desk, packet.id, state="waiting", done=0)
    assert desk.build()
    expect(line).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    expect(page.locator("#packets-said")).not_to_be_empty()
    assert page.evaluate("window.stayed")
    with page.expect_download() as fetched:
        line.locator("a.btn").click()
    fetched.value.save_as(tmp_path / "packet.zip")
    with ZipFile(tmp_path / "packet.zip") as archive:
        assert archive.testzip() is None


def test_without_javascript_a_link_looks_again(desk: PacketDesk, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, desk.people.clara)
    page.goto("/review/")
    page.locator("form[action='/packets'] button").click()
    line = page.locator("#packets tbody tr")
    expect(line).to_have_attribute("data-state", "waiting")
    assert desk.build()
    page.locator("noscript a").click()
    expect(line).to_have_attribute("data-state", "ready")
    expect(line.locator("a.btn")).to_be_visible()
