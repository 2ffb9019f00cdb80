"""Associations: the list, each one's page, adding and changing, taking out of the pilot and back."""

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from portal.models import Association
from portal.services import associations, people
from portal.services.associations import Refused, Wanted, fingerprint, profile_of, region_options
from portal.web.association_forms import entries, lines, typed
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.people_view import answer_refusals, person_view, region_name

blueprint = Blueprint("associations", __name__, url_prefix="/associations")
answer_refusals(blueprint)

#: What a page says after something was done; the address names it by its key.
DONE = {
    "added": _l("The association is added."),
    "changed": _l("The profile is changed."),
    "out": _l("The association is out of the pilot. Rounds opened later do not ask it; its returns stay."),
    "back": _l("The association is in the pilot again. Rounds opened later ask it."),
}
IN_PILOT, LEFT, ALL = "in", "left", "all"
ACTIVE = {IN_PILOT: True, LEFT: False, ALL: None}


def _uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@blueprint.get("/")
@allow(Policy.ADMINISTRATES)
def index() -> ResponseReturnValue:
    """The list, a page of it at a time."""
    search, region = request.args.get("q", "")[:100], request.args.get("region", "")
    state = request.args.get("state", IN_PILOT)
    wanted = Wanted(search, region, ACTIVE.get(state, True))
    found, more = associations.listed(wanted, _uuid_or_none(request.args.get("after", "")))
    kept: dict[str, Any] = {"q": search, "region": region, "state": state}
    return render_template(
        "associations/index.html",
        associations=[{"row": row, "region": region_name(row.region)} for row in found],
        regions=[(r.code, region_name(r)) for r in associations.regions()],
        next_url=url_for("associations.index", after=found[-1].id, **kept) if more else "",
        done=_imported() if request.args.get("done") == "imported" else "",
        **kept,
    )


def _imported() -> str:
    new, changed = (request.args.get(name, 0, type=int) for name in ("new", "changed"))
    added = ngettext("%(num)d association added", "%(num)d associations added", new)
    return _(
        "Imported: %(added)s, %(changed)s.",
        added=added,
        changed=ngettext("%(num)d changed", "%(num)d changed", changed),
    )


@blueprint.get("/<uuid:association_id>")
@allow(Policy.ADMINISTRATES)
def show(association_id: uuid.UUID) -> ResponseReturnValue:
    """Profile, contacts, and the returns of all rounds."""
    association = _found(association_id)
    profile = profile_of(association)
    contacts, _more = people.listed(current_user.grants, people.Wanted(association_id=association_id))
    return render_template(
        "associations/show.html",
        association=association,
        lines=lines(profile, region_options()),
        remarks=associations.remarks_in(profile, language()),
        contacts=[_with_parts_here(person, association_id) for person in contacts],
        filings=associations.filings_of(association_id),
        done=str(DONE.get(request.args.get("done", ""), "")),
    )


def _with_parts_here(person: people.ListedPerson, association_id: uuid.UUID) -> dict[str, object]:
    view = person_view(person, current_user.grants, current_user.id)
    pairs = zip(person.memberships, view.memberships, strict=True)
    return {
        "person": view,
        "roles": [shown.role for held, shown in pairs if held.grant.association_id == association_id],
    }


def _found(association_id: uuid.UUID) -> Association:
    association = associations.find(association_id)
    if association is None:
        abort(404)
    return association


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Policy.ADMINISTRATES)
def add() -> ResponseReturnValue:
    """A new association."""
    regions = region_options()
    profile = typed(request.form)
    if request.method == "GET":
        return render_template("associations/form.html", association=None, entries=entries(profile, regions), shown="")
    try:
        added = associations.add(current_user, profile)
    except Refused as error:
        page = {"association": None, "entries": entries(profile, regions, error.faults), "shown": ""}
        return render_template("associations/form.html", **page), 422
    return redirect(url_for("associations.show", association_id=added.id, done="added"), 303)


@blueprint.route("/<uuid:association_id>/profile", methods=["GET", "POST"])
@allow(Policy.ADMINISTRATES)
def change(association_id: uuid.UUID) -> ResponseReturnValue:
    """The profile, to be changed."""
    association, regions = _found(association_id), region_options()
    years = [round_.year for round_ in associations.open_rounds()]
    stored = profile_of(association)
    page: dict[str, object] = {"association": association, "open_years": years, "shown": fingerprint(stored)}
    if request.method == "GET":
        return render_template("associations/form.html", entries=entries(stored, regions), **page)
    profile, page["shown"] = typed(request.form), request.form.get("shown", "")
    try:
        associations.change(current_user, association_id, profile, str(page["shown"]))
    except Refused as error:
        return render_template("associations/form.html", entries=entries(profile, regions, error.faults), **page), 422
    return redirect(url_for("associations.show", association_id=association_id, done="changed"), 303)


@blueprint.post("/<uuid:association_id>/take-out")
@allow(Policy.ADMINISTRATES)
def take_out(association_id: uuid.UUID) -> ResponseReturnValue:
    """The association leaves the pilot."""
    associations.set_active(current_user, association_id, active=False)
    return redirect(url_for("associations.show", association_id=association_id, done="out"), 303)


@blueprint.post("/<uuid:association_id>/take-back")
@allow(Policy.ADMINISTRATES)
def take_back(association_id: uuid.UUID) -> ResponseReturnValue:
    """The association is in the pilot again."""
    associations.set_active(current_user, association_id, active=True)
    return redirect(url_for("associations.show", association_id=association_id, done="back"), 303)
