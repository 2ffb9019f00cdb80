"""Rows of a database as they are stored, below the models and the row-level policies."""

from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, select, text

from portal.models import Base
from tests.support.schema import BOOKKEEPING


def stored_rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, read as the portal itself."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            act_as_system(connection)
            found = MetaData()
            found.reflect(connection)
            return {
                name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
                for name, table in found.tables.items()
                if name != BOOKKEEPING
            }
    finally:
        engine.dispose()


def execute(url: str, *statements: str) -> None:
    """Run SQL below everything of ours, as the portal itself, and commit it."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET portal.person = 'system'"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def act_as_system(connection: Connection) -> None:
    """Let the row-level policies of PostgreSQL show everything to the present transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('portal.person', 'system', true)"))


def empty_tables(rows: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """Tables of the models that hold nothing, so that a test knows it has tried them all."""
    return sorted(name for name in Base.metadata.tables if not rows[name])
