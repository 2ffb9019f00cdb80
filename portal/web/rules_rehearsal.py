"""What the page of a rehearsal shows: how many returns a rule would stop, which, and by what values."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from portal.form.checks.explanations import EXP_01
from portal.form.editions import EDITIONS
from portal.services.rehearsal import Firing, Outcome, Rehearsal, Stopped
from portal.web.language import language
from portal.web.wording_of_cells import name_of, text_of

#: Of one return, and of one problem: more tells a reader nothing more.
PROBLEMS_MAX, CELLS_MAX = 5, 6

#: Class, icon and word of an outcome.
OUTCOMES: Mapping[Outcome, tuple[str, str, Any]] = {
    Outcome.NEW: ("check", "plus-circle-fill", _l("would be asked in addition")),
    Outcome.STILL: ("blank", "dash-circle", _l("is asked now as well")),
    Outcome.GONE: ("good", "check-circle-fill", _l("would not be asked any more")),
}


class Cell(NamedTuple):
    """A cell in words, and what stands in it."""

    label: str
    text: str


class Said(NamedTuple):
    """One problem: its sentence, the cells it rests on, and how many more of them there are."""

    message: str
    cells: tuple[Cell, ...]
    more: int


@dataclass(frozen=True)
class Line:
    """One return; ``more`` problems are not shown."""

    filing_id: uuid.UUID
    association: str
    region: str
    outcome: tuple[str, str, Any]
    problems: tuple[Said, ...]
    more: int


def lines_of(found: Rehearsal, edition_code: str) -> list[Line]:
    """The returns that were listed, in words."""
    return [_line(one, edition_code) for one in found.listed]


def _line(one: Stopped, edition_code: str) -> Line:
    return Line(
        filing_id=one.filing_id,
        association=one.association,
        region=one.region[language() == "en"],
        outcome=OUTCOMES[one.outcome],
        problems=tuple(_said(firing, one, edition_code) for firing in one.firings[:PROBLEMS_MAX]),
        more=max(0, len(one.firings) - PROBLEMS_MAX),
    )


def _said(firing: Firing, one: Stopped, edition_code: str) -> Said:
    filled = [(address, text) for address, text in firing.values.items() if text]
    cells = tuple(_cell(address, text, firing, one, edition_code) for address, text in filled[:CELLS_MAX])
    return Said(firing.problem.message(language()), cells, max(0, len(filled) - CELLS_MAX))


def _cell(address: str, text: str, firing: Firing, one: Stopped, edition_code: str) -> Cell:
    code, _dot, local = address.partition(".")
    section = EDITIONS[edition_code].by_code.get(code)
    if section is None:
        return Cell(address, text)
    label = name_of(section, one.context, one.documents.get(code, {}), local, language()).label
    explanation = firing.problem.rule.code == EXP_01.code
    return Cell(" ".join(label.split()), text if explanation else text_of(section, local, text, language()))
