"""Two actions that exclude each other, tried by eight people at once: one is done, once, and the others know.

Each race is first run against naive services, which let go of the lock after reading: there it must
fail, or it would prove nothing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from portal.filing.events import EventKind
from portal.filing.transitions import BY_ACTION, Action
from portal.models import FilingEvent, OutboxMail, Person, Submission
from portal.services import reviewing
from portal.services.locked_filings import CameFirst
from portal.services.needs import Request
from portal.services.transitions import carry_out
from tests.support.lives import DECLARED
from tests.support.races import CLIENTS, PATIENCE, ROUNDS, Ring, let_go_after_reading

HALF = CLIENTS // 2
ASKED: dict[Action, dict[str, Any]] = {
    Action.SUBMIT: {"declaration": DECLARED},
    Action.RETURN: {"reason": "请核对（虚构）"},
    Action.REOPEN: {"reason": "年份有误（虚构）"},
}
DUELS = [
    (Action.SUBMIT, Action.SUBMIT, "draft"),
    (Action.WITHDRAW, Action.WITHDRAW, "submitted"),
    (Action.WITHDRAW, Action.RETURN, "submitted"),
    (Action.WITHDRAW, Action.ACCEPT, "submitted"),
    (Action.RETURN, Action.ACCEPT, "submitted"),
    (Action.RETURN, Action.RETURN, "submitted"),
    (Action.ACCEPT, Action.ACCEPT, "submitted"),
    (Action.REOPEN, Action.REOPEN, "accepted"),
]


@dataclass
class Duel:
    """Four people try one action and four the other, on the same version."""

    ring: Ring
    one: Action
    other: Action
    start: str

    def round(self) -> list[str]:
        """What is wrong with the outcome of one round; nothing, if exactly one of them won."""
        ring = self.ring
        version = ring.reset(state=self.start, review_begun_at=None, was_returned=False)
        actions = [self.one, self.other] * HALF
        outcomes = ring.race(*(partial(act, ring, action, version) for action in actions))
        winners = [action for action, outcome in zip(actions, outcomes, strict=True) if outcome == version + 1]
        losers = [outcome for outcome in outcomes if isinstance(outcome, CameFirst)]
        faults = [f"not refused as it should be: {o!r}" for o in outcomes if o != version + 1 and o not in losers]
        if len(winners) != 1:
            return [*faults, f"{len(winners)} winners"]
        stands = ring.stands()
        if stands != (BY_ACTION[winners[0]].target, version + 1):
            faults.append(f"{winners[0]} won, and the filing stands at {stands}")
        return faults


def act(ring: Ring, action: Action, version: int, person: Person) -> int:
    return carry_out(person, ring.id, action, Request(version, **ASKED.get(action, {})))


def submitted_once(ring: Ring) -> None:
    """Take the filing to submitted once, so that there is something to withdraw and to review."""
    (outcome,) = ring.race(partial(act, ring, Action.SUBMIT, 0))
    assert outcome == 1


@pytest.mark.parametrize(("one", "other", "start"), DUELS)
def test_of_actions_that_exclude_each_other_one_is_done_once(
    ring: Ring, one: Action, other: Action, start: str
) -> None:
    submitted_once(ring)
    mails, people = ring.count(OutboxMail), {Action.SUBMIT: CLIENTS * 2 + 3, Action.WITHDRAW: CLIENTS + 1}
    duel = Duel(ring, one, other, start)
    assert [fault for _round in range(ROUNDS) for fault in duel.round()] == []
    assert ring.stands()[1] == 1 + ROUNDS
    assert not ring.history_has_gaps()
    assert ring.count(Submission) == 1 + (ROUNDS if one is Action.SUBMIT else 0)
    if one is other and one in people:
        assert ring.count(OutboxMail) == mails + ROUNDS * people[one]


@pytest.mark.parametrize(("one", "other", "start"), DUELS)
def test_the_same_race_catches_actions_that_hold_no_lock(
    ring: Ring, monkeypatch: pytest.MonkeyPatch, one: Action, other: Action, start: str
) -> None:
    submitted_once(ring)
    let_go_after_reading(monkeypatch, meeting(CLIENTS))
    assert Duel(ring, one, other, start).round()


def meeting(people: int) -> Callable[[], object]:
    """Where *people* wait for each other."""
    return partial(threading.Barrier(people).wait, PATIENCE)


def withdraw_against_review(ring: Ring) -> list[str]:
    """What is wrong after four people withdrew while four began the review."""
    version = ring.reset(state="submitted", review_begun_at=None, was_returned=False)
    before = reviews_begun(ring)
    begin = [lambda who: reviewing.begin_review(who, ring.id, version)] * HALF
    outcomes = ring.race(*[partial(act, ring, Action.WITHDRAW, version)] * HALF, *begin)
    too_late = [isinstance(outcome, CameFirst) for outcome in outcomes]
    begun = reviews_begun(ring) - before
    if ring.stands() == ("draft", version + 1):
        fine = begun == 0 and outcomes[:HALF].count(version + 1) == 1 and sum(too_late) == CLIENTS - 1
    else:
        fine = ring.stands() == ("submitted", version + 1) and begun == 1
        fine = fine and outcomes[HALF:] == [None] * HALF and all(too_late[:HALF])
    return [] if fine else [f"{ring.stands()} after {outcomes}"]


def reviews_begun(ring: Ring) -> int:
    return ring.count(FilingEvent, kind=EventKind.BEGIN_REVIEW.value)


def test_a_filing_is_withdrawn_or_its_review_has_begun_and_never_both(ring: Ring) -> None:
    submitted_once(ring)
    assert [fault for _round in range(ROUNDS) for fault in withdraw_against_review(ring)] == []
    assert not ring.history_has_gaps()


def test_the_same_race_catches_a_review_that_begins_without_a_lock(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted_once(ring)
    let_go_after_reading(monkeypatch, meeting(CLIENTS))
    assert withdraw_against_review(ring)
