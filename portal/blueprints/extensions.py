"""Extensions: the round goes on for one association, until a day and for a reason."""

import uuid

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.states import RoundState
from portal.form.folding import clean
from portal.models import Filing
from portal.services import extensions, round_progress
from portal.services.extensions import ExtensionFault, ExtensionRefused
from portal.services.locked_filings import CameFirst
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.round_dates import day_and_time
from portal.web.round_forms import EXTENSION_FAULTS, ExtensionForm
from portal.web.round_pages import posted_version, round_or_404, to_round
from portal.web.round_view import round_view

blueprint = Blueprint("extensions", __name__)

#: Where a fault is said; all others belong to the day.
AT_REASON = frozenset({ExtensionFault.REASON_MISSING, ExtensionFault.REASON_TOO_LONG})


@blueprint.get("/rounds/<uuid:round_id>/extensions")
@allow(Policy.ADMINISTRATES)
def choose(round_id: uuid.UUID) -> ResponseReturnValue:
    """The returns of a round for which it can be extended, found by name."""
    round_, name = round_or_404(round_id), clean(request.args.get("q", ""))[:100]
    return render_template(
        "rounds/extensions.html",
        round=round_view(round_, round_progress.counts_of(round_.id)),
        name=name,
        filings=extensions.to_extend(round_.id, name),
        listed=extensions.LISTED,
    )


@blueprint.get("/filings/<uuid:filing_id>/extension")
@allow(Policy.ADMINISTRATES_FILING)
def ask(filing: Filing) -> ResponseReturnValue:
    """Until when, and why."""
    values = {}
    if filing.extended_until:
        values["until_day"], values["until_time"] = day_and_time(filing.extended_until)
    return _page(filing, ExtensionForm(values))


@blueprint.post("/filings/<uuid:filing_id>/extension")
@allow(Policy.ADMINISTRATES_FILING)
def grant(filing: Filing) -> ResponseReturnValue:
    """Grant, move or withdraw the extension of one association."""
    version, form = posted_version(), ExtensionForm()
    withdraws = request.form.get("action") == "withdraw"
    until = None if withdraws else form.moment("until")
    if until is None and not withdraws:
        return _page(filing, form, 422, version)
    try:
        extensions.extend(current_user, filing.id, version, until, form.text("reason"))
    except ExtensionRefused as refused:
        form.say("reason" if refused.fault in AT_REASON else "until_day", EXTENSION_FAULTS[refused.fault])
        return _page(filing, form, 422, version)
    except CameFirst:
        now = load_filing(filing.id, Policy.ADMINISTRATES_FILING)
        problem = _("Something happened to this return meanwhile. It stands as shown here; decide once more.")
        return _page(now, form, 409, problem=problem)
    return to_round(filing.round_id, "withdraw" if withdraws else "extend")


def _page(
    filing: Filing, form: ExtensionForm, status: int = 200, version: int | None = None, problem: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "rounds/extension.html",
        filing=filing_view(filing),
        round=filing.round,
        open=filing.round.state == RoundState.OPEN,
        extended_until=filing.extended_until,
        latest=filing.round.closes_at + extensions.LONGEST,
        form=form,
        version=filing.version if version is None else version,
        problem=problem,
    )
    return make_response(page, status)
