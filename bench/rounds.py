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
from bench.load import Client, Target, rate, reads, saves
from bench.portal_side import CELL, SignedIn
from bench.processes import gunicorn


@dataclass(frozen=True)
class Plan:
    """How long to measure: rounds, seconds a round on each side, and a bound on requests a client."""

    rounds: int
    seconds: float
    limit: int = 5_000


@dataclass(frozen=True)
class Side:
    """A running server with the clients that read from it and those that save to it."""

    port: int
    reading: Sequence[Client]
    saving: Sequence[Client]


@dataclass
class Rates:
    """Requests a second by round, and how many were answered in all, warming up included."""

    rates: list[float] = field(default_factory=list)
    answered: int = 0

    def measure(self, side: Side, kind: str, seconds: float, limit: int) -> float:
        """Ask *side* for *seconds*; the rate, which is not yet kept."""
        found, answered = rate(side.port, getattr(side, kind), seconds, limit)
        self.answered += answered
        return found


def floor_environment(database_url: str, page: str, folder: Path) -> dict[str, str]:
    """The floor's settings; writes what stands for the portal's *page* into *folder*."""
    path = folder / "page.json"
    path.write_text(json.dumps(page_of(page)), "utf-8")
    return {floor.DATABASE: database_url, floor.PAGE: str(path), floor.SECRET: secrets.token_urlsafe(32)}


@contextmanager
def portal_side(settings: Mapping[str, str], people: Sequence[SignedIn], folder: Path) -> Iterator[Side]:
    """The portal under gunicorn, with one client for each of *people*."""
    with gunicorn("wsgi:app", settings, folder / "portal.log") as port:
        yield _side(port, [(one.target, one.fields) for one in people], len(people[0].page.encode()))


@contextmanager
def floor_side(settings: Mapping[str, str], people: Sequence[SignedIn], folder: Path) -> Iterator[Side]:
    """The floor under gunicorn, with as many documents, people and clients, posting the same bytes."""
    keys = [secrets.token_hex(8) for _one in people]
    engine = create_engine(settings[floor.DATABASE])
    floor.fill(engine, keys, shown_cells(people[0].page))
    cookies = [floor.cookie(settings[floor.SECRET], key) for key in keys]
    posts = [[pair for pair in one.fields if pair[0] != "revision"] for one in people]
    with gunicorn("bench.floor:create_app()", settings, folder / "floor.log") as port:
        targets = [Target(f"/documents/{key}", cookie) for key, cookie in zip(keys, cookies, strict=True)]
        forms = [[*post, ("revision", "0")] for post in posts]
        yield _side(port, list(zip(targets, forms, strict=True)), len(people[0].page.encode()) * 9 // 10)
    engine.dispose()


def _side(port: int, people: list[tuple[Target, list[tuple[str, str]]]], page_bytes: int) -> Side:
    reading = [Client(reads(target), 200, page_bytes) for target, _form in people]
    saving = [Client(saves(target, form, CELL, int(dict(form)["revision"])), 303) for target, form in people]
    return Side(port, reading, saving)


def alternate(portal: Side, bare: Side, kind: str, plan: Plan) -> tuple[Rates, Rates]:
    """Rounds of *kind* (``reading`` or ``saving``) on both sides in turn, after a short warming up."""
    found = Rates(), Rates()
    for side, rates in zip((portal, bare), found, strict=True):
        rates.measure(side, kind, plan.seconds / 4, plan.limit)
    for number in range(plan.rounds):
        order = list(zip((portal, bare), found, strict=True))
        for side, rates in order if number % 2 == 0 else reversed(order):
            rates.rates.append(rates.measure(side, kind, plan.seconds, plan.limit))
    return found


def floor_saves(database_url: str) -> int:
    """The number of saves that the floor has stored."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        saves_stored = connection.scalar(select(func.sum(floor.documents.c.version)))
    engine.dispose()
    return int(saves_stored or 0)
