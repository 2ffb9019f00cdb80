"""What a workbook that came back would change: the three-way comparison, and the choices that it needs.

Pure: documents in, a plan out. Where base and present come from, whether the workbook may be taken at all
and what is written is for ``services.workbooks`` to say; words for a reader are the web's.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from portal.form import document as documents
from portal.form.blocks import ROWS, Edition, Rows, Section
from portal.form.context import FormContext
from portal.form.document import Document, Merge, row_ids
from portal.form.reading import TooManyRows, check_limits, read_cells
from portal.services.comparison import Difference, differences
from portal.services.sections import Author


class Choice(StrEnum):
    """Which of two values is to stand in a cell that was changed in both places."""

    FILE = "file"
    PORTAL = "portal"


Choices = Mapping[str, Choice]


class Undecided(Exception):
    """Cells that were changed in both places wait for a choice; ``addresses`` are full, section first."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.addresses = tuple(addresses)
        super().__init__(", ".join(self.addresses))


@dataclass(frozen=True)
class Standing:
    """A section now, as it was when the workbook was written, and who changed each cell since."""

    now: Document
    base: Document
    authors: Mapping[str, Author]


@dataclass(frozen=True)
class SectionPlan:
    """What the workbook does to one section. ``mine`` is what the file says of it, in canonical form."""

    section: Section
    standing: Standing
    mine: Document
    merge: Merge

    @cached_property
    def after(self) -> dict[str, str]:
        """The document with every change that needs no choice."""
        return documents.apply(self.standing.now, self.merge.changes)

    def settled(self, choices: Choices) -> Merge:
        """The merge with every conflict decided. Raises :class:`Undecided`.

        Whoever prefers the file in a row that the portal has given up gets back the row as the file has it.
        """
        code, now = self.section.code, self.standing.now
        missing = [a for c in self.merge.conflicts if (a := f"{code}.{c.address}") not in choices]
        if missing:
            raise Undecided(missing)
        base, mine = dict(self.standing.base), dict(self.mine)
        for conflict in self.merge.conflicts:
            if choices[f"{code}.{conflict.address}"] is Choice.PORTAL:
                del mine[conflict.address]
                continue
            for address in (conflict.address, *self._of_lost_row(conflict.address)):
                base[address] = now.get(address, "")
        return documents.merge(base, now, mine, _lists(self.section))

    def _of_lost_row(self, address: str) -> list[str]:
        """The file's cells of the row that *address* stands in, if the portal has that row no more."""
        block, _dot, rest = address.partition(".")
        row, dot, _code = rest.partition(".")
        if not dot or block not in _lists(self.section) or row in row_ids(self.standing.now, block):
            return []
        return [other for other in self.mine if other.startswith(f"{block}.{row}.")]


@dataclass(frozen=True)
class Plan:
    """What a workbook does to a filing, by section in the order of the form."""

    edition: Edition
    context: FormContext
    sections: tuple[SectionPlan, ...]

    @cached_property
    def now(self) -> dict[str, Document]:
        return {each.section.code: each.standing.now for each in self.sections}

    @cached_property
    def after(self) -> dict[str, Document]:
        """The documents with every change that needs no choice."""
        return {each.section.code: each.after for each in self.sections}

    @cached_property
    def differences(self) -> list[Difference]:
        """What would differ, without the cells that need a choice."""
        return differences(self.edition, self.now, self.after)

    @property
    def conflicts(self) -> list[str]:
        """Full addresses of the cells that need a choice."""
        return [f"{each.section.code}.{c.address}" for each in self.sections for c in each.merge.conflicts]

    @property
    def changes_anything(self) -> bool:
        """Whether applying it would write anything, or could."""
        return any(each.merge.changes or each.merge.conflicts for each in self.sections)

    @cached_property
    def digest(self) -> str:
        """What tells this plan from any other: what it changes, from what, and what it leaves to a choice."""
        told = [
            [each.section.code, each.merge.changes, each.merge.conflicts, sorted(each.merge.kept_rows)]
            for each in self.sections
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def too_long(self) -> list[tuple[Section, str, int]]:
        """Section, block and limit of every section in which a list would hold more rows than it may."""
        found = []
        for each in self.sections:
            try:
                check_limits(each.section, self.context, each.after)
            except TooManyRows as error:
                found.append((each.section, error.args[0], error.args[1]))
        return found


def plan(
    edition: Edition, context: FormContext, standing: Mapping[str, Standing], cells: Mapping[str, Document]
) -> Plan:
    """Hold what a workbook says (*cells* by section, as texts) against every section. Raises ``CellTooLong``."""
    made = []
    for section in edition.sections:
        here = standing[section.code]
        read = read_cells(section, context, cells.get(section.code, {}).items())
        mine = _with_known_rows(section, here.now, read)
        made.append(SectionPlan(section, here, mine, documents.merge(here.base, here.now, mine, _lists(section))))
    return Plan(edition, context, tuple(made))


def _lists(section: Section) -> set[str]:
    return {block.code for block in section.blocks if isinstance(block, Rows)}


def _with_known_rows(section: Section, now: Document, mine: Document) -> dict[str, str]:
    """*mine* with each row that says just what a row of the portal says, which the file does not name, as that row.

    A line typed into a blank place has a new id each time the file is read: without this, bringing in
    the same file again would double its rows.
    """
    named: dict[str, str] = {}
    for block in section.blocks:
        address = f"{block.code}.{ROWS}"
        if not isinstance(block, Rows) or address not in mine:
            continue
        order, here = mine[address].split(), row_ids(now, block.code)
        free: dict[tuple[str, ...], list[str]] = {}
        for row in here:
            if row not in order:
                free.setdefault(_content(block, now, row), []).append(row)
        for row in order:
            same = free.get(_content(block, mine, row)) if row not in here else None
            if same:
                named[f"{block.code}.{row}"] = same.pop(0)
    if not named:
        return dict(mine)
    return dict(_renamed(address, text, named) for address, text in mine.items())


def _content(block: Rows, document: Document, row: str) -> tuple[str, ...]:
    return tuple(document.get(f"{block.code}.{row}.{code}", "") for code in block.cell_kinds)


def _renamed(address: str, text: str, named: Mapping[str, str]) -> tuple[str, str]:
    block, _dot, rest = address.partition(".")
    if rest == ROWS:
        return address, " ".join(named.get(f"{block}.{row}", row) for row in text.split())
    row, dot, code = rest.partition(".")
    other = named.get(f"{block}.{row}") if dot else None
    return (f"{block}.{other}.{code}" if other else address), text
