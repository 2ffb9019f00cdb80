"""Each need of the table, one at a time: where it is not met, the action says so and writes nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.filing.states import FilingState, RoundState
from portal.filing.transitions import BY_ACTION, Action, Need
from portal.models import Comment, Person
from portal.services import clock
from portal.services.needs import NAME_MAX, REASON_MAX, Declaration
from portal.services.transitions import NotPossible
from tests.support.filled import fill_in
from tests.support.lives import DECLARED, SECTION, Life
from tests.support.people import World
from tests.support.rows import stored_rows

ASKED: dict[Action, dict[str, Any]] = {
    Action.SUBMIT: {"declaration": DECLARED},
    Action.WITHDRAW: {},
    Action.RETURN: {"reason": "请核对（虚构）"},
    Action.ACCEPT: {},
    Action.REOPEN: {"reason": "年份有误（虚构）"},
}
LONG_REASON = "长" * (REASON_MAX + 1)


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A filing that is filled in and can be submitted."""
    fill_in(app, world)
    return Life(app, world)


def actor(life: Life, action: Action) -> Person:
    """Who carries out *action* in these tests."""
    people = life.people
    reviewing, administrating = (Action.RETURN, Action.ACCEPT), (Action.REOPEN,)
    return people.clara if action in reviewing else people.nadia if action in administrating else people.alice


def refused(life: Life, database_url: str, action: Action, **asked: Any) -> tuple[Need, ...]:
    """The needs that *action* is refused for; the database is left as it was."""
    before = stored_rows(database_url)
    with pytest.raises(NotPossible) as refusal:
        life.act(actor(life, action), action, **(ASKED[action] | asked))
    assert stored_rows(database_url) == before
    assert str(refusal.value) == ", ".join(refusal.value.needs)
    return refusal.value.needs


def round_in(state: RoundState) -> Callable[[Life], None]:
    return lambda life: life.set_round(state=state.value)


def ask_and_return(life: Life) -> None:
    life.submit()
    life.ask()
    life.give_back("")


def submit_and_ask(life: Life) -> None:
    life.submit()
    life.ask()


def submit_and_ask_for_a_scan(life: Life) -> None:
    life.submit()
    life.set_round(settings={"sealed_scan": "required"})


#: Action, state it starts from, what is done to make the need unmet, the need.
UNMET: list[tuple[Action, FilingState, Callable[[Life], object], Need]] = [
    (Action.SUBMIT, FilingState.DRAFT, round_in(RoundState.PREPARING), Need.ROUND_TAKES_WRITES),
    (Action.SUBMIT, FilingState.DRAFT, round_in(RoundState.CLOSED), Need.ROUND_TAKES_WRITES),
    (Action.SUBMIT, FilingState.RETURNED, round_in(RoundState.ARCHIVED), Need.ROUND_TAKES_WRITES),
    (Action.SUBMIT, FilingState.DRAFT, lambda life: life.save({"members.member_total": ""}), Need.NOTHING_WRONG),
    (Action.SUBMIT, FilingState.DRAFT, lambda life: life.save({"members.member_total": "很多"}), Need.NOTHING_WRONG),
    (Action.SUBMIT, FilingState.DRAFT, lambda life: life.save({"basic.founded_on": "1948"}), Need.ALL_EXPLAINED),
    (Action.SUBMIT, FilingState.DRAFT, ask_and_return, Need.ALL_ANSWERED),
    (Action.WITHDRAW, FilingState.SUBMITTED, round_in(RoundState.CLOSED), Need.ROUND_TAKES_WRITES),
    (Action.WITHDRAW, FilingState.DRAFT, submit_and_ask, Need.NO_REVIEW_BEGUN),
    (Action.RETURN, FilingState.SUBMITTED, round_in(RoundState.ARCHIVED), Need.ROUND_NOT_ARCHIVED),
    (Action.ACCEPT, FilingState.SUBMITTED, round_in(RoundState.ARCHIVED), Need.ROUND_NOT_ARCHIVED),
    (Action.ACCEPT, FilingState.DRAFT, submit_and_ask, Need.NO_OPEN_COMMENT),
    (Action.ACCEPT, FilingState.DRAFT, submit_and_ask_for_a_scan, Need.SEAL_OR_WAIVER),
    (Action.REOPEN, FilingState.ACCEPTED, round_in(RoundState.ARCHIVED), Need.ROUND_NOT_ARCHIVED),
]


@pytest.mark.parametrize(
    ("action", "start", "spoil", "need"), UNMET, ids=[f"{n}-{row[0]}-{row[3]}" for n, row in enumerate(UNMET)]
)
def test_an_action_is_refused_for_exactly_what_is_missing(
    life: Life, database_url: str, action: Action, start: FilingState, spoil: Callable[[Life], object], need: Need
) -> None:
    life.bring_to(start)
    spoil(life)
    assert refused(life, database_url, action) == (need,)


