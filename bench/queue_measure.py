"""The queue measured: fifty returns out of ten thousand, over the network beside its floor, and its statements.

Measured twice: for the administrator, who sees all of them, and for the coordinator of one region.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench import floor, portal_side, queue_floor, rounds
from bench.in_process import statements
from bench.load import Client, Target, ask, reads
from bench.pages import login_fields
from bench.portal_side import BASE, COOKIE, PASSWORD
from bench.processes import gunicorn
from bench.queue_page import list_page_of
from bench.queue_returns import ADMINISTRATOR, COORDINATOR, RETURNS, furnish
from bench.report import Line, at_least, at_most, beside
from portal.models import Membership, Person, db
from tests.support.databases import PostgresDatabases

PATH = "/review/"
STATEMENTS = 5
SHARE_OF_FLOOR = 0.5
CLIENTS = 4
TURNS = 40


@dataclass(frozen=True)
class Watcher:
    """Somebody who is signed in, and the list as it is shown to them."""

    key: str
    client: FlaskClient
    regions: list[str] | None
    page: str

    def ask(self, path: str = PATH) -> str:
        """The page at *path*. Raises RuntimeError when it is not shown."""
        answer = self.client.get(path, base_url=BASE)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return answer.get_data(as_text=True)

    @property
    def target(self) -> Target:
        """The list for a client of another process, with the cookie of this one."""
        session = self.client.get_cookie(COOKIE, domain="127.0.0.1")
        if session is None:
            raise RuntimeError("nobody is signed in")
        return Target(PATH, f"{session.key}={session.value}")


def measure(databases: PostgresDatabases, process: int, folder: Path, plan: rounds.Plan) -> list[Line]:
    """Everything about the queue, on a database of its own; *process* is the server's."""
    folder.mkdir(mode=0o711)
    settings = portal_side.environment(databases.migrated(), folder)
    app = portal_side.create(settings)
    with app.app_context():
        furnish()
    watchers = [_watcher(app, "administrator", ADMINISTRATOR), _watcher(app, "coordinator", COORDINATOR)]
    lines = [line for watcher in watchers for line in _statements(app, watcher)]
    lists = {w.key: {"regions": w.regions, "page": list_page_of(w.page)} for w in watchers}
    pages = folder / "lists.json"
    pages.write_text(json.dumps(lists), "utf-8")
    environment = {
        floor.DATABASE: settings["PORTAL_DATABASE_URL"],
        floor.PAGE: str(pages),
        floor.SECRET: secrets.token_urlsafe(32),
    }
    with gunicorn("wsgi:app", settings, folder / "portal.log") as (port, portal), _floor(environment, folder) as bare:
        for watcher in watchers:
            target = Target(f"/lists/{watcher.key}", floor.cookie(environment[floor.SECRET], "queue"))
            sides = (
                _side(port, (portal, process), watcher.target, watcher),
                _side(bare[0], (bare[1], process), target, watcher),
            )
            lines += _beside_floor(watcher, *sides, plan)
    return lines


@contextmanager
def _floor(environment: dict[str, str], folder: Path) -> Iterator[tuple[int, int]]:
    engine = queue_floor.open_engine(environment[floor.DATABASE])
    queue_floor.fill(engine, "queue")
    engine.dispose()
    with gunicorn("bench.queue_floor:create_app()", environment, folder / "floor.log") as found:
        yield found


def _watcher(app: Flask, key: str, email: str) -> Watcher:
    client = app.test_client()
    page = client.get("/sign-in", base_url=BASE).get_data(as_text=True)
    client.post("/sign-in", base_url=BASE, data=login_fields(page) | {"email": email, "password": PASSWORD})
    with app.app_context():
        query = select(Membership.region_code).join(Person, Person.id == Membership.person_id)
        regions = [code for code in db.session.scalars(query.where(Person.email == email)) if code]
    watcher = Watcher(key, client, regions or None, "")
    return Watcher(key, client, regions or None, watcher.ask())


def _statements(app: Flask, watcher: Watcher) -> list[Line]:
    """SQL statements of the first page, of one far on, and of one with every filter; they must be the same few."""
    with app.app_context():
        engine = db.engine
    far, path = watcher.page, PATH
    for _turn in range(TURNS):
        following = far.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        path = following or path
        far = watcher.ask(path) if following else far
    found = []
    for what, asked in (("first page", PATH), ("far page", path), ("filtered", f"{PATH}?q=%E7%AC%AC&late=1")):
        with statements(engine) as sent:
            watcher.ask(asked)
        found.append(at_most(f"queue of {RETURNS}, {watcher.key}, {what}: SQL statements", len(sent), STATEMENTS))
    return found


def _side(port: int, processes: tuple[int, int], target: Target, watcher: Watcher) -> rounds.Side:
    size = len(watcher.page.encode()) * 9 // 10
    return rounds.Side(port, processes, [Client(reads(target), 200, size) for _client in range(CLIENTS)], [])


def _beside_floor(watcher: Watcher, portal: rounds.Side, bare: rounds.Side, plan: rounds.Plan) -> list[Line]:
    what = f"queue of {RETURNS}, {watcher.key}"
    size, least_size = (len(ask(side.port, next(side.reading[0].requests))) for side in (portal, bare))
    measured, least = rounds.alternate(portal, bare, "reading", plan)
    return [
        Line(f"{what}, bytes of the answered page", f"{size:,}", f"{least_size:,}", f"{size / least_size:.0%}"),
        at_least(f"{what}, requests a second", measured.rates, least.rates, SHARE_OF_FLOOR),
        beside(f"{what}, CPU a request", measured.milliseconds, least.milliseconds, "ms"),
    ]
