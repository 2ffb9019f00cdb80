"""Packets: everything of a region in one archive, asked for by a reviewer and built by the worker."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, HasId
from portal.models.person import Person
from portal.models.round import Round


class Packet(HasId, Base):
    """One packet of one region in one round; a blank ``region_code`` is the nation.

    ``done`` of ``total`` filings are in it. ``held_until`` is the moment from which another worker may
    take a packet over whose builder has gone silent.
    """

    __tablename__ = "packet"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'building', 'ready', 'failed')", name="state_known"),
        Index("ix_packet_state", "state", "asked_at"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Round.id))
    region_code: Mapped[str] = mapped_column(String(6))
    language: Mapped[str] = mapped_column(String(2))
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), index=True)
    asked_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    storage_key: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    error: Mapped[str] = mapped_column(Text, default="")
