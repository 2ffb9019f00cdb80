"""Comments of reviewers and the contact's answers.

A comment is pinned to an address of what was submitted. What the reviewer writes is sent with the
return, what the contact answers with the submission; until then its author may reword it, and the
other side does not see it. Who may do what is asked here again, with the filing locked.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from portal.filing.access import is_contact, may_review, may_see
from portal.filing.events import ANSWERS, CommentState, EntryKind, EventKind
from portal.filing.states import WITH_CONTACT, FilingState, RoundState
from portal.form.addresses import known_address
from portal.form.document import Document
from portal.form.folding import clean_lines
from portal.models import Comment, CommentEntry, Filing, Person, db
from portal.models.rows import table
from portal.services import clock
from portal.services.locked_filings import LockedFiling, NoSuchFiling, Step, advance, lock_filing
from portal.services.sections import NotEditable
from portal.services.transactions import writing

TEXT_MAX = 2000

_comment, _entry, _filing = table(Comment), table(CommentEntry), table(Filing)


class NotYourTurn(Exception):
    """The filing is not with the reviewers now, or the person is none of them."""


class NoSuchComment(LookupError):
    """The filing has no such comment, or it is closed."""


class EmptyText(ValueError):
    """Nothing was written, or more than :data:`TEXT_MAX` characters."""


@dataclass(frozen=True)
class Thread:
    """A comment with its entries, oldest first, each with its author's name."""

    comment: Comment
    entries: Sequence[tuple[CommentEntry, str]]

    @property
    def asked(self) -> str:
        """The newest thing that was asked."""
        return [entry.text for entry, _name in self.entries if entry.kind == EntryKind.ASK][-1]

    @property
    def answer(self) -> CommentEntry | None:
        """The contact's answer to it, if there is one."""
        last = self.entries[-1][0]
        return last if last.kind in ANSWERS else None


def threads(filing_id: uuid.UUID, *, for_contact: bool) -> list[Thread]:
    """The comments of a filing in the order they were made, as one side sees them.

    The contact sees what was sent and what the contacts wrote; a reviewer what was sent and what the
    reviewers wrote. A thread in which a side sees nothing is not there for it.
    """
    query = (
        select(Comment, CommentEntry, Person.name)
        .join(CommentEntry, CommentEntry.comment_id == Comment.id)
        .join(Person, Person.id == CommentEntry.person_id)
        .where(Comment.filing_id == filing_id)
        .order_by(Comment.created_at, Comment.id, CommentEntry.written_at, CommentEntry.id)
    )
    own = ANSWERS if for_contact else (EntryKind.ASK,)
    seen: dict[uuid.UUID, tuple[Comment, list[tuple[CommentEntry, str]]]] = {}
    for comment, entry, name in db.session.execute(query):
        if entry.sent_at is not None or entry.kind in own:
            seen.setdefault(comment.id, (comment, []))[1].append((entry, name))
    return [Thread(comment, entries) for comment, entries in seen.values()]


def ask(person: Person, filing_id: uuid.UUID, documents: Mapping[str, Document], address: str, text: str) -> uuid.UUID:
    """Pin a new comment to *address* of the submission whose *documents* the reviewer reads; its id.

    With the first comment the review has begun. Raises ``NoSuchFiling``, :class:`NotYourTurn`,
    ``NoSuchAddress`` and :class:`EmptyText`.
    """
    with writing() as session:
        locked = reviewing(session, person, filing_id)
        known_address(locked.edition, locked.context, documents, address)
        return pin(session, locked, person, address, text)


def pin(
    session: Session, locked: LockedFiling, person: Person, address: str, text: str, at: dt.datetime | None = None
) -> uuid.UUID:
    """Pin a comment to an *address* that is known, in a transaction under way; its id. Raises :class:`EmptyText`.

    *at* is the moment of the decision that it belongs to, if it belongs to one.
    """
    text, now, filing_id, comment_id = _text(text), at or clock.now(), locked.filing.id, uuid.uuid4()
    begin(session, locked, person, now)
    row = {
        "id": comment_id,
        "filing_id": filing_id,
        "association_id": locked.filing.association_id,
        "section": address.partition(".")[0],
        "address": address,
        "raised_on": locked.filing.submission,
        "state": CommentState.OPEN.value,
        "awaits_answer": False,
        "created_by": person.id,
        "created_at": now,
    }
    session.execute(insert(_comment).inline(), [row])
    _write(session, locked, comment_id, EntryKind.ASK, text, (person, now))
    _count(session, filing_id)
    return comment_id


