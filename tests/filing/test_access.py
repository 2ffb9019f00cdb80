"""Who may see, read and edit a filing: the predicates, grant by grant."""

import uuid

import pytest

from portal.filing.access import (
    Grant,
    Place,
    Role,
    acts_as,
    is_contact,
    may_edit,
    may_invite,
    may_read_draft,
    may_read_submission,
    may_review,
    may_see,
    watches_many,
)
from portal.filing.states import FilingState
from portal.filing.transitions import Actor

OURS, THEIRS = uuid.uuid4(), uuid.uuid4()
PLACE = Place(OURS, "530000")
DIRECT = Place(OURS, "000000")

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


@pytest.mark.parametrize(
    ("grant", "actors"),
    [
        (EDITOR, {Actor.CONTACT}),
        (SUBMITTER, {Actor.CONTACT, Actor.SUBMITTER}),
        (STRANGER, set()),
        (COORDINATOR, {Actor.REVIEWER}),
        (ELSEWHERE, set()),
        (NATION, {Actor.ADMINISTRATOR}),
        (WATCHER, set()),
        (Grant(Role.OBSERVER), set()),
        (Grant(Role.OBSERVER, region_code="530000"), set()),
    ],
)
def test_each_grant_gives_the_parts_the_design_says(grant: Grant, actors: set[Actor]) -> None:
    assert {actor for actor in Actor if acts_as([grant], PLACE, actor)} == actors


def test_the_administrator_reviews_bodies_that_report_directly_and_no_others() -> None:
    assert may_review([NATION], DIRECT)
    assert not may_review([NATION], PLACE)


def test_a_coordinator_does_not_review_bodies_that_report_directly_whatever_the_region() -> None:
    assert not may_review([COORDINATOR], DIRECT)
    assert not may_review([Grant(Role.COORDINATOR, region_code="000000")], DIRECT)


def test_observers_review_nothing() -> None:
    for grant in (WATCHER, Grant(Role.OBSERVER), Grant(Role.OBSERVER, region_code="530000")):
        assert not may_review([grant], PLACE)
        assert not may_review([grant], DIRECT)


@pytest.mark.parametrize(
    ("grant", "before", "after"),
    [
        (EDITOR, True, True),
        (SUBMITTER, True, True),
        (WATCHER, True, True),
        (COORDINATOR, False, True),
        (NATION, False, True),
        (Grant(Role.OBSERVER), False, True),
        (Grant(Role.OBSERVER, region_code="530000"), False, True),
        (STRANGER, False, False),
        (ELSEWHERE, False, False),
    ],
)
def test_outside_the_association_a_filing_is_read_from_its_first_submission_on(
    grant: Grant, before: bool, after: bool
) -> None:
    assert may_read_submission([grant], PLACE, submitted=False) is before
    assert may_read_submission(iter([grant]), PLACE, submitted=True) is after


def test_reading_what_was_submitted_never_opens_the_draft_to_others() -> None:
    for grant in (COORDINATOR, NATION, Grant(Role.OBSERVER)):
        assert not may_read_draft([grant], PLACE)


def test_who_watches_many_serves_more_than_single_associations() -> None:
    watching = [COORDINATOR, NATION, Grant(Role.OBSERVER), Grant(Role.OBSERVER, region_code="530000")]
    assert all(watches_many([grant]) for grant in watching)
    assert not any(watches_many([grant]) for grant in (EDITOR, SUBMITTER, STRANGER, WATCHER))


def test_bringing_others_in_is_for_who_submits_coordinates_or_administrates() -> None:
    assert all(may_invite([grant]) for grant in (SUBMITTER, COORDINATOR, NATION))
    assert not any(may_invite([grant]) for grant in (EDITOR, WATCHER, Grant(Role.OBSERVER)))
