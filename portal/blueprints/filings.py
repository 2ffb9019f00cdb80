"""Pages about a filing as a whole: the list of filings, the task list, what is left, the history."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.access import Role, may_read_draft, watches_many
from portal.form.checks import check_section
from portal.form.editions import EDITIONS
from portal.models import Filing
from portal.services import filings as filing_service
from portal.services import history as history_service
from portal.services import sections
from portal.services.rounds import form_context
from portal.web.filing_view import FilingView, NavItem, filing_view, left_to_do, nav_items, totals
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.section_parts import input_id
from portal.web.wording_of_cells import is_telling, kind_of, name_of, text_of

blueprint = Blueprint("filings", __name__)


@dataclass(frozen=True)
class Banner:
    """Where the filing stands, whose turn it is, and the one thing to do next."""

    kind: str
    title: str
    text: str
    action_label: str
    action_url: str


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
        view = filing_view(filing)
        readable = may_read_draft(current_user.grants, filing.place)
        lines.append(
            {
                "association_name": view.association_name,
                "region": view.region_name,
                "round_year": view.round_year,
                "state": view.state,
                "started": view.started,
                "due_at": view.due_at,
                "days_left": view.days_left,
                "url": url_for("filings.task_list", filing_id=filing.id) if readable else None,
            }
        )
    contact = any(grant.association_id for grant in current_user.grants)
    return render_template("filings/index.html", filings=lines, contact=contact)


@blueprint.get("/filings/<uuid:filing_id>/")
@allow(Policy.READS_ANSWERS)
def task_list(filing: Filing) -> ResponseReturnValue:
    """The five sections, what is left in each, and where the filing stands."""
    view = filing_view(filing)
    nav = nav_items(filing, sections.stored_sections(filing, shown=""), None)
    return render_template(
        "filings/task_list.html",
        filing=view,
        banner=banner(view, nav),
        nav=nav,
        totals=totals(nav),
        left=left_to_do(totals(nav)),
        people=[
            {"name": name, "role_text": _("fills in and submits") if role == Role.SUBMITTER else _("fills in")}
            for name, role in filing_service.contacts_of(filing.association_id)
        ],
        events=events(filing),
        readonly=not view.editable,
    )


@blueprint.get("/filings/<uuid:filing_id>/check")
@allow(Policy.READS_ANSWERS)
def check(filing: Filing) -> ResponseReturnValue:
    """Everything that is missing or wrong, in the order of the form, each linked to its cell."""
    context, stored = form_context(filing), sections.stored_sections(filing)
    groups = []
    for section in EDITIONS[filing.round.edition].sections:
        cells = stored[section.code].cells
        items = []
        for problem in check_section(section, cells, context):
            address = problem.addresses[0].removeprefix(section.code + ".")
            kind = "missing" if problem.missing else "must" if problem.level == "hard" else "check"
            anchor = input_id(address) if address in cells or address.count(".") else address
            items.append(
                {
                    "kind": kind,
                    "text": problem.message(language()),
                    "where": name_of(section, context, cells, address, language()).where,
                    "value": kind_of(section, address).show(cells.get(address, ""), language()),
                    "url": url_for(f"{section.code}.show", filing_id=filing.id, missing=1, _anchor=anchor),
                }
            )
        groups.append({"number": section.number, "title": section.title.of(language()), "entries": items})
    nav = nav_items(filing, stored, None)
    return render_template("filings/check.html", filing=filing_view(filing), nav=nav, groups=groups, totals=totals(nav))


@blueprint.get("/filings/<uuid:filing_id>/history")
@allow(Policy.READS_ANSWERS)
def history(filing: Filing) -> ResponseReturnValue:
    """Who changed which cell from what to what, and when; newest first."""
    before = request.args.get("before", type=int)
    context, stored = form_context(filing), sections.stored_sections(filing)
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


def banner(view: FilingView, nav: list[NavItem]) -> Banner:
    """The banner of the task list: a draft not begun, a draft being filled in, or closed."""
    counts = totals(nav)
    check_url = url_for("filings.check", filing_id=view.id)
    if not view.editable:
        return Banner("draft", _("Being filled in, not submitted"), view.not_editable_because, "", "")
    if not view.started:
        text = _("It is your turn. Start with any section; everything you type is saved as you go.")
        return Banner("draft", _("Not started yet"), text, _("Start"), nav[0].url)
    if left_to_do(counts):
        open_items = [item for item in nav if item.progress.state != "complete"]
        text = _(
            "It is your turn. Everything is saved; the coordinator cannot see it yet. Left to do: %(left)s.",
            left=left_to_do(counts),
        )
        return Banner(
            "draft",
            _("Being filled in, not submitted yet"),
            text,
            _("Go on"),
            open_items[0].url if open_items else check_url,
        )
    text = _("Nothing is missing. It is saved, but not submitted: the coordinator cannot see it yet.")
    return Banner("draft", _("Filled in, not submitted yet"), text, _("Check everything"), check_url)


def events(filing: Filing) -> list[dict[str, object]]:
    """What happened so far, newest first."""
    lines = history_service.milestones(filing)
    if not lines:
        return []
    latest, first = lines[0], lines[-1]
    happened: list[dict[str, object]] = [{"at": latest.at, "text": _("Last saved (%(name)s)", name=latest.name)}]
    if first.id != latest.id:
        happened.append({"at": first.at, "text": _("Filling in began (%(name)s)", name=first.name)})
    return happened
