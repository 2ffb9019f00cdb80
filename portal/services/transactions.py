"""The transaction a verb writes in."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from portal.models import db
from portal.models.database import WRITING


@contextmanager
def writing() -> Iterator[Session]:
    """A fresh transaction that may write; committed at the end, rolled back on any error.

    What was read before is left behind on purpose: a decision to write must rest on rows read (and
    locked) inside this transaction. On SQLite it takes the write lock at once (``BEGIN IMMEDIATE``).
    """
    session = db.session()
    session.commit()
    session.connection(execution_options={WRITING: True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
