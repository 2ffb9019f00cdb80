"""The PDF of a full return, beside the least the typesetter can do: one page of text in the same font.

Each figure is taken in a process of its own (``bench.paper_side``), so that memory is that of one paper alone; that
of the process which asks for it and that of the child which sets it are told apart.
By itself: ``python -m bench.paper``.
"""

import json
import subprocess
import sys
from collections.abc import Mapping

from bench.processes import ROOT
from bench.report import Line, beside, table

MEGABYTE, MILLISECONDS = 1024 * 1024, 1e3
SIDES = {"full": "PDF of five years, 200 rows a list", "sample": "PDF of a usual return, five years"}


def measure(rounds: int) -> list[Line]:
    """Time and memory of a full and of a usual form, beside a bare page; half of *rounds* each."""
    lines = []
    for side, what in SIDES.items():
        found: dict[str, list[Mapping[str, float]]] = {"": [], "here": [], "page": []}
        for _round in range((rounds + 1) // 2):
            found[""].append(_measured(side))
            found["here"].append(_measured(side, "here"))
            found["page"].append(_measured("page"))
        times = {where: [one["seconds"] * MILLISECONDS for one in taken] for where, taken in found.items()}
        peaks = {where: [one["bytes"] / MEGABYTE for one in taken] for where, taken in found.items()}
        pages, size = found[""][0]["pages"], found[""][0]["size"] / MEGABYTE
        lines += [
            beside(f"{what} ({pages:.0f} pages)", times[""], times["page"], "ms"),
            Line(f"{what}, memory above idle", f"{max(peaks['']):.1f} MB"),
            beside(f"{what}, the child's memory above idle", peaks["here"], peaks["page"], "MB"),
            Line(f"{what}, size", f"{size:.1f} MB"),
        ]
    return lines


def _measured(*side: str) -> Mapping[str, float]:
    command = [sys.executable, "-m", "bench.paper_side", *side]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout  # noqa: S603  # our own arguments
    found: Mapping[str, float] = json.loads(said)
    return found


def main() -> None:
    """Measure the paper alone."""
    sys.stdout.write(table(measure(5)) + "\n")


if __name__ == "__main__":
    main()
