"""Who may give and end which membership: pure predicates over the grants a person holds.

Nobody gives more than belongs to the own part, and only the national administrator gives anything but
the part of a contact. What a membership then allows is said by ``filing.access``.
"""

from collections.abc import Iterable

from portal.filing.access import (
    CONTACT_ROLES,
    NATIONAL_REGION,
    Grant,
    Place,
    Role,
    is_administrator,
    may_submit,
)


def fits(grant: Grant) -> bool:
    """Whether role and scope belong together; bodies that report directly have no coordinator."""
    association, region = grant.association_id is not None, grant.region_code is not None
    match grant.role:
        case Role.EDITOR | Role.SUBMITTER:
            return association and not region
        case Role.COORDINATOR:
            return region and not association and grant.region_code != NATIONAL_REGION
        case Role.ADMINISTRATOR:
            return not association and not region
        case Role.OBSERVER:
            return not (association and region)


def looks_after(grants: Iterable[Grant], place: Place) -> bool:
    """Whether the person looks after the contacts of an association: its coordinator, or the administrator."""
    grants = tuple(grants)
    return is_administrator(grants) or any(
        grant.role is Role.COORDINATOR and grant.region_code == place.region_code for grant in grants
    )


def may_give(grants: Iterable[Grant], wanted: Grant, place: Place | None) -> bool:
    """Whether the person may give *wanted*; *place* is the association's, where one is named and exists."""
    grants = tuple(grants)
    return fits(wanted) and _over(grants, wanted, place, for_submitter=frozenset({Role.EDITOR}))


def may_end(grants: Iterable[Grant], held: Grant, place: Place | None) -> bool:
    """Whether the person may end the membership *held* of somebody."""
    return _over(tuple(grants), held, place, for_submitter=frozenset({Role.EDITOR}))


def may_know(grants: Iterable[Grant], held: Grant, place: Place | None) -> bool:
    """Whether the person may know that somebody holds *held*."""
    return _over(tuple(grants), held, place, for_submitter=CONTACT_ROLES)


def may_hand_over(grants: Iterable[Grant], colleague: Grant, place: Place | None) -> bool:
    """Whether the person may make *colleague*, who fills in for the same association, submit in the own place."""
    return place is not None and colleague.role is Role.EDITOR and may_submit(grants, place)


def _over(grants: tuple[Grant, ...], other: Grant, place: Place | None, for_submitter: frozenset[Role]) -> bool:
    """Whether *other* lies within what the person looks after, or as a submitter among *for_submitter*."""
    if is_administrator(grants):
        return other.association_id is None or place is not None
    if other.role not in CONTACT_ROLES or place is None or place.association_id != other.association_id:
        return False
    return looks_after(grants, place) or (other.role in for_submitter and may_submit(grants, place))
