"""Files made to do harm, uploaded through the pages while somebody else goes on working.

Each is sent to the portal under gunicorn as a contact would send it, while a second contact asks for a section's
page again and again: is it refused, in how long, with how much memory in the worker and in the child that looks
inside, and how long did the other one wait at most. The files are those of ``tests.support.hostile``. By itself:
``python -m bench.hostile``.
"""

import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from bench.cluster import cluster
from bench.load import Client, Target, ask, check, reads
from bench.portal_side import BASE, SECTION, SignedIn, create, environment, filled, furnish, listed, open_round, sign_in
from bench.processes import gunicorn
from bench.report import Line, table
from portal.models import UploadedFile, WorkbookOffer, db
from portal.models.database import act_for
from portal.models.rows import table as rows_of
from tests.support import hostile
from tests.support.databases import PostgresDatabases

MOST_SECONDS, MOST_MEGABYTES = 10, 512
MEGABYTE = 1024 * 1024
SAMPLE_SECONDS = 0.02
#: Requests the other contact makes before anything is measured, so that each worker has compiled its templates.
WARMING = 10
#: What the system writes the most memory of a process anew for.
FORGET_PEAK = "5"


@dataclass(frozen=True)
class Page:
    """A page that takes files: the path below the filing, and the name of its input."""

    path: str
    field: str


WORKBOOK, SUMMARY = Page("workbook", "workbook"), Page("summary-materials/files", "files")


@dataclass
class Memory:
    """The most bytes that the workers of a server held, by process, and those that children of theirs held."""

    workers: dict[int, int] = field(default_factory=dict)
    children: dict[int, int] = field(default_factory=dict)

    @property
    def worker(self) -> float:
        """Megabytes of the largest worker."""
        return max(self.workers.values(), default=0) / MEGABYTE

    @property
    def child(self) -> float:
        """Megabytes of the largest child; none was started, or none lived to be seen: 0."""
        return max(self.children.values(), default=0) / MEGABYTE


@dataclass
class Other:
    """What the other contact was answered: seconds of each answer."""

    seconds: list[float] = field(default_factory=list)
    failure: BaseException | None = None


def measure(databases: PostgresDatabases, folder: Path) -> list[Line]:
    """One line a file, on a database of its own; *folder* must not exist yet.

    Raises RuntimeError when a file that was refused is kept all the same.
    """
    folder.mkdir()
    settings = environment(databases.migrated(), folder)
    app = create(settings)
    with app.app_context():
        open_round()
        desks = [furnish("bench-hostile", {SECTION: listed(1)}), furnish("bench-other", filled())]
    sender, other = (sign_in(app, desk) for desk in desks)
    sound = sender.client.get(f"/filings/{sender.desk.filing_id}/workbook/file", base_url=BASE).get_data()
    files = [(WORKBOOK, file) for file in hostile.workbooks(sound)] + [(SUMMARY, file) for file in hostile.summaries()]
    with gunicorn("wsgi:app", settings, folder / "portal.log") as (port, process):
        for _time in range(WARMING):
            ask(port, next(reads(sender.target)))
        lines = [_one(port, process, sender, other, page, file) for page, file in files]
    _nothing_kept(app)
    return lines


def _one(port: int, process: int, sender: SignedIn, other: SignedIn, page: Page, file: hostile.Hostile) -> Line:
    request = _upload(sender, page, file)
    with _asking(port, other) as answered, _watched(process) as memory:
        began = time.perf_counter()
        status = ask(port, request).split(b" ", 2)[1]
        seconds = time.perf_counter() - began
    if answered.failure:
        raise answered.failure
    refused, held = status in (b"413", b"422"), memory.worker + memory.child
    slowest = max(answered.seconds, default=seconds)
    met = refused and seconds <= MOST_SECONDS and held <= MOST_MEGABYTES and slowest < max(1.0, seconds)
    return Line(
        file.what,
        f"{'refused' if refused else status.decode()} in {seconds:.1f} s, {memory.worker:.0f} + {memory.child:.0f} MB;"
        f" {len(answered.seconds)} others, slowest {slowest * 1e3:.0f} ms",
        target=f"<= {MOST_SECONDS} s, {MOST_MEGABYTES} MB",
        met=met,
    )


def _upload(sender: SignedIn, page: Page, file: hostile.Hostile) -> bytes:
    """The request that a browser sends with *file*."""
    token, boundary = dict(sender.fields)["csrf_token"], secrets.token_hex(16).encode()
    target = Target(f"/filings/{sender.desk.filing_id}/{page.path}", sender.target.cookie)
    disposition = b'--%b\r\nContent-Disposition: form-data; name="%b"'
    body = disposition % (boundary, b"csrf_token") + b"\r\n\r\n" + token.encode() + b"\r\n"
    body += disposition % (boundary, page.field.encode()) + b'; filename="%b"\r\n' % file.name.encode()
    body += b"Content-Type: application/octet-stream\r\n\r\n" + file.data + b"\r\n--%b--\r\n" % boundary
    head = b"Content-Type: multipart/form-data; boundary=%b\r\nContent-Length: %d\r\n\r\n"
    return target.head("POST") + head % (boundary, len(body)) + body


@contextmanager
def _asking(port: int, person: SignedIn) -> Iterator[Other]:
    """Somebody who asks for a section's page all the while, from a moment before."""
    found, ended = Other(), threading.Event()
    client = Client(reads(person.target), 200, len(person.page.encode()) * 9 // 10)

    def work() -> None:
        try:
            while not ended.is_set():
                began = time.perf_counter()
                check(client, ask(port, next(client.requests)))
                found.seconds.append(time.perf_counter() - began)
        except Exception as failure:  # noqa: BLE001  # the one who waits for this thread raises it
            found.failure = failure

    with _thread(work, ended):
        yield found


@contextmanager
def _watched(server: int) -> Iterator[Memory]:
    """How much memory the workers of *server*, and what they start, hold meanwhile."""
    found, ended = Memory(), threading.Event()
    workers = _children(server)
    for worker in workers:
        Path(f"/proc/{worker}/clear_refs").write_text(FORGET_PEAK)

    def work() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            for worker in workers:
                found.workers[worker] = _peak(worker) or found.workers.get(worker, 0)
                for child in _children(worker):
                    found.children[child] = _peak(child) or found.children.get(child, 0)

    with _thread(work, ended):
        yield found
        for worker in workers:
            found.workers[worker] = _peak(worker)


@contextmanager
def _thread(work: Callable[[], None], ended: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _children(parent: int) -> list[int]:
    """Processes that *parent* started and that still live, whichever of its threads did."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += map(int, (task / "children").read_text("ascii").split())
    except OSError:
        return found
    return found


def _peak(process: int) -> int:
    """The most memory that *process* has held, in bytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text("utf-8", "replace")
    except OSError:
        return 0
    held = status.partition("VmHWM:")[2].split()
    return int(held[0]) * 1024 if held else 0


def _nothing_kept(app: Flask) -> None:
    """Raise RuntimeError where anything that was sent is kept."""
    with app.app_context():
        act_for(db.session(), None)
        kept = [
            db.session.scalar(select(func.count()).select_from(rows_of(one))) for one in (WorkbookOffer, UploadedFile)
        ]
        db.session.rollback()
    if any(kept):
        raise RuntimeError(f"kept of what was refused: {kept}")


def main() -> None:
    """Measure the hostile files alone."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with cluster(folder / "postgres") as (server, _process):
            lines = measure(PostgresDatabases(server), folder / "hostile")
    sys.stdout.write(table(lines) + "\n")


if __name__ == "__main__":
    main()
