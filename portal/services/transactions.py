"""The transaction a verb writes in."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from portal.models import db
from portal.models.database import WRITING, on_postgresql


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that may write; committed at the end, rolled back on any error.

    A decision to write must rest on rows read (and locked) inside the block, never on what was read
    before. On PostgreSQL every statement reads anew (READ COMMITTED), so a transaction that has only
    read so far is gone on with. SQLite has shown its reader one moment all along and locks nothing for
    it: there what was read is left behind, and a fresh transaction takes the write lock at once
    (``BEGIN IMMEDIATE``).
    """
    session = db.session()
    if not on_postgresql(session):
        session.commit()
        session.connection(execution_options={WRITING: True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
