"""Submitting a return, its receipt, withdrawing it, and answering the reviewer's comments."""

import re
import uuid
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.access import may_submit
from portal.filing.events import ANSWERS, EntryKind
from portal.filing.states import WITH_CONTACT, FilingState
from portal.filing.transitions import Action, Need
from portal.models import Filing
from portal.services import comments
from portal.services.comments import TEXT_MAX, EmptyText
from portal.services.locked_filings import CameFirst
from portal.services.needs import NAME_MAX, Declaration, Request
from portal.services.receipts import receipt_of
from portal.services.rounds import form_context
from portal.services.submissions import holdings_of
from portal.services.transitions import ContentChanged, NotPossible, carry_out
from portal.web.comment_view import Typed, comment_views
from portal.web.filing_acts import reviewer_words, submit_words, submitters
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.reading_forms import keeps_typed
from portal.web.receipt_view import receipt_page, why_not_withdrawn
from portal.web.submit_view import Declared, changes_since_return, last_saved, saved_meanwhile, work_list
from portal.web.task_view import task_page

blueprint = Blueprint("submitting", __name__, url_prefix="/filings/<uuid:filing_id>")

VERSION = re.compile(r"[0-9]{1,9}")
NOT_DECLARED = Declared()
NO_VERSION = -1
"""A version that never was: whoever posts it is told that something came first."""


@blueprint.get("/submit")
@allow(Policy.READS_ANSWERS)
def show(filing: Filing) -> ResponseReturnValue:
    """All that is left, what has changed since the return, and the declaration."""
    return _page(filing)


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
        return _page(filing, shown, refused=True), HTTPStatus.UNPROCESSABLE_ENTITY
    except ContentChanged:
        filing = load_filing(filing.id, Policy.SUBMITS)
        return _page(filing, Declared(name), seen=asked.seen or ""), HTTPStatus.CONFLICT
    except CameFirst:
        filing = load_filing(filing.id, Policy.SUBMITS)
        return _page(filing, Declared(name), came_first=True), HTTPStatus.CONFLICT
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


def _page(
    filing: Filing,
    declared: Declared = NOT_DECLARED,
    *,
    refused: bool = False,
    came_first: bool = False,
    seen: str | None = None,
) -> str:
    """The page before submitting. *seen* names the documents that were declared for, if others stand there now."""
    view = filing_view(filing)
    held = holdings_of(filing, form_context(filing))
    answers = comment_views(filing, held.cells, editable=view.editable)
    groups = work_list(filing, held, answers)
    meanwhile = [] if seen is None else saved_meanwhile(filing, seen, held)
    return render_template(
        "submitting/submit.html",
        filing=view,
        groups=groups,
        left=sum(len(items) for _title, items in groups),
        answered=[v for v in answers if v.stage == "answered"],
        changes=changes_since_return(filing, held.cells, answers),
        declared=declared,
        refused=refused,
        came_first=came_first,
        content_changed=seen is not None,
        meanwhile=meanwhile,
        mark=held.mark,
        version=filing.version,
        with_contact=FilingState(filing.state) in WITH_CONTACT,
        submitters=submitters(filing),
        reviewer=reviewer_words(filing),
        submit_label=submit_words(filing),
        name_max=NAME_MAX,
        may_submit=may_submit(current_user.grants, filing.place),
        saved=last_saved(filing),
    )


def _withdrawal(filing: Filing, *, refused: bool = False) -> str:
    return render_template(
        "submitting/withdraw.html",
        filing=filing_view(filing),
        why_not=why_not_withdrawn(filing),
        refused=refused,
        version=filing.version,
        reviewer=reviewer_words(filing),
    )
