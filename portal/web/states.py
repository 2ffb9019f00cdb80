"""States of a filing as readers see them: “not started” is a draft in which nothing was saved yet."""

from flask_babel import lazy_gettext as _l

from portal.filing.states import FilingState
from portal.models import Filing

NOT_STARTED = "none"

STATE_LABELS = {
    NOT_STARTED: _l("Not started"),
    FilingState.DRAFT.value: _l("Draft"),
    FilingState.SUBMITTED.value: _l("Submitted"),
    FilingState.RETURNED.value: _l("Returned"),
    FilingState.ACCEPTED.value: _l("Accepted"),
}


def state_key(filing: Filing) -> str:
    """Key of the state to show."""
    if filing.state == FilingState.DRAFT and filing.started_at is None:
        return NOT_STARTED
    return filing.state
