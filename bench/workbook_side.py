"""One measurement of the workbook in a process of its own; see ``bench.workbook``.

``portal``: the application writes the consolidated workbook of the round. ``floor``: the same cells, ready
in memory as plain values, are appended by bare openpyxl in write-only mode and saved. Both are
processes with the application loaded; each says its seconds and its memory in JSON. ``cells`` measures
nothing: it takes the cells out of the portal's workbook for the floor.
"""

import json
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from bench.processes import memory
from portal import create_app
from portal.config import Settings
from portal.models import Filing, Round, db
from portal.models.database import act_for
from portal.services import consolidated
from portal.web.workbook_words import vocabulary


def main(side: str, path: Path) -> None:
    """Measure *side*; the portal writes the workbook to *path*, the floor has its cells from beside it."""
    cells = path.with_suffix(".cells")
    if side == "cells":
        cells.write_bytes(pickle.dumps(cells_of(path)))
        return
    app = create_app(Settings.read())
    with app.app_context():
        act_for(db.session(), None)
        db.session.scalar(select(func.count()).select_from(Filing))
        idle = memory()
        if side == "portal":
            round_ = db.session.scalars(select(Round)).one()
            with path.open("w+b") as file:
                seconds = timed(lambda: consolidated.write(round_, None, vocabulary(round_, ""), file))
            grown = memory() - idle
        else:
            sheets = pickle.loads(cells.read_bytes())  # noqa: S301  # written a moment ago by this module
            with path.with_suffix(".floor.xlsx").open("w+b") as file:
                seconds = timed(lambda: dump(sheets).save(file))
            grown = 0
    print(json.dumps({"seconds": seconds, "bytes": grown}))  # noqa: T201  # the parent reads it


def timed(work: Callable[[], object]) -> float:
    """Seconds that *work* took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cells_of(path: Path) -> dict[str, list[list[object]]]:
    """The values of every sheet of the workbook at *path*."""
    book = load_workbook(path, read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def dump(sheets: dict[str, list[list[object]]]) -> Workbook:
    """The least that can be done to have these cells in a file."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
