"""Who may do what with a filing: pure predicates over the grants a person holds.

Not responsible for answering a request: the guard of the web turns “may not see” into a 404 that
is the same as for an id that does not exist, and “may see but not do this” into a 403.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.filing.states import WITH_CONTACT, FilingState

NATIONAL_REGION = "000000"


class Role(StrEnum):
    """What a membership lets a person do."""

    EDITOR = "editor"
    SUBMITTER = "submitter"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    OBSERVER = "observer"


CONTACT_ROLES = frozenset({Role.EDITOR, Role.SUBMITTER})


@dataclass(frozen=True)
class Grant:
    """One membership: a role in one association, one region, or (both empty) the nation."""

    role: Role
    association_id: UUID | None = None
    region_code: str | None = None

    @property
    def nationwide(self) -> bool:
        return self.association_id is None and self.region_code is None


@dataclass(frozen=True)
class Place:
    """Whose filing it is."""

    association_id: UUID
    region_code: str


def _covers(grant: Grant, place: Place) -> bool:
    if grant.association_id is not None:
        return grant.association_id == place.association_id
    if grant.region_code is not None:
        return grant.region_code == place.region_code
    return True


def may_see(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the filing exists for this person: its state, deadline and progress."""
    return any(_covers(grant, place) for grant in grants)


def may_read_draft(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the answers being filled in may be read: only within the association, until submitted."""
    return any(grant.association_id == place.association_id for grant in grants)


def is_contact(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the person fills in for this association."""
    return any(g.role in CONTACT_ROLES and g.association_id == place.association_id for g in grants)


def may_edit(grants: Iterable[Grant], place: Place, state: FilingState, round_takes_writes: bool) -> bool:
    """Whether the person may change the answers now."""
    return round_takes_writes and state in WITH_CONTACT and is_contact(grants, place)
