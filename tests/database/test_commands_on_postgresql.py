"""What the commands do on PostgreSQL: they refuse a role that goes through the second wall."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import create_app
from portal.config import Settings
from portal.models import db
from tests.support.databases import PostgresDatabases
from tests.support.schema import schema_of

ENVIRON = {
    "PORTAL_SECRET_KEY": "zLk2vQ7wXr9cYt4bNm6jHg8fDs3aPo5i-uE1",
    "PORTAL_PASSWORD_SALT": "Tb8nRw3yKq6mVx1cJz5gLf9hSd2pWe7u-aO4",
    "PORTAL_TRUSTED_HOSTS": "returns.example.org",
}


@pytest.fixture
def empty(postgres: PostgresDatabases) -> Iterator[str]:
    url = postgres.empty()
    yield url
    postgres.drop(url)


def migrate(url: str, environment: str, instance: Path) -> tuple[int, str]:
    """Exit status and output of ``flask portal migrate`` on the database at *url*."""
    environ = ENVIRON | {"PORTAL_ENVIRONMENT": environment, "PORTAL_INSTANCE": str(instance)}
    app = create_app(Settings.read(environ | {"PORTAL_DATABASE_URL": url}))
    try:
        done = app.test_cli_runner().invoke(args=["portal", "migrate"])
    finally:
        with app.app_context():
            db.engine.dispose()
    return done.exit_code, done.output


def as_superuser(postgres: PostgresDatabases, url: str) -> str:
    """The same database, asked as the superuser of the server."""
    if postgres.owner is postgres.server:
        pytest.skip("the server that was named has no superuser to try this with")
    database = url.rpartition("/")[2].partition("?")[0]
    return postgres.server.set(database=database).render_as_string(hide_password=False)


def test_in_production_a_superuser_is_refused_before_anything_is_made(
    postgres: PostgresDatabases, empty: str, tmp_path: Path
) -> None:
    status, said = migrate(as_superuser(postgres, empty), "production", tmp_path)
    assert status == 1
    assert "row-level security does not bind it" in said
    assert schema_of(empty) == {}


def test_outside_production_a_superuser_is_warned_of(postgres: PostgresDatabases, empty: str, tmp_path: Path) -> None:
    status, said = migrate(as_superuser(postgres, empty), "development", tmp_path)
    assert status == 0
    assert "row-level security does not bind it" in said


def test_in_production_an_ordinary_role_is_welcome(empty: str, tmp_path: Path) -> None:
    status, said = migrate(empty, "production", tmp_path)
    assert (status, "row-level security" in said) == (0, False)
    assert schema_of(empty)
