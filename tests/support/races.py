"""Eight people at once on one filing: they start together, and what came of each is kept.

Every one of them may do everything with the filing, so that nobody loses for another reason than having
come too late. The filing is set back between two rounds past the services; its version goes on, because
the history takes new lines only.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, func, insert, select, update
from sqlalchemy.orm import Session

from portal.filing.access import Role
from portal.models import Filing, FilingEvent, Membership, Person, Round, SectionDocument, db
from portal.models.base import Base
from portal.models.database import WRITING, act_for, on_postgresql
from portal.models.rows import table
from portal.services import comments, locked_filings, reviewing, submissions, transitions
from portal.services.locked_filings import LockedFiling, Step
from portal.services.transactions import writing
from tests.support.people import YUNNAN, World, person
from tests.support.rows import act_as_system

CLIENTS, ROUNDS = 8, 200
PATIENCE = 30
Job = Callable[[Person], object]

_filing, _event = table(Filing), table(FilingEvent)


class Ring:
    """The filing of Alice's association, eight people who may do everything with it, and a thread for each."""

    def __init__(self, app: Flask, world: World, pool: ThreadPoolExecutor) -> None:
        self.app, self.world, self.pool, self.id = app, world, pool, world.filing.id
        with app.app_context():
            self.engine: Engine = db.engine
            self.people = _people(world)

    def race(self, *jobs: Job) -> list[object]:
        """Run *jobs* at the same moment, each as somebody else; what each returned, or the exception it raised."""
        start = threading.Barrier(len(jobs))

        def run(who: Person, job: Job) -> object:
            with self.app.app_context():
                act_for(db.session(), who.id)
                start.wait(PATIENCE)
                try:
                    return job(who)
                except Exception as error:  # noqa: BLE001  # whatever it is, it is what came of it
                    db.session.rollback()
                    return error

        return list(self.pool.map(run, self.people, jobs))

    @contextmanager
    def below(self) -> Iterator[Connection]:
        """A transaction of the portal itself, below the services."""
        with self.engine.begin() as connection:
            act_as_system(connection)
            yield connection

    def reset(self, **columns: Any) -> int:
        """Set the filing to *columns*; its version."""
        with self.below() as connection:
            connection.execute(update(_filing).where(_filing.c.id == self.id).values(columns))
            return int(connection.scalar(select(_filing.c.version).where(_filing.c.id == self.id)) or 0)

    def open_round(self) -> None:
        """Set the round to open, whatever has happened to it."""
        round_ = table(Round)
        with self.below() as connection:
            connection.execute(update(round_).where(round_.c.id == self.world.round.id).values(state="open"))

    def stands(self) -> tuple[str, int]:
        """State and version of the filing."""
        with self.below() as connection:
            row = connection.execute(select(_filing.c.state, _filing.c.version).where(_filing.c.id == self.id)).one()
        return row.state, row.version

    def revisions(self) -> dict[str, int]:
        """The revision of each section."""
        document = table(SectionDocument)
        query = select(document.c.section, document.c.revision).where(document.c.filing_id == self.id)
        with self.below() as connection:
            return {row.section: row.revision for row in connection.execute(query)}

    def count(self, model: type[Base], **columns: Any) -> int:
        """How many rows of *model* have these values."""
        of = table(model)
        query = select(func.count()).select_from(of).where(*(of.c[name] == value for name, value in columns.items()))
        with self.below() as connection:
            return connection.scalar(query) or 0

    def history_has_gaps(self) -> bool:
        """Whether the versions of the events are anything but 1, 2, 3 … up to the version of the filing."""
        query = select(_event.c.version).where(_event.c.filing_id == self.id).order_by(_event.c.version)
        with self.below() as connection:
            versions = list(connection.scalars(query))
        return versions != list(range(1, self.stands()[1] + 1))


def _people(world: World) -> list[Person]:
    """Eight people, each contact of Alice's association, coordinator of its region and administrator at once."""
    act_for(db.session(), None)
    with writing() as session:
        made = []
        for number in range(CLIENTS):
            one = person(f"client{number}", "no hash", Role.SUBMITTER, association_id=world.association.id)
            one.memberships.append(Membership(role=Role.COORDINATOR.value, region_code=YUNNAN))
            one.memberships.append(Membership(role=Role.ADMINISTRATOR.value))
            made.append(one)
        session.add_all(made)
    return made


@contextmanager
def ring_of(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """A ring in which nothing stands in the way of submitting, and SQLite does not wait for the disk.

    What the checks find and how durable a commit is are shown elsewhere; here they would take most of the time.
    """
    monkeypatch.setattr(submissions, "check_filing", lambda *_args: {})

    def do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")

    with app.app_context():
        event.listen(db.engine, "connect", do_not_wait_for_the_disk)
        db.engine.dispose()
    with ThreadPoolExecutor(CLIENTS) as pool:
        yield Ring(app, world, pool)


def let_go_after_reading(monkeypatch: pytest.MonkeyPatch, meeting: Callable[[], object]) -> None:
    """Make the services naive: they read, let go of every lock, come to *meeting*, and write whatever has happened.

    That is how a handler looks whose author thought of one person at a time.
    """
    original = locked_filings.lock_filing

    def read_only(session: Session, filing_id: Any) -> LockedFiling:
        locked = original(session, filing_id)
        session.commit()
        meeting()
        if not on_postgresql(session):
            session.connection(execution_options={WRITING: True})
        return locked

    def write_anyway(session: Session, locked: LockedFiling, step: Step) -> int:
        here = _filing.c.id == locked.filing.id
        session.execute(update(_filing).where(here).values(version=_filing.c.version + 1, **step.columns))
        version = int(session.scalar(select(_filing.c.version).where(here)) or 0)
        line = {"filing_id": locked.filing.id, "association_id": locked.filing.association_id, "version": version}
        line |= {"kind": step.kind.value, "from_state": locked.filing.state, "person_id": step.person.id}
        line |= {"to_state": step.columns.get("state", locked.filing.state), "at": step.at, "submission": 0}
        session.execute(insert(_event).inline(), [line | {"reason": "", "details": {"replaces": 0}}])
        return version

    for module in (transitions, comments, reviewing):
        monkeypatch.setattr(module, "lock_filing", read_only)
        monkeypatch.setattr(module, "advance", write_anyway, raising=False)
