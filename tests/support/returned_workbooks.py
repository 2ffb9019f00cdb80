"""Workbooks of the form as they are after reading, made by hand: downloaded from a filing, then edited.

Owns what a workbook holds of a document: every cell that stands on the form, blank ones too, and the
orders of the lists. The bytes of real ones are for the tests of ``exchange.form_workbook``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from portal.exchange.form_workbook.contents import Contents, Stamp, Unreadable
from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Rows, Section
from portal.form.document import Document, fixed_cells, row_ids
from portal.form.editions import EDITION_2017
from portal.models import SectionDocument, db
from tests.support.lives import Life


def downloaded(life: Life, **stamped: Any) -> Contents:
    """What a workbook holds that is downloaded from the filing of *life* now; *stamped* changes its stamp."""
    with life.acting():
        query = select(SectionDocument).where(SectionDocument.filing_id == life.id)
        found = {each.section: each for each in db.session.scalars(query)}
    revisions = {code: each.revision for code, each in found.items()}
    filing, round_ = life.filing, life.world.round
    ours = filing.association_id == life.world.association.id
    joined = (life.world.association if ours else life.world.foreign_association).joined_year
    stamp = Stamp("2017", round_.year, joined, str(filing.id), str(filing.association_id), revisions)
    years = range(joined, round_.year + 1)
    cells = {s.code: everything(s, years, found[s.code].cells) for s in EDITION_2017.sections}
    return Contents(replace(stamp, **stamped), cells, places_of(cells), ())


def blank_copy(life: Life) -> Contents:
    """What a blank copy holds that nobody has filled in."""
    contents = downloaded(life, filing_id="", association_id="", revisions=None)
    years = range(contents.stamp.joined_year, contents.stamp.round_year + 1)
    cells = {section.code: everything(section, years, {}) for section in EDITION_2017.sections}
    return replace(contents, cells=cells, places=places_of(cells))


def everything(section: Section, years: Iterable[int], document: Document) -> dict[str, str]:
    """Every cell of *document* that a workbook shows, blank ones as ``""``."""
    cells = {address: document.get(address, "") for address, _kind in fixed_cells(section, years)}
    for block in section.blocks:
        if isinstance(block, Rows):
            for address in (f"{block.code}.{ROWS}", f"{block.code}.{NOTHING_TO_REPORT}"):
                cells[address] = document.get(address, "")
            for row in row_ids(document, block.code):
                here = (f"{block.code}.{row}.{code}" for code in block.cell_kinds)
                cells |= {address: document.get(address, "") for address in here}
    return cells


def places_of(cells: Mapping[str, Document]) -> dict[str, str]:
    """A place for each cell: not where the real sheet has it, but one that no other cell has."""
    addresses = [f"{code}.{address}" for code, here in cells.items() for address in here]
    return {address: f"表 F{number}" for number, address in enumerate(addresses, start=1)}


def edited(contents: Contents, changes: Mapping[str, str]) -> Contents:
    """*contents* with cells typed over; addresses are full, section first."""
    cells = {code: dict(here) for code, here in contents.cells.items()}
    for address, text in changes.items():
        code, _dot, within = address.partition(".")
        cells[code][within] = text
    return replace(contents, cells=cells, places=places_of(cells))


def without_row(contents: Contents, section: str, block: str, row: str) -> Contents:
    """*contents* with the line of one row taken out."""
    cells = {code: dict(here) for code, here in contents.cells.items()}
    mine = {a: t for a, t in cells[section].items() if not a.startswith(f"{block}.{row}.")}
    mine[f"{block}.{ROWS}"] = " ".join(r for r in mine[f"{block}.{ROWS}"].split() if r != row)
    return replace(contents, cells=cells | {section: mine})


def with_row(contents: Contents, section: str, block: str, row: str, texts: Mapping[str, str]) -> Contents:
    """*contents* with one more row at the end of a list."""
    cells = {code: dict(here) for code, here in contents.cells.items()}
    mine = cells[section]
    mine[f"{block}.{ROWS}"] = f"{mine[f'{block}.{ROWS}']} {row}".strip()
    mine |= {f"{block}.{row}.{code}": text for code, text in texts.items()}
    return replace(contents, cells=cells, places=places_of(cells))


def not_read(contents: Contents, address: str, found: str = "=1+1", why: str = "formula") -> Contents:
    """*contents* in which one cell holds no answer."""
    cells = {code: dict(here) for code, here in contents.cells.items()}
    code, _dot, within = address.partition(".")
    del cells[code][within]
    unreadable = (*contents.unreadable, Unreadable(address, contents.places[address], found, why))
    return replace(contents, cells=cells, unreadable=unreadable)
