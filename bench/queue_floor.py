"""The floor of the queue: the least that lists fifty returns out of ten thousand, done well.

A signed cookie names the person, who is fetched by key; the portal's own statement for one page of
lines is executed in the same transaction; plain Jinja loops over its rows. SQLAlchemy Core, psycopg, a
pooled connection. It knows no roles, tabs, counts, choices, filters or languages, and acts as the
portal itself, so that no policy of the database has to be worked out.
"""

import json
import os
import uuid
from pathlib import Path

from flask import Flask, abort, render_template, session
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import Engine, create_engine, select

from bench.floor import DATABASE, PAGE, SECRET, metadata, people
from portal.services import clock
from portal.services.queue import Sought
from portal.services.queue_statements import lines_statement


def create_app() -> Flask:
    """The application; database, pages and secret come from the environment."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = os.environ[SECRET]
    lists = json.loads(Path(os.environ[PAGE]).read_text("utf-8"))
    app.jinja_loader = DictLoader({key: one["page"]["template"] for key, one in lists.items()})
    engine = open_engine(os.environ[DATABASE])

    @app.get("/lists/<key>")
    def show(key: str) -> ResponseReturnValue:
        one = lists[key]
        with engine.begin() as connection:
            person = connection.execute(select(people).where(people.c.key == session.get("person"))).one_or_none()
            if person is None:
                abort(401)
            sought = sought_by(one["regions"])
            rows = connection.execute(lines_statement(sought.shape), sought.values).all()[: len(one["page"]["lines"])]
        return render_template(key, rows=rows, lines=one["page"]["lines"])

    return app


def sought_by(regions: list[str] | None) -> Sought:
    """Everything of the round in *regions* (None: the nation), as the portal's page seeks it by default."""
    codes = None if regions is None else frozenset(regions)
    return Sought(person_id=uuid.UUID(int=0), now=clock.now(), regions=codes)


def open_engine(address: str) -> Engine:
    """The database at *address*, acting as the portal itself."""
    return create_engine(address, connect_args={"options": "-c portal.person=system"})


def fill(engine: Engine, key: str) -> None:
    """Make the table of people with one of them."""
    metadata.create_all(engine, tables=[people])
    with engine.begin() as connection:
        connection.execute(people.insert(), {"key": key, "name": key})
