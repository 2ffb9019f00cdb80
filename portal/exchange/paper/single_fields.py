"""Blocks of single cells on paper: lines of labels and values, merged as on the official form.

The lines of the blocks of the official form are listed here; a block that is not listed gets two fields a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.exchange.paper.filled import Setting, printed
from portal.exchange.paper.parts import Cell, Look, Table
from portal.exchange.paper.words import PHONE_AND_FAX
from portal.form.blocks import Block, Field, Fields
from portal.form.document import Document

COLUMNS = 24


@dataclass(frozen=True)
class Place:
    """Where a field stands: how many columns its label and its value take, and how many lines both."""

    code: str
    label: int
    value: int
    rows: int = 1


Line = tuple[Place, ...]


@dataclass(frozen=True)
class Layout:
    """The lines of a block; ``side`` columns at the left hold its title, where the form prints one."""

    lines: tuple[Line, ...]
    side: int = 0


LAYOUTS = {
    "contact": Layout(
        (
            (Place("contact_name", 2, 4), Place("contact_position", 2, 4), Place("office_phone", 4, 5)),
            (Place("contact_email", 3, 8), Place("mobile", 3, 7)),
        ),
        side=3,
    ),
    "basic": Layout(
        (
            (Place("founded_on", 3, 7), Place("supervising_body", 3, 11)),
            (Place("postal_address", 3, 21),),
            (Place("industry_field", 3, 7), Place("pilot_field_sales", 8, 6)),
        )
    ),
    "members": Layout(
        (
            (
                Place("member_total", 3, 4, rows=2),
                Place("member_enterprises", 4, 4),
                Place("member_universities", 5, 4),
            ),
            (Place("member_research_institutes", 4, 4), Place("member_others", 5, 4)),
        )
    ),
    "management": Layout(
        (
            (Place("ip_office_name", 5, 7), Place("full_time_staff", 5, 4)),
            (Place("ip_office_address", 5, 7), Place("ip_office_postcode", 5, 4)),
        ),
        side=3,
    ),
}


def tables(block: Fields, document: Document, setting: Setting) -> Iterator[Table]:
    """The one table of a block of single cells."""
    layout = LAYOUTS.get(block.code) or _two_a_line(block)
    rows = [list(_line(block, line, document, setting)) for line in layout.lines]
    if layout.side:
        rows[0].insert(0, setting.title(block, Look.LABEL, span=layout.side, rows=len(rows)))
    yield Table((1,) * COLUMNS, rows, whole=True)


def _two_a_line(block: Block) -> Layout:
    codes = [of.code for of in block.fields]
    pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
    return Layout(tuple(tuple(Place(code, 4, 8 if len(pair) == 2 else 20) for code in pair) for pair in pairs))


def _line(block: Fields, line: Line, document: Document, setting: Setting) -> Iterator[Cell]:
    fields = {of.code: of for of in printed(block, setting.context)}
    for place in line:
        of = fields[place.code]
        if of.shares_cell_with:
            yield setting.cell(PHONE_AND_FAX, Look.LABEL, span=place.label)
            yield Cell(_shared(block, of, document), span=place.value)
        else:
            yield setting.label(of, block, span=place.label, rows=place.rows)
            yield setting.value(of, document, block.code, span=place.value, rows=place.rows)


def _shared(block: Fields, first: Field, document: Document) -> str:
    """Two answers in the one cell that the paper has for both, joined by a stroke."""
    codes = (first.code, first.shares_cell_with)
    return "/\n".join(text for code in codes if (text := document.get(f"{block.code}.{code}", "")))
