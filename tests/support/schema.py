"""What a database says about its own tables, in a form that can be compared."""

import re
from typing import Any

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine.reflection import Inspector

BOOKKEEPING = "alembic_version"


def schema_of(url: str) -> dict[str, dict[str, Any]]:
    """Columns with types and lengths, keys, checks, uniques and indexes, by table."""
    engine = create_engine(url)
    try:
        inspector = inspect(engine)
        names = [name for name in inspector.get_table_names() if name != BOOKKEEPING]
        return {name: _table(inspector, name) for name in names}
    finally:
        engine.dispose()


def columns_of(url: str) -> dict[str, list[str]]:
    """The names of the columns of every table."""
    return {name: sorted(table["columns"]) for name, table in schema_of(url).items()}


def _table(inspector: Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {
            c["name"]: (repr(c["type"]), c["nullable"], c["default"], c.get("autoincrement"))
            for c in inspector.get_columns(name)
        },
        "primary key": inspector.get_pk_constraint(name),
        "foreign keys": {
            k["name"]: (k["constrained_columns"], k["referred_table"], k["referred_columns"], k["options"])
            for k in inspector.get_foreign_keys(name)
        },
        "uniques": {u["name"]: u["column_names"] for u in inspector.get_unique_constraints(name)},
        "checks": {c["name"]: re.sub(r"\s+", " ", c["sqltext"]) for c in inspector.get_check_constraints(name)},
        "indexes": {i["name"]: (i["column_names"], i["unique"]) for i in inspector.get_indexes(name)},
    }
