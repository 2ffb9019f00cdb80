"""Parts by year on paper: one table a year, never divided, the first under the banner of the block."""

from collections.abc import Iterator

from portal.exchange.paper.filled import Setting, printed
from portal.exchange.paper.parts import Cell, Look, Table
from portal.form.blocks import Field, YearParts
from portal.form.document import Document

COLUMNS = (3.8, 4.4, 3.2, 3.4, 3.2)
#: A part with a longer text than any that the form allows may have to go over several pages.
LONGEST = 600


def tables(block: YearParts, document: Document, setting: Setting) -> Iterator[Table]:
    """One table for each year; on a copy for anybody, one for the year “……”."""
    for number, year in enumerate(setting.years or (0,)):
        rows = [_banner(block, setting)] if number == 0 else []
        rows += _part(block, year, document, setting)
        longest = max(len(cell.text) for row in rows for cell in row)
        yield Table(COLUMNS, rows, whole=longest <= LONGEST)


def _banner(block: YearParts, setting: Setting) -> list[Cell]:
    """The line over the first part: the banner of the block, or its title where it has none."""
    if block.banner.zh:
        return [setting.cell(block.banner, Look.BANNER, span=len(COLUMNS))]
    return [setting.title(block, Look.BANNER, span=len(COLUMNS))]


def _part(block: YearParts, year: int, document: Document, setting: Setting) -> list[list[Cell]]:
    fields = [of for of in printed(block, setting.context) if not of.generated]
    prefix = f"{block.code}.{year}"
    rows = list(_of_totals(block, fields, document, prefix, setting) if _adds_up(fields) else ())
    rows = rows or list(_of_pairs(block, fields, document, prefix, setting))
    wording = block.part_label if year else block.by_code[block.key_field].label
    text, en = setting.words(wording, year=year)
    # The mark of the block stands at its first part where the banner does not say the title.
    note = setting.note(block.footnotes) if block.banner.zh else 0
    rows[0].insert(0, Cell(text, Look.LABEL, en, note=note, rows=len(rows)))
    return rows


def _adds_up(fields: list[Field]) -> bool:
    return any(of.part_of for of in fields)


def _of_totals(
    block: YearParts, fields: list[Field], document: Document, prefix: str, setting: Setting
) -> Iterator[list[Cell]]:
    """A total beside the lines of its parts."""
    for total in (of for of in fields if not of.part_of):
        parts = [of for of in fields if of.part_of == total.code]
        high = max(len(parts), 1)
        row = [
            setting.label(total, block, rows=high),
            setting.value(total, document, prefix, rows=high, span=1 if parts else 3),
        ]
        for of in parts:
            row += [setting.label(of, block), setting.value(of, document, prefix)]
            yield row
            row = []
        if row:
            yield row


def _of_pairs(
    block: YearParts, fields: list[Field], document: Document, prefix: str, setting: Setting
) -> Iterator[list[Cell]]:
    """A count and what belongs to it on each line."""
    for at in range(0, len(fields), 2):
        pair = fields[at : at + 2]
        row: list[Cell] = []
        for of in pair:
            row += [setting.label(of, block), setting.value(of, document, prefix, span=3 if len(pair) == 1 else 1)]
        yield row
