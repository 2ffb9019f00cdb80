"""Naming the reviewer of a return: who may, whom, and what is written of it."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.filing.access import Role
from portal.filing.states import RoundState
from portal.models import Filing, FilingEvent, Membership, Person, Round, db
from portal.models.database import act_for
from portal.services.assigning import NoReviewer, candidates, name_reviewer
from portal.services.locked_filings import CameFirst, NoSuchFiling
from portal.services.transitions import NotPossible, NotYours
from tests.support.people import YUNNAN, World, person

Acting = Callable[[Person | None], AbstractContextManager[None]]


@pytest.fixture
def carla(app: Flask, world: World) -> Person:
    """A second coordinator of Clara's region."""
    with app.app_context():
        act_for(db.session(), None)
        colleague = person("Carla", "no hash", Role.COORDINATOR, region_code=YUNNAN)
        db.session.add(colleague)
        db.session.commit()
        return colleague


def stored(world: World) -> tuple[uuid.UUID | None, int]:
    """Who is named for the filing, and its version."""
    query = select(Filing.reviewer_id, Filing.version).where(Filing.id == world.filing.id)
    reviewer, version = db.session.execute(query).one()
    return reviewer, version


def test_a_reviewer_is_named_changed_and_taken_away_and_each_is_an_event(
    world: World, carla: Person, acting_as: Acting
) -> None:
    clara, filing = world.people.clara, world.filing.id
    with acting_as(clara):
        assert name_reviewer(clara, filing, clara.id, 0) == 1
        assert name_reviewer(clara, filing, carla.id, 1) == 2
        assert stored(world) == (carla.id, 2)
        assert name_reviewer(clara, filing, None, 2) == 3
        assert stored(world) == (None, 3)
        events = list(db.session.scalars(select(FilingEvent).order_by(FilingEvent.version)))
    assert [(e.kind, e.from_state, e.to_state, e.details.get("name")) for e in events] == [
        ("assign", "draft", "draft", "Clara"),
        ("assign", "draft", "draft", "Carla"),
        ("assign", "draft", "draft", None),
    ]


def test_naming_who_is_named_already_changes_nothing_so_a_request_may_be_sent_twice(
    world: World, acting_as: Acting
) -> None:
    clara, filing = world.people.clara, world.filing.id
    with acting_as(clara):
        assert name_reviewer(clara, filing, clara.id, 0) == name_reviewer(clara, filing, clara.id, 0) == 1
        assert stored(world) == (clara.id, 1)


def test_who_saw_an_older_version_does_not_overwrite_a_colleague(
    world: World, carla: Person, acting_as: Acting
) -> None:
    with acting_as(carla):
        name_reviewer(carla, world.filing.id, carla.id, 0)
    with acting_as(world.people.clara):
        with pytest.raises(CameFirst):
            name_reviewer(world.people.clara, world.filing.id, world.people.clara.id, 0)
        assert stored(world) == (carla.id, 1)


def test_only_who_reviews_the_region_can_be_named(world: World, carla: Person, acting_as: Acting) -> None:
    people, filing = world.people, world.filing.id
    with acting_as(people.clara):
        assert candidates(world.filing.place) == {carla.id: "Carla", people.clara.id: "Clara"}
        for somebody in (people.conrad.id, people.alice.id, people.nadia.id, uuid.uuid4()):
            with pytest.raises(NoReviewer):
                name_reviewer(people.clara, filing, somebody, 0)
        db.session.execute(update(Person).where(Person.id == carla.id).values(active=False))
        db.session.commit()
        with pytest.raises(NoReviewer):
            name_reviewer(people.clara, filing, carla.id, 0)
        assert stored(world) == (None, 0)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", NotYours), ("nadia", NotYours), ("olga", NotYours), ("conrad", NoSuchFiling), ("charlie", NoSuchFiling)],
)
def test_only_a_reviewer_names_one(world: World, acting_as: Acting, who: str, refusal: type[Exception]) -> None:
    somebody: Person = getattr(world.people, who)
    with acting_as(somebody), pytest.raises(refusal):
        name_reviewer(somebody, world.filing.id, world.people.clara.id, 0)
    with acting_as(world.people.clara):
        assert stored(world) == (None, 0)


@pytest.mark.parametrize(("state", "possible"), [("closed", True), ("archived", False), ("preparing", False)])
def test_an_archived_round_takes_no_reviewer_but_a_closed_one_does(
    world: World, acting_as: Acting, state: str, possible: bool
) -> None:
    clara = world.people.clara
    with acting_as(None):
        db.session.execute(update(Round).values(state=RoundState(state).value))
        db.session.commit()
    with acting_as(clara):
        if possible:
            assert name_reviewer(clara, world.filing.id, clara.id, 0) == 1
        else:
            with pytest.raises(NotPossible):
                name_reviewer(clara, world.filing.id, clara.id, 0)
            assert stored(world) == (None, 0)


def test_the_administrator_reviews_and_is_named_for_what_reports_directly(
    app: Flask, world: World, acting_as: Acting
) -> None:
    nadia = world.people.nadia
    with acting_as(None):
        world.association.region_code = "000000"
        db.session.merge(world.association)
        db.session.commit()
    with acting_as(nadia):
        assert list(candidates(world.filing.place)) == [nadia.id]
        assert name_reviewer(nadia, world.filing.id, nadia.id, 0) == 1
        assert db.session.scalar(select(Membership.role).where(Membership.person_id == nadia.id)) == "administrator"
