"""Tables, one module a noun. Importing this package registers them all and ties them together.

Tied at import, not at the first query: the first thing that a new process does may be to make a model of a row.
"""

from sqlalchemy.orm import configure_mappers

from portal.models.association import Association
from portal.models.base import Base
from portal.models.comment import Comment, CommentEntry
from portal.models.database import db
from portal.models.explanation import Explanation
from portal.models.filing import CellChange, Filing, SectionDocument, UploadedFile
from portal.models.mail import AccessLink, OutboxMail
from portal.models.packet import Packet
from portal.models.paper import SealedScan, WorkbookOffer
from portal.models.person import Membership, Person, SignIn
from portal.models.region import Region
from portal.models.round import Round, RoundEvent
from portal.models.submission import Fact, FilingEvent, Submission

configure_mappers()

__all__ = [
    "AccessLink",
    "Association",
    "Base",
    "CellChange",
    "Comment",
    "CommentEntry",
    "Explanation",
    "Fact",
    "Filing",
    "FilingEvent",
    "Membership",
    "OutboxMail",
    "Packet",
    "Person",
    "Region",
    "Round",
    "RoundEvent",
    "SealedScan",
    "SectionDocument",
    "SignIn",
    "Submission",
    "UploadedFile",
    "WorkbookOffer",
    "db",
]
