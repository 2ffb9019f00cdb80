"""Comments as a page of a submission shows them: whose turn it is, where they stand, what may be done.

Each side is shown what ``services.comments`` lets it see. Owns no right to write: every verb asks again.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from portal.filing.access import Grant, is_contact, may_review
from portal.filing.events import CommentState, EntryKind
from portal.filing.states import FilingState, RoundState
from portal.form.document import Document
from portal.models import Filing
from portal.services import comments
from portal.services.comments import Thread
from portal.web.reading_places import Paper, anchor


class Stands(StrEnum):
    """Where a thread stands for the reader."""

    UNSENT = "unsent"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class EntryView:
    """One entry of a thread; ``answer`` is the kind of a contact's answer in words, blank for what was asked."""

    by: str
    at: dt.datetime
    answer: str
    text: str
    sent: bool


@dataclass(frozen=True)
class ThreadView:
    """One thread; ``at`` is the address it is shown at, ``unsent`` what may still be reworded."""

    id: uuid.UUID
    number: int
    at: str
    anchor: str
    title: str
    where: str
    stands: Stands
    entries: tuple[EntryView, ...]
    unsent: str
    sent_before: bool

    @property
    def asked(self) -> EntryView:
        """The newest thing that was asked."""
        return [entry for entry in self.entries if not entry.answer][-1]

    @property
    def answer(self) -> EntryView | None:
        """The contact's answer to it, if there is one."""
        return self.entries[-1] if self.entries[-1].answer else None


def answer_words() -> dict[str, str]:
    """The contact's kinds of answer in words."""
    return {
        EntryKind.CHANGED: _("changed"),
        EntryKind.EXPLAINED: _("explained"),
        EntryKind.DISAGREE: _("disagrees"),
    }


def may_comment(filing: Filing, grants: Iterable[Grant]) -> bool:
    """Whether the reader can comment on *filing* and decide about it now."""
    under_review = filing.state == FilingState.SUBMITTED
    return under_review and filing.round.state != RoundState.ARCHIVED and may_review(tuple(grants), filing.place)


def seen_threads(filing: Filing, grants: Iterable[Grant]) -> list[Thread]:
    """The threads of *filing* as far as the reader sees them; who takes neither part sees what was sent."""
    grants = tuple(grants)
    if may_review(grants, filing.place):
        return comments.threads(filing.id, for_contact=False)
    if is_contact(grants, filing.place):
        return comments.threads(filing.id, for_contact=True)
    sent = [
        Thread(thread.comment, [(entry, name) for entry, name in thread.entries if entry.sent_at])
        for thread in comments.threads(filing.id, for_contact=False)
    ]
    return [thread for thread in sent if thread.entries]


def thread_views(paper: Paper, threads: Iterable[Thread], *others: Mapping[str, Document]) -> list[ThreadView]:
    """*threads*, numbered in the order they were made, each at a place of *paper* (or of *others* beside it)."""
    words = answer_words()
    return [_view(number, thread, paper, others, words) for number, thread in enumerate(threads, start=1)]


def _view(
    number: int, thread: Thread, paper: Paper, others: tuple[Mapping[str, Document], ...], words: dict[str, str]
) -> ThreadView:
    comment = thread.comment
    at = paper.shown_at(comment.address, *others)
    place = paper.place(at)
    entries = tuple(
        EntryView(name, entry.written_at, words.get(entry.kind, ""), entry.text, entry.sent_at is not None)
        for entry, name in thread.entries
    )
    last = entries[-1]
    return ThreadView(
        id=comment.id,
        number=number,
        at=at,
        anchor=anchor(at),
        title=place.title,
        where=place.where,
        stands=_stands(comment.state, last),
        entries=entries,
        unsent="" if last.sent or last.answer else last.text,
        sent_before=any(entry.sent for entry in entries),
    )


def _stands(state: str, last: EntryView) -> Stands:
    if state == CommentState.CLOSED:
        return Stands.CLOSED
    if last.answer:
        return Stands.ANSWERED
    return Stands.WAITING if last.sent else Stands.UNSENT
