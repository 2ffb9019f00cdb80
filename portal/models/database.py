"""The database handle, how a connection behaves, and the second wall between tenants.

SQLite: WAL, ``synchronous=FULL`` (an acknowledged save is on disk), foreign keys, and a transaction
that begins when we say so. Writers begin with ``BEGIN IMMEDIATE``: a plain ``BEGIN`` that reads first
and writes later loses updates or fails to upgrade its lock.

PostgreSQL: every transaction carries the person it acts for in ``portal.person``; the row-level
policies made by the migrations show nothing to a transaction that names nobody.
"""

import sqlite3
import uuid
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

from portal.models.base import Base

WRITING = "portal_writing"
ACTOR = "portal_actor"
SYSTEM = "system"

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@event.listens_for(Session, "after_begin")
def _name_actor(session: Session, transaction: Any, connection: Connection) -> None:
    if ACTOR in session.info and connection.dialect.name == "postgresql":
        _set_actor(connection, session.info[ACTOR])


def _set_actor(connection: Connection, actor: str) -> None:
    connection.execute(text("SELECT set_config('portal.person', :actor, true)"), {"actor": actor})


def act_for(session: Session, person: uuid.UUID | None) -> None:
    """From here on *session* acts for *person*; ``None`` is the portal itself (commands, worker)."""
    actor = str(person) if person else SYSTEM
    if session.info.get(ACTOR) == actor:
        return
    session.info[ACTOR] = actor
    if session.in_transaction():
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            _set_actor(connection, actor)
