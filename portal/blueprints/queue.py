"""The list of returns that a coordinator works through, and naming who looks at which."""

import uuid
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.models import Filing
from portal.services import assigning
from portal.services.assigning import NoReviewer
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow
from portal.web.own_paths import own_path
from portal.web.queue_choices import read_choice
from portal.web.queue_view import queue_view, with_noted

blueprint = Blueprint("queue", __name__)


@blueprint.get("/review/")
@allow(Policy.WATCHES)
def index() -> ResponseReturnValue:
    """The list."""
    choice, base = read_choice(request.args), url_for("queue.index")
    return render_template(
        "queue/index.html",
        queue=queue_view(choice),
        choice=choice,
        everything=base + choice.everything.query(),
        first=base + choice.query(),
    )


@blueprint.get("/filings/<uuid:filing_id>/reviewer")
@allow(Policy.REVIEWS)
def reviewer(filing: Filing) -> ResponseReturnValue:
    """Who can be named."""
    return naming_page(filing, filing.reviewer_id)


@blueprint.post("/filings/<uuid:filing_id>/reviewer")
@allow(Policy.REVIEWS)
def name_reviewer(filing: Filing) -> ResponseReturnValue:
    """Name somebody, or nobody; back to where the reader came from."""
    version, chosen = request.form.get("version", type=int), request.form.get("reviewer")
    if version is None or chosen is None:
        abort(HTTPStatus.BAD_REQUEST)
    try:
        assigning.name_reviewer(current_user, filing.id, uuid.UUID(chosen) if chosen else None, version)
    except (NoReviewer, ValueError):
        error = _("This person does not review the returns of this region any more. Choose somebody else.")
        return naming_page(filing, None, error), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(with_noted(back(), filing.id), HTTPStatus.SEE_OTHER)


def naming_page(filing: Filing, chosen: uuid.UUID | None, error: str = "") -> str:
    """The people of the region, *chosen* ticked."""
    return render_template(
        "queue/reviewer.html",
        filing=filing_view(filing),
        people=assigning.candidates(filing.place).items(),
        chosen=chosen,
        version=filing.version,
        back=back(),
        error=error,
    )


def back() -> str:
    """The list as the reader left it."""
    return own_path(request.values.get("back")) or url_for("queue.index")
