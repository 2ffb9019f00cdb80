"""The migrations make the tables that the models describe, and keep what is in them."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.exchange.file_store import FileStore
from portal.models import (
    AccessLink,
    Base,
    Explanation,
    Filing,
    Packet,
    Person,
    Region,
    RoundEvent,
    SealedScan,
    SignIn,
    UploadedFile,
    WorkbookOffer,
    db,
)
from portal.models.database import act_for
from portal.services import clock, demonstration
from tests.support.databases import MIGRATIONS, Databases, SqliteDatabases, bare_app, downgrade, upgrade
from tests.support.rows import empty_tables, execute, stored_rows, within
from tests.support.schema import columns_of, schema_of

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
Fill = Callable[[str], None]
REVISIONS = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
REBUILD = """
    import sqlalchemy as sa
    with op.batch_alter_table("association", recreate="always") as batch:
        batch.add_column(sa.Column("one_more", sa.Boolean))
"""
LOSE = """
    op.execute("DELETE FROM association")
"""


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """Databases of either kind, whichever kind the whole run is about."""
    if request.param == "sqlite":
        return SqliteDatabases(tmp_path)
    chosen: Databases = request.getfixturevalue("postgres")
    return chosen


@pytest.fixture
def empty(place: Databases) -> Iterator[str]:
    url = place.empty()
    yield url
    place.drop(url)


@pytest.fixture
def migrated(place: Databases) -> Iterator[str]:
    url = place.migrated()
    yield url
    place.drop(url)


@pytest.fixture
def fill(tmp_path: Path) -> Callable[[str], None]:
    """Puts at least one row into every table of a database."""

    def fill_in(url: str) -> None:
        now = clock.now()
        store = FileStore.open((tmp_path / "files").as_uri())
        with bare_app(url):
            demonstration.seed(now, "no hash of anything", production=False, store=store)
            act_for(db.session(), None)
            filing = db.session.scalars(select(Filing)).first()
            person = db.session.scalars(select(Person)).first()
            assert filing is not None
            assert person is not None
            db.session.add_all(rows_beside_the_story(filing, person, now))
            db.session.commit()

    return fill_in


def rows_beside_the_story(filing: Filing, person: Person, now: dt.datetime) -> list[Base]:
    """What the demonstration, which is told without anybody signing in, leaves out."""
    file = db.session.scalars(select(UploadedFile)).first()
    assert file is not None
    return [
        SignIn(person_id=person.id, started_at=now, seen_at=now),
        AccessLink(person_id=person.id, purpose="reset", token_hash="0" * 64, created_at=now, expires_at=now),
        RoundEvent(round_id=filing.round_id, action="open", person_id=person.id, at=now),
        Explanation(
            filing_id=filing.id,
            association_id=filing.association_id,
            section="system_building",
            rule="RNG-03",
            problem="RNG-03:system_building.members.member_total",
            values={},
            parameters={},
            text="虚构的说明",
            written_by=person.id,
            written_at=now,
        ),
        SealedScan(
            filing_id=filing.id,
            association_id=filing.association_id,
            number=1,
            content_hash="0" * 64,
            file_id=file.id,
            uploaded_by=person.id,
            uploaded_at=now,
        ),
        WorkbookOffer(
            filing_id=filing.id,
            association_id=filing.association_id,
            name="统计表（虚构）.xlsx",
            contents={},
            uploaded_by=person.id,
            uploaded_at=now,
        ),
        Packet(round_id=filing.round_id, region_code="440000", language="zh", asked_by=person.id, asked_at=now),
    ]


def test_migrations_are_numbered_one_after_the_other() -> None:
    assert [name.partition("_")[0] for name in REVISIONS] == [f"{n:04}" for n in range(1, len(REVISIONS) + 1)]


def test_migrations_make_exactly_the_tables_the_models_describe(empty: str, migrated: str) -> None:
    with bare_app(empty):
        db.create_all()
    described = schema_of(empty)
    assert described.keys() == db.metadata.tables.keys()
    assert schema_of(migrated) == described


def test_going_back_to_nothing_leaves_nothing_and_going_forward_again_works(migrated: str, fill: Fill) -> None:
    before = schema_of(migrated)
    fill(migrated)
    downgrade(migrated, "base")
    assert schema_of(migrated) == {}
    upgrade(migrated)
    assert schema_of(migrated) == before
    fill(migrated)
    assert not empty_tables(stored_rows(migrated))


def test_every_migration_goes_back_and_forth_without_losing_what_the_older_one_knows(migrated: str, fill: Fill) -> None:
    newest = columns_of(migrated)
    fill(migrated)
    before = stored_rows(migrated)
    assert not empty_tables(before)
    for name in REVISIONS[-2::-1]:
        downgrade(migrated, name.partition("_")[0])
        older = columns_of(migrated)
        assert older.keys() <= newest.keys()
        kept = within(before, older)
        assert stored_rows(migrated) == kept, f"back to {name}"
        upgrade(migrated)
        assert columns_of(migrated) == newest
        assert within(stored_rows(migrated), older) == kept, f"from {name} forward"


def test_filings_of_an_older_portal_are_numbered_one_after_the_other_in_each_round(migrated: str, fill: Fill) -> None:
    fill(migrated)
    downgrade(migrated, "0004")
    execute(migrated, "UPDATE filing SET started_at = NULL")
    upgrade(migrated)
    with bare_app(migrated):
        act_for(db.session(), None)
        filings = list(db.session.scalars(select(Filing).options(joinedload(Filing.round))))
    for round_ in {filing.round for filing in filings}:
        own = [filing for filing in filings if filing.round_id == round_.id]
        assert sorted(filing.serial for filing in own) == list(range(1, len(own) + 1))
        assert {filing.state_since for filing in own} == {round_.opens_at}


def with_one_more(folder: Path, upgrading: str) -> Path:
    """A copy of the migrations with one more at the end that does *upgrading*."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    head = REVISIONS[-1].partition("_")[0]
    begin = f'from alembic import op\n\nrevision = "more"\ndown_revision = "{head}"\n\n\ndef upgrade():'
    (migrations / "versions" / "more.py").write_text(begin + upgrading, "utf-8")
    return migrations


