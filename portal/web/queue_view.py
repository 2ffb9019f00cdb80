"""What the page of the queue shows: tabs, filters, lines with their words, and the pages beside this one."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from portal.filing.access import Grant
from portal.filing.states import RoundState
from portal.services import clock, queue
from portal.services.queue import RoundShown, Sought
from portal.services.queue_order import Sort
from portal.services.queue_statements import COUNTED_UP_TO, ReviewedBy, Tab
from portal.web.filing_view import days_left
from portal.web.filters import deadline, moment
from portal.web.language import language
from portal.web.queue_choices import Choice
from portal.web.queue_lines import LineView, LineWords

TABS = {
    Tab.ALL: _l("All"),
    Tab.TO_REVIEW: _l("To review"),
    Tab.RETURNED: _l("Returned"),
    Tab.DRAFT: _l("Draft"),
    Tab.NOT_STARTED: _l("Not started"),
    Tab.ACCEPTED: _l("Accepted"),
}
ORDERS = {
    Sort.STATE: _l("State, longest waiting first"),
    Sort.WAITING: _l("Longest waiting first"),
    Sort.NAME: _l("By name"),
    Sort.SUBMITTED: _l("Latest submission first"),
}
REVIEWERS = {
    ReviewedBy.ANYBODY: _l("Anybody"),
    ReviewedBy.ME: _l("Me"),
    ReviewedBy.NOBODY: _l("Nobody named"),
}
#: What was done just before, by the key in the address; an unknown key says nothing.
DONE = {"reviewer": _l("The reviewer is noted.")}


class Option(NamedTuple):
    """Something to choose, in a menu or as a link; ``number`` stands on a tab."""

    value: str
    label: str
    chosen: bool
    url: str = ""
    number: str = ""


class PacketLink(NamedTuple):
    """What a packet is asked for with: the round, and the region if there is only one to ask for."""

    round_id: uuid.UUID
    region_code: str | None


@dataclass(frozen=True)
class QueueView:
    """The page of one round for one person."""

    heading: str
    eyebrow: str
    rounds: Sequence[Option]
    watch_url: str
    packet: PacketLink | None
    tabs: Sequence[Option]
    regions: Sequence[Option]
    orders: Sequence[Option]
    reviewers: Sequence[Option]
    lines: Sequence[LineView]
    previous_url: str | None
    next_url: str | None
    notice: str
    reviews: bool
    nothing: tuple[str, str]
    here: str


def with_noted(address: str, filing_id: uuid.UUID) -> str:
    """*address*, a list, at the line of the filing whose reviewer was just noted."""
    path, _mark, query = address.partition("?")
    said = [pair for pair in query.split("&") if pair and not pair.startswith(("done=", "noted="))]
    return f"{path}?{'&'.join([*said, 'done=reviewer', f'noted={filing_id}'])}#f-{filing_id}"


def queue_view(choice: Choice) -> QueueView:
    """The page that *choice* asks for, for the signed-in person, now."""
    grants: tuple[Grant, ...] = current_user.grants
    watched, now = queue.regions_of(grants), clock.now()
    column = "name_zh" if language() == "zh" else "name_en"
    named: dict[str, str] = {region.code: getattr(region, column) for region in queue.regions_named(watched)}
    choice = replace(choice, region=choice.region if choice.region in named and len(named) > 1 else "")
    base = url_for("queue.index")
    page = queue.page(_sought(choice, watched, now), choice.after, choice.before)
    round_ = page.round
    words = LineWords(grants, named, now, round_) if round_ else None
    lines = [words.line(line, choice.noted) for line in page.lines] if words else []
    here = base + choice.query(after=choice.after, before=choice.before)
    return QueueView(
        heading=_heading(named, whole=watched is None),
        eyebrow=_eyebrow(round_, now) if round_ else "",
        rounds=_rounds(choice, round_, base) if round_ else [],
        watch_url=url_for("watching.show", round_id=round_.id) if round_ else "",
        packet=PacketLink(round_.id, next(iter(named)) if len(named) == 1 else choice.region or None)
        if round_
        else None,
        tabs=_tabs(choice, page.counts, base) if round_ else [],
        regions=[Option(code, name, code == choice.region) for code, name in named.items()],
        orders=_orders(choice),
        reviewers=[Option(who, str(label), who is choice.reviewer) for who, label in REVIEWERS.items()],
        lines=lines,
        previous_url=base + choice.query(before=page.before) if page.before else None,
        next_url=base + choice.query(after=page.after) if page.after else None,
        notice="" if any(line.noted for line in lines) else str(DONE.get(choice.done, "")),
        reviews=any(line.to_take for line in lines),
        nothing=("", "") if lines else _nothing(choice, round_, now),
        here=here,
    )


def _sought(choice: Choice, watched: frozenset[str] | None, now: dt.datetime) -> Sought:
    return Sought(
        person_id=current_user.id,
        now=now,
        regions=frozenset({choice.region}) if choice.region else watched,
        year=choice.year,
        tab=choice.tab,
        sort=choice.order,
        name=choice.name,
        late=choice.late,
        reviewer=choice.reviewer,
        open_comments=choice.comments,
    )


def _heading(named: dict[str, str], *, whole: bool) -> str:
    if whole:
        return _("Returns of the nation")
    return _("Returns of %(regions)s", regions=_(", ").join(named.values()))


def _eyebrow(round_: RoundShown, now: dt.datetime) -> str:
    """The round and its next date, in one line."""
    year = round_.year
    if round_.state == RoundState.PREPARING or now < round_.opens_at:
        return _("%(year)s round, opens on %(when)s", year=year, when=moment(round_.opens_at))
    if round_.state == RoundState.ARCHIVED:
        return _("%(year)s round, archived", year=year)
    if round_.state == RoundState.CLOSED or now >= round_.closes_at:
        return _("%(year)s round, closed; review goes on", year=year)
    when, days = deadline(round_.due_at), days_left(round_.due_at, now)
    if days > 0:
        words = ngettext(
            "%(year)s round, due %(when)s, %(num)d day left",
            "%(year)s round, due %(when)s, %(num)d days left",
            days,
            year=year,
            when=when,
        )
        return str(words)
    if now < round_.due_at:
        return _("%(year)s round, due today, %(when)s", year=year, when=when)
    return _("%(year)s round, was due %(when)s", year=year, when=when)


def _rounds(choice: Choice, round_: RoundShown, base: str) -> list[Option]:
    years = round_.years if len(round_.years) > 1 else []
    return [Option(str(year), str(year), year == round_.year, base + choice.query(year=year)) for year in years]


def _tabs(choice: Choice, counted: Mapping[Tab, int], base: str) -> list[Option]:
    return [
        Option(
            tab,
            str(label),
            tab is choice.tab,
            base + choice.query(tab=tab),
            f"{counted[tab]}" if counted[tab] <= COUNTED_UP_TO else f"{COUNTED_UP_TO}+",
        )
        for tab, label in TABS.items()
    ]


def _orders(choice: Choice) -> list[Option]:
    usable = [sort for sort in Sort if sort is not Sort.STATE or choice.tab is Tab.ALL]
    return [Option(sort, str(ORDERS[sort]), sort is choice.order) for sort in usable]


def _nothing(choice: Choice, round_: RoundShown | None, now: dt.datetime) -> tuple[str, str]:
    """Why the list is empty, and what will happen or can be done."""
    if round_ is None:
        return _("There is no round yet"), _("Returns appear here when the national office opens a round.")
    if choice.after or choice.before:
        return _("Nothing more here"), _("The list has changed meanwhile. Begin again with its first page.")
    if choice.narrowed:
        return _("No return fits these filters"), _("Take one of them away, or look at all returns of the round.")
    if round_.state == RoundState.PREPARING or now < round_.opens_at:
        when = moment(round_.opens_at)
        return _("This round is not open yet"), _("Returns appear here when it opens on %(when)s.", when=when)
    if choice.tab is Tab.TO_REVIEW:
        return _("Nothing to review"), _("As soon as an association submits, its return appears here.")
    if choice.tab is not Tab.ALL:
        return _("No return stands here"), _("Returns move from tab to tab as they are filled in and reviewed.")
    return _("No return here"), _("No association of yours takes part in this round.")
