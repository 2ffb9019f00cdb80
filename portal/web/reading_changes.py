"""The differences between two submissions as a list: what changed from what to what, and who asked for it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.form.document import Document
from portal.form.kinds import Amount, Integer
from portal.services.comments import Thread
from portal.services.comparison import Difference, DifferenceKind, asked_by
from portal.web.reading_figures import step
from portal.web.reading_places import Paper, anchor
from portal.web.reading_threads import ThreadView, answer_words
from portal.web.wording_of_cells import is_telling, kind_of, text_of


@dataclass(frozen=True)
class Answered:
    """A comment that asked for a change, and the kind of the contact's answer in words (blank: none)."""

    thread: ThreadView
    answer: str


@dataclass(frozen=True)
class ChangeLine:
    """One line of the list; ``step`` is the change of a figure, ``answers`` empty where nobody asked.

    ``of_row`` lines tell what became of a whole row: what they say is no cell's text.
    """

    anchor: str
    title: str
    where: str
    old: str
    new: str
    numeric: bool
    of_row: bool
    step: str
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class Asked:
    """What had been asked before the newer submission, and how its content answers it."""

    threads: list[Thread]
    views: Mapping[uuid.UUID, ThreadView]
    answers: Mapping[str, Mapping[str, str]]

    def for_(self, difference: Difference) -> tuple[Answered, ...]:
        """The comments that asked for *difference*, the nearest first."""
        words = answer_words()
        found = []
        for address in asked_by(difference, (t.comment.address for t in self.threads)):
            for thread in self.threads:
                if thread.comment.address == address:
                    given = self.answers.get(str(thread.comment.id), {}).get("kind", "")
                    found.append(Answered(self.views[thread.comment.id], words.get(given, "")))
        return tuple(found)


def change_lines(
    now: Paper, before: Mapping[str, Document], differences: Iterable[Difference], asked: Asked
) -> list[ChangeLine]:
    """The list of *differences*; of an uploaded file that came or went, one line."""
    was = Paper(now.edition, now.context, before, now.language)
    return [
        _line(now, was, difference, asked)
        for difference in differences
        if difference.kind is not DifferenceKind.CELL or _telling(now, difference.address)
    ]


def _telling(paper: Paper, address: str) -> bool:
    code, _dot, within = address.partition(".")
    return is_telling(paper.edition.by_code[code], within)


def _line(now: Paper, was: Paper, difference: Difference, asked: Asked) -> ChangeLine:
    address, removed = difference.address, difference.kind is DifferenceKind.ROW_REMOVED
    place = (was if removed else now).place(address)
    old, new, numeric, change = _texts(now, difference)
    return ChangeLine(
        anchor=anchor(now.shown_at(address, was.documents)),
        title=place.title,
        where=place.where,
        old=old,
        new=new,
        numeric=numeric,
        of_row=difference.kind is not DifferenceKind.CELL,
        step=change,
        answers=asked.for_(difference),
    )


def _texts(paper: Paper, difference: Difference) -> tuple[str, str, bool, str]:
    """Old and new as a reader sees them, whether they are figures, and the step between them."""
    if difference.kind is DifferenceKind.ROW_ADDED:
        return "", _("added"), False, ""
    if difference.kind is DifferenceKind.ROW_REMOVED:
        return "", _("removed"), False, ""
    if difference.kind is DifferenceKind.ROW_MOVED:
        old, new = (_("Row %(number)s", number=number) for number in (difference.old, difference.new))
        return old, new, False, _("moved")
    code, _dot, within = difference.address.partition(".")
    section = paper.edition.by_code[code]
    old, new = (text_of(section, within, text, paper.language) for text in (difference.old, difference.new))
    numeric = isinstance(kind_of(section, within), Integer | Amount)
    return old, new, numeric, step(difference.old, difference.new) if numeric else ""
