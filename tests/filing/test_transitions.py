"""The table of transitions against the table of the design, written out here once more in full."""

import uuid

import pytest

from portal.filing.access import Grant, Place, Role, acts_as, may_see
from portal.filing.events import ANSWERS, EntryKind, EventKind
from portal.filing.states import WITH_CONTACT, FilingState
from portal.filing.transitions import BY_ACTION, TRANSITIONS, Action, Actor, Need

OURS, THEIRS = uuid.uuid4(), uuid.uuid4()
PLACE = Place(OURS, "530000")
NATIONAL_BODY = Place(OURS, "000000")
EVERYBODY = {
    "alice": Grant(Role.SUBMITTER, association_id=OURS),
    "bob": Grant(Role.EDITOR, association_id=OURS),
    "charlie": Grant(Role.SUBMITTER, association_id=THEIRS),
    "clara": Grant(Role.COORDINATOR, region_code="530000"),
    "conrad": Grant(Role.COORDINATOR, region_code="320000"),
    "nadia": Grant(Role.ADMINISTRATOR),
    "olga": Grant(Role.OBSERVER),
}
DRAFT, SUBMITTED, RETURNED, ACCEPTED = FilingState

#: Who may do what where; whoever is not named may not.
MATRIX: dict[Action, dict[FilingState, set[str]]] = {
    Action.SUBMIT: {DRAFT: {"alice"}, SUBMITTED: set(), RETURNED: {"alice"}, ACCEPTED: set()},
    Action.WITHDRAW: {DRAFT: set(), SUBMITTED: {"alice", "bob"}, RETURNED: set(), ACCEPTED: set()},
    Action.RETURN: {DRAFT: set(), SUBMITTED: {"clara"}, RETURNED: set(), ACCEPTED: set()},
    Action.ACCEPT: {DRAFT: set(), SUBMITTED: {"clara"}, RETURNED: set(), ACCEPTED: set()},
    Action.REOPEN: {DRAFT: set(), SUBMITTED: set(), RETURNED: set(), ACCEPTED: {"nadia"}},
}
NATIONAL_REVIEWER = {"clara": "nadia"}
CELLS = [(action, state, name) for action in Action for state in FilingState for name in EVERYBODY]


def allows(action: Action, state: FilingState, name: str, place: Place) -> bool:
    """What the table of transitions and the predicates say together."""
    transition, grants = BY_ACTION[action], [EVERYBODY[name]]
    return state in transition.sources and may_see(grants, place) and acts_as(grants, place, transition.actor)


@pytest.mark.parametrize(("action", "state", "name"), CELLS)
def test_each_person_may_do_in_each_state_what_the_matrix_says(action: Action, state: FilingState, name: str) -> None:
    assert allows(action, state, name, PLACE) is (name in MATRIX[action][state])


@pytest.mark.parametrize(("action", "state", "name"), CELLS)
def test_the_national_administrator_reviews_bodies_that_report_directly(
    action: Action, state: FilingState, name: str
) -> None:
    expected = {NATIONAL_REVIEWER.get(who, who) for who in MATRIX[action][state]}
    assert allows(action, state, name, NATIONAL_BODY) is (name in expected)


def test_the_table_has_one_row_for_each_action_and_each_has_its_event() -> None:
    assert [transition.action for transition in TRANSITIONS] == list(Action)
    assert {action.value for action in Action} < {kind.value for kind in EventKind}


@pytest.mark.parametrize(
    ("action", "sources", "targets", "actor"),
    [
        (Action.SUBMIT, (DRAFT, RETURNED), (SUBMITTED,), Actor.SUBMITTER),
        (Action.WITHDRAW, (SUBMITTED,), (DRAFT, RETURNED), Actor.CONTACT),
        (Action.RETURN, (SUBMITTED,), (RETURNED,), Actor.REVIEWER),
        (Action.ACCEPT, (SUBMITTED,), (ACCEPTED,), Actor.REVIEWER),
        (Action.REOPEN, (ACCEPTED,), (RETURNED,), Actor.ADMINISTRATOR),
    ],
)
def test_each_action_leads_from_where_to_where_the_design_says(
    action: Action, sources: tuple[FilingState, ...], targets: tuple[FilingState, ...], actor: Actor
) -> None:
    transition = BY_ACTION[action]
    assert (transition.sources, transition.targets, transition.actor) == (sources, targets, actor)
    assert not set(transition.sources) & set(transition.targets)


@pytest.mark.parametrize(
    ("action", "needs"),
    [
        (
            Action.SUBMIT,
            {Need.ROUND_TAKES_WRITES, Need.NOTHING_WRONG, Need.ALL_EXPLAINED, Need.ALL_ANSWERED, Need.DECLARED},
        ),
        (Action.WITHDRAW, {Need.ROUND_TAKES_WRITES, Need.NO_REVIEW_BEGUN}),
        (Action.RETURN, {Need.ROUND_NOT_ARCHIVED, Need.REASON_OR_COMMENT}),
        (Action.ACCEPT, {Need.ROUND_NOT_ARCHIVED, Need.NO_OPEN_COMMENT, Need.SEAL_OR_WAIVER}),
        (Action.REOPEN, {Need.ROUND_NOT_ARCHIVED, Need.REASON}),
    ],
)
def test_each_action_needs_what_the_design_says(action: Action, needs: set[Need]) -> None:
    assert set(BY_ACTION[action].needs) == needs


def test_every_need_is_somebodys_need() -> None:
    assert {need for transition in TRANSITIONS for need in transition.needs} == set(Need)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("was_returned", [False, True])
def test_only_withdrawing_depends_on_whether_it_was_returned_before(action: Action, was_returned: bool) -> None:
    transition = BY_ACTION[action]
    target = transition.target_for(was_returned=was_returned)
    assert target is (RETURNED if was_returned and action is Action.WITHDRAW else transition.target)


def test_what_the_contact_does_needs_an_open_round_and_what_the_reviewer_does_goes_on_until_it_is_archived() -> None:
    for transition in TRANSITIONS:
        by_contact = transition.actor in (Actor.SUBMITTER, Actor.CONTACT)
        assert (Need.ROUND_TAKES_WRITES in transition.needs) is by_contact
        assert (Need.ROUND_NOT_ARCHIVED in transition.needs) is not by_contact


def test_a_filing_is_with_the_contact_exactly_where_it_can_be_submitted() -> None:
    assert set(BY_ACTION[Action.SUBMIT].sources) == WITH_CONTACT


def test_from_every_state_there_is_a_way_on_and_all_states_are_reached() -> None:
    assert {source for transition in TRANSITIONS for source in transition.sources} == set(FilingState)
    assert {target for transition in TRANSITIONS for target in transition.targets} == set(FilingState)


def test_asking_is_the_reviewers_and_everything_else_in_a_thread_is_an_answer() -> None:
    assert set(EntryKind) == {EntryKind.ASK, *ANSWERS}
