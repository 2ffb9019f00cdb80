"""Lists on paper: heads that are repeated on each page, rows, groups of standards, the row of totals."""

from collections.abc import Iterator, Sequence

from portal.exchange.paper.filled import PLACEHOLDER, Setting, printed
from portal.exchange.paper.parts import Cell, Look, Table
from portal.form.blocks import Field, Rows, TotalCell
from portal.form.document import Document, filled_rows, nothing_to_report
from portal.form.kinds import Amount, Choice, Choices, Integer, Kind, PartialDate, Text, Url, Year
from portal.form.wording import NOTHING_TO_REPORT, TOTAL

#: Lists whose title stands over them on the paper; of the others it stands at the side.
TITLE_OVER = frozenset({"risk_warning_projects", "navigation_projects"})
#: Lists whose sample rows the paper leaves without numbers.
UNNUMBERED_SAMPLES = frozenset({"trainings"})
SIDE, NUMBER = 3.2, 1.4
#: Shares of a column by the kind of its field; of texts, the longer ones get more.
WIDTHS: dict[type[Kind], float] = {
    Integer: 2.6,
    Amount: 3.6,
    Year: 2.4,
    PartialDate: 3.0,
    Url: 6.0,
    Choice: 2.8,
    Choices: 5.2,
}
LONG_TEXT, NAME, SHORT_TEXT = 200, 7.0, 4.0
#: As many rows at most share one merged cell of their group, so that it stands on each page.
MERGED = 10

#: Characters that a line across the whole page holds, and lines that count as short.
LINE_ENDS, SHORT = 50, 18

Record = tuple[str, str]
"""Number of a row as it is printed, and the prefix of its cells; blank for a sample row."""


def tables(block: Rows, document: Document, setting: Setting) -> Iterator[Table]:
    """The one table of a list.

    A short one stays whole, and its title stands beside all its rows. A long one goes over pages, and its
    title stands beside its heads, which each page repeats.
    """
    columns = list(printed(block, setting.context))
    shares = [width(of) for of in columns]
    head = [setting.label(of, block) for of in columns]
    body = list(_body(block, columns, document, setting))
    if block.code in TITLE_OVER:
        over = [setting.title(block, Look.BANNER, span=len(columns))]
        yield Table(shares, [over, head, *body], heads=2, whole=_short(body, len(shares)))
        return
    shares = [SIDE, *shares]
    short = _short([head, *body], len(shares))
    beside = setting.title(block, Look.LABEL, rows=1 + len(body) if short else 1)
    if not short:
        body[0].insert(0, Cell(rows=len(body)))
    yield Table(shares, [[beside, *head], *body], heads=0 if short else 1, whole=short)


def _short(rows: Sequence[Sequence[Cell]], columns: int) -> bool:
    """Whether *rows* surely fit on half a page."""
    return sum(max(_lines(cell, LINE_ENDS // columns) for cell in row) for row in rows) <= SHORT


def _lines(cell: Cell, room: int) -> int:
    """How many lines a cell takes at most, *room* characters each; a line of English is half as wide."""
    lines = sum(1 + len(line) // room for line in cell.text.split("\n"))
    return lines + (sum(1 + len(line) // (2 * room) for line in cell.en.split("\n")) if cell.en else 0)


def width(of: Field) -> float:
    """The share of a column."""
    if of.generated:
        return NUMBER
    if isinstance(of.kind, Text) and not isinstance(of.kind, Url):
        return NAME if of.kind.max_length >= LONG_TEXT else SHORT_TEXT
    return WIDTHS[type(of.kind)]


def _body(block: Rows, columns: Sequence[Field], document: Document, setting: Setting) -> Iterator[list[Cell]]:
    ids = filled_rows(document, block)
    if not ids and nothing_to_report(document, block.code):
        yield [setting.cell(NOTHING_TO_REPORT, Look.LABEL, span=len(columns))]
    elif block.grouped_by:
        yield from _groups(block, columns, ids, document, setting)
    else:
        records = [(str(n), f"{block.code}.{row}") for n, row in enumerate(ids, 1)] or _samples(block)
        yield from (list(_row(columns, record, document, setting)) for record in records)
    if block.total:
        yield list(_totals(block, columns, ids, document, setting))


def _samples(block: Rows, count: int = 0) -> list[Record]:
    """Blank rows, as many as the paper prints, numbered as there: 1, 2, ……"""
    count = count or block.printed_rows
    numbers = [str(n) for n in range(1, count)] + [PLACEHOLDER] if count > 2 else [str(n + 1) for n in range(count)]
    return [("" if block.code in UNNUMBERED_SAMPLES else number, "") for number in numbers]


def _row(columns: Sequence[Field], record: Record, document: Document, setting: Setting) -> Iterator[Cell]:
    number, prefix = record
    for of in columns:
        yield Cell(number, Look.LABEL) if of.generated else setting.value(of, document, prefix)


def _groups(
    block: Rows, columns: Sequence[Field], ids: Sequence[str], document: Document, setting: Setting
) -> Iterator[list[Cell]]:
    """Rows by the choice of their first column, in the order of the paper; what is none of the choices last."""
    by, rest = columns[0], columns[1:]
    kind = by.kind
    options = kind.options if isinstance(kind, Choice) else ()
    texts = {row: document.get(f"{block.code}.{row}.{by.code}", "") for row in ids}
    strange = dict.fromkeys(text for text in texts.values() if text not in {option.code for option in options})
    labels = [(option.code, *setting.words(option.label)) for option in options]
    for code, zh, en in (*labels, *((text, text, "") for text in strange)):
        mine = [row for row, text in texts.items() if text == code]
        records = [(str(n), f"{block.code}.{row}") for n, row in enumerate(mine, 1)]
        records = records or (_samples(block, block.printed_rows // len(options)) if not ids else [("", "")])
        for at in range(0, len(records), MERGED):
            together = records[at : at + MERGED]
            for place, record in enumerate(together):
                row = list(_row(rest, record, document, setting))
                yield row if place else [Cell(zh, Look.LABEL, en, rows=len(together)), *row]


def _totals(
    block: Rows, columns: Sequence[Field], ids: Sequence[str], document: Document, setting: Setting
) -> Iterator[Cell]:
    """合计: the count of the rows with its unit, and the sums of columns; blank on a blank copy."""
    sums = {total.sums: total for total in block.total if total.sums}
    count = next((total for total in block.total if not total.sums), None)
    yield setting.cell(TOTAL, Look.LABEL)
    for of in columns[1:]:
        if of.code in sums:
            yield Cell(_sum(block, sums[of.code], ids, document), Look.FIGURE)
        elif count:
            yield Cell(str(len(ids)) if ids else "", Look.FIGURE, unit=count.unit)
            count = None
        else:
            yield Cell()


def _sum(block: Rows, total: TotalCell, ids: Sequence[str], document: Document) -> str:
    kind = block.by_code[total.sums or ""].kind
    texts = [document.get(f"{block.code}.{row}.{total.sums}", "") for row in ids]
    figures = [kind.value(text) for text in texts if text and kind.readable(text)]
    return kind.show(str(sum(figures)), "zh") if figures else ""
