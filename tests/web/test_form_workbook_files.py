"""Real workbooks through the pages: fetched, edited in a spreadsheet, brought back, refused when they are none."""

import io
import threading
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.exchange.form_workbook.contents import Contents
from portal.exchange.form_workbook.reading import read
from portal.models import WorkbookOffer
from portal.services import workbooks
from tests.documents import archive, small_docx
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.people import World
from tests.support.returned_workbooks import downloaded
from tests.web.contact import links, text_of_id, words
from tests.web.entering import enter
from tests.web.form_workbook_desk import SECTION, TOTAL, Contact

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 20


@pytest.fixture
def filled(app: Flask, world: World) -> None:
    """Alice's filing is filled in."""
    fill_in(app, world)


@pytest.fixture
def alice(client: PageClient, life: Life) -> Contact:
    return Contact(client, life, life.people.alice)


def name_of(answer: TestResponse) -> str:
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    return urllib.parse.unquote(disposition.partition("''")[2])


def typed(data: bytes, place: str, value: object) -> bytes:
    """The workbook *data* with *value* typed into the cell at *place* (sheet and cell)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, _blank, cell = place.rpartition(" ")
    book[sheet][cell] = value
    saved = io.BytesIO()
    book.save(saved)
    book.close()
    return saved.getvalue()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("with_english", ["zh", "both"])
def test_a_workbook_brought_back_as_it_was_fetched_changes_nothing(alice: Contact, with_english: str) -> None:
    answer = alice.client.get(f"{alice.base}/file?words={with_english}")
    assert answer.mimetype == XLSX
    assert "滇池精密光学产业知识产权联盟（虚构）" in name_of(answer)
    assert name_of(answer).endswith("-2017.xlsx")
    page = Page(alice.client.get(alice.upload(answer.data).location).text)
    assert "The workbook changes nothing" in page.text_of("h2")


@pytest.mark.usefixtures("filled")
def test_one_cell_typed_into_is_the_one_change_that_is_shown_and_saved(alice: Contact, life: Life) -> None:
    data = alice.client.get(f"{alice.base}/file?words=zh").data
    data = typed(data, read(data).places[TOTAL], 4711)
    alice.path = alice.upload(data).location
    page = alice.look(Page(alice.client.get(alice.path).text))
    assert page.text_of("dd") == ["1", "0", "0", "0", "0"]
    before = downloaded(life).cells
    alice.press()
    after = downloaded(life).cells
    changed = {f"{s}.{a}": t for s, cells in after.items() for a, t in cells.items() if before[s].get(a, "") != t}
    assert changed == {TOTAL: "4711"}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("address", ["trainings.r1.training_name", "members.member_total"])
def test_a_cell_emptied_in_the_file_is_that_one_change(alice: Contact, address: str) -> None:
    data = alice.client.get(f"{alice.base}/file?words=zh").data
    contents = read(data)
    assert contents.cells[SECTION][address]
    data = typed(data, contents.places[f"{SECTION}.{address}"], None)
    page = Page(alice.client.get(alice.upload(data).location).text)
    assert page.text_of("dd") == ["1", "0", "0", "0", "0"]


def test_a_formula_in_an_answer_is_said_with_its_sheet_and_cell(alice: Contact) -> None:
    data = alice.client.get(f"{alice.base}/file?words=zh").data
    place = read(data).places[TOTAL]
    text = words(Page(alice.client.get(alice.upload(typed(data, place, "=1+1")).location).text))
    assert place in text
    assert "The cell holds a formula" in text


def test_a_blank_copy_is_fetched_and_may_be_brought_back(alice: Contact) -> None:
    answer = alice.client.get(f"{alice.base}/blank?words=both")
    assert name_of(answer).endswith("-2017-blank copy.xlsx")
    contents = read(answer.data)
    assert (contents.stamp.filing_id, contents.stamp.association_id) == ("", "")
    assert not any(text for cells in contents.cells.values() for text in cells.values())
    page = Page(alice.client.get(alice.upload(answer.data).location).text)
    assert "The workbook changes nothing" in page.text_of("h2")


@pytest.mark.usefixtures("filled")
def test_the_reviewer_fetches_the_workbook_of_a_submission_from_its_page(
    app: Flask, alice: Contact, life: Life
) -> None:
    life.submit()
    clara = app.test_client()
    assert isinstance(clara, PageClient)
    enter(clara, life.people.clara)
    path = f"/filings/{life.id}/submissions/1/workbook"
    assert path in links(clara.page(f"/filings/{life.id}/review"))
    data = clara.get(path).data
    assert read(data).cells == read(alice.client.get(f"{alice.base}/file").data).cells
    clara.get(f"{alice.base}/file", expect=403)
    life.give_back()
    page = Page(alice.client.get(alice.upload(typed(data, read(data).places[TOTAL], 4711)).location).text)
    assert page.text_of("dd") == ["1", "0", "0", "0", "0"]


def test_the_workbook_of_another_association_is_refused(app: Flask, alice: Contact, life: Life, world: World) -> None:
    charlie = app.test_client()
    assert isinstance(charlie, PageClient)
    enter(charlie, world.people.charlie)
    theirs = charlie.get(f"/filings/{world.foreign_filing.id}/workbook/file").data
    page = Page(alice.upload(theirs, expect=422).text)
    assert "belongs to another association" in text_of_id(page, "workbook-fault")


HOSTILE = {
    "nothing": b"",
    "a text": b"no workbook",
    "a Word file": small_docx(),
    "a zip of zeros": archive({"xl/workbook.xml": b"\0" * 50_000_000}),
    "half a zip": archive({"xl/workbook.xml": "<workbook/>"})[:60],
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_workbook_of_ours_is_refused_and_nothing_is_kept(
    alice: Contact, life: Life, language: str, what: str
) -> None:
    alice.client.post(f"/language/{language}", data={"next": "/filings/"})
    before = downloaded(life).cells
    assert text_of_id(Page(alice.upload(HOSTILE[what], expect=422).text), "workbook-fault")
    assert life.rows(WorkbookOffer) == []
    assert downloaded(life).cells == before


def test_others_read_and_write_while_a_file_is_being_read(
    app: Flask, alice: Contact, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, may_end = threading.Event(), threading.Event()

    def read_slowly(_data: bytes) -> Contents:
        reading.set()
        assert may_end.wait(PATIENCE)
        return downloaded(life)

    monkeypatch.setattr(workbooks, "read", read_slowly)
    bob = app.test_client()
    assert isinstance(bob, PageClient)
    enter(bob, life.people.bob)
    with ThreadPoolExecutor(1) as pool:
        upload: Callable[[], TestResponse] = alice.upload
        waiting = pool.submit(upload)
        assert reading.wait(PATIENCE)
        try:
            bob.get(f"/filings/{life.id}/")
            life.save({"members.member_total": "12"}, person=life.people.bob)
        finally:
            may_end.set()
        assert waiting.result(PATIENCE).status_code == 303
    assert alice.cells()["members.member_total"] == "12"
