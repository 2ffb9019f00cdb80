"""What the pages of rounds share: finding the round that an address names, the version a form was based on."""

import uuid

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.models import Round
from portal.services import extensions, round_keeping, round_progress
from portal.services.locked_rounds import RoundAction
from portal.services.round_plans import plan_of
from portal.web.round_view import DONE, event_line, round_view

VERSION_DIGITS = 18


def round_or_404(round_id: uuid.UUID) -> Round:
    """The round of an address; without one the request ends here."""
    found = round_keeping.find(round_id)
    if found is None:
        abort(404)
    return found


def posted_version(name: str = "version") -> int:
    """The version that the posted form was based on; a form without one makes no sense."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= VERSION_DIGITS):
        abort(400)
    return int(text)


def to_round(round_id: uuid.UUID, done: str) -> ResponseReturnValue:
    """On to the page of the round, which says what was done."""
    return redirect(url_for("rounds.show", round_id=round_id, done=done), 303)


def show_round(round_: Round, problem: str = "", status: int = 200) -> ResponseReturnValue:
    """The page of a round: where it stands, what can be done, extensions, settings, history."""
    events = round_keeping.events_of(round_)
    closed_at = next((event.at for event, _by in events if event.action == RoundAction.CLOSE), None)
    page = render_template(
        "rounds/show.html",
        round=round_view(round_, round_progress.counts_of(round_.id), closed_at),
        version=round_keeping.version_of(round_),
        problem=problem,
        done=DONE.get(request.args.get("done", ""), "") if request.method == "GET" else "",
        missing=round_keeping.missing_returns(round_),
        extensions=extensions.extensions_of(round_.id),
        plan=plan_of(round_),
        events=[event_line(event, by) for event, by in events],
    )
    return make_response(page, status)


def came_first() -> str:
    """What is said to somebody whose decision another one has overtaken."""
    return _("Somebody else changed this round meanwhile. It stands as shown here; nothing of yours was carried out.")
