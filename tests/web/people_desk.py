"""What the tests about people read from the database, and a client each."""

import uuid

from flask import Flask
from sqlalchemy import select

from portal.models import Membership, OutboxMail, Person, db
from portal.models.database import act_for
from tests.support.client import PageClient
from tests.support.people import World

EVERYBODY = ("alice", "bob", "charlie", "clara", "conrad", "nadia", "olga")


def state(app: Flask) -> list[object]:
    """Everybody and what they hold, as stored."""
    with app.app_context():
        held = db.session.execute(select(Membership.person_id, Membership.role, Membership.association_id))
        people = db.session.execute(select(Person.id, Person.email, Person.name, Person.active))
        return [sorted(map(repr, held)), sorted(map(repr, people))]


def membership_id(app: Flask, person: Person) -> uuid.UUID:
    with app.app_context():
        return db.session.scalars(select(Membership.id).where(Membership.person_id == person.id)).one()


def roles(app: Flask, person: Person) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Membership.role).where(Membership.person_id == person.id)))


def mails(app: Flask) -> list[str]:
    with app.app_context():
        act_for(db.session(), None)
        return list(db.session.scalars(select(OutboxMail.kind)))


def new_client(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def invited(world: World, **changed: str) -> dict[str, str]:
    """The fields of an invitation of somebody new to Alice's association."""
    wanted = {"email": "zoe@example.org", "name": "Zoe", "role": "editor", "association": str(world.association.id)}
    return wanted | changed
