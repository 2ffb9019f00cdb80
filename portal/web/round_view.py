"""What pages say about a round: where it stands, its dates as stops on a way, its history in words."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.filing.states import RoundState
from portal.form.checks.words import parameter_name
from portal.models import Round, RoundEvent
from portal.services import clock
from portal.services.locked_rounds import RoundAction
from portal.services.round_progress import Counts
from portal.services.round_rules import OFF
from portal.web.filters import MONTHS_EN, day, deadline, moment
from portal.web.language import language
from portal.web.round_dates import day_and_time

STATES: Mapping[str, tuple[str, str, Any]] = {
    RoundState.PREPARING: ("draft", "pencil", _l("In preparation")),
    RoundState.OPEN: ("accepted", "unlock", _l("Open for filing")),
    RoundState.CLOSED: ("none", "lock", _l("Closed")),
    RoundState.ARCHIVED: ("none", "archive", _l("Archived")),
}
DONE: Mapping[str, Any] = {
    RoundAction.CREATE: _l("The round is prepared. Nobody but the administrators sees it yet."),
    RoundAction.CHANGE: _l("The changes hold from now on."),
    RoundAction.CHANGE_RULES: _l("The changes hold from now on."),
    RoundAction.OPEN: _l("The round is open."),
    RoundAction.ADD_RETURNS: _l("The missing returns are open."),
    RoundAction.CLOSE: _l("The round is closed. Nothing can be written to its returns any more."),
    RoundAction.REOPEN: _l("The round is open again."),
    RoundAction.ARCHIVE: _l("The round is archived."),
    "extend": _l("The extension is granted. The contacts of the association are told by e-mail."),
    "withdraw": _l("The extension is withdrawn. The contacts of the association are told by e-mail."),
}


@dataclass(frozen=True)
class Step:
    """One stop on the way of a round: ``done``, ``now`` or ``todo``."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True)
class RoundView:
    """A round as its pages show it. ``tag`` is class, icon and word of its state; days are ISO days."""

    id: uuid.UUID
    year: int
    state: str
    keeps_dates: bool
    tag: tuple[str, str, Any]
    saying: str
    steps: tuple[Step, ...]
    opens_day: str
    due_day: str
    closes_day: str
    counts: Counts
    takes_writes: bool


def round_view(round_: Round, counts: Counts, closed_at: dt.datetime | None = None) -> RoundView:
    """The view of *round_* now; *closed_at* is when a closed one was closed, where that is known."""
    now = clock.now()
    return RoundView(
        id=round_.id,
        year=round_.year,
        state=round_.state,
        keeps_dates=round_.keeps_dates,
        tag=STATES[round_.state],
        saying=saying(round_, now, counts.extended),
        steps=steps(round_, counts, now, closed_at),
        opens_day=day_and_time(round_.opens_at, ends=False)[0],
        due_day=day_and_time(round_.due_at)[0],
        closes_day=day_and_time(round_.closes_at)[0],
        counts=counts,
        takes_writes=round_.takes_writes(now),
    )


def saying(round_: Round, now: dt.datetime, extended: int) -> str:
    """What is the case with a round, and what comes next; *extended* is how many extensions are running."""
    if round_.state == RoundState.PREPARING:
        return _of_preparing(round_, now)
    if round_.state == RoundState.CLOSED:
        return _("Contacts can read their returns but not change them. Review goes on until the round is archived.")
    if round_.state == RoundState.ARCHIVED:
        return _("Its returns are neither changed nor reviewed any more. Everything can still be read.")
    closes = deadline(round_.closes_at, year=True)
    if now >= round_.closes_at:
        return _of_past_end(round_, extended, closes)
    first = _("Filling in and submitting is possible.")
    due = deadline(round_.due_at, year=True)
    second = (
        _("Submissions after %(due)s are marked late.", due=due)
        if now < round_.due_at
        else _("The deadline was %(due)s; what is submitted now is marked late.", due=due)
    )
    third = (
        _("On %(closes)s it closes by itself, and nothing can be written any more.", closes=closes)
        if round_.keeps_dates
        else _("After %(closes)s nothing can be written any more; it is closed by hand.", closes=closes)
    )
    return _joined(first, second, third)


def _of_preparing(round_: Round, now: dt.datetime) -> str:
    first = _("Nobody but the administrators sees it yet.")
    if now >= round_.closes_at:
        return _joined(first, _("Its dates have passed: change them before it is opened."))
    opens = moment(round_.opens_at, year=True)
    if round_.keeps_dates:
        return _joined(first, _("It opens by itself on %(opens)s.", opens=opens))
    return _joined(first, _("It is to open on %(opens)s, by hand.", opens=opens))


def _of_past_end(round_: Round, extended: int, closes: str) -> str:
    first = _("It took its last writes on %(closes)s.", closes=closes)
    if extended:
        second = ngettext(
            "%(num)d association with an extension can still write; the others cannot.",
            "%(num)d associations with an extension can still write; the others cannot.",
            extended,
        )
        return _joined(first, second)
    if round_.keeps_dates:
        return _joined(first, _("It is about to be closed by itself."))
    return _joined(first, _("Close it by hand when nobody is to be granted an extension any more."))


