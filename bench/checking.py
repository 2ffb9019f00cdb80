"""How long checking a whole return takes, beside reading the same return from JSON once."""

import json
import time
from collections.abc import Callable, Mapping

from bench.report import Line, at_most, beside
from portal.form.blocks import Rows
from portal.form.checks import check_filing
from portal.form.document import Document
from portal.form.editions import EDITION_2017
from tests.form.samples import SAMPLES, complete, context

ROWS_IN_LISTS = 200
MOST_MILLISECONDS = 10
MILLISECONDS = 1e3


def measure(rounds: int) -> list[Line]:
    """CPU for checking five years with 200 rows in lists, and for one reading of its JSON; the best of *rounds*."""
    documents, about = full_return(), context(SAMPLES["C"])
    earlier = {f"{code}.{address}": text for code, cells in documents.items() for address, text in cells.items()}
    text = json.dumps(documents, ensure_ascii=False)
    checking = _best(lambda: check_filing(EDITION_2017, documents, about, earlier), rounds)
    reading = _best(lambda: json.loads(text), rounds)
    return [
        at_most("checking a full return, CPU", checking, MOST_MILLISECONDS, "ms"),
        beside("checking, beside one JSON reading", [checking], [reading], "ms"),
    ]


def full_return() -> dict[str, dict[str, str]]:
    """A sample of five years whose lists hold :data:`ROWS_IN_LISTS` rows together, copies of its own rows."""
    documents = {code: dict(cells) for code, cells in complete(SAMPLES["C"]).items()}
    lists = [(s.code, b.code) for s in EDITION_2017.sections for b in s.blocks if isinstance(b, Rows)]
    wanted = -(-ROWS_IN_LISTS // len(lists))
    for section, block in lists:
        _repeat(documents[section], block, wanted)
    return documents


def _repeat(cells: dict[str, str], block: str, wanted: int) -> None:
    rows = cells.get(f"{block}.rows", "").split()
    patterns = [_row(cells, f"{block}.{row}.") for row in rows]
    if not patterns:
        return
    order = list(rows)
    for number in range(len(rows), wanted):
        order.append(f"x{number}")
        for code, text in patterns[number % len(patterns)].items():
            cells[f"{block}.x{number}.{code}"] = f"{text}{number}" if code.endswith("_name") else text
    cells[f"{block}.rows"] = " ".join(order)


def _row(cells: Document, prefix: str) -> Mapping[str, str]:
    return {address.removeprefix(prefix): text for address, text in cells.items() if address.startswith(prefix)}


def _best(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of CPU that *work* takes at best."""
    work()
    taken = []
    for _round in range(rounds):
        before = time.process_time()
        for _time in range(10):
            work()
        taken.append((time.process_time() - before) / 10 * MILLISECONDS)
    return min(taken)
