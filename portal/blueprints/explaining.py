"""Explaining soft problems as a contact, and deciding about explanations as a reviewer."""

import uuid
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.form.editions import EDITIONS
from portal.models import Filing
from portal.services import submissions
from portal.services.explaining import NoSuchExplanation, decide
from portal.services.locked_filings import CameFirst
from portal.services.sections import NotEditable
from portal.services.standing_explanations import ACCEPTED, REFUSED
from portal.web.explaining_post import Posted, posted, save
from portal.web.explaining_view import place_id
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.reading_explanations import GivenView, given_views
from portal.web.reading_forms import RefusalForm, came_first, keeps_typed
from portal.web.reading_threads import may_comment
from portal.web.reading_view import paper_of
from portal.web.section_context import Notice, PageState
from portal.web.section_views import WHOLE, section_page
from portal.web.submit_page import submit_page

blueprint = Blueprint("explaining", __name__, url_prefix="/filings/<uuid:filing_id>/explanations")


@blueprint.post("")
@allow(Policy.EDITS_ANSWERS)
@keeps_typed
def explain(filing: Filing) -> ResponseReturnValue:
    """Save what was written, and go back to where it was written."""
    asked = posted(request.form)
    try:
        outcome = save(current_user, filing, asked)
    except NotEditable:
        filing = load_filing(filing.id, Policy.EDITS_ANSWERS)
        reason = filing_view(filing).not_editable_because
        said = _("What you typed last was not saved. %(reason)s", reason=reason)
        return _where_written(filing, PageState(notices=_told(said, asked.texts))), HTTPStatus.CONFLICT
    if outcome.refused or outcome.gone:
        said = _("The figure was corrected meanwhile; nothing is left to explain there. What you wrote was not saved:")
        notices = _told(said, outcome.gone) if outcome.gone else ()
        state = PageState(notices=notices, typed_explanations=outcome.refused, whole=True)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if outcome.refused else HTTPStatus.CONFLICT
        # What was saved beside it shows as well.
        return _where_written(load_filing(filing.id, Policy.EDITS_ANSWERS), state), status
    return redirect(_back(filing, asked), 303)


@blueprint.post("/accept")
@allow(Policy.REVIEWS)
def accept(filing: Filing) -> ResponseReturnValue:
    """The reviewer is content with what was explained."""
    ids = _named()
    try:
        decide(current_user, filing.id, ids, ACCEPTED, seen=request.form.get("seen", ""))
    except (NoSuchExplanation, CameFirst):
        return came_first(filing, filing.version - 1)
    return redirect(_at(filing, ids), 303)


@blueprint.route("/refuse", methods=["GET", "POST"])
@allow(Policy.REVIEWS)
@keeps_typed
def refuse(filing: Filing) -> ResponseReturnValue:
    """The form for the reason, with what was explained; and the refusal itself."""
    ids, form = _named(), RefusalForm()
    view = _view(filing, ids)
    if not form.is_submitted() and (view is None or not may_comment(filing, current_user.grants)):
        return redirect(url_for("review.show", filing_id=filing.id))
    if form.validate_on_submit():
        try:
            decide(current_user, filing.id, ids, REFUSED, form.text.data, seen=request.form.get("seen", ""))
        except (NoSuchExplanation, CameFirst):
            return came_first(filing, filing.version - 1, form.text.data)
        return redirect(_at(filing, ids), 303)
    if view is None:
        return came_first(filing, filing.version - 1, form.text.data)
    page = render_template(
        "review/refuse.html",
        filing=filing_view(filing),
        form=form,
        each=view,
        back=url_for("review.show", filing_id=filing.id, _anchor=view.id),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _back(filing: Filing, asked: Posted) -> str:
    """Where the explanation was written, at its place."""
    anchor = place_id(asked.first.partition("@")[2]) if asked.first else None
    if asked.back in EDITIONS[filing.round.edition].by_code:
        whole = 1 if WHOLE in request.form else None
        return url_for(f"{asked.back}.show", filing_id=filing.id, problems=whole, _anchor=anchor)
    return url_for("submitting.show", filing_id=filing.id, _anchor=anchor)


def _where_written(filing: Filing, state: PageState) -> str:
    """The page that the explanation was written on, with what is to be said there."""
    back = request.form.get("back", "")
    if back in EDITIONS[filing.round.edition].by_code:
        return section_page(filing, back, state)
    return submit_page(filing, notices=state.notices, typed=state.typed_explanations)


def _told(said: str, texts: tuple[str, ...]) -> tuple[Notice, ...]:
    """One notice with the texts that could not be saved, so that they can be copied."""
    quoted = "".join(f" “{text}”" for text in texts)
    return (Notice("check", f"{said}{quoted}"),)


def _named() -> list[uuid.UUID]:
    """The explanations that the request names; what is no id names none."""
    found = []
    for text in request.values.getlist("explanation"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _view(filing: Filing, ids: list[uuid.UUID]) -> GivenView | None:
    """The explanation *ids* of the submission that stands, as the reviewer reads it."""
    submission = submissions.find(filing.id, filing.submission)
    if submission is None:
        return None
    given = given_views(paper_of(submission), submission, told=True)
    return next((view for view in given if ids and set(view.ids) == set(ids)), None)


def _at(filing: Filing, ids: list[uuid.UUID]) -> str:
    view = _view(filing, ids)
    return url_for("review.show", filing_id=filing.id, _anchor=view.id if view else "explanations")
