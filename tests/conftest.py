"""The ground all tests stand on: a clean database each, the application, its client, people, a browser.

``PORTAL_DATABASE_URL`` names a PostgreSQL server to run the whole suite on; without it, SQLite.
``PORTAL_REQUIRE_ALL=1`` turns tests that lack a browser or a server into failures.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest
from flask import Flask
from flask_security import hash_password
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import make_url
from werkzeug.test import TestResponse

from portal import Portal, create_app
from portal.config import Settings
from portal.models import Filing, Person, db
from portal.models.database import act_for
from tests.support import browser as browsers
from tests.support.client import PageClient
from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.support.needs import browser_program, missing
from tests.support.people import PASSWORD, People, World, make_world
from tests.support.postgres import NoServer, cluster
from tests.support.quick_rules import QuickRule
from tests.support.serving import serve
from tests.support.uncommitted import nothing_left_uncommitted

SERVER = os.environ.get("PORTAL_DATABASE_URL", "")
Portal.url_rule_class = QuickRule
QUICK_HASH = {"PORTAL_ARGON2_TIME_COST": "1", "PORTAL_ARGON2_MEMORY_KIB": "8"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser or PostgreSQL by what it uses, so that it can be chosen with ``-m``."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        if "browser" in used:
            item.add_marker("browser")
        if "postgres" in used:
            item.add_marker("postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresDatabases]:
    """Databases on PostgreSQL: on the server that is named, else on one of our own."""
    with ExitStack() as stack:
        if SERVER:
            server = make_url(SERVER).set(drivername="postgresql+psycopg")
        else:
            try:
                server = stack.enter_context(cluster())
            except NoServer as error:
                missing(str(error))
        databases = PostgresDatabases(server)
        stack.callback(databases.close)
        yield databases


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Databases of the kind this run is about."""
    if SERVER:
        chosen: Databases = request.getfixturevalue("postgres")
        return chosen
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A clean database as the migrations make it."""
    url = databases.lend()
    yield url
    databases.take_back(url)


@pytest.fixture
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a portal of its own, with quick password hashes."""
    instance = tmp_path_factory.mktemp("instance")
    environ = {"PORTAL_ENVIRONMENT": "test", "PORTAL_INSTANCE": str(instance), "PORTAL_DATABASE_URL": database_url}
    return Settings.read(environ | QUICK_HASH)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates once compiled: every test has an application of its own, and all have the same templates."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    """The application on a clean database."""
    application = create_app(settings)
    application.jinja_env.bytecode_cache = compiled_templates
    application.test_client_class = PageClient
    with nothing_left_uncommitted(application):
        yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A client that nobody has signed in with yet."""
    new = app.test_client()
    assert isinstance(new, PageClient)
    return new


@pytest.fixture
def world(app: Flask) -> World:
    """An open round with two associations and everybody of :mod:`tests.support.people`."""
    with app.app_context():
        return make_world(hash_password(PASSWORD))


@pytest.fixture
def people(world: World) -> People:
    return world.people


@pytest.fixture
def filing(world: World) -> Filing:
    """The filing that Alice and Bob fill in."""
    return world.filing


@pytest.fixture
def foreign_filing(world: World) -> Filing:
    """The filing that Charlie fills in."""
    return world.foreign_filing


@pytest.fixture
def sign_in() -> Callable[[PageClient, Person], TestResponse]:
    """Sign somebody in with a client, through the page; the answer is the page that follows."""

    def signed_in(client: PageClient, person: Person) -> TestResponse:
        typed = {"email": person.email, "password": PASSWORD}
        client.get("/sign-in")
        return client.post("/sign-in", data=typed, follow_redirects=True)

    return signed_in


@pytest.fixture
def acting_as(app: Flask) -> Callable[[Person | None], AbstractContextManager[None]]:
    """An application context that acts for somebody; ``None`` is the portal itself."""

    @contextmanager
    def acting(person: Person | None) -> Iterator[None]:
        with app.app_context():
            act_for(db.session(), person.id if person else None)
            yield

    return acting


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """Address of the application, served for real."""
    with serve(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    program = browser_program()
    with sync_playwright() as playwright:
        started = browsers.launch(playwright, program)
        yield started
        started.close()


@pytest.fixture
def new_context(browser: Browser, live_server: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes fresh browser profiles; takes Playwright's options, such as ``java_script_enabled=False``."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(browsers.good_context(browser, live_server, **options))


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page in a fresh profile that nobody has signed in with yet."""
    return new_context().new_page()
