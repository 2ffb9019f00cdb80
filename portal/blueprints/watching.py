"""Checks over the returns of a round together, for whoever watches over many."""

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.services import consolidated, round_progress, watching
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.round_pages import round_or_404
from portal.web.rules_watch import watch_view

blueprint = Blueprint("watching", __name__, url_prefix="/rounds")


@blueprint.get("/<uuid:round_id>/watch")
@allow(Policy.WATCHES)
def show(round_id: uuid.UUID) -> ResponseReturnValue:
    """Who makes up a total, who lies far off, what is named twice: in the reader's regions, or the nation."""
    round_, grants = round_or_404(round_id), current_user.grants
    regions = consolidated.regions_of(grants)
    return render_template(
        "rules/watch.html",
        round=round_,
        rounds=round_progress.rounds_watched(grants),
        regions=None if regions is None else consolidated.names_of(regions, language()),
        watch=watch_view(round_, watching.look(round_, grants)),
    )
