"""The answers of one section's sheet: single cells by their addresses, the rows of lists in their order.

Owns which line is which row: a line without an anchor is a new row, a copied one is too, a row whose line is
gone is gone.
"""

from collections.abc import Iterator, Sequence

from portal.exchange.form_workbook import anchors
from portal.exchange.form_workbook.anchors import Anchor, Place
from portal.exchange.form_workbook.contents import Unreadable
from portal.exchange.form_workbook.sheets import CameBack, Found
from portal.exchange.form_workbook.values import BOXES, boxed, chosen, ticked
from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Rows, Section
from portal.form.comparing import comparable
from portal.form.context import FormContext
from portal.form.document import fixed_cells, new_row_id
from portal.form.kinds import Choices, Kind, PartialDate

MOST_STRAYS = 20
PLAIN_KINDS = ("", "text", "number")


class SectionReading:
    """One section on its way back; :meth:`run` fills cells, places and what could not be read."""

    def __init__(self, section: Section, context: FormContext, sheet: CameBack) -> None:
        self.section, self.sheet = section, sheet
        self.fixed = dict(fixed_cells(section, context.years))
        self.lists = {block.code: block for block in section.blocks if isinstance(block, Rows)}
        self.cells: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.unreadable: list[Unreadable] = []
        self.seen: set[str] = set()
        self.strays = 0

    def run(self) -> None:
        """Read every line. Raises WorkbookRefused when the anchors do not fit the form."""
        lines = iter(self.sheet.lines)
        for number, anchor in lines:
            if anchor is None:
                self._stray(number)
            elif anchor.kind == anchors.CELLS:
                for place in anchor.places:
                    self._single(number, place)
            elif anchor.kind == anchors.LIST:
                self._list(number, anchor, lines)
            elif anchor.kind != anchors.PLAIN:
                raise self.sheet.broken(number)
        for code in self.lists:
            if f"{code}.{ROWS}" not in self.seen:
                raise self.sheet.broken(self.sheet.corner)

    def _single(self, number: int, place: Place) -> None:
        kind = self.fixed.get(place.code)
        if kind is None or place.code in self.seen:
            raise self.sheet.broken(number)
        self.seen.add(place.code)
        self._take(place.code, kind, self.sheet.at(number, place))

    def _list(self, number: int, head: Anchor, lines: Iterator[tuple[int, Anchor | None]]) -> None:
        """Everything from the head of a list to the line that closes it."""
        block = self.lists.get(head.name)
        if block is None or f"{head.name}.{ROWS}" in self.seen or not self._columns_known(block, head):
            raise self.sheet.broken(number)
        self.seen.add(f"{head.name}.{ROWS}")
        self.places[f"{head.name}.{ROWS}"] = self.sheet.name(number, self.sheet.anchor_column)
        if head.places:
            self.places[f"{head.name}.{ROWS}"] = self.sheet.at(number, head.places[0])[0].place
        rows: list[tuple[str, Anchor | None]] = []
        known: set[str] = set()
        for line, anchor in lines:
            if anchor is not None and anchor.kind == anchors.END:
                if anchor.name != head.name:
                    raise self.sheet.broken(line)
                self._nothing_to_report(line, anchor, block)
                self.cells[f"{block.code}.{ROWS}"] = " ".join(_in_order(rows))
                return
            if anchor is not None and anchor.kind not in (anchors.ROW, anchors.PLAIN):
                raise self.sheet.broken(line)
            if anchor is not None and anchor.kind == anchors.PLAIN:
                continue
            row = anchor.row if anchor and anchor.name == block.code and anchor.row not in known else ""
            if not row and not self._holds_anything(line, head, block):
                continue
            known.add(row)
            rows.append((row or new_row_id(), anchor if row else None))
            self._row(line, head, block, rows[-1][0])
        raise self.sheet.broken(number)

    def _columns_known(self, block: Rows, head: Anchor) -> bool:
        asked = {place.code for place in head.places}
        return asked == set(block.cell_kinds)

    def _holds_anything(self, line: int, head: Anchor, block: Rows) -> bool:
        """Whether somebody wrote in a line that was blank: the group that blank lines carry does not count."""
        for place in head.places:
            if place.code != block.grouped_by:
                signs = BOXES if place.option else {""}
                found = self.sheet.at(line, place)
                if any(comparable(each.text) not in signs or each.kind not in (*PLAIN_KINDS, "tick") for each in found):
                    return True
        return False

    def _row(self, line: int, head: Anchor, block: Rows, row: str) -> None:
        options: dict[str, list[tuple[str, Found]]] = {}
        for place in head.places:
            found = self.sheet.at(line, place)
            if place.option:
                options.setdefault(place.code, []).append((place.option, found[0]))
            else:
                self._take(f"{block.code}.{row}.{place.code}", block.cell_kinds[place.code], found)
        for code, boxes in options.items():
            self._boxes(f"{block.code}.{row}.{code}", block.cell_kinds[code], boxes)

    def _boxes(self, address: str, kind: Kind, boxes: Sequence[tuple[str, Found]]) -> None:
        """Several boxes that are one answer together."""
        self.places[address] = boxes[0][1].place
        wrong = [found for _option, found in boxes if found.kind not in (*PLAIN_KINDS, "tick")]
        if wrong:
            self._refuse(address, wrong[0], wrong[0].kind)
        elif isinstance(kind, Choices):
            self.cells[address] = boxed(kind, ((option, found.text) for option, found in boxes))

    def _nothing_to_report(self, line: int, anchor: Anchor, block: Rows) -> None:
        address = f"{block.code}.{NOTHING_TO_REPORT}"
        if [place.code for place in anchor.places] != [address]:
            raise self.sheet.broken(line)
        found = self.sheet.at(line, anchor.places[0])[0]
        self.places[address] = found.place
        if found.kind in (*PLAIN_KINDS, "tick"):
            self.cells[address] = ticked(found.text)
        else:
            self._refuse(address, found, found.kind)

    def _take(self, address: str, kind: Kind, found: Sequence[Found]) -> None:
        """One answer; *found* has more than one cell where merged cells were taken apart."""
        self.places[address] = found[0].place
        if len(found) > 1:
            self._refuse(address, found[1], "two_answers")
        elif found[0].kind in PLAIN_KINDS or (found[0].kind == "date" and isinstance(kind, PartialDate)):
            self.cells[address] = chosen(kind, found[0].text)
        else:
            self._refuse(address, found[0], "logical" if found[0].kind == "tick" else found[0].kind)

    def _refuse(self, address: str, found: Found, why: str) -> None:
        full = f"{self.section.code}.{address}" if address else self.section.code
        self.unreadable.append(Unreadable(full, found.place, found.text, why))

    def _stray(self, line: int) -> None:
        """A line put in where no list is: whatever stands there is reported, so that nothing is lost unsaid."""
        for found in self.sheet.strays(line):
            self.strays += 1
            if self.strays <= MOST_STRAYS:
                self._refuse("", found, "outside")


def _in_order(rows: Sequence[tuple[str, Anchor | None]]) -> list[str]:
    """The ids of *rows* in the order of the return.

    A list of groups stands on the sheet group by group, whatever its order in the return; as long as nobody
    moved a line, that order comes back, each new row behind the one it stands behind.
    """
    places = [anchor.place for _row, anchor in rows if anchor]
    if places != sorted(places):
        return [row for row, _anchor in rows]
    behind: dict[str, list[str]] = {"": []}
    positions: dict[str, int] = {}
    last = ""
    for row, anchor in rows:
        if anchor:
            last = row
            behind[row], positions[row] = [], anchor.position
        else:
            behind[last].append(row)
    ordered = sorted(positions, key=positions.__getitem__)
    return [*behind[""], *(each for row in ordered for each in (row, *behind[row]))]
