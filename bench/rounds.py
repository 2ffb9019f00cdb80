"""The part over the network: portal and floor side by side under the same gunicorn, in alternate rounds.

Each round asks one and then the other for the same few seconds, so that what else the machine does
falls on both, and a ratio is never taken across runs.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, func, select

from bench import floor
from bench.floor_page import page_of, shown_cells
from bench.load import ANSWER_SECONDS, Client, Target, rate, reads, saves
from bench.portal_side import CELL, SignedIn
from bench.processes import cpu_seconds, gunicorn

#: Requests a client makes before anything is measured, so that each worker has compiled its templates.
WARMING = 25


@dataclass(frozen=True)
class Plan:
    """How long to measure: rounds, seconds a round on each side, and a bound on requests a client."""

    rounds: int
    seconds: float
    limit: int = 5_000


@dataclass(frozen=True)
class Side:
    """A running server with the clients that read from it and those that save to it.

    *processes* are the parents of all that works for it: its own and the database's.
    """

    port: int
    processes: tuple[int, int]
    reading: Sequence[Client]
    saving: Sequence[Client]


@dataclass
class Measured:
    """Requests a second and milliseconds of CPU a request, by round; and how many were answered in all."""

    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    answered: int = 0

    def warm_up(self, side: Side, kind: str) -> None:
        """Ask without keeping what it took."""
        self.answered += rate(side.port, getattr(side, kind), ANSWER_SECONDS, WARMING)[1]

    def add(self, side: Side, kind: str, plan: Plan) -> None:
        """Ask for one round and keep what it took."""
        before = sum(map(cpu_seconds, side.processes))
        found, answered = rate(side.port, getattr(side, kind), plan.seconds, plan.limit)
        used = sum(map(cpu_seconds, side.processes)) - before
        self.answered += answered
        self.rates.append(found)
        self.milliseconds.append(used / answered * 1000)


def floor_environment(database_url: str, page: str, folder: Path) -> dict[str, str]:
    """The floor's settings; writes what stands for the portal's *page* into *folder*."""
    path = folder / "page.json"
    path.write_text(json.dumps(page_of(page)), "utf-8")
    return {floor.DATABASE: database_url, floor.PAGE: str(path), floor.SECRET: secrets.token_urlsafe(32)}


@contextmanager
def portal_side(settings: Mapping[str, str], people: Sequence[SignedIn], folder: Path, database: int) -> Iterator[Side]:
    """The portal under gunicorn, with one client for each of *people*; *database* is that server's process."""
    with gunicorn("wsgi:app", settings, folder / "portal.log") as (port, process):
        forms = [(one.target, one.fields) for one in people]
        yield _side(port, (process, database), forms, len(people[0].page.encode()))


@contextmanager
def floor_side(settings: Mapping[str, str], people: Sequence[SignedIn], folder: Path, database: int) -> Iterator[Side]:
    """The floor under gunicorn, with as many documents, people and clients, posting the same fields."""
    keys = [secrets.token_hex(8) for _one in people]
    engine = create_engine(settings[floor.DATABASE])
    floor.fill(engine, keys, shown_cells(people[0].page))
    engine.dispose()
    forms = [
        (
            Target(f"/documents/{key}", floor.cookie(settings[floor.SECRET], key)),
            [*(pair for pair in one.fields if pair[0] != "revision"), ("revision", "0")],
        )
        for key, one in zip(keys, people, strict=True)
    ]
    with gunicorn("bench.floor:create_app()", settings, folder / "floor.log") as (port, process):
        yield _side(port, (process, database), forms, len(people[0].page.encode()) * 9 // 10)


def _side(
    port: int, processes: tuple[int, int], people: list[tuple[Target, list[tuple[str, str]]]], page_bytes: int
) -> Side:
    reading = [Client(reads(target), 200, page_bytes) for target, _form in people]
    saving = [Client(saves(target, form, CELL, int(dict(form)["revision"])), 303) for target, form in people]
    return Side(port, processes, reading, saving)


def alternate(portal: Side, bare: Side, kind: str, plan: Plan) -> tuple[Measured, Measured]:
    """Rounds of *kind* (``reading`` or ``saving``) on both sides in turn, after a warming up."""
    found = Measured(), Measured()
    sides = list(zip((portal, bare), found, strict=True))
    for side, measured in sides:
        measured.warm_up(side, kind)
    for number in range(plan.rounds):
        for side, measured in sides if number % 2 == 0 else reversed(sides):
            measured.add(side, kind, plan)
    return found


def floor_saves(database_url: str) -> int:
    """The number of saves that the floor has stored."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        saves_stored = connection.scalar(select(func.sum(floor.documents.c.version)))
    engine.dispose()
    return int(saves_stored or 0)
