"""The second wall between tenants: what PostgreSQL itself shows and refuses, whatever the portal asks.

Every statement here goes past the guards and the services, straight to the tables.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import Connection, create_engine, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from portal.models import Base, Filing, OutboxMail, Packet, Round, db
from portal.models.database import act_for
from portal.services import sign_ins
from portal.services.sign_ins import Lifetime
from tests.support.databases import PostgresDatabases, bare_app
from tests.support.people import World, make_world, open_round
from tests.support.tenant_rows import AT, TABLES, add_one_each, row_of

PACKET = Base.metadata.tables[Packet.__tablename__]
OUTBOX = Base.metadata.tables[OutboxMail.__tablename__]
#: Refuse every change of any row, before the wall is asked: see the tests of what is insert only.
INSERT_ONLY = {"cell_change", "submission", "filing_event", "sealed_scan"}
CHANGEABLE = [name for name in TABLES if name not in INSERT_ONLY]
EVERYBODY = ("alice", "bob", "charlie", "clara", "conrad", "nadia", "olga")
#: Says who may do what; itself read by everybody's transactions.
NOT_WALLED = {"membership"}
OURS, THEIRS = "ours", "theirs"
SECOND_ROUND = 2018

As = Callable[[str | None], AbstractContextManager[Connection]]


@pytest.fixture(scope="module")
def url(postgres: PostgresDatabases) -> Iterator[str]:
    made = postgres.migrated()
    yield made
    postgres.drop(made)


@pytest.fixture(scope="module")
def world(url: str) -> World:
    """Two associations with a row each in every table, and a second round without filings."""
    with bare_app(url):
        made = make_world("no hash of anything")
        act_for(db.session(), None)
        db.session.add(open_round(SECOND_ROUND))
        add_one_each(db.session.connection(), made)
        db.session.commit()
        return made


@pytest.fixture(scope="module")
def as_(url: str) -> Iterator[As]:
    """A transaction of the portal's role that names somebody, or nobody; rolled back at the end."""
    engine = create_engine(url)

    @contextmanager
    def transaction(named: str | None) -> Iterator[Connection]:
        with engine.connect() as connection:
            if named is not None:
                connection.execute(text("SELECT set_config('portal.person', :named, true)"), {"named": named})
            yield connection

    yield transaction
    engine.dispose()


def test_a_packet_is_seen_by_whoever_asked_for_it_and_by_those_who_see_all(world: World, as_: As) -> None:
    people = world.people
    with as_(str(people.clara.id)) as connection:
        row = {"id": uuid.uuid4(), "round_id": world.round.id, "region_code": "530000", "language": "zh"}
        connection.execute(insert(PACKET).values(row | {"asked_by": people.clara.id, "asked_at": AT}))
        connection.commit()
    for name, expected in (("clara", 1), ("conrad", 0), ("alice", 0), ("nadia", 1)):
        with as_(str(getattr(people, name).id)) as connection:
            assert connection.scalar(select(func.count()).select_from(PACKET)) == expected
    with as_(str(people.conrad.id)) as connection:
        for_another = row | {"id": uuid.uuid4(), "asked_by": people.clara.id, "asked_at": AT}
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(insert(PACKET).values(for_another))


def seen(connection: Connection, table: str, world: World) -> set[str]:
    """Whose rows of *table* a transaction sees."""
    names = {world.association.id: OURS, world.foreign_association.id: THEIRS}
    return {names[found] for found in connection.scalars(select(TABLES[table].c.association_id))}


def test_the_portal_works_as_an_ordinary_role_that_owns_its_tables(as_: As) -> None:
    with as_(None) as connection:
        role = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.scalar(text(role)) is False
        owners = set(connection.scalars(text("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")))
        assert owners == {connection.scalar(text("SELECT current_user"))}


