"""The history of a filing as reviewers read it: what happened, who did it, from where to where, and why."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.filing.events import EventKind
from portal.filing.transitions import BY_ACTION, Action
from portal.services.reviewing import HistoryEvent
from portal.web.filters import deadline


@dataclass(frozen=True)
class HistoryLine:
    """One line; the two states are the same where the event changed nothing in it."""

    at: dt.datetime
    by: str
    what: str
    from_state: str
    to_state: str
    reason: str
    reference: str

    @property
    def moved(self) -> bool:
        return self.from_state != self.to_state


def history_line(event: HistoryEvent) -> HistoryLine:
    """*event* in words."""
    reference = event.details.get("reference", "")
    what, why = event_words(event), event.reason or event.details.get("waiver", "")
    return HistoryLine(event.at, event.name, what, event.from_state, event.to_state, why, reference)


def event_words(event: HistoryEvent) -> str:
    """What happened, in a few words."""
    match event.kind:
        case EventKind.BEGIN_REVIEW:
            return _("Review begun")
        case EventKind.ASSIGN:
            name = event.details.get("name", "")
            return _("Reviewer named: %(name)s", name=name) if name else _("No reviewer named any more")
        case EventKind.EXTEND:
            until = event.details.get("until")
            if not until:
                return _("Extension taken back")
            return _("Deadline extended until %(when)s", when=deadline(dt.datetime.fromisoformat(until)))
        case EventKind.ACCEPT if event.details.get("waiver"):
            return _("Accepted without a stamped scan")
        case _action:
            return str(_(BY_ACTION[Action(event.kind.value)].event))
