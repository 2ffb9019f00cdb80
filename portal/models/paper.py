"""The paper beside the portal: scans of the stamped form, and workbooks of the form that came back."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.association import Association
from portal.models.base import Base, HasId
from portal.models.filing import Filing, UploadedFile
from portal.models.person import Person


class SealedScan(HasId, Base):
    """A scan of the printed, stamped form, against the submission it was printed from. Insert only.

    It is current as long as that submission (``number`` and ``content_hash``) is the one that stands;
    of several scans of one submission the newest counts.
    """

    __tablename__ = "sealed_scan"
    __table_args__ = (Index("ix_sealed_scan_filing_id", "filing_id", "number"),)

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(UploadedFile.id))
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    uploaded_at: Mapped[dt.datetime]


class WorkbookOffer(HasId, Base):
    """A workbook of the form that somebody uploaded: read, and waiting to be applied or left.

    ``contents`` is what ``exchange.form_workbook`` read from it, as JSON; ``applied_at`` is blank until
    its changes were saved.
    """

    __tablename__ = "workbook_offer"
    __table_args__ = (Index("ix_workbook_offer_filing_id", "filing_id"),)

    filing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Filing.id))
    association_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Association.id))
    name: Mapped[str] = mapped_column(String(200))
    contents: Mapped[dict[str, Any]] = mapped_column(JSON)
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(Person.id))
    uploaded_at: Mapped[dt.datetime]
    applied_at: Mapped[dt.datetime | None]
