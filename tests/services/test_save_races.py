"""Eight people saving at once: nothing acknowledged is lost, and one cell has one winner.

Each race is first run against a naive save, which reads, waits for the others and writes without a
lock: there it must fail, or it would prove nothing.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.form.editions import EDITION_2017
from portal.models import CellChange, Person, SectionDocument, db
from portal.models.database import act_for
from portal.services import sections
from portal.services.rounds import context_of
from portal.services.sections import LockedSection, SaveOutcome, save_cells
from tests.support.people import World

CLIENTS, ROUNDS = 8, 12
SECTION = "collaborative_utilization"
ONE_CELL = "operations_by_year.2017.purchased_patents"


@contextmanager
def unlocked() -> Iterator[Session]:
    """A transaction as somebody would write it who never heard of other people."""
    session = db.session()
    session.commit()
    yield session
    session.commit()


class Race:
    """Runs one save in each of eight threads at the same moment, and gathers what came of them."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world

    def run(self, cells_of: Callable[[int], list[tuple[str, str]]], base: int) -> list[SaveOutcome | None]:
        """What each save led to; None where it failed."""
        start = threading.Barrier(CLIENTS)
        outcomes: list[SaveOutcome | None] = [None] * CLIENTS

        def save(number: int) -> None:
            with self.app.app_context():
                person = self._person(number)
                act_for(db.session(), person.id)
                start.wait()
                try:
                    outcomes[number] = save_cells(person, self.world.filing.id, SECTION, base, cells_of(number))
                except Exception:  # noqa: BLE001  # whatever a client is told, it was not acknowledged
                    db.session.rollback()

        threads = [threading.Thread(target=save, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    def _person(self, number: int) -> Person:
        return self.world.people.alice if number % 2 else self.world.people.bob

    def stored(self) -> SectionDocument:
        with self.app.app_context():
            act_for(db.session(), None)
            found = db.session.get(SectionDocument, (self.world.filing.id, SECTION))
            assert found is not None
            return found

    def history(self) -> int:
        with self.app.app_context():
            act_for(db.session(), None)
            return len(list(db.session.scalars(select(CellChange.id))))


@pytest.fixture
def race(app: Flask, world: World) -> Race:
    return Race(app, world)


def different_cells(round_: int) -> Callable[[int], list[tuple[str, str]]]:
    return lambda n: [(f"patent_layouts.c{n}x{round_}.layout_name", f"client {n} in round {round_}")]


def one_cell(round_: int) -> Callable[[int], list[tuple[str, str]]]:
    return lambda n: [(ONE_CELL, str(1000 * round_ + n + 1))]


def acknowledged_but_missing(race: Race, rounds: int) -> int:
    """Cells whose save was acknowledged and that are not in the document at the end."""
    lost: dict[str, str] = {}
    for round_ in range(rounds):
        base = race.stored().revision
        for n, outcome in enumerate(race.run(different_cells(round_), base)):
            if outcome is not None:
                lost |= dict(different_cells(round_)(n))
    for address, text in race.stored().cells.items():
        if lost.get(address) == text:
            del lost[address]
    return len(lost)


def test_no_acknowledged_save_is_lost_however_many_save_at_once(race: Race) -> None:
    assert acknowledged_but_missing(race, ROUNDS) == 0
    assert race.stored().revision == CLIENTS * ROUNDS
    rows = race.stored().cells["patent_layouts.rows"].split()
    assert len(rows) == len(set(rows)) == CLIENTS * ROUNDS


def test_the_same_race_catches_a_save_that_takes_no_lock(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_has_read = threading.Barrier(CLIENTS)
    original = sections.read_cells

    def read_and_wait(*args: object) -> dict[str, str]:
        everybody_has_read.wait(timeout=10)
        return original(*args)  # type: ignore[arg-type]

    def no_lock(session: Session, person: Person, filing_id: uuid.UUID, code: str) -> LockedSection:
        stored = session.get(SectionDocument, (filing_id, code))
        assert stored is not None
        return LockedSection(
            filing_id=filing_id,
            association_id=stored.association_id,
            edition=EDITION_2017,
            section=EDITION_2017.by_code[code],
            context=context_of(race.world.round, race.world.association),
            cells=stored.cells,
            revision=stored.revision,
            saved_at=stored.saved_at,
            started=True,
        )

    monkeypatch.setattr(sections, "read_cells", read_and_wait)
    monkeypatch.setattr(sections, "lock_section", no_lock)
    monkeypatch.setattr(sections, "writing", unlocked)
    outcomes = race.run(different_cells(0), 0)
    kept = race.stored().cells.get("patent_layouts.rows", "").split()
    assert len(kept) < CLIENTS
    # The revision in the condition of the update still keeps what is lost from being acknowledged.
    assert len([o for o in outcomes if o]) == len(kept)


def test_one_cell_changed_by_eight_at_once_has_one_winner_and_seven_choices(race: Race) -> None:
    for round_ in range(ROUNDS):
        base = race.stored().revision
        outcomes = race.run(one_cell(round_), base)
        winners = [o for o in outcomes if o is not None and not o.conflicts]
        assert len(winners) == 1
        assert len([o for o in outcomes if o is not None and o.conflicts]) == CLIENTS - 1
        assert race.stored().cells[ONE_CELL] == winners[0].cells[ONE_CELL]
    assert race.history() == ROUNDS
