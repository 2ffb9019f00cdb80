"""Inviting, listing, disabling; and that an invitation does not tell whether an address is known."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.filing.access import Grant, Role
from portal.filing.memberships import may_know
from portal.models import Membership, OutboxMail, Person, SignIn, db
from portal.models.database import act_for
from portal.services import access_links, clock, people, sign_ins
from portal.services.access_links import LinkPurpose
from portal.services.memberships import BeyondOwnPart
from portal.services.people import AddressTaken, BadAddress, Wanted, read_email
from portal.services.transactions import writing
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]


def mails() -> list[tuple[str, str]]:
    """Kind and address of every mail that was left."""
    act_for(db.session(), None)
    query = select(OutboxMail.kind, Person.email).join(Person, Person.id == OutboxMail.person_id)
    return sorted((kind, email) for kind, email in db.session.execute(query))


def by_address(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Zoe@Example.ORG ", "zoe@example.org"),
        ("ｚｏｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "zoe@example.org"),
        ("first.last+tag@mail.example.org", "first.last+tag@mail.example.org"),
    ],
)
def test_an_address_is_stored_narrow_and_in_lower_case(typed: str, stored: str) -> None:
    assert read_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "zoe", "zoe@example", "@example.org", "a b@example.org", "zoe@-example.org", "zoe@@example.org",
     "周@example.org", "zoe@example.org, eve@example.org", "zoe@example.org\r\nBcc: eve@example.org",
     "z" * 250 + "@example.org"],
)  # fmt: skip
def test_what_mail_cannot_be_sent_to_is_no_address(typed: str) -> None:
    with pytest.raises(BadAddress):
        read_email(typed)


def test_somebody_new_gets_an_account_without_password_and_an_invitation(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.alice):
        people.invite(world.people.alice, "zoe@example.org", "Zoe", Grant(Role.EDITOR, world.association.id))
        zoe = by_address("zoe@example.org")
        assert (zoe.name, zoe.password, zoe.active) == ("Zoe", None, True)
        mail = mails()
        about = db.session.scalars(select(OutboxMail)).one().about
    assert mail == [("invitation", "zoe@example.org")]
    assert (about["association"], about["by"], about["role"]) == (world.association.name, "Alice", "editor")


def test_somebody_known_in_any_spelling_gets_the_membership_and_keeps_the_rest(acting_as: Acting, world: World) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(Person).where(Person.id == world.people.olga.id).values(email="Olga@Example.org"))
    with acting_as(world.people.clara):
        people.invite(world.people.clara, "olga@example.org", "Somebody", Grant(Role.SUBMITTER, world.association.id))
        olga = db.session.get_one(Person, world.people.olga.id)
        assert (olga.name, olga.email) == ("Olga", "Olga@Example.org")
        assert sorted(db.session.scalars(select(Membership.role).where(Membership.person_id == olga.id))) == [
            "observer",
            "submitter",
        ]
        assert mails() == [("added", "Olga@Example.org")]


def test_an_invitation_that_got_lost_is_sent_again_and_somebody_who_has_joined_is_not_bothered(
    acting_as: Acting, world: World
) -> None:
    wanted = Grant(Role.EDITOR, world.association.id)
    with acting_as(world.people.alice):
        for _ in range(2):
            people.invite(world.people.alice, "zoe@example.org", "Zoe", wanted)
            people.invite(world.people.alice, "bob@example.org", "Bob", wanted)
        assert mails() == [("invitation", "zoe@example.org")] * 2


def test_eight_invitations_of_one_new_person_at_once_make_one_account(app: Flask, world: World) -> None:
    start = threading.Barrier(8)
    wanted = Grant(Role.EDITOR, world.association.id)

    def invite() -> None:
        with app.app_context():
            act_for(db.session(), world.people.alice.id)
            start.wait()
            people.invite(world.people.alice, "zoe@example.org", "Zoe", wanted)

    threads = [threading.Thread(target=invite) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        zoe = by_address("zoe@example.org")
        assert db.session.scalar(select(func.count()).where(Membership.person_id == zoe.id)) == 1
        assert mails() == [("invitation", "zoe@example.org")] * 8


def test_an_invitation_beyond_the_own_part_makes_no_account(acting_as: Acting, world: World) -> None:
    for actor, wanted in (
        (world.people.clara, Grant(Role.ADMINISTRATOR)),
        (world.people.alice, Grant(Role.SUBMITTER, world.association.id)),
        (world.people.bob, Grant(Role.EDITOR, world.association.id)),
    ):
        with acting_as(actor):
            with pytest.raises(BeyondOwnPart):
                people.invite(actor, "zoe@example.org", "Zoe", wanted)
            assert db.session.scalar(select(func.count()).where(Person.email == "zoe@example.org")) == 0


def test_the_list_shows_each_reader_just_whom_the_predicate_lets_know_of(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.nadia):
        people.invite(world.people.nadia, "zoe@example.org", "Zoe", Grant(Role.EDITOR, world.foreign_association.id))
        people.invite(world.people.nadia, "zoe@example.org", "Zoe", Grant(Role.EDITOR, world.association.id))
    shown = {
        "alice": ["Alice", "Bob", "Zoe"],
        "bob": [],
        "charlie": ["Charlie", "Zoe"],
        "clara": ["Alice", "Bob", "Zoe"],
        "conrad": ["Charlie", "Zoe"],
        "nadia": ["Alice", "Bob", "Charlie", "Clara", "Conrad", "Nadia", "Olga", "Zoe"],
        "olga": [],
    }
    for who, names in shown.items():
        reader = getattr(world.people, who)
        with acting_as(reader):
            found, more = people.listed(reader.grants, Wanted())
            assert ([person.name for person in found], more) == (names, False), who
            held = [m for person in found for m in person.memberships]
            assert all(may_know(reader.grants, m.grant, m.place) for m in held), who
            zoes = [m for person in found if person.name == "Zoe" for m in person.memberships]
            assert len(zoes) == (2 if who == "nadia" else 1 if zoes else 0), who


def test_a_page_of_the_list_ends_and_the_next_begins_behind_it(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        for number in range(people.PAGE):
            people.invite(nadia, f"p{number}@example.org", f"人{number:03}", Grant(Role.OBSERVER))
        first, more = people.listed(nadia.grants, Wanted())
        rest, even_more = people.listed(nadia.grants, Wanted(), first[-1].id)
        assert (len(first), more, len(rest), even_more) == (people.PAGE, True, 7, False)
        assert len({person.id for person in [*first, *rest]}) == people.PAGE + 7


def test_the_list_can_be_searched_and_signs_of_a_pattern_are_only_text(acting_as: Acting, world: World) -> None:
    grants = world.people.nadia.grants
    with acting_as(world.people.nadia):
        assert [p.name for p in people.listed(grants, Wanted("ALICE"))[0]] == ["Alice"]
        assert [p.name for p in people.listed(grants, Wanted("example alice"))[0]] == ["Alice"]
        assert people.listed(grants, Wanted("%"))[0] == people.listed(grants, Wanted("_"))[0] == []
        coordinators = people.listed(grants, Wanted(role=Role.COORDINATOR))[0]
        assert [p.name for p in coordinators] == ["Clara", "Conrad"]
        of_ours = people.listed(grants, Wanted(association_id=world.association.id))[0]
        assert [p.name for p in of_ours] == ["Alice", "Bob"]


def test_disabling_ends_sessions_and_links_and_enabling_brings_neither_back(acting_as: Acting, world: World) -> None:
    nadia, alice = world.people.nadia, world.people.alice
    with acting_as(nadia):
        sign_ins.start(alice)
        act_for(db.session(), None)
        with writing() as session:
            token = access_links.issue(session, alice.id, LinkPurpose.RESET, clock.now())
        people.set_active(nadia, alice.id, active=False)
        people.set_active(nadia, alice.id, active=True)
        assert (
            db.session.scalar(select(func.count()).where(SignIn.person_id == alice.id, SignIn.ended_at.is_(None))) == 0
        )
        assert access_links.find(token, clock.now()) is None


def test_only_administrators_disable_and_change_addresses(acting_as: Acting, world: World) -> None:
    for actor in (world.people.alice, world.people.clara, world.people.olga):
        with acting_as(actor):
            with pytest.raises(BeyondOwnPart):
                people.set_active(actor, world.people.bob.id, active=False)
            with pytest.raises(BeyondOwnPart):
                people.change_address(actor, world.people.bob.id, "mallory@example.org")


def test_a_new_address_belongs_to_nobody_else_in_any_spelling(acting_as: Acting, world: World) -> None:
    nadia, bob = world.people.nadia, world.people.bob
    with acting_as(None), writing() as session:
        session.execute(update(Person).where(Person.id == world.people.olga.id).values(email="Olga@Example.org"))
    with acting_as(nadia):
        with pytest.raises(AddressTaken):
            people.change_address(nadia, bob.id, "olga@example.org")
        people.change_address(nadia, bob.id, "robert@example.org")
        assert by_address("robert@example.org").id == bob.id


def test_who_has_not_joined_yet_is_invited_anew_at_the_new_address(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.nadia):
        people.invite(world.people.alice, "zoe@example.org", "Zoe", Grant(Role.EDITOR, world.association.id))
        people.change_address(world.people.nadia, by_address("zoe@example.org").id, "zoe.new@example.org")
        assert mails() == [("invitation", "zoe.new@example.org")] * 2
