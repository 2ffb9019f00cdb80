"""The public check of a receipt: whoever holds a print types its number and fingerprint, or scans its code.

Open to everybody and without a person; the address of a result is the one the code on the paper holds.
"""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.form.folding import clean
from portal.services import receipt_checks
from portal.services.receipt_checks import Verdict
from portal.web.attempts import seconds_to_wait, too_many
from portal.web.errors import Words, error_answer
from portal.web.guards import Policy, allow

blueprint = Blueprint("receipt_checks", __name__)

CHECKING = "receipt-check"
LONGEST = 200


@blueprint.get("/receipts/check")
@allow(Policy.PUBLIC)
def show() -> ResponseReturnValue:
    """The form; with something typed, the answer too. Only an answer counts as an attempt."""
    reference, digits = (clean(request.args.get(name, "")[:LONGEST]) for name in ("reference", "hash"))
    if (reference or digits) and too_many(CHECKING):
        return _wait()
    verdict = receipt_checks.check(reference, digits) if reference and digits else None
    return render_template(
        "receipt_checks/show.html",
        reference=reference,
        digits=digits,
        missing=bool(reference) is not bool(digits),
        verdict=_words(verdict) if verdict else None,
    )


def _words(verdict: Verdict) -> tuple[str, str, str]:
    """The voice of a verdict, its title, and what it means."""
    return {
        Verdict.MATCHES: (
            "good",
            _("Matches"),
            _("This receipt number and this fingerprint belong together, and the submission stands."),
        ),
        Verdict.SUPERSEDED: (
            "check",
            _("Superseded"),
            _(
                "They belong together, but this submission does not stand any more: "
                "it was withdrawn, returned or replaced by a newer one."
            ),
        ),
        Verdict.UNKNOWN: (
            "must",
            _("Unknown"),
            _("No submission has this receipt number with this fingerprint. Compare both with the print once more."),
        ),
    }[verdict]


def _wait() -> ResponseReturnValue:
    seconds = seconds_to_wait(CHECKING)
    advice = ngettext("Try again in %(num)d second.", "Try again in %(num)d seconds.", seconds)
    words = Words(
        _("Too many attempts"), _("More attempts came from your network within a minute than we accept."), (advice,)
    )
    answer = make_response(error_answer(429, words))
    answer.headers["Retry-After"] = str(seconds)
    return answer