def ask_again(person: Person, filing_id: uuid.UUID, comment_id: uuid.UUID, text: str) -> None:
    """Ask again in the thread of an open comment, or reword what was not sent yet; errors as :func:`ask`."""
    text = _text(text)
    with writing() as session:
        locked, now = reviewing(session, person, filing_id), clock.now()
        _open_comment(session, filing_id, comment_id)
        begin(session, locked, person, now)
        _drop_unsent(session, comment_id)
        _write(session, locked, comment_id, EntryKind.ASK, text, (person, now))


def take_back(person: Person, filing_id: uuid.UUID, comment_id: uuid.UUID) -> None:
    """Remove what was asked but not sent yet; a comment of which nothing was sent is gone with it."""
    with writing() as session:
        reviewing(session, person, filing_id)
        _open_comment(session, filing_id, comment_id)
        drop_unsent(session, filing_id, comment_id)


def drop_unsent(session: Session, filing_id: uuid.UUID, comment_id: uuid.UUID) -> None:
    """What :func:`take_back` does, in a transaction under way."""
    _drop_unsent(session, comment_id)
    left = session.scalar(select(func.count()).where(_entry.c.comment_id == comment_id))
    if not left:
        session.execute(delete(_comment).where(_comment.c.id == comment_id))
    _count(session, filing_id)


def close(person: Person, filing_id: uuid.UUID, comment_ids: Sequence[uuid.UUID]) -> None:
    """Close comments that are settled: the reviewer is content with the answer, or with none."""
    with writing() as session:
        locked, now = reviewing(session, person, filing_id), clock.now()
        begin(session, locked, person, now)
        for comment_id in comment_ids:
            _open_comment(session, filing_id, comment_id)
            _drop_unsent(session, comment_id)
        closed = {"state": CommentState.CLOSED.value, "closed_by": person.id, "closed_at": now, "awaits_answer": False}
        mine = _comment.c.filing_id == filing_id
        session.execute(update(_comment).where(mine, _comment.c.id.in_(comment_ids)).values(**closed))
        _count(session, filing_id)


def answer(person: Person, filing_id: uuid.UUID, comment_id: uuid.UUID, kind: EntryKind, text: str) -> None:
    """The contact's answer to a comment; until it is submitted, a new one replaces it.

    Saying that it was changed needs no words, the other kinds do. Raises ``NoSuchFiling``,
    ``NotEditable``, :class:`NoSuchComment` and :class:`EmptyText`.
    """
    text = "" if kind is EntryKind.CHANGED and not clean_lines(text) else _text(text)
    with writing() as session:
        locked, now = lock_filing(session, filing_id), clock.now()
        if not may_see(person.grants, locked.place):
            raise NoSuchFiling(filing_id)
        with_contact = locked.state in WITH_CONTACT and is_contact(person.grants, locked.place)
        if not with_contact or not locked.filing.takes_writes(now):
            raise NotEditable
        _open_comment(session, filing_id, comment_id)
        _drop_unsent(session, comment_id)
        _write(session, locked, comment_id, kind, text, (person, now))
        session.execute(update(_comment).where(_comment.c.id == comment_id).values(awaits_answer=False))


def begin(session: Session, locked: LockedFiling, person: Person, now: dt.datetime) -> None:
    """The review of a submitted filing begins, if it has not begun: from here on it cannot be withdrawn."""
    if locked.filing.review_begun_at is None:
        columns = {"review_begun_at": now, "reviewer_id": locked.filing.reviewer_id or person.id}
        advance(session, locked, Step(EventKind.BEGIN_REVIEW, person, now, columns))


def send_asked(session: Session, filing_id: uuid.UUID, now: dt.datetime) -> int:
    """Send what the reviewers wrote, with the return; every open comment awaits an answer. How many."""
    _send(session, filing_id, (EntryKind.ASK,), now)
    still_open = (_comment.c.filing_id == filing_id, _comment.c.state == CommentState.OPEN.value)
    return session.connection().execute(update(_comment).where(*still_open).values(awaits_answer=True)).rowcount


