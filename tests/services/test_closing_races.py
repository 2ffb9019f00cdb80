"""A round closed while seven people save, upload or submit: nothing is written after the closing was acknowledged.

Each race is first run against writers that ask whether the round is open without holding it: there it
must fail, or it would prove nothing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.filing.transitions import Action
from portal.models import (
    CellChange,
    FilingEvent,
    OutboxMail,
    Person,
    SectionDocument,
    Submission,
    UploadedFile,
    db,
)
from portal.models.database import WRITING, on_postgresql
from portal.models.rows import table
from portal.services import round_keeping, sections, uploads
from portal.services.filings import find
from portal.services.locked_filings import CameFirst
from portal.services.locked_rounds import newest_event
from portal.services.needs import Request
from portal.services.sections import NotEditable, save_cells
from portal.services.transitions import NotPossible, carry_out
from portal.services.uploads import add_file
from portal.web.stores import file_store
from tests.documents import small_docx
from tests.support.filled import LIMITS
from tests.support.lives import DECLARED, SECTION
from tests.support.races import CLIENTS, PATIENCE, ROUNDS, Job, Ring, let_go_after_reading

FEWER = ROUNDS // 4
WRITTEN = (CellChange, UploadedFile, Submission, FilingEvent, OutboxMail)
DOCX = small_docx()


@dataclass(frozen=True)
class Shown:
    """What the pages had shown before everybody began."""

    version: int
    revision: int


Writer = Callable[[Ring, int, Shown, Person], object]
Counts = dict[str, Any]


def save(ring: Ring, number: int, shown: Shown, person: Person) -> object:
    """Save a row of one's own in a list."""
    row = f"trainings.c{number}x{shown.revision}.training_name"
    return save_cells(person, ring.id, SECTION, shown.revision, [(row, f"培训 {number}")])


def upload(ring: Ring, number: int, _shown: Shown, person: Person) -> object:
    """Upload a file of one's own."""
    filing = find(ring.id)
    assert filing is not None
    return add_file(file_store(), person, filing, f"总结 {number}（虚构）.docx", DOCX, LIMITS)


def submit(ring: Ring, _number: int, shown: Shown, person: Person) -> object:
    return carry_out(person, ring.id, Action.SUBMIT, Request(shown.version, declaration=DECLARED))


def written(ring: Ring) -> Counts:
    """What contacts can write, counted."""
    counts: Counts = {model.__tablename__: ring.count(model) for model in WRITTEN}
    return counts | {"revisions": ring.revisions(), "filing": ring.stands()}


def close(ring: Ring, round_version: int, person: Person, beforehand: Callable[[], object]) -> Counts:
    """Close the round; what was written by the time that was acknowledged."""
    beforehand()
    round_keeping.close_round(person, ring.world.round.id, round_version, "到期（虚构）")
    return written(ring)


def close_against(ring: Ring, close_it: Callable[..., Counts], *jobs: Job) -> tuple[list[str], int]:
    """What is wrong after seven people wrote while one closed the round, and how many of them came in time."""
    with ring.app.app_context():
        round_version = newest_event(db.session(), ring.world.round.id)
    acknowledged, *outcomes = ring.race(partial(close_it, ring, round_version), *jobs)
    refused = [o for o in outcomes if isinstance(o, NotEditable | NotPossible | CameFirst)]
    faults = [repr(o) for o in outcomes if isinstance(o, Exception) and o not in refused]
    if acknowledged != written(ring):
        faults.append(f"{acknowledged} when the closing was acknowledged, and later {written(ring)}")
    return faults, len(outcomes) - len(refused)


def writers(ring: Ring, writer: Writer, afterwards: Callable[[], object] = lambda: None) -> list[Job]:
    """Seven who write into an empty return whose round is open."""
    ring.open_round()
    with ring.below() as connection:
        document = table(SectionDocument)
        connection.execute(update(document).where(document.c.filing_id == ring.id).values(cells={}))
    shown = Shown(ring.reset(state="draft"), ring.revisions()[SECTION])

    def write(number: int, person: Person) -> object:
        outcome = writer(ring, number, shown, person)
        afterwards()
        return outcome

    return [partial(write, number) for number in range(CLIENTS - 1)]


RACES = [(save, ROUNDS), (upload, FEWER), (submit, FEWER)]


@pytest.mark.parametrize(("writer", "rounds"), RACES, ids=[writer.__name__ for writer, _rounds in RACES])
def test_nothing_is_written_after_the_closing_was_acknowledged(ring: Ring, writer: Writer, rounds: int) -> None:
    faults, in_time = [], []
    for number in range(rounds):
        somebody_wrote = threading.Event()
        jobs = writers(ring, writer, somebody_wrote.set)
        # In every other round the closing comes into the middle of the writing, whatever the writers do first.
        beforehand = partial(somebody_wrote.wait, PATIENCE) if number % 2 else somebody_wrote.is_set
        found, came = close_against(ring, partial(close, beforehand=beforehand), *jobs)
        faults += found
        in_time.append(came)
    assert faults == []
    assert min(in_time) < len(jobs)
    assert max(in_time) > 0
    assert not ring.history_has_gaps()


@pytest.mark.parametrize("writer", [save, upload, submit], ids=lambda writer: writer.__name__)
def test_the_same_race_catches_writers_that_do_not_hold_the_round(
    ring: Ring, monkeypatch: pytest.MonkeyPatch, writer: Writer
) -> None:
    everybody = threading.Barrier(CLIENTS)
    original = sections.lock_section

    def until_it_is_closed() -> None:
        """All have read, then one closes; only then the others go on."""
        everybody.wait(PATIENCE)
        everybody.wait(PATIENCE)

    def read_only(session: Session, *args: Any) -> Any:
        locked = original(session, *args)
        session.commit()
        until_it_is_closed()
        if not on_postgresql(session):
            session.connection(execution_options={WRITING: True})
        return locked

    def close_when_all_have_read(*args: Any) -> Counts:
        counts = close(*args, beforehand=lambda: everybody.wait(PATIENCE))
        everybody.wait(PATIENCE)
        return counts

    let_go_after_reading(monkeypatch, until_it_is_closed)
    for module in (sections, uploads):
        monkeypatch.setattr(module, "lock_section", read_only)
    faults, in_time = close_against(ring, close_when_all_have_read, *writers(ring, writer))
    assert in_time
    assert [fault for fault in faults if "when the closing was acknowledged" in fault]
