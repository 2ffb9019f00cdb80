"""What differs between two submissions, in the order of the form, and which comment asked for it.

Pure: documents and addresses in, differences out. Rows are matched by their id, so a row that was added,
removed or moved is one difference and not as many as it has cells. Owns neither the words for a
difference nor which submissions are compared.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, TREATED, Edition, Rows, Section, Upload, YearParts
from portal.form.document import Document, compare, filled_rows

Turn = tuple[int, int, int, int]


class DifferenceKind(StrEnum):
    """What one difference is about."""

    CELL = "cell"
    ROW_ADDED = "row_added"
    ROW_REMOVED = "row_removed"
    ROW_MOVED = "row_moved"


class Difference(NamedTuple):
    """One thing that differs. ``address`` is full, section first: of a cell, or of a row.

    ``old`` and ``new`` are a cell's canonical texts, blank as ``""``; of a row, its place in the list
    counted from 1, ``""`` where there is none.
    """

    kind: DifferenceKind
    address: str
    old: str
    new: str


def differences(edition: Edition, old: Mapping[str, Document], new: Mapping[str, Document]) -> list[Difference]:
    """Everything that differs between the documents of two submissions, by section, in the order of the form.

    Of a table by year, a line is read across its years before the next line begins, as on the page.
    """
    found: list[Difference] = []
    for section in edition.sections:
        found += _in_section(section, old.get(section.code, {}), new.get(section.code, {}))
    return found


def asked_by(difference: Difference, pinned: Iterable[str]) -> list[str]:
    """Those addresses of *pinned* at which a comment asks for *difference*, the nearest first.

    A comment asks for a change at its own cell, or anywhere in its row, year, block or section; one
    pinned to a cell is answered by adding or removing the whole row, too.
    """
    whole_row = difference.kind in (DifferenceKind.ROW_ADDED, DifferenceKind.ROW_REMOVED)
    asking = [
        address
        for address in dict.fromkeys(pinned)
        if within(difference.address, address) or (whole_row and within(address, difference.address))
    ]
    return sorted(asking, key=lambda address: -address.count("."))


def within(address: str, place: str) -> bool:
    """Whether *address* is *place* itself or stands somewhere in it."""
    return address == place or address.startswith(place + ".")


def _in_section(section: Section, old: Document, new: Document) -> list[Difference]:
    found: list[Difference] = []
    orders: dict[str, list[str]] = {}
    whole: set[str] = set()
    for block in section.blocks:
        if isinstance(block, Rows | Upload):
            before, after = filled_rows(old, block), filled_rows(new, block)
            rows = _of_rows(f"{section.code}.{block.code}", before, after)
            found += rows
            whole |= {f"{d.address}." for d in rows if d.kind is not DifferenceKind.ROW_MOVED}
            orders[block.code] = [*after, *(row for row in before if row not in after)]
    for address, was, now in compare(old, new):
        full = f"{section.code}.{address}"
        block_code, _dot, rest = address.partition(".")
        if rest == ROWS and block_code in orders:
            continue
        if not any(full.startswith(row) for row in whole):
            found.append(Difference(DifferenceKind.CELL, full, was, now))
    return sorted(found, key=_turn_in(section, orders))


def _of_rows(block: str, before: list[str], after: list[str]) -> list[Difference]:
    """Rows that came, went or changed places; *block* is the full address of the list."""
    was, now = ({row: str(n) for n, row in enumerate(rows, start=1)} for rows in (before, after))
    stayed = [row for row in after if row in was]
    moved = set(stayed).difference(_longest_rising(stayed, before.index))
    found = [Difference(DifferenceKind.ROW_MOVED, f"{block}.{row}", was[row], now[row]) for row in moved]
    found += [Difference(DifferenceKind.ROW_ADDED, f"{block}.{row}", "", now[row]) for row in after if row not in was]
    found += [
        Difference(DifferenceKind.ROW_REMOVED, f"{block}.{row}", was[row], "") for row in before if row not in now
    ]
    return found


def _longest_rising(rows: list[str], place: Callable[[str], int]) -> list[str]:
    """A longest part of *rows* whose places rise: the rows that need not have been moved."""
    ends: list[int] = []
    chains: list[list[str]] = []
    for row in rows:
        at = bisect_left(ends, place(row))
        chain = [*(chains[at - 1] if at else []), row]
        ends[at : at + 1] = [place(row)]
        chains[at : at + 1] = [chain]
    return chains[-1] if chains else []


def _turn_in(section: Section, orders: Mapping[str, list[str]]) -> Callable[[Difference], Turn]:
    """When it is a difference's turn: block, row, line of the block, year. What is not on the form comes last."""
    blocks = {block.code: place for place, block in enumerate(section.blocks)}

    def turn(difference: Difference) -> Turn:
        _section, block_code, *path = difference.address.split(".")
        block = section.by_code.get(block_code)
        if block is None or not path:
            return len(blocks), 0, 0, 0
        lines = {code: place for place, code in enumerate(block.cell_kinds)}
        line = lines.get(path[-1], len(lines))
        if isinstance(block, YearParts):
            return blocks[block_code], 0, line, int(path[0]) if path[0].isdecimal() else 0
        if block_code not in orders:
            return blocks[block_code], 0, line, 0
        if path[0] == NOTHING_TO_REPORT:
            return blocks[block_code], -1, 0, 0
        order = orders[block_code]
        if isinstance(block, Upload) and path[0] == TREATED:
            ticks = list(block.by_tick)
            return blocks[block_code], len(order), ticks.index(path[-1]) if path[-1] in ticks else len(ticks), 0
        row = order.index(path[0]) if path[0] in order else len(order)
        return blocks[block_code], row, line if len(path) > 1 else -1, 0

    return turn
