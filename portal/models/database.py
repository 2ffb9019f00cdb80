"""The database handle, how a connection behaves, and the second wall between tenants.

SQLite: WAL, ``synchronous=FULL`` (an acknowledged save is on disk), foreign keys, and a transaction
that begins when we say so. Writers begin with ``BEGIN IMMEDIATE``: a plain ``BEGIN`` that reads first
and writes later loses updates or fails to upgrade its lock.

PostgreSQL: READ COMMITTED, whatever the server's default: each statement sees what is committed when
it begins, and a locking one what is committed when it gets the lock. Every transaction carries the
person it acts for in ``portal.person``; the row-level policies made by the migrations show nothing to
a transaction that names nobody.
"""

import sqlite3
import uuid
from typing import Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Text,
    bindparam,
    cast,
    event,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import Session

from portal.models.base import Base

WRITING = "portal_writing"
WROTE = "portal_wrote"
ACTOR = "portal_actor"
SYSTEM = "system"

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

_NAME_ACTOR = select(func.set_config("portal.person", bindparam("actor"), true()))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, record: Any) -> None:
    if isinstance(connection, psycopg.Connection):
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    connection.info.pop(WROTE, None)


@event.listens_for(Engine, "after_cursor_execute")
def _note_writing(connection: Connection, _cursor: Any, _sql: str, _bound: Any, context: Any, _many: bool) -> None:
    if context.compiled is None or not context.compiled.statement.is_select:
        connection.info[WROTE] = True


@event.listens_for(Session, "after_begin")
def _name_actor(session: Session, transaction: Any, connection: Connection) -> None:
    if ACTOR in session.info and connection.dialect.name == "postgresql":
        connection.execute(_NAME_ACTOR, {"actor": session.info[ACTOR]})


def end_reading(error: BaseException | None = None) -> None:
    """Commit what the present session's transaction has read, if it has done nothing but read.

    For the end of a request without an *error*, where it would be rolled back. There is nothing to take back, and
    at a ROLLBACK psycopg forgets which statements it has prepared: PostgreSQL would plan them anew for each request.
    """
    if error is not None or not db.session.registry.has():
        return
    session = db.session()
    if session.in_transaction() and session.is_active:
        connection = session.connection()
        # A connection that was lost has nothing to commit, and whoever answered without it has answered.
        if not connection.invalidated and WROTE not in connection.info:
            connection.commit()


def on_postgresql(session: Session) -> bool:
    """Whether *session* speaks to PostgreSQL; otherwise it is SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def act_for(session: Session, person: uuid.UUID | None) -> None:
    """From here on *session* acts for *person*; ``None`` is the portal itself (commands, worker)."""
    actor = str(person) if person else SYSTEM
    if session.info.get(ACTOR) == actor:
        return
    session.info[ACTOR] = actor
    if session.in_transaction() and on_postgresql(session):
        session.connection().execute(_NAME_ACTOR, {"actor": actor})


def naming(person_id: ColumnElement[uuid.UUID]) -> ColumnElement[str]:
    """A column that names, on PostgreSQL, the person of the very row it is read with.

    It is for the statement that finds out who is asking, which then need not be followed by another
    one. What a query selects is evaluated for the rows it returns and no others, so a statement that
    finds nobody names nobody. Whoever reads a row must go on with :func:`was_named`.
    """
    return func.set_config(literal_column("'portal.person'"), cast(person_id, Text), true())


def was_named(session: Session, person: uuid.UUID) -> None:
    """The present transaction of *session* has read :func:`naming` of *person*; the next ones are told."""
    session.info[ACTOR] = str(person)
