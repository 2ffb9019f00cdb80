"""Who may give and end which membership, as a table: the first column acts, the rows are what is given."""

import uuid

import pytest

from portal.filing.access import Grant, Place, Role
from portal.filing.memberships import fits, may_end, may_give, may_hand_over, may_know

OURS, THEIRS, NATIONAL_BODY = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
PLACES = {
    OURS: Place(OURS, "530000"),
    THEIRS: Place(THEIRS, "320000"),
    NATIONAL_BODY: Place(NATIONAL_BODY, "000000"),
}
WHO = {
    "editor": (Grant(Role.EDITOR, OURS),),
    "submitter": (Grant(Role.SUBMITTER, OURS),),
    "coordinator": (Grant(Role.COORDINATOR, region_code="530000"),),
    "two regions": (Grant(Role.COORDINATOR, region_code="530000"), Grant(Role.COORDINATOR, region_code="320000")),
    "administrator": (Grant(Role.ADMINISTRATOR),),
    "observer": (Grant(Role.OBSERVER),),
    "nobody": (),
}
GIVEN = {
    "our editor": Grant(Role.EDITOR, OURS),
    "our submitter": Grant(Role.SUBMITTER, OURS),
    "their editor": Grant(Role.EDITOR, THEIRS),
    "editor of a national body": Grant(Role.EDITOR, NATIONAL_BODY),
    "coordinator": Grant(Role.COORDINATOR, region_code="530000"),
    "administrator": Grant(Role.ADMINISTRATOR),
    "observer": Grant(Role.OBSERVER),
    "our observer": Grant(Role.OBSERVER, OURS),
}
EVERYTHING = set(GIVEN)
MAY_GIVE = {
    "editor": set(),
    "submitter": {"our editor"},
    "coordinator": {"our editor", "our submitter"},
    "two regions": {"our editor", "our submitter", "their editor"},
    "administrator": EVERYTHING,
    "observer": set(),
    "nobody": set(),
}
MAY_KNOW = MAY_GIVE | {"submitter": {"our editor", "our submitter"}}


def place_of(grant: Grant) -> Place | None:
    return PLACES[grant.association_id] if grant.association_id else None


@pytest.mark.parametrize("who", WHO)
def test_each_gives_and_ends_what_the_table_says_and_nothing_else(who: str) -> None:
    for name, grant in GIVEN.items():
        assert may_give(WHO[who], grant, place_of(grant)) == (name in MAY_GIVE[who]), name
        assert may_end(WHO[who], grant, place_of(grant)) == (name in MAY_GIVE[who]), name
        assert may_know(WHO[who], grant, place_of(grant)) == (name in MAY_KNOW[who]), name


@pytest.mark.parametrize("who", WHO)
def test_nobody_gives_a_membership_of_an_association_that_does_not_exist(who: str) -> None:
    assert not may_give(WHO[who], Grant(Role.EDITOR, uuid.uuid4()), None)


def test_only_who_submits_for_the_association_hands_over_and_only_to_an_editor_of_it() -> None:
    for who, grants in WHO.items():
        for name, grant in GIVEN.items():
            allowed = may_hand_over(grants, grant, place_of(grant))
            assert allowed == (who == "submitter" and name == "our editor"), (who, name)


@pytest.mark.parametrize(
    ("grant", "right"),
    [
        *((grant, True) for grant in GIVEN.values()),
        (Grant(Role.OBSERVER, region_code="530000"), True),
        (Grant(Role.EDITOR), False),
        (Grant(Role.SUBMITTER, region_code="530000"), False),
        (Grant(Role.SUBMITTER, OURS, "530000"), False),
        (Grant(Role.COORDINATOR), False),
        (Grant(Role.COORDINATOR, OURS), False),
        (Grant(Role.COORDINATOR, region_code="000000"), False),
        (Grant(Role.ADMINISTRATOR, region_code="530000"), False),
        (Grant(Role.ADMINISTRATOR, OURS), False),
        (Grant(Role.OBSERVER, OURS, "530000"), False),
    ],
)
def test_role_and_scope_must_belong_together(grant: Grant, right: bool) -> None:
    assert fits(grant) == right
    assert may_give(WHO["administrator"], grant, place_of(grant)) == right
