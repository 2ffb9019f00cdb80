"""The pages of the stamped scan: its steps and its upload, where it is shown, who may fetch it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.filing.states import RoundState
from portal.services.clock import BEIJING
from portal.web.filters import moment
from tests.documents import small_docx
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.people import World
from tests.support.scans import NAME, ask_for_scans, paper, scans, upload
from tests.web.contact import Contact, focused, hidden, links, text_of_id, words
from tests.web.entering import enter

PATH = "/sealed-scan"


@pytest.fixture
def scanning(filled: Life) -> Life:
    """A submitted filing whose round requires a scan."""
    ask_for_scans(filled)
    filled.submit()
    return filled


def post(contact: Contact, data: bytes, expect: int = 303, name: str = NAME, page: Page | None = None) -> TestResponse:
    """Choose a file on the page of the scan, and upload it."""
    fields = hidden(page or contact.open(PATH), PATH) | {"scan": (BytesIO(data), name)}
    return contact.client.post(contact.base + PATH, data=fields, expect=expect, content_type="multipart/form-data")


def alerts(answer: TestResponse) -> list[str]:
    """What the page that answers cries out."""
    found = [e for e in Page(answer.text).root.iter() if e.get("role") == "alert"]
    return [" ".join("".join(e.itertext()).split()) for e in found]


def offers_upload(contact: Contact) -> bool:
    page = contact.open(PATH)
    return any(i.get("type") == "file" for i in page.all("input"))


def test_the_page_tells_the_steps_and_what_every_page_of_the_print_must_say(alice: Contact, scanning: Life) -> None:
    page = alice.open(PATH)
    text = words(page)
    submission = scanning.submissions[0]
    assert page.text_of("h1") == ["Scan of the stamped form"]
    assert "Stamped scan: missing" in text
    assert submission.reference in text
    assert submission.content_hash in text.replace(" ", "")
    assert "a correction voids the print" in text
    assert f"{alice.base}/submissions/1/form.pdf" in links(page)


def test_an_uploaded_scan_is_said_to_count_and_can_be_fetched_as_it_was(alice: Contact, scanning: Life) -> None:
    answer = post(alice, paper("Stamped"))
    text = words(alice.client.page(answer.location))
    assert "The scan is uploaded." in text
    assert f"Stamped scan: current {NAME}" in text
    (url,) = {link for link in links(alice.open(PATH)) if f"{PATH}/" in link}
    fetched = alice.client.get(url)
    assert fetched.data == paper("Stamped")
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in fetched.headers["Content-Security-Policy"]


def test_a_note_that_something_was_uploaded_is_believed_only_if_it_is_there(alice: Contact, scanning: Life) -> None:
    assert "The scan is uploaded." not in alice.read(f"{PATH}?uploaded=1")


def test_the_page_is_chinese_for_who_reads_chinese(alice: Contact, scanning: Life) -> None:
    assert alice.open(PATH, "zh").root.get("lang") == "zh-CN"


def test_all_scans_stay_listed_and_the_newest_counts(alice: Contact, scanning: Life) -> None:
    for text in ("one", "two"):
        post(alice, paper(text), name=f"{text}.pdf")
    heads = [" ".join("".join(e.itertext()).split()) for e in alice.open(PATH).all("th") if e.get("scope") == "row"]
    assert heads == ["two.pdf counts", "one.pdf"]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", NAME, "is empty"),
        (small_docx(), "盖章件.docx", "is not of a type that can be uploaded"),
        (small_docx(), NAME, "renaming a file does not convert it"),
        (b"x", "", "No file was chosen"),
    ],
    ids=["empty", "a Word file", "a Word file called PDF", "none"],
)
def test_what_is_no_scan_is_refused_at_the_field(
    alice: Contact, scanning: Life, data: bytes, name: str, said: str
) -> None:
    answer = post(alice, data, 422, name)
    assert said in alerts(answer)[0]
    assert focused(answer) == ["scan"]
    assert scans(scanning) == []


def test_too_many_scans_of_one_submission_are_refused(app: Flask, alice: Contact, scanning: Life) -> None:
    app.config["PORTAL"] = replace(app.config["PORTAL"], upload_max_files=1)
    post(alice, paper("one"))
    assert "At most 1 scan of one submission." in alerts(post(alice, paper("one more"), 422))[0]
    assert len(scans(scanning)) == 1


def test_a_page_shown_before_the_return_was_withdrawn_uploads_nothing(alice: Contact, scanning: Life) -> None:
    page = alice.open(PATH)
    scanning.withdraw()
    assert "Nothing is submitted now." in alerts(post(alice, paper("late"), 409, page=page))[0]
    scanning.submit()
    assert "Another submission stands by now" in alerts(post(alice, paper("late"), 409, page=page))[0]
    assert scans(scanning) == []


def test_after_the_close_nothing_is_uploaded_and_the_page_says_so(
    alice: Contact, scanning: Life, later: Callable[[timedelta], None]
) -> None:
    page = alice.open(PATH)
    later(timedelta(days=26))
    enter(alice.client, scanning.people.alice)
    assert "The 2017 round closed on" in alerts(post(alice, paper("late"), 409, page=page))[0]
    text = alice.read(PATH)
    assert "The 2017 round closed on" in text
    assert not offers_upload(alice)
    assert scans(scanning) == []


def test_the_page_says_until_when_a_scan_is_taken(alice: Contact, scanning: Life) -> None:
    closes = scanning.world.round.closes_at.astimezone(BEIJING)
    assert f"before the round closes on {closes:%A}" in alice.read(PATH)


def test_before_submitting_and_after_accepting_the_page_says_why_nothing_is_uploaded(
    alice: Contact, filled: Life
) -> None:
    ask_for_scans(filled)
    assert "Submit the return first" in alice.read(PATH)
    filled.submit()
    upload(filled)
    filled.accept()
    assert "it is not replaced any more" in alice.read(PATH)
    assert not offers_upload(alice)


def test_a_round_that_asks_for_none_says_so_and_shows_nothing_elsewhere(alice: Contact, filled: Life) -> None:
    filled.submit()
    assert "does not ask for a scan" in alice.read(PATH)
    assert not offers_upload(alice)
    for path in ("/", "/receipt", "/review"):
        assert "tamped" not in alice.read(path), path
        assert f"{alice.base}{PATH}" not in links(alice.open(path)), path


@pytest.mark.parametrize("number", ["", "x", "1.0", "１", "99999"])
def test_a_scan_that_does_not_say_what_it_was_printed_from_is_not_understood(
    alice: Contact, scanning: Life, number: str
) -> None:
    data = {"number": number, "scan": (BytesIO(paper("stamped")), NAME)}
    alice.client.post(alice.base + PATH, data=data, expect=400, content_type="multipart/form-data")


def test_a_missing_scan_is_what_the_banner_asks_for(alice: Contact, scanning: Life) -> None:
    for path in ("/", "/receipt"):
        page = alice.open(path)
        assert text_of_id(page, "stands") == "Submitted. The stamped scan is still missing", path
        assert f"{alice.base}{PATH}" in links(page), path
    upload(scanning)
    for path in ("/", "/receipt"):
        assert text_of_id(alice.open(path), "stands") == "Submitted. Nothing more for you to do now", path
    assert "Stamped scan: current" in alice.read("/receipt")


def test_an_optional_scan_is_offered_and_not_asked_for(alice: Contact, filled: Life) -> None:
    ask_for_scans(filled, "optional")
    filled.submit()
    assert text_of_id(alice.open(), "stands") == "Submitted. Nothing more for you to do now"
    assert "You can add a scan of the stamped form." in alice.read()
    assert "Stamped scan: none; it is optional" in alice.read("/receipt")
    assert f"{alice.base}{PATH}" in links(alice.open("/receipt"))


def test_what_can_no_longer_be_uploaded_is_not_asked_for(alice: Contact, scanning: Life) -> None:
    scanning.set_round(state=RoundState.CLOSED.value)
    assert text_of_id(alice.open(), "stands") == "Submitted. Nothing more for you to do now"


def test_the_steps_have_one_more_stop_where_the_round_asks_for_a_scan(alice: Contact, filled: Life) -> None:
    def stops() -> list[str]:
        (listed,) = [e for e in alice.open().all("ol") if e.get("class") == "steps"]
        return [" ".join("".join(e.itertext()).split()) for e in listed]

    assert len(stops()) == 4
    ask_for_scans(filled)
    assert stops()[2] == "Stamped scanafter submitting"
    filled.submit()
    assert stops()[2] == "Stamped scanmissing"
    ask_for_scans(filled, "optional")
    assert stops()[2] == "Stamped scanif you like"
    upload(filled)
    assert stops()[2] == f"Stamped scan{uploaded_at(alice, filled)}"


def uploaded_at(alice: Contact, life: Life) -> str:
    """When the newest scan came, as an English page says it."""
    with alice.life.app.test_request_context(headers={"Accept-Language": "en"}):
        return moment(scans(life)[-1].uploaded_at)


def status(app: Flask, life: Life, who: str, path: str) -> int:
    """How the page answers somebody."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    enter(client, getattr(life.people, who))
    response = super(PageClient, client).open(path, method="GET")
    return response.status_code


def test_a_scan_is_fetched_by_contacts_and_by_whoever_may_read_what_it_belongs_to(app: Flask, scanning: Life) -> None:
    upload(scanning)
    url = f"/filings/{scanning.id}{PATH}/{scans(scanning)[0].id}"
    answers = {"alice": 200, "bob": 200, "clara": 200, "nadia": 200, "olga": 200, "charlie": 404, "conrad": 404}
    assert {who: status(app, scanning, who, url) for who in answers} == answers
    scanning.withdraw()
    scanning.submit()
    withdrawn = answers | {"clara": 404, "nadia": 404, "olga": 404}
    assert {who: status(app, scanning, who, url) for who in answers} == withdrawn, "withdrawn, it is their own again"


def test_a_scan_is_found_under_its_own_filing_alone(app: Flask, world: World, scanning: Life) -> None:
    upload(scanning)
    scan = scans(scanning)[0]
    assert status(app, scanning, "charlie", f"/filings/{world.foreign_filing.id}{PATH}/{scan.id}") == 404
    assert status(app, scanning, "alice", f"/filings/{scanning.id}{PATH}/{scan.file_id}") == 404
