"""Who may do what with a filing: pure predicates over the grants a person holds.

Not responsible for answering a request: the guard of the web turns “may not see” into a 404 that
is the same as for an id that does not exist, and “may see but not do this” into a 403.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.filing.states import WITH_CONTACT, FilingState
from portal.filing.transitions import Actor

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


def may_read_submission(grants: Iterable[Grant], place: Place, submitted: bool) -> bool:
    """Whether what was submitted may be read: by whoever sees the filing, once there is something."""
    grants = tuple(grants)
    return may_see(grants, place) and (submitted or may_read_draft(grants, place))


def is_contact(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the person fills in for this association."""
    return any(g.role in CONTACT_ROLES and g.association_id == place.association_id for g in grants)


def may_edit(grants: Iterable[Grant], place: Place, state: FilingState, round_takes_writes: bool) -> bool:
    """Whether the person may change the answers now."""
    return round_takes_writes and state in WITH_CONTACT and is_contact(grants, place)


def may_submit(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the person may submit for this association, once everything is in order."""
    return any(g.role is Role.SUBMITTER and g.association_id == place.association_id for g in grants)


def is_administrator(grants: Iterable[Grant]) -> bool:
    """Whether the person runs the portal for the national office."""
    return any(g.role is Role.ADMINISTRATOR for g in grants)


def may_review(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the person reviews this filing: the coordinator of its region.

    Bodies that report directly have no region of their own; the national administrator reviews them.
    """
    if place.region_code == NATIONAL_REGION:
        return is_administrator(grants)
    return any(g.role is Role.COORDINATOR and g.region_code == place.region_code for g in grants)


def may_invite(grants: Iterable[Grant]) -> bool:
    """Whether the person may bring others in: who submits, who coordinates, who administrates."""
    return any(g.role in (Role.SUBMITTER, Role.COORDINATOR, Role.ADMINISTRATOR) for g in grants)


def acts_as(grants: Iterable[Grant], place: Place, actor: Actor) -> bool:
    """Whether the person has the part *actor* for this filing."""
    match actor:
        case Actor.SUBMITTER:
            return may_submit(grants, place)
        case Actor.CONTACT:
            return is_contact(grants, place)
        case Actor.REVIEWER:
            return may_review(grants, place)
        case Actor.ADMINISTRATOR:
            return is_administrator(grants)


def watches_many(grants: Iterable[Grant]) -> bool:
    """Whether the person sees filings of more than single associations: a list to work through."""
    return any(grant.association_id is None for grant in grants)
