"""The worker: what is due is done, one broken part keeps nothing back, and it ends when it is asked to."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.cli import worker as worker_module
from portal.cli.worker import Worker, running_beside, transport_of
from portal.config import REPOSITORY, Settings
from portal.exchange.mail_transport import FolderTransport, SmtpTransport
from portal.models import OutboxMail, Person, Round, db
from portal.services import clock, outbox
from portal.services.outbox import MailKind
from portal.services.reminders import last_day
from portal.services.transactions import writing
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
PATIENCE = 60


def leave(acting_as: Acting, world: World) -> None:
    """Leave a mail that can be put into words: Olga's part in the portal."""
    about = {"association": "", "region": "", "role": "observer", "by": "Nadia"}
    with acting_as(None), writing() as session:
        outbox.leave(session, MailKind.ADDED, [world.people.olga.id], about, clock.now())


def letters(settings: Settings) -> list[Path]:
    return sorted((settings.instance / "mail").glob("*.eml"))


def run(app: Flask, *arguments: str) -> tuple[int, list[str]]:
    """Exit status and lines of output of a command."""
    done = app.test_cli_runner().invoke(args=["portal", *arguments])
    return done.exit_code, done.output.splitlines()


def test_once_does_what_is_due_and_says_what_it_did(
    app: Flask, acting_as: Acting, world: World, settings: Settings
) -> None:
    leave(acting_as, world)
    status, said = run(app, "worker", "--once")
    assert status == 0
    assert "Mails sent: 1, to be tried again: 0, given up: 0" in said
    (letter,) = letters(settings)
    assert "olga@example.org" in letter.read_text("utf-8")
    assert "http://127.0.0.1:8000/" in letter.read_text("utf-8")
    assert "Mails sent: 0, to be tried again: 0, given up: 0" in run(app, "worker", "--once")[1]


def test_it_closes_a_round_whose_end_has_come_and_reminds_of_one_that_is_near(
    app: Flask, acting_as: Acting, world: World, settings: Settings
) -> None:
    a_week_before = last_day(world.round.due_at) - dt.timedelta(days=7)
    with clock.stopped_at(dt.datetime.combine(a_week_before, dt.time(10), clock.BEIJING)):
        assert Worker(app).once().sent == 3
    with acting_as(None):
        assert set(db.session.scalars(select(OutboxMail.kind))) == {"closing_soon"}
        assert db.session.scalar(select(Round.state)) == "open"
    with clock.stopped_at(world.round.closes_at):
        Worker(app).once()
    with acting_as(None):
        assert db.session.scalar(select(Round.state)) == "closed"


@pytest.mark.parametrize("part", ["keep_dates", "remind"])
def test_a_part_that_breaks_keeps_the_others_from_nothing(
    app: Flask, acting_as: Acting, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def broken(now: dt.datetime) -> int:
        with writing() as session:
            session.execute(update(Person).values(name="half done"))
            raise ZeroDivisionError

    monkeypatch.setattr(worker_module, part, broken)
    leave(acting_as, world)
    status, said = run(app, "worker", "--once")
    assert status == 1
    name = "rounds" if part == "keep_dates" else "reminders"
    assert f"Error: Not done: {name} (see the log)" in said
    assert len(letters(settings)) == 1
    with acting_as(None):
        assert db.session.scalar(select(Person.name).where(Person.id == world.people.olga.id)) == "Olga"


def test_it_looks_again_at_once_while_there_is_more_and_else_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    looks, pauses = iter([True, True, False, False]), []

    def once(self: Worker) -> worker_module.Done:
        return worker_module.Done(more=next(looks))

    def pause(seconds: float) -> bool:
        pauses.append(seconds)
        return len(pauses) <= 4

    monkeypatch.setattr(Worker, "once", once)
    Worker(app).go_on(pause)
    assert pauses == [0, 0, 0, settings.worker_seconds, settings.worker_seconds]


def test_beside_a_server_it_ends_when_the_server_does(
    app: Flask, acting_as: Acting, world: World, settings: Settings
) -> None:
    leave(acting_as, world)
    working = Worker(app, "http://127.0.0.1:8123")
    with running_beside(working):
        until = time.monotonic() + PATIENCE
        while not letters(settings) and time.monotonic() < until:
            time.sleep(0.01)
    assert "http://127.0.0.1:8123/" in letters(settings)[0].read_text("utf-8")
    leave(acting_as, world)
    time.sleep(0.2)
    assert len(letters(settings)) == 1


def test_the_settings_say_where_mail_goes(settings: Settings, tmp_path: Path) -> None:
    assert isinstance(transport_of(settings), FolderTransport)
    environ = {"PORTAL_ENVIRONMENT": "test", "PORTAL_INSTANCE": str(tmp_path)}
    server = {"PORTAL_SMTP_HOST": "mail.example.org", "PORTAL_SMTP_FROM": "portal@example.org"}
    chosen = transport_of(Settings.read(environ | server | {"PORTAL_SMTP_PORT": "25", "PORTAL_SMTP_STARTTLS": "no"}))
    assert isinstance(chosen, SmtpTransport)
    assert (chosen.server.host, chosen.server.port, chosen.server.starttls, chosen.sender) == (
        "mail.example.org",
        25,
        False,
        "portal@example.org",
    )


@contextmanager
def process(settings: Settings, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command of the portal in a process of its own; ended at the end, if it has not ended before."""
    environ = os.environ | {
        "PORTAL_ENVIRONMENT": "test",
        "PORTAL_INSTANCE": str(settings.instance),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_WORKER_SECONDS": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "portal", *arguments]
    # What ignores this signal hands that on to what it starts, and a shell's jobs in the background do ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    started = subprocess.Popen(command, cwd=REPOSITORY, env=environ, stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.wait()
        assert started.stdout is not None
        started.stdout.close()


def wait_for_letters(settings: Settings, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(letters(settings)) < count and time.monotonic() < until:
        time.sleep(0.05)
    assert len(letters(settings)) == count


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_of_its_own_goes_on_until_it_is_asked_to_end(
    app: Flask, acting_as: Acting, world: World, settings: Settings, ending: signal.Signals
) -> None:
    with process(settings, "worker") as started:
        for count in (1, 2):
            leave(acting_as, world)
            wait_for_letters(settings, count)
        started.send_signal(ending)
        assert started.wait(PATIENCE) == 0


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_server_with_its_worker_is_one_process_that_ends_whole(
    app: Flask, acting_as: Acting, world: World, settings: Settings, ending: signal.Signals
) -> None:
    with process(settings, "serve", "--worker", "--port", "0") as started:
        assert started.stdout is not None
        address = started.stdout.readline().split()[4]
        with urllib.request.urlopen(f"{address}healthz") as answer:  # noqa: S310  # our own address
            assert answer.status == 200
        leave(acting_as, world)
        wait_for_letters(settings, 1)
        assert address in letters(settings)[0].read_text("utf-8")
        assert Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text() == ""
        started.send_signal(ending)
        assert started.wait(PATIENCE) == 0
