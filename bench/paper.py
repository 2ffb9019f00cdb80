"""The PDF of a full return, beside the least the typesetter can do: one page of text in the same font.

Each figure is taken in a process of its own (``bench.paper_side``), so that memory is that of one paper alone.
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
        own: list[Mapping[str, float]] = []
        bare: list[Mapping[str, float]] = []
        for _round in range((rounds + 1) // 2):
            own.append(_measured(side))
            bare.append(_measured("page"))
        times = [[one["seconds"] * MILLISECONDS for one in found] for found in (own, bare)]
        peaks = [[one["bytes"] / MEGABYTE for one in found] for found in (own, bare)]
        pages, size = own[0]["pages"], own[0]["size"] / MEGABYTE
        lines += [
            beside(f"{what} ({pages:.0f} pages)", times[0], times[1], "ms"),
            beside(f"{what}, memory above idle", peaks[0], peaks[1], "MB"),
            Line(f"{what}, size", f"{size:.1f} MB"),
        ]
    return lines


def _measured(side: str) -> Mapping[str, float]:
    command = [sys.executable, "-m", "bench.paper_side", side]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout  # noqa: S603  # our own arguments
    found: Mapping[str, float] = json.loads(said)
    return found


def main() -> None:
    """Measure the paper alone."""
    sys.stdout.write(table(measure(5)) + "\n")


if __name__ == "__main__":
    main()
