"""The official form as a PDF: the five sections as the paper prints them, with one association's answers.

Owns what stands on it beside the tables: titles, footnotes, page foot, watermark, receipt. Knows no
database and no request.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from portal.exchange.paper import lists, qr, single_fields, uploads, words, years
from portal.exchange.paper.filled import Setting
from portal.exchange.paper.parts import Sheet, Table, broken, plain_sheet
from portal.exchange.paper.standing import FileLine, Receipt, Standing
from portal.exchange.paper.typesetting import typeset
from portal.form.blocks import Block, Edition, Fields, Rows, Section, Upload, YearParts
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.wording import Wording

BEIJING = ZoneInfo("Asia/Shanghai")
DIGITS_A_GROUP = 8

Printer = Callable[[Any, Document, Setting], Iterable[Table]]
#: How each kind of block is printed; uploads need the names of files beside.
PRINTERS: dict[type[Block], Printer] = {
    Fields: single_fields.tables,
    Rows: lists.tables,
    YearParts: years.tables,
}


def form_pdf(
    edition: Edition,
    context: FormContext,
    documents: Mapping[str, Document],
    standing: Standing,
    *,
    both: bool,
    files: Sequence[FileLine] = (),
) -> bytes:
    """The form of one association as a PDF, in Chinese or (*both*) with English beneath.

    *documents* are the answers by section; *files* the work summaries, without which those are named that
    the documents list. The same arguments give the same bytes.
    """
    setting = Setting(edition, context, both, standing.blank)
    listed = files or uploads.listed_files(edition, documents)
    sheets = [_sheet(section, documents.get(section.code, {}), setting, listed) for section in edition.sections]
    form = {
        **_heading(setting),
        "blank": standing.blank,
        "sheets": [plain_sheet(sheet) for sheet in sheets],
        "notes": {str(note.number): _said(note.text, setting) for note in edition.footnotes},
        "page": _page_words(both),
        "watermark": words.WATERMARK if standing.draft else "",
        "receipt": _receipt(standing.receipt, setting) if standing.receipt else None,
    }
    return typeset(form, standing.receipt.submitted_at if standing.receipt else None)


def _sheet(section: Section, document: Document, setting: Setting, files: Sequence[FileLine]) -> Sheet:
    tables: list[Table] = []
    for block in section.blocks:
        if isinstance(block, Upload):
            tables += uploads.tables(block, document, setting, files)
        else:
            tables += PRINTERS[type(block)](block, document, setting)
    zh, en = setting.words(section.title)
    return Sheet(f"{section.number}、{zh}", en, tables)


def _heading(setting: Setting) -> dict[str, Any]:
    """What stands over the tables, and in the head of each page."""
    edition = setting.edition
    name = edition.header.fields[0]
    return {
        "attachment": edition.attachment,
        "title": _said(edition.title, setting),
        "subtitle": _said(edition.subtitle, setting),
        "name_label": _said(name.label, setting),
        "name": broken(setting.context.organization_name),
        "round": _said(words.ROUND, setting),
    }


def _said(wording: Wording, setting: Setting, **parameters: object) -> dict[str, str]:
    zh, en = setting.words(wording, **parameters)
    return {"text": zh, "en": en}


def _page_words(both: bool) -> list[list[str]]:
    """What stands before the number of the page, between it and the number of pages, and after."""
    wordings = (words.PAGE.zh, words.PAGE.en) if both else (words.PAGE.zh,)
    return [text.replace("{pages}", "{page}").split("{page}") for text in wordings]


def _receipt(receipt: Receipt, setting: Setting) -> dict[str, Any]:
    """The lines beside the QR code on each page, and what is to be stamped on the last one."""
    local = receipt.submitted_at.astimezone(BEIJING)
    digits = receipt.content_hash
    groups = " ".join(digits[at : at + DIGITS_A_GROUP] for at in range(0, len(digits), DIGITS_A_GROUP))
    submission = _said(words.SUBMISSION, setting, number=receipt.number)
    return {
        "qr": qr.svg(receipt.check_url),
        "lines": [
            {"label": _said(words.REFERENCE, setting), "text": receipt.reference, "beside": submission, "long": False},
            {"label": _said(words.SUBMITTED_AT, setting), "text": f"{local:%Y-%m-%d %H:%M:%S}", "long": False},
            {"label": _said(words.FINGERPRINT, setting), "text": groups, "long": True},
        ],
        "check": _said(words.CHECK, setting),
        "responsible": {"label": _said(words.RESPONSIBLE, setting), "text": broken(receipt.responsible_name)},
        "seal": _said(words.SEAL, setting),
    }
