"""The consolidated workbook of 500 returns of five years, against a bare dump of the same cells.

Owns the fictional returns it is made of (sample filing C over and over) and the alternating of
processes; what one process measures stands in ``bench.workbook_side``. By itself:
``python -m bench.workbook``.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench.cluster import cluster
from bench.portal_side import SAMPLE, create, environment, filled, open_round
from bench.processes import ROOT
from bench.report import Line, at_most, table
from bench.rounds import Plan
from portal.filing.snapshots import content_hash, reference_number
from portal.form.editions import EDITION_2017
from portal.form.facts import facts_of
from portal.models import Association, Fact, Filing, Person, Region, Round, Submission, db
from portal.models.database import act_for
from portal.models.rows import table as rows_of
from portal.services import clock
from portal.services.submissions import context_of_content
from tests.support.databases import PostgresDatabases

RETURNS = 500
MOST_TIMES, MOST_MEGABYTES = 1.5, 40
MEGABYTE = 1024 * 1024


def measure(databases: PostgresDatabases, folder: Path, plan: Plan) -> list[Line]:
    """The measures, on a database of their own; *folder* must not exist yet. Half the rounds of *plan* do."""
    folder.mkdir()
    settings = environment(databases.migrated(), folder)
    fill(create(settings))
    return _lines(settings, folder / "workbook.xlsx", (plan.rounds + 1) // 2)


def _lines(settings: Mapping[str, str], path: Path, rounds: int) -> list[Line]:
    own: list[Mapping[str, float]] = []
    bare: list[Mapping[str, float]] = []
    for number in range(rounds):
        own.append(_measured("portal", path, settings))
        if number == 0:
            _run("cells", path, settings)
        bare.append(_measured("floor", path, settings))
    times = median(one["seconds"] / other["seconds"] for one, other in zip(own, bare, strict=True))
    seconds, floor = (median(one["seconds"] for one in side) for side in (own, bare))
    return [
        Line(
            f"workbook of {RETURNS} returns, seconds",
            f"{seconds:.2f}",
            f"{floor:.2f}",
            f"{times:.2f} x",
            f"<= {MOST_TIMES} x",
            times <= MOST_TIMES,
        ),
        at_most("workbook, memory above idle", max(one["bytes"] for one in own) / MEGABYTE, MOST_MEGABYTES, "MB"),
        Line("workbook, size", f"{path.stat().st_size / MEGABYTE:.1f} MB"),
    ]


def _measured(side: str, path: Path, settings: Mapping[str, str]) -> Mapping[str, float]:
    found: Mapping[str, float] = json.loads(_run(side, path, settings))
    return found


def _run(side: str, path: Path, settings: Mapping[str, str]) -> bytes:
    """What ``bench.workbook_side`` says in a process of its own."""
    command = [sys.executable, "-m", "bench.workbook_side", side, str(path)]
    return subprocess.run(  # noqa: S603  # this interpreter, our own arguments
        command, check=True, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **settings}
    ).stdout


#: What one return submits, made of what all submit: the content, whose it is, its number, who uploads.
Own = Callable[[dict[str, Any], Mapping[str, uuid.UUID], int, uuid.UUID], dict[str, Any]]


def fill(app: Flask, returns: int = RETURNS, own: Own = lambda content, *_whose: content) -> None:
    """A round with *returns* submitted returns, their submissions and facts; *own* says what differs."""
    with app.app_context():
        open_round()
        act_for(db.session(), None)
        round_ = db.session.scalars(select(Round)).one()
        regions = db.session.scalars(select(Region.code).order_by(Region.position)).all()
        person = Person(id=uuid.uuid4(), email="workbook@example.org", name="示例")
        db.session.add(person)
        db.session.flush()
        now = clock.now() - dt.timedelta(days=1)
        content = _content(round_)
        facts = facts_of(EDITION_2017, filled(), context_of_content(content))
        for number in range(1, returns + 1):
            region = regions[number % len(regions)]
            ids = {"filing_id": uuid.uuid4(), "association_id": uuid.uuid4()}
            _insert(Association, _association(ids["association_id"], number, region))
            _insert(Filing, _filing(ids, round_, number, now))
            reference, holds = reference_number(2017, region, number, 1), own(content, ids, number, person.id)
            _insert(Submission, _submission(ids, holds, reference, person.id, now))
            db.session.execute(insert(rows_of(Fact)), [ids | fact._asdict() for fact in facts])
        db.session.commit()
        db.engine.dispose()


def _insert(model: Any, row: Mapping[str, Any]) -> None:
    db.session.execute(insert(rows_of(model)), [row])


def _content(round_: Round) -> dict[str, Any]:
    return {
        "edition": "2017",
        "round": {"year": round_.year, "settings": round_.settings},
        "association": {"joined_year": SAMPLE["profile"]["joined_year"], "name": ""},
        "sections": {code: {"revision": 1, "cells": cells} for code, cells in filled().items()},
        "explanations": {},
        "answers": {},
        "files": [],
    }


def _association(association_id: uuid.UUID, number: int, region: str) -> dict[str, Any]:
    return {
        "id": association_id,
        "name": f"第{number:03}号产业知识产权联盟（虚构）",
        "kind": "ip_alliance",
        "province_code": region,
        "region_code": region,
        "joined_year": SAMPLE["profile"]["joined_year"],
    }


def _filing(ids: Mapping[str, uuid.UUID], round_: Round, number: int, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": ids["filing_id"],
        "association_id": ids["association_id"],
        "round_id": round_.id,
        "state": "submitted",
        "version": 1,
        "serial": number,
        "started_at": now,
        "state_since": now,
        "submitted_at": now,
        "submission": 1,
    }


def _submission(
    ids: Mapping[str, uuid.UUID], content: Mapping[str, Any], reference: str, person: uuid.UUID, now: dt.datetime
) -> dict[str, Any]:
    return {
        **ids,
        "id": uuid.uuid4(),
        "number": 1,
        "reference": reference,
        "submitted_at": now,
        "submitted_by": person,
        "responsible_name": "示例",
        "late": False,
        "content": content,
        "content_hash": content_hash(content),
    }


def main() -> None:
    """Measure the workbook alone."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with cluster(folder / "postgres") as (server, _process):
            lines = measure(PostgresDatabases(server), folder / "workbook", Plan(rounds=5, seconds=0))
    sys.stdout.write(table(lines) + "\n")


if __name__ == "__main__":
    main()
