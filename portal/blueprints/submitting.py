"""Submitting a return, its receipt, withdrawing it, and answering the reviewer's comments."""

import re
import uuid
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.events import ANSWERS, EntryKind
from portal.filing.transitions import Action, Need
from portal.models import Filing
from portal.services import comments
from portal.services.comments import TEXT_MAX, EmptyText
from portal.services.locked_filings import CameFirst
from portal.services.needs import NAME_MAX, Declaration, Request
from portal.services.receipts import receipt_of
from portal.services.transitions import ContentChanged, NotPossible, carry_out
from portal.web.comment_view import Typed, comment_views
from portal.web.filing_acts import reviewer_words
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.reading_forms import keeps_typed
from portal.web.receipt_view import receipt_page, why_not_withdrawn
from portal.web.submit_page import submit_page
from portal.web.submit_view import Declared
from portal.web.task_view import task_page

blueprint = Blueprint("submitting", __name__, url_prefix="/filings/<uuid:filing_id>")

VERSION = re.compile(r"[0-9]{1,9}")
NO_VERSION = -1
"""A version that never was: whoever posts it is told that something came first."""


@blueprint.get("/submit")
@allow(Policy.READS_ANSWERS)
def show(filing: Filing) -> ResponseReturnValue:
    """All that is left, what has changed since the return, and the declaration."""
    return submit_page(filing)


@blueprint.post("/submit")
@allow(Policy.SUBMITS)
def submit(filing: Filing) -> ResponseReturnValue:
    """Submit, and go on to the receipt; or the page again with what stands in the way."""
    name = request.form.get("responsible", "").strip()
    agreed = request.form.get("declaration") == "1"
    asked = Request(_version(), declaration=Declaration(name, agreed), seen=request.form.get("seen", ""))
    declared = Declared(name, agreed, _declaration_errors(name, agreed=agreed))
    try:
        carry_out(current_user, filing.id, Action.SUBMIT, asked)
    except NotPossible as refused:
        filing = load_filing(filing.id, Policy.SUBMITS)
        errors = declared.errors if Need.DECLARED in refused.needs else {}
        shown = Declared(name, agreed, errors)
        return submit_page(filing, shown, refused=True), HTTPStatus.UNPROCESSABLE_ENTITY
    except ContentChanged:
        filing = load_filing(filing.id, Policy.SUBMITS)
        return submit_page(filing, Declared(name), seen=asked.seen or ""), HTTPStatus.CONFLICT
    except CameFirst:
        filing = load_filing(filing.id, Policy.SUBMITS)
        return submit_page(filing, Declared(name), came_first=True), HTTPStatus.CONFLICT
    return redirect(url_for("submitting.receipt", filing_id=filing.id), 303)


@blueprint.get("/receipt")
@allow(Policy.READS_ANSWERS)
def receipt(filing: Filing) -> ResponseReturnValue:
    """The receipt of the submission that stands; where none does, the task list says so."""
    found = receipt_of(filing.id, filing.submission) if filing.submission else None
    if found is None:
        return redirect(url_for("filings.task_list", filing_id=filing.id))
    return receipt_page(filing, found)


@blueprint.get("/withdraw")
@allow(Policy.EDITS_ANSWERS)
def confirm_withdrawal(filing: Filing) -> ResponseReturnValue:
    """What withdrawing does, and the button that does it."""
    return _withdrawal(filing)


@blueprint.post("/withdraw")
@allow(Policy.EDITS_ANSWERS)
def withdraw(filing: Filing) -> ResponseReturnValue:
    """Take the submission back, and go on to the task list, which says so."""
    try:
        carry_out(current_user, filing.id, Action.WITHDRAW, Request(_version()))
    except (NotPossible, CameFirst):
        return _withdrawal(load_filing(filing.id, Policy.EDITS_ANSWERS), refused=True), HTTPStatus.CONFLICT
    return redirect(url_for("filings.task_list", filing_id=filing.id), 303)


@blueprint.post("/comments/<uuid:comment_id>/answer")
@allow(Policy.EDITS_ANSWERS)
@keeps_typed
def answer(filing: Filing, comment_id: uuid.UUID) -> ResponseReturnValue:
    """Save the answer to a comment, and go back to where it was given."""
    found = next((view for view in comment_views(filing, {}, editable=True) if view.id == comment_id), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    kind, text = request.form.get("kind", ""), request.form.get("text", "")
    if kind not in ANSWERS:
        return _unanswered(filing, Typed(comment_id, "", text, _("Choose one of the three answers.")))
    try:
        comments.answer(current_user, filing.id, comment_id, EntryKind(kind), text)
    except EmptyText:
        return _unanswered(filing, Typed(comment_id, kind, text, _text_error(text)))
    where = f"{found.section}.show" if request.form.get("back") == "section" else "filings.task_list"
    return redirect(url_for(where, filing_id=filing.id, _anchor=f"comment-{comment_id}"), 303)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if VERSION.fullmatch(text) else NO_VERSION


def _declaration_errors(name: str, *, agreed: bool) -> dict[str, str]:
    errors = {}
    if not agreed:
        errors["declaration"] = _("Tick the box to confirm the declaration.")
    if not name:
        errors["responsible"] = _("Enter the name of the person responsible.")
    elif len(name) > NAME_MAX:
        errors["responsible"] = _("The name takes at most %(limit)s characters.", limit=NAME_MAX)
    return errors


def _text_error(text: str) -> str:
    if text.strip():
        return str(_("The answer takes at most %(limit)s characters.", limit=TEXT_MAX))
    return str(_("Write what you want to say to the reviewer."))


def _unanswered(filing: Filing, typed: Typed) -> ResponseReturnValue:
    return task_page(filing, typed), HTTPStatus.UNPROCESSABLE_ENTITY


def _withdrawal(filing: Filing, *, refused: bool = False) -> str:
    return render_template(
        "submitting/withdraw.html",
        filing=filing_view(filing),
        why_not=why_not_withdrawn(filing),
        refused=refused,
        version=filing.version,
        reviewer=reviewer_words(filing),
    )
