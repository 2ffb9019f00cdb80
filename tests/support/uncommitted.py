"""Finds work that a request or a test left in its session without committing it.

Such work is lost without a word when the session is closed, so it fails the test that caused it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from portal.models import db

WROTE = "tests_wrote"


@contextmanager
def nothing_left_uncommitted(app: Flask) -> Iterator[None]:
    """Fail at the end when an application context of *app* ended with work not committed."""
    left: list[str] = []

    def wrote(session: Session, *_flush: Any) -> None:
        session.info[WROTE] = True

    def executed(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            state.session.info[WROTE] = True

    def settled(session: Session) -> None:
        session.info.pop(WROTE, None)

    # Registered after the one that closes the session, hence run before it.
    @app.teardown_appcontext
    def look(error: BaseException | None) -> None:
        if error is not None or not db.session.registry.has():
            return
        session = db.session()
        waiting = [*session.new, *session.deleted, *(o for o in session.dirty if session.is_modified(o))]
        if waiting or session.info.get(WROTE):
            left.append(f"left uncommitted: {waiting or 'statements that were flushed or executed'}")

    listeners = (
        ("after_flush", wrote),
        ("do_orm_execute", executed),
        ("after_commit", settled),
        ("after_rollback", settled),
    )
    for name, listener in listeners:
        event.listen(Session, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(Session, name, listener)
    assert not left, "\n".join(left)
