"""Forms beside a submission: a reason, the text of a comment, and the version a decision is made on."""

from typing import Any

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from portal.filing.access import may_read_submission
from portal.form.folding import clean_lines
from portal.models import Filing
from portal.services import filings, reviewing
from portal.services.comments import TEXT_MAX
from portal.services.needs import REASON_MAX
from portal.web.filing_view import filing_view
from portal.web.reading_history import history_line

VERSION_DIGITS = 9


def as_kept(text: str | None) -> str:
    """*text* as it is kept, so that its length is counted here as it is there."""
    return clean_lines(text or "")


class ReasonForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """The reason of a decision, which the contact reads."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Reason"),
        filters=[as_kept],
        validators=[Length(max=REASON_MAX, message=_l("At most 2,000 characters."))],
    )


class WaiverForm(FlaskForm):  # type: ignore[misc]
    """Why a return is accepted without the scan that its round asks for; the contact reads it."""

    version = HiddenField()
    scan = HiddenField()
    waiver = TextAreaField(
        _l("Why none is needed"),
        filters=[as_kept],
        validators=[Length(max=REASON_MAX, message=_l("At most 2,000 characters."))],
    )


class CommentForm(FlaskForm):  # type: ignore[misc]
    """What a reviewer asks, and where."""

    address = HiddenField()
    text = TextAreaField(
        _l("Comment"),
        filters=[as_kept],
        validators=[
            Length(min=1, message=_l("Write what you ask for.")),
            Length(max=TEXT_MAX, message=_l("At most 2,000 characters.")),
        ],
    )


class RefusalForm(FlaskForm):  # type: ignore[misc]
    """Why an explanation will not do."""

    text = TextAreaField(
        _l("Reason"),
        filters=[as_kept],
        validators=[
            Length(min=1, message=_l("Write the reason: the contact reads it.")),
            Length(max=TEXT_MAX, message=_l("At most 2,000 characters.")),
        ],
    )


def posted_version() -> int:
    """The version of the filing that the posted decision was made on; without one the request makes no sense."""
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= VERSION_DIGITS):
        abort(400)
    return int(text)


def came_first(filing: Filing, version: int, text: str = "") -> ResponseReturnValue:
    """The page that says who did what since *version*; *text* is what was typed, to be copied."""
    now = filings.find(filing.id) or filing
    since = [history_line(event) for event in reviewing.events_of(filing.id) if event.version > version]
    readable = may_read_submission(current_user.grants, now.place, now.submission > 0)
    page = render_template("review/came_first.html", filing=filing_view(now), since=since, readable=readable, text=text)
    return make_response(page, 409)


def keeps_typed(view: Any) -> Any:
    """Mark *view* as one whose posts are kept when the session has ended: they hold typed text."""
    view.holds_typed_text = True
    return view
