"""The edit checks of a round: all of them for whoever fills in or reads, changed and tried out by the administrator."""

import tempfile
import uuid
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.exchange import rules_workbook
from portal.filing.access import is_administrator
from portal.filing.states import RoundState
from portal.form.checks import RULES
from portal.form.problems import Rule
from portal.models import Round
from portal.services import rehearsal, round_keeping, round_rules
from portal.services.locked_rounds import RoundChanged
from portal.services.round_plans import PlanRefused
from portal.services.round_rules import RuleRefused
from portal.web.guards import Policy, allow
from portal.web.round_pages import posted_version, round_or_404
from portal.web.round_view import event_line
from portal.web.rules_forms import RuleForm, form_for, typed_bounds, values_of
from portal.web.rules_rehearsal import lines_of
from portal.web.rules_view import families, in_order, rule_view, workbook_words

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("rules", __name__, url_prefix="/rounds")


@blueprint.get("/<uuid:round_id>/rules")
@allow(Policy.SIGNED_IN)
def index(round_id: uuid.UUID) -> ResponseReturnValue:
    """All rules, by chapter."""
    round_ = _readable(round_id)
    settings = round_rules.settings_of(round_)
    chapters = list(families(settings))
    return render_template(
        "rules/index.html",
        round=round_,
        families=chapters,
        rules=[rule for family in chapters for rule in family.rules],
        manages=is_administrator(current_user.grants),
        open=round_.state in round_keeping.CHANGEABLE,
        done=RULES.get(request.args.get("done", "")),
    )


@blueprint.get("/<uuid:round_id>/rules/workbook")
@allow(Policy.SIGNED_IN)
def workbook(round_id: uuid.UUID) -> ResponseReturnValue:
    """The same as a workbook."""
    round_ = _readable(round_id)
    file = tempfile.TemporaryFile(prefix="portal-rules-")  # noqa: SIM115  # the answer closes it when it is sent
    try:
        rules_workbook.write(in_order(), round_rules.settings_of(round_), workbook_words(round_.year), file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = _("Edit checks %(year)s", year=round_.year)
    return send_file(file, WORKBOOK, as_attachment=True, download_name=f"{name}.xlsx", max_age=0)


@blueprint.get("/<uuid:round_id>/rules/<code>")
@allow(Policy.ADMINISTRATES)
def ask(round_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """One rule with what holds now; the address may name the bounds of a rehearsal."""
    round_, rule = round_or_404(round_id), _rule_or_404(code)
    values = values_of(round_rules.decision_of(round_, rule)) | typed_bounds(rule, request.args)
    return _page(round_, form_for(rule, values))


@blueprint.post("/<uuid:round_id>/rules/<code>")
@allow(Policy.ADMINISTRATES)
def change(round_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Let the rule hold as it was decided, from now on."""
    round_, rule, version = round_or_404(round_id), _rule_or_404(code), posted_version()
    form = form_for(rule, {})
    decision = form.decision()
    try:
        reason = round_keeping.checked_reason(form.text("reason"))
        if decision is not None:
            round_rules.change(current_user, round_id, version, rule.code, decision, reason)
            return redirect(url_for("rules.index", round_id=round_id, done=rule.code, _anchor=rule.code), 303)
    except RuleRefused as refused:
        form.refuse_rule(refused.faults)
    except PlanRefused as refused:
        form.refuse(refused.faults)
    except RoundChanged:
        round_ = round_or_404(round_id)
        events = round_keeping.events_of(round_)
        meanwhile = [event_line(event, by) for event, by in events if event.id > version]
        return _page(round_, form, 409, meanwhile=meanwhile)
    return _page(round_, form, 422, version)


@blueprint.get("/<uuid:round_id>/rules/<code>/rehearsal")
@allow(Policy.ADMINISTRATES)
def rehearse(round_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """The rule with trial bounds over the returns of a round: this one, or the one that the address names."""
    round_, rule = round_or_404(round_id), _rule_or_404(code)
    rounds = [one for one in round_keeping.all_rounds() if one.state != RoundState.PREPARING]
    over = next((one for one in rounds if str(one.year) == request.args.get("over")), None)
    over = over or next((one for one in rounds if one.id == round_.id), rounds[0] if rounds else None)
    typed = typed_bounds(rule, request.args)
    form = form_for(rule, values_of(round_rules.decision_of(round_, rule)) | typed)
    bounds, rehearsable = form.bounds(), rule.code not in rehearsal.ASKED_ELSEWHERE
    asked = rehearsable and over is not None and "over" in request.args and bounds is not None
    settings = round_rules.settings_of(round_)
    found = rehearsal.rehearse(over, rule, bounds, settings) if asked and over and bounds is not None else None
    page = render_template(
        "rules/rehearsal.html",
        round=round_,
        rule=rule_view(rule, settings),
        form=form,
        rounds=rounds,
        over=over,
        found=found,
        outcomes=rehearsal.Outcome,
        lines=lines_of(found, over.edition) if found and over else [],
        trial=typed,
        open=round_.state in round_keeping.CHANGEABLE,
    )
    return make_response(page, 422 if bounds is None else 200)


def _readable(round_id: uuid.UUID) -> Round:
    """The round, if the reader may know of it: one in preparation is seen by administrators alone."""
    round_ = round_or_404(round_id)
    if round_.state == RoundState.PREPARING and not is_administrator(current_user.grants):
        abort(404)
    return round_


def _rule_or_404(code: str) -> Rule:
    rule = RULES.get(code)
    if rule is None:
        abort(404)
    return rule


def _page(
    round_: Round, form: RuleForm, status: int = 200, version: int | None = None, meanwhile: Iterable[Any] = ()
) -> ResponseReturnValue:
    """The form of a rule; *version* is the one it was based on, the present one unless said."""
    page = render_template(
        "rules/rule.html",
        round=round_,
        rule=rule_view(form.rule, round_rules.settings_of(round_)),
        form=form,
        version=round_keeping.version_of(round_) if version is None else version,
        open=round_.state in round_keeping.CHANGEABLE,
        meanwhile=meanwhile,
    )
    return make_response(page, status)
