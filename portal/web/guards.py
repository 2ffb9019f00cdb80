"""The first wall between tenants: the loader is the guard.

A view that works on a filing never loads it; it declares a policy and is handed the filing, or the
request ends here: 404 with the body of an unknown id when the person may not know of the filing,
403 when the person may but not do this. Where the verb itself decides while it locks the filing, the
view is handed the id alone, and what the verb refuses is answered here in the same way. An endpoint
that declares no policy answers nothing.
"""

import uuid
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.filing.access import is_contact, may_read_draft, may_see
from portal.models import Filing
from portal.services import filings
from portal.services.sections import NoSuchFiling, NotContact

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


#: Endpoints of libraries, which cannot be decorated.
EXTERNAL_POLICIES: dict[str, Policy] = {
    "static": Policy.PUBLIC,
    "security.login": Policy.PUBLIC,
    "security.logout": Policy.PUBLIC,
}


def allow(policy: Policy) -> Callable[[View], View]:
    """Declare who may use a view. Policies on filings turn ``filing_id`` into ``filing``, but the one on saving."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if policy is not Policy.PUBLIC and not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
            if policy is Policy.SAVES_ANSWERS:
                return _let_the_verb_decide(view, kwargs)
            if policy in FILING_POLICIES:
                kwargs["filing"] = load_filing(kwargs.pop("filing_id"), policy)
            return view(*args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


FILING_POLICIES = frozenset({Policy.SEES_FILING, Policy.READS_ANSWERS, Policy.EDITS_ANSWERS, Policy.SAVES_ANSWERS})


def _let_the_verb_decide(view: View, kwargs: dict[str, Any]) -> ResponseReturnValue:
    """The answer of *view*, or 404 and 403 as :func:`load_filing` would have it."""
    try:
        return view(**kwargs)
    except NoSuchFiling:
        abort(404)
    except NotContact:
        abort(403)


def load_filing(filing_id: uuid.UUID, policy: Policy) -> Filing:
    """The filing, if the signed-in person may use it as *policy* says; otherwise 404 or 403."""
    filing = filings.find(filing_id)
    if filing is None or not may_see(current_user.grants, filing.place):
        abort(404)
    if policy is Policy.READS_ANSWERS and not may_read_draft(current_user.grants, filing.place):
        abort(403)
    if policy is Policy.EDITS_ANSWERS and not is_contact(current_user.grants, filing.place):
        abort(403)
    return filing


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy an endpoint declares, or None."""
    return EXTERNAL_POLICIES.get(endpoint) or getattr(app.view_functions[endpoint], "policy", None)


def deny_by_default() -> None:
    """Before each request: an endpoint without a policy does not exist."""
    if request.endpoint is not None and policy_of(current_app, request.endpoint) is None:
        abort(404)
