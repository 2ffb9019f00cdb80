"""Workbooks of the form in tests: made, read without a child, changed in one cell, saved anew by LibreOffice.

Owns the doing. Asserts nothing.
"""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.merge import MergedCellRange

from portal.exchange.form_workbook import opening, probe, read, write
from portal.exchange.form_workbook.contents import Contents, Stamp
from portal.form.context import FormContext
from portal.form.document import Change, Document, compare
from portal.form.editions import EDITION_2017
from tests.support.generated_returns import Generated
from tests.support.needs import missing

PATIENCE_SECONDS = 120


def stamp(context: FormContext) -> Stamp:
    """The stamp of a filing that was saved once."""
    revisions = dict.fromkeys(EDITION_2017.by_code, 1)
    return Stamp("2017", context.round_year, context.joined_year, "filing", "association", revisions)


def written(return_: Generated, *, both: bool = False) -> bytes:
    """The workbook of *return_*."""
    return write(EDITION_2017, return_.context, return_.documents, stamp(return_.context), both=both)


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the probe look inside in this very process: a child for each of a thousand files would only be slower.

    Nor are the lines around merged cells drawn anew when openpyxl opens a workbook to change it: nobody looks
    at them, and it takes longer than everything else.
    """
    monkeypatch.setattr(opening, "ask", probe.look)
    for step in ("format", "_get_borders"):
        monkeypatch.setattr(MergedCellRange, step, lambda _range: None)


def changes(documents: dict[str, dict[str, str]], contents: Contents) -> list[Change]:
    """What bringing *contents* in would change, by full address."""
    found = []
    for code, cells in contents.cells.items():
        before = documents[code]
        after = {address: text for address, text in {**before, **cells}.items() if text}
        found += [Change(f"{code}.{change.address}", *change[1:]) for change in compare(before, after)]
    return found


def rows_of(document: Document, block: str) -> list[str]:
    """The order of a list, as it was read."""
    return document[f"{block}.rows"].split()


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """The workbook *data* after openpyxl has opened it, *change* was made to the book, and it was saved."""
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def cell(book: Any, place: str) -> Any:
    """The cell at *place*: name of the sheet, name of the cell."""
    sheet, _, name = place.rpartition(" ")
    return book[sheet][name]


def with_cell(data: bytes, address: str, value: object, number_format: str = "") -> bytes:
    """The workbook *data* with *value* at *address*, wherever that is."""
    place = read(data).places[address]

    def change(book: Any) -> None:
        found = cell(book, place)
        found.value = value
        if number_format:
            found.number_format = number_format

    return changed(data, change)


def saved_by_libreoffice(data: bytes, folder: Path) -> bytes:
    """*data* opened and saved by LibreOffice; the present test is skipped or fails where there is none."""
    program = shutil.which("soffice")
    if not program:
        missing("LibreOffice is not installed, so no workbook was saved by it")
    given, made = folder / "given", folder / "made"
    given.mkdir()
    (given / "form.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(made), str(given / "form.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    return (made / "form.xlsx").read_bytes()
