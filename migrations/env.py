"""Runs the migrations, all that are due in one transaction. Does not say what they change.

SQLite: a batch migration rebuilds a table, and with foreign keys on, dropping the old table silently
deletes the rows that refer to it. So they are off while migrating, and every reference is checked
before the commit. Triggers do not survive a rebuild: a migration that rebuilds a table makes its
triggers again.

PostgreSQL: migrations act as the portal itself, so the row-level policies hide nothing from them;
a second process that starts to migrate waits for the first.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from portal.models import db
from portal.models.database import SYSTEM, WRITING

LOCK = 2017


class ReferencesLostError(Exception):
    """A migration would leave rows that refer to rows that are gone; nothing was changed."""


def migrate() -> None:
    """Bring the database of the running application to the revision asked for."""
    if context.is_offline_mode():
        raise SystemExit("Migrations look at the data they change; they cannot be written out as SQL.")
    with db.engine.connect().execution_options(**{WRITING: True}) as connection:
        if connection.dialect.name == "sqlite":
            migrate_sqlite(connection)
        else:
            migrate_postgresql(connection)


def migrate_sqlite(connection: Connection) -> None:
    """Foreign keys can only be switched outside a transaction, hence below SQLAlchemy."""
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            run(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise ReferencesLostError(f"references to nothing: {broken[:10]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def migrate_postgresql(connection: Connection) -> None:
    with connection.begin():
        connection.execute(text("SELECT set_config('portal.person', :actor, true)"), {"actor": SYSTEM})
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        run(connection)


def run(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=db.metadata, **options)
    context.run_migrations()


migrate()