def test_rebuilding_a_table_of_sqlite_keeps_the_rows_that_refer_to_it(tmp_path: Path, fill: Fill) -> None:
    url = SqliteDatabases(tmp_path).migrated()
    fill(url)
    before, older = stored_rows(url), columns_of(url)
    upgrade(url, migrations=with_one_more(tmp_path, REBUILD))
    assert "one_more" in columns_of(url)["association"]
    assert within(stored_rows(url), older) == before


def test_a_migration_of_sqlite_that_leaves_references_to_nothing_changes_nothing(tmp_path: Path, fill: Fill) -> None:
    url = SqliteDatabases(tmp_path).migrated()
    fill(url)
    before = stored_rows(url)
    with pytest.raises(Exception, match="references to nothing"):
        upgrade(url, migrations=with_one_more(tmp_path, LOSE))
    assert stored_rows(url) == before


def test_the_regions_are_the_nation_the_provinces_and_the_corps_in_their_order(migrated: str) -> None:
    with bare_app(migrated):
        regions = list(db.session.scalars(select(Region).order_by(Region.position)))
    codes = [region.code for region in regions]
    assert len(codes) == 36
    assert [code for code in codes if code != "XPCC"] == sorted(set(codes) - {"XPCC"})
    assert codes[codes.index("XPCC") - 1] == "650000", "the Corps stands beside Xinjiang"
    assert [r.position for r in regions] == list(range(36))
    names = {r.code: (r.name_zh, r.name_en) for r in regions}
    assert names["000000"] == ("国家级", "National")
    assert names["530000"] == ("云南省", "Yunnan")
    assert names["XPCC"][0] == "新疆生产建设兵团"
