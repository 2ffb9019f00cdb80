"""One's own account: name, language, and a password that takes the present one."""

import pytest
from flask import Flask

from tests.support.client import PageClient
from tests.support.people import PASSWORD, People
from tests.web.entering import attempt, enter

NEW = "seven imaginary rivers"


def second_client(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def test_the_name_in_the_top_bar_leads_to_the_own_account(client: PageClient, people: People) -> None:
    enter(client, people.bob)
    links = [link for link in client.page("/filings/").all("a") if link.get("href") == "/account/"]
    assert [people.bob.name in (link.get("aria-label") or "") for link in links] == [True]
    assert people.bob.email in client.get("/account/").text


def test_name_and_language_are_changed(client: PageClient, people: People) -> None:
    enter(client, people.bob)
    answer = client.post("/account/", data={"name": " 白  博 ", "language": "en"}, expect=303)
    text = client.get(answer.location).text
    assert 'value="白 博"' in text
    assert '<html lang="en"' in text
    assert 'role="status"' in text


@pytest.mark.parametrize(
    "typed", [{"name": "", "language": "en"}, {"name": "长" * 51, "language": "zh"}, {"name": "Bob", "language": "fr"}]
)
def test_what_is_wrong_is_said_at_its_place(client: PageClient, people: People, typed: dict[str, str]) -> None:
    enter(client, people.bob)
    assert '-fault"' in client.post("/account/", data=typed, expect=422).text
    assert 'value="Bob"' in client.get("/account/").text


def test_nothing_else_of_oneself_can_be_posted(client: PageClient, people: People) -> None:
    enter(client, people.bob)
    strange = {"role": "administrator", "email": "mallory@example.org", "active": "0"}
    client.post("/account/", data={"name": "Bob", "language": "zh"} | strange, expect=303)
    assert people.bob.email in client.get("/account/").text
    client.get("/people/", expect=403)


def test_a_new_password_takes_the_present_one_and_ends_the_other_sessions(
    app: Flask, client: PageClient, people: People
) -> None:
    elsewhere = second_client(app)
    enter(elsewhere, people.bob)
    enter(client, people.bob)
    typed = {"present": PASSWORD, "password": NEW, "again": NEW}
    client.get("/account/")
    cookie = client.get_cookie("portal_session")
    answer = client.post("/account/password", data=typed, expect=303)
    assert 'role="status"' in client.get(answer.location).text
    assert elsewhere.get("/filings/").location.startswith("/sign-in")
    replayed = second_client(app)
    assert cookie is not None
    replayed.set_cookie("portal_session", cookie.value)
    assert replayed.get("/filings/").location.startswith("/sign-in")
    fresh = second_client(app)
    fresh.get("/sign-in")
    assert attempt(fresh, people.bob.email, PASSWORD) is None
    assert attempt(fresh, people.bob.email, NEW) == "/"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"present": "not the password"}, "present"),
        ({"present": ""}, "present"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "bob@example.org bob", "again": "bob@example.org bob"}, "password"),
        ({"again": "seven imaginary lakes"}, "again"),
    ],
)
def test_a_refused_password_leaves_everything_as_it_was(
    client: PageClient, people: People, changed: dict[str, str], field: str
) -> None:
    enter(client, people.bob)
    typed = {"present": PASSWORD, "password": NEW, "again": NEW} | changed
    text = client.post("/account/password", data=typed, expect=422).text
    assert f'id="{field}-fault"' in text
    assert NEW not in text
    client.get("/account/", expect=200)


def test_guessing_the_present_password_locks_the_account(client: PageClient, people: People) -> None:
    enter(client, people.bob)
    wrong = {"present": "not the password", "password": NEW, "again": NEW}
    for _ in range(10):
        client.post("/account/password", data=wrong, expect=422)
    client.post("/account/password", data=wrong | {"present": PASSWORD}, expect=422)


def test_who_is_not_signed_in_has_no_account_here(client: PageClient) -> None:
    assert client.get("/account/").location.startswith("/sign-in")
    client.post("/account/password", data={}, expect=401)
