"""Single answers, years' parts and lists as lines of a sheet, each block as the paper prints it.

Owns which slot stands where and what it says. Columns come from ``paper``, words from ``spelling``; what
stands around the blocks of a sheet is ``pages``' part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.exchange.form_workbook import anchors
from portal.exchange.form_workbook.grid import Answer, Line, Slot, span
from portal.exchange.form_workbook.paper import (
    FIELDS,
    LISTS,
    SPARE_LINES,
    SPARE_LINES_A_GROUP,
    YEARS,
    ListPaper,
    PairsPaper,
    TotalsPaper,
)
from portal.exchange.form_workbook.spelling import Spelling
from portal.exchange.form_workbook.values import BOX, TICK, boxes
from portal.form import wording
from portal.form.blocks import NOTHING_TO_REPORT, Block, Field, Fields, Rows, YearParts
from portal.form.document import Document, nothing_to_report, row_ids
from portal.form.kinds import Choice, Choices, Option, Text


def answer(block: Block, code: str, text: str) -> Answer:
    """What the cell *code* of *block* asks."""
    return Answer(code, block.cell_kinds[code], text, block.by_code[code])


def fields_lines(block: Fields, spelling: Spelling, document: Document) -> Iterator[Line]:
    """The lines of single answers."""
    for drawn in FIELDS[block.code]:
        slots = []
        for columns, what, code, down in drawn:
            if what == "title":
                slots.append(Slot(*span(columns), text=spelling.title(block), down=down))
            elif what == "label":
                slots.append(Slot(*span(columns), text=spelling.label(block.by_code[code]), down=down))
            else:
                asked = answer(block, code, document.get(f"{block.code}.{code}", ""))
                slots.append(Slot(*span(columns), down=down, answer=asked))
        yield Line(anchors.cells(slots, f"{block.code}."), slots)


def years_lines(block: YearParts, spelling: Spelling, document: Document) -> Iterator[Line]:
    """The lines of every year's part, without what stands above the first."""
    drawn = YEARS[block.code]
    shown = [field for field in block.entered if not spelling.context.hides(field.code)]
    for year in spelling.context.years:
        prefix = f"{block.code}.{year}."
        asked = {code: answer(block, code, document.get(prefix + code, "")) for code in block.cell_kinds}
        if isinstance(drawn, TotalsPaper):
            lines = list(_totals(drawn, shown, spelling, asked))
        else:
            lines = list(_pairs(drawn, shown, spelling, asked))
        part = Slot(*span(drawn.columns[0]), text=spelling.part(block, year), down=len(lines))
        for number, slots in enumerate(lines):
            whole = [part, *slots] if number == 0 else slots
            yield Line(anchors.cells(whole, prefix), whole)


def _totals(
    drawn: TotalsPaper, fields: Sequence[Field], spelling: Spelling, asked: Mapping[str, Answer]
) -> Iterator[list[Slot]]:
    """Each total beside the parts it is made of, the unit after their numbers as the paper prints it."""
    _part, total_label, total, label, number, unit = map(span, drawn.columns)
    for whole in (field for field in fields if not field.part_of):
        parts = [field for field in fields if field.part_of == whole.code]
        for line, field in enumerate(parts):
            slots = [
                Slot(*label, look="label_left", text=spelling.label(field)),
                Slot(*number, answer=asked[field.code]),
                Slot(*unit, text=field.unit or ""),
            ]
            if line == 0:
                slots[:0] = [
                    Slot(*total_label, text=spelling.label(whole), down=len(parts)),
                    Slot(*total, down=len(parts), answer=asked[whole.code]),
                ]
            yield slots


def _pairs(
    drawn: PairsPaper, fields: Sequence[Field], spelling: Spelling, asked: Mapping[str, Answer]
) -> Iterator[list[Slot]]:
    """Each count with what stands to its right; the text of “other” takes a line of its own beneath."""
    _part, label, number, second_label, second = map(span, drawn.columns)
    for left, right in zip(fields[::2], fields[1::2], strict=True):
        other = right.other_code
        down = 2 if other else 1
        yield [
            Slot(*label, look="label_left", text=spelling.label(left), down=down),
            Slot(*number, answer=asked[left.code], down=down),
            Slot(*second_label, text=spelling.label(right), down=down),
            Slot(*(span(drawn.split[0]) if other else second), answer=asked[right.code]),
        ]
        if other:
            yield [
                Slot(*span(drawn.split[1]), look="small", text=spelling.other(right)),
                Slot(*span(drawn.split[2]), answer=asked[other]),
            ]


