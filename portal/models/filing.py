"""Filings and what hangs on them: section documents, the field history, uploaded files.

Every table carries ``association_id``: the row-level policies of PostgreSQL decide by it alone.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.filing.access import Place
from portal.filing.states import FilingState
from portal.models.association import Association
from portal.models.base import Base, HasId
from portal.models.person import Person
from portal.models.round import Round


class Filing(HasId, Base):
    """One association in one round.

    ``version`` counts the events of its history. ``serial`` numbers the filings of a round. ``submission``
    is the number of the submission that stands (0: none), ``was_returned`` whether one was ever sent
    back. ``earlier_id`` is the association's newest accepted filing of an earlier round. What the queue
    sorts and filters by is kept here: since when it stands where it stands, whether what was submitted
    was late, how many comments are open, how many cells changed since the return. ``explained``: whether
    anything was ever explained in it.
    """

    __tablename__ = "filing"
    __table_args__ = (
        UniqueConstraint("round_id", "association_id"),
        UniqueConstraint("round_id", "serial"),
        Index("ix_filing_queue", "round_id", text("state DESC"), "state_since", "id"),
        Index("ix_filing_begun", "round_id", "state", "started_at"),
        CheckConstraint("state IN ('draft', 'submitted', 'returned', 'accepted')", name="state_known"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Round.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id), index=True)
    state: Mapped[str] = mapped_column(String(10), default=FilingState.DRAFT.value)
    version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[dt.datetime | None]
    serial: Mapped[int]
    state_since: Mapped[dt.datetime]
    submission: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[dt.datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    was_returned: Mapped[bool] = mapped_column(default=False)
    review_begun_at: Mapped[dt.datetime | None]
    reviewer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))
    extended_until: Mapped[dt.datetime | None]
    open_comments: Mapped[int] = mapped_column(default=0)
    changed_cells: Mapped[int] = mapped_column(default=0)
    explained: Mapped[bool] = mapped_column(default=False)
    earlier_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("filing.id"))

    round: Mapped[Round] = relationship(lazy="raise")
    association: Mapped[Association] = relationship(lazy="raise")

    @property
    def place(self) -> Place:
        """Whose filing it is, as the access predicates ask."""
        return Place(self.association_id, self.association.region_code)

    def takes_writes(self, now: dt.datetime) -> bool:
        """Whether the round takes writes for this association at *now*, its extension counted in."""
        return self.round.takes_writes(now, self.extended_until)

    @property
    def due_at(self) -> dt.datetime:
        """The deadline of this association."""
        return self.round.due_for(self.extended_until)

    @property
    def closes_at(self) -> dt.datetime:
        """The end of all writing for this association."""
        return max(self.round.closes_at, self.extended_until or self.round.closes_at)


class SectionDocument(Base):
    """The answers of one section: address -> canonical text, with the number of its saves.

    ``progress`` is what the checks counted at the last save, valid for ``checked_for``.
    """

    __tablename__ = "section_document"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id), primary_key=True)
    section: Mapped[str] = mapped_column(String(40), primary_key=True)
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    cells: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    checked_for: Mapped[str] = mapped_column(String(100), default="")
    saved_at: Mapped[dt.datetime | None]
    saved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))


class CellChange(Base):
    """One line of the field history: who changed which cell from what to what, and when."""

    __tablename__ = "cell_change"
    __table_args__ = (Index("ix_cell_change_section", "filing_id", "section", "revision"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    section: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    address: Mapped[str] = mapped_column(String(120))
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    changed_at: Mapped[dt.datetime]


class UploadedFile(HasId, Base):
    """A stored upload. Insert only: which files belong to the filing is said by the document.

    ``headings`` are those that were found in a work summary at its upload; None where none can be read.
    """

    __tablename__ = "uploaded_file"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id), index=True)
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(120), unique=True)
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    uploaded_at: Mapped[dt.datetime]
    headings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
