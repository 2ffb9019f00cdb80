"""Decisions on a round: opening it, closing it, opening it again, archiving it.

What cannot be undone by the next click asks first, on a page of its own.
"""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.states import RoundState
from portal.models import Round
from portal.services import round_keeping, round_progress
from portal.services.locked_rounds import RoundAction, RoundChanged
from portal.services.round_plans import PlanRefused
from portal.web.guards import Policy, allow
from portal.web.round_dates import day_and_time
from portal.web.round_forms import CloseForm, PlainForm, ReasonForm, ReopenForm
from portal.web.round_pages import came_first, posted_version, round_or_404, show_round, to_round
from portal.web.round_view import round_view

blueprint = Blueprint("round_decisions", __name__, url_prefix="/rounds")


@blueprint.post("/<uuid:round_id>/open")
@allow(Policy.ADMINISTRATES)
def open_now(round_id: uuid.UUID) -> ResponseReturnValue:
    """Open the round, with a return for every association of the pilot."""
    version = posted_version()
    try:
        round_keeping.open_round(current_user, round_or_404(round_id).id, version)
    except PlanRefused:
        problem = _("Its dates have passed. Change them first, then open the round.")
        return show_round(round_or_404(round_id), problem, 422)
    except RoundChanged:
        return show_round(round_or_404(round_id), came_first(), 409)
    return to_round(round_id, RoundAction.OPEN)


@blueprint.post("/<uuid:round_id>/missing-returns")
@allow(Policy.ADMINISTRATES)
def add_missing(round_id: uuid.UUID) -> ResponseReturnValue:
    """Open the returns of associations that were added since the round opened."""
    try:
        round_keeping.add_missing_returns(current_user, round_or_404(round_id).id)
    except RoundChanged:
        return show_round(round_or_404(round_id), came_first(), 409)
    return to_round(round_id, RoundAction.ADD_RETURNS)


@blueprint.get("/<uuid:round_id>/close")
@allow(Policy.ADMINISTRATES)
def ask_close(round_id: uuid.UUID) -> ResponseReturnValue:
    """How many have not submitted, and whether to close all the same."""
    return _ask(round_or_404(round_id), RoundAction.CLOSE, CloseForm())


@blueprint.post("/<uuid:round_id>/close")
@allow(Policy.ADMINISTRATES)
def close(round_id: uuid.UUID) -> ResponseReturnValue:
    """Close the round now: when this has been answered, nothing is written any more."""
    form = CloseForm()
    carry_out = partial(round_keeping.close_round, current_user, round_id)
    return _decide(round_id, RoundAction.CLOSE, form, carry_out if form.confirms(round_or_404(round_id).year) else None)


@blueprint.get("/<uuid:round_id>/reopen")
@allow(Policy.ADMINISTRATES)
def ask_reopen(round_id: uuid.UUID) -> ResponseReturnValue:
    """Until when, and why."""
    round_ = round_or_404(round_id)
    day, time = day_and_time(round_.closes_at)
    return _ask(round_, RoundAction.REOPEN, ReopenForm({"closes_day": day, "closes_time": time}))


@blueprint.post("/<uuid:round_id>/reopen")
@allow(Policy.ADMINISTRATES)
def reopen(round_id: uuid.UUID) -> ResponseReturnValue:
    """Open a closed round again."""
    form = ReopenForm()
    closes_at = form.moment("closes")
    carry_out = partial(round_keeping.reopen_round, current_user, round_id, closes_at=closes_at) if closes_at else None
    return _decide(round_id, RoundAction.REOPEN, form, carry_out)


@blueprint.get("/<uuid:round_id>/archive")
@allow(Policy.ADMINISTRATES)
def ask_archive(round_id: uuid.UUID) -> ResponseReturnValue:
    """What is not reviewed yet, and whether to archive all the same."""
    return _ask(round_or_404(round_id), RoundAction.ARCHIVE, ReasonForm())


@blueprint.post("/<uuid:round_id>/archive")
@allow(Policy.ADMINISTRATES)
def archive(round_id: uuid.UUID) -> ResponseReturnValue:
    """Put a closed round aside: its returns are not reviewed any more."""
    round_, version, form = round_or_404(round_id), posted_version(), ReasonForm()
    try:
        round_keeping.archive_round(current_user, round_id, version, form.text("reason"))
    except PlanRefused as refused:
        form.refuse(refused.faults)
        return _ask(round_, RoundAction.ARCHIVE, form, status=422, version=version)
    except RoundChanged:
        return _overtaken(round_id, RoundAction.ARCHIVE, form)
    return to_round(round_id, RoundAction.ARCHIVE)


def _decide(
    round_id: uuid.UUID, action: RoundAction, form: PlainForm, carry_out: Callable[[int, str], None] | None
) -> ResponseReturnValue:
    """Take *action* with the reason posted; the question again without one, or where nothing may be carried out."""
    round_, version = round_or_404(round_id), posted_version()
    try:
        reason = round_keeping.checked_reason(form.text("reason"))
        if carry_out:
            carry_out(version, reason)
            return to_round(round_id, action)
    except PlanRefused as refused:
        form.refuse(refused.faults)
    except RoundChanged:
        return _overtaken(round_id, action, form)
    return _ask(round_, action, form, status=422, version=version)


def _overtaken(round_id: uuid.UUID, action: RoundAction, form: PlainForm) -> ResponseReturnValue:
    """The question again, if it still is one, with what was typed; otherwise the round as it stands."""
    return _ask(round_or_404(round_id), action, form, status=409, problem=came_first())


def _ask(round_: Round, action: RoundAction, form: PlainForm, **shown: Any) -> ResponseReturnValue:
    """The page that asks before *action*; the round itself where that is not possible."""
    problem, version = shown.get("problem", ""), shown.get("version")
    if RoundState(round_.state) is not round_keeping.STEPS[action][0]:
        return show_round(round_, problem or _not_possible(action), 409)
    page = render_template(
        f"rounds/{action}.html",
        round=round_view(round_, round_progress.counts_of(round_.id)),
        form=form,
        version=round_keeping.version_of(round_) if version is None else version,
        problem=problem,
    )
    return make_response(page, shown.get("status", 200))


def _not_possible(action: RoundAction) -> str:
    words = {
        RoundAction.CLOSE: _("Only an open round can be closed."),
        RoundAction.REOPEN: _("Only a closed round can be opened again."),
        RoundAction.ARCHIVE: _("Only a closed round can be archived."),
    }
    return words[action]
