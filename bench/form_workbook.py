"""The workbook of one full return, written and read back, beside a bare dump of the same cells by openpyxl.

Owns the return it is made of (five years, 200 rows in lists: ``bench.checking.full_return``) and the
alternating of processes, one for each measure, so that memory is each one's own. By itself:
``python -m bench.form_workbook``.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

from openpyxl import Workbook, load_workbook

from bench.checking import full_return
from bench.processes import ROOT, memory
from bench.report import Line, at_most, table
from portal.exchange.form_workbook import probe, read, write
from portal.exchange.form_workbook.contents import Stamp
from portal.exchange.form_workbook.reading import understand
from portal.form.document import Document
from portal.form.editions import EDITION_2017
from tests.form.samples import SAMPLES, context

SIDES = ("write", "dump", "read", "load")
MOST_TIMES, MOST_MEGABYTES = 6, 40
MEGABYTE = 1024 * 1024
TIMES = 3


def measure(folder: Path, rounds: int) -> list[Line]:
    """The measures of writing and reading; *folder* must not exist yet."""
    folder.mkdir()
    path = folder / "form.xlsx"
    path.write_bytes(_written(full_return()))
    found = [{side: _measured(side, path) for side in SIDES} for _round in range(rounds)]
    lines = []
    for what, side, floor in (("written", "write", "dump"), ("read by a child", "read", "load")):
        seconds, bare = (median(one[name]["seconds"] for one in found) for name in (side, floor))
        times = median(one[side]["seconds"] / one[floor]["seconds"] for one in found)
        lines.append(
            Line(
                f"workbook of a full return, {what}, ms",
                f"{seconds * 1e3:.0f}",
                f"{bare * 1e3:.0f}",
                f"{times:.1f} x",
                f"<= {MOST_TIMES} x",
                times <= MOST_TIMES,
            )
        )
        grown = max(one[side]["bytes"] for one in found) / MEGABYTE
        lines.append(at_most(f"workbook of a full return, {what}, memory above idle", grown, MOST_MEGABYTES, "MB"))
    return lines


def _measured(side: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.form_workbook", side, str(path)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout  # noqa: S603  # our own arguments
    found: dict[str, float] = json.loads(answer)
    return found


def _written(documents: dict[str, dict[str, str]]) -> bytes:
    about = context(SAMPLES["C"])
    return write(EDITION_2017, about, documents, Stamp("2017", about.round_year, about.joined_year), both=False)


def _one(side: str, path: Path) -> dict[str, float]:
    """Best seconds of *side* in this process, and by how much its memory grew."""
    documents, data = full_return(), path.read_bytes()
    work: Callable[[], object] = {
        "write": lambda: _written(documents),
        "dump": lambda: _dump(documents),
        "read": lambda: read(data),
        "load": lambda: _load(data),
    }[side]
    idle, taken = memory(), []
    for _time in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    if side == "read":
        # The child's memory is seen only where there is no child.
        understand(probe.look(data)["sheets"])
    return {"seconds": min(taken), "bytes": memory() - idle}


def _dump(documents: dict[str, Document]) -> bytes:
    """The least that can be done to have these answers in a file."""
    book = Workbook(write_only=True)
    for code, cells in documents.items():
        sheet = book.create_sheet(code)
        for address, text in cells.items():
            sheet.append([address, text])
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _load(data: bytes) -> list[object]:
    """The least that can be done to see every cell of a file."""
    book = load_workbook(BytesIO(data), read_only=True)
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(_one(sys.argv[1], Path(sys.argv[2]))))
    else:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
            sys.stdout.write(table(measure(Path(name) / "form", 3)) + "\n")
