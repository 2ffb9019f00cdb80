"""The official form as PDF and as a page to print."""

import uuid

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.filing.access import is_administrator
from portal.filing.states import WITH_CONTACT, FilingState, RoundState
from portal.models import Filing, Round, Submission
from portal.services import papers, round_keeping, submissions
from portal.services.rounds import current_round
from portal.web import paper_view, reading_view
from portal.web.attachments import attached
from portal.web.errors import Words, error_answer
from portal.web.guards import Policy, allow
from portal.web.paper_view import both_languages, check_url, file_name

blueprint = Blueprint("papers", __name__)

PDF = "application/pdf"
DRAFT, BLANK = "草稿", "空白表"
TOO_LONG = Words(
    _l("This return is too long for a PDF"),
    _l("There is more text in it than can be set as one PDF. Nothing of it is lost or changed."),
    (_l("Use the page to print instead: your browser can save that as a PDF, too."),),
)


@blueprint.get("/filings/<uuid:filing_id>/form.pdf")
@allow(Policy.READS_ANSWERS)
def of_filing(filing: Filing) -> ResponseReturnValue:
    """The form as it stands: with the present answers as a draft, once submitted as it was submitted."""
    standing = _standing(filing)
    if standing is not None:
        return _submitted(standing)
    return _attached(papers.draft_pdf(filing, both=both_languages()), filing.association.name, DRAFT)


@blueprint.get("/filings/<uuid:filing_id>/submissions/<int:number>/form.pdf")
@allow(Policy.READS_SUBMISSION)
def of_submission(filing: Filing, number: int) -> ResponseReturnValue:
    """The form as it was submitted in submission *number*."""
    return _submitted(reading_view.read(filing, number))


@blueprint.get("/form.pdf")
@allow(Policy.SIGNED_IN)
def blank() -> ResponseReturnValue:
    """A blank copy of the form of a round, of the open one where none is named."""
    round_ = _round()
    data = papers.blank_pdf(round_, current_user.grants, both=both_languages())
    return _attached(data, str(round_.year), BLANK)


@blueprint.get("/filings/<uuid:filing_id>/print")
@allow(Policy.READS_ANSWERS)
def print_filing(filing: Filing) -> ResponseReturnValue:
    """The page to print of the form as it stands: the same that :func:`of_filing` gives as PDF."""
    standing = _standing(filing)
    return paper_view.of_draft(filing) if standing is None else paper_view.of_submission(filing, standing)


@blueprint.get("/filings/<uuid:filing_id>/submissions/<int:number>/print")
@allow(Policy.READS_SUBMISSION)
def print_submission(filing: Filing, number: int) -> ResponseReturnValue:
    """The page to print of submission *number*."""
    return paper_view.of_submission(filing, reading_view.read(filing, number))


@blueprint.errorhandler(papers.NotTypeset)
def too_long(error: Exception) -> ResponseReturnValue:
    """The paper could not be set: said in words, with the way that is left."""
    current_app.logger.error("not typeset", exc_info=error)
    return error_answer(500, TOO_LONG)


def _standing(filing: Filing) -> Submission | None:
    """The submission that stands; None while the answers are with the contact."""
    if FilingState(filing.state) in WITH_CONTACT:
        return None
    return submissions.find(filing.id, filing.submission)


def _submitted(submission: Submission) -> Response:
    data = papers.submission_pdf(submission, check_url(submission), both=both_languages())
    return _attached(data, submission.content["association"]["name"], submission.reference)


def _attached(data: bytes, whose: str, which: str) -> Response:
    return attached(iter((data,)), file_name(whose, which), PDF, len(data))


def _round() -> Round:
    """The round that the address names; one that is being prepared exists for administrators alone."""
    named = request.args.get("round", "")
    try:
        round_ = round_keeping.find(uuid.UUID(named)) if named else current_round()
    except ValueError:
        round_ = None
    hidden = round_ is not None and round_.state == RoundState.PREPARING and not is_administrator(current_user.grants)
    if round_ is None or hidden:
        abort(404)
    return round_
