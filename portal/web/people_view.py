"""People and memberships in words: what somebody does and for whom, and how a verb's refusal is said."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.filing.access import CONTACT_ROLES, Grant, Role, is_administrator
from portal.filing.memberships import may_end, may_hand_over
from portal.models import Association, Region
from portal.services.associations import NoSuchAssociation
from portal.services.memberships import BeyondOwnPart, LastAdministrator, NoSuchMembership, NoSuchPerson
from portal.services.people import HeldMembership, ListedPerson
from portal.web.errors import Words, error_answer
from portal.web.language import language
from portal.web.people_forms import ROLES

BEYOND = Words(
    _l("Not part of your role"),
    _l("Giving, changing or ending this is not part of your role. Nothing was changed."),
    (_l("If you think this is wrong, ask the national administrator to look at your account."),),
)
LAST = Words(
    _l("Somebody must administrate the portal"),
    _l("This is the last active national administrator. Nothing was changed."),
    (_l("Make somebody else a national administrator first."),),
)


@dataclass(frozen=True)
class MembershipView:
    """One membership in words, with what the reader may do about it (empty where not)."""

    role: str
    where: str
    chinese: bool
    end_url: str
    hand_over_url: str


@dataclass(frozen=True)
class PersonView:
    """Somebody in a list. ``state`` is for administrators alone, and empty where all is as it should be."""

    id: uuid.UUID
    name: str
    email: str
    url: str
    state: str
    memberships: tuple[MembershipView, ...]


def answer_refusals(blueprint: Blueprint) -> None:
    """Say in words of their own what the verbs about people and associations refuse."""
    for refusal, status, words in (
        (BeyondOwnPart, 403, BEYOND),
        (LastAdministrator, 409, LAST),
        (NoSuchPerson, 404, None),
        (NoSuchMembership, 404, None),
        (NoSuchAssociation, 404, None),
    ):
        blueprint.register_error_handler(refusal, partial(_refused, status, words))


def _refused(status: int, words: Words | None, _error: Exception) -> Response:
    return error_answer(status, words)


def person_view(person: ListedPerson, grants: Sequence[Grant], own_id: uuid.UUID) -> PersonView:
    """*person* as somebody with *grants* sees them."""
    state = ""
    if is_administrator(grants):
        state = "" if person.joined else _("Invited, has not set a password yet")
        state = state if person.active else _("Disabled")
    return PersonView(
        id=person.id,
        name=person.name,
        email=person.email,
        url=url_for("people.show", person_id=person.id),
        state=state,
        memberships=tuple(membership_view(held, grants, own=person.id == own_id) for held in person.memberships),
    )


def membership_view(held: HeldMembership, grants: Sequence[Grant], *, own: bool = False) -> MembershipView:
    """*held* in words; one's own part in an association is handed over, not ended."""
    hand_over = not own and may_hand_over(grants, held.grant, held.place)
    return MembershipView(
        role=str(ROLES[held.grant.role]),
        where=where(held),
        chinese=held.grant.association_id is not None,
        end_url=url_for("people.end", membership_id=held.id) if may_end(grants, held.grant, held.place) else "",
        hand_over_url=url_for("people.hand_over", membership_id=held.id) if hand_over else "",
    )


def where(held: HeldMembership) -> str:
    """The association, the region or the nation that a membership is for."""
    if held.grant.association_id is not None:
        return held.association_name
    return region_name(held.region) if held.region else _("the whole country")


def region_name(region: Region) -> str:
    """Name of a region in the language of the page."""
    return region.name_zh if language() == "zh" else region.name_en


def role_choices(grants: Sequence[Grant]) -> list[tuple[str, Any]]:
    """The parts that somebody with *grants* can give to anybody at all, as choices of a form."""
    if is_administrator(grants):
        roles: Iterable[Role] = ROLES
    elif any(grant.role is Role.COORDINATOR for grant in grants):
        roles = [role for role in ROLES if role in CONTACT_ROLES]
    else:
        roles = [Role.EDITOR]
    return [(role.value, ROLES[role]) for role in roles]


def association_choices(associations: Iterable[Association]) -> list[tuple[str, str]]:
    """Associations as choices of a form."""
    return [(str(association.id), association.name) for association in associations]
