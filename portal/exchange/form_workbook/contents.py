"""What a workbook of the form carries: what it was written from, and what was read back from it.

Both as plain data that survives JSON, so that what was read can wait for a decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from portal.form.document import Document


@dataclass(frozen=True)
class Stamp:
    """What a workbook was made for, hidden in it.

    ``filing_id`` and ``association_id`` are blank in a blank copy. ``revisions`` says by section which
    save of it the workbook shows: the base of the three-way comparison.
    """

    edition: str
    round_year: int
    joined_year: int
    filing_id: str = ""
    association_id: str = ""
    revisions: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Unreadable:
    """A cell whose content is no answer: a formula, an error value. ``why`` is a code of ``refusals``."""

    address: str
    place: str
    found: str
    why: str


@dataclass(frozen=True)
class Contents:
    """A workbook that came back.

    ``cells`` holds by section every cell that stands in the file, blank ones as ``""``, and the orders of
    the lists; rows that were typed into blank lines have new ids. ``places`` says sheet and cell name by
    full address.
    """

    stamp: Stamp
    cells: Mapping[str, Document]
    places: Mapping[str, str]
    unreadable: Sequence[Unreadable]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            stamp=Stamp(**kept["stamp"]),
            cells=kept["cells"],
            places=kept["places"],
            unreadable=tuple(Unreadable(**each) for each in kept["unreadable"]),
        )
