"""A PostgreSQL server of the bench's own, in a temporary folder, with durability as PostgreSQL ships it.

The servers of the tests keep nothing; here an answered save must be on disk (``fsync`` and
``synchronous_commit`` on), or saving would be measured without its price. Owns the server process
alone: finding the programs and making databases for an ordinary role is ``tests.support``'s.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from bench.processes import stop
from tests.support.postgres import ACCOUNT, programs

START_SECONDS = 60


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[URL, int]]:
    """A running server in *folder*, which must not exist yet, as the address of its superuser and its process id.

    Reached by a socket in that folder only. Raises ``NoServer`` where PostgreSQL is not installed.
    """
    binaries, account = programs(), _account()
    folder.mkdir(mode=0o700)
    if account:
        shutil.chown(folder, account["user"], account["group"])
    data, log = folder / "data", folder / "log"
    initdb: list[str | Path] = [binaries / "initdb", "-D", data, "-U", ACCOUNT]
    initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)  # noqa: S603
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    with log.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603  # the programs of the package, our own arguments
            command, stdout=out, stderr=subprocess.STDOUT, cwd=folder, **account
        )
    try:
        _wait(server, [binaries / "pg_isready", "-q", "-h", folder, "-U", ACCOUNT], log)
        yield URL.create("postgresql+psycopg", ACCOUNT, database="postgres", query={"host": str(folder)}), server.pid
    finally:
        # SIGINT sends clients away instead of waiting for them.
        stop(server, signal.SIGINT)


def _account() -> dict[str, Any]:
    """Root may not run the server: then the account that the package made for it does."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(ACCOUNT)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait(server: subprocess.Popen[bytes], ask: list[Any], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while subprocess.run(ask, check=False).returncode:  # noqa: S603
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text('utf-8', 'replace')}")
        time.sleep(0.1)
