"""Models made of rows: as if a session had loaded them and let them go."""

import uuid

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.exc import DetachedInstanceError

from portal.models import Association, Base, Filing, Membership, Person, Region, Round
from portal.models.rows import detached

ID = uuid.UUID(int=7)
GIVEN = [
    (Person, {"id": ID, "name": "甲（虚构）", "language": "zh"}),
    (Membership, {"id": ID, "role": "observer", "association_id": None}),
    (Filing, {"id": ID, "state": "draft", "version": 3}),
    (Round, {"id": ID, "settings": {"a": 1}}),
    (Region, {"code": "110000", "name_zh": "北京市"}),
]


@pytest.mark.parametrize(("model", "given"), GIVEN)
def test_it_is_what_the_library_makes(model: type[Base], given: dict[str, object]) -> None:
    ours, theirs = detached(model, **given), model(**given)
    make_transient_to_detached(theirs)
    mine, its = inspect(ours), inspect(theirs)
    assert (mine.detached, mine.key, mine.expired_attributes) == (True, its.key, its.expired_attributes)
    assert (mine.committed_state, mine.modified) == (its.committed_state, False)
    assert {name: mine.dict[name] for name in given} == given
    assert mine.dict.keys() == its.dict.keys()


def test_what_it_was_not_given_cannot_be_read() -> None:
    person = detached(Person, id=ID, name="甲（虚构）")
    assert person.name == "甲（虚构）"
    with pytest.raises(DetachedInstanceError):
        _ = person.email


def test_it_holds_other_models_and_lists_of_them() -> None:
    region = detached(Region, code="110000")
    membership = detached(Membership, id=ID)
    assert detached(Association, id=ID, region=region).region is region
    assert detached(Person, id=ID, memberships=[membership]).memberships == [membership]


def test_without_its_key_it_is_nobody() -> None:
    with pytest.raises(KeyError):
        detached(Person, name="甲（虚构）")
