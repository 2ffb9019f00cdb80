"""Error answers: a page or JSON, in both languages, that echo nothing and lose nothing."""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from portal.exchange.file_store import FileStoreError
from portal.models import Filing
from portal.services import filings, health
from portal.web.errors import WORDS
from portal.web.guards import Policy, allow
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import People
from tests.web.entering import enter

JSON = {"Accept": "application/json"}


class Broken(Exception):
    """Something nobody foresaw."""


@pytest.fixture
def failing(app: Flask) -> Iterator[PageClient]:
    """A client of the application with pages that fail, and that answers for failures as when it serves."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/fail/<int:status>")
    @allow(Policy.PUBLIC)
    def fail(status: int) -> str:
        abort(status)

    @app.get("/broken")
    @allow(Policy.PUBLIC)
    def broken() -> str:
        raise Broken("a secret of the house")

    client = app.test_client()
    assert isinstance(client, PageClient)
    yield client
    app.config["PROPAGATE_EXCEPTIONS"] = None


@pytest.mark.parametrize("status", sorted(WORDS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_has_a_page_in_both_languages(failing: PageClient, status: int, language: str) -> None:
    page = failing.page(f"/fail/{status}", headers={"Accept-Language": language}, expect=status)
    assert page.text_of("h1")
    assert str(status) in page.text_of("main")[0]


@pytest.mark.parametrize("status", [418, 415, 501])
def test_an_error_nobody_wrote_words_for_has_a_page_too(failing: PageClient, status: int) -> None:
    assert failing.page(f"/fail/{status}", expect=status).text_of("h1")


def test_a_script_gets_code_and_words(failing: PageClient) -> None:
    answer = failing.get("/fail/409", headers=JSON | {"Accept-Language": "en"}, expect=409)
    assert answer.json is not None
    assert answer.json["error"] == "conflict"
    assert answer.json["message"].startswith("Something else came first.")


def test_an_unknown_address_an_unknown_id_and_a_foreign_id_look_the_same(
    client: PageClient, people: People, foreign_filing: Filing
) -> None:
    enter(client, people.alice)
    paths = ["/filings/nothing-here", f"/filings/{uuid.uuid4()}/", f"/filings/{foreign_filing.id}/"]
    texts = [client.get(path, expect=404).text for path in paths]
    token = Page(texts[0]).csrf_token() or "-"
    assert len({text.replace(Page(text).csrf_token() or "-", token) for text in texts}) == 1
    assert not any(path in text for path, text in zip(paths, texts, strict=True))
    answers = [client.get(path, headers=JSON, expect=404).data for path in paths]
    assert len(set(answers)) == 1


def test_the_address_is_not_echoed(client: PageClient) -> None:
    assert "evil" not in client.get("/evil%3Cscript%3E?evil=1", expect=404).text


def test_a_wrong_method_says_which_are_right(client: PageClient) -> None:
    assert "POST" in client.get("/sign-out", expect=405).headers["Allow"]


def test_a_failure_tells_a_reference_and_nothing_else(failing: PageClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = failing.get("/broken", headers={"Accept-Language": "en"}, expect=500)
    assert "secret of the house" not in answer.text
    reference = next(text for text in Page(answer.text).text_of("p") if text.startswith("Reference"))
    assert len(reference.split()[-1]) == 12
    assert "secret of the house" in caplog.text
    script = failing.get("/broken", headers=JSON, expect=500)
    assert script.json is not None
    assert len(script.json["reference"]) == 12


@pytest.mark.parametrize("error", [OperationalError("select", {}, Exception("gone")), FileStoreError("full")])
def test_a_database_or_store_that_is_away_is_a_503_that_asks_to_come_back(
    failing: PageClient, people: People, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    enter(failing, people.alice)

    def away(*_args: object) -> None:
        raise error

    monkeypatch.setattr(filings, "list_for", away)
    answer = failing.get("/filings/", expect=503)
    assert answer.headers["Retry-After"] == "30"
    assert "Alice" in answer.text


def test_a_database_that_is_away_before_the_reader_is_known_is_a_503_too(
    failing: PageClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(failing, people.alice)

    def away(*_args: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("portal.services.sign_ins.find", away)
    assert "Alice" not in failing.get("/filings/", expect=503).text


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("update", {}, Exception("gone")), 503), (Broken("nobody knows"), 500)]
)
def test_what_was_typed_is_held_when_saving_fails(
    failing: PageClient,
    people: People,
    filing: Filing,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    enter(failing, people.alice)

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr("portal.web.section_views.save_cells", fail)
    typed = {"members.member_total": "120", "revision": "0"}
    answer = failing.post(f"/filings/{filing.id}/system-building", data=typed, expect=status)
    assert 'name="members.member_total" value="120"' in answer.text


def test_health_is_503_when_the_database_is_away(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(health.db.session, "execute", away)
    answer = client.get("/healthz", expect=503)
    assert answer.json == {"status": "unavailable"}


def test_more_than_a_form_can_hold_is_refused_as_too_much(client: PageClient, people: People, filing: Filing) -> None:
    enter(client, people.alice)
    huge = {"members.member_total": "1" * (2 * 1024 * 1024 + 1)}
    client.post(f"/filings/{filing.id}/system-building", data=huge, expect=413)
