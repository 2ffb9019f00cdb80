"""The receipt of the submission that stands, and whether it can still be withdrawn."""

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.access import is_contact
from portal.filing.events import EventKind
from portal.filing.states import FilingState
from portal.filing.transitions import Action, Need
from portal.models import Filing
from portal.services import reviewing, seals
from portal.services.receipts import Receipt
from portal.services.submissions import Holdings
from portal.services.transitions import unmet
from portal.web.filing_acts import reviewer_words
from portal.web.filing_view import filing_view, totals
from portal.web.filters import moment
from portal.web.seal_view import seal_line
from portal.web.task_banner import Banner, Task, banner
from portal.web.task_view import steps

DIGITS_A_GROUP, DIGITS_A_LINE = 4, 32
NOTHING_HELD = Holdings({}, {}, {})


def receipt_page(filing: Filing, receipt: Receipt) -> str:
    """The page of *receipt*, which is the one of the submission that stands."""
    view, events = filing_view(filing), reviewing.events_of(filing.id)
    seal = seals.seal_of(filing)
    task = Task(filing, view, [], totals([]), [], events, seal)
    submitted, accepted = reviewing.submitted_in(events), task.last(EventKind.ACCEPT)
    return render_template(
        "submitting/receipt.html",
        filing=view,
        receipt=receipt,
        submission=receipt.submission,
        replaces=submitted.get(submitted[receipt.submission.number].replaces),
        hash_lines=hash_lines(receipt.submission.content_hash),
        banner=_returned() if filing.state == FilingState.RETURNED else banner(task),
        steps=steps(task),
        is_contact=is_contact(current_user.grants, filing.place),
        why_not=why_not_withdrawn(filing),
        seal=None if filing.state == FilingState.RETURNED else seal_line(filing, seal),
        scan_to_upload=task.scan_to_upload,
        waiver=accepted.details.get("waiver", "") if accepted and filing.state == FilingState.ACCEPTED else "",
    )


def hash_lines(digits: str) -> list[str]:
    """A hash as one reads it aloud: groups of four digits, two lines."""
    lines = (digits[at : at + DIGITS_A_LINE] for at in range(0, len(digits), DIGITS_A_LINE))
    return [" ".join(line[at : at + DIGITS_A_GROUP] for at in range(0, len(line), DIGITS_A_GROUP)) for line in lines]


def why_not_withdrawn(filing: Filing) -> str:
    """Why the submission cannot be withdrawn now; blank when it can."""
    if filing.state != FilingState.SUBMITTED:
        return str(_("Nothing waits for review now, so there is nothing to withdraw."))
    missing = unmet(filing, Action.WITHDRAW, NOTHING_HELD)
    if Need.NO_REVIEW_BEGUN in missing and filing.review_begun_at is not None:
        return str(
            _(
                "The review began on %(when)s; it cannot be withdrawn any more. Ask %(reviewer)s to return it to you.",
                when=moment(filing.review_begun_at),
                reviewer=reviewer_words(filing),
            )
        )
    return filing_view(filing).not_editable_because if missing else ""


def _returned() -> Banner:
    text = _("It was returned to you. This receipt stands for what was submitted then, until you submit again.")
    return Banner("returned", str(_("This submission was returned")), str(text))
