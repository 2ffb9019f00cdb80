"""A workbook of the form read back: every answer by its address, as it was typed.

Owns the answers and the order of the rows. Undoes what writing did (labels for codes, boxes for choices),
nothing more: what a text means for its kind is read by ``form.reading``. Labels are never looked
at: the form prints one of them twice.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal.exchange.form_workbook import opening, sheets
from portal.exchange.form_workbook.contents import Contents, Stamp, Unreadable
from portal.exchange.form_workbook.refusals import WorkbookRefused
from portal.exchange.form_workbook.section_reading import SectionReading
from portal.exchange.form_workbook.writing import FORMAT, STAMP_SHEET
from portal.form.blocks import Edition
from portal.form.context import LINE_HIDDEN, FormContext, SecondNegotiationLine
from portal.form.document import Document, fixed_cells
from portal.form.editions import EDITIONS

EARLIEST_YEAR, LATEST_YEAR, MOST_YEARS = 1980, 2200, 60


def read(data: bytes) -> Contents:
    """What the workbook *data* holds.

    Raises :class:`WorkbookRefused` if nothing of it can be relied on, and RuntimeError when the child that
    opens it cannot run.
    """
    return understand(opening.cells_of(data))


def understand(found: Sequence[Mapping[str, Any]]) -> Contents:
    """The contents of the sheets *found* by the probe. Raises :class:`WorkbookRefused`."""
    stamp = _stamp(found)
    edition = EDITIONS[stamp.edition]
    came_back = {sheet.section: sheet for sheet in sheets.recognised(found)}
    if len(came_back) != len(sheets.recognised(found)):
        raise WorkbookRefused("anchors_broken", {"place": next(reversed(came_back.values())).title})
    cells: dict[str, Document] = {}
    places: dict[str, str] = {}
    unreadable: list[Unreadable] = []
    context = FormContext(stamp.round_year, stamp.joined_year)
    for section in edition.sections:
        sheet = came_back.get(section.code)
        if sheet is None:
            raise WorkbookRefused("anchors_broken", {"place": f"{section.number}、{section.title.zh}"})
        reading = SectionReading(section, context, sheet)
        reading.run()
        missing = _must_stand(edition, stamp, section.code) - reading.seen
        if missing:
            raise sheet.broken(sheet.corner)
        cells[section.code] = reading.cells
        places |= {f"{section.code}.{address}": place for address, place in reading.places.items()}
        unreadable += reading.unreadable
    return Contents(stamp, cells, places, tuple(unreadable))


def _must_stand(edition: Edition, stamp: Stamp, section: str) -> set[str]:
    """The single cells no round leaves out, within *section*."""
    context = FormContext(
        stamp.round_year, stamp.joined_year, second_negotiation_line=SecondNegotiationLine(LINE_HIDDEN)
    )
    addresses = (address for address, _kind in fixed_cells(edition.by_code[section], context.years))
    return {address for address in addresses if not context.hides(address.rpartition(".")[2])}


def _stamp(found: Sequence[Mapping[str, Any]]) -> Stamp:
    """The stamp, its edition known and its years sane. Raises :class:`WorkbookRefused`."""
    texts = [
        text
        for sheet in found
        if sheet["title"] == STAMP_SHEET
        for _n, row in sheet["rows"]
        for _at, _kind, text in row
    ]
    try:
        kept = json.loads(texts[0])
        format_ = kept.pop("format")
        stamp = Stamp(**kept)
    except (IndexError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorkbookRefused("not_this_form") from error
    if not _sane(stamp):
        raise WorkbookRefused("not_this_form")
    if format_ != FORMAT or stamp.edition not in EDITIONS:
        raise WorkbookRefused("older_edition")
    return stamp


def _sane(stamp: Stamp) -> bool:
    """Whether the stamp could have been written by this program: nobody else's numbers are reckoned with."""
    years, texts = (stamp.joined_year, stamp.round_year), (stamp.edition, stamp.filing_id, stamp.association_id)
    if not all(type(year) is int for year in years) or not all(type(text) is str for text in texts):
        return False
    if not EARLIEST_YEAR <= stamp.joined_year <= stamp.round_year <= LATEST_YEAR:
        return False
    revisions = {} if stamp.revisions is None else stamp.revisions
    plain = isinstance(revisions, dict) and all(type(revision) is int for revision in revisions.values())
    return plain and stamp.round_year - stamp.joined_year < MOST_YEARS
