"""The official form as a workbook: fetched, brought back, shown as what it would change, applied."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.exchange.form_workbook.contents import Contents
from portal.exchange.form_workbook.refusals import WorkbookRefused
from portal.form.reading import TooManyRows
from portal.models import Filing
from portal.services import workbook_files, workbooks
from portal.services.sections import NotEditable
from portal.services.workbook_plan import Undecided
from portal.services.workbook_refusals import ImportRefused
from portal.services.workbooks import Agreed, NoSuchOffer, PlanChanged
from portal.web import reading_view
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.language import language
from portal.web.workbook_page import file_answer, workbook_page
from portal.web.workbook_preview import Shown, posted_choices, preferred, preview

blueprint = Blueprint("workbooks", __name__, url_prefix="/filings/<uuid:filing_id>")

MEGABYTE = 1024 * 1024


@blueprint.get("/workbook")
@allow(Policy.READS_ANSWERS)
def show(filing: Filing) -> ResponseReturnValue:
    """Everything that can be taken away and brought back: workbook, blank copy, PDF, print view, an upload."""
    return workbook_page(filing)


@blueprint.get("/workbook/file")
@allow(Policy.READS_ANSWERS)
def of_filing(filing: Filing) -> ResponseReturnValue:
    """The workbook with the present answers."""
    return file_answer(workbook_files.workbook_of(filing, both=_both()), filing)


@blueprint.get("/workbook/blank")
@allow(Policy.READS_ANSWERS)
def blank(filing: Filing) -> ResponseReturnValue:
    """The workbook with nothing in it."""
    return file_answer(workbook_files.blank_workbook(filing, both=_both()), filing, _("blank copy"))


@blueprint.get("/submissions/<int:number>/workbook")
@allow(Policy.READS_SUBMISSION)
def of_submission(filing: Filing, number: int) -> ResponseReturnValue:
    """The workbook of submission *number*, exactly as it was."""
    content = reading_view.read(filing, number).content
    data = workbook_files.workbook_of_submission(filing.id, content, both=_both())
    return file_answer(data, filing, _("submission %(number)s", number=number))


@blueprint.post("/workbook")
@allow(Policy.EDITS_ANSWERS)
def upload(filing: Filing) -> ResponseReturnValue:
    """Read the posted workbook, and go on to what it would change; or say at its place why not."""
    posted = request.files.get("workbook")
    if posted is None or not posted.filename:
        return _refused(filing, _("Choose a workbook first."))
    because = filing_view(filing).not_editable_because
    if because:
        return _refused(filing, because, HTTPStatus.CONFLICT)
    try:
        contents = workbooks.read_file(posted.read(), current_app.config["PORTAL"].upload_max_mb * MEGABYTE)
        offer_id = workbooks.take_in(current_user, filing, posted.filename, contents)
    except (WorkbookRefused, ImportRefused) as refused:
        return _refused(filing, refused.message(language()))
    except NotEditable:
        return _not_editable(filing)
    return redirect(url_for("workbooks.look", filing_id=filing.id, offer_id=offer_id), 303)


@blueprint.get("/workbook/imports/<uuid:offer_id>")
@allow(Policy.EDITS_ANSWERS)
def look(filing: Filing, offer_id: uuid.UUID) -> ResponseReturnValue:
    """What the workbook would change as everything stands now; nothing is written."""
    return _preview(filing, offer_id)


@blueprint.post("/workbook/imports/<uuid:offer_id>")
@allow(Policy.EDITS_ANSWERS)
def apply(filing: Filing, offer_id: uuid.UUID) -> ResponseReturnValue:
    """Save what was shown, all of it at once; or show what would change now, with what was chosen."""
    try:
        plan = workbooks.plan_of(filing, _contents(filing, offer_id))
        agreed = Agreed(request.form.get("digest", ""), posted_choices(plan))
        workbooks.apply(current_user, filing, offer_id, agreed)
    except Undecided:
        return _preview(filing, offer_id, HTTPStatus.UNPROCESSABLE_ENTITY, undecided=True)
    except TooManyRows:
        return _preview(filing, offer_id, HTTPStatus.UNPROCESSABLE_ENTITY)
    except PlanChanged:
        problem = _(
            "The answers in the portal have changed since this page was shown, so nothing was saved. "
            "This is what the workbook would change now."
        )
        return _preview(filing, offer_id, HTTPStatus.CONFLICT, problem)
    except ImportRefused as refused:
        return _refused(filing, refused.message(language()), HTTPStatus.CONFLICT)
    except NotEditable:
        return _not_editable(filing)
    return redirect(url_for("workbooks.show", filing_id=filing.id, applied=offer_id), 303)


def _both() -> bool:
    return request.args.get("words") == "both"


def _contents(filing: Filing, offer_id: uuid.UUID) -> Contents:
    try:
        return Contents.from_json(workbooks.find_offer(filing, offer_id).contents)
    except NoSuchOffer:
        abort(404)


def _preview(
    filing: Filing, offer_id: uuid.UUID, status: int = HTTPStatus.OK, problem: str = "", *, undecided: bool = False
) -> ResponseReturnValue:
    """What the offer would change now; of one that was applied, or does not fit any more, the page about it."""
    try:
        offer = workbooks.find_offer(filing, offer_id)
        if offer.applied_at is not None:
            return redirect(url_for("workbooks.show", filing_id=filing.id, applied=offer_id), 303)
        plan = workbooks.plan_of(filing, Contents.from_json(offer.contents))
    except NoSuchOffer:
        abort(404)
    except ImportRefused as refused:
        return _refused(filing, refused.message(language()), HTTPStatus.CONFLICT)
    choices = posted_choices(plan) if request.method == "POST" else preferred(plan)
    return preview(filing, offer, plan, Shown(choices, problem, undecided)), status


def _not_editable(filing: Filing) -> ResponseReturnValue:
    filing = load_filing(filing.id, Policy.EDITS_ANSWERS)
    return _refused(filing, filing_view(filing).not_editable_because, HTTPStatus.CONFLICT)


def _refused(filing: Filing, why: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> ResponseReturnValue:
    return workbook_page(filing, refused=why), status
