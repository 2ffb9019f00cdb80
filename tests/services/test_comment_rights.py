"""Who may work on comments and when, and what a comment can be pinned to; whoever may not leaves nothing behind."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from portal.filing.events import EntryKind
from portal.filing.states import FilingState, RoundState
from portal.form.addresses import NoSuchAddress
from portal.models import Comment, Person
from portal.services import comments
from portal.services.comments import NoSuchComment, NotYourTurn
from portal.services.locked_filings import NoSuchFiling
from portal.services.sections import NotEditable
from tests.support.filled import fill_in
from tests.support.lives import AT, Life
from tests.support.people import World
from tests.support.rows import stored_rows


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A filing that has been submitted."""
    fill_in(app, world)
    life = Life(app, world)
    life.submit()
    return life


def stored(life: Life, comment: uuid.UUID) -> Comment:
    found: Comment = life.rows(Comment, Comment.id == comment)[0]
    return found


ASKING: dict[str, type[Exception]] = {
    "alice": NotYourTurn,
    "bob": NotYourTurn,
    "charlie": NoSuchFiling,
    "conrad": NoSuchFiling,
    "nadia": NotYourTurn,
    "olga": NotYourTurn,
}
ANSWERING: dict[str, type[Exception]] = {
    "charlie": NoSuchFiling,
    "clara": NotEditable,
    "conrad": NoSuchFiling,
    "nadia": NotEditable,
    "olga": NotEditable,
}


def reviewers_verbs(life: Life, person: Person, comment: uuid.UUID) -> list[Callable[[], object]]:
    """Everything that only a reviewer may do with a comment."""
    return [
        lambda: comments.ask(person, life.id, {}, "system_building", "?"),
        lambda: comments.ask_again(person, life.id, comment, "?"),
        lambda: comments.take_back(person, life.id, comment),
        lambda: comments.close(person, life.id, [comment]),
    ]


def test_only_the_reviewer_asks_rewords_takes_back_and_closes(life: Life, database_url: str) -> None:
    comment = life.ask()
    before = stored_rows(database_url)
    for name, refusal in ASKING.items():
        person = getattr(life.people, name)
        for verb in reviewers_verbs(life, person, comment):
            with life.acting(person), pytest.raises(refusal):
                verb()
    assert stored_rows(database_url) == before


@pytest.mark.parametrize("state", [FilingState.DRAFT, FilingState.RETURNED, FilingState.ACCEPTED])
def test_nothing_is_asked_while_the_filing_is_not_under_review(
    life: Life, database_url: str, state: FilingState
) -> None:
    comment, clara = life.ask(), life.people.clara
    life.set_filing(state=state.value)
    before = stored_rows(database_url)
    for verb in reviewers_verbs(life, clara, comment):
        with life.acting(clara), pytest.raises(NotYourTurn):
            verb()
    assert stored_rows(database_url) == before


def test_nothing_is_asked_once_the_round_is_archived(life: Life) -> None:
    life.set_round(state=RoundState.ARCHIVED.value)
    with pytest.raises(NotYourTurn):
        life.ask()


def test_both_contacts_answer_and_nobody_else(life: Life, database_url: str) -> None:
    comment, bob = life.ask(), life.people.bob
    life.give_back("")
    before = stored_rows(database_url)
    for name, refusal in ANSWERING.items():
        person = getattr(life.people, name)
        with life.acting(person), pytest.raises(refusal):
            comments.answer(person, life.id, comment, EntryKind.EXPLAINED, "因为。")
    assert stored_rows(database_url) == before
    with life.acting(bob):
        comments.answer(bob, life.id, comment, EntryKind.CHANGED, "")
    assert not stored(life, comment).awaits_answer


def test_nothing_is_answered_after_submitting_or_after_the_round_closed(life: Life) -> None:
    comment = life.ask()
    life.give_back("")
    life.set_round(state=RoundState.CLOSED.value)
    with pytest.raises(NotEditable):
        life.answer(comment)
    life.set_round(state=RoundState.OPEN.value)
    life.answer(comment)
    life.submit()
    with pytest.raises(NotEditable):
        life.answer(comment)


def test_a_comment_of_another_filing_is_no_comment_of_this_one(app: Flask, life: Life) -> None:
    comment = life.ask()
    life.give_back("")
    other = Life(app, life.world, life.world.foreign_filing)
    charlie = life.people.charlie
    with other.acting(charlie), pytest.raises(NoSuchComment):
        comments.answer(charlie, other.id, comment, EntryKind.CHANGED, "")
    assert stored(life, comment).awaits_answer


@pytest.mark.parametrize(
    "address",
    [
        "system_building",
        "system_building.trainings",
        "system_building.trainings.r1",
        "system_building.trainings.r1.training_year",
        "collaborative_utilization.operations_by_year.2016",
        "collaborative_utilization.operations_by_year.2016.assigned_amount",
        AT,
    ],
)
def test_a_comment_is_pinned_to_a_section_a_block_a_row_or_a_cell(life: Life, address: str) -> None:
    comment = stored(life, life.ask("?", address))
    assert (comment.address, comment.section, comment.raised_on) == (address, address.partition(".")[0], 1)


@pytest.mark.parametrize(
    "address",
    [
        *("", ".", "nowhere", "system_building.nowhere", "system_building.members.nowhere", f"{AT}.more"),
        *("system_building.trainings.r99", "system_building.trainings.r1.nowhere", "system_building.", "members"),
        "collaborative_utilization.operations_by_year.2012.assigned_amount",
    ],
)
def test_a_comment_cannot_be_pinned_to_what_the_form_has_not(life: Life, address: str) -> None:
    with pytest.raises(NoSuchAddress):
        life.ask("?", address)
    assert life.rows(Comment) == []
