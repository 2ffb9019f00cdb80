"""Submissions, events and what was said in a thread stay as they are: the database itself refuses all else."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Table, UniqueConstraint, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.models import CommentEntry, FilingEvent, RoundEvent, SealedScan, Submission, db
from portal.models.base import Base
from portal.models.rows import table
from tests.support.people import World
from tests.support.tenant_rows import AT, add_one_each, row_of

#: Each table with a column and another value for it.
RECORDS: dict[type[Base], dict[str, object]] = {
    Submission: {"responsible_name": "另一人（虚构）"},
    FilingEvent: {"reason": "another reason"},
    RoundEvent: {"reason": "another reason"},
    SealedScan: {"content_hash": "another"},
}
NAMES = [model.__tablename__ for model in RECORDS]
Acting = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def records(world: World, acting_as: Acting) -> None:
    """A row in every table."""
    with acting_as(None):
        connection = db.session.connection()
        add_one_each(connection, world)
        event = {"round_id": world.round.id, "action": "open", "person_id": world.people.nadia.id, "at": AT}
        connection.execute(insert(table(RoundEvent)).values(event))
        db.session.commit()


def rows(of: Table) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in db.session.execute(select(of))), key=repr)


def refused(of: Table, statement: object) -> None:
    """*statement* is refused, and leaves the rows of the table as they were."""
    before = rows(of)
    assert before
    with pytest.raises(IntegrityError, match=f"{of.name} is insert only"):
        db.session.execute(statement)
    db.session.rollback()
    assert rows(of) == before


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("model", RECORDS, ids=NAMES)
def test_a_record_cannot_be_touched_even_by_the_portal_itself(acting_as: Acting, model: type[Base]) -> None:
    with acting_as(None):
        refused(table(model), update(table(model)).values(RECORDS[model]))
        refused(table(model), delete(table(model)))


def replacing(of: Table, changes: Mapping[str, str]) -> str:
    """SQL of SQLite that puts a row with *changes* in the place of each row that it collides with."""
    chosen = ", ".join(changes.get(column.name, column.name) for column in of.c)
    columns = ", ".join(column.name for column in of.c)
    return f"REPLACE INTO {of.name} ({columns}) SELECT {chosen} FROM {of.name}"  # noqa: S608  # names of ours


RANDOM_ID = "lower(hex(randomblob(16)))"
NEW_ID = {"submission": RANDOM_ID, "sealed_scan": RANDOM_ID, "filing_event": "id + 1000", "round_event": "id + 1000"}
#: New values for whatever is unique, in SQL of SQLite.
VALUES = {"reference": "reference || 'x'", "number": "number + 1000", "version": "version + 1000"}


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("model", RECORDS, ids=NAMES)
def test_records_have_no_back_door(acting_as: Acting, model: type[Base]) -> None:
    of = table(model)
    other = dict.fromkeys(RECORDS[model], "'another'")
    with acting_as(None):
        if db.engine.dialect.name == "postgresql":
            refused(of, text(f"TRUNCATE {of.name} CASCADE"))
            return
        refused(of, text(replacing(of, other)))
        for unique in (c for c in of.constraints if isinstance(c, UniqueConstraint)):
            changes = {name: sql for name, sql in VALUES.items() if name in of.c} | {"id": NEW_ID[of.name]}
            kept = {column.name for column in unique.columns}
            refused(of, text(replacing(of, {name: sql for name, sql in changes.items() if name not in kept})))


@pytest.mark.usefixtures("records")
def test_threads_have_no_back_door(acting_as: Acting) -> None:
    entry = table(CommentEntry)
    with acting_as(None):
        if db.engine.dialect.name == "postgresql":
            refused(entry, text("TRUNCATE comment_entry"))
        else:
            refused(entry, text(replacing(entry, {"text": "'another'", "sent_at": "NULL"})))


@pytest.mark.usefixtures("records")
def test_what_was_sent_in_a_thread_cannot_be_reworded_or_removed(acting_as: Acting) -> None:
    entry = table(CommentEntry)
    with acting_as(None):
        refused(entry, update(entry).values(text="另一句话（虚构）"))
        refused(entry, update(entry).values(sent_at=None))
        refused(entry, delete(entry))


@pytest.mark.usefixtures("records")
def test_what_was_not_sent_yet_can_be_reworded_and_removed(world: World, acting_as: Acting) -> None:
    entry = table(CommentEntry)
    draft = row_of("comment_entry", world, world.association.id) | {"sent_at": None}
    with acting_as(None):
        count = len(rows(entry))
        db.session.execute(insert(entry).values(draft))
        own = entry.c.id == draft["id"]
        assert db.session.connection().execute(update(entry).where(own).values(text="改过（虚构）")).rowcount == 1
        assert db.session.connection().execute(delete(entry).where(own)).rowcount == 1
        db.session.commit()
        assert len(rows(entry)) == count
