"""Pages about a filing as a whole: the list of filings, the task list, the history cell by cell."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.filing.access import may_read_draft, watches_many
from portal.form.editions import EDITIONS
from portal.models import Filing
from portal.services import filings as filing_service
from portal.services import history as history_service
from portal.services.rounds import form_context
from portal.services.stored_sections import stored_sections
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.task_view import task_page
from portal.web.wording_of_cells import is_telling, name_of, text_of

blueprint = Blueprint("filings", __name__)


@blueprint.get("/")
@allow(Policy.SIGNED_IN)
def home() -> ResponseReturnValue:
    """Straight to the return of somebody who has just one to fill in; otherwise the list."""
    if watches_many(current_user.grants):
        return redirect(url_for("queue.index"))
    found = filing_service.list_for(current_user.grants)
    mine = [f for f in found if may_read_draft(current_user.grants, f.place)]
    if len(mine) == 1 and len(found) == 1:
        return redirect(url_for("filings.task_list", filing_id=mine[0].id))
    return redirect(url_for("filings.index"))


@blueprint.get("/filings/")
@allow(Policy.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Every filing the person may know of."""
    lines = []
    for filing in filing_service.list_for(current_user.grants):
        readable = may_read_draft(current_user.grants, filing.place)
        lines.append(
            {
                "view": filing_view(filing),
                "url": url_for("filings.task_list", filing_id=filing.id) if readable else None,
                "receipt": url_for("submitting.receipt", filing_id=filing.id) if readable else None,
            }
        )
    contact = any(grant.association_id for grant in current_user.grants)
    return render_template("filings/index.html", filings=lines, contact=contact)


@blueprint.get("/filings/<uuid:filing_id>/")
@allow(Policy.READS_ANSWERS)
def task_list(filing: Filing) -> ResponseReturnValue:
    """The five sections, what is left in each, where the filing stands and what was asked."""
    return task_page(filing)


@blueprint.get("/filings/<uuid:filing_id>/history")
@allow(Policy.READS_ANSWERS)
def history(filing: Filing) -> ResponseReturnValue:
    """Who changed which cell from what to what, and when; newest first."""
    before = request.args.get("before", type=int)
    context, stored = form_context(filing), stored_sections(filing)
    edition = EDITIONS[filing.round.edition]
    lines = history_service.history(filing, before)
    changes = []
    for line in lines:
        section = edition.by_code[line.section]
        if is_telling(section, line.address):
            name = name_of(section, context, stored[line.section].cells, line.address, language())
            old, new = (text_of(section, line.address, text, language()) for text in (line.old, line.new))
            where = {"section": section.title.of(language()), "where": name.where, "label": name.label}
            changes.append({"at": line.at, "by": line.name, "old": old, "new": new, **where})
    full = len(lines) == history_service.PAGE
    older = url_for("filings.history", filing_id=filing.id, before=lines[-1].id) if full else None
    return render_template("filings/history.html", filing=filing_view(filing), changes=changes, older=older)
