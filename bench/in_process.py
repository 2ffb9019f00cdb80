"""What is measured within one process: statements a request, and CPU time an input.

Statements are what the engine sends between taking a request and answering it: everything but BEGIN,
COMMIT and ROLLBACK, so the naming of the person for the row-level policies counts as well. A batch
of parameters for one statement counts as one.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, before_render_template
from sqlalchemy import Engine, event

from bench.pages import CONTROLS
from bench.portal_side import BASE, CELL, SECTION, SignedIn, look
from portal.form.checks import check_section
from portal.form.editions import EDITION_2017
from portal.form.reading import read_cells

MICROSECONDS = 1e6


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent through *engine* while the block runs, as they are sent."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of_reading(engine: Engine, signed_in: SignedIn) -> list[str]:
    """The statements of showing the section once."""
    look(signed_in)
    with statements(engine) as sent:
        look(signed_in)
    return sent


def statements_of_saving(engine: Engine, signed_in: SignedIn) -> list[str]:
    """The statements of posting the whole section with one cell changed."""
    now = look(signed_in)
    fields = dict(now.fields)
    return _post(engine, now, [*now.fields, (CELL, str(int(fields[CELL].replace(",", "")) + 1))])


def statements_of_first_save(engine: Engine, signed_in: SignedIn, cells: Mapping[str, str]) -> list[str]:
    """The statements of posting *cells* into a section that holds nothing yet."""
    now = look(signed_in)
    controls = [(name, text) for name, text in now.fields if name in CONTROLS]
    return _post(engine, now, [*controls, *cells.items()])


def _post(engine: Engine, signed_in: SignedIn, form: list[tuple[str, str]]) -> list[str]:
    data: dict[str, list[str]] = {}
    for name, text in form:
        data.setdefault(name, []).append(text)
    data[CELL] = data[CELL][-1:]
    with statements(engine) as sent:
        answer = signed_in.client.post(signed_in.desk.path, base_url=BASE, data=data)
    if answer.status_code != 303:
        raise RuntimeError(f"saving answered {answer.status}")
    return sent


def cpu_of_reading(signed_in: SignedIn, rounds: int) -> tuple[float, int]:
    """Microseconds of CPU for reading and checking the posted section, and how many inputs it has."""
    section, context = EDITION_2017.by_code[SECTION], signed_in.desk.context
    posted = [(name, text) for name, text in signed_in.fields if "." in name]

    def work() -> None:
        cells = read_cells(section, context, posted)
        check_section(section, {address: text for address, text in cells.items() if text}, context)

    return best(work, rounds), len(posted)


def cpu_of_rendering(app: Flask, signed_in: SignedIn, rounds: int) -> float:
    """Microseconds of CPU for rendering the section's template, its context prepared by a real request."""
    measured: list[float] = []

    def render(sender: Flask, template: Any, context: dict[str, Any], **more: Any) -> None:
        before_render_template.disconnect(render, app)
        measured.append(best(lambda: template.render(context), rounds))

    before_render_template.connect(render, app)
    look(signed_in)
    return measured[0]


def best(work: Callable[[], object], rounds: int, repeats: int = 5) -> float:
    """Microseconds of CPU that *work* takes: the best of *rounds*, each the mean of *repeats*."""
    work()
    times = []
    for _round in range(rounds):
        began = time.process_time()
        for _repeat in range(repeats):
            work()
        times.append((time.process_time() - began) / repeats)
    return min(times) * MICROSECONDS
