"""Comments of reviewers, each pinned to an address, with the thread of what was asked and answered."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.filing.events import CommentState
from portal.models.association import Association
from portal.models.base import Base, HasId
from portal.models.filing import Filing
from portal.models.person import Person


class Comment(HasId, Base):
    """One thing a reviewer asks. ``address`` is a section, a block, a row or a cell, section first.

    ``raised_on`` is the number of the submission it was made on. ``awaits_answer`` says whose turn it
    is: the contact's, or (answered, or not yet sent) the reviewer's.
    """

    __tablename__ = "comment"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", name="state_known"),)

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id), index=True)
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    section: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(160))
    raised_on: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=CommentState.OPEN.value)
    awaits_answer: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[dt.datetime]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))
    closed_at: Mapped[dt.datetime | None]


class CommentEntry(HasId, Base):
    """One entry of a comment's thread.

    Until it is sent (``sent_at``: with the return, or with the submission) its author may reword it and
    the other side does not see it; after that the database refuses any change.
    """

    __tablename__ = "comment_entry"
    __table_args__ = (
        Index("ix_comment_entry_thread", "comment_id", "written_at"),
        CheckConstraint("kind IN ('ask', 'changed', 'explained', 'disagree')", name="kind_known"),
    )

    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Comment.id))
    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id), index=True)
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    written_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
