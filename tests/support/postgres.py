"""An own PostgreSQL server for the tests, in a folder of its own, reached by a socket in that folder.

Owns finding the server's programs, starting it and stopping it. Does not make databases: see
``tests.support.databases``. Run as a program it starts a server, runs a command with
``PORTAL_DATABASE_URL`` pointing at it, and stops it:

    python -m tests.support.postgres pytest
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL

ACCOUNT = "postgres"
PATIENCE_SECONDS = 60


class NoServer(Exception):
    """PostgreSQL is not installed here, or cannot run: the message says which."""


def programs() -> Path:
    """The folder of the newest installed server. Raises NoServer."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise NoServer("PostgreSQL is not installed (no initdb in /usr/lib/postgresql/*/bin or on PATH)")


@contextlib.contextmanager
def cluster() -> Iterator[URL]:
    """A running server, as the address of its superuser; stopped and removed at the end. Raises NoServer.

    It keeps nothing: ``fsync`` is off, what the tests prove about durability they prove elsewhere.
    """
    folder = programs()
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    try:
        if account:
            shutil.chown(home, account["user"], account["group"])
        data = home / "data"
        log = home / "log"
        initialise = [folder / "initdb", "-D", data, "-U", ACCOUNT, "-A", "trust", "-E", "UTF8"]
        _run([*initialise, "--locale=C.UTF-8", "--no-sync", "--no-instructions"], home, account)
        with log.open("wb") as output:
            settings = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200")
            options = [part for setting in settings for part in ("-c", setting)]
            server = subprocess.Popen(
                [folder / "postgres", "-D", data, "-k", home, *options],
                cwd=home,
                stdout=output,
                stderr=subprocess.STDOUT,
                **account,
            )
        try:
            _wait_until_ready(server, folder, home, log)
            yield URL.create("postgresql+psycopg", ACCOUNT, database="postgres", query={"host": str(home)})
        finally:
            server.terminate()
            _stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _account() -> dict[str, Any]:
    """The server refuses to run as root; then it runs as the account its package made."""
    if os.getuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise NoServer(f"PostgreSQL does not run as root, and there is no account {ACCOUNT!r}") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(command: list[Any], folder: Path, account: dict[str, Any]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **account)
    if done.returncode:
        raise NoServer(f"{command[0].name} failed: {done.stderr.strip()}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, home: Path, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    ask = [folder / "pg_isready", "-q", "-h", home, "-U", ACCOUNT]
    while subprocess.run(ask, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise NoServer(f"PostgreSQL did not start:\n{log.read_text('utf-8', 'replace')}")
        time.sleep(0.1)


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGTERM waits for clients to leave; SIGINT disconnects them.
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.send_signal(2)
        server.wait(PATIENCE_SECONDS)


def main(command: list[str]) -> int:
    """Run *command* with a server of its own; its exit status, or 77 when no server can run here."""
    try:
        with cluster() as url:
            address = url.render_as_string(hide_password=False)
            return subprocess.run(command, env={**os.environ, "PORTAL_DATABASE_URL": address}, check=False).returncode
    except NoServer as error:
        sys.stderr.write(f"No PostgreSQL: {error}\n")
        return NO_SERVER


NO_SERVER = 77

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
