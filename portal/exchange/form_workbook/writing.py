"""The official form as a workbook: the plan of its sheets turned into cells.

Owns the file. What stands where is planned by ``pages``; what a cell looks like is ``styles``' part, what
may be chosen in it ``choices``'. Everything is written line by line, so that a long return takes
no more memory than a short one.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from portal.exchange.form_workbook import anchors, pages, values, words
from portal.exchange.form_workbook.choices import Choosing
from portal.exchange.form_workbook.contents import Stamp
from portal.exchange.form_workbook.grid import Answer, Line, SheetPlan, Slot
from portal.exchange.form_workbook.paper import LISTS
from portal.exchange.form_workbook.spelling import Spelling
from portal.exchange.form_workbook.styles import KINDS, LOOKS, TEXT_FORMAT, Styles
from portal.exchange.form_workbook.values import IMPOSSIBLE, TEMPTING, shown, written
from portal.form.blocks import Edition, Rows
from portal.form.context import FormContext
from portal.form.document import Document

FORMAT = 1
STAMP_SHEET = "portal-stamp"
A4 = "9"
LINE_HEIGHT, MOST_HEIGHT, LEAST_HEIGHT = 14.5, 400.0, 21.0
NAME_IN_HEADER = 60
REPEATED = "FF9AA5B1"


def write(
    edition: Edition, context: FormContext, documents: Mapping[str, Document], stamp: Stamp, *, both: bool
) -> bytes:
    """The workbook of *documents* by section code (none: a blank copy), hidden in it *stamp*.

    In Chinese, or with English beneath if *both*. Text never becomes a formula; numbers are numbers where
    they come back as the same text, otherwise they stay text. Cells the round hides are left out.
    """
    book = Workbook(write_only=True)
    spelling = Spelling(edition, context, both)
    sheets = [(plan, book.create_sheet(plan.title)) for plan in _plans(edition, spelling, documents)]
    styles = Styles(sheets[0][1])
    for plan, sheet in sheets:
        _Writing(sheet, plan, styles, spelling).run()
    _hide(book, stamp)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plans(edition: Edition, spelling: Spelling, documents: Mapping[str, Document]) -> list[SheetPlan]:
    return [pages.guide(spelling), *pages.sections(edition, spelling, documents)]


def _hide(book: Workbook, stamp: Stamp) -> None:
    """The stamp, on a sheet that no menu of a spreadsheet program shows."""
    sheet = book.create_sheet(STAMP_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.append([json.dumps({"format": FORMAT, **asdict(stamp)}, ensure_ascii=False)])


class _Writing:
    """One sheet on its way into the file."""

    def __init__(self, sheet: Any, plan: SheetPlan, styles: Styles, spelling: Spelling) -> None:
        self.sheet, self.plan, self.styles, self.spelling = sheet, plan, styles, spelling
        self.merged: list[str] = []
        self.choosing = Choosing(spelling.both)
        self.covered: dict[int, tuple[str, int]] = {}

    def run(self) -> None:
        """Everything before the first line, the lines, everything after the last."""
        self._set_up()
        self._marks()
        for number, line in enumerate(self.plan.lines, start=2):
            self.sheet.row_dimensions[number].height = self._height(line)
            self.sheet.append(self._cells(number, line))
        self.sheet.merged_cells = self.merged
        for rule in self.choosing.rules():
            self.sheet.data_validations.append(rule)
        self._fade_repeated_groups()

    def _set_up(self) -> None:
        sheet, plan = self.sheet, self.plan
        sheet.column_dimensions["A"].hidden = True
        for number, width in enumerate(plan.widths, start=2):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.row_dimensions[1].hidden = True
        sheet.sheet_view.showGridLines = False
        if plan.frozen:
            sheet.freeze_panes = f"B{plan.heading + 1}"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins = PageMargins(left=0.55, right=0.55, top=0.75, bottom=0.7, header=0.35, footer=0.35)
        sheet.print_options.horizontalCentered = True
        if plan.section:
            sheet.print_title_rows = f"{plan.heading}:{plan.heading}"
            name = IMPOSSIBLE.sub("", self.spelling.context.organization_name)[:NAME_IN_HEADER]
            sheet.HeaderFooter.oddHeader.right.text = name.replace("&", "&&") or None
        sheet.HeaderFooter.oddFooter.center.text = words.PAGE
        # No password: whoever must change the layout can, and the anchors tell what became of it.
        sheet.protection.sheet = True
        sheet.protection.insertRows = sheet.protection.formatRows = sheet.protection.formatColumns = False

    def _marks(self) -> None:
        """Line 1: which section, and which column each column was when it was written."""
        corner = anchors.sheet(self.plan.section) if self.plan.section else anchors.PLAIN
        letters = [get_column_letter(number) for number in range(2, self.plan.last_column + 1)]
        self.sheet.append([self._cell("anchor", text) for text in (corner, *letters)])

    def _cells(self, number: int, line: Line) -> list[Any]:
        cells: list[Any] = [None] * self.plan.last_column
        cells[0] = self._cell("anchor", line.anchor)
        for column, (look, left) in list(self.covered.items()):
            cells[column - 1] = self._cell(look)
            self.covered[column] = (look, left - 1)
            if left == 1:
                del self.covered[column]
        for slot in line.slots:
            look = _look(slot)
            for column in range(slot.first, slot.last + 1):
                cells[column - 1] = self._cell(look)
                if slot.down > 1:
                    self.covered[column] = (look, slot.down - 1)
            cells[slot.first - 1] = self._filled(slot, look, number)
            if slot.last > slot.first or slot.down > 1:
                last = f"{get_column_letter(slot.last)}{number + slot.down - 1}"
                self.merged.append(f"{get_column_letter(slot.first)}{number}:{last}")
        return cells

    def _filled(self, slot: Slot, look: str, number_of_line: int) -> Any:
        if slot.answer:
            self.choosing.add(slot.answer, f"{get_column_letter(slot.first)}{number_of_line}")
            return self._answer(slot.answer, look)
        if slot.formula:
            cell = WriteOnlyCell(self.sheet, slot.formula)
            cell._style = self.styles.of(look)
            return cell
        return self._cell(look, slot.text)

    def _answer(self, answer: Answer, look: str) -> Any:
        value = None if answer.box else values.number(answer.kind, answer.text)
        if value is not None:
            cell = WriteOnlyCell(self.sheet, value)
            cell._style = self.styles.of(look)
            return cell
        return self._cell(look, self._shown(answer))

    def _shown(self, answer: Answer) -> str:
        return answer.text if answer.box else shown(answer.kind, answer.text, self.spelling.both)

    def _cell(self, look: str, text: str = "") -> Any:
        """A cell that holds *text* as text, whatever it looks like."""
        cell = WriteOnlyCell(self.sheet)
        text = written(text)
        if text:
            cell._value, cell.data_type = text, "s"
        tempting = bool(text) and (LOOKS[look].open and LOOKS[look].format != TEXT_FORMAT)
        cell._style = self.styles.of(look, quoted=tempting or bool(TEMPTING.match(text) and look != "anchor"))
        return cell

    def _height(self, line: Line) -> float:
        """High enough for every text of the line: programs do not find the height of merged cells themselves."""
        most = LEAST_HEIGHT
        for slot in line.slots:
            text = self._shown(slot.answer) if slot.answer else slot.text
            if not text:
                continue
            look = LOOKS[_look(slot)]
            room = sum(self.plan.widths[slot.first - 2 : slot.last - 1]) * 10.5 / look.size - 1 - 2 * look.indent
            lines = sum(max(1, ceil(_width(part) / room)) for part in text.split("\n"))
            most = max(most, (lines * LINE_HEIGHT * look.size / 10.5 + 6) / slot.down)
        return min(most, MOST_HEIGHT)

    def _fade_repeated_groups(self) -> None:
        """In a list of groups the paper prints the group once: a line that repeats it says it quietly."""
        section = self.spelling.edition.by_code.get(self.plan.section)
        for block in section.blocks if section else ():
            if isinstance(block, Rows) and block.grouped_by:
                column = LISTS[block.code].columns[block.grouped_by]
                lines = [
                    number
                    for number, line in enumerate(self.plan.lines, start=2)
                    if line.anchor.startswith(f"{anchors.ROW} {block.code}")
                ]
                first = lines[0]
                rule = FormulaRule([f"{column}{first}={column}{first - 1}"], font=Font(color=REPEATED))
                self.sheet.conditional_formatting.add(f"{column}{first}:{column}{lines[-1]}", rule)


def _look(slot: Slot) -> str:
    if not slot.answer:
        return slot.look
    return "box" if slot.answer.box else KINDS.get(slot.answer.kind.name, "text")


def _width(text: str) -> int:
    """Columns *text* takes: two for a Chinese character, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
