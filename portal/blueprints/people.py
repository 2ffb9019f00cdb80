"""People and what they may do: the list, invitations, memberships, handing over, disabling."""

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.filing.access import NATIONAL_REGION, Role, is_administrator
from portal.filing.memberships import may_end, may_hand_over
from portal.services import associations, memberships, people
from portal.services.people import AddressTaken, HeldMembership, ListedPerson, Wanted
from portal.web.guards import Policy, allow
from portal.web.people_forms import ROLES, AddressForm, GrantForm, HandOverForm, InviteForm
from portal.web.people_view import (
    answer_refusals,
    association_choices,
    membership_view,
    person_view,
    region_name,
    role_choices,
    where,
)

blueprint = Blueprint("people", __name__, url_prefix="/people")
answer_refusals(blueprint)

#: What a page says after something was done; the address names it by its key.
DONE = {
    "invited": _l("The invitation is on its way by e-mail. If it gets lost, invite the same address again."),
    "ended": _l("The membership has ended."),
    "handed_over": _l("You have handed over. Your colleague is told by e-mail."),
    "given": _l("The membership is given and takes effect at once."),
    "disabled": _l("The account is disabled; every session of it has ended."),
    "enabled": _l("The account is enabled again."),
    "address": _l("The address is changed. Links sent to the old one no longer work."),
}


def done_words() -> str:
    """The sentence about what was just done, if something was."""
    return str(DONE.get(request.args.get("done", ""), ""))


def known_uuid(text: str | None) -> uuid.UUID | None:
    """*text* as an id; None for anything else."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


@blueprint.get("/")
@allow(Policy.INVITES)
def index() -> ResponseReturnValue:
    """Everybody whom the reader may know of."""
    role = next((role for role in Role if role == request.args.get("role")), None)
    search = request.args.get("q", "")[:100]
    grants = current_user.grants
    found, more = people.listed(grants, Wanted(search, role), known_uuid(request.args.get("after")))
    kept: dict[str, Any] = {"q": search, "role": role.value if role else ""}
    return render_template(
        "people/index.html",
        people=[person_view(person, grants, current_user.id) for person in found],
        next_url=url_for("people.index", after=found[-1].id, **kept) if more else "",
        search=search,
        role=kept["role"],
        roles=[(value, str(label)) for value, label in _roles_to_look_for()],
        administrates=is_administrator(grants),
        done=done_words(),
    )


def _roles_to_look_for() -> list[tuple[str, object]]:
    choices = ROLES if is_administrator(current_user.grants) else (Role.EDITOR, Role.SUBMITTER)
    return [(role.value, ROLES[role]) for role in choices]


@blueprint.route("/invite", methods=["GET", "POST"])
@allow(Policy.INVITES)
def invite() -> ResponseReturnValue:
    """Invite somebody. The answer is the same whether the address is known or not."""
    form = InviteForm()
    _fill_choices(form)
    if request.method == "GET":
        asked = request.args.get("association", "")
        offered = [value for value, _name in form.offered["association"]]
        form.association.data = asked if asked and asked in offered else offered[1] if len(offered) == 2 else ""
        return render_template("people/invite.html", form=form)
    wanted = form.grant()
    if not form.validate_on_submit() or wanted is None or not _fits(form):
        return render_template("people/invite.html", form=form), 422
    people.invite(current_user, form.email.data, form.name.data, wanted)
    return redirect(url_for("people.index", done="invited"), 303)


def _fill_choices(form: GrantForm) -> None:
    grants = current_user.grants
    regions = [r for r in associations.regions() if r.code != NATIONAL_REGION] if is_administrator(grants) else []
    form.offered = {
        "role": [(value, str(label)) for value, label in role_choices(grants)],
        "association": [("", ""), *association_choices(people.invitable(grants))],
        "region": [("", ""), *((region.code, region_name(region)) for region in regions)],
    }


def _fits(form: GrantForm) -> bool:
    """Whether the scope that the part needs was chosen, and no other; else the form says what is missing."""
    match form.role.data:
        case Role.EDITOR | Role.SUBMITTER:
            wrong = [] if form.association.data else [(form.association, _("Choose the association."))]
            unwanted = [form.region]
        case Role.COORDINATOR:
            wrong = [] if form.region.data else [(form.region, _("Choose the region."))]
            unwanted = [form.association]
        case Role.ADMINISTRATOR:
            wrong, unwanted = [], [form.association, form.region]
        case _:
            both = form.association.data and form.region.data
            wrong, unwanted = [(form.region, _("Choose an association or a region, not both."))] if both else [], []
    wrong += [(field, _("This does not belong to the part: leave it blank.")) for field in unwanted if field.data]
    for field, message in wrong:
        field.errors = [*field.errors, message]
    return not wrong


@blueprint.get("/<uuid:person_id>")
@allow(Policy.INVITES)
def show(person_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody, as far as the reader may know of them."""
    form, address = GrantForm(), AddressForm()
    return _person_page(_known(person_id), form, address)


