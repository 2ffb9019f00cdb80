"""Addresses in words: where a cell stands and what it is called, for lists of cells."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.form.blocks import NOTHING_TO_REPORT, OTHER, ROWS, TREATED, Rows, Section, Upload
from portal.form.checks.plan import label_of
from portal.form.context import FormContext
from portal.form.document import Document, row_ids
from portal.form.kinds import Kind, Text

PLAIN = Text()


class CellName(NamedTuple):
    """Title of the block, and the cell's own name within it (with its year or row)."""

    where: str
    label: str


def name_of(section: Section, context: FormContext, document: Document, address: str, language: str) -> CellName:
    """The words for *address* (within the section) in *language*; the address itself if it is unknown."""
    block_code, _dot, rest = address.partition(".")
    block = section.by_code.get(block_code)
    if block is None:
        return CellName(section.title.of(language), address)
    where = block.title.of(language, **context.words)
    if rest == ROWS:
        return CellName(where, _("Rows and their order"))
    if rest == NOTHING_TO_REPORT:
        return CellName(where, _("Nothing to report"))
    part, dot, code = rest.rpartition(".")
    field = block.by_code.get(code)
    if field is None:
        return CellName(where, _upload_label(block, document, part, code, language) or address)
    label = label_of(field, block, context).of(language)
    if code.endswith(OTHER) and code == field.other_code:
        label = _("%(label)s: other (specify)", label=label)
    if not dot:
        return CellName(where, label)
    if isinstance(block, Rows):
        order = row_ids(document, block.code)
        if part not in order:
            return CellName(where, _("Removed row: %(label)s", label=label))
        return CellName(where, _("Row %(number)s: %(label)s", number=order.index(part) + 1, label=label))
    return CellName(where, _("%(year)s: %(label)s", year=part, label=label))


def _upload_label(block: object, document: Document, row: str, code: str, language: str) -> str:
    if not isinstance(block, Upload):
        return ""
    if row == TREATED and code in block.by_tick:
        return _("Outline %(number)s: written about elsewhere", number=point_number(block, code, language))
    return document.get(f"{block.code}.{row}.name") or _("File")


def point_number(block: Upload, tick: str, language: str) -> str:
    """The number of a point of the outline as it is called away from its place: 三、5（1） or 3.5.1."""
    code = block.by_tick[tick].code
    if language != "zh":
        return code.removeprefix("P")
    number = ""
    for point in (*block.outline, *block.asked_points):
        if code == point.code or code.startswith(point.code + "."):
            number += point.number if number else f"{point.number}、"
    return number


def kind_of(section: Section, address: str) -> Kind:
    """The kind of the cell at *address*; plain text for what is no cell of a person's."""
    block_code, _dot, rest = address.partition(".")
    block = section.by_code.get(block_code)
    return block.cell_kinds.get(rest.rpartition(".")[2], PLAIN) if block else PLAIN


def text_of(section: Section, address: str, text: str, language: str) -> str:
    """*text* of the cell at *address* as a reader sees it; of the order of rows, how many there are."""
    if address.endswith(f".{ROWS}"):
        count = len(text.split())
        return str(ngettext("%(num)d row", "%(num)d rows", count)) if count else ""
    if address.endswith(f".{NOTHING_TO_REPORT}") or is_tick(section, address):
        return str(_("ticked")) if text else ""
    return kind_of(section, address).show(text, language)


def is_telling(section: Section, address: str) -> bool:
    """Whether a change of this cell tells a reader anything: of an uploaded file, only its name does."""
    block, _dot, rest = address.partition(".")
    uploaded = isinstance(section.by_code.get(block), Upload)
    return not uploaded or rest.endswith(".name") or is_tick(section, address)


def is_tick(section: Section, address: str) -> bool:
    """Whether *address* is a tick at a point of an outline."""
    block_code, _dot, rest = address.partition(".")
    block = section.by_code.get(block_code)
    return isinstance(block, Upload) and rest.partition(".")[0] == TREATED and rest.rpartition(".")[2] in block.by_tick
