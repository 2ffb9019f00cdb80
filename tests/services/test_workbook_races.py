"""Workbooks applied while others save, apply the same, or close the round: all of one or nothing, and nothing lost.

Each race is first run against an apply that lets go of what it has locked before it writes: there it must
fail, or it would prove nothing.
"""

import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.exchange.form_workbook.contents import Contents
from portal.models import CellChange, Person
from portal.models.database import WRITING, on_postgresql
from portal.services import workbooks
from portal.services.filings import find
from portal.services.sections import LostLock, SaveOutcome, save_cells
from portal.services.workbook_plan import Plan
from portal.services.workbooks import Agreed, PlanChanged
from tests.services.test_closing_races import Counts, close, close_against
from tests.support.lives import Life
from tests.support.races import PATIENCE, Job, Ring
from tests.support.returned_workbooks import downloaded, edited

ROUNDS = 20
SECTION, OTHER = "system_building", "patent_protection"
CELL = "members.member_total"


class Brought:
    """A workbook taken in, and the plan that was shown."""

    def __init__(self, ring: Ring, number: int) -> None:
        self.life = Life(ring.app, ring.world)
        contents = downloaded(self.life)
        self.base = (contents.stamp.revisions or {})[SECTION]
        other = next(iter(contents.cells[OTHER]))
        self.texts = {f"{SECTION}.{CELL}": str(10_000 + number), f"{OTHER}.{other}": str(20_000 + number)}
        self.offer, self.agreed = self._take_in(ring, edited(contents, self.texts))

    def _take_in(self, ring: Ring, contents: Contents) -> tuple[uuid.UUID, Agreed]:
        person = ring.people[0]
        with self.life.acting(person):
            filing = find(ring.id)
            assert filing is not None
            offer = workbooks.take_in(person, filing, "x.xlsx", contents)
            return offer, Agreed(workbooks.plan_of(filing, contents).digest)

    def apply(self, person: Person) -> Plan | None:
        filing = find(self.life.id)
        assert filing is not None
        return workbooks.apply(person, filing, self.offer, self.agreed)

    def save(self, text: str, person: Person) -> SaveOutcome:
        """Save the cell that the workbook changes, too, as it was seen when the workbook was downloaded."""
        return save_cells(person, self.life.id, SECTION, self.base, [(CELL, text)])

    def stands(self) -> dict[str, bool]:
        """Of each cell that the workbook changes, whether it says what the workbook says."""
        now = downloaded(self.life).cells
        return {a: now[a.partition(".")[0]].get(a.partition(".")[2]) == text for a, text in self.texts.items()}

    def written(self) -> int:
        """How many lines of the history the workbook has written."""
        lines = self.life.rows(CellChange, CellChange.new.in_(self.texts.values()))
        return len(lines)


def let_go_after(monkeypatch: pytest.MonkeyPatch, name: str, meeting: Callable[[], object]) -> None:
    """Make applying naive: after the step *name* it lets go of every lock, comes to *meeting*, and simply goes on."""
    original = getattr(workbooks, name)

    def read_only(session: Session, *args: Any) -> Any:
        found = original(session, *args)
        session.commit()
        meeting()
        if not on_postgresql(session):
            session.connection(execution_options={WRITING: True})
        return found

    monkeypatch.setattr(workbooks, name, read_only)


def test_a_save_racing_an_apply_is_merged_or_makes_it_be_looked_at_again(ring: Ring) -> None:
    came: list[str] = []
    for number in range(ROUNDS):
        brought = Brought(ring, number)
        applied, saved = ring.race(brought.apply, partial(brought.save, str(30_000 + number)))
        assert isinstance(saved, SaveOutcome), saved
        if isinstance(applied, Plan):
            assert all(brought.stands().values())
            assert [conflict.theirs for conflict in saved.conflicts] == [brought.texts[f"{SECTION}.{CELL}"]]
        else:
            assert isinstance(applied, PlanChanged), applied
            assert not any(brought.stands().values())
            assert saved.conflicts == []
        came.append(type(applied).__name__)
    assert set(came) <= {"Plan", "PlanChanged"}


def test_eight_who_apply_the_same_workbook_write_it_once(ring: Ring) -> None:
    for number in range(ROUNDS):
        brought = Brought(ring, number)
        outcomes = ring.race(*[brought.apply] * 8)
        assert sum(isinstance(outcome, Plan) for outcome in outcomes) == 1, outcomes
        assert outcomes.count(None) == 7
        assert all(brought.stands().values())
        assert brought.written() == 2


def test_the_same_race_catches_an_apply_that_lets_go_of_the_offer(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    brought, everybody = Brought(ring, 0), threading.Barrier(8)
    let_go_after(monkeypatch, "_find", lambda: everybody.wait(PATIENCE))
    outcomes = ring.race(*[brought.apply] * 8)
    # The revision in the condition of each update keeps the answers whole all the same: seven are told of a fault.
    assert outcomes.count(None) == 0
    assert sum(isinstance(outcome, LostLock) for outcome in outcomes) == 7


def writers(ring: Ring, number: int, wrote: threading.Event) -> tuple[Brought, list[Job]]:
    """Seven who apply a workbook to an empty return whose round is open."""
    ring.open_round()
    brought = Brought(ring, number)

    def write(person: Person) -> object:
        done = brought.apply(person)
        wrote.set()
        return done

    return brought, [write] * 7


def test_nothing_is_applied_after_the_closing_was_acknowledged(ring: Ring) -> None:
    faults: list[str] = []
    for number in range(ROUNDS):
        wrote = threading.Event()
        brought, jobs = writers(ring, number, wrote)
        beforehand = partial(wrote.wait, PATIENCE) if number % 2 else wrote.is_set
        found, in_time = close_against(ring, partial(close, beforehand=beforehand), *jobs)
        faults += found
        assert set(brought.stands().values()) == {in_time > 0}
    assert faults == []


def test_the_same_race_catches_an_apply_that_does_not_hold_the_round(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = threading.Barrier(8)
    _brought, jobs = writers(ring, 0, threading.Event())

    def until_it_is_closed() -> None:
        """All have read, then one closes; only then the others go on."""
        everybody.wait(PATIENCE)
        everybody.wait(PATIENCE)

    def close_when_all_have_read(*args: Any) -> Counts:
        counts = close(*args, beforehand=lambda: everybody.wait(PATIENCE))
        everybody.wait(PATIENCE)
        return counts

    let_go_after(monkeypatch, "_lock", until_it_is_closed)
    faults, _in_time = close_against(ring, close_when_all_have_read, *jobs)
    assert [fault for fault in faults if "when the closing was acknowledged" in fault]
