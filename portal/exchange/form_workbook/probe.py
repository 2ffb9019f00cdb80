"""Reads one workbook from standard input, prints its cells as JSON, and ends.

Owns the look inside, and undoing what a spreadsheet program did to a typed text: 12.0 is 12 again, a date made
of 2013-05 is 2013-05 again. Runs as a script in a process of its own, with its own limits of memory
and time, and imports nothing of the portal. ``opening`` starts it, ``reading`` knows what the cells mean.

Prints ``{"sheets": [{"title": …, "rows": [[number, [[column, kind, text], …]], …]}]}`` or
``{"refused": word}``. Kinds: ``text``, ``number``, ``tick``, ``formula``, ``error``, ``date`` (of a day or of less),
``time``, ``percent``, ``long_number``, ``too_long``. Words: ``damaged``, ``bomb``.
"""

import datetime as dt
import json
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.cell.text import Text
from openpyxl.reader import excel
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

MEMORY_BYTES = 320 * 1024 * 1024
CPU_SECONDS = 5
SHEETS_MAX, ROWS_MAX, COLUMNS_MAX, CELLS_MAX = 20, 20_000, 60, 200_000
TEXT_MAX, TEXTS_MAX = 10_000, 20_000_000
FOUND_MAX = 200
SAFE = 10**15

#: Formats a Chinese Excel uses without declaring them, which the library does not know: dates to the month, to
#: the day, times.
MONTHS = frozenset({27, 36, 50, 52, 57})
DAYS = frozenset({28, 29, 30, 31, 51, 53, 54, 58})
TIMES = frozenset({32, 33, 34, 35, 55, 56})
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
SPELLED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TooMuch(Exception):
    """The workbook holds more than any form does."""


def limit() -> None:
    """Bound what this process may use; beyond it, allocation fails or the system ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def look(data: bytes) -> dict[str, Any]:
    """The filled cells of every sheet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return {"sheets": sheets(data)}
        except MemoryError:
            raise
        except TooMuch:
            return {"refused": "bomb"}
        except Exception:  # noqa: BLE001  # a damaged file can make the library fail in any way
            return {"refused": "damaged"}


def sheets(data: bytes) -> list[dict[str, Any]]:
    """Titles and rows of all sheets. Raises :class:`TooMuch`, and whatever the library may raise."""
    with own_ways():
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
    if len(book.worksheets) > SHEETS_MAX:
        raise TooMuch
    formats = [cell_format(style.numFmtId, book._number_formats) for style in book._cell_styles]
    budget = [CELLS_MAX, TEXTS_MAX]
    return [{"title": sheet.title, "rows": list(rows(sheet, formats, budget))} for sheet in book.worksheets]


@contextmanager
def own_ways() -> Iterator[None]:
    """Let the library read shared texts as they are, and not go through every sheet just to find its size."""
    kept = excel.read_string_table, ReadOnlyWorksheet._get_size
    excel.read_string_table, ReadOnlyWorksheet._get_size = shared_texts, lambda _sheet: None
    try:
        yield
    finally:
        excel.read_string_table, ReadOnlyWorksheet._get_size = kept


def shared_texts(source: Any) -> list[str]:
    """The shared texts as they are in the file: the library's own reader mends some of them and breaks others."""
    tag, found = f"{{{SHEET_MAIN_NS}}}si", []
    for _event, node in iterparse(source):
        if node.tag == tag:
            found.append(Text.from_tree(node).content)
            node.clear()
    return found


def rows(sheet: Any, formats: list[tuple[str, str]], budget: list[int]) -> Iterator[list[Any]]:
    """Number and filled cells of every row that holds anything.

    The library's own rows would be padded with blank ones up to whatever number the file states; and it would
    go on to read everything behind the rows, which nobody asks for.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(source, sheet._shared_strings, epoch=book.epoch)
        for _event, element in iterparse(source):
            if element.tag == DATA_TAG:
                return
            if element.tag != ROW_TAG:
                continue
            number, cells = parser.parse_row(element)
            element.clear()
            found = []
            for cell in cells:
                value = cell["value"]
                budget[0] -= 1
                if value is None or value == "" or cell["column"] > COLUMNS_MAX:
                    continue
                kind, text = describe(cell["data_type"], value, formats[cell["style_id"]], book.epoch)
                budget[1] -= len(text)
                found.append([cell["column"], kind, text])
            if min(budget) < 0 or (found and number > ROWS_MAX):
                raise TooMuch
            if found:
                yield [number, found]


def describe(data_type: str, value: Any, style: tuple[str, str], epoch: Any) -> tuple[str, str]:
    """Kind and text of one cell that is not blank."""
    if data_type == "f" or not isinstance(value, str | bool | int | float | dt.date | dt.time):
        return "formula", str(getattr(value, "text", value))[:FOUND_MAX]
    if data_type == "e":
        return "error", str(value)[:FOUND_MAX]
    if isinstance(value, bool):
        return "tick", "1" if value else ""
    if isinstance(value, dt.date | dt.time):
        return ("date", value.isoformat()[:10]) if isinstance(value, dt.date) else ("time", value.isoformat())
    if isinstance(value, str):
        text = SPELLED.sub(lambda match: chr(int(match[1], 16)), value)
        return ("text", text) if len(text) <= TEXT_MAX else ("too_long", text[:FOUND_MAX])
    sort, precision = style
    if sort == "date":
        return dated(value, precision, epoch)
    if sort != "number":
        return sort, number_text(value)
    return ("number" if abs(value) < SAFE else "long_number"), number_text(value)


def dated(value: float, precision: str, epoch: Any) -> tuple[str, str]:
    """A date as text: as much of it as its cell shows, for that is as much as was typed."""
    try:
        moment = from_excel(value, epoch)
    except (OverflowError, ValueError):
        return "error", number_text(value)
    if not isinstance(moment, dt.datetime) or moment.time() != dt.time():
        return "time", str(moment)
    return "date", f"{moment:%Y-%m-%d}"[: {"year": 4, "month": 7}.get(precision, 10)]


def number_text(value: float) -> str:
    """A number in plain digits, as a spreadsheet shows it: 15 significant ones, no more noughts than needed."""
    if isinstance(value, int):
        return str(value)
    plain = f"{Decimal(f'{value:.15g}'):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def cell_format(number: int, declared: list[str]) -> tuple[str, str]:
    """What a number format makes of a number (``number``, ``percent``, ``date``, ``time``), and how precise a date."""
    if number in TIMES:
        return "time", ""
    if number in MONTHS or number in DAYS:
        return "date", "month" if number in MONTHS else "day"
    code = BUILTIN_FORMATS.get(number) if number < 164 else next(iter(declared[number - 164 :]), None)
    signs = QUOTED.sub("", (code or "General").split(";")[0]).lower()
    if "general" in signs or signs == "@":
        return "number", ""
    if "%" in signs:
        return "percent", ""
    if "y" in signs or "d" in signs or ("m" in signs and "h" not in signs and "s" not in signs):
        return "date", "day" if "d" in signs else "month" if "m" in signs else "year"
    return ("time" if "h" in signs or "s" in signs else "number"), ""


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))
