"""Who may see, read and edit a filing: the predicates, grant by grant."""

import uuid

import pytest

from portal.filing.access import Grant, Place, Role, is_contact, may_edit, may_read_draft, may_see
from portal.filing.states import FilingState

OURS, THEIRS = uuid.uuid4(), uuid.uuid4()
PLACE = Place(OURS, "530000")

EDITOR = Grant(Role.EDITOR, association_id=OURS)
SUBMITTER = Grant(Role.SUBMITTER, association_id=OURS)
STRANGER = Grant(Role.SUBMITTER, association_id=THEIRS)
COORDINATOR = Grant(Role.COORDINATOR, region_code="530000")
ELSEWHERE = Grant(Role.COORDINATOR, region_code="320000")
NATION = Grant(Role.ADMINISTRATOR)
WATCHER = Grant(Role.OBSERVER, association_id=OURS)


@pytest.mark.parametrize(
    ("grant", "sees", "reads", "edits"),
    [
        (EDITOR, True, True, True),
        (SUBMITTER, True, True, True),
        (STRANGER, False, False, False),
        (COORDINATOR, True, False, False),
        (ELSEWHERE, False, False, False),
        (NATION, True, False, False),
        (WATCHER, True, True, False),
        (Grant(Role.OBSERVER), True, False, False),
        (Grant(Role.OBSERVER, region_code="530000"), True, False, False),
        (Grant(Role.OBSERVER, region_code="320000"), False, False, False),
    ],
)
def test_each_grant_allows_what_the_design_says(grant: Grant, sees: bool, reads: bool, edits: bool) -> None:
    assert may_see([grant], PLACE) is sees
    assert may_read_draft([grant], PLACE) is reads
    assert is_contact([grant], PLACE) is edits
    assert may_edit([grant], PLACE, FilingState.DRAFT, round_takes_writes=True) is edits


def test_nobody_without_a_grant_sees_anything() -> None:
    assert not may_see([], PLACE)
    assert not may_read_draft([], PLACE)
    assert not may_edit([], PLACE, FilingState.DRAFT, round_takes_writes=True)


@pytest.mark.parametrize("state", list(FilingState))
def test_only_what_is_with_the_contact_can_be_edited(state: FilingState) -> None:
    editable = state in (FilingState.DRAFT, FilingState.RETURNED)
    assert may_edit([SUBMITTER], PLACE, state, round_takes_writes=True) is editable


@pytest.mark.parametrize("state", list(FilingState))
def test_nothing_is_edited_while_the_round_takes_no_writes(state: FilingState) -> None:
    assert not may_edit([SUBMITTER], PLACE, state, round_takes_writes=False)


def test_several_grants_add_up() -> None:
    assert may_edit([ELSEWHERE, EDITOR], PLACE, FilingState.DRAFT, round_takes_writes=True)
    assert not may_read_draft([STRANGER, COORDINATOR], PLACE)
