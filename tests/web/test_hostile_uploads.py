"""While a file made to do harm is looked at, others go on working; it is refused, and nothing of it is kept."""

import http.client
import io
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from portal.exchange.refusals import Refused
from portal.models import CellChange, Person, SectionDocument, UploadedFile, WorkbookOffer
from portal.services import uploads, workbooks
from tests.documents import archive, docx_parts, small_docx, swelling_pdf
from tests.form.samples import SAMPLES, complete, context
from tests.support.client import PageClient
from tests.support.generated_returns import Generated
from tests.support.hostile import Hostile, with_sheet
from tests.support.lives import CELL, Life
from tests.support.spreadsheets import written
from tests.web.contact import words
from tests.web.entering import enter

PATIENCE = 60
SOUND = written(Generated(context(SAMPLES["A"]), complete(SAMPLES["A"])))
WORKBOOK = Hostile("too far down", "统计表（虚构）.xlsx", with_sheet(SOUND, '<row r="1048576"><c><v>1</v></c></row>'))
BOMB = archive({**docx_parts(), "word/media/image1.bmp": bytes(60 * 1024 * 1024)})
PDF = Hostile("swelling", "工作总结（虚构）.pdf", swelling_pdf(300))


class Browser:
    """Somebody signed in before the portal at *address*, who sends requests from whatever thread."""

    def __init__(self, app: Flask, person: Person, address: str) -> None:
        client = app.test_client()
        assert isinstance(client, PageClient)
        enter(client, person)
        cookie = client.get_cookie("portal_session")
        assert cookie is not None
        self.token, self.cookie, self.host = client.token, f"portal_session={cookie.value}", urlsplit(address).netloc

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of the page at *path*."""
        return self._ask("GET", path, None, {})

    def send(self, path: str, field: str, file: Hostile) -> tuple[int, str]:
        """Status and text of what answers *file*, put into *field* of the form that posts to *path*."""
        boundary = uuid.uuid4().hex
        begin = f'--{boundary}\r\nContent-Disposition: form-data; name="'
        text = f'{begin}csrf_token"\r\n\r\n{self.token}\r\n{begin}{field}"; filename="{file.name}"\r\n\r\n'
        body = text.encode() + file.data + f"\r\n--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers | {"Cookie": self.cookie})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


class Held:
    """A look inside a file that begins, and does not end before somebody else was answered."""

    def __init__(self, look: Callable[..., Any]) -> None:
        self.look, self.begun, self.answered = look, threading.Event(), threading.Event()

    def __call__(self, *given: Any) -> Any:
        self.begun.set()
        assert self.answered.wait(PATIENCE)
        return self.look(*given)


def kept(life: Life) -> list[object]:
    """Everything that an upload to the filing could have left behind."""
    documents = life.rows(SectionDocument, SectionDocument.filing_id == life.id)
    sections = sorted((one.section, one.revision, tuple(one.cells)) for one in documents)
    models = (WorkbookOffer, UploadedFile, CellChange)
    return [sections, *(len(life.rows(model, model.filing_id == life.id)) for model in models)]


@pytest.mark.parametrize(
    ("module", "look", "path", "field", "file"),
    [
        (workbooks, "read_file", "workbook", "workbook", WORKBOOK),
        (uploads, "inspect", "summary-materials/files", "files", PDF),
    ],
    ids=["workbook", "summary"],
)
def test_others_read_and_save_while_a_hostile_file_is_looked_at(
    app: Flask,
    life: Life,
    live_server: str,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    look: str,
    path: str,
    field: str,
    file: Hostile,
) -> None:
    elsewhere = Life(app, life.world, life.world.foreign_filing)
    before, held = kept(life), Held(getattr(module, look))
    monkeypatch.setattr(module, look, held)
    sender, other = (Browser(app, person, live_server) for person in (life.people.alice, life.people.bob))
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(sender.send, f"/filings/{life.id}/{path}", field, file)
        assert held.begun.wait(PATIENCE)
        try:
            page = other.get(f"/filings/{life.id}/system-building")
            saved = elsewhere.save({CELL: "3"}, person=life.people.charlie)
        finally:
            held.answered.set()
        refused = sent.result(PATIENCE)
    assert page[0] == 200
    assert 'id="section-form"' in page[1]
    assert saved.revision == 1
    assert refused[0] == 422
    assert kept(life) == before


def post(client: PageClient, life: Life, *files: tuple[str, bytes]) -> str:
    """The text of the page that refuses some of *files*, sent in one request."""
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    answer = client.post(f"/filings/{life.id}/summary-materials/files", data=data, expect=422)
    return words(answer)


def test_files_behind_one_made_to_do_harm_are_not_looked_at(client: PageClient, life: Life) -> None:
    enter(client, life.people.alice)
    client.post("/language/en", data={"next": "/filings/"})
    said = post(client, life, ("one.docx", small_docx("一")), ("two.docx", BOMB), ("three.docx", small_docx("三")))
    assert "“two.docx” unfolds to an unusual size" in said
    assert "The files chosen after it were not looked at." in said
    assert [one.name for one in life.rows(UploadedFile)] == ["one.docx"]


def test_of_many_files_in_one_request_no_more_are_looked_at_than_a_return_may_have(
    app: Flask, client: PageClient, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, looked_at = app.config["PORTAL"].upload_max_files, []
    enter(client, life.people.alice)
    client.post("/language/en", data={"next": "/filings/"})

    def refuse(name: str, *_: object) -> None:
        looked_at.append(name)
        raise Refused("damaged", file=name)

    monkeypatch.setattr(uploads, "inspect", refuse)
    said = post(client, life, *((f"{number}.docx", b"x") for number in range(most + 5)))
    assert looked_at == [f"{number}.docx" for number in range(most)]
    assert said.count("was not added.") == 1
    assert f"At most {most} files. “{most}.docx” was not added." in said