def test_the_cases_and_those_of_words_below_try_every_need_of_every_action() -> None:
    asked_on_the_page = {
        (Action.SUBMIT, Need.DECLARED),
        (Action.RETURN, Need.REASON_OR_COMMENT),
        (Action.REOPEN, Need.REASON),
    }
    tried = {(action, need) for action, _start, _spoil, need in UNMET} | asked_on_the_page
    assert tried == {(action, need) for action, row in BY_ACTION.items() for need in row.needs}


@pytest.mark.parametrize(
    "declaration",
    [
        Declaration("普洱（虚构）", agreed=False),
        Declaration("", agreed=True),
        Declaration(" \t\u200b\x00", agreed=True),
        Declaration("长" * (NAME_MAX + 1), agreed=True),
    ],
    ids=["not agreed", "no name", "a name of nothing visible", "too long a name"],
)
def test_nothing_is_submitted_without_a_declaration(life: Life, database_url: str, declaration: Declaration) -> None:
    assert refused(life, database_url, Action.SUBMIT, declaration=declaration) == (Need.DECLARED,)


def test_the_longest_name_is_accepted_and_kept_without_what_cannot_be_seen(life: Life) -> None:
    life.submit(declaration=Declaration(f" \x00{'长' * NAME_MAX}\u200b ", agreed=True))
    assert [taken.responsible_name for taken in life.submissions] == ["长" * NAME_MAX]


@pytest.mark.parametrize("reason", ["", "  \r\n", "\x00\u200b", LONG_REASON], ids=["none", "blank", "unseen", "long"])
def test_a_return_needs_a_reason_or_a_comment_and_reopening_a_reason(
    life: Life, database_url: str, reason: str
) -> None:
    life.bring_to(FilingState.SUBMITTED)
    assert refused(life, database_url, Action.RETURN, reason=reason) == (Need.REASON_OR_COMMENT,)
    life.accept()
    assert refused(life, database_url, Action.REOPEN, reason=reason) == (Need.REASON,)


def test_a_reason_that_is_too_long_is_refused_beside_a_comment_too(life: Life, database_url: str) -> None:
    submit_and_ask(life)
    assert refused(life, database_url, Action.RETURN, reason=LONG_REASON) == (Need.REASON_OR_COMMENT,)
    assert life.give_back("") == life.filing.version


def test_a_comment_that_was_settled_is_no_reason_to_return(life: Life, database_url: str) -> None:
    submit_and_ask(life)
    life.settle(*[comment.id for comment in life.rows(Comment)])
    assert refused(life, database_url, Action.RETURN, reason="") == (Need.REASON_OR_COMMENT,)


def test_the_longest_reason_is_kept_without_what_cannot_be_seen(life: Life) -> None:
    life.bring_to(FilingState.SUBMITTED)
    life.give_back(f" \x00一\r\n{'长' * (REASON_MAX - 2)}\u200b ")
    assert life.events[-1].reason == f"一\n{'长' * (REASON_MAX - 2)}"


def test_everything_that_is_missing_is_named_at_once(life: Life, database_url: str) -> None:
    ask_and_return(life)
    life.save({"members.member_total": "", "basic.founded_on": "1948"}, SECTION)
    life.set_round(state=RoundState.CLOSED.value)
    needs = refused(life, database_url, Action.SUBMIT, declaration=Declaration("", agreed=False))
    assert needs == BY_ACTION[Action.SUBMIT].needs


def test_the_servers_clock_closes_a_round_to_the_second(life: Life, database_url: str) -> None:
    round_, second = life.world.round, dt.timedelta(seconds=1)
    for moment in (round_.opens_at - second, round_.closes_at, round_.closes_at + second):
        with clock.stopped_at(moment):
            assert refused(life, database_url, Action.SUBMIT) == (Need.ROUND_TAKES_WRITES,)
    with clock.stopped_at(round_.closes_at - second):
        assert life.submit() == 1
    with clock.stopped_at(round_.closes_at):
        assert refused(life, database_url, Action.WITHDRAW) == (Need.ROUND_TAKES_WRITES,)


def test_an_extension_lets_one_association_go_on_until_it_ends(life: Life, database_url: str) -> None:
    until = life.world.round.closes_at + dt.timedelta(days=3)
    life.set_filing(extended_until=until)
    with clock.stopped_at(until):
        assert refused(life, database_url, Action.SUBMIT) == (Need.ROUND_TAKES_WRITES,)
    with clock.stopped_at(until - dt.timedelta(seconds=1)):
        assert life.submit() == 1


def test_closing_a_round_by_hand_ends_extensions_too(life: Life, database_url: str) -> None:
    life.set_filing(extended_until=life.world.round.closes_at + dt.timedelta(days=3))
    life.set_round(state=RoundState.CLOSED.value)
    assert refused(life, database_url, Action.SUBMIT) == (Need.ROUND_TAKES_WRITES,)


def test_review_goes_on_after_the_round_is_closed(life: Life) -> None:
    life.bring_to(FilingState.SUBMITTED)
    life.set_round(state=RoundState.CLOSED.value)
    comment = life.ask()
    life.settle(comment)
    life.accept()
    life.reopen()
    assert life.filing.state == FilingState.RETURNED
