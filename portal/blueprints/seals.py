"""The scan of the stamped form: what is to be done, what stands, uploading one, fetching one."""

import re
import uuid
from http import HTTPStatus

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.exchange.summary_files import Refused
from portal.filing.access import is_contact
from portal.models import Filing
from portal.services import reviewing, seals
from portal.services.locked_filings import CameFirst
from portal.services.seals import NotUploaded, Printed
from portal.services.uploads import NoSuchFile, TooManyFiles, UploadLimits
from portal.web.attachments import attachment
from portal.web.filing_acts import reviewer_words
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.language import language
from portal.web.reading_view import readable
from portal.web.seal_view import obstacle_words, scan_view, seal_line, why_not_uploaded
from portal.web.stores import file_store

blueprint = Blueprint("seals", __name__, url_prefix="/filings/<uuid:filing_id>")

NUMBER = re.compile(r"[0-9]{1,4}")


def limits() -> UploadLimits:
    """What the settings allow a scan to be, and how many of them one submission may have."""
    settings = current_app.config["PORTAL"]
    return UploadLimits(seals.ACCEPT, settings.upload_max_mb * 1024 * 1024, settings.upload_max_files)


@blueprint.get("/sealed-scan")
@allow(Policy.READS_ANSWERS)
def show(filing: Filing) -> ResponseReturnValue:
    """The steps from the print to the upload, and every scan there is."""
    return _page(filing, done="uploaded" in request.args)


@blueprint.post("/sealed-scan")
@allow(Policy.EDITS_ANSWERS)
def upload(filing: Filing) -> ResponseReturnValue:
    """Take in the posted scan, and go on to the page, which says that it is there."""
    posted = request.files.get("scan")
    if posted is None or not posted.filename:
        return _page(filing, wrong=_("No file was chosen. Choose the scan, then upload.")), 422
    try:
        seals.upload(
            file_store(), current_user, filing, _printed(), name=posted.filename, data=posted.read(), limits=limits()
        )
    except Refused as refused:
        return _page(filing, wrong=refused.message(language())), 422
    except TooManyFiles as error:
        text = ngettext(
            "At most %(num)d scan of one submission. This one was not added.",
            "At most %(num)d scans of one submission. This one was not added.",
            error.args[0],
        )
        return _page(filing, wrong=text), 422
    except NotUploaded as error:
        now = load_filing(filing.id, Policy.EDITS_ANSWERS)
        return _page(now, problem=obstacle_words(now, error.obstacle)), HTTPStatus.CONFLICT
    except CameFirst:
        text = _("Another submission stands by now than the one this page was about. The scan was not added.")
        return _page(load_filing(filing.id, Policy.EDITS_ANSWERS), problem=text), HTTPStatus.CONFLICT
    return redirect(url_for("seals.show", filing_id=filing.id, uploaded=1), 303)


@blueprint.get("/sealed-scan/<uuid:scan_id>")
@allow(Policy.READS_SUBMISSION)
def file(filing: Filing, scan_id: uuid.UUID) -> ResponseReturnValue:
    """The bytes of a scan: for contacts, and for whoever may read the submission it belongs to."""
    try:
        number, stored, stream = seals.open_scan(file_store(), filing, scan_id)
    except NoSuchFile:
        abort(404)
    if number not in readable(filing, reviewing.events_of(filing.id)):
        abort(404)
    return attachment(stored, stream)


def _printed() -> Printed:
    """The submission that the posted scan was printed from, as the page named it."""
    number = request.form.get("number", "")
    if not NUMBER.fullmatch(number):
        abort(400)
    return Printed(int(number), request.form.get("content_hash", ""))


def _page(filing: Filing, *, wrong: str = "", problem: str = "", done: bool = False) -> str:
    """The page; *wrong* is said at the file, *problem* on top."""
    seal = seals.seal_of(filing)
    return render_template(
        "seals/show.html",
        filing=filing_view(filing),
        rule=seal.rule,
        standing=seal.standing,
        line=seal_line(filing, seal),
        scans=[scan_view(filing, seal, scan) for scan in seal.scans],
        why_not=why_not_uploaded(filing, seal),
        wrong=wrong,
        problem=problem,
        done=done and seal.current is not None,
        is_contact=is_contact(current_user.grants, filing.place),
        reviewer=reviewer_words(filing),
        limits=limits(),
    )
