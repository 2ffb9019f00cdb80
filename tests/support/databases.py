"""Clean databases for tests, each a copy of one that the migrations built.

Owns building that template once, copying it and removing the copies, on SQLite and on PostgreSQL.
Does not put anything into them: see ``tests.support.people``.
"""

import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import flask_migrate
from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import URL, Connection, create_engine, make_url, text

from portal.models import Region, db

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ROLE = "portal_test"
#: What a test fills: every table but that of the regions, which the migrations fill.
TABLES = sorted(db.metadata.tables.keys() - {Region.__tablename__})
REGIONS = f"SELECT region::text FROM {Region.__tablename__} AS region ORDER BY code"  # noqa: S608  # a name of ours
#: What a database is made of beside its rows, and what was set for it: a test may have added or altered any of it.
MADE_OF = """
SELECT concat_ws(' ', 'table', relname, relkind) FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', 'column', relname, attname, atttypid, attnotnull)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', 'constraint', conname, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', 'function', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT concat_ws(' ', 'policy', polname, pg_get_expr(polqual, polrelid)) FROM pg_policy
UNION ALL SELECT concat_ws(' ', 'setting', setconfig) FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY 1
"""
RESTART = "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"
LEAVE_ALONE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Databases(Protocol):
    """A place where databases can be made."""

    def empty(self) -> str:
        """The address of a new database without tables."""

    def migrated(self) -> str:
        """The address of a new database as the migrations make it."""

    def drop(self, url: str) -> None:
        """Remove a database that nobody is connected to any more."""

    def lend(self) -> str:
        """The address of a database as the migrations make it, new or as good as new."""

    def take_back(self, url: str) -> None:
        """Take back what was lent; it may be emptied and lent again, if nothing but rows was changed in it."""


@contextmanager
def bare_app(url: str, migrations: Path = MIGRATIONS) -> Iterator[None]:
    """The context of an application that has tables and migrations, and nothing else of the portal."""
    app = Flask("migrations")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    Migrate(app, db, directory=str(migrations))
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def upgrade(url: str, revision: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Bring the database at *url* up to *revision*."""
    with bare_app(url, migrations):
        flask_migrate.upgrade(revision=revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at *url* back to *revision*."""
    with bare_app(url):
        flask_migrate.downgrade(revision=revision)


class SqliteDatabases:
    """Database files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template: Path | None = None

    def empty(self) -> str:
        return f"sqlite:///{self.folder / uuid.uuid4().hex}.sqlite"

    def migrated(self) -> str:
        if self.template is None:
            url = self.empty()
            upgrade(url)
            self.template = Path(str(make_url(url).database))
            # The last connection to leave folds the write-ahead log into the file, so copying it is safe.
            assert not self.template.with_name(self.template.name + "-wal").exists()
        url = self.empty()
        shutil.copyfile(self.template, str(make_url(url).database))
        return url

    def drop(self, url: str) -> None:
        database = Path(str(make_url(url).database))
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)

    def lend(self) -> str:
        return self.migrated()

    def take_back(self, url: str) -> None:
        self.drop(url)


class PostgresDatabases:
    """Databases on one server, owned by a role that is no superuser: row-level security binds it."""

    def __init__(self, server: URL) -> None:
        self.server = server
        self.prefix = f"portal_test_{os.getpid()}_"
        self.count = 0
        self.template = ""
        self._free: list[str] = []
        self._known: Sequence[str] | None = None
        self._engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            self.owner = self._owner(connection)

    def _owner(self, connection: Connection) -> URL:
        mighty = connection.scalar(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
        if not mighty:
            return self.server
        connection.execute(
            text(
                f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}';"
                " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        )
        return self.server.set(username=ROLE, password=ROLE)

    def _create(self, template: str) -> str:
        self.count += 1
        name = f"{self.prefix}{self.count}"
        with self._engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} OWNER {self.owner.username} TEMPLATE {template}"))
        return self.owner.set(database=name).render_as_string(hide_password=False)

    def empty(self) -> str:
        return self._create("template0")

    def migrated(self) -> str:
        if not self.template:
            url = self.empty()
            upgrade(url)
            self.template = str(make_url(url).database)
        return self._create(self.template)

    def drop(self, url: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))

    def lend(self) -> str:
        return self._free.pop() if self._free else self.migrated()

    def take_back(self, url: str) -> None:
        """Empty the database and keep it: that takes a tenth of making a new one. Only a superuser can."""
        if self.owner is not self.server and self._emptied(url):
            self._free.append(url)
        else:
            self.drop(url)

    def _emptied(self, url: str) -> bool:
        """Whether the database at *url* is again as the migrations made it."""
        own = create_engine(self.server.set(database=make_url(url).database), isolation_level="AUTOCOMMIT")
        try:
            with own.connect() as connection:
                connection.execute(text(LEAVE_ALONE))
                # The triggers that keep records from being changed, and foreign keys, are not asked.
                connection.execute(text("SET session_replication_role = replica"))
                for name in TABLES:
                    connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608  # names of ours
                connection.execute(text(RESTART))
                return _made(connection) == self._as_migrated()
        finally:
            own.dispose()

    def _as_migrated(self) -> Sequence[str]:
        """What the migrations themselves made and put in."""
        if self._known is None:
            source = create_engine(self.server.set(database=self.template), isolation_level="AUTOCOMMIT")
            with source.connect() as connection:
                self._known = _made(connection)
            source.dispose()
        return self._known

    def close(self) -> None:
        """Remove what was kept and the template, and leave the server."""
        for url in self._free:
            self.drop(url)
        if self.template:
            self.drop(self.owner.set(database=self.template).render_as_string(hide_password=False))
        self._engine.dispose()


def _made(connection: Connection) -> list[str]:
    """What the database is made of, and its regions, row by row."""
    return [*connection.scalars(text(MADE_OF)), *connection.scalars(text(REGIONS))]
