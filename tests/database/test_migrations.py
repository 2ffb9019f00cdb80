"""The migrations make the tables that the models describe, and keep what is in them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.models import Filing, Person, Region, SignIn, UploadedFile, db
from portal.models.database import act_for
from portal.services import clock, demonstration
from tests.support.databases import MIGRATIONS, Databases, SqliteDatabases, bare_app, downgrade, upgrade
from tests.support.rows import empty_tables, stored_rows
from tests.support.schema import schema_of

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
REVISIONS = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
REBUILD = """
    with op.batch_alter_table("association", recreate="always") as batch:
        batch.alter_column("hosted", new_column_name="is_hosted")
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


def fill(url: str) -> None:
    """Put at least one row into every table."""
    now = clock.now()
    with bare_app(url):
        demonstration.seed(now, "no hash of anything", production=False)
        act_for(db.session(), None)
        filing = db.session.scalars(select(Filing)).first()
        person = db.session.scalars(select(Person)).first()
        assert filing is not None
        assert person is not None
        db.session.add(SignIn(person_id=person.id, started_at=now, seen_at=now))
        db.session.add(
            UploadedFile(
                filing_id=filing.id,
                association_id=filing.association_id,
                name="工作总结（虚构）.docx",
                media_type="application/msword",
                size=1,
                sha256="0" * 64,
                storage_key=f"{filing.id}/1",
                uploaded_by=person.id,
                uploaded_at=now,
            )
        )
        db.session.commit()


def test_migrations_are_numbered_one_after_the_other() -> None:
    assert [name.partition("_")[0] for name in REVISIONS] == [f"{n:04}" for n in range(1, len(REVISIONS) + 1)]


def test_migrations_make_exactly_the_tables_the_models_describe(empty: str, migrated: str) -> None:
    with bare_app(empty):
        db.create_all()
    described = schema_of(empty)
    assert described.keys() == db.metadata.tables.keys()
    assert schema_of(migrated) == described


def test_going_back_to_nothing_leaves_nothing_and_going_forward_again_works(migrated: str) -> None:
    before = schema_of(migrated)
    fill(migrated)
    downgrade(migrated, "base")
    assert schema_of(migrated) == {}
    upgrade(migrated)
    assert schema_of(migrated) == before
    fill(migrated)
    assert not empty_tables(stored_rows(migrated))


def test_every_migration_goes_back_and_forth_without_losing_a_row(migrated: str) -> None:
    fill(migrated)
    before = stored_rows(migrated)
    assert not empty_tables(before)
    for name in REVISIONS[-2::-1]:
        downgrade(migrated, name.partition("_")[0])
        upgrade(migrated)
        assert stored_rows(migrated) == before, f"from {name} forward"


def with_one_more(folder: Path, upgrading: str) -> Path:
    """A copy of the migrations with one more at the end that does *upgrading*."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    head = REVISIONS[-1].partition("_")[0]
    begin = f'from alembic import op\n\nrevision = "more"\ndown_revision = "{head}"\n\n\ndef upgrade():'
    (migrations / "versions" / "more.py").write_text(begin + upgrading, "utf-8")
    return migrations


def test_rebuilding_a_table_of_sqlite_keeps_the_rows_that_refer_to_it(tmp_path: Path) -> None:
    url = SqliteDatabases(tmp_path).migrated()
    fill(url)
    before = stored_rows(url)
    upgrade(url, migrations=with_one_more(tmp_path, REBUILD))
    assert "is_hosted" in schema_of(url)["association"]["columns"]
    assert stored_rows(url) == before


def test_a_migration_of_sqlite_that_leaves_references_to_nothing_changes_nothing(tmp_path: Path) -> None:
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
