"""Reading what was submitted: the submission that stands, any earlier one, and their files."""

import uuid

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.filing.events import EventKind
from portal.models import Filing
from portal.services import reviewing, uploads
from portal.services.uploads import NoSuchFile
from portal.web import reading_view
from portal.web.attachments import attachment
from portal.web.guards import Policy, allow
from portal.web.reading_view import Asking, asked_against
from portal.web.section_context import Notice
from portal.web.stores import file_store

blueprint = Blueprint("review", __name__, url_prefix="/filings/<uuid:filing_id>")


@blueprint.get("/review")
@allow(Policy.READS_SUBMISSION)
def show(filing: Filing) -> ResponseReturnValue:
    """The submission that stands, with what can be done about it."""
    notices = _just_decided(filing)
    asking = Asking(filing.submission, True, asked_against(), notices, decided=bool(notices))
    return reading_view.render(filing, asking)


@blueprint.get("/submissions/<int:number>")
@allow(Policy.READS_SUBMISSION)
def submission(filing: Filing, number: int) -> ResponseReturnValue:
    """Submission *number*, exactly as it was."""
    return reading_view.render(filing, Asking(number, False, asked_against()))


@blueprint.get("/submissions/<int:number>/files/<uuid:file_id>")
@allow(Policy.READS_SUBMISSION)
def file(filing: Filing, number: int, file_id: uuid.UUID) -> ResponseReturnValue:
    """A file that belongs to submission *number*."""
    listed = {entry["id"] for entry in reading_view.read(filing, number).content["files"]}
    if str(file_id) not in listed:
        abort(404)
    try:
        stored, stream = uploads.open_file(file_store(), filing, file_id)
    except NoSuchFile:
        abort(404)
    return attachment(stored, stream)


def _just_decided(filing: Filing) -> tuple[Notice, ...]:
    """The sentence about what the reader has just done, if the history says so too: an address proves nothing."""
    done = request.args.get("done", "")
    events = reviewing.events_of(filing.id) if done else []
    if not events or events[-1].kind != done or events[-1].person_id != current_user.id:
        return ()
    count = events[-1].details.get("comments", 0)
    name = filing.association.name
    said = {
        EventKind.BEGIN_REVIEW: _("The review has begun. %(name)s cannot withdraw the return any more.", name=name),
        EventKind.RETURN: ngettext(
            "Returned to %(name)s with %(num)d comment. They are told by e-mail.",
            "Returned to %(name)s with %(num)d comments. They are told by e-mail.",
            count,
            name=name,
        )
        if count
        else _("Returned to %(name)s with your reason. They are told by e-mail.", name=name),
        EventKind.ACCEPT: _("Accepted. %(name)s is told by e-mail.", name=name),
        EventKind.REOPEN: _("Reopened. %(name)s is told by e-mail and can correct the return.", name=name),
    }
    text = said.get(events[-1].kind)
    return (Notice("good", text),) if text else ()
