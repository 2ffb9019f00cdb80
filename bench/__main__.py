"""``python -m bench [--quick]``: measures, prints one table, ends everything it started.

The exit status is 0 whether targets are met or not; it is another only when something broke.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from flask import Flask

from bench import checking, form_workbook, hostile, packet, paper, portal_side, queue_measure, rounds, workbook
from bench.cluster import cluster
from bench.floor import DATABASE
from bench.in_process import (
    cpu_of_reading,
    cpu_of_rendering,
    statements_of_first_save,
    statements_of_reading,
    statements_of_saving,
)
from bench.load import ask
from bench.pages import count_inputs
from bench.portal_side import SECTION, SignedIn, filled, furnish, listed, open_round, saves_stored, sign_in
from bench.report import Line, at_least, at_most, beside, table
from portal.models import db
from tests.support.databases import PostgresDatabases
from tests.support.postgres import NoServer

CLIENTS = 4
FEW, MANY = 3, 300
READ_STATEMENTS, SAVE_STATEMENTS = 6, 10
READING_MICROSECONDS, RENDERING_MICROSECONDS = 20, 15
SHARE_OF_FLOOR = 0.5


def main() -> int:
    """Run the bench as the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    quick = parser.parse_args().quick
    plan = rounds.Plan(rounds=3, seconds=1.5) if quick else rounds.Plan(rounds=7, seconds=3)
    signal.signal(signal.SIGTERM, _end)
    # PostgreSQL runs under an account of its own and must be able to enter the folder.
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        try:
            with cluster(folder / "postgres") as (server, process):
                databases = PostgresDatabases(server)
                lines = measure(databases, process, folder, plan)
                lines += checking.measure(plan.rounds)
                lines += form_workbook.measure(folder / "form-workbook", plan.rounds)
                lines += paper.measure(plan.rounds)
                lines += queue_measure.measure(databases, process, folder / "queue", plan)
                lines += workbook.measure(databases, folder / "workbook", plan)
                lines += packet.measure(databases, folder / "packet")
                lines += hostile.measure(databases, folder / "hostile")
        except NoServer as error:
            sys.stderr.write(f"No PostgreSQL: {error}\n")
            return 1
    sys.stdout.write(table(lines) + "\n")
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def measure(databases: PostgresDatabases, process: int, folder: Path, plan: rounds.Plan) -> list[Line]:
    """Everything about a section's page, on databases of its own."""
    settings = portal_side.environment(databases.migrated(), folder)
    app = portal_side.create(settings)
    with app.app_context():
        open_round()
        kept = {count: furnish(f"bench-rows-{count}", {SECTION: listed(count)}) for count in (FEW, MANY)}
        blank = {count: furnish(f"bench-blank-{count}", {}) for count in (FEW, MANY)}
        desks = [furnish(f"bench-client-{number}", filled()) for number in range(CLIENTS)]
    people = [sign_in(app, desk) for desk in desks]
    lines = _about_the_page(people[0])
    lines += _statements(app, {count: sign_in(app, desk) for count, desk in kept.items()})
    lines += _first_saves(app, {count: sign_in(app, desk) for count, desk in blank.items()})
    lines += _cpu(app, people[0], plan)
    floor_settings = rounds.floor_environment(databases.empty(), people[0].page, folder)
    with (
        rounds.portal_side(settings, people, folder, process) as portal,
        rounds.floor_side(floor_settings, people, folder, process) as bare,
    ):
        return lines + _over_the_network(portal, bare, people, floor_settings[DATABASE], plan)


def _about_the_page(person: SignedIn) -> list[Line]:
    """How large the measured page is; the floor must show as many inputs and post as many bytes."""
    inputs = count_inputs(person.page)
    return [Line("inputs on the section page", str(inputs), str(inputs))]


def _statements(app: Flask, people: Mapping[int, SignedIn]) -> list[Line]:
    """SQL statements of a request with few and with many rows in the lists."""
    with app.app_context():
        engine = db.engine
    lines = []
    for what, limit, count in (
        ("reading", READ_STATEMENTS, statements_of_reading),
        ("saving one cell", SAVE_STATEMENTS, statements_of_saving),
    ):
        lines += _same(what, limit, {rows: len(count(engine, person)) for rows, person in people.items()})
    return lines


def _first_saves(app: Flask, people: Mapping[int, SignedIn]) -> list[Line]:
    """SQL statements of a save in which every cell is new."""
    with app.app_context():
        engine = db.engine
    counts = {rows: len(statements_of_first_save(engine, person, listed(rows))) for rows, person in people.items()}
    return _same("saving every cell", SAVE_STATEMENTS, counts)


def _same(what: str, limit: int, counts: Mapping[int, int]) -> list[Line]:
    """One line a number of rows; the target is met only if the numbers of statements are the same."""
    same = len(set(counts.values())) == 1
    return [
        Line(
            f"SQL statements, {what}, {rows} rows",
            str(count),
            target=f"<= {limit}, same",
            met=count <= limit and same,
        )
        for rows, count in counts.items()
    ]


def _cpu(app: Flask, person: SignedIn, plan: rounds.Plan) -> list[Line]:
    """CPU time of the two parts that grow with the number of inputs."""
    inputs = count_inputs(person.page)
    reading, posted = cpu_of_reading(person, plan.rounds * 10)
    rendering = cpu_of_rendering(app, person, plan.rounds * 10)
    return [
        at_most(f"reading and checking, CPU an input ({posted} posted)", reading / posted, READING_MICROSECONDS, "µs"),
        at_most(f"rendering, CPU an input ({inputs} shown)", rendering / inputs, RENDERING_MICROSECONDS, "µs"),
    ]


def _over_the_network(
    portal: rounds.Side, bare: rounds.Side, people: list[SignedIn], floor_database: str, plan: rounds.Plan
) -> list[Line]:
    """Requests a second beside the floor's. Raises RuntimeError when an answered save is not stored."""
    page, bare_page = (len(ask(side.port, next(side.reading[0].requests))) for side in (portal, bare))
    lines = [Line("bytes of the answered page", f"{page:,}", f"{bare_page:,}", f"{page / bare_page:.0%}")]
    for what, kind in (("section page", "reading"), ("saving it", "saving")):
        measured, floor = rounds.alternate(portal, bare, kind, plan)
        lines.append(at_least(f"{what}, requests a second", measured.rates, floor.rates, SHARE_OF_FLOOR))
        lines.append(beside(f"{what}, CPU a request", measured.milliseconds, floor.milliseconds, "ms"))
    stored = sum(saves_stored(one) for one in people), rounds.floor_saves(floor_database)
    if stored != (measured.answered, floor.answered):
        raise RuntimeError(f"saves answered: {measured.answered}, {floor.answered}; stored: {stored}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
