"""What a round is planned to be: a new one written down, one in preparation or open changed."""

import uuid

from flask import Blueprint, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.states import RoundState
from portal.models import Round
from portal.services import clock, round_keeping
from portal.services.locked_rounds import RoundAction, RoundChanged
from portal.services.round_plans import PlanRefused
from portal.web.guards import Policy, allow
from portal.web.round_forms import RoundForm, values_of
from portal.web.round_pages import came_first, posted_version, round_or_404, show_round, to_round
from portal.web.round_view import event_line

blueprint = Blueprint("round_settings", __name__, url_prefix="/rounds")


@blueprint.get("/new")
@allow(Policy.ADMINISTRATES)
def new() -> ResponseReturnValue:
    """The empty form, for the year that has ended."""
    last_year = clock.now().astimezone(clock.BEIJING).year - 1
    return _page_of_new(RoundForm({"year": str(last_year)}))


@blueprint.post("/new")
@allow(Policy.ADMINISTRATES)
def create() -> ResponseReturnValue:
    """A round in preparation."""
    form = RoundForm()
    plan = form.plan()
    if plan is not None:
        try:
            return to_round(round_keeping.create(current_user, plan), RoundAction.CREATE)
        except PlanRefused as refused:
            form.refuse(refused.faults)
    return _page_of_new(form, 422)


@blueprint.get("/<uuid:round_id>/change")
@allow(Policy.ADMINISTRATES)
def edit(round_id: uuid.UUID) -> ResponseReturnValue:
    """The form with what holds now."""
    round_ = round_or_404(round_id)
    if round_.state not in round_keeping.CHANGEABLE:
        return show_round(round_, _not_changeable(), 409)
    return _page(round_, RoundForm(values_of(round_)))


@blueprint.post("/<uuid:round_id>/change")
@allow(Policy.ADMINISTRATES)
def change(round_id: uuid.UUID) -> ResponseReturnValue:
    """Let the round follow what was typed."""
    round_, version = round_or_404(round_id), posted_version()
    form = RoundForm(values_of(round_))
    plan = form.plan(round_)
    if plan is None:
        return _page(round_, form, 422, version)
    try:
        round_keeping.change(current_user, round_id, version, plan)
    except PlanRefused as refused:
        form.refuse(refused.faults)
        return _page(round_, form, 422, version)
    except RoundChanged:
        return _overtaken(round_id, form, version)
    return to_round(round_id, RoundAction.CHANGE)


def _overtaken(round_id: uuid.UUID, form: RoundForm, version: int) -> ResponseReturnValue:
    """What was typed, beside what somebody else did meanwhile: it can be posted again on top of that."""
    round_ = round_or_404(round_id)
    if round_.state not in round_keeping.CHANGEABLE:
        return show_round(round_, came_first(), 409)
    meanwhile = [event_line(event, by) for event, by in round_keeping.events_of(round_) if event.id > version]
    return _page(round_, form, 409, meanwhile=meanwhile)


def _not_changeable() -> str:
    return _("A round that is closed is not changed; open it again first.")


def _page_of_new(form: RoundForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "rounds/form.html",
        form=form,
        heading=_("New round"),
        button=_("Prepare the round"),
        back=url_for("rounds.index"),
        version=0,
        fixed=None,
        meanwhile=[],
    )
    return make_response(page, status)


def _page(
    round_: Round, form: RoundForm, status: int = 200, version: int | None = None, meanwhile: object = ()
) -> ResponseReturnValue:
    """The form of *round_*; *version* is the one it was based on, the present one unless said."""
    page = render_template(
        "rounds/form.html",
        form=form,
        heading=_("Change the %(year)s round", year=round_.year),
        button=_("Save the changes"),
        back=url_for("rounds.show", round_id=round_.id),
        version=round_keeping.version_of(round_) if version is None else version,
        fixed=None if round_.state == RoundState.PREPARING else round_,
        meanwhile=meanwhile,
    )
    return make_response(page, status)
