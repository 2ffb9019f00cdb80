"""The ground the tests stand on notices what it promises to notice: each fault is planted once."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from portal import create_app
from portal.config import Settings
from portal.models import Person, db
from portal.web.guards import Policy, allow
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.needs import REQUIRE_ALL, missing
from tests.support.uncommitted import nothing_left_uncommitted

GOOD = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>体系建设 – 平台</title></head>'
    '<body><h1>体系建设</h1><p id="one">…</p></body></html>'
)


def test_a_good_page_has_no_faults() -> None:
    assert Page(GOOD).faults() == []


@pytest.mark.parametrize(
    ("good", "bad", "word"),
    [
        ("<!doctype html>", "", "expected-doctype"),
        ("</p>", "</p></div>", "</div> in line 1 closes"),
        ("</p>", "", "</body> in line 1 closes ['p']"),
        ("</body></html>", "", "<body> is never closed"),
        ('lang="zh-CN"', 'lang="zh_Hans"', "lang of the page"),
        ('lang="zh-CN"', "", "lang of the page"),
        ("<title>体系建设", "<title>专利保护", "does not contain the heading"),
        ("</h1>", "</h1><h1>体系建设</h1>", "there must be one of each"),
        ("…", '…<b id="one"></b>', "stands 2 times"),
        ("…", "<script>1</script>", "inline <script>"),
        ("</head>", "<style>p {}</style></head>", "inline <style>"),
        ('<p id="one">', '<p id="one" style="color: red">', "<p style="),
        ('<p id="one">', '<p id="one" onclick="go()">', "<p onclick="),
        ("…", '<a href=" JavaScript:go()">…</a>', "<a href="),
        ("…", '<img alt="" src="data:image/png;base64,AA">', "<img src="),
    ],
)
def test_a_bad_page_is_found_out(good: str, bad: str, word: str) -> None:
    assert good in GOOD
    assert any(word in fault for fault in Page(GOOD.replace(good, bad, 1)).faults())


def add_person() -> str:
    db.session.add(Person(email=f"{uuid.uuid4()}@example.org", name="Nobody"))
    return "added"


def flush_person() -> str:
    add_person()
    db.session.flush()
    return "flushed"


def update_people() -> str:
    db.session.execute(update(Person).values(name="Nobody"))
    return "executed"


def commit_person() -> str:
    add_person()
    db.session.commit()
    return "committed"


def change_nothing() -> str:
    db.session.scalar(db.select(Person.id).limit(1))
    return "read"


@pytest.mark.parametrize("handler", [add_person, flush_person, update_people])
def test_a_request_that_leaves_work_uncommitted_is_found_out(settings: Settings, handler: Callable[[], str]) -> None:
    application = with_handler(settings, handler)
    with pytest.raises(AssertionError, match="left uncommitted"), nothing_left_uncommitted(application):
        assert application.test_client().get("/planted").status_code == 200
    dispose(application)


@pytest.mark.parametrize("handler", [commit_person, change_nothing])
def test_a_request_that_commits_or_only_reads_is_left_alone(settings: Settings, handler: Callable[[], str]) -> None:
    application = with_handler(settings, handler)
    with nothing_left_uncommitted(application):
        assert application.test_client().get("/planted").status_code == 200
    dispose(application)


def with_handler(settings: Settings, handler: Callable[[], str]) -> Flask:
    """An application with one more endpoint."""
    application = create_app(settings)
    application.add_url_rule("/planted", view_func=allow(Policy.PUBLIC)(handler))
    return application


def dispose(application: Flask) -> None:
    """Leave the database, so that it can be removed."""
    with application.app_context():
        db.engine.dispose()


def test_an_unexpected_status_is_found_out(client: PageClient) -> None:
    client.get("/no-such-page", expect=404)
    with pytest.raises(AssertionError, match="expected success"):
        client.get("/no-such-page")
    with pytest.raises(AssertionError, match="expected 404"):
        client.get("/sign-in", expect=404)


def test_what_is_missing_skips_a_test_and_where_all_is_required_fails_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRE_ALL, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no browser"):
        missing("no browser")
    monkeypatch.setenv(REQUIRE_ALL, "1")
    with pytest.raises(pytest.fail.Exception, match="no browser"):
        missing("no browser")
