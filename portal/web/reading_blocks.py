"""A submission laid out as on paper: every block with its answers, what changed in them, and the comments at them.

Owns the way from documents to the parts of a page. What differs is said by ``services.comparison``, labels
and order by the plan that the section's own page is built from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import gettext as _

from portal.form.blocks import NOTHING_TO_REPORT, Rows, Section, Upload
from portal.form.document import Document, filled_rows
from portal.services.comparison import Difference, DifferenceKind
from portal.web.filters import file_size
from portal.web.reading_figures import year_on_year
from portal.web.reading_parts import Column, ReadBlock, ReadCell, ReadFile, ReadLine, ReadRow, ReadSection, Threads
from portal.web.reading_parts import YearHead as Head
from portal.web.reading_places import Paper, anchor
from portal.web.reading_threads import ThreadView
from portal.web.section_parts import BlockPlan, Line
from portal.web.section_plan import SectionPlan, plan_of
from portal.web.section_texts import NOTHING_SAID, Row, Shown
from portal.web.wording_of_cells import text_of


@dataclass(frozen=True)
class Beside:
    """The earlier submission that is compared with: its number, its answers, and what differs from it."""

    number: int
    documents: Mapping[str, Document]
    differences: list[Difference]

    @cached_property
    def of_rows(self) -> dict[str, Difference]:
        """Differences that are about whole rows, by address."""
        return {d.address: d for d in self.differences if d.kind is not DifferenceKind.CELL}


def read_sections(paper: Paper, number: int, threads: Iterable[ThreadView], beside: Beside | None) -> list[ReadSection]:
    """The sections of submission *number*, compared with the one *beside* it if there is one."""
    threads = tuple(threads)
    return [_Reader(paper, number, section, threads, beside).section() for section in paper.edition.sections]


class _Reader:
    """Reads one section; everything it needs to know stands still meanwhile."""

    def __init__(
        self, paper: Paper, number: int, section: Section, threads: tuple[ThreadView, ...], beside: Beside | None
    ) -> None:
        self.paper, self.number, self.of, self.beside = paper, number, section, beside
        self.cells = paper.documents.get(section.code, {})
        self.before = beside.documents.get(section.code, {}) if beside else self.cells
        self.threads: dict[str, list[ThreadView]] = {}
        for thread in threads:
            self.threads.setdefault(thread.at, []).append(thread)
        self.plan: SectionPlan = plan_of(paper.edition, section, paper.context, paper.language)
        self.shown = self._shown(self.cells)
        self.shown_before = self._shown(self.before) if beside else self.shown

    def _shown(self, cells: Document) -> Shown:
        lists = {b.code: filled_rows(cells, b) for b in self.of.blocks if isinstance(b, Rows | Upload)}
        return self.plan.shown(cells, lists, _("Row {number}"))

    def section(self) -> ReadSection:
        code = self.of.code
        different = self.beside.differences if self.beside else ()
        return ReadSection(
            address=code,
            id=anchor(code),
            title=self.paper.numbered(self.of, self.plan.title),
            threads=self._at(code),
            blocks=tuple(self._block(block) for block in self.plan.blocks),
            changed=sum(d.address.startswith(code + ".") for d in different),
        )

    def _at(self, *addresses: str) -> Threads:
        return tuple(thread for address in addresses for thread in self.threads.get(address, ()))

    def _block(self, plan: BlockPlan) -> ReadBlock:
        address = f"{self.of.code}.{plan.code}"
        block = ReadBlock(plan.kind, address, anchor(address), plan.title, self._at(address))
        if plan.kind == "rows":
            return self._list(block, plan)
        if plan.kind == "upload":
            return replace(block, files=tuple(self._files(address, plan.code)))
        lines = [self._line(line) for group in plan.groups for line in _apart(group.lines)]
        years = tuple(Head(f"{address}.{year}", anchor(f"{address}.{year}"), year) for year in plan.years)
        of_years = self._at(*(head.address for head in years))
        return replace(block, lines=tuple(lines), years=years, threads=block.threads + of_years)

    def _line(self, line: Line) -> ReadLine:
        cells: list[ReadCell] = []
        texts = [self.cells.get(cell.name, "") for cell in line.inputs]
        for place, cell in enumerate(line.inputs):
            made = self._cell(cell.name, cell.spoken, line)
            if line.other:
                other = line.other.inputs[place]
                made = replace(made, other=self._other(other.name, other.spoken, line.other))
            if place and line.look.grouped:
                made = replace(made, yoy=year_on_year(texts[place - 1], texts[place]))
            cells.append(made)
        return ReadLine(
            label=line.caption or line.label.text,
            unit="" if line.caption else line.label.unit,
            place=line.place,
            wide=line.look.wide,
            cells=tuple(cells),
            threads=_threads_of(cells),
        )

    def _cell(self, within: str, spoken: str, line: Line) -> ReadCell:
        address = f"{self.of.code}.{within}"
        text, old = self.cells.get(within, ""), self.before.get(within, "")
        return ReadCell(
            address=address,
            id=anchor(address),
            text=text_of(self.of, within, text, self.paper.language),
            spoken=spoken,
            numeric=line.look.grouped,
            changed=text != old,
            old=text_of(self.of, within, old, self.paper.language) if text != old else "",
            threads=self._at(address),
        )

    def _other(self, within: str, spoken: str, line: Line) -> ReadCell | None:
        """The text beside “other”, where it holds or held anything, or somebody asks about it."""
        cell = self._cell(within, spoken, line)
        return cell if cell.text or cell.old or cell.threads else None

    def _list(self, block: ReadBlock, plan: BlockPlan) -> ReadBlock:
        nil = f"{plan.code}.{NOTHING_TO_REPORT}"
        ticked, was = nil in self.cells, nil in self.before
        marks = self.beside.of_rows if self.beside else {}
        rows = [self._row(block.address, row, marks) for row in self.shown.rows[plan.code]]
        for row in self.shown_before.rows[plan.code]:
            gone = marks.get(f"{block.address}.{row.id}")
            if gone and gone.kind is DifferenceKind.ROW_REMOVED:
                rows.append(self._gone(block.address, row, gone))
        full = f"{self.of.code}.{nil}"
        said = ReadCell(full, anchor(full), "1" if ticked else "", "", False, ticked != was, "1" if was else "")
        return replace(
            block,
            columns=tuple(Column(c.label.text, c.label.unit, c.look.grouped, c.look.long) for c in plan.columns),
            rows=tuple(rows),
            totals=tuple(self._totals(plan)) if plan.totals and rows else (),
            number_at=plan.number_at,
            number_label=plan.number_label,
            nil=said if ticked or was else None,
        )

    def _row(self, block: str, row: Row, marks: Mapping[str, Difference]) -> ReadRow:
        address = f"{block}.{row.id}"
        mark = marks.get(address)
        new = mark is not None and mark.kind is DifferenceKind.ROW_ADDED
        cells = []
        for each in row.cells(NOTHING_SAID):
            cell = self._cell(each.name, each.spoken, each.column)
            if each.other and each.column.other:
                cell = replace(cell, other=self._other(each.other.name, each.other.spoken, each.column.other))
            cells.append(_as_new(cell) if new else cell)
        return ReadRow(
            address=address,
            id=anchor(address),
            number=row.number,
            name=row.name or row.words,
            cells=tuple(cells),
            threads=self._at(address),
            notes=self._at(address) + _threads_of(cells),
            mark=mark.kind if mark else None,
            was_at=mark.old if mark and mark.kind is DifferenceKind.ROW_MOVED else "",
        )

    def _gone(self, block: str, row: Row, mark: Difference) -> ReadRow:
        """A row that only the earlier submission has, as it stood there."""
        address = f"{block}.{row.id}"
        cells = []
        for each in row.cells(NOTHING_SAID):
            text = text_of(self.of, each.name, self.before.get(each.name, ""), self.paper.language)
            full = f"{self.of.code}.{each.name}"
            cells.append(ReadCell(full, anchor(full), text, each.spoken, each.column.look.grouped))
        notes = self._at(address, *(cell.address for cell in cells))
        name = row.name or row.words
        return ReadRow(address, anchor(address), row.number, name, tuple(cells), self._at(address), notes, mark.kind)

    def _totals(self, plan: BlockPlan) -> Iterator[str]:
        for column in plan.columns:
            total = next((t for t in plan.totals if t.column == column.code), None)
            text = self.shown.sums[total.count or total.sum] if total else ""
            yield f"{text} {total.unit}".strip() if total and text else text

    def _files(self, block: str, code: str) -> Iterator[ReadFile]:
        """Files of this submission, then those that only the earlier one has."""
        upload = self.of.by_code[code]
        marks = self.beside.of_rows if self.beside else {}
        listed = filled_rows(self.cells, upload) if isinstance(upload, Upload) else []
        for row in listed:
            yield self._file(f"{block}.{row}", self.cells, f"{code}.{row}", self.number, marks)
        for row in filled_rows(self.before, upload) if isinstance(upload, Upload) and self.beside else ():
            if row not in listed and self.beside:
                yield self._file(f"{block}.{row}", self.before, f"{code}.{row}", self.beside.number, marks)

    def _file(
        self, address: str, cells: Document, within: str, number: int, marks: Mapping[str, Difference]
    ) -> ReadFile:
        mark = marks.get(address)
        return ReadFile(
            address=address,
            id=anchor(address),
            file_id=cells.get(f"{within}.file", ""),
            name=cells.get(f"{within}.name", ""),
            size=file_size(int(cells.get(f"{within}.size", "0"))),
            number=number,
            threads=self._at(address),
            mark=mark.kind if mark else None,
            was_at=mark.old if mark else "",
        )


def _apart(lines: Iterable[Line]) -> Iterator[Line]:
    """*lines* with those printed in one cell read one after the other."""
    for line in lines:
        yield line
        if line.beside:
            yield line.beside


def _as_new(cell: ReadCell) -> ReadCell:
    """A cell of an added row: the row is marked, not each of its cells."""
    other = replace(cell.other, changed=False, old="") if cell.other else None
    return replace(cell, changed=False, old="", other=other)


def _threads_of(cells: Iterable[ReadCell]) -> Threads:
    """The threads at *cells* and at the texts beside them."""
    return tuple(t for cell in cells for each in (cell, cell.other) if each for t in each.threads)
