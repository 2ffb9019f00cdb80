"""Workbooks that are not taken: said at the place where they were chosen, in both languages; nothing is changed."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.exchange.form_workbook.contents import Contents
from portal.exchange.form_workbook.refusals import WorkbookRefused
from portal.models import CellChange, Filing, WorkbookOffer
from portal.services import workbooks
from portal.services.transactions import writing
from portal.services.workbook_refusals import ImportRefused
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.people import World
from tests.support.returned_workbooks import downloaded, edited
from tests.web.contact import text_of_id, words
from tests.web.entering import enter
from tests.web.form_workbook_desk import TOTAL, Contact

Holding = Callable[[Contents], None]


@pytest.fixture
def alice(client: PageClient, life: Life) -> Contact:
    return Contact(client, life, life.people.alice)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", ["not_a_workbook", "damaged", "encrypted", "bomb", "macros", "not_this_form"])
def test_a_file_that_cannot_be_read_is_refused_at_its_place(
    client: PageClient, life: Life, monkeypatch: pytest.MonkeyPatch, language: str, code: str
) -> None:
    def refuse(_data: bytes, _max_bytes: int) -> Contents:
        raise WorkbookRefused(code)

    monkeypatch.setattr(workbooks, "read_file", refuse)
    contact = Contact(client, life, life.people.alice, language)
    page = Page(contact.upload(expect=422).text)
    assert WorkbookRefused(code).message(language) in text_of_id(page, "workbook-fault")
    assert life.rows(WorkbookOffer) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "stamped", [{"association_id": str(uuid.uuid4())}, {"round_year": 2016}, {"edition": "2012"}, {"joined_year": 2000}]
)
def test_a_workbook_of_something_else_is_refused_at_its_place(
    client: PageClient, life: Life, holding: Holding, language: str, stamped: Mapping[str, Any]
) -> None:
    holding(downloaded(life, **stamped))
    page = Page(Contact(client, life, life.people.alice, language).upload(expect=422).text)
    assert text_of_id(page, "workbook-fault")
    assert life.rows(WorkbookOffer) == []


def test_a_post_without_a_file_is_refused_at_its_place(alice: Contact) -> None:
    answer = alice.client.post(alice.base, data={}, expect=422)
    assert text_of_id(Page(answer.text), "workbook-fault").startswith("Choose a workbook first.")


def test_the_largest_file_is_the_one_of_every_upload(
    app: Flask, alice: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(data: bytes, max_bytes: int) -> Contents:
        assert (data, max_bytes) == (b"file", app.config["PORTAL"].upload_max_mb * 1024 * 1024)
        raise ImportRefused("too_large", size_mb="20.1", max_mb="20")

    monkeypatch.setattr(workbooks, "read_file", refuse)
    page = Page(alice.upload(expect=422).text)
    assert "The file has 20.1 MB; the limit is 20 MB" in text_of_id(page, "workbook-fault")


def set_state(life: Life, state: str) -> None:
    with life.acting(), writing() as session:
        session.execute(update(Filing).where(Filing.id == life.id).values(state=state))


def test_what_is_with_the_reviewer_can_be_taken_away_but_not_brought_back(
    alice: Contact, life: Life, holding: Holding
) -> None:
    holding(edited(downloaded(life), {TOTAL: "11"}))
    alice.preview()
    set_state(life, "submitted")
    because = "This return has been submitted; you can read but not change it."
    assert because in text_of_id(Page(alice.press(expect=409).text), "workbook-fault")
    assert because in text_of_id(Page(alice.upload(expect=409).text), "workbook-fault")
    page = alice.client.page(alice.base)
    assert because in words(page)
    assert not [i for i in page.all("input") if i.get("type") == "file"]
    assert alice.cells() == {}
    assert life.rows(CellChange) == []


def test_the_page_of_a_workbook_that_does_not_fit_any_more_says_why(
    alice: Contact, life: Life, holding: Holding, world: World
) -> None:
    holding(edited(downloaded(life), {TOTAL: "11"}))
    alice.preview()
    with life.acting(), writing() as session:
        session.execute(update(type(world.association)).values(joined_year=2014))
    for answer in (alice.client.get(alice.path, expect=409), alice.press(expect=409)):
        assert "the joining year was corrected" in text_of_id(Page(answer.text), "workbook-fault")


def test_an_offer_is_found_only_with_its_own_filing_and_by_contacts(
    app: Flask, alice: Contact, life: Life, holding: Holding, world: World
) -> None:
    holding(edited(downloaded(life), {TOTAL: "11"}))
    alice.preview()
    offer = alice.path.rpartition("/")[2]
    for who, base, status in (
        ("charlie", f"/filings/{world.foreign_filing.id}/workbook", 404),
        ("charlie", alice.base, 404),
        ("clara", alice.base, 403),
        ("olga", alice.base, 403),
    ):
        client = app.test_client()
        assert isinstance(client, PageClient)
        enter(client, getattr(world.people, who))
        client.get(f"{base}/imports/{offer}", expect=status)
        client.post(f"{base}/imports/{offer}", data={"digest": "x"}, expect=status)
    assert alice.cells() == {}