@dataclass
class ListLayout:
    """One list: its head, its lines, its totals, its end. *start* is the number of its first line on the sheet."""

    block: Rows
    spelling: Spelling
    document: Document
    start: int
    last_column: int

    @property
    def drawn(self) -> ListPaper:
        """Where the paper puts the columns."""
        return LISTS[self.block.code]

    def lines(self) -> list[Line]:
        """All lines from the title to 本项无."""
        lines = [] if self.drawn.beside else [self._title_line()]
        head = self._head()
        lines += head
        self.head_number = self.start + len(lines) - 1
        for text, anchor in self._rows():
            lines.append(Line(anchor, self._row_slots(self.start + len(lines), text)))
        if self.block.total:
            lines.append(Line(anchors.PLAIN, list(self._total_slots())))
        lines.append(self._end())
        if self.drawn.beside:
            long = len(lines) > 2 * SPARE_LINES + len(head)
            look = "label_top" if long else "label"
            title = Slot(*span(self.drawn.beside), look, self.spelling.title(self.block), down=len(lines))
            lines[0].slots = [title, *lines[0].slots]
        return lines

    def _title_line(self) -> Line:
        return Line(anchors.PLAIN, [Slot(2, self.last_column, text=self.spelling.title(self.block))])

    def _head(self) -> list[Line]:
        deep = 2 if self.drawn.boxes else 1
        first, second = [], []
        for code, columns in self._columns():
            field = self.block.by_code[code]
            label = self.spelling.other(field) if code == field.other_code else self.spelling.label(field)
            split = self.drawn.boxes.get(code)
            first.append(Slot(*span(columns), text=label, down=1 if split else deep))
            for column, option in zip(split or (), _options(field), strict=False):
                second.append(Slot(*span(column), "small", self.spelling.option(option)))
        lines = [Line(anchors.list_head(self.block.code, self._row_slots(0, {})), first)]
        return [*lines, Line(anchors.PLAIN, second)] if second else lines

    def _columns(self) -> list[tuple[str, str]]:
        return sorted(self.drawn.columns.items(), key=lambda each: span(each[1]))

    def _rows(self) -> Iterator[tuple[dict[str, str], str]]:
        """Texts by code and anchor of every line: the rows there are, then blank ones; group by group if grouped."""
        block, ids = self.block, row_ids(self.document, self.block.code)
        texts = {
            row: {code: self.document.get(f"{block.code}.{row}.{code}", "") for code in block.cell_kinds} for row in ids
        }
        positions = {row: position for position, row in enumerate(ids)}
        place = 0
        for given, members, spare in self._groups(ids, texts):
            for row in members:
                yield texts[row], anchors.row(block.code, row, positions[row], place)
                place += 1
            for _line in range(spare):
                yield given, anchors.row(block.code)

    def _groups(
        self, ids: list[str], texts: Mapping[str, Mapping[str, str]]
    ) -> Iterator[tuple[dict[str, str], list[str], int]]:
        """What blank lines of a group say already, its rows, and how many blank lines it has."""
        block, room = self.block, max(0, self.block.max_rows - len(ids))
        if not block.grouped_by:
            yield {}, ids, min(room, max(block.printed_rows - len(ids), 0) + SPARE_LINES)
            return
        options = _options(block.by_code[block.grouped_by])
        printed = block.printed_rows // len(options)
        for option in options:
            members = [row for row in ids if texts[row][block.grouped_by] == option.code]
            spare = min(room // len(options), max(printed - len(members), 0) + SPARE_LINES_A_GROUP)
            yield {block.grouped_by: option.code}, members, spare
        known = {option.code for option in options}
        yield {}, [row for row in ids if texts[row][block.grouped_by] not in known], 0

    def _row_slots(self, number: int, texts: Mapping[str, str]) -> list[Slot]:
        slots = []
        for code, columns in self._columns():
            field = self.block.by_code[code]
            first, last = span(columns)
            split = self.drawn.boxes.get(code)
            if field.generated:
                slots.append(Slot(first, last, "number_line", formula=self._sequence(number, columns)))
            elif split and isinstance(field.kind, Choices):
                signs = boxes(field.kind, texts.get(code, ""))
                for column, option, sign in zip(split, field.kind.options, signs, strict=True):
                    slots.append(
                        Slot(*span(column), answer=Answer(code, field.kind, sign, field, option.code, box=True))
                    )
            else:
                slots.append(Slot(first, last, answer=answer(self.block, code, texts.get(code, ""))))
        return slots

    def _sequence(self, number: int, column: str) -> str:
        """The running number, within its group if there are groups; blank for a line of no group."""
        if not number:
            return ""
        grouped = self.block.grouped_by
        if not grouped:
            return f"=ROW()-ROW({column}${self.head_number})"
        by = self.drawn.columns[grouped]
        return f'=IF({by}{number}="","",COUNTIF({by}${self.head_number}:{by}{number},{by}{number}))'

    def _total_slots(self) -> Iterator[Slot]:
        """合计: how many rows there are, then the sum of each column, down to the line above wherever lines come in."""
        names = [(code, columns) for code, columns in self._columns()]
        yield Slot(*span(names[0][1]), text=self.spelling.of(wording.TOTAL))
        for cell in self.block.total:
            column = self.drawn.columns[cell.sums] if cell.sums else names[1][1]
            reach = f"{column}{self.head_number}:INDEX({column}:{column},ROW()-1)"
            formula = f"=SUM({reach})" if cell.sums else f"=COUNTA({reach})-1"
            yield Slot(*span(column), "sum" if cell.sums else "count", formula=formula)

    def _end(self) -> Line:
        label, box = map(span, self.drawn.nothing)
        sign = TICK if nothing_to_report(self.document, self.block.code) else BOX
        slots = [
            Slot(*label, "label_right", self.spelling.of(wording.NOTHING_TO_REPORT)),
            Slot(*box, answer=Answer(NOTHING_TO_REPORT, Text(), sign, box=True)),
        ]
        return Line(anchors.list_end(self.block.code, slots), slots)


def _options(field: Field) -> Sequence[Option]:
    return field.kind.options if isinstance(field.kind, Choice) else ()
