"""The field history can be added to, and the database itself refuses everything else."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.models import CellChange, db
from portal.services.sections import save_cells
from tests.support.people import World

REFUSAL = "the field history is append-only"
#: What changes or removes rows without a statement that says so.
BACK_DOORS = {
    "sqlite": "REPLACE INTO cell_change SELECT id, filing_id, association_id, section, revision, address, old, '13',"
    " person_id, changed_at FROM cell_change",
    "postgresql": "TRUNCATE cell_change",
}
Acting = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def line(world: World, acting_as: Acting) -> CellChange:
    """One line of the history, as a save writes it."""
    alice = world.people.alice
    with acting_as(alice):
        save_cells(alice, world.filing.id, "system_building", 0, [("members.member_total", "12")])
        return db.session.scalars(select(CellChange)).one()


@pytest.mark.parametrize(
    "statement",
    [update(CellChange).values(new="13"), delete(CellChange)],
    ids=["changed", "removed"],
)
def test_a_line_cannot_be_touched_even_by_the_portal_itself(
    line: CellChange, acting_as: Acting, statement: object
) -> None:
    with acting_as(None):
        with pytest.raises(IntegrityError, match=REFUSAL):
            db.session.execute(statement)
        db.session.rollback()
        kept = db.session.scalars(select(CellChange)).one()
        assert (kept.old, kept.new) == ("", "12")


def test_the_history_has_no_back_door(line: CellChange, acting_as: Acting) -> None:
    with acting_as(None):
        with pytest.raises(IntegrityError, match=REFUSAL):
            db.session.execute(text(BACK_DOORS[db.engine.dialect.name]))
        db.session.rollback()
        assert db.session.scalars(select(CellChange.new)).one() == "12"