def send_answers(session: Session, filing_id: uuid.UUID, now: dt.datetime) -> dict[str, dict[str, str]]:
    """Send what the contacts answered, with the submission.

    The answers that stand, kind and text by the comment's id: of every open comment the last entry, if
    it is an answer, whether it goes out now or went with a submission that was withdrawn.
    """
    _send(session, filing_id, ANSWERS, now)
    query = (
        select(_entry.c.comment_id, _entry.c.kind, _entry.c.text)
        .join_from(_entry, _comment, _comment.c.id == _entry.c.comment_id)
        .where(_comment.c.filing_id == filing_id, _comment.c.state == CommentState.OPEN.value)
        .order_by(_entry.c.written_at, _entry.c.id)
    )
    last = {str(row.comment_id): {"kind": row.kind, "text": row.text} for row in session.execute(query)}
    return {comment: said for comment, said in last.items() if said["kind"] in ANSWERS}


def open_on(session: Session, filing_id: uuid.UUID) -> int:
    """How many comments on a filing are open."""
    query = select(func.count()).where(_comment.c.filing_id == filing_id, _comment.c.state == CommentState.OPEN.value)
    return session.scalar(query) or 0


def awaiting_answer(session: Session, filing_id: uuid.UUID) -> int:
    """How many comments await the contact's answer."""
    query = select(func.count()).where(_comment.c.filing_id == filing_id, _comment.c.awaits_answer)
    return session.scalar(query) or 0


def reviewing(session: Session, person: Person, filing_id: uuid.UUID) -> LockedFiling:
    """The locked filing, submitted, of which *person* is a reviewer and whose round is not archived."""
    locked = lock_filing(session, filing_id)
    if not may_see(person.grants, locked.place):
        raise NoSuchFiling(filing_id)
    under_review = locked.state is FilingState.SUBMITTED and locked.round.state in (RoundState.OPEN, RoundState.CLOSED)
    if not under_review or not may_review(person.grants, locked.place):
        raise NotYourTurn
    return locked


def _text(text: str) -> str:
    text = clean_lines(text)
    if not 0 < len(text) <= TEXT_MAX:
        raise EmptyText
    return text


def _open_comment(session: Session, filing_id: uuid.UUID, comment_id: uuid.UUID) -> None:
    query = select(_comment.c.id).where(
        _comment.c.id == comment_id,
        _comment.c.filing_id == filing_id,
        _comment.c.state == CommentState.OPEN.value,
    )
    if session.scalar(query) is None:
        raise NoSuchComment(comment_id)


def _write(
    session: Session,
    locked: LockedFiling,
    comment_id: uuid.UUID,
    kind: EntryKind,
    text: str,
    by: tuple[Person, dt.datetime],
) -> None:
    person, now = by
    entry = {
        "id": uuid.uuid4(),
        "comment_id": comment_id,
        "filing_id": locked.filing.id,
        "association_id": locked.filing.association_id,
        "kind": kind.value,
        "text": text,
        "person_id": person.id,
        "written_at": now,
    }
    session.execute(insert(_entry).inline(), [entry])


def _unsent(filing_id: uuid.UUID, kinds: Sequence[EntryKind]) -> tuple[Any, ...]:
    named = [kind.value for kind in kinds]
    return (_entry.c.filing_id == filing_id, _entry.c.sent_at.is_(None), _entry.c.kind.in_(named))


def _drop_unsent(session: Session, comment_id: uuid.UUID) -> None:
    session.execute(delete(_entry).where(_entry.c.comment_id == comment_id, _entry.c.sent_at.is_(None)))


def _send(session: Session, filing_id: uuid.UUID, kinds: Sequence[EntryKind], now: dt.datetime) -> None:
    session.execute(update(_entry).where(*_unsent(filing_id, kinds)).values(sent_at=now))


def _count(session: Session, filing_id: uuid.UUID) -> None:
    """Keep the number of open comments beside the filing, for the queue."""
    counted = open_on(session, filing_id)
    session.execute(update(_filing).where(_filing.c.id == filing_id).values(open_comments=counted))
