"""How a request lets go of the database: what it has read is committed, what nobody committed is taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text, update
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from portal import create_app
from portal.config import Settings
from portal.models import Filing, Person, Round, db
from portal.models.database import act_for
from tests.support.client import PageClient
from tests.support.databases import LEAVE_ALONE, PostgresDatabases
from tests.support.people import World

Ends = list[str]
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT round.%'"
#: So often psycopg sends a statement before it prepares it; once more shows that it was not forgotten.
OFTEN = 6


@pytest.fixture
def ends(app: Flask) -> Iterator[Ends]:
    """How the transactions of the application end, as they end."""
    with app.app_context():
        engine = db.engine
    seen: Ends = []
    listeners = {name: lambda _connection, name=name: seen.append(name) for name in ("commit", "rollback")}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield seen
    for name, listener in listeners.items():
        event.remove(engine, name, listener)


def year(app: Flask) -> int | None:
    with app.app_context():
        act_for(db.session(), None)
        return db.session.scalar(select(Round.year))


def test_a_page_that_only_reads_commits(
    client: PageClient, world: World, ends: Ends, sign_in: Callable[[PageClient, Person], TestResponse]
) -> None:
    sign_in(client, world.people.alice)
    ends.clear()
    assert client.get(f"/filings/{world.filing.id}/system-building").status_code == 200
    assert ends == ["commit"]


def test_so_does_one_that_is_refused(client: PageClient, foreign_filing: Filing, ends: Ends) -> None:
    assert client.get(f"/filings/{foreign_filing.id}/system-building").status_code == 302
    assert set(ends) <= {"commit"}


@pytest.mark.parametrize("statement", [update(Round).values(year=1999), text("UPDATE round SET year = 1999")])
def test_what_was_written_and_not_committed_is_taken_back(
    app: Flask, world: World, ends: Ends, statement: object
) -> None:
    ends.clear()
    with app.app_context():
        act_for(db.session(), None)
        db.session.connection().execute(statement)  # type: ignore[call-overload]
        assert db.session.connection().scalar(select(Round.year)) == 1999
    assert ends == ["rollback"]
    assert year(app) == world.round.year


def test_reading_after_a_commit_is_reading_again(app: Flask, world: World, ends: Ends) -> None:
    with app.app_context():
        act_for(db.session(), None)
        db.session.connection().execute(update(Round).values(year=1999))
        db.session.commit()
        ends.clear()
        assert db.session.scalar(select(Round.year)) == 1999
    assert ends == ["commit"]


def test_an_error_rolls_back(app: Flask, world: World, ends: Ends) -> None:
    ends.clear()
    with pytest.raises(DBAPIError), app.app_context():
        db.session.connection().execute(text("SELECT nothing FROM nowhere"))
    assert ends == ["rollback"]


def test_whoever_asked_no_database_ends_nothing(client: PageClient, ends: Ends) -> None:
    with client.get("/static/portal.css") as answer:
        assert answer.status_code == 200
    assert ends == []


@pytest.fixture
def on_postgresql(postgres: PostgresDatabases, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of PostgreSQL."""
    url = postgres.migrated()
    environ = {"PORTAL_ENVIRONMENT": "test", "PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": url}
    application = create_app(Settings.read(environ))
    yield application
    with application.app_context():
        db.engine.dispose()
    postgres.drop(url)


def test_a_statement_once_prepared_stays_prepared_for_the_requests_to_come(on_postgresql: Flask) -> None:
    for _request in range(OFTEN):
        with on_postgresql.app_context():
            act_for(db.session(), None)
            db.session.execute(select(Round.year, Round.state))
    with on_postgresql.app_context():
        assert db.session.scalar(text(PREPARED)) == 1


def test_who_lost_the_connection_says_so_and_the_next_one_has_a_new_one(on_postgresql: Flask) -> None:
    client = on_postgresql.test_client()
    assert client.get("/healthz").status_code == 200
    with on_postgresql.app_context():
        other = create_engine(db.engine.url)
    with other.connect() as connection:
        connection.execute(text(LEAVE_ALONE))
    other.dispose()
    assert [client.get("/healthz").status_code for _time in range(2)] == [503, 200]
