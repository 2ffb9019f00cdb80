"""The list of associations as a workbook: writing it, its template, and reading one back.

Owns the layout (a row an association, a column a field of the profile, labels in the reader's
language) and what is refused of a file. What the texts mean is read by ``form.profile_reading``; the file
itself is opened by ``association_workbook_probe.py`` in a child with limits of its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.exchange import archives, children, refusals
from portal.form.folding import INVISIBLE, clean
from portal.form.kinds import Option
from portal.form.profile import PROFILE, ProfileField, options_of
from portal.form.wording import Wording

PROBE = Path(__file__).with_name("association_workbook_probe.py")
PATIENCE_SECONDS = 10
MAX_BYTES = 2 * 1024 * 1024
SAFE_DIGITS = 15
LAST_ROW = 2001

SHEET = Wording("试点单位", "Associations")
CHOICES_SHEET = Wording("选项", "Choices")
YES_AND_NO = (Option("1", Wording("是", "yes")), Option("0", Wording("否", "no")))
WIDTHS = {"name": 40, "unified_social_credit_code": 24, "pilot_fields": 30, "designation_batch": 26, "sei_category": 24}

REFUSALS: dict[str, Wording] = {
    "not_a_workbook": Wording(
        "这个文件不是xlsx工作簿。请用Excel或WPS另存为xlsx（不设密码、不含宏）后上传。",
        "This is no xlsx workbook. Save it as xlsx, without password and macros, and upload that.",
    ),
    "damaged": Wording(
        "文件不完整或已损坏，无法打开。请打开原文件核对，另存一份后上传。",
        "The file is incomplete or damaged and cannot be opened. Save a new copy of the original and upload that.",
    ),
    "too_large": Wording(
        "文件过大或展开后大得异常，没有打开。请只保留填写的数据，从模板重新粘贴后上传。",
        "The file is too large, or unfolds to an unusual size, and was not opened. "
        "Paste the data alone into the template and upload that.",
    ),
    "too_many_rows": Wording(
        "一次最多导入2,000个单位，请分成几个文件。", "At most 2,000 rows at once: split the file."
    ),
    "no_rows": Wording("第一个工作表里没有数据行。", "The first sheet holds no rows."),
    "columns_missing": Wording(
        "第一行缺少这些列：{columns}。请使用模板的表头。",
        "The first row lacks these columns: {columns}. Use the header of the template.",
    ),
    "column_twice": Wording("第一行有重复的列：{columns}。", "The first row has a column twice: {columns}."),
}
FORMULA = Wording("单元格里是公式，请粘贴为数值。", "The cell holds a formula: paste its value.")
ERROR_VALUE = Wording("单元格里是错误值“{value}”。", "The cell holds the error “{value}”.")
DATE = Wording("单元格是日期，请改为文本。", "The cell is a date: write it as text.")
LONG_NUMBER = Wording(
    "单元格是数值，15位以后的数字已丢失。请把单元格设为文本后重新填写。",
    "The cell is a number and has lost its digits after the 15th. Format it as text and enter it again.",
)


class Unusable(Exception):
    """The file is not read at all: a key of :data:`REFUSALS`, and the columns that its wording names."""

    def __init__(self, code: str, columns: Sequence[ProfileField] = ()) -> None:
        super().__init__(code)
        self.code, self.columns = code, tuple(columns)

    def message(self, language: str) -> str:
        names = ("、" if language == "zh" else ", ").join(column.label.of(language) for column in self.columns)
        return REFUSALS[self.code].of(language, columns=names)


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be taken as it is."""

    field: str
    wording: Wording
    value: str = ""

    def message(self, language: str) -> str:
        return self.wording.of(language, value=self.value)


@dataclass(frozen=True)
class SheetRow:
    """One row that is not blank: its number in the sheet, its texts by field code, and what is wrong with cells."""

    number: int
    texts: dict[str, str]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of a workbook, and the letter of each field's column."""

    columns: Mapping[str, str]
    rows: Sequence[SheetRow] = field(default_factory=tuple)

    def cell(self, row: int, code: str) -> str:
        """The name of a cell, such as ``D7``; of a field that has no column, the row alone."""
        return f"{self.columns.get(code, '')}{row}"


def read(data: bytes) -> Sheet:
    """What the first sheet of the workbook *data* says. Raises :class:`Unusable`.

    Columns are known by their label in either language, or their code, wherever they stand.
    """
    if len(data) > MAX_BYTES:
        raise Unusable("too_large")
    found = _ask(data)
    if not found:
        raise Unusable("no_rows")
    columns = _columns([text for _kind, text in found[0]])
    rows = []
    for number, cells in enumerate(found[1:], start=2):
        if any(kind for kind, _text in cells):
            rows.append(_row(number, {code: cells[at] for code, at in columns.items() if at < len(cells)}))
    if not rows:
        raise Unusable("no_rows")
    return Sheet({code: get_column_letter(at + 1) for code, at in columns.items()}, rows)