def test_every_table_that_belongs_to_an_association_is_behind_the_wall(as_: As) -> None:
    belonging = {name for name, table in Base.metadata.tables.items() if "association_id" in table.columns}
    with as_(None) as connection:
        forced = connection.scalars(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
        )
        assert belonging - NOT_WALLED == set(TABLES)
        assert set(forced) == set(TABLES) | {OUTBOX.name, PACKET.name}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice", {OURS}),
        ("bob", {OURS}),
        ("charlie", {THEIRS}),
        ("clara", {OURS}),
        ("conrad", {THEIRS}),
        ("nadia", {OURS, THEIRS}),
        ("olga", {OURS, THEIRS}),
    ],
)
def test_a_person_sees_the_rows_of_the_memberships_and_no_others(
    world: World, as_: As, table: str, name: str, expected: set[str]
) -> None:
    with as_(str(getattr(world.people, name).id)) as connection:
        assert seen(connection, table, world) == expected


@pytest.mark.parametrize("table", TABLES)
def test_the_portal_itself_sees_everything(world: World, as_: As, table: str) -> None:
    with as_("system") as connection:
        assert seen(connection, table, world) == {OURS, THEIRS}


@pytest.mark.parametrize(
    "named", [None, "", "alice", "System", "system ", "' OR true --", str(uuid.UUID(int=0)), "é" * 36]
)
def test_a_transaction_that_names_nobody_known_sees_nothing(world: World, as_: As, named: str | None) -> None:
    with as_(named) as connection:
        assert [seen(connection, table, world) for table in TABLES] == [set()] * len(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_can_be_added_for_the_own_association_and_for_no_other(world: World, as_: As, table: str) -> None:
    with as_(str(world.people.alice.id)) as connection:
        second = connection.scalar(select(Round.id).where(Round.year == SECOND_ROUND))
        in_round = {"round_id": second} if table == "filing" else {}
        count = select(func.count()).select_from(TABLES[table])
        before = connection.scalar(count)
        connection.execute(insert(TABLES[table]).values(row_of(table, world, world.association.id) | in_round))
        assert connection.scalar(count) == before + 1
        theirs = row_of(table, world, world.foreign_association.id) | in_round
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(insert(TABLES[table]).values(theirs))


@pytest.mark.parametrize("table", CHANGEABLE)
def test_rows_of_another_association_are_neither_changed_nor_removed(world: World, as_: As, table: str) -> None:
    target = TABLES[table]
    theirs = target.c.association_id == world.foreign_association.id
    with as_("system") as connection:
        assert connection.scalar(select(func.count()).select_from(target).where(theirs))
    with as_(str(world.people.alice.id)) as connection:
        same = {"association_id": world.foreign_association.id}
        assert connection.execute(update(target).where(theirs).values(same)).rowcount == 0
        assert connection.execute(target.delete().where(theirs)).rowcount == 0


@pytest.mark.parametrize("table", [name for name in CHANGEABLE if name != "comment_entry"])
def test_an_own_row_cannot_be_given_to_another_association(world: World, as_: As, table: str) -> None:
    with (
        as_(str(world.people.alice.id)) as connection,
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        connection.execute(update(TABLES[table]).values(association_id=world.foreign_association.id))


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_who_serves_the_nation_sees_all_at_once(world: World, as_: As, name: str) -> None:
    with as_(str(getattr(world.people, name).id)) as connection:
        assert connection.scalar(text("SELECT sees_all()")) is (name in {"nadia", "olga"})


@pytest.mark.parametrize(
    ("named", "all_"), [("system", True), (None, False), ("", False), ("SYSTEM", False), (str(uuid.UUID(int=0)), False)]
)
def test_the_portal_itself_sees_all_and_nobody_sees_nothing(as_: As, named: str | None, all_: bool) -> None:
    with as_(named) as connection:
        assert connection.scalar(text("SELECT sees_all()")) is all_


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_contacts_have_associations_of_their_own(world: World, as_: As, name: str) -> None:
    own = {"alice": world.association, "bob": world.association, "charlie": world.foreign_association}
    with as_(str(getattr(world.people, name).id)) as connection:
        assert connection.scalar(text("SELECT own_associations()")) == ([own[name].id] if name in own else [])


@pytest.mark.parametrize("named", ["system", None, "", "SYSTEM", str(uuid.UUID(int=0)), "' OR true --"])
def test_whoever_is_no_contact_has_none(as_: As, named: str | None) -> None:
    with as_(named) as connection:
        assert connection.scalar(text("SELECT own_associations()")) == []


@pytest.mark.parametrize("name", [*EVERYBODY, None])
def test_everybody_can_leave_a_mail_and_nobody_can_read_change_or_remove_one(
    world: World, as_: As, name: str | None
) -> None:
    with as_(str(getattr(world.people, name).id) if name else None) as connection:
        connection.execute(insert(OUTBOX).inline().values(mail(world)))
        assert connection.scalars(select(OUTBOX.c.id)).all() == []
        assert connection.execute(update(OUTBOX).values(about={"filing": "another"})).rowcount == 0
        assert connection.execute(OUTBOX.delete()).rowcount == 0
        connection.execute(text("SELECT set_config('portal.person', 'system', true)"))
        assert connection.scalars(select(OUTBOX.c.about)).all() == [{"filing": "one"}]
        assert connection.execute(update(OUTBOX).values(attempts=1)).rowcount == 1


def mail(world: World) -> dict[str, object]:
    """A mail to Alice that waits to be sent."""
    at = dt.datetime(2018, 3, 1, 9, tzinfo=dt.UTC)
    row = {"id": uuid.uuid4(), "kind": "submitted", "person_id": world.people.alice.id, "about": {"filing": "one"}}
    return row | {"created_at": at, "not_before": at}


def test_a_session_acts_for_the_person_it_was_told_in_every_transaction(world: World, url: str) -> None:
    with bare_app(url):
        act_for(db.session(), world.people.alice.id)
        for _transaction in range(2):
            assert set(db.session.scalars(select(Filing.id))) == {world.filing.id}
            db.session.commit()
        act_for(db.session(), world.people.charlie.id)
        assert set(db.session.scalars(select(Filing.id))) == {world.foreign_filing.id}
        act_for(db.session(), world.people.alice.id)
        assert set(db.session.scalars(select(Filing.id))) == {world.filing.id}


def test_a_request_acts_for_the_person_of_its_session_and_for_nobody_without_one(world: World, url: str) -> None:
    lifetime, alice = Lifetime(dt.timedelta(minutes=30), dt.timedelta(hours=12)), world.people.alice
    with bare_app(url):
        sign_in = sign_ins.start(alice)
        for uniquifier, expected in ((alice.fs_uniquifier, {world.filing.id}), ("of nobody", set())):
            db.session.remove()
            sign_ins.find(sign_in, uniquifier, lifetime)
            for _transaction in range(2):
                assert set(db.session.scalars(select(Filing.id))) == expected
                db.session.commit()


def test_a_transaction_reads_what_is_committed_whatever_the_default_of_the_database(
    postgres: PostgresDatabases,
) -> None:
    url = postgres.empty()
    with bare_app(url):
        setting = f"ALTER DATABASE {db.engine.url.database} SET default_transaction_isolation = 'repeatable read'"
        db.session.execute(text(setting))
        db.session.commit()
    with bare_app(url):
        assert db.session.scalar(text("SHOW default_transaction_isolation")) == "repeatable read"
        assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
    postgres.drop(url)


def test_the_next_user_of_a_connection_inherits_nobody(world: World, url: str) -> None:
    with bare_app(url):
        act_for(db.session(), world.people.nadia.id)
        assert len(db.session.scalars(select(Filing.id)).all()) == 2
        first = db.session.scalar(text("SELECT pg_backend_pid()"))
        db.session.remove()
        assert db.session.scalar(text("SELECT pg_backend_pid()")) == first
        assert db.session.scalars(select(Filing.id)).all() == []
