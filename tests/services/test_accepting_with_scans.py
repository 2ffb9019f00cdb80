"""Accepting where the round asks for a scan: with a current one, or with the reason why none is needed."""

import pytest
from flask import Flask

from portal.filing.states import FilingState
from portal.filing.transitions import Action, Need
from portal.services.needs import REASON_MAX
from portal.services.transitions import ContentChanged, NotPossible
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.support.rows import stored_rows
from tests.support.scans import ask_for_scans, scans, upload

WAIVER = "原件已由邮局寄到（虚构）。"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A submitted filing whose round requires a scan."""
    fill_in(app, world)
    told = Life(app, world)
    ask_for_scans(told)
    told.submit()
    return told


def accept(life: Life, **asked: str) -> int:
    return life.act(life.people.clara, Action.ACCEPT, **asked)


def refused(life: Life, database_url: str, **asked: str) -> tuple[Need, ...]:
    """What accepting is refused for; the database is left as it was."""
    before = stored_rows(database_url)
    with pytest.raises(NotPossible) as refusal:
        accept(life, **asked)
    assert stored_rows(database_url) == before
    return refusal.value.needs


@pytest.mark.parametrize("waiver", ["", " \r\n", "\x00\u200b", "长" * (REASON_MAX + 1)])
def test_without_a_scan_nothing_is_accepted_unless_a_reason_is_given(
    life: Life, database_url: str, waiver: str
) -> None:
    assert refused(life, database_url, waiver=waiver) == (Need.SEAL_OR_WAIVER,)


def test_a_reason_for_accepting_without_a_scan_is_kept_in_the_history(life: Life) -> None:
    accept(life, waiver=f" {WAIVER}\r\n")
    assert life.filing.state == FilingState.ACCEPTED
    assert (life.events[-1].kind, life.events[-1].details) == ("accept", {"waiver": WAIVER})


def test_with_a_current_scan_it_is_accepted_and_the_history_says_with_which(life: Life) -> None:
    upload(life)
    accept(life, waiver=WAIVER)
    (scan,) = scans(life)
    assert life.events[-1].details == {"scan": str(scan.id)}, "nothing was waived"


def test_a_scan_of_an_earlier_submission_will_not_do(life: Life, database_url: str) -> None:
    upload(life)
    life.give_back()
    life.submit()
    assert refused(life, database_url) == (Need.SEAL_OR_WAIVER,)
    upload(life, "of the second")
    accept(life)
    assert life.events[-1].details == {"scan": str(scans(life)[-1].id)}


def test_an_open_comment_and_a_missing_scan_are_both_named(life: Life, database_url: str) -> None:
    life.ask()
    assert refused(life, database_url) == (Need.NO_OPEN_COMMENT, Need.SEAL_OR_WAIVER)


@pytest.mark.parametrize("rule", ["off", "optional"])
def test_a_round_that_does_not_require_a_scan_accepts_without(life: Life, rule: str) -> None:
    ask_for_scans(life, rule)
    accept(life, waiver=WAIVER)
    assert life.events[-1].details == {}, "where nothing is asked for, nothing is waived"


def test_an_optional_scan_is_named_in_the_history_too(life: Life) -> None:
    ask_for_scans(life, "optional")
    upload(life)
    accept(life)
    assert life.events[-1].details == {"scan": str(scans(life)[0].id)}


def test_what_is_accepted_is_the_scan_that_was_looked_at(life: Life, database_url: str) -> None:
    upload(life)
    seen = str(scans(life)[-1].id)
    upload(life, "a newer one")
    before = stored_rows(database_url)
    for shown in (seen, ""):
        with pytest.raises(ContentChanged):
            accept(life, seen=shown, waiver=WAIVER)
    assert stored_rows(database_url) == before
    accept(life, seen=str(scans(life)[-1].id))
    assert life.filing.state == FilingState.ACCEPTED


def test_a_waiver_given_before_the_scan_came_is_not_taken_for_it(life: Life) -> None:
    upload(life)
    with pytest.raises(ContentChanged):
        accept(life, seen="", waiver=WAIVER)
    assert life.filing.state == FilingState.SUBMITTED


def test_pressing_twice_accepts_once(life: Life) -> None:
    version = life.filing.version
    for _press in range(2):
        life.act(life.people.clara, Action.ACCEPT, version, seen="", waiver=WAIVER)
    assert [event.kind for event in life.events] == ["submit", "accept"]
