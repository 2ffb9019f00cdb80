"""Tables, one module a noun. Importing this package registers them all."""

from portal.models.association import Association
from portal.models.base import Base
from portal.models.database import db
from portal.models.filing import CellChange, Filing, SectionDocument, UploadedFile
from portal.models.person import Membership, Person, SignIn
from portal.models.region import Region
from portal.models.round import Round

__all__ = [
    "Association",
    "Base",
    "CellChange",
    "Filing",
    "Membership",
    "Person",
    "Region",
    "Round",
    "SectionDocument",
    "SignIn",
    "UploadedFile",
    "db",
]