def _known(person_id: uuid.UUID) -> ListedPerson:
    person = people.find(current_user.grants, person_id)
    if person is None:
        abort(404)
    return person


def _person_page(person: ListedPerson, form: GrantForm, address: AddressForm) -> str:
    if request.method == "GET" or request.endpoint != "people.change_address":
        address.email.data = person.email
    _fill_choices(form)
    return render_template(
        "people/show.html",
        person=person_view(person, current_user.grants, current_user.id),
        active=person.active,
        form=form,
        address=address,
        administrates=is_administrator(current_user.grants),
        done=done_words(),
    )


@blueprint.post("/<uuid:person_id>/memberships")
@allow(Policy.ADMINISTRATES)
def give(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give somebody one more membership."""
    form = GrantForm()
    wanted = form.grant()
    if not form.validate_on_submit() or wanted is None or not _fits(form):
        return _person_page(_known(person_id), form, AddressForm(formdata=None)), 422
    memberships.give(current_user, person_id, wanted)
    return redirect(url_for("people.show", person_id=person_id, done="given"), 303)


@blueprint.post("/<uuid:person_id>/address")
@allow(Policy.ADMINISTRATES)
def change_address(person_id: uuid.UUID) -> ResponseReturnValue:
    """Change the address that somebody signs in with."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            people.change_address(current_user, person_id, form.email.data)
        except AddressTaken:
            form.email.errors = [_("Somebody else has this address.")]
        else:
            return redirect(url_for("people.show", person_id=person_id, done="address"), 303)
    return _person_page(_known(person_id), GrantForm(formdata=None), form), 422


@blueprint.post("/<uuid:person_id>/disable")
@allow(Policy.ADMINISTRATES)
def disable(person_id: uuid.UUID) -> ResponseReturnValue:
    """Let somebody in no more."""
    people.set_active(current_user, person_id, active=False)
    return redirect(url_for("people.show", person_id=person_id, done="disabled"), 303)


@blueprint.post("/<uuid:person_id>/enable")
@allow(Policy.ADMINISTRATES)
def enable(person_id: uuid.UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    people.set_active(current_user, person_id, active=True)
    return redirect(url_for("people.show", person_id=person_id, done="enabled"), 303)


@blueprint.route("/memberships/<uuid:membership_id>/end", methods=["GET", "POST"])
@allow(Policy.INVITES)
def end(membership_id: uuid.UUID) -> ResponseReturnValue:
    """End a membership, after a page that says what that means."""
    person, held = _known_membership(membership_id)
    if not may_end(current_user.grants, held.grant, held.place):
        abort(403)
    if request.method == "GET":
        view = membership_view(held, current_user.grants)
        return render_template("people/end.html", person=person, membership=view)
    memberships.end(current_user, membership_id)
    return redirect(_back_to_list("ended"), 303)


@blueprint.route("/memberships/<uuid:membership_id>/hand-over", methods=["GET", "POST"])
@allow(Policy.INVITES)
def hand_over(membership_id: uuid.UUID) -> ResponseReturnValue:
    """Let a colleague submit in one's own place, after a page that says what that means."""
    person, held = _known_membership(membership_id)
    if not may_hand_over(current_user.grants, held.grant, held.place):
        abort(403)
    form = HandOverForm()
    if request.method == "GET" or not form.validate_on_submit():
        return render_template("people/hand_over.html", person=person, association_name=where(held), form=form)
    memberships.hand_over(current_user, membership_id, leave_it=form.leave.data)
    return redirect(_back_to_list("handed_over"), 303)


def _known_membership(membership_id: uuid.UUID) -> tuple[ListedPerson, HeldMembership]:
    found = people.find_membership(current_user.grants, membership_id)
    if found is None:
        abort(404)
    return found


def _back_to_list(done: str) -> str:
    """The list, or home for who has just given up the own part in it."""
    still = people.may_still_invite(current_user)
    return url_for("people.index", done=done) if still else url_for("filings.home")
