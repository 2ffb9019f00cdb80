"""Reporting rounds: one a year, with an edition of the form, named dates and settings."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.filing.states import RoundState
from portal.models.base import Base, HasId
from portal.models.person import Person


class Round(HasId, Base):
    """A round asks for data up to 31 December of ``year``.

    ``due_at`` is the deadline shown (later is late), ``closes_at`` the end of all writing. A round that
    ``keeps_dates`` opens and closes by itself at those moments.
    ``settings`` holds what the office may decide for the round: see ``services.rounds``.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("state IN ('preparing', 'open', 'closed', 'archived')", name="state_known"),
        CheckConstraint("opens_at < due_at AND due_at <= closes_at", name="dates_in_order"),
    )

    year: Mapped[int] = mapped_column(unique=True)
    edition: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=RoundState.PREPARING.value)
    opens_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    keeps_dates: Mapped[bool] = mapped_column(default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def takes_writes(self, now: dt.datetime, extended_until: dt.datetime | None = None) -> bool:
        """Whether contacts may write at *now* (the server's clock decides).

        *extended_until* is the extension of the one association that asks. Closing a round by hand
        ends extensions too; closing by its date does not.
        """
        end = max(self.closes_at, extended_until or self.closes_at)
        return self.state == RoundState.OPEN and self.opens_at <= now < end

    def due_for(self, extended_until: dt.datetime | None) -> dt.datetime:
        """The deadline of one association: later submissions are marked late."""
        return max(self.due_at, extended_until or self.due_at)


class RoundEvent(Base):
    """One line of a round's history: who created, opened, changed or closed it, and why. Insert only."""

    __tablename__ = "round_event"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Round.id), index=True)
    action: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
