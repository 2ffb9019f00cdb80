"""Signed-in sessions: how long they last, what ends them, and what a page left open then meets."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm.exc import DetachedInstanceError

from portal.filing.access import Grant, Role
from portal.models import Membership, Person, SignIn, db
from portal.services import sign_ins
from portal.services.sign_ins import Lifetime
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import People, World
from tests.web.entering import enter

COOKIE = "portal_session"
SECTION = f"/filings/{uuid.UUID(int=1)}/system-building"
MINUTE = timedelta(minutes=1)
LIFETIME = Lifetime(idle=30 * MINUTE, whole=60 * MINUTE)


def signed_in(client: PageClient) -> bool:
    return not str(client.get("/").location).startswith("/sign-in")


def copied(app: Flask, client: PageClient) -> PageClient:
    """Another browser with the same cookie."""
    thief = app.test_client()
    assert isinstance(thief, PageClient)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    thief.set_cookie(COOKIE, cookie.value)
    thief.token = client.token
    return thief


def last_seen(app: Flask) -> object:
    with app.app_context():
        return db.session.scalars(select(SignIn.seen_at)).one()


def test_signing_out_kills_every_copy_of_the_cookie(app: Flask, client: PageClient, people: People) -> None:
    enter(client, people.alice)
    thief = copied(app, client)
    assert signed_in(thief)
    assert client.post("/sign-out").location == "/sign-in"
    assert not signed_in(client)
    assert not signed_in(thief)


def test_signing_out_on_one_computer_leaves_another_one_signed_in(
    app: Flask, client: PageClient, people: People
) -> None:
    other = app.test_client()
    assert isinstance(other, PageClient)
    enter(client, people.alice)
    enter(other, people.alice)
    client.post("/sign-out")
    assert signed_in(other)


def test_signing_out_takes_a_post_and_a_valid_token(client: PageClient, people: People) -> None:
    enter(client, people.alice)
    client.get("/sign-out", expect=405)
    client.post("/sign-out", csrf=False, expect=400)
    assert signed_in(client)


def test_signing_out_twice_leads_to_the_sign_in_page(client: PageClient, people: People) -> None:
    enter(client, people.alice)
    for _ in range(2):
        assert client.post("/sign-out").location == "/sign-in"


def test_a_disabled_person_is_out_at_the_next_request(app: Flask, client: PageClient, people: People) -> None:
    enter(client, people.alice)
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == people.alice.id).values(active=False))
    assert not signed_in(client)


def test_a_session_ends_half_an_hour_after_the_last_request(
    client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    enter(client, people.alice)
    for _ in range(4):
        later(20 * MINUTE)
        assert signed_in(client)
    later(31 * MINUTE)
    assert not signed_in(client)


def test_a_session_ends_after_half_a_day_however_busy_it_is(
    client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    enter(client, people.alice)
    for _ in range(12 * 3 - 1):
        later(20 * MINUTE)
        assert signed_in(client)
    later(20 * MINUTE)
    assert not signed_in(client)


def test_a_request_is_noted_at_most_every_five_minutes(
    app: Flask, client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    enter(client, people.alice)
    first = last_seen(app)
    later(4 * MINUTE)
    assert signed_in(client)
    assert last_seen(app) == first
    later(2 * MINUTE)
    assert signed_in(client)
    assert last_seen(app) != first


def test_a_short_idle_time_is_noted_often_enough_to_be_kept() -> None:
    assert Lifetime(idle=3 * MINUTE, whole=60 * MINUTE).seen_every == timedelta(seconds=30)


def test_the_person_with_all_memberships_is_loaded_in_one_statement(
    app: Flask, client: PageClient, people: People
) -> None:
    enter(client, people.alice)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        statements.append(text)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get("/sign-in")
    event.remove(engine, "before_cursor_execute", note)
    reading = [text for text in statements if text.startswith("SELECT person")]
    assert len(reading) == 1
    assert "membership" in reading[0]
    assert not any("membership" in text or "sign_in" in text for text in statements if text not in reading)


def test_who_is_asking_survives_a_transaction_that_is_rolled_back(app: Flask, people: People) -> None:
    with app.app_context():
        row = sign_ins.start(people.alice)
        person = sign_ins.find(row, people.alice.fs_uniquifier, LIFETIME)
        assert person is not None
        db.session.rollback()
        assert (person.name, len(person.grants)) == ("Alice", 1)


@pytest.mark.parametrize("roles", [[], [Role.SUBMITTER, Role.EDITOR]], ids=["none", "two"])
def test_a_person_comes_with_every_membership_or_with_none(app: Flask, world: World, roles: list[Role]) -> None:
    with app.app_context():
        somebody = Person(id=uuid.uuid4(), email="somebody@example.org", name="Somebody", memberships=[])
        places = (world.association.id, world.foreign_association.id)
        somebody.memberships = [Membership(role=r.value, association_id=p) for r, p in zip(roles, places, strict=False)]
        with writing() as session:
            session.add(somebody)
        found = sign_ins.find(sign_ins.start(somebody), somebody.fs_uniquifier, LIFETIME)
        assert found is not None
        assert set(found.grants) == {Grant(role, place) for role, place in zip(roles, places, strict=False)}


def test_a_request_does_not_carry_the_password(app: Flask, people: People) -> None:
    with app.app_context():
        person = sign_ins.find(sign_ins.start(people.alice), people.alice.fs_uniquifier, LIFETIME)
        assert person is not None
        assert inspect(person).detached
        with pytest.raises(DetachedInstanceError):
            assert person.password


def test_a_row_opens_nothing_to_somebody_else(app: Flask, people: People) -> None:
    with app.app_context():
        row = sign_ins.start(people.alice)
        assert sign_ins.find(row, people.bob.fs_uniquifier, LIFETIME) is None


def test_a_token_planted_before_signing_in_is_worth_nothing_afterwards(client: PageClient, people: People) -> None:
    client.get("/sign-in")
    planted = client.token
    enter(client, people.alice)
    client.post("/sign-out", data={"csrf_token": planted}, csrf=False, expect=400)
    assert signed_in(client)


def test_pages_left_open_can_be_saved_after_the_same_person_signs_in_again(
    client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    enter(client, people.alice)
    open_page = client.token
    later(31 * MINUTE)
    enter(client, people.alice)
    assert client.post("/sign-out", data={"csrf_token": open_page}, csrf=False).location == "/sign-in"


def test_pages_somebody_else_left_open_cannot_be_sent_in_the_name_of_the_next(
    client: PageClient, people: People, later: Callable[[timedelta], None]
) -> None:
    enter(client, people.alice)
    open_page = client.token
    later(31 * MINUTE)
    enter(client, people.bob)
    client.post("/sign-out", data={"csrf_token": open_page}, csrf=False, expect=400)


def test_a_page_for_the_signed_in_sends_a_reader_to_sign_in_and_back(client: PageClient) -> None:
    assert client.get("/filings/").location == "/sign-in?next=/filings/"


def test_a_script_is_told_that_the_session_ended_and_where_to_sign_in(client: PageClient) -> None:
    answer = client.get("/filings/", headers={"Accept": "application/json"}, expect=401)
    assert answer.json is not None
    assert (answer.json["error"], answer.json["sign_in"]) == ("signed_out", "/sign-in?next=/filings/")


def test_a_script_without_a_session_is_told_the_same_whatever_its_token(client: PageClient) -> None:
    for csrf in (True, False):
        answer = client.post(SECTION, headers={"Accept": "application/json"}, csrf=csrf, expect=401)
        assert answer.json is not None
        assert answer.json["error"] == "signed_out"
        assert answer.json["sign_in"] == f"/sign-in?next={SECTION}"


@pytest.mark.parametrize(("csrf", "status"), [(True, 401), (False, 400)])
def test_what_was_typed_is_held_when_the_session_has_ended(client: PageClient, csrf: bool, status: int) -> None:
    typed = {"members.member_total": "约120家“会员”", "revision": "7"}
    answer = client.post(SECTION, data=typed, csrf=csrf, expect=status)
    fields = {i.get("name"): i.get("value") for i in Page(answer.text).all("input")}
    assert {name: fields.get(name) for name in typed} == typed


def test_what_was_typed_is_held_when_the_token_is_of_another_session(client: PageClient, people: People) -> None:
    enter(client, people.alice)
    typed = {"members.member_total": "120", "csrf_token": "of another session"}
    answer = client.post(SECTION, data=typed, csrf=False, expect=400)
    assert 'name="members.member_total" value="120"' in answer.text


def test_a_post_that_carries_no_text_is_told_to_sign_in_and_repeat(client: PageClient) -> None:
    answer = client.post(f"{SECTION.rsplit('/', 1)[0]}/summary-materials/files", expect=401)
    assert "/sign-in" in answer.text
