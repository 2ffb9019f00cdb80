"""Signing in: who is let in, and that everybody else learns nothing from being refused."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, update

from portal import create_app
from portal.config import Settings
from portal.models import Person, db
from portal.services import clock, sign_ins
from portal.services.transactions import writing
from portal.web.signing_in import HashedPasswords
from tests.support.client import PageClient
from tests.support.people import PASSWORD, People, World
from tests.web.entering import attempt, leave


def change(app: Flask, person: Person, **values: object) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == person.id).values(**values))


def stored(app: Flask, person: Person) -> Person:
    with app.app_context():
        found = db.session.get(Person, person.id)
        assert found is not None
        return found


@contextmanager
def work_counted(monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[Counter[str]]:
    """Counts hashes made and the statements of each kind sent to the database."""
    work: Counter[str] = Counter()
    for name in ("matches", "hash"):
        real = getattr(HashedPasswords, name)

        def counted(self: HashedPasswords, *args: str, real: Callable[..., object] = real) -> object:
            work["hashes"] += 1
            return real(self, *args)

        monkeypatch.setattr(HashedPasswords, name, counted)

    def statement(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        work[text.split(maxsplit=1)[0]] += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", statement)
    yield work
    event.remove(engine, "before_cursor_execute", statement)
    monkeypatch.undo()


def test_the_page_says_what_is_due_and_when(client: PageClient, world: World) -> None:
    text = client.get("/sign-in").text
    assert str(world.round.year) in text
    assert f"{world.round.due_at.astimezone(clock.BEIJING).year}年" in text


def test_the_page_works_before_any_round_is_open(client: PageClient) -> None:
    assert client.page("/sign-in").text_of("h1")


def test_one_is_led_home_after_signing_in(client: PageClient, people: People) -> None:
    assert attempt(client, people.alice.email) == "/"


def test_one_is_led_to_the_page_one_came_for(client: PageClient, people: People) -> None:
    asked = client.get("/filings/?year=2017").location
    assert asked == "/sign-in?next=/filings/?year%3D2017"
    assert 'name="next" value="/filings/?year=2017"' in client.get(asked).text
    assert attempt(client, people.alice.email, next="/filings/?year=2017") == "/filings/?year=2017"


@pytest.mark.parametrize("spelling", ["ALICE@example.ORG", "  alice@example.org "])
def test_case_and_blanks_of_the_address_do_not_matter(client: PageClient, people: People, spelling: str) -> None:
    assert people.alice.email == "alice@example.org"
    assert attempt(client, spelling) == "/"


def test_whoever_is_signed_in_is_led_on_from_the_page(client: PageClient, people: People) -> None:
    attempt(client, people.alice.email)
    assert client.get("/sign-in").location == "/"
    assert client.get("/sign-in?next=/filings/").location == "/filings/"


NASTY = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http://evil.example/filings/",
    "javascript:alert(1)",
    "data:text/html,evil",
    "@evil.example",
    "evil.example",
    "/filings/../../evil",
    "/filings/\r\nLocation: //evil.example",
    "/%2f%2fevil.example",
    "/.evil.example",
    "/sign-out",
    "/no-such-page",
    "/static/portal.css",
    "?next=//evil.example",
]


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("place", ["form", "address"])
def test_one_is_never_led_anywhere_but_to_a_page_of_the_portal(
    client: PageClient, people: People, nasty: str, place: str
) -> None:
    typed = {"email": people.alice.email, "password": PASSWORD}
    query = {"next": nasty} if place == "address" else {}
    page = client.page("/sign-in", query_string=query)
    sign_in = next(form for form in page.all("form") if form.get("action") == "/sign-in")
    assert [i.get("value") for i in sign_in.iter() if i.get("name") == "next"] == []
    fields = typed | ({"next": nasty} if place == "form" else {})
    assert client.post("/sign-in", query_string=query, data=fields).location == "/"
    assert client.get("/sign-in", query_string={"next": nasty}).location == "/"


def anonymous_page(client: PageClient, email: str, password: str) -> str:
    """The answer to a refused attempt, without what differs in any two answers."""
    answer = client.post("/sign-in", data={"email": email, "password": password}, expect=200)
    text = answer.text.replace(email, "…")
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


def test_unknown_disabled_locked_and_wrong_get_the_same_answer_for_the_same_work(
    app: Flask, client: PageClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(app, people.bob, active=False)
    change(app, people.charlie, locked_until=clock.now() + timedelta(minutes=5))
    change(app, people.clara, password=None)
    cases = {
        "wrong": (people.alice.email, "not the password"),
        "unknown": ("zoe@example.org", PASSWORD),
        "disabled": (people.bob.email, PASSWORD),
        "locked": (people.charlie.email, PASSWORD),
        "without password": (people.clara.email, PASSWORD),
    }
    client.get("/sign-in")
    pages, work = {}, {}
    for name, (email, password) in cases.items():
        with work_counted(monkeypatch, app) as counted:
            pages[name] = anonymous_page(client, email, password)
        work[name] = dict(counted)
    assert len(set(pages.values())) == 1
    assert [work[name] for name in cases] == [work["wrong"]] * len(cases)
    assert work["wrong"]["hashes"] == 1


def test_the_right_password_costs_no_more_hashes_than_a_wrong_one(
    app: Flask, client: PageClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/sign-in")
    with work_counted(monkeypatch, app) as counted:
        assert attempt(client, people.alice.email) == "/"
    assert counted["hashes"] == 1


def test_ten_failures_lock_an_account_for_a_quarter_of_an_hour(
    client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    for _ in range(sign_ins.ATTEMPTS):
        assert attempt(client, people.alice.email, "not the password") is None
    assert attempt(client, people.alice.email) is None
    assert attempt(client, people.bob.email) == "/"
    leave(client)
    later(sign_ins.LOCKED_FOR - timedelta(seconds=30))
    assert attempt(client, people.alice.email) is None
    later(timedelta(seconds=60))
    assert attempt(client, people.alice.email) == "/"


def test_signing_in_forgets_the_failures_before_it(app: Flask, client: PageClient, people: People) -> None:
    for _ in range(2):
        for _ in range(sign_ins.ATTEMPTS - 1):
            attempt(client, people.alice.email, "not the password")
        assert attempt(client, people.alice.email) == "/"
        assert stored(app, people.alice).failed_sign_ins == 0
        leave(client)


def test_many_attempts_at_once_are_still_no_more_than_ten(app: Flask, people: People) -> None:
    looked_at = []

    class Watched:
        def matches(self, password: str, hashed: str) -> bool:
            looked_at.append(password)
            return False

        def hash(self, password: str) -> str:
            return ""

        def outdated(self, hashed: str) -> bool:
            return False

    def guess(number: int) -> object:
        with app.app_context():
            return sign_ins.authenticate(people.alice.email, f"guess {number}", Watched())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(guess, range(30))) == [None] * 30
    assert len(looked_at) == sign_ins.ATTEMPTS


def test_too_many_attempts_from_one_network_are_told_to_wait_and_others_are_not(
    client: PageClient, people: People
) -> None:
    for number in range(30):
        assert attempt(client, f"nobody{number}@example.org") is None
    typed = {"email": people.alice.email, "password": PASSWORD}
    assert client.post("/sign-in", data=typed, expect=429).location is None
    in_english = client.post("/sign-in", data=typed, headers={"Accept-Language": "en"}, expect=429)
    assert "Wait a minute" in in_english.text
    elsewhere = client.post("/sign-in", data=typed, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.location == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("", PASSWORD),
        ("alice@example.org", ""),
        ("alice@example.org\x00", PASSWORD),
        ("alice@example.org", "\x00"),
        ("\ufeff￿", "密码"),
        ("a" * 100_000, "p" * 100_000),
        ("' OR 1=1 --", "' OR 1=1 --"),
    ],
)
def test_poison_is_refused_like_any_wrong_address(
    client: PageClient, people: People, email: str, password: str
) -> None:
    assert people.alice.email == "alice@example.org"
    assert attempt(client, email, password) is None


def test_the_form_is_not_read_from_json(client: PageClient, people: People) -> None:
    client.get("/sign-in")
    for body in ({"email": people.alice.email, "password": PASSWORD}, ["email"]):
        client.post("/sign-in", json=body, headers={"X-CSRFToken": client.token or ""}, expect=415)


def test_a_token_in_a_header_is_no_way_in(app: Flask, client: PageClient, people: People) -> None:
    with app.test_request_context():
        token = people.alice.get_auth_token()
    headers = {"Authentication-Token": str(token)}
    assert client.get("/filings/", headers=headers).location == "/sign-in?next=/filings/"
    assert client.get(f"/filings/?auth_token={token}").location.startswith("/sign-in")


def test_no_more_of_the_sign_in_library_is_reachable_than_signing_in_and_out(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    assert rules == {"/sign-in", "/sign-out"}


def test_a_hash_made_with_other_parameters_is_renewed(
    app: Flask, client: PageClient, settings: Settings, people: People
) -> None:
    before = stored(app, people.alice).password or ""
    stronger = create_app(replace(settings, argon2_time_cost=2))
    stronger.test_client_class = PageClient
    other = stronger.test_client()
    assert isinstance(other, PageClient)
    assert attempt(other, people.alice.email) == "/"
    after = stored(app, people.alice).password or ""
    assert ("t=1," in before, "t=2," in after) == (True, True)
    with stronger.app_context():
        db.engine.dispose()


def test_passwords_are_hashed_by_argon2id_with_the_parameters_of_the_settings(app: Flask, settings: Settings) -> None:
    with app.app_context():
        hashed = HashedPasswords().hash("five fictional kites")
    assert hashed.startswith(f"$argon2id$v=19$m={settings.argon2_memory_kib},t={settings.argon2_time_cost},p=")


def test_a_password_is_the_same_however_the_keyboard_composes_it(app: Flask) -> None:
    with app.app_context():
        passwords = HashedPasswords()
        assert passwords.matches("cafe\u0301 kites", passwords.hash("caf\u00e9 kites"))
