"""Setting a password by a link that came by mail, and asking for such a link."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.models import AccessLink, OutboxMail, Person, db
from portal.models.database import act_for
from portal.services import access_links, clock
from portal.services.access_links import LinkPurpose
from portal.services.transactions import writing
from portal.web.request_log import LineFormatter
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import PASSWORD, People
from tests.web.entering import attempt, enter

NEW = "seven imaginary rivers"
INVITATION, RESET = LinkPurpose.INVITATION, LinkPurpose.RESET
TYPED = {"password": NEW, "again": NEW}


def issued(app: Flask, person: Person, purpose: LinkPurpose = RESET) -> str:
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            return access_links.issue(session, person.id, purpose, clock.now())


def change(app: Flask, person: Person, **values: object) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == person.id).values(**values))


def mails(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        act_for(db.session(), None)
        return list(db.session.scalars(select(OutboxMail)))


def test_who_was_invited_sets_name_and_password_and_signs_in(app: Flask, client: PageClient, people: People) -> None:
    change(app, people.bob, password=None)
    path = f"/join/{issued(app, people.bob, INVITATION)}"
    page = client.page(path)
    assert "bob@example.org" in client.get(path).text
    assert [i.get("value") for i in page.all("input") if i.get("name") == "name"] == ["Bob"]
    assert client.post(path, data=TYPED | {"name": " 白博 "}).location == "/password-set"
    assert client.page("/password-set").text_of("h1")
    enter_with_new_password(client, "bob@example.org")
    assert "白博" in client.get("/account/").text


def enter_with_new_password(client: PageClient, email: str) -> None:
    assert attempt(client, email, NEW) == "/"


def test_a_forgotten_password_is_replaced_and_the_old_one_is_good_for_nothing(
    app: Flask, client: PageClient, people: People
) -> None:
    path = f"/reset/{issued(app, people.alice)}"
    assert client.post(path, data=TYPED).location == "/password-set"
    assert attempt(client, people.alice.email, PASSWORD) is None
    assert attempt(client, people.alice.email, NEW) == "/"


def test_a_mail_scanner_that_follows_the_link_does_not_spend_it(app: Flask, client: PageClient, people: People) -> None:
    path = f"/reset/{issued(app, people.alice)}"
    for method in ("GET", "HEAD", "GET"):
        assert FlaskClient.open(client, path, method=method).status_code == 200
    client.get(path)
    client.post(path, data=TYPED, expect=303)


def test_a_used_an_expired_a_replaced_and_an_invented_link_get_the_same_answer(
    app: Flask, client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    used, replaced = issued(app, people.alice), issued(app, people.bob)
    client.post(f"/reset/{used}", data=TYPED, expect=303)
    issued(app, people.bob)
    expired = issued(app, people.clara)
    disabled = issued(app, people.conrad)
    change(app, people.conrad, active=False)
    later(timedelta(minutes=61))
    tokens = [used, replaced, expired, disabled, "x" * 43, "短"]
    for method in ("GET", "POST"):
        answers = [client.open(f"/reset/{token}", method=method, data=TYPED, expect=410) for token in tokens]
        assert len({re.sub(r'value="[^"]+"', "", answer.text) for answer in answers}) == 1
    assert "忘记密码" in answers[0].text or "Forgotten" in answers[0].text
    assert attempt(client, people.bob.email) == "/"


def test_an_invitation_is_no_reset_and_a_reset_no_invitation(app: Flask, client: PageClient, people: People) -> None:
    invitation, reset = issued(app, people.alice, INVITATION), issued(app, people.alice)
    client.get(f"/reset/{invitation}", expect=410)
    client.get(f"/join/{reset}", expect=410)
    client.get(f"/reset/{reset}", expect=200)


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("", ""),
        ("kites kites", "kites kites"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"),
        ("123456789012", "123456789012"),
        ("alice@example.org", "alice@example.org"),
        (NEW, NEW + "!"),
        ("长" * 300, "长" * 300),
    ],
)
def test_a_poor_password_is_refused_at_its_place_and_the_link_stays_good(
    app: Flask, client: PageClient, people: People, password: str, again: str
) -> None:
    path = f"/reset/{issued(app, people.alice)}"
    refused = client.post(path, data={"password": password, "again": again}, expect=422)
    assert "aria-invalid" in refused.text
    boxes = [i for i in Page(refused.text).all("input") if i.get("type") == "password"]
    assert [box.get("value") for box in boxes] == ["", ""]
    client.post(path, data=TYPED, expect=303)


def test_a_link_works_for_its_own_person_whatever_else_is_posted(
    app: Flask, client: PageClient, people: People
) -> None:
    path = f"/reset/{issued(app, people.alice)}"
    strange = {"email": people.bob.email, "person_id": str(people.bob.id), "role": "administrator", "name": "Mallory"}
    client.post(path, data=TYPED | strange, expect=303)
    assert attempt(client, people.bob.email, NEW) is None
    assert attempt(client, people.alice.email, NEW) == "/"
    assert "Mallory" not in client.get("/account/").text


def test_a_reset_ends_the_sessions_of_the_person_at_the_next_request(
    app: Flask, client: PageClient, people: People
) -> None:
    enter(client, people.alice)
    client.get("/filings/", expect=200)
    elsewhere = app.test_client()
    assert isinstance(elsewhere, PageClient)
    elsewhere.post(f"/reset/{issued(app, people.alice)}", data=TYPED, expect=303)
    assert client.get("/filings/").location.startswith("/sign-in")


def test_the_address_of_the_page_is_told_to_nobody(app: Flask, client: PageClient, people: People) -> None:
    path = f"/reset/{issued(app, people.alice)}"
    for answer in (client.get(path), client.post(path, data={}, expect=422), client.get("/join/none", expect=410)):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_form_can_be_posted_over_https_with_the_origin_alone_as_referrer(
    app: Flask, client: PageClient, people: People
) -> None:
    path, base = f"/reset/{issued(app, people.alice)}", "https://localhost"
    client.get(path, base_url=base)
    client.post(path, data=TYPED, base_url=base, headers={"Referer": f"{base}/"}, expect=303)


def test_no_line_of_the_log_carries_a_token(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    token = "s3cret-T0ken_of-forty-three-characters-or-so"
    handler = next(h for h in logging.getLogger().handlers if isinstance(h.formatter, LineFormatter))
    for path in (f"/join/{token}", f"/reset/{token}?x=1", f"/portal/reset/{token}/"):
        record = logging.LogRecord("portal", logging.ERROR, __file__, 1, f"Exception on {path} [POST]", None, None)
        line = handler.format(record)
        assert token not in line
        assert re.search(r"/(join|reset)/…", line)
    plain = logging.LogRecord("portal", logging.ERROR, __file__, 1, "Exception on /filings/ [GET]", None, None)
    assert "/filings/ [GET]" in handler.format(plain)
    assert app.testing
    assert token not in capsys.readouterr().err


def test_who_forgot_the_password_gets_a_mail_and_nobody_else_does(
    app: Flask, client: PageClient, people: People
) -> None:
    assert 'href="/forgotten"' in client.get("/sign-in").text
    client.get("/forgotten")
    for email in (" Alice@Example.ORG ", "zoe@example.org"):
        assert client.post("/forgotten", data={"email": email}).location == "/forgotten?sent=1"
    assert [(mail.kind, mail.person_id) for mail in mails(app)] == [("password_reset", people.alice.id)]


def test_known_unknown_and_disabled_addresses_are_answered_alike(
    app: Flask, client: PageClient, people: People
) -> None:
    change(app, people.bob, active=False)
    client.get("/forgotten")
    answers = set()
    for email in (people.alice.email, people.bob.email, "zoe@example.org"):
        answer = client.post("/forgotten", data={"email": email}, expect=303)
        page = client.get(answer.location)
        answers.add((answer.location, answer.text, re.sub(r'value="[^"]+"', "", page.text)))
    assert len(answers) == 1


def test_what_is_no_address_is_said_without_looking_anybody_up(app: Flask, client: PageClient, people: People) -> None:
    client.get("/forgotten")
    for email in ("", "alice", "alice@example", "a b@example.org", "alice@example.org\r\nBcc: eve@example.org"):
        assert "aria-invalid" in client.post("/forgotten", data={"email": email}, expect=422).text
    assert mails(app) == []
    assert people.alice.active


def test_asking_is_limited_for_each_network(client: PageClient, people: People) -> None:
    client.get("/forgotten")
    for number in range(30):
        client.post("/forgotten", data={"email": f"nobody{number}@example.org"}, expect=303)
    client.post("/forgotten", data={"email": people.alice.email}, expect=429)
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    client.post("/forgotten", data={"email": people.alice.email}, environ_overrides=elsewhere, expect=303)
    client.get("/forgotten", expect=200)


def test_a_changed_address_kills_the_links_sent_to_the_old_one(app: Flask, client: PageClient, people: People) -> None:
    token = issued(app, people.alice)
    enter(client, people.nadia)
    client.post(f"/people/{people.alice.id}/address", data={"email": "Alice.New@example.org"}, expect=303)
    client.get(f"/reset/{token}", expect=410)
    with app.app_context():
        stored = db.session.get(Person, people.alice.id)
        assert stored is not None
        assert stored.email == "alice.new@example.org"
        assert list(db.session.scalars(select(AccessLink.used_at))) == [None]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_speak_the_language_of_the_reader(
    app: Flask, client: PageClient, people: People, language: str
) -> None:
    client.get("/sign-in")
    client.post(f"/language/{language}")
    path = f"/join/{issued(app, people.alice, INVITATION)}"
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in client.get(path).text
    client.post(path, data=TYPED | {"name": "Alice"}, expect=303)
    with app.app_context():
        stored = db.session.get(Person, people.alice.id)
        assert stored is not None
        assert stored.language == language
