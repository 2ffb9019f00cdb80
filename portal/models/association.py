"""Associations: the tenants. The profile is kept by the national administrator."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, HasId
from portal.models.region import Region


class Association(HasId, Base):
    """An industry association or industrial IP alliance that files a return.

    One that is not ``active`` has left the pilot: rounds opened later do not ask it.
    """

    __tablename__ = "association"
    __table_args__ = (
        CheckConstraint("kind IN ('industry_association', 'ip_alliance')", name="kind_known"),
        CheckConstraint("joined_year BETWEEN 1949 AND 2100", name="joined_year_sane"),
    )

    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    province_code: Mapped[str] = mapped_column(String(6))
    region_code: Mapped[str] = mapped_column(ForeignKey(Region.code), index=True)
    joined_year: Mapped[int]
    designation_batch: Mapped[str] = mapped_column(String(100), default="")
    pilot_fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    gb4754_code: Mapped[str] = mapped_column(String(10), default="")
    sei_category: Mapped[str] = mapped_column(String(40), default="")
    unified_social_credit_code: Mapped[str] = mapped_column(String(18), default="")
    hosted: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    region: Mapped[Region] = relationship(lazy="raise")
