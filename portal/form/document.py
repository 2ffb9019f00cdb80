"""A document: the answers of one section as a flat dict from address to canonical text.

The only code that knows a document's shape. A blank cell is absent. The order of a list's rows is
itself a cell (``trainings.rows`` = ``r1 r2``), so adding, removing and moving rows are changes like
any other, and history, comparison, merging and import all speak of one thing: lists of changes.

Not responsible for what a text means (:mod:`portal.form.kinds`) or whether it is right
(:mod:`portal.form.checks`).

Addresses within a section: ``members.member_total`` · ``operations_by_year.2016.assigned_amount`` ·
``trainings.r3.training_year`` · ``trainings.rows`` · ``trainings.nothing_to_report`` ·
``work_summary.treated.P3-5-1``.
"""

import re
import secrets
import string
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, TREATED, Fields, Rows, Section, Upload, YearParts
from portal.form.kinds import Kind

Document = Mapping[str, str]
ROW_ALPHABET = string.ascii_lowercase + string.digits
ROW_ID = re.compile(r"[a-z0-9]{1,12}")
TICKED = "1"
UPLOAD_CELLS = ("file", "name", "size", "sha256")


class Change(NamedTuple):
    """One cell that differs; blank is the empty string."""

    address: str
    old: str
    new: str


class Conflict(NamedTuple):
    """One cell that two people changed differently since *base*."""

    address: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merge:
    """What merging leads to: changes to apply, cells to choose, rows kept because somebody edited them."""

    changes: list[Change]
    conflicts: list[Conflict]
    kept_rows: list[str]


def row_ids(document: Document, block: str) -> list[str]:
    """Ids of the rows of *block*, in their order."""
    return document.get(f"{block}.{ROWS}", "").split()


def new_row_id() -> str:
    """An id for a new row; random, so that two people adding rows never mean the same one."""
    return "".join(secrets.choice(ROW_ALPHABET) for _ in range(8))


def nothing_to_report(document: Document, block: str) -> bool:
    """Whether 本项无 is ticked for the list *block*."""
    return document.get(f"{block}.{NOTHING_TO_REPORT}") == TICKED


def ticked_points(document: Document, block: Upload) -> frozenset[str]:
    """Codes of the outline's points that are ticked as written about where nothing finds them."""
    prefix = f"{block.code}.{TREATED}."
    return frozenset(point.code for point in block.asked_points if document.get(prefix + point.tick) == TICKED)


def filled_rows(document: Document, block: Rows | Upload) -> list[str]:
    """Ids of the rows that hold anything: an empty row is no row."""
    prefix = block.code + "."
    codes = UPLOAD_CELLS if isinstance(block, Upload) else tuple(block.cell_kinds)
    return [row for row in row_ids(document, block.code) if any(f"{prefix}{row}.{code}" in document for code in codes)]


def fixed_cells(section: Section, years: Iterable[int]) -> Iterator[tuple[str, Kind]]:
    """Address and kind of every cell that always stands on the form, in the order of the form."""
    listed = tuple(years)
    for block in section.blocks:
        if isinstance(block, Fields):
            for code, kind in block.cell_kinds.items():
                yield f"{block.code}.{code}", kind
        elif isinstance(block, YearParts):
            for year in listed:
                for code, kind in block.cell_kinds.items():
                    yield f"{block.code}.{year}.{code}", kind


def compare(old: Document, new: Document) -> list[Change]:
    """Every cell that differs, in the order of *new*, then what only *old* has."""
    changes = [Change(a, old.get(a, ""), text) for a, text in new.items() if old.get(a, "") != text]
    changes += [Change(a, text, "") for a, text in old.items() if a not in new]
    return changes


def apply(document: Document, changes: Iterable[Change]) -> dict[str, str]:
    """A new document with *changes* made; blanks are dropped."""
    result = dict(document)
    for address, _, new in changes:
        if new:
            result[address] = new
        else:
            result.pop(address, None)
    return result


def undo(document: Document, changes: Iterable[Change]) -> dict[str, str]:
    """A new document as it was before *changes*, given in the order they were made."""
    return apply(document, (Change(a, new, old) for a, old, new in reversed(list(changes))))


def merge(base: Document, current: Document, mine: Document, lists: Collection[str]) -> Merge:
    """Bring my cells onto the newest document: the three-way merge behind every save.

    *base* is what I started from, *current* the newest document, *mine* the cells I sent, blanks as
    ``""``; *lists* are the codes of the blocks that have rows. A cell absent from *mine* is untouched.
    A cell that I did not change never overwrites; one that only I changed is applied; one that both
    changed differently is a conflict and stays as it is now.
    """
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    orders: dict[str, list[str]] = {}
    written: dict[str, dict[str, None]] = {}
    for address, text in mine.items():
        block, _, rest = address.partition(".")
        if rest == ROWS:
            orders[block] = text.split()
            continue
        before, now = base.get(address, ""), current.get(address, "")
        if text in (before, now):
            continue
        if now != before:
            conflicts.append(Conflict(address, before, text, now))
            continue
        changes.append(Change(address, now, text))
        if text and block in lists and rest != NOTHING_TO_REPORT:
            written.setdefault(block, {})[rest.partition(".")[0]] = None
    kept: list[str] = []
    for block in orders.keys() | written.keys():
        wanted = orders.get(block, row_ids(current, block))
        changes, stays = _merge_order(base, current, block, wanted, list(written.get(block, ())), changes)
        kept += stays
    return Merge(changes, conflicts, kept)


def _merge_order(
    base: Document, current: Document, block: str, wanted: list[str], written: list[str], changes: list[Change]
) -> tuple[list[Change], list[str]]:
    """*changes* with those of the order of *block*; and the rows that stay although I removed them.

    A removed row takes its cells along, unless somebody else has changed it since. An order that I
    did not change never overwrites. A row that is *written* to stands, whoever removed it; an id that
    comes without a cell is no row.
    """
    before, now = row_ids(base, block), row_ids(current, block)
    if wanted == before:
        wanted = now
    asked, standing = set(wanted), {*now, *written}
    removed = [row for row in before if row in now and row not in asked]
    stays = [row for row in removed if _row(base, block, row) != _row(current, block, row)]
    gone = set(removed).difference(stays)
    order = [row for row in wanted if row in standing]
    order += [row for row in now if row not in asked and row not in gone]
    order += written
    order = [row for row in dict.fromkeys(order) if row not in gone]
    kept = [c for c in changes if not any(c.address.startswith(f"{block}.{row}.") for row in gone)]
    for row in gone:
        kept += [Change(address, text, "") for address, text in _row(current, block, row).items()]
    if order != now:
        kept.append(Change(f"{block}.{ROWS}", " ".join(now), " ".join(order)))
    return kept, [f"{block}.{row}" for row in stays]


def _row(document: Document, block: str, row: str) -> dict[str, str]:
    prefix = f"{block}.{row}."
    return {address: text for address, text in document.items() if address.startswith(prefix)}
