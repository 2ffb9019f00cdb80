"""Rounds as they stand: the list, one round, its progress by region and over time."""

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.filing.access import is_administrator
from portal.filing.states import RoundState
from portal.services import clock, round_keeping, round_progress
from portal.services.round_progress import Counts
from portal.web.guards import Policy, allow
from portal.web.round_chart import chart
from portal.web.round_pages import round_or_404, show_round
from portal.web.round_view import round_view, short_day

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")


@blueprint.get("/")
@allow(Policy.ADMINISTRATES)
def index() -> ResponseReturnValue:
    """Every round, the open ones with their dates on top."""
    counts = round_progress.counts_by_round()
    views = [round_view(round_, counts.get(round_.id, Counts())) for round_ in round_keeping.all_rounds()]
    current = [view for view in views if view.state == RoundState.OPEN]
    return render_template("rounds/index.html", rounds=views, current=current)


@blueprint.get("/<uuid:round_id>/")
@allow(Policy.ADMINISTRATES)
def show(round_id: uuid.UUID) -> ResponseReturnValue:
    """One round: where it stands, and everything that can be done about it."""
    return show_round(round_or_404(round_id))


@blueprint.get("/<uuid:round_id>/progress")
@allow(Policy.WATCHES)
def progress(round_id: uuid.UUID) -> ResponseReturnValue:
    """How far the returns of a round are, as far as the reader watches over them."""
    round_, grants, now = round_or_404(round_id), current_user.grants, clock.now()
    regions = round_progress.by_region(round_.id, grants)
    total = sum((region.counts for region in regions), Counts())
    days = round_progress.over_time(round_.id, grants)
    dates = (round_.opens_at, round_.due_at, round_.closes_at)
    return render_template(
        "rounds/progress.html",
        round=round_view(round_, total),
        rounds=round_progress.rounds_watched(grants),
        regions=regions,
        total=total,
        days=days,
        chart=chart(days, total.asked, dates, now.astimezone(clock.BEIJING).date()),
        now=now,
        short_day=short_day,
        manages=is_administrator(grants),
    )
