"""When a round has been closed through the page, nothing that was under way gets through any more."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.models import CellChange, Filing, Person, Submission, UploadedFile, db
from tests.documents import small_docx
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import Page
from tests.support.office import Office, day
from tests.support.people import People, World
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]
CLOSED = "The 2017 round is closed; you can read but not change."


@pytest.fixture
def alice(app: Flask, people: People) -> PageClient:
    """Alice, signed in and reading English."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return Office.of(client, people.alice).client


@pytest.fixture
def close(app: Flask, world: World, people: People) -> Callable[[], Office]:
    """Nadia closes the round by hand."""

    def closed() -> Office:
        client = app.test_client()
        assert isinstance(client, PageClient)
        office = Office.of(client, people.nadia)
        office.press(f"/rounds/{world.round.id}/close", reason="提前结束", confirmation="2017")
        return office

    return closed


def kept(acting_as: Acting) -> tuple[int, ...]:
    """How many changes, files and submissions there are."""
    with acting_as(None):
        counts = (
            db.session.scalar(select(func.count()).select_from(m)) for m in (CellChange, UploadedFile, Submission)
        )
        return tuple(count or 0 for count in counts)


def test_a_save_is_refused_and_what_was_typed_is_shown(
    alice: PageClient, filing: Filing, close: Callable[[], Office], acting_as: Acting
) -> None:
    path = f"/filings/{filing.id}/system-building"
    alice.get(path)
    close()
    answer = alice.post(path, data={"revision": "0", "members.member_total": "4711"}, expect=409)
    assert "4,711" in answer.text
    assert CLOSED in answer.text
    assert kept(acting_as) == (0, 0, 0)


def test_an_upload_is_refused(
    alice: PageClient, filing: Filing, close: Callable[[], Office], acting_as: Acting
) -> None:
    path = f"/filings/{filing.id}/summary-materials"
    alice.get(path)
    close()
    answer = alice.post(f"{path}/files", data={"files": (io.BytesIO(small_docx()), "总结.docx")}, expect=422)
    assert CLOSED in answer.text
    assert kept(acting_as) == (0, 0, 0)


def test_a_submit_is_refused(
    app: Flask, world: World, alice: PageClient, close: Callable[[], Office], acting_as: Acting
) -> None:
    fill_in(app, world)
    path = f"/filings/{world.filing.id}/submit"
    page = Page(alice.get(path).text)
    hidden = {e.attrib["name"]: e.get("value", "") for e in page.all("input") if e.get("type") == "hidden"}
    close()
    before = kept(acting_as)
    alice.post(path, data=hidden | {"responsible": "某某（虚构）", "declaration": "1"}, expect=422)
    assert kept(acting_as) == before
    with acting_as(None):
        assert db.session.scalars(select(Filing.state)).all() == ["draft", "draft"]


def test_a_save_gets_through_again_once_the_round_is_open_again(
    alice: PageClient, world: World, close: Callable[[], Office], acting_as: Acting
) -> None:
    office = close()
    office.press(f"/rounds/{world.round.id}/reopen", reason="三家未报", closes_day=day(30), closes_time="24:00")
    path = f"/filings/{world.filing.id}/system-building"
    alice.post(path, data={"revision": "0", "members.member_total": "10"}, expect=303)
    assert kept(acting_as) == (1, 0, 0)


def test_an_archived_round_is_still_read_and_not_reviewed(
    app: Flask, world: World, people: People, close: Callable[[], Office]
) -> None:
    office = close()
    office.press(f"/rounds/{world.round.id}/archive")
    client = app.test_client()
    assert isinstance(client, PageClient)
    enter(client, people.alice)
    for name in ("", "system-building", "history"):
        client.get(f"/filings/{world.filing.id}/{name}", expect=200)
