"""Reporting rounds: one a year, with an edition of the form, named dates and settings."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.filing.states import RoundState
from portal.models.base import Base, HasId


class Round(HasId, Base):
    """A round asks for data up to 31 December of ``year``.

    ``due_at`` is the deadline shown (later is late), ``closes_at`` the end of all writing.
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
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def takes_writes(self, now: dt.datetime) -> bool:
        """Whether contacts may write at *now* (the server's clock decides)."""
        return self.state == RoundState.OPEN and self.opens_at <= now < self.closes_at
