"""Adding and changing associations: who may, what collides, what the open return makes of it."""

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.models import Association, Person, db
from portal.models.database import act_for
from portal.services import associations
from portal.services.associations import NoSuchAssociation, Refused, Wanted, fingerprint, profile_of
from portal.services.filings import find as find_filing
from portal.services.locked_filings import CameFirst
from portal.services.memberships import BeyondOwnPart
from portal.services.rounds import form_context
from tests.form.test_profile import GOOD
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
NEW = GOOD | {"name": "新区协会（虚构）"}


def faults(error: Refused) -> list[str]:
    return [fault.field for fault in error.faults]


def stored(association_id: uuid.UUID) -> Association:
    return db.session.get_one(Association, association_id, populate_existing=True)


def change(actor: Person, association: Association, **changed: str) -> None:
    profile = profile_of(stored(association.id))
    associations.change(actor, association.id, profile | changed, fingerprint(profile))


def complete(actor: Person, association: Association, **changed: str) -> None:
    """The associations of the world have no pilot field yet, which every change must give."""
    change(actor, association, pilot_fields="光学", **changed)


def test_what_was_added_is_read_back_as_the_same_profile(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.nadia):
        added = associations.add(world.people.nadia, NEW)
        assert profile_of(stored(added.id)) == NEW
        assert added.active


def test_only_an_administrator_changes_the_list(acting_as: Acting, world: World) -> None:
    for actor in (world.people.alice, world.people.clara, world.people.olga):
        with acting_as(actor):
            for attempt in (
                lambda who: associations.add(who, NEW),
                lambda who: complete(who, world.association, name="别名（虚构）"),
                lambda who: associations.set_active(who, world.association.id, active=False),
            ):
                with pytest.raises(BeyondOwnPart):
                    attempt(actor)
            assert db.session.scalar(select(func.count()).select_from(Association)) == 2
            assert stored(world.association.id).active


def test_a_profile_with_faults_is_refused_whole(acting_as: Acting, world: World) -> None:
    with acting_as(world.people.nadia):
        with pytest.raises(Refused) as raised:
            associations.add(world.people.nadia, NEW | {"joined_year": "x", "kind": ""})
        assert faults(raised.value) == ["kind", "joined_year"]
        assert db.session.scalar(select(func.count()).select_from(Association)) == 2


def test_name_and_code_belong_to_one_association_unless_a_host_has_several(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    hosted = {"hosted": "1", "kind": "ip_alliance"}
    with acting_as(nadia):
        associations.add(nadia, NEW)
        for changed, field in (
            ({"unified_social_credit_code": ""}, "name"),
            ({"name": "别的协会（虚构）"}, "unified_social_credit_code"),
            ({"name": "第一联盟（虚构）", **hosted}, "unified_social_credit_code"),
        ):
            with pytest.raises(Refused) as raised:
                associations.add(nadia, NEW | changed)
            assert faults(raised.value) == [field]
        other = {"unified_social_credit_code": "91330100716105852F", **hosted}
        associations.add(nadia, NEW | other | {"name": "第一联盟（虚构）"})
        associations.add(nadia, NEW | other | {"name": "第二联盟（虚构）"})


def test_a_change_rests_on_the_profile_that_was_shown(acting_as: Acting, world: World) -> None:
    nadia, ours = world.people.nadia, world.association
    with acting_as(nadia):
        shown = fingerprint(profile_of(stored(ours.id)))
        complete(nadia, ours, designation_batch="2013年首批")
        with pytest.raises(CameFirst):
            associations.change(nadia, ours.id, profile_of(stored(ours.id)) | {"name": "别名（虚构）"}, shown)
        assert stored(ours.id).name == ours.name
        with pytest.raises(NoSuchAssociation):
            associations.change(nadia, uuid.uuid4(), NEW, shown)


def test_the_open_return_follows_name_and_year_of_joining(acting_as: Acting, world: World) -> None:
    nadia, ours = world.people.nadia, world.association
    with acting_as(nadia):
        complete(nadia, ours, name="改名协会（虚构）", joined_year="2015")
        filing = find_filing(world.filing.id)
        assert filing is not None
        context = form_context(filing)
        assert (context.organization_name, context.joined_year) == ("改名协会（虚构）", 2015)


def test_who_left_is_not_listed_unless_asked_for_and_can_come_back(acting_as: Acting, world: World) -> None:
    nadia, ours = world.people.nadia, world.association
    names = {True: world.foreign_association.name, False: ours.name}
    with acting_as(nadia):
        associations.set_active(nadia, ours.id, active=False)
        for active, name in names.items():
            assert [a.name for a in associations.listed(Wanted(active=active))[0]] == [name]
        assert len(associations.listed(Wanted(active=None))[0]) == 2
        associations.set_active(nadia, ours.id, active=True)
        assert len(associations.listed(Wanted())[0]) == 2


def test_the_list_is_searched_by_name_and_code_and_signs_of_a_pattern_are_only_text(
    acting_as: Acting, world: World
) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        associations.add(nadia, NEW)
        found = {
            search: [a.name for a in associations.listed(Wanted(search))[0]]
            for search in ("新区", "51320000500099003w", "虚构 光学", "%", "_", "\\")
        }
    ours, new = world.association.name, NEW["name"]
    assert found == {"新区": [new], "51320000500099003w": [new], "虚构 光学": [ours], "%": [], "_": [], "\\": []}


def test_pages_of_the_list_follow_each_other_without_gap_or_repetition(acting_as: Acting, world: World) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        for number in range(5):
            without = {"unified_social_credit_code": "", "name": f"第{number}协会（虚构）"}
            associations.add(nadia, NEW | without)
        everybody = [a.id for a in associations.listed(Wanted(), limit=None)[0]]
        paged: list[uuid.UUID] = []
        more = True
        while more:
            page, more = associations.listed(Wanted(), paged[-1] if paged else None, limit=3)
            paged += [a.id for a in page]
        assert paged == everybody
        assert len(everybody) == 7


def test_two_who_add_the_same_at_once_make_one(app: Flask, world: World) -> None:
    start, added = threading.Barrier(4), []

    def add() -> None:
        with app.app_context():
            act_for(db.session(), world.people.nadia.id)
            start.wait()
            try:
                added.append(associations.add(world.people.nadia, NEW).id)
            except Refused:
                db.session.rollback()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(added) == 1
