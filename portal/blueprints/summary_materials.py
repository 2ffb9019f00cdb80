"""Pages of section 总结材料: the outline, and files that are uploaded, listed, fetched and removed."""

import uuid
from functools import partial
from typing import Any

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.exchange.summary_files import Refused
from portal.form.editions import EDITIONS
from portal.form.summary_heading import kept_headings
from portal.models import Filing
from portal.services import uploads
from portal.services.rounds import form_context
from portal.services.sections import NotEditable
from portal.services.stored_sections import EVERY, StoredSections
from portal.services.uploads import NoSuchFile, TooManyFiles, UploadLimits
from portal.web.attachments import attachment
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.language import language
from portal.web.outline_view import SummaryFile, outline_view
from portal.web.reading_places import Paper
from portal.web.section_context import Notice, PageState, listed_files
from portal.web.section_parts import input_id
from portal.web.section_views import section_blueprint, section_page
from portal.web.stores import file_store

CODE = uploads.SECTION


def limits() -> UploadLimits:
    """What the settings allow to be uploaded."""
    settings = current_app.config["PORTAL"]
    return UploadLimits(settings.upload_types, settings.upload_max_mb * 1024 * 1024, settings.upload_max_files)


def extra(filing: Filing, stored: StoredSections) -> dict[str, Any]:
    """The uploaded files, the limits, and the outline held against the files, beside what every section shows."""
    documents = {code: section.cells for code, section in stored.items()}
    files = listed_files(filing, documents[CODE])
    paper = Paper(EDITIONS[filing.round.edition], form_context(filing), documents, language())
    read = [SummaryFile(file["name"], kept_headings(file["headings"])) for file in files]
    return {"files": files, "limits": limits(), "outline": outline_view(paper, read, partial(_url_of, filing))}


def _url_of(filing: Filing, address: str) -> str:
    """Where to fill in what stands at the full *address*: a cell, or a block."""
    section, _dot, within = address.partition(".")
    place = input_id(within) if "." in within else within
    return url_for(f"{section}.show", filing_id=filing.id, _anchor=place)


# What the outline wants a summary to tell of stands in the other sections.
blueprint = section_blueprint(CODE, extra, reads=EVERY)


@blueprint.post("/files")
@allow(Policy.EDITS_ANSWERS)
def upload(filing: Filing) -> ResponseReturnValue:
    """Take in the posted files, one after the other; what was refused is said, what was taken stays.

    As many are looked at as a return may have, and none behind one that was made to keep its reader busy: a
    request may carry thousands of these.
    """
    posted = [item for item in request.files.getlist("files") if item.filename]
    refused = [] if posted else [_("No file was chosen. Choose one or several files, then upload.")]
    most = limits().max_files
    for place, item in enumerate(posted, 1):
        try:
            if place > most:
                raise TooManyFiles(most)
            uploads.add_file(file_store(), current_user, filing, item.filename or "", item.read(), limits())
        except Refused as error:
            refused.append(error.message(language()))
            if error.code == "zip_bomb" and place < len(posted):
                refused.append(_("The files chosen after it were not looked at. Upload them again without it."))
                break
        except TooManyFiles as error:
            refused.append(
                _("At most %(limit)s files. “%(name)s” was not added.", limit=error.args[0], name=item.filename)
            )
            if place > most:
                break
        except NotEditable:
            filing = load_filing(filing.id, Policy.EDITS_ANSWERS)
            refused.append(filing_view(filing).not_editable_because)
    if refused:
        state = PageState(notices=tuple(Notice("must", text) for text in refused))
        return section_page(filing, CODE, state), 422
    return redirect(url_for(f"{CODE}.show", filing_id=filing.id), 303)


@blueprint.post("/files/<row>/remove")
@allow(Policy.EDITS_ANSWERS)
def remove(filing: Filing, row: str) -> ResponseReturnValue:
    """Take a file off the list."""
    try:
        uploads.remove_file(current_user, filing, row)
    except NotEditable:
        filing = load_filing(filing.id, Policy.EDITS_ANSWERS)
        state = PageState(notices=(Notice("must", filing_view(filing).not_editable_because),))
        return section_page(filing, CODE, state), 409
    return redirect(url_for(f"{CODE}.show", filing_id=filing.id), 303)


@blueprint.get("/files/<uuid:file_id>")
@allow(Policy.READS_ANSWERS)
def download(filing: Filing, file_id: uuid.UUID) -> ResponseReturnValue:
    """The bytes of a file, as an attachment that no browser renders."""
    try:
        stored, stream = uploads.open_file(file_store(), filing, file_id)
    except NoSuchFile:
        abort(404)
    return attachment(stored, stream)
