"""Giving, ending and handing over memberships, and that somebody always administrates."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.filing.access import Grant, Role
from portal.models import Membership, OutboxMail, Person, db
from portal.models.database import act_for
from portal.services import memberships, people
from portal.services.memberships import BeyondOwnPart, LastAdministrator, NoSuchMembership
from portal.services.transactions import writing
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]


def held(person: Person) -> list[tuple[str, bool]]:
    """Role, and whether it is for an association, of each membership of somebody."""
    found = db.session.scalars(select(Membership).where(Membership.person_id == person.id))
    return sorted((m.role, m.association_id is not None) for m in found)


def membership_of(person: Person, role: Role) -> Membership:
    query = select(Membership).where(Membership.person_id == person.id, Membership.role == role.value)
    return db.session.scalars(query).one()


def mails() -> list[tuple[str, str]]:
    act_for(db.session(), None)
    return sorted((mail.kind, mail.about["role"]) for mail in db.session.scalars(select(OutboxMail)))


def test_a_membership_given_is_told_by_mail_and_given_again_changes_nothing(acting_as: Acting, world: World) -> None:
    wanted = Grant(Role.EDITOR, world.foreign_association.id)
    with acting_as(world.people.nadia):
        for _ in range(2):
            memberships.give(world.people.nadia, world.people.bob.id, wanted)
        assert held(world.people.bob) == [("editor", True), ("editor", True)]
        assert mails() == [("added", "editor")]


def test_an_editor_becomes_a_submitter_in_place_and_is_never_lowered_by_being_given_less(
    acting_as: Acting, world: World
) -> None:
    ours, nadia, bob = world.association.id, world.people.nadia, world.people.bob
    with acting_as(nadia):
        memberships.give(nadia, bob.id, Grant(Role.SUBMITTER, ours))
        assert held(bob) == [("submitter", True)]
        memberships.give(nadia, bob.id, Grant(Role.EDITOR, ours))
        assert held(bob) == [("submitter", True)]


def test_one_person_serves_several_regions_and_associations(acting_as: Acting, world: World) -> None:
    nadia, clara = world.people.nadia, world.people.clara
    with acting_as(nadia):
        memberships.give(nadia, clara.id, Grant(Role.COORDINATOR, region_code="320000"))
        memberships.give(nadia, clara.id, Grant(Role.EDITOR, world.association.id))
        memberships.give(nadia, clara.id, Grant(Role.OBSERVER, world.association.id))
        assert [role for role, _ in held(clara)] == ["coordinator", "coordinator", "editor", "observer"]


def test_what_is_beyond_the_own_part_is_refused_and_nothing_is_written(acting_as: Acting, world: World) -> None:
    ours, people_ = world.association.id, world.people
    beyond = [
        (people_.alice, Grant(Role.SUBMITTER, ours)),
        (people_.alice, Grant(Role.EDITOR, world.foreign_association.id)),
        (people_.alice, Grant(Role.ADMINISTRATOR)),
        (people_.bob, Grant(Role.EDITOR, ours)),
        (people_.clara, Grant(Role.COORDINATOR, region_code="530000")),
        (people_.clara, Grant(Role.ADMINISTRATOR)),
        (people_.clara, Grant(Role.SUBMITTER, world.foreign_association.id)),
        (people_.olga, Grant(Role.OBSERVER)),
        (people_.nadia, Grant(Role.COORDINATOR, region_code="000000")),
    ]
    for actor, wanted in beyond:
        with acting_as(actor):
            with pytest.raises(BeyondOwnPart):
                memberships.give(actor, people_.olga.id, wanted)
            assert held(people_.olga) == [("observer", False)]
    with acting_as(None):
        assert mails() == []


def test_what_the_actor_holds_now_decides_and_not_what_the_page_was_opened_with(
    acting_as: Acting, world: World
) -> None:
    with acting_as(None), writing() as session:
        session.delete(session.get_one(Membership, membership_of(world.people.clara, Role.COORDINATOR).id))
    assert any(grant.role is Role.COORDINATOR for grant in world.people.clara.grants)
    with acting_as(world.people.clara), pytest.raises(BeyondOwnPart):
        memberships.give(world.people.clara, world.people.olga.id, Grant(Role.EDITOR, world.association.id))


def test_ending_follows_the_same_limits_as_giving(acting_as: Acting, world: World) -> None:
    alice, bob, clara, conrad = (getattr(world.people, name) for name in ("alice", "bob", "clara", "conrad"))
    with acting_as(conrad), pytest.raises(BeyondOwnPart):
        memberships.end(conrad, membership_of(alice, Role.SUBMITTER).id)
    with acting_as(bob), pytest.raises(BeyondOwnPart):
        memberships.end(bob, membership_of(alice, Role.SUBMITTER).id)
    with acting_as(alice), pytest.raises(BeyondOwnPart):
        memberships.end(alice, membership_of(alice, Role.SUBMITTER).id)
    with acting_as(clara):
        ended = membership_of(alice, Role.SUBMITTER).id
        memberships.end(clara, ended)
        assert held(alice) == []
        with pytest.raises(NoSuchMembership):
            memberships.end(clara, ended)


@pytest.mark.parametrize(("leave_it", "left"), [(False, [("editor", True)]), (True, [])])
def test_handing_over_changes_places_or_leaves(
    acting_as: Acting, world: World, leave_it: bool, left: list[tuple[str, bool]]
) -> None:
    alice, bob = world.people.alice, world.people.bob
    with acting_as(alice):
        memberships.hand_over(alice, membership_of(bob, Role.EDITOR).id, leave_it=leave_it)
        assert held(bob) == [("submitter", True)]
        assert held(alice) == left
        assert mails() == [("added", "submitter")]


def test_nobody_hands_over_what_is_not_the_own(acting_as: Acting, world: World) -> None:
    alice, bob, charlie, nadia = (getattr(world.people, name) for name in ("alice", "bob", "charlie", "nadia"))
    with acting_as(None):
        bobs, alices = membership_of(bob, Role.EDITOR).id, membership_of(alice, Role.SUBMITTER).id
    for actor, target in ((charlie, bobs), (bob, alices), (nadia, bobs), (alice, alices)):
        with acting_as(actor), pytest.raises(BeyondOwnPart):
            memberships.hand_over(actor, target, leave_it=False)
    with acting_as(None):
        assert (held(alice), held(bob)) == ([("submitter", True)], [("editor", True)])


def test_the_last_administrator_cannot_be_removed_or_disabled(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        with pytest.raises(LastAdministrator):
            memberships.end(nadia, membership_of(nadia, Role.ADMINISTRATOR).id)
        with pytest.raises(LastAdministrator):
            people.set_active(nadia, nadia.id, active=False)
        assert held(nadia) == [("administrator", False)]
        assert db.session.get_one(Person, nadia.id, populate_existing=True).active


def test_an_administrator_who_is_disabled_does_not_count(acting_as: Acting, world: World) -> None:
    nadia, olga = world.people.nadia, world.people.olga
    with acting_as(nadia):
        memberships.give(nadia, olga.id, Grant(Role.ADMINISTRATOR))
        people.set_active(nadia, olga.id, active=False)
        with pytest.raises(LastAdministrator):
            memberships.end(nadia, membership_of(nadia, Role.ADMINISTRATOR).id)
        people.set_active(nadia, olga.id, active=True)
        memberships.end(nadia, membership_of(nadia, Role.ADMINISTRATOR).id)
        assert held(nadia) == []


class Duel:
    """Two administrators who remove each other at the same moment."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.pair = app, (world.people.nadia, world.people.olga)

    def fight(self, remove: Callable[[Person, Person], None]) -> int:
        """How many administrators are left."""
        start = threading.Barrier(2)

        def strike(actor: Person, other: Person) -> None:
            with self.app.app_context():
                act_for(db.session(), actor.id)
                start.wait()
                try:
                    remove(actor, other)
                except (BeyondOwnPart, LastAdministrator):
                    db.session.rollback()

        one, two = self.pair
        threads = [threading.Thread(target=strike, args=pair) for pair in ((one, two), (two, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self.app.app_context():
            query = select(Membership).join(Person).where(Membership.role == Role.ADMINISTRATOR.value, Person.active)
            return len(list(db.session.scalars(query)))


def end_other(actor: Person, other: Person) -> None:
    memberships.end(actor, membership_of(other, Role.ADMINISTRATOR).id)


def disable_other(actor: Person, other: Person) -> None:
    people.set_active(actor, other.id, active=False)


@pytest.fixture
def duel(app: Flask, world: World, acting_as: Acting) -> Duel:
    nadia, olga = world.people.nadia, world.people.olga
    with acting_as(nadia):
        memberships.give(nadia, olga.id, Grant(Role.ADMINISTRATOR))
    return Duel(app, world)


@pytest.mark.parametrize("remove", [end_other, disable_other])
def test_two_administrators_who_remove_each_other_at_once_leave_one(
    duel: Duel, acting_as: Acting, remove: Callable[[Person, Person], None]
) -> None:
    for _ in range(10):
        assert duel.fight(remove) == 1
        with acting_as(None), writing() as session:
            for person in duel.pair:
                session.get_one(Person, person.id, populate_existing=True).active = True
                memberships.add_grant(session, person.id, Grant(Role.ADMINISTRATOR))


def test_the_same_duel_catches_a_removal_that_counts_first_and_removes_later(duel: Duel) -> None:
    both_have_counted = threading.Barrier(2)

    def naive(_actor: Person, other: Person) -> None:
        session: Session = db.session()
        query = select(Membership).where(Membership.role == Role.ADMINISTRATOR.value)
        if len(list(session.scalars(query))) < 2:
            raise LastAdministrator
        session.commit()
        both_have_counted.wait(timeout=10)
        with writing():
            session.delete(session.get_one(Membership, membership_of(other, Role.ADMINISTRATOR).id))

    assert duel.fight(naive) == 0
