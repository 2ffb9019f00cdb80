"""Databases that are lent to one test after the other: as the migrations made them, or not lent again."""

import pytest
from sqlalchemy import create_engine, text

from tests.support.databases import PostgresDatabases

ADDED = [
    "CREATE FUNCTION planted() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE planted (id integer)",
    "ALTER TABLE person ADD COLUMN planted integer",
    "ALTER TABLE person DROP COLUMN email",
    "DROP POLICY filing_of_visible_associations ON filing",
    "ALTER TABLE round ADD CONSTRAINT planted CHECK (year > 0)",
    "DELETE FROM region WHERE code = '110000'",
    "UPDATE region SET name_zh = '虚构' WHERE code = '110000'",
]


def execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def people(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found: int = connection.scalar(text("SELECT count(*) FROM person"))
    engine.dispose()
    return found


def test_rows_are_gone_when_a_database_is_lent_again(postgres: PostgresDatabases) -> None:
    url = postgres.lend()
    columns = "id, email, name, language, active, fs_uniquifier, failed_sign_ins"
    values = "gen_random_uuid(), 'a@example.org', '甲（虚构）', '', true, 'x', 0"
    execute(url, f"INSERT INTO person ({columns}) VALUES ({values})")  # noqa: S608  # written here
    assert people(url) == 1
    postgres.take_back(url)
    again = postgres.lend()
    assert (again, people(again)) == (url, 0)
    postgres.take_back(again)


@pytest.mark.parametrize("statement", ADDED)
def test_a_database_with_more_changed_than_rows_is_not_lent_again(postgres: PostgresDatabases, statement: str) -> None:
    url = postgres.lend()
    execute(url, statement)
    postgres.take_back(url)
    others = [postgres.lend() for _ in range(2)]
    assert url not in others
    for other in others:
        postgres.take_back(other)
