"""Explanations of soft problems: what the contact says to a figure that is unlikely but right."""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.association import Association
from portal.models.base import Base, HasId
from portal.models.filing import Filing
from portal.models.person import Person


class Explanation(HasId, Base):
    """The explanation of one problem of a filing.

    ``values`` are the texts of the cells that made the rule fire and ``parameters`` its bounds then: the
    explanation stands as long as the values are the same. ``verdict`` is the reviewer's: blank while
    undecided, a refused one does not stand. ``carried_over`` says that it was taken from the round before
    and confirmed.
    """

    __tablename__ = "explanation"
    __table_args__ = (
        UniqueConstraint("filing_id", "problem"),
        CheckConstraint("verdict IN ('', 'accepted', 'refused')", name="verdict_known"),
    )

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    section: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str] = mapped_column(String(180))
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    parameters: Mapped[dict[str, str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    carried_over: Mapped[bool] = mapped_column(default=False)
    written_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    written_at: Mapped[dt.datetime]
    verdict: Mapped[str] = mapped_column(String(10), default="")
    verdict_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))
    verdict_at: Mapped[dt.datetime | None]
