"""Deciding about a submitted return: beginning the review, returning, accepting, reopening."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.filing.states import FilingState, RoundState
from portal.filing.transitions import Action, Need
from portal.models import Filing, Submission
from portal.services import reviewing, seals, submissions
from portal.services.locked_filings import CameFirst
from portal.services.needs import Request
from portal.services.transitions import ContentChanged, NotPossible, carry_out
from portal.web import reading_view
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow
from portal.web.reading_forms import ReasonForm, WaiverForm, came_first, keeps_typed, posted_version
from portal.web.reading_threads import Stands, may_comment, seen_threads, thread_views
from portal.web.reading_view import Asking, paper_of
from portal.web.seal_view import seal_line, stands_in_the_way
from portal.web.section_context import Notice

blueprint = Blueprint("deciding", __name__, url_prefix="/filings/<uuid:filing_id>")


@blueprint.post("/begin-review")
@allow(Policy.REVIEWS)
def begin(filing: Filing) -> ResponseReturnValue:
    """The review begins: the return cannot be withdrawn any more."""
    version = posted_version()
    try:
        reviewing.begin_review(current_user, filing.id, version)
    except CameFirst:
        return came_first(filing, version)
    return _decided(filing, "begin_review")


@blueprint.route("/accept", methods=["GET", "POST"])
@allow(Policy.REVIEWS)
@keeps_typed
def accept(filing: Filing) -> ResponseReturnValue:
    """The return is accepted as it was submitted; without the scan its round asks for, the page asks why."""
    form = WaiverForm(version=filing.version)
    if not form.is_submitted():
        return _accepting(filing, form, [])
    version, waiver = posted_version(), form.waiver.data
    if not form.validate():
        return _accepting(filing, form, list(form.waiver.errors))
    try:
        carry_out(current_user, filing.id, Action.ACCEPT, Request(version, waiver=waiver, seen=form.scan.data))
    except CameFirst:
        return came_first(filing, version, waiver)
    except ContentChanged:
        text = _("Not accepted: another scan was uploaded while the page was open. Look at it, then decide.")
        return _not_accepted(filing, [text])
    except NotPossible as refusal:
        if refusal.needs == (Need.SEAL_OR_WAIVER,):
            return _accepting(filing, form, [_("Write why none is needed: the contact reads it.")])
        return _not_accepted(filing, _in_the_way(filing, refusal))
    return _decided(filing, Action.ACCEPT)


def _accepting(filing: Filing, form: WaiverForm, errors: list[str]) -> ResponseReturnValue:
    """The page that asks why no scan is needed; where that is not the question, back to the return."""
    seal = seals.seal_of(filing)
    if not stands_in_the_way(seal) or not may_comment(filing, current_user.grants):
        return redirect(url_for("review.show", filing_id=filing.id), 303)
    form.scan.data = ""
    line = seal_line(filing, seal)
    page = render_template("review/accept.html", filing=filing_view(filing), form=form, errors=errors, line=line)
    return page, 422 if errors else 200


def _not_accepted(filing: Filing, said: list[str]) -> ResponseReturnValue:
    notices = tuple(Notice("must", text) for text in said)
    return reading_view.render(filing, Asking(filing.submission, True, notices=notices)), 409


@blueprint.route("/return", methods=["GET", "POST"])
@allow(Policy.REVIEWS)
@keeps_typed
def return_(filing: Filing) -> ResponseReturnValue:
    """What will be sent with the return, its reason, and the return itself."""
    form, errors, answer = _with_reason(filing, Action.RETURN)
    if answer:
        return answer
    submission = submissions.find(filing.id, filing.submission)
    if submission is None or not may_comment(filing, current_user.grants):
        return redirect(url_for("review.show", filing_id=filing.id))
    threads = _open_threads(filing, submission)
    page = render_template("review/return.html", filing=filing_view(filing), form=form, errors=errors, threads=threads)
    return page, 422 if errors else 200


@blueprint.route("/reopen", methods=["GET", "POST"])
@allow(Policy.ADMINISTRATES_FILING)
@keeps_typed
def reopen(filing: Filing) -> ResponseReturnValue:
    """An accepted return is given back for correction, with the reason."""
    form, errors, answer = _with_reason(filing, Action.REOPEN)
    if answer:
        return answer
    if filing.state != FilingState.ACCEPTED or filing.round.state == RoundState.ARCHIVED:
        return redirect(url_for("review.show", filing_id=filing.id))
    page = render_template("review/reopen.html", filing=filing_view(filing), form=form, errors=errors)
    return page, 422 if errors else 200


def _with_reason(filing: Filing, action: Action) -> tuple[ReasonForm, list[str], ResponseReturnValue | None]:
    """The form of a decision that is given a reason, what is wrong with it, and the answer if it was decided."""
    form = ReasonForm(version=filing.version)
    if not form.is_submitted():
        return form, [], None
    version, reason = posted_version(), form.reason.data
    if not form.validate():
        return form, list(form.reason.errors), None
    try:
        carry_out(current_user, filing.id, action, Request(version, reason=reason))
    except CameFirst:
        return form, [], came_first(filing, version, reason)
    except NotPossible as refusal:
        return form, _in_the_way(filing, refusal), None
    return form, [], _decided(filing, action)


def _decided(filing: Filing, done: str) -> ResponseReturnValue:
    return redirect(url_for("review.show", filing_id=filing.id, done=done), 303)


def _open_threads(filing: Filing, submission: Submission) -> list[object]:
    views = thread_views(paper_of(submission), seen_threads(filing, current_user.grants))
    return [view for view in views if view.stands is not Stands.CLOSED]


def _in_the_way(filing: Filing, refusal: NotPossible) -> list[str]:
    """What is missing for a decision, a sentence each."""
    said = {
        Need.REASON: _("Write the reason: the contact reads it."),
        Need.REASON_OR_COMMENT: _("Write a reason, or pin at least one comment first: the contact must learn why."),
        Need.ROUND_NOT_ARCHIVED: _(
            "The %(year)s round is archived; nothing is decided in it any more.", year=filing.round.year
        ),
        Need.NO_OPEN_COMMENT: ngettext(
            "Not accepted: %(num)d comment is still open. Close it, or return the return.",
            "Not accepted: %(num)d comments are still open. Close them, or return the return.",
            filing.open_comments,
        ),
        Need.SEAL_OR_WAIVER: _("Not accepted: there is no current scan of the stamped form, and no reason for none."),
    }
    return [said[need] for need in refusal.needs if need in said]