def _joined(*sentences: str) -> str:
    return ("" if language() == "zh" else " ").join(sentences)


def steps(round_: Round, counts: Counts, now: dt.datetime, closed_at: dt.datetime | None = None) -> tuple[Step, ...]:
    """Opening, deadline and closing in their order, with today among them while the round is under way.

    A round that was closed by hand before its date shows when that was.
    """
    dates = [
        (round_.opens_at, _("Opens"), moment(round_.opens_at, year=True)),
        (round_.due_at, _("Due"), deadline(round_.due_at, year=True)),
        (round_.closes_at, _("Closes"), deadline(round_.closes_at, year=True)),
    ]
    over = round_.state in (RoundState.CLOSED, RoundState.ARCHIVED)
    if over and closed_at is not None and closed_at < round_.closes_at:
        dates[2] = (closed_at, _("Closed"), moment(closed_at, year=True))
    done = [Step("done", name, text) for at, name, text in dates if over or at <= now]
    todo = [Step("todo", name, text) for at, name, text in dates if not over and at > now]
    if over:
        return tuple(done)
    progress = _(
        "%(day)s, %(done)s of %(asked)s submitted",
        day=day(now),
        done=counts.done,
        asked=counts.asked,
    )
    text = progress if round_.state == RoundState.OPEN else day(now)
    return (*done, Step("now", _("Today"), text), *todo)


def short_day(date: dt.date) -> str:
    """A day where there is little room: 3 Dec, or 12月3日."""
    if language() == "zh":
        return f"{date.month}月{date.day}日"
    return f"{date.day} {MONTHS_EN[date.month - 1][:3]}"


@dataclass(frozen=True)
class Change:
    """One part of a plan that was changed: its name, what it said, what it says now."""

    name: Any
    old: str
    new: str


@dataclass(frozen=True)
class EventLine:
    """One line of a round's history. Without *by* it was its own dates that did it."""

    at: dt.datetime
    text: str
    by: str
    reason: str
    changes: tuple[Change, ...]


EVENTS: Mapping[str, Any] = {
    RoundAction.CREATE: _l("Prepared"),
    RoundAction.CHANGE: _l("Changed"),
    RoundAction.CHANGE_RULES: _l("Edit check changed"),
    RoundAction.OPEN: _l("Opened"),
    RoundAction.ADD_RETURNS: _l("Missing returns opened"),
    RoundAction.CLOSE: _l("Closed"),
    RoundAction.REOPEN: _l("Opened again"),
    RoundAction.ARCHIVE: _l("Archived"),
}
PARTS: Mapping[str, Any] = {
    "year": _l("Year"),
    "edition": _l("Edition of the form"),
    "opens_at": _l("Opens"),
    "due_at": _l("Due"),
    "closes_at": _l("Closes"),
    "keeps_dates": _l("Opens and closes by itself"),
    "text_zh": _l("Text for the contacts, Chinese"),
    "text_en": _l("Text for the contacts, English"),
    "foreign_patent_convention": _l("Foreign patents"),
    "second_line_mode": _l("Second printed line of collective negotiations, section four"),
    "second_line_zh": _l("Name of the second line, Chinese"),
    "second_line_en": _l("Name of the second line, English"),
    "sealed_scan": _l("Scan of the stamped form"),
}
VALUES: Mapping[Any, Any] = {
    True: _l("yes"),
    False: _l("no"),
    "additive": _l("included in the total"),
    "memo": _l("an “of which”"),
    "printed": _l("shown"),
    "hidden": _l("left out"),
    "off": _l("none asked for"),
    "optional": _l("may be uploaded"),
    "required": _l("must be there before a return is accepted"),
    "": _l("blank"),
}
#: Parts whose values are choices; all others are shown as they were typed.
CHOSEN = frozenset({"keeps_dates", "foreign_patent_convention", "second_line_mode", "sealed_scan"})


def event_line(event: RoundEvent, by: str | None) -> EventLine:
    """One event in words."""
    changes = tuple(
        Change(_part(name), _shown(name, old), _shown(name, new))
        for name, (old, new) in event.details.get("changes", {}).items()
    )
    text, returns = str(EVENTS[event.action]), event.details.get("returns")
    if returns is not None:
        counted = ngettext("%(num)d return opened", "%(num)d returns opened", returns)
        text = _("%(what)s: %(counted)s", what=text, counted=counted)
    return EventLine(event.at, text, by or _("by its dates"), event.reason, changes)


def _part(name: str) -> Any:
    """The name of a part of the plan; of an edit check, its id and what of it was changed."""
    if not name.startswith("rules."):
        return PARTS.get(name, name)
    _rules, code, what = name.split(".")
    if what == OFF:
        return _("%(rule)s switched off", rule=code)
    return _("%(rule)s, %(bound)s", rule=code, bound=parameter_name(code, what).of(language()))


def _shown(name: str, value: Any) -> str:
    if name.endswith("_at"):
        at = dt.datetime.fromisoformat(value)
        return moment(at, year=True) if name == "opens_at" else deadline(at, year=True)
    return str(VALUES.get(value, value)) if name in CHOSEN or value == "" or isinstance(value, bool) else str(value)
