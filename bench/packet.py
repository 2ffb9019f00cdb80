"""The packet of a nation with 200 returns: how long, and how much memory beside one of 50 returns.

Owns the fictional returns it is made of (those of ``bench.workbook``, each with figures and a work
summary of its own) and the reading of what one process measured; that process is
``bench.packet_side``. By itself: ``python -m bench.packet``.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench import workbook
from bench.cluster import cluster
from bench.portal_side import create, environment
from bench.processes import ROOT
from bench.report import Line, table
from portal.filing.access import Role
from portal.models import Membership, Person, Round, UploadedFile, db
from portal.models.database import act_for
from portal.models.rows import table as rows_of
from portal.services import clock, packets
from portal.services.packets import NATION
from portal.web.stores import file_store
from tests.support.databases import PostgresDatabases

FEW, MANY = 50, 200
SUMMARY_BYTES = 300_000
MEGABYTE = 1024 * 1024


def measure(databases: PostgresDatabases, folder: Path) -> list[Line]:
    """The measures, on databases of their own; *folder* must not exist yet."""
    folder.mkdir()
    found = {returns: _measured(databases, folder / str(returns), returns) for returns in (FEW, MANY)}
    few, many = found[FEW], found[MANY]
    between = (many["bytes"] - few["bytes"]) / MEGABYTE
    return [
        Line(f"packet of {MANY} returns, seconds", f"{many['seconds']:.1f}"),
        Line(f"packet of {MANY} returns, size", f"{many['size'] / MEGABYTE:.1f} MB"),
        Line(f"packet of {FEW} returns, memory above idle", f"{few['bytes'] / MEGABYTE:.1f} MB"),
        Line(f"packet of {MANY} returns, memory above idle", f"{many['bytes'] / MEGABYTE:.1f} MB"),
        Line(f"packet, {MANY - FEW} more returns, memory", f"{between:+.1f} MB"),
    ]


def _measured(databases: PostgresDatabases, folder: Path, returns: int) -> Mapping[str, float]:
    """What ``bench.packet_side`` says in a process of its own, on *returns* returns."""
    folder.mkdir()
    settings = environment(databases.migrated(), folder)
    fill(create(settings), returns)
    answer = subprocess.run(
        [sys.executable, "-m", "bench.packet_side"],
        check=True,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **settings},
    ).stdout
    found: Mapping[str, float] = json.loads(answer)
    return found


def fill(app: Flask, returns: int) -> None:
    """A round with *returns* submitted returns, a work summary for each, and a packet of them asked for."""
    workbook.fill(app, returns, _own)
    with app.app_context():
        act_for(db.session(), None)
        nadia = Person(email="packet@example.org", name="示例", memberships=[Membership(role=Role.ADMINISTRATOR.value)])
        db.session.add(nadia)
        db.session.commit()
        round_id = db.session.scalars(select(Round.id)).one()
        packets.ask(nadia, round_id, NATION, "zh")
        db.engine.dispose()


def _own(content: dict[str, Any], ids: Mapping[str, uuid.UUID], number: int, person_id: uuid.UUID) -> dict[str, Any]:
    """*content* with other figures and names than its neighbours', as returns have."""
    sections = {
        code: section | {"cells": {address: _differing(text, number) for address, text in section["cells"].items()}}
        for code, section in content["sections"].items()
    }
    association = content["association"] | {"name": f"第{number:03}号产业知识产权联盟（虚构）"}
    return content | {"sections": sections, "association": association, "files": [_upload(ids, person_id)]}


def _differing(text: str, number: int) -> str:
    return str(int(text) + number) if text.isascii() and text.isdecimal() and len(text) > 1 else text


def _upload(ids: Mapping[str, uuid.UUID], person_id: uuid.UUID) -> dict[str, Any]:
    """A work summary, stored; what the submission says of it."""
    data, file_id = os.urandom(SUMMARY_BYTES), uuid.uuid4()
    described = {"name": "工作总结（虚构）.docx", "size": len(data), "media_type": "application/octet-stream"}
    described |= {"sha256": hashlib.sha256(data).hexdigest()}
    key = f"{ids['filing_id']}/{file_id}"
    file_store().put(key, data)
    by = {"uploaded_by": person_id, "uploaded_at": clock.now(), "storage_key": key}
    db.session.execute(insert(rows_of(UploadedFile)), [{"id": file_id} | ids | described | by])
    return {"id": str(file_id)} | described


def main() -> None:
    """Measure the packet alone."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with cluster(folder / "postgres") as (server, _process):
            lines = measure(PostgresDatabases(server), folder / "packet")
    sys.stdout.write(table(lines) + "\n")


if __name__ == "__main__":
    main()
