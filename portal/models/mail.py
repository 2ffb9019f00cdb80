"""Mail to be sent, and the single-use links that some of it carries."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, HasId
from portal.models.person import Person


class OutboxMail(HasId, Base):
    """One mail to one person, committed together with what it tells of.

    It names what it is about; the words are made when it is sent, in the language the reader has
    then. ``same_as`` is unique where a mail must not be sent twice (reminders).
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_due", "sent_at", "given_up_at", "not_before"),)

    kind: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    same_as: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[dt.datetime]
    not_before: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[dt.datetime | None]
    given_up_at: Mapped[dt.datetime | None]


class AccessLink(HasId, Base):
    """A link by which a person sets a password, once: an invitation or a reset. Its token is kept hashed."""

    __tablename__ = "access_link"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
