"""Reads the first sheet of one workbook from standard input, prints its cells as JSON, and ends.

Owns the look inside. Runs as a script in a process of its own, with its own limits of memory and
time, and imports nothing of the portal. ``association_workbook.py`` knows what the cells mean.

Prints ``{"rows": [[[kind, text], …], …]}``, or ``{"refused": word}``. A cell is ``["", ""]`` when blank;
kinds are ``text``, ``number``, ``tick``, ``formula``, ``date`` and ``error``. Words: ``damaged``,
``too_many_rows``.
"""

import datetime as dt
import json
import resource
import sys
from io import BytesIO
from typing import Any

import openpyxl

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8
ROWS_MAX, COLUMNS_MAX, TEXT_MAX = 2001, 40, 1100
BLANK_ROWS_MAX = 1000


def limit() -> None:
    """Bound what this process may use; beyond it, allocation fails or the system ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def look(data: bytes) -> dict[str, Any]:
    """The cells of the first sheet; trailing blank rows are left out."""
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[list[list[str]]] = []
        blank = 0
        for row in sheet.iter_rows(max_col=COLUMNS_MAX):
            cells = [describe(cell) for cell in row]
            blank = 0 if any(kind for kind, _text in cells) else blank + 1
            if blank > BLANK_ROWS_MAX:
                break
            rows.append(cells)
            if len(rows) - blank > ROWS_MAX:
                return {"refused": "too_many_rows"}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # a damaged file can make the library fail in any way
        return {"refused": "damaged"}
    return {"rows": rows[: len(rows) - blank]}


def describe(cell: Any) -> list[str]:
    """Kind and text of one cell."""
    value = cell.value
    if value is None or value == "":
        return ["", ""]
    if cell.data_type == "f" or not isinstance(value, str | bool | int | float | dt.datetime | dt.date | dt.time):
        return ["formula", str(value)[:TEXT_MAX]]
    if cell.data_type == "e":
        return ["error", str(value)[:TEXT_MAX]]
    if isinstance(value, bool):
        return ["tick", "1" if value else ""]
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return ["date", value.isoformat()]
    if isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        return ["number", str(int(value)) if whole and abs(value) < 10**18 else repr(value)]
    return ["text", value[:TEXT_MAX]]


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))
