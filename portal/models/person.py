"""People, what they may do, and their signed-in sessions."""

import datetime as dt
import uuid

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.filing.access import Grant, Role
from portal.models.association import Association
from portal.models.base import Base, HasId
from portal.models.region import Region

__all__ = ["Membership", "Person", "SignIn"]


class Person(HasId, Base, UserMixin):  # type: ignore[misc]  # the mixin wants an id of any kind; ours is HasId's
    """Somebody who can sign in. What the person may do stands in the memberships, not here."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(50))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid.uuid4().hex)
    language: Mapped[str] = mapped_column(String(2), default="zh")
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(lazy="raise", back_populates="person")

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The memberships as the access predicates read them."""
        return tuple(m.grant for m in self.memberships)


class Membership(HasId, Base):
    """Person × role × (association | region | nation)."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(
            "(role IN ('editor', 'submitter') AND association_id IS NOT NULL AND region_code IS NULL)"
            " OR (role = 'coordinator' AND association_id IS NULL AND region_code IS NOT NULL)"
            " OR (role = 'administrator' AND association_id IS NULL AND region_code IS NULL)"
            " OR (role = 'observer' AND (association_id IS NULL OR region_code IS NULL))",
            name="role_fits_scope",
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[str] = mapped_column(String(20))
    association_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Association.id), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey(Region.code), index=True)

    person: Mapped[Person] = relationship(lazy="raise", back_populates="memberships")

    @property
    def grant(self) -> Grant:
        return Grant(Role(self.role), self.association_id, self.region_code)


class SignIn(HasId, Base):
    """One signed-in session. Ending the row ends every copy of its cookie."""

    __tablename__ = "sign_in"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id), index=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
