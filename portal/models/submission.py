"""Submissions, the facts drawn from them, and the history of a filing.

A submission is the whole answer as it was at one moment; it and the events are insert only, which the
database enforces. Facts are derived: they can be thrown away and written again.
"""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from portal.models.association import Association
from portal.models.base import Base, HasId
from portal.models.filing import Filing
from portal.models.person import Person


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that comes back as it was written. SQLite has floats only, so there it is kept as text."""

    impl = Numeric(24, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(30) if dialect.name == "sqlite" else Numeric(24, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return f"{value.normalize():f}"

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).normalize() + 0


class Submission(HasId, Base):
    """Everything a filing held at the moment of submitting, with the reference number on the receipt.

    ``content`` is what ``services.submissions`` describes, ``content_hash`` the SHA-256 of it in
    canonical form. ``problems`` are the explained ones that were let through.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("filing_id", "number"),)

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(String(30), unique=True)
    submitted_at: Mapped[dt.datetime]
    submitted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    responsible_name: Mapped[str] = mapped_column(String(50))
    late: Mapped[bool]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class FilingEvent(Base):
    """One line of a filing's history: who took it from where to where, when and why. Insert only."""

    __tablename__ = "filing_event"
    __table_args__ = (
        UniqueConstraint("filing_id", "version"),
        Index("ix_filing_event_at", "at"),
        CheckConstraint("from_state IN ('draft', 'submitted', 'returned', 'accepted')", name="from_state_known"),
        CheckConstraint("to_state IN ('draft', 'submitted', 'returned', 'accepted')", name="to_state_known"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    submission: Mapped[int]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Fact(Base):
    """One figure of the submission that stands. ``year`` is 0 and ``category`` blank where there is none."""

    __tablename__ = "fact"

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(120), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    category: Mapped[str] = mapped_column(String(60), primary_key=True)
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    value: Mapped[Decimal] = mapped_column(ExactDecimal())
