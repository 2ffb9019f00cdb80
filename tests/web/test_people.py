"""The pages about people: who sees and does what, what is refused, and that it bites at the next request."""

import re
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from portal.filing.access import Role
from portal.models import SignIn, db
from tests.support.people import World
from tests.web.entering import enter
from tests.web.people_desk import EVERYBODY, invited, membership_id, new_client, roles, state


def test_each_sees_the_people_of_the_own_part(app: Flask, world: World) -> None:
    shown = {
        "alice": {"alice", "bob"},
        "clara": {"alice", "bob"},
        "conrad": {"charlie"},
        "nadia": set(EVERYBODY),
    }
    for who, names in shown.items():
        client = new_client(app)
        enter(client, getattr(world.people, who))
        text = client.get("/people/").text
        assert {name for name in EVERYBODY if f"{name}@example.org" in text} == names, who
    for who in ("bob", "olga"):
        client = new_client(app)
        enter(client, getattr(world.people, who))
        client.get("/people/", expect=403)
        client.get("/people/invite", expect=403)


def test_an_administrator_gives_any_membership_and_several_to_one_person(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    path = f"/people/{world.people.clara.id}/memberships"
    client.post(path, data={"role": "coordinator", "region": "320000"}, expect=303)
    client.post(path, data={"role": "submitter", "association": str(world.association.id)}, expect=303)
    assert roles(app, world.people.clara) == ["coordinator", "coordinator", "submitter"]
    client.post(path, data={"role": "coordinator"}, expect=422)
    client.post(path, data={"role": "coordinator", "region": "000000"}, expect=403)
    client.post(f"/people/{uuid.uuid4()}/memberships", data={"role": "administrator"}, expect=404)


def test_only_an_administrator_gives_disables_and_changes_addresses(app: Flask, world: World) -> None:
    before = state(app)
    target = world.people.bob.id
    for who in ("alice", "bob", "charlie", "clara", "olga"):
        client = new_client(app)
        enter(client, getattr(world.people, who))
        client.post(f"/people/{target}/memberships", data={"role": "administrator"}, expect=403)
        client.post(f"/people/{target}/disable", expect=403)
        client.post(f"/people/{target}/enable", expect=403)
        client.post(f"/people/{target}/address", data={"email": "mallory@example.org"}, expect=403)
    assert state(app) == before


def test_people_and_memberships_one_may_not_know_of_do_not_exist(app: Flask, world: World) -> None:
    for who, stranger in (("alice", "charlie"), ("clara", "charlie"), ("alice", "clara"), ("conrad", "nadia")):
        client = new_client(app)
        enter(client, getattr(world.people, who))
        target = getattr(world.people, stranger)
        held = membership_id(app, target)
        for method, path in (
            ("GET", f"/people/{target.id}"),
            ("GET", f"/people/memberships/{held}/end"),
            ("POST", f"/people/memberships/{held}/end"),
            ("GET", f"/people/memberships/{held}/hand-over"),
            ("POST", f"/people/memberships/{held}/hand-over"),
        ):
            foreign = client.open(path, method=method, expect=404)
            unknown = client.open(re.sub(r"[0-9a-f-]{36}", str(uuid.uuid4()), path), method=method, expect=404)
            pages = {re.sub(r'value="[^"]*"', "", answer.text) for answer in (foreign, unknown)}
            assert len(pages) == 1, path
    assert state(app)


def test_a_membership_ends_after_a_page_that_says_what_that_means(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.alice)
    bobs = new_client(app)
    enter(bobs, world.people.bob)
    task_list = f"/filings/{world.filing.id}/"
    bobs.get(task_list, expect=200)
    path = f"/people/memberships/{membership_id(app, world.people.bob)}/end"
    assert path in client.get("/people/").text
    assert "Bob" in client.get(path).text
    assert roles(app, world.people.bob) == ["editor"]
    assert client.post(path, expect=303).location == "/people/?done=ended"
    assert roles(app, world.people.bob) == []
    bobs.get(task_list, expect=404)


def test_who_submits_hands_over_and_it_bites_at_the_next_request(app: Flask, world: World) -> None:
    alices, bobs = new_client(app), new_client(app)
    enter(alices, world.people.alice)
    enter(bobs, world.people.bob)
    bobs.get("/people/", expect=403)
    path = f"/people/memberships/{membership_id(app, world.people.bob)}/hand-over"
    assert world.association.name in alices.get(path).text
    alices.post(path, data={}, expect=303)
    assert (roles(app, world.people.alice), roles(app, world.people.bob)) == (["editor"], ["submitter"])
    bobs.get("/people/", expect=200)
    alices.get("/people/", expect=403)
    alices.get(f"/filings/{world.filing.id}/", expect=200)


def test_who_leaves_while_handing_over_no_longer_sees_the_returns(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.alice)
    path = f"/people/memberships/{membership_id(app, world.people.bob)}/hand-over"
    assert client.post(path, data={"leave": "1"}, expect=303).location == "/"
    client.get(f"/filings/{world.filing.id}/", expect=404)


def test_a_colleague_of_the_same_association_cannot_be_ended_or_handed_to_beyond_the_own_part(
    app: Flask, world: World
) -> None:
    client = new_client(app)
    enter(client, world.people.alice)
    own = membership_id(app, world.people.alice)
    for path in (f"/people/memberships/{own}/end", f"/people/memberships/{own}/hand-over"):
        client.get(path, expect=403)
        client.post(path, expect=403)
    assert roles(app, world.people.alice) == ["submitter"]


@pytest.mark.parametrize("trigger", ["disable", "end"])
@pytest.mark.parametrize(("who", "page"), [("alice", "/people/"), ("clara", "/people/"), ("olga", "/review/")])
def test_an_old_cookie_is_good_for_nothing_once_the_right_is_gone(
    app: Flask, world: World, trigger: str, who: str, page: str
) -> None:
    person, client, nadias = getattr(world.people, who), new_client(app), new_client(app)
    enter(client, person)
    client.get(page, expect=200)
    enter(nadias, world.people.nadia)
    if trigger == "disable":
        nadias.post(f"/people/{person.id}/disable", expect=303)
        assert client.get(page).location.startswith("/sign-in")
        nadias.post(f"/people/{person.id}/enable", expect=303)
        assert client.get(page).location.startswith("/sign-in")
    else:
        nadias.post(f"/people/memberships/{membership_id(app, person)}/end", expect=303)
        client.get(page, expect=403)


def test_the_last_administrator_stays_and_the_page_says_why(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    before = state(app)
    own = membership_id(app, world.people.nadia)
    for path in (f"/people/memberships/{own}/end", f"/people/{world.people.nadia.id}/disable"):
        client.post(path, expect=409)
    assert state(app) == before
    with app.app_context():
        assert list(db.session.scalars(select(SignIn.ended_at))) == [None]


def test_an_address_of_somebody_else_is_said_at_its_place(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    path = f"/people/{world.people.bob.id}/address"
    for email in ("ALICE@example.org", "bob"):
        assert 'id="email-fault"' in client.post(path, data={"email": email}, expect=422).text
    assert client.post(path, data={"email": "robert@example.org"}, expect=303).location.endswith("?done=address")


def test_names_are_shown_as_text(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    nasty = "<script>alert(1)</script>"
    client.post("/people/invite", data=invited(world, name=nasty), expect=303)
    text = client.get("/people/").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_reads_in_both_languages(app: Flask, world: World, language: str) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    client.post(f"/language/{language}")
    held = membership_id(app, world.people.bob)
    for path in ("/people/", "/people/invite", f"/people/{world.people.bob.id}", f"/people/memberships/{held}/end"):
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in client.get(path).text


def test_the_list_is_narrowed_by_part_and_a_malformed_page_begins_at_the_start(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    text = client.get(f"/people/?role={Role.OBSERVER}&after=nonsense").text
    assert "olga@example.org" in text
    assert "alice@example.org" not in text
