"""Inviting: who may bring in whom, what is refused, and that the answer tells nothing of an address."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.models import Person, db
from portal.services.transactions import writing
from tests.support.people import World
from tests.web.entering import enter
from tests.web.people_desk import invited, mails, new_client, roles, state


@pytest.mark.parametrize("who", ["alice", "clara", "nadia"])
def test_somebody_is_invited_and_it_is_said_where_one_is_led(app: Flask, world: World, who: str) -> None:
    client = new_client(app)
    enter(client, getattr(world.people, who))
    client.get("/people/invite")
    answer = client.post("/people/invite", data=invited(world), expect=303)
    assert answer.location == "/people/?done=invited"
    assert 'role="status"' in client.get(answer.location).text
    assert mails(app) == ["invitation"]


@pytest.mark.parametrize(
    ("who", "changed"),
    [
        ("clara", {"role": "administrator", "association": ""}),
        ("clara", {"role": "coordinator", "association": "", "region": "530000"}),
        ("clara", {"role": "observer", "association": ""}),
        ("clara", {"association": "theirs"}),
        ("alice", {"role": "submitter"}),
        ("alice", {"role": "administrator", "association": ""}),
        ("alice", {"role": "coordinator", "association": "", "region": "530000"}),
        ("alice", {"association": "theirs"}),
        ("alice", {"association": "nowhere"}),
    ],
)
def test_role_and_scope_beyond_the_own_part_are_refused_and_nothing_changes(
    app: Flask, world: World, who: str, changed: dict[str, str]
) -> None:
    client = new_client(app)
    enter(client, getattr(world.people, who))
    before = state(app)
    scopes = {"theirs": str(world.foreign_association.id), "nowhere": str(uuid.uuid4())}
    fields = invited(world, **changed)
    fields["association"] = scopes.get(fields["association"], fields["association"])
    client.post("/people/invite", data=fields, expect=403)
    assert state(app) == before
    assert mails(app) == []


def test_other_fields_decide_nothing(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.alice)
    strange = {"id": "1", "active": "0", "password": "x", "person_id": str(world.people.bob.id), "grants": "all"}
    client.post("/people/invite", data=invited(world) | strange, expect=303)
    with app.app_context():
        zoe = db.session.scalars(select(Person).where(Person.email == "zoe@example.org")).one()
        assert (zoe.active, zoe.password) == (True, None)
    assert roles(app, zoe) == ["editor"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "zoe"}, "email"),
        ({"email": "zoe@example.org\x00"}, ""),
        ({"name": " "}, "name"),
        ({"name": "长" * 51}, "name"),
        ({"association": ""}, "association"),
        ({"role": "coordinator", "association": ""}, "region"),
        ({"role": "administrator"}, "association"),
        ({"role": "coordinator", "region": "530000"}, "association"),
        ({"role": "observer", "region": "530000"}, "region"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_place_and_what_was_typed_stays(
    app: Flask, world: World, changed: dict[str, str], field: str
) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    if not field:
        client.post("/people/invite", data=invited(world, **changed), expect=303)
        return
    before = state(app)
    text = client.post("/people/invite", data=invited(world) | {"name": "Zoë"} | changed, expect=422).text
    assert f'id="{field}-fault"' in text
    assert f'href="#{field}"' in text
    assert changed.get("name", "Zoë").strip() in text
    assert state(app) == before


def test_malformed_parts_and_scopes_are_answered_with_the_form(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.nadia)
    for changed in ({"role": "king"}, {"role": ""}, {"association": "1; DROP TABLE person"}):
        client.post("/people/invite", data=invited(world, **changed), expect=422)


@pytest.mark.parametrize("who", ["alice", "clara"])
def test_known_unknown_and_disabled_addresses_are_answered_alike(app: Flask, world: World, who: str) -> None:
    client = new_client(app)
    enter(client, getattr(world.people, who))
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == world.people.conrad.id).values(active=False))
    answers = set()
    for email in ("zoe@example.org", "olga@example.org", "CONRAD@example.org"):
        answer = client.post("/people/invite", data=invited(world, email=email), expect=303)
        answers.add((answer.status_code, answer.location, answer.text))
    assert len(answers) == 1


def test_who_has_one_association_to_invite_for_finds_it_chosen(app: Flask, world: World) -> None:
    client = new_client(app)
    enter(client, world.people.alice)
    options = client.page("/people/invite").all("option")
    assert [o.get("value") for o in options if o.get("selected") is not None][-1:] == [str(world.association.id)]