def _ask(data: bytes) -> list[list[list[str]]]:
    """The cells of the first sheet as kinds and texts.

    Raises :class:`Unusable`, and RuntimeError when the probe cannot run: that is not the file's fault.
    """
    try:
        names = {entry.filename for entry in archives.entries(data)}
    except refusals.Refused as error:
        raise Unusable("too_large" if error.code == "zip_bomb" else "not_a_workbook") from error
    if "xl/workbook.xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        raise Unusable("not_a_workbook")
    try:
        said = children.answer(PROBE, data, PATIENCE_SECONDS)
    except children.Exhausted as error:
        raise Unusable("too_large") from error
    answer: dict[str, Any] = json.loads(said)
    if "refused" in answer:
        raise Unusable(answer["refused"])
    rows: list[list[list[str]]] = answer["rows"]
    return rows


def _columns(header: Sequence[str]) -> dict[str, int]:
    """At which place each field stands. Raises :class:`Unusable`."""
    by_name = {name.casefold(): column for column in PROFILE for name in (column.code, *column.label)}
    places: dict[str, int] = {}
    for at, text in enumerate(header):
        column = by_name.get(clean(text).casefold())
        if column is None:
            continue
        if column.code in places:
            raise Unusable("column_twice", [column])
        places[column.code] = at
    missing = [column for column in PROFILE if column.required and column.code not in places]
    if missing:
        raise Unusable("columns_missing", missing)
    return places


def _row(number: int, cells: Mapping[str, Sequence[str]]) -> SheetRow:
    texts, faults = {}, []
    for code, (kind, text) in cells.items():
        texts[code] = text
        if kind == "formula":
            faults.append(CellFault(code, FORMULA))
        elif kind == "error":
            faults.append(CellFault(code, ERROR_VALUE, text))
        elif kind == "date":
            faults.append(CellFault(code, DATE))
        elif kind == "number" and len(text.lstrip("-")) > SAFE_DIGITS:
            faults.append(CellFault(code, LONG_NUMBER))
    return SheetRow(number, texts, tuple(faults))


def write(profiles: Iterable[Mapping[str, str]], regions: Sequence[Option], language: str) -> bytes:
    """The workbook of *profiles* (none: the template), with a sheet of the choices; text is never a formula."""
    book = Workbook(write_only=True)
    sheet, choices = book.create_sheet(SHEET.of(language)), book.create_sheet(CHOICES_SHEET.of(language))
    sheet.freeze_panes = "B2"
    ranges = _ranges(regions, CHOICES_SHEET.of(language))
    for at, column in enumerate(PROFILE, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS.get(column.code, 18)
        if column.code in ranges:
            rule = DataValidation("list", formula1=ranges[column.code], allow_blank=not column.required)
            rule.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{LAST_ROW}")
            sheet.data_validations.append(rule)
    sheet.append([_text(sheet, column.label.of(language), bold=True) for column in PROFILE])
    for profile in profiles:
        sheet.append([_text(sheet, shown(column, profile[column.code], regions, language)) for column in PROFILE])
    for cells in _choices(regions, language):
        choices.append([_text(choices, text) for text in cells])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def shown(column: ProfileField, text: str, regions: Sequence[Option], language: str) -> str:
    """Canonical *text* of a field as a reader sees it: the label of a choice, yes or no of a tick."""
    choices = _choices_of(column, regions)
    if column.code == "hosted":
        text = text or "0"
    return next((option.label.of(language) for option in choices if option.code == text), text)


def _choices_of(column: ProfileField, regions: Sequence[Option]) -> tuple[Option, ...]:
    return YES_AND_NO if column.code == "hosted" else options_of(column, regions)


def _ranges(regions: Sequence[Option], sheet_name: str) -> dict[str, str]:
    """Where on the sheet of choices those of each field stand."""
    with_choices = [column for column in PROFILE if _choices_of(column, regions)]
    return {
        column.code: f"'{sheet_name}'!${(letter := get_column_letter(at))}$2:${letter}"
        f"${len(_choices_of(column, regions)) + 1}"
        for at, column in enumerate(with_choices, start=1)
    }


def _choices(regions: Sequence[Option], language: str) -> Iterable[list[str]]:
    """The rows of the sheet of choices: a column a field."""
    columns = [(column, _choices_of(column, regions)) for column in PROFILE]
    columns = [(column, choices) for column, choices in columns if choices]
    yield [column.label.of(language) for column, _choices in columns]
    for at in range(max(len(choices) for _column, choices in columns)):
        yield [choices[at].label.of(language) if at < len(choices) else "" for _column, choices in columns]


def _text(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, INVISIBLE.sub("", text) or None)
    if cell.value is not None:
        cell.data_type, cell.quotePrefix, cell.number_format = "s", True, "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
