"""A save against a change of the round or of the filing at the same moment: one waits for the other."""

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Update, select, update

from portal.models import Filing, Person, Round, SectionDocument, db
from portal.models.database import act_for
from portal.services import explaining, sections
from portal.services.sections import NotEditable, SaveOutcome, save_cells
from portal.services.transactions import writing
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
SECTION = "system_building"
WHY = "联盟于年底成立，尚无会员单位登记（虚构）。"
#: Long enough for the other one to come to its lock; longer waiting proves nothing more.
MOMENT = 0.5
PATIENCE = 20


class Other(threading.Thread):
    """Does something in a thread and application context of its own, and keeps what came of it."""

    def __init__(self, app: Flask, person: Person | None, work: Callable[[], object]) -> None:
        super().__init__()
        self.app, self.person, self.work = app, person, work
        self.outcome: object = None

    def run(self) -> None:
        with self.app.app_context():
            act_for(db.session(), self.person.id if self.person else None)
            try:
                self.outcome = self.work()
            except Exception as error:  # noqa: BLE001  # whatever it is, it is what came of it
                db.session.rollback()
                self.outcome = error

    def waits(self) -> bool:
        """Whether a moment later it is still not done."""
        self.join(MOMENT)
        return self.is_alive()


def close(world: World) -> Update:
    return update(Round).where(Round.id == world.round.id).values(state="closed")


def submit(world: World) -> Update:
    return update(Filing).where(Filing.id == world.filing.id).values(state="submitted")


def saving(app: Flask, world: World) -> Other:
    cells = [("members.member_total", "10")]
    return Other(app, world.people.alice, lambda: save_cells(world.people.alice, world.filing.id, SECTION, 0, cells))


def revision(acting_as: Acting, filing_id: uuid.UUID) -> int | None:
    with acting_as(None):
        query = select(SectionDocument.revision).filter_by(filing_id=filing_id, section=SECTION)
        return db.session.scalar(query)


@pytest.mark.parametrize("changes", [(close,), (submit,), (close, submit)], ids=["close", "submit", "close, submit"])
def test_a_save_waits_for_a_change_that_is_under_way_and_is_refused_when_it_comes_too_late(
    app: Flask, world: World, acting_as: Acting, changes: tuple[Callable[[World], Update], ...]
) -> None:
    save = saving(app, world)
    with acting_as(None), writing() as session:
        session.execute(changes[0](world))
        save.start()
        assert save.waits()
        # Who closes the round may go on to its filings: the waiting save holds none of them.
        for change in changes[1:]:
            session.execute(change(world))
    save.join(PATIENCE)
    assert isinstance(save.outcome, NotEditable)
    assert revision(acting_as, world.filing.id) == 0


def test_a_save_that_waited_for_the_first_explanation_of_all_counts_it(
    app: Flask, world: World, acting_as: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, original = world.people.alice, explaining.count_anew
    first, second = [("members.member_total", "0")], [("management.full_time_staff", "3")]
    with acting_as(alice):
        assert save_cells(alice, world.filing.id, SECTION, 0, first).progress.unexplained == 1
    save = Other(app, alice, lambda: save_cells(alice, world.filing.id, SECTION, 1, second))

    def count_while_the_save_waits(*args: Any) -> None:
        save.start()
        assert save.waits()
        original(*args)

    monkeypatch.setattr(explaining, "count_anew", count_while_the_save_waits)
    with acting_as(alice):
        explaining.explain(alice, world.filing.id, "RNG-11@system_building.members.member_total", WHY)
    save.join(PATIENCE)
    assert isinstance(save.outcome, SaveOutcome), save.outcome
    assert save.outcome.progress.unexplained == 0


@pytest.mark.parametrize("change", [close, submit])
def test_a_change_waits_for_a_save_that_is_under_way(
    app: Flask, world: World, acting_as: Acting, monkeypatch: pytest.MonkeyPatch, change: Callable[[World], Update]
) -> None:
    original = sections.read_cells
    save_has_locked, save_may_go_on = threading.Event(), threading.Event()

    def read_later(*args: object) -> dict[str, str]:
        save_has_locked.set()
        assert save_may_go_on.wait(PATIENCE)
        return original(*args)  # type: ignore[arg-type]

    def make_change() -> None:
        with writing() as session:
            session.execute(change(world))

    monkeypatch.setattr(sections, "read_cells", read_later)
    save, other = saving(app, world), Other(app, None, make_change)
    save.start()
    assert save_has_locked.wait(PATIENCE)
    other.start()
    assert other.waits()
    save_may_go_on.set()
    for thread in (save, other):
        thread.join(PATIENCE)
    assert isinstance(save.outcome, SaveOutcome)
    assert other.outcome is None
    assert revision(acting_as, world.filing.id) == 1
    with acting_as(None):
        found = db.session.get(
            Filing if change is submit else Round, (world.filing if change is submit else world.round).id
        )
        assert found is not None
        assert found.state == ("submitted" if change is submit else "closed")
