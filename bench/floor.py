"""The floor: the least that any application with these promises must do, done well.

For reading: a signed cookie names the person, who is fetched by key; one JSON document is fetched by
key in the same transaction; the page is rendered by plain Jinja loops. For saving: the same person;
the row is read, its version compared, the posted text put in its place, and the row written under
the condition that its version is still that one; then one commit. SQLAlchemy Core and psycopg with a
pooled connection, two statements for reading and three for saving, no ORM. Reading ends with a commit as
well: at a ROLLBACK psycopg forgets the statements it has prepared.

It has no check, no history, no reading of values, no guard between tenants, no translation and no
problems to show. Its page has the same inputs and the same bytes (:mod:`bench.floor_page`).
"""

import json
import os
from pathlib import Path
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import JSON, Column, Connection, Engine, Integer, MetaData, String, Table, create_engine, select, update

from bench.floor_page import ready

DATABASE = "BENCH_FLOOR_DATABASE"
PAGE = "BENCH_FLOOR_PAGE"
SECRET = "BENCH_FLOOR_SECRET"  # noqa: S105  # the name of a variable

metadata = MetaData()
people = Table("people", metadata, Column("key", String(40), primary_key=True), Column("name", String(50)))
documents = Table(
    "documents",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("person", String(40)),
    Column("version", Integer),
    Column("cells", JSON),
)


def create_app() -> Flask:
    """The application; database, page and secret come from the environment."""
    app = Flask(__name__, static_folder=None)
    app.secret_key = os.environ[SECRET]
    page = ready(json.loads(Path(os.environ[PAGE]).read_text("utf-8")))
    app.jinja_loader = DictLoader({"page.html": page["template"]})
    engine = create_engine(os.environ[DATABASE])

    @app.get("/documents/<key>")
    def show(key: str) -> ResponseReturnValue:
        with engine.begin() as connection:
            row = _document(connection, key)
        return render_template("page.html", rows=page["rows"], rest=page["rest"], cells=row.cells)

    @app.post("/documents/<key>")
    def save(key: str) -> ResponseReturnValue:
        with engine.begin() as connection:
            row = _document(connection, key)
            if row.version != request.form.get("revision", type=int):
                abort(409)
            written = connection.execute(
                update(documents)
                .where(documents.c.key == key, documents.c.version == row.version)
                .values(version=row.version + 1, cells={**row.cells, **posted()})
            )
            if written.rowcount != 1:
                abort(409)
        return redirect(url_for("show", key=key), 303)

    return app


def posted() -> dict[str, str]:
    """The cells of the request; a name posted several times holds all its values."""
    cells: dict[str, str] = {}
    for name, text in request.form.items(multi=True):
        if "." in name:
            cells[name] = f"{cells[name]},{text}" if cells.get(name) else text
    return cells


def _document(connection: Connection, key: str) -> Any:
    """The document *key*, if it belongs to the person whom the cookie names."""
    person = connection.execute(select(people).where(people.c.key == session.get("person"))).one_or_none()
    if person is None:
        abort(401)
    row = connection.execute(select(documents).where(documents.c.key == key)).one_or_none()
    if row is None or row.person != person.key:
        abort(404)
    return row


def fill(engine: Engine, keys: list[str], cells: dict[str, str]) -> None:
    """Make the tables, and for each of *keys* one person and one document holding *cells*."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(people.insert(), [{"key": key, "name": key} for key in keys])
        rows = [{"key": key, "person": key, "version": 0, "cells": cells} for key in keys]
        connection.execute(documents.insert(), rows)


def cookie(secret: str, key: str) -> str:
    """The session cookie of the person *key*, signed as the application signs it."""
    signer = Flask(__name__)
    signer.secret_key = secret
    serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
    if serializer is None:
        raise ValueError("without a secret nothing can be signed")
    return f"{signer.config['SESSION_COOKIE_NAME']}={serializer.dumps({'person': key})}"
