"""Printed forms for tests: what to print, and what can be read in the PDF that comes of it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pypdfium2

from portal.exchange.paper import Standing, form_pdf
from portal.form.blocks import Rows
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.editions import EDITION_2017

HASH = "0123456789abcdef" * 4
ADDRESS = f"https://portal.example.org/receipts/check?reference=2017-44-0012-2&hash={HASH}"
SUBMITTED = Standing.submitted(
    reference="2017-44-0012-2",
    number=2,
    content_hash=HASH,
    submitted_at=dt.datetime(2018, 4, 20, 7, 8, 41, tzinfo=dt.UTC),
    responsible_name="普洱（虚构）",
    check_url=ADDRESS,
)
#: The form as it is issued, for nobody in particular.
ANYBODY = FormContext(2017, 2017)
#: What a reader of PDFs puts in the place of a hyphen at the end of a line.
HYPHEN = re.compile(r"\ufffe|\x02")


def printed(context: FormContext, documents: Mapping[str, Document], standing: Standing, **asked: Any) -> bytes:
    """The form of the edition of 2017."""
    return form_pdf(EDITION_2017, context, documents, standing, **({"both": False} | asked))


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """*pdf* as it is read."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pages(pdf: bytes) -> list[str]:
    """The text of each page in the order it was set, without blanks and ends of lines: those are layout."""
    with opened(pdf) as document:
        return [_text_of(page) for page in document]


def _text_of(page: pypdfium2.PdfPage) -> str:
    # What reads along the lines of the page would take the lines of merged cells apart.
    text = page.get_textpage()
    pieces = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=4, textpage=text)
    return squeezed("".join(piece.extract() for piece in pieces))


def squeezed(text: str) -> str:
    """*text* without blanks, ends of lines and the hyphens at them."""
    return "".join(HYPHEN.sub("", text).split())


def missing_in_order(text: str, wanted: Iterable[str]) -> list[str]:
    """Those of *wanted* that *text* does not hold behind the ones before them."""
    at, missing = 0, []
    for each in map(squeezed, wanted):
        found = text.find(each, at)
        if found < 0:
            missing.append(each)
        else:
            at = found + len(each)
    return missing


def with_rows(documents: Mapping[str, Document], rows: int) -> dict[str, dict[str, str]]:
    """*documents* with *rows* rows in each list that may hold as many, the text of each its own."""
    full = {code: dict(cells) for code, cells in documents.items()}
    for section in EDITION_2017.sections:
        for block in section.blocks:
            if isinstance(block, Rows) and block.max_rows >= rows:
                _fill(full[section.code], block, rows)
    return full


def _fill(cells: dict[str, str], block: Rows, rows: int) -> None:
    first = cells[f"{block.code}.rows"].split()[0]
    pattern = {code: cells.get(f"{block.code}.{first}.{code}", "") for code in block.cell_kinds}
    cells[f"{block.code}.rows"] = " ".join(f"n{number}" for number in range(1, rows + 1))
    for number in range(1, rows + 1):
        for code, text in pattern.items():
            named = f"{block.code}第{number}号（虚构）" if code.endswith("_name") else text
            cells[f"{block.code}.n{number}.{code}"] = named
