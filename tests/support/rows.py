"""Rows of a database as they are stored, below the models and the row-level policies."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, create_engine, select, text

from portal.models import Base
from tests.support.schema import BOOKKEEPING

Row = dict[str, Any]


def stored_rows(url: str) -> dict[str, list[Row]]:
    """Every row of every table, read as the portal itself."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            act_as_system(connection)
            found = MetaData()
            found.reflect(connection)
            return {
                name: _sorted(dict(row) for row in connection.execute(select(table)).mappings())
                for name, table in found.tables.items()
                if name != BOOKKEEPING
            }
    finally:
        engine.dispose()


def within(rows: Mapping[str, Sequence[Row]], columns: Mapping[str, Sequence[str]]) -> dict[str, list[Row]]:
    """*rows* as seen by somebody who knows no tables and columns but *columns*."""
    return {
        table: _sorted({column: row[column] for column in known} for row in rows[table])
        for table, known in columns.items()
    }


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(({column: row[column] for column in sorted(row)} for row in rows), key=repr)


def execute(url: str, *statements: str) -> None:
    """Run SQL below everything of ours, as the portal itself, and commit it."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            act_as_system(connection)
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def act_as_system(connection: Connection) -> None:
    """Let the row-level policies of PostgreSQL show everything to the present transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('portal.person', 'system', true)"))


def empty_tables(rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """Tables of the models that hold nothing, so that a test knows it has tried them all."""
    return sorted(name for name in Base.metadata.tables if not rows[name])
