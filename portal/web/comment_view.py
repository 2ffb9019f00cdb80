"""The reviewer's comments as the contact reads and answers them, on the task list and at their place."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.filing.events import CommentState, EntryKind
from portal.form.document import Document
from portal.form.editions import EDITIONS
from portal.models import CommentEntry, Filing
from portal.services import comments
from portal.services.comments import Thread
from portal.services.rounds import form_context
from portal.web.language import language
from portal.web.reading_places import Paper

WAITING, ANSWERED, SENT, CLOSED = "waiting", "answered", "sent", "closed"


@dataclass(frozen=True)
class EntryView:
    """One entry of a thread; ``said`` names the kind of an answer, blank for what was asked."""

    said: str
    text: str
    name: str
    at: dt.datetime


@dataclass(frozen=True)
class Typed:
    """An answer that could not be saved: what was typed, and why."""

    comment_id: uuid.UUID
    kind: str
    text: str
    error: str


@dataclass(frozen=True)
class CommentView:
    """One comment. ``number`` counts the comments of the filing in the order they were made.

    ``label`` names its place and ``where`` leads there: section and block. ``stage`` is ``waiting`` (for the
    contact), ``answered`` (goes out with the next submission), ``sent`` (with the reviewer) or ``closed``.
    ``address`` is full; ``kind`` and ``text`` are what the form shows.
    """

    id: uuid.UUID
    number: int
    address: str
    section: str
    label: str
    where: str
    url: str
    entries: Sequence[EntryView]
    stage: str
    answerable: bool
    kind: str
    text: str
    error: str

    @property
    def asked(self) -> EntryView:
        """The newest thing that was asked."""
        return [entry for entry in self.entries if not entry.said][-1]


def paper_of(filing: Filing, documents: Mapping[str, Document]) -> Paper:
    """*documents* of *filing* laid out for the present reader, to name places in them."""
    return Paper(EDITIONS[filing.round.edition], form_context(filing), documents, language())


def comment_views(
    filing: Filing, documents: Mapping[str, Document], *, editable: bool, typed: Typed | None = None
) -> list[CommentView]:
    """The comments on *filing* in the order they were made, rows named as in *documents*.

    A filing of which nothing stands submitted has none, and nothing is asked of the database.
    """
    if not filing.submission:
        return []
    paper, found = paper_of(filing, documents), comments.threads(filing.id, for_contact=True)
    return [_view(filing, paper, number, thread, editable, typed) for number, thread in enumerate(found, start=1)]


def waiting_by_section(views: Iterable[CommentView]) -> Mapping[str, int]:
    """How many comments await an answer, by section; 0 for every other."""
    return Counter(view.section for view in views if view.stage == WAITING)


def answer_words() -> dict[str, str]:
    """What an answer can say, by its kind."""
    return {
        EntryKind.CHANGED.value: _("We changed it"),
        EntryKind.EXPLAINED.value: _("We explain it"),
        EntryKind.DISAGREE.value: _("We disagree"),
    }


def _view(
    filing: Filing, paper: Paper, number: int, thread: Thread, editable: bool, typed: Typed | None
) -> CommentView:
    comment, answer = thread.comment, thread.answer
    mine = typed if typed and typed.comment_id == comment.id else None
    unsent = answer if answer is not None and answer.sent_at is None else None
    label, where = _place(paper, comment.section, comment.address)
    return CommentView(
        id=comment.id,
        number=number,
        address=comment.address,
        section=comment.section,
        label=label,
        where=where,
        url=url_for(f"{comment.section}.show", filing_id=filing.id, _anchor=f"comment-{comment.id}"),
        entries=[_entry(entry, name) for entry, name in thread.entries],
        stage=_stage(thread, unsent),
        answerable=editable and comment.state == CommentState.OPEN,
        kind=mine.kind if mine else unsent.kind if unsent else "",
        text=mine.text if mine else unsent.text if unsent else "",
        error=mine.error if mine else "",
    )


def _place(paper: Paper, code: str, address: str) -> tuple[str, str]:
    """What *address* is called without the number of its section, and the way there."""
    section, place = paper.edition.by_code[code], paper.place(address)
    label = place.title.removeprefix(paper.numbered(section, ""))
    way = [paper.numbered(section, section.title.of(paper.language))] if address != code else []
    return label, " › ".join([*way, place.where] if place.where else way)


def _entry(entry: CommentEntry, name: str) -> EntryView:
    return EntryView(answer_words().get(entry.kind, ""), entry.text, name, entry.written_at)


def _stage(thread: Thread, unsent: CommentEntry | None) -> str:
    if thread.comment.state == CommentState.CLOSED:
        return CLOSED
    if thread.comment.awaits_answer:
        return WAITING
    return ANSWERED if unsent else SENT
