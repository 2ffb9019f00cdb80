"""A reviewer's comments: pinned to an address, reworded, taken back, asked again, closed."""

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.form.addresses import known_address
from portal.models import Filing
from portal.services import comments, submissions
from portal.services.comments import NoSuchComment, NotYourTurn
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow
from portal.web.reading_forms import CommentForm, came_first, keeps_typed
from portal.web.reading_places import Paper, anchor
from portal.web.reading_threads import Stands, ThreadView, may_comment, seen_threads, thread_views
from portal.web.reading_view import paper_of
from portal.web.wording_of_cells import text_of

blueprint = Blueprint("comments", __name__, url_prefix="/filings/<uuid:filing_id>/comments")


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Policy.REVIEWS)
@keeps_typed
def new(filing: Filing) -> ResponseReturnValue:
    """The form for a comment at one address, with what stands there; and the comment itself."""
    form = CommentForm(address=request.args.get("address", ""))
    if not may_comment(filing, current_user.grants):
        return _too_late(filing, form)
    paper, views = _desk(filing)
    address = form.address.data or ""
    known_address(paper.edition, paper.context, paper.documents, address)
    here = [view for view in views if view.at == address and view.stands is not Stands.CLOSED]
    if form.validate_on_submit():
        text = form.text.data
        # The same words twice at one place: the request was repeated, not the thought.
        if not any(view.unsent == text for view in here):
            try:
                comments.ask(current_user, filing.id, paper.documents, address, text)
            except NotYourTurn:
                return _too_late(filing, form)
        return _back(filing, address)
    return _form_page(filing, paper, form, address, here)


@blueprint.route("/<uuid:comment_id>/ask", methods=["GET", "POST"])
@allow(Policy.REVIEWS)
@keeps_typed
def ask(filing: Filing, comment_id: uuid.UUID) -> ResponseReturnValue:
    """Ask again in an open thread, or reword what was not sent yet."""
    if not may_comment(filing, current_user.grants):
        return _too_late(filing, CommentForm())
    paper, views = _desk(filing)
    view = _of(views, comment_id)
    form = CommentForm(address=view.at, text=view.unsent)
    if view.stands is Stands.CLOSED:
        return _too_late(filing, form)
    if form.validate_on_submit():
        try:
            comments.ask_again(current_user, filing.id, comment_id, form.text.data)
        except (NotYourTurn, NoSuchComment):
            return _too_late(filing, form)
        return _back(filing, view.at)
    return _form_page(filing, paper, form, view.at, [view], again=True)


@blueprint.post("/<uuid:comment_id>/take-back")
@allow(Policy.REVIEWS)
def take_back(filing: Filing, comment_id: uuid.UUID) -> ResponseReturnValue:
    """Remove what was asked and not sent yet."""
    at = _of(_desk(filing)[1], comment_id).at
    comments.take_back(current_user, filing.id, comment_id)
    return _back(filing, at)


@blueprint.post("/<uuid:comment_id>/close")
@allow(Policy.REVIEWS)
def close(filing: Filing, comment_id: uuid.UUID) -> ResponseReturnValue:
    """The reviewer is content with the answer; a comment that is closed already stays so."""
    if _of(_desk(filing)[1], comment_id).stands is not Stands.CLOSED:
        comments.close(current_user, filing.id, [comment_id])
    return redirect(url_for("review.show", filing_id=filing.id, _anchor=f"t-{comment_id}"), 303)


@blueprint.post("/close-answered")
@allow(Policy.REVIEWS)
def close_answered(filing: Filing) -> ResponseReturnValue:
    """Close those answered comments that the page has shown as answered."""
    shown = set(request.form.getlist("comment"))
    answered = [view.id for view in _desk(filing)[1] if view.stands is Stands.ANSWERED and str(view.id) in shown]
    if answered:
        comments.close(current_user, filing.id, answered)
    return redirect(url_for("review.show", filing_id=filing.id, _anchor="comments"), 303)


def _desk(filing: Filing) -> tuple[Paper, list[ThreadView]]:
    """What lies before the reviewer: the submission that stands, and the threads. Raises ``NotYourTurn``."""
    submission = submissions.find(filing.id, filing.submission)
    if submission is None or not may_comment(filing, current_user.grants):
        raise NotYourTurn
    paper = paper_of(submission)
    return paper, thread_views(paper, seen_threads(filing, current_user.grants))


def _of(views: list[ThreadView], comment_id: uuid.UUID) -> ThreadView:
    for view in views:
        if view.id == comment_id:
            return view
    raise NoSuchComment(comment_id)


def _too_late(filing: Filing, form: CommentForm) -> ResponseReturnValue:
    """Nothing can be asked any more: what happened last, and what was typed."""
    return came_first(filing, filing.version - 1, form.text.data if form.is_submitted() else "")


def _back(filing: Filing, address: str) -> ResponseReturnValue:
    return redirect(url_for("review.show", filing_id=filing.id, _anchor=anchor(address)), 303)


def _form_page(
    filing: Filing, paper: Paper, form: CommentForm, address: str, here: list[ThreadView], *, again: bool = False
) -> ResponseReturnValue:
    section, _dot, within = address.partition(".")
    document = paper.documents.get(section, {})
    page = render_template(
        "review/comment.html",
        filing=filing_view(filing),
        form=form,
        place=paper.place(address),
        is_cell=paper.is_cell(address),
        value=text_of(paper.edition.by_code[section], within, document.get(within, ""), paper.language),
        threads=here,
        again=again,
        back=url_for("review.show", filing_id=filing.id, _anchor=anchor(address)),
    )
    return page, 422 if form.errors else 200
