"""Associations from a workbook and into one: the template, what an import would do, the import, the export.

What was shown is carried in the page, signed for the one who saw it; the import is done from that alone.
"""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.exchange import association_workbook
from portal.exchange.association_workbook import Sheet, Unusable
from portal.services import association_import, associations, clock
from portal.services.association_import import Fate, Plan, PlanChanged
from portal.services.associations import Wanted, profile_of, region_options
from portal.services.clock import BEIJING
from portal.web.association_forms import change_words
from portal.web.errors import Words, error_answer
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.people_view import answer_refusals

blueprint = Blueprint("association_imports", __name__, url_prefix="/associations")
answer_refusals(blueprint)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FOR_SECONDS = 2 * 3600

CHANGED_SINCE = Words(
    _l("The list of associations has changed"),
    _l("It is not as it was when you were shown what the import would do. Nothing was imported."),
    (_l("Upload the workbook once more and look at what it would do now."),),
)


@blueprint.get("/import")
@allow(Policy.ADMINISTRATES)
def upload() -> ResponseReturnValue:
    """Where a workbook is chosen."""
    return render_template("associations/import.html", refused="")


@blueprint.post("/import")
@allow(Policy.ADMINISTRATES)
def dry_run() -> ResponseReturnValue:
    """What importing the posted workbook would do; nothing is written."""
    posted = request.files.get("workbook")
    if posted is None or not posted.filename:
        return render_template("associations/import.html", refused=_("Choose a workbook first.")), 422
    try:
        sheet = association_workbook.read(posted.read())
    except Unusable as error:
        return render_template("associations/import.html", refused=error.message(language())), 422
    return _shown(association_import.plan(sheet), sheet)


def _shown(plan: Plan, sheet: Sheet) -> str:
    """The page of *plan*, carrying what of it can be done."""
    regions = region_options()
    good = {row.number for row in plan.rows}
    content = {
        "rows": [(row.number, row.texts) for row in sheet.rows if row.number in good],
        "digest": Plan(plan.rows, ()).digest,
        "bad": len(plan.bad),
    }
    changed = [
        {"number": row.number, "name": row.before["name"], "changes": [change_words(*c, regions) for c in row.changes]}
        for row in plan.rows
        if row.fate is Fate.CHANGED
    ]
    bad = [
        {"cell": sheet.cell(row.number, fault.field), "name": row.name, "text": fault.message(language())}
        for row in plan.bad
        for fault in row.faults
    ]
    return render_template(
        "associations/dry_run.html",
        counts={fate.value: plan.count(fate) for fate in Fate} | {"bad": len(plan.bad)},
        bad=bad,
        changed=changed,
        new=[row for row in plan.rows if row.fate is Fate.NEW],
        region_names={option.code: option.label.of(language()) for option in regions},
        unchanged=[row.after["name"] for row in plan.rows if row.fate is Fate.UNCHANGED],
        content=_signer().dumps(content),
        to_do=plan.count(Fate.NEW) + plan.count(Fate.CHANGED),
    )


@blueprint.post("/import/apply")
@allow(Policy.ADMINISTRATES)
def apply() -> ResponseReturnValue:
    """Do what was shown: all of it, or nothing."""
    try:
        content: dict[str, Any] = _signer().loads(request.form.get("content", ""), max_age=SHOWN_FOR_SECONDS)
    except BadSignature:
        abort(400)
    if content["bad"] and not request.form.get("skip_bad"):
        return render_template(
            "associations/import.html",
            refused=_("Some rows cannot be taken, so nothing was imported. Correct them, or choose to leave them out."),
        ), 422
    try:
        done = association_import.apply(current_user, content["rows"], content["digest"])
    except PlanChanged:
        return error_answer(409, CHANGED_SINCE)
    new, changed = done.count(Fate.NEW), done.count(Fate.CHANGED)
    return redirect(url_for("associations.index", done="imported", new=new, changed=changed), 303)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"association-import-{current_user.id}")


@blueprint.get("/import/template")
@allow(Policy.ADMINISTRATES)
def template() -> ResponseReturnValue:
    """The workbook to fill in: header, choices, no rows."""
    data = association_workbook.write([], region_options(), language())
    return _attachment(data, _("Associations, template") + ".xlsx")


@blueprint.get("/export")
@allow(Policy.ADMINISTRATES)
def export() -> ResponseReturnValue:
    """All associations of the pilot, in the form in which they can be imported again."""
    everybody, _more = associations.listed(Wanted(), limit=None)
    data = association_workbook.write(map(profile_of, everybody), region_options(), language())
    today = clock.now().astimezone(BEIJING).date().isoformat()
    return _attachment(data, _("Associations, %(date)s", date=today) + ".xlsx")


def _attachment(data: bytes, name: str) -> Response:
    response = Response(data, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
