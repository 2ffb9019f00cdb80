"""The first wall between tenants: the loader is the guard.

A view that works on a filing never loads it; it declares a policy and is handed the filing, or the
request ends here: 404 with the body of an unknown id when the person may not know of the filing,
403 when the person may but not do this. Where the verb itself decides while it locks the filing, the
view is handed the id alone, and what the verb refuses is answered here in the same way. An endpoint
that declares no policy answers nothing.
"""

import uuid
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.filing.access import (
    Grant,
    is_administrator,
    is_contact,
    may_invite,
    may_read_draft,
    may_read_submission,
    may_review,
    may_see,
    may_submit,
    watches_many,
)
from portal.models import Filing
from portal.services import filings
from portal.services.stored_sections import StoredSections, find_with_sections

View = Callable[..., ResponseReturnValue]


class Policy(StrEnum):
    """Who may use an endpoint."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    SEES_FILING = "sees_filing"
    READS_ANSWERS = "reads_answers"
    EDITS_ANSWERS = "edits_answers"
    #: As the one before, but decided by ``services.sections.lock_section``: only for views that do nothing else.
    SAVES_ANSWERS = "saves_answers"
    SUBMITS = "submits"
    READS_SUBMISSION = "reads_submission"
    REVIEWS = "reviews"
    ADMINISTRATES_FILING = "administrates_filing"
    WATCHES = "watches"
    INVITES = "invites"
    ADMINISTRATES = "administrates"


#: Endpoints of libraries, which cannot be decorated.
EXTERNAL_POLICIES: dict[str, Policy] = {
    "static": Policy.PUBLIC,
    "security.login": Policy.PUBLIC,
    "security.logout": Policy.PUBLIC,
}


#: What must be true of the person alone, where no filing is named.
OF_PERSON: dict[Policy, Callable[[Sequence[Grant]], bool]] = {
    Policy.WATCHES: watches_many,
    Policy.INVITES: may_invite,
    Policy.ADMINISTRATES: is_administrator,
}

#: What must be true of the person and the filing, beside that the filing may be known of.
OF_FILING: dict[Policy, Callable[[Sequence[Grant], Filing], bool]] = {
    Policy.SEES_FILING: lambda grants, filing: True,
    Policy.READS_ANSWERS: lambda grants, filing: may_read_draft(grants, filing.place),
    Policy.EDITS_ANSWERS: lambda grants, filing: is_contact(grants, filing.place),
    Policy.SUBMITS: lambda grants, filing: may_submit(grants, filing.place),
    Policy.READS_SUBMISSION: lambda grants, filing: may_read_submission(grants, filing.place, filing.submission > 0),
    Policy.REVIEWS: lambda grants, filing: may_review(grants, filing.place),
    Policy.ADMINISTRATES_FILING: lambda grants, filing: is_administrator(grants),
}


def allow(policy: Policy, reads: str = "") -> Callable[[View], View]:
    """Declare who may use a view. Policies on filings turn ``filing_id`` into ``filing``, but the one on saving.

    A view that *reads* the cells of a section, by its code, or of every one, is handed the ``stored`` sections as
    well, read in the same statement.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if policy is not Policy.PUBLIC and not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
            if policy is Policy.SAVES_ANSWERS:
                return view(**kwargs)
            if policy in OF_PERSON and not OF_PERSON[policy](current_user.grants):
                abort(403)
            if policy in OF_FILING and reads:
                kwargs["filing"], kwargs["stored"] = load_with_sections(kwargs.pop("filing_id"), policy, reads)
            elif policy in OF_FILING:
                kwargs["filing"] = load_filing(kwargs.pop("filing_id"), policy)
            return view(*args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


def load_filing(filing_id: uuid.UUID, policy: Policy) -> Filing:
    """The filing, if the signed-in person may use it as *policy* says; otherwise 404 or 403."""
    return _allowed(filings.find(filing_id), policy)


def load_with_sections(filing_id: uuid.UUID, policy: Policy, reads: str) -> tuple[Filing, StoredSections]:
    """As :func:`load_filing`, with the stored sections and the cells of the one that the view *reads*."""
    filing, stored = find_with_sections(filing_id, reads) or (None, {})
    return _allowed(filing, policy), stored


def _allowed(filing: Filing | None, policy: Policy) -> Filing:
    if filing is None or not may_see(current_user.grants, filing.place):
        abort(404)
    if not OF_FILING[policy](current_user.grants, filing):
        abort(403)
    return filing


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy an endpoint declares, or None."""
    return EXTERNAL_POLICIES.get(endpoint) or getattr(app.view_functions[endpoint], "policy", None)


def deny_by_default() -> None:
    """Before each request: an endpoint without a policy does not exist."""
    if request.endpoint is not None and policy_of(current_app, request.endpoint) is None:
        abort(404)
