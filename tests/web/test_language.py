"""The language of a page, and moments as it writes them."""

import datetime as dt

import pytest
from flask import Flask, Response

from portal.models import Person, db
from portal.web import filters
from portal.web.language import COOKIE, language, set_language
from tests.support.client import PageClient
from tests.support.people import People
from tests.web.entering import enter

DUE = dt.datetime(2018, 4, 30, 16, tzinfo=dt.UTC)


def shown(client: PageClient, **headers: str) -> str | None:
    """The language of a page that everybody may see."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.page("/no-such-page", headers=names, expect=404).root.get("lang")


def test_chinese_comes_first(client: PageClient) -> None:
    assert shown(client) == "zh-CN"
    assert shown(client, Accept_Language="fr, *;q=0.1") == "zh-CN"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("zh-TW", "zh-CN"), ("de, en;q=0.5", "en")],
)
def test_the_browser_is_asked_when_nobody_has_chosen(client: PageClient, accepted: str, expected: str) -> None:
    assert shown(client, Accept_Language=accepted) == expected


def test_a_choice_is_remembered_by_the_browser_for_a_year(client: PageClient) -> None:
    answer = client.post("/language/en")
    assert answer.status_code == 303
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.max_age, cookie.http_only, cookie.same_site) == (365 * 24 * 3600, True, "Lax")
    assert shown(client, Accept_Language="zh-CN") == "en"


def test_a_choice_is_remembered_with_the_person_and_comes_before_any_browser(
    app: Flask, client: PageClient, people: People
) -> None:
    enter(client, people.alice)
    client.post("/language/en")
    elsewhere = app.test_client()
    assert isinstance(elsewhere, PageClient)
    elsewhere.set_cookie(COOKIE, "zh")
    enter(elsewhere, people.alice)
    assert shown(elsewhere, Accept_Language="zh-CN") == "en"
    with app.app_context():
        others = db.session.get(Person, people.bob.id)
        assert others is not None
        assert others.language == "zh"


def test_one_goes_back_to_the_page_one_was_on(client: PageClient) -> None:
    assert client.post("/language/en", data={"next": "/sign-in?next=/filings/"}).location == "/sign-in?next=/filings/"


@pytest.mark.parametrize("nasty", ["//evil.example", "/\\evil.example", "https:evil.example", "/language/en", ""])
def test_one_never_goes_to_anything_but_a_page_of_the_portal(client: PageClient, nasty: str) -> None:
    assert client.post("/language/en", data={"next": nasty}).location == "/"


def test_choosing_takes_a_token(client: PageClient) -> None:
    client.post("/language/en", csrf=False, expect=400)
    assert client.get_cookie(COOKIE) is None


@pytest.mark.parametrize("code", ["fr", "zh-CN", "EN", "en%00"])
def test_a_language_the_portal_does_not_speak_is_not_found(client: PageClient, code: str) -> None:
    client.post(f"/language/{code}", expect=404)
    assert client.get_cookie(COOKIE) is None


def test_a_section_that_names_no_language_changes_nothing(app: Flask) -> None:
    with app.test_request_context():
        response = Response()
        set_language(response, "fr")
        assert "Set-Cookie" not in response.headers


def test_a_forged_cookie_is_ignored(client: PageClient) -> None:
    client.set_cookie(COOKIE, "<script>")
    assert shown(client) == "zh-CN"


def test_outside_a_request_it_is_chinese(app: Flask) -> None:
    with app.app_context():
        assert language() == "zh"


@pytest.mark.parametrize(
    ("write", "zh", "en"),
    [
        (filters.deadline, "4月30日（星期一）24:00", "Monday 30 April, 24:00"),
        (filters.day, "5月1日（星期二）", "Tuesday 1 May"),
        (filters.moment, "5月1日00:00", "1 May 00:00"),
        (filters.clock, "00:00", "00:00"),
    ],
)
def test_a_moment_is_written_in_beijing_time(app: Flask, write: object, zh: str, en: str) -> None:
    assert callable(write)
    written = []
    for code in ("zh", "en"):
        with app.test_request_context(headers={"Accept-Language": code}):
            written.append(write(DUE))
    assert written == [zh, en]


def test_a_deadline_that_is_not_midnight_keeps_its_day_and_hour(app: Flask) -> None:
    at = dt.datetime(2018, 5, 15, 4, 30, tzinfo=dt.UTC)
    with app.test_request_context():
        assert filters.deadline(at) == "5月15日（星期二）12:30"


def test_midnight_belongs_to_the_last_day_of_the_old_year(app: Flask) -> None:
    at = dt.datetime(2017, 12, 31, 16, tzinfo=dt.UTC)
    with app.test_request_context():
        assert filters.deadline(at, year=True) == "2017年12月31日（星期日）24:00"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert filters.deadline(at, year=True) == "Sunday 31 December 2017, 24:00"


def test_a_time_without_zone_is_not_guessed_at(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="names no moment"):
        filters.clock(DUE.replace(tzinfo=None))


@pytest.mark.parametrize(("size", "text"), [(0, "1 KB"), (2048, "2 KB"), (2_516_582, "2.4 MB"), (1_048_576, "1.0 MB")])
def test_sizes_are_written_as_people_read_them(size: int, text: str) -> None:
    assert filters.file_size(size) == text
