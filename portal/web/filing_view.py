"""What pages say about a filing beside its answers: deadline, whose turn, the five sections."""

import datetime as dt
import uuid
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.filing.access import is_contact, may_edit
from portal.filing.states import WITH_CONTACT, FilingState, RoundState
from portal.form.blocks import Section
from portal.form.editions import EDITIONS
from portal.form.progress import Progress
from portal.models import Filing
from portal.services import clock
from portal.web.filters import deadline
from portal.web.language import language
from portal.web.quick_urls import of_filing


@dataclass(frozen=True)
class FilingView:
    """A filing as the head of every page of it shows it."""

    id: uuid.UUID
    association_name: str
    region_name: str
    round_year: int
    state: str
    started: bool
    due_at: dt.datetime
    closes_at: dt.datetime
    days_left: int
    editable: bool
    not_editable_because: str
    submission: int
    submitted_at: dt.datetime | None
    late: bool
    overdue: bool
    extended: bool


@dataclass(frozen=True)
class NavItem:
    """One of the five sections in navigation and task list; ``to_answer`` counts comments awaiting an answer."""

    code: str
    number: str
    title: str
    url: str
    current: bool
    progress: Progress
    to_answer: int = 0


@dataclass(frozen=True)
class Totals:
    """The counts of all sections together; ``to_answer`` counts comments awaiting an answer."""

    expected: int
    filled: int
    missing: int
    wrong: int
    unexplained: int
    to_answer: int


def filing_view(filing: Filing) -> FilingView:
    """The view of *filing* for the signed-in person, now."""
    now = clock.now()
    region = filing.association.region
    because = _not_editable_because(filing, now)
    return FilingView(
        id=filing.id,
        association_name=filing.association.name,
        region_name=region.name_zh if language() == "zh" else region.name_en,
        round_year=filing.round.year,
        state=filing.state,
        started=filing.started_at is not None,
        due_at=filing.due_at,
        closes_at=filing.closes_at,
        days_left=days_left(filing.due_at, now),
        editable=not because,
        not_editable_because=because,
        submission=filing.submission,
        submitted_at=filing.submitted_at,
        late=filing.late,
        overdue=not filing.submission and now >= filing.due_at,
        extended=filing.due_at > filing.round.due_at,
    )


def days_left(due_at: dt.datetime, now: dt.datetime) -> int:
    """Whole Beijing days until the deadline; 0 on the last day, negative when it has passed.

    A deadline of 24:00 is midnight of the day after: the day it closes is the day before.
    """
    last_day = (due_at - dt.timedelta(microseconds=1)).astimezone(clock.BEIJING).date()
    return (last_day - now.astimezone(clock.BEIJING).date()).days


def _not_editable_because(filing: Filing, now: dt.datetime) -> str:
    round_, state = filing.round, FilingState(filing.state)
    if may_edit(current_user.grants, filing.place, state, filing.takes_writes(now)):
        return ""
    year = round_.year
    if not is_contact(current_user.grants, filing.place):
        return _("You can read this return but not change it.")
    if round_.state == RoundState.PREPARING or now < round_.opens_at:
        return _("The %(year)s round has not opened yet.", year=year)
    if not filing.takes_writes(now) and now < filing.closes_at:
        return _("The %(year)s round is closed; you can read but not change.", year=year)
    if not filing.takes_writes(now):
        return _(
            "The %(year)s round closed on %(when)s; you can read but not change.",
            year=year,
            when=deadline(filing.closes_at),
        )
    if state not in WITH_CONTACT:
        return _("This return has been submitted; you can read but not change it.")
    return _("You can read this return but not change it.")


NO_COMMENTS: Mapping[str, int] = {}


def nav_items(
    filing: Filing,
    progress: Mapping[str, Progress],
    current: str | None,
    to_answer: Mapping[str, int] = NO_COMMENTS,
    with_problems: Container[str] = (),
) -> list[NavItem]:
    """The five sections in their order, with their progress; *to_answer* counts comments by section.

    The pages of the sections *with_problems* are led to with the problems between sections on them.
    """
    return [
        NavItem(
            code=section.code,
            number=section.number,
            title=section.title.of(language()),
            url=of_filing(f"{section.code}.show", filing.id) + ("?problems=1" if section.code in with_problems else ""),
            current=section.code == current,
            progress=_as_told(filing, progress[section.code]),
            to_answer=to_answer.get(section.code, 0),
        )
        for section in EDITIONS[filing.round.edition].sections
    ]


def _as_told(filing: Filing, progress: Progress) -> Progress:
    """*progress* as the contact may know it: what a reviewer refuses is told with the return, not before."""
    return progress if filing.state in WITH_CONTACT else replace(progress, unexplained=0)


def numbered_title(filing: Filing, section: Section) -> str:
    """The title of *section* with its number, as it stands over the page of the section."""
    if language() == "zh":
        return f"{section.number}、{section.title.zh}"
    return f"{EDITIONS[filing.round.edition].sections.index(section) + 1} {section.title.en}"


def totals(nav: list[NavItem]) -> Totals:
    """The sums over the five sections."""
    counts = [item.progress for item in nav]
    return Totals(
        expected=sum(p.expected for p in counts),
        filled=sum(p.filled for p in counts),
        missing=sum(p.missing for p in counts),
        wrong=sum(p.wrong for p in counts),
        unexplained=sum(p.unexplained for p in counts),
        to_answer=sum(item.to_answer for item in nav),
    )


def left_to_do(counts: Totals | Progress) -> str:
    """What is left, in words: “12 blank, 1 to fix, 2 comments to answer”; empty when nothing is."""
    parts = []
    if counts.missing:
        parts.append(ngettext("%(num)d blank", "%(num)d blank", counts.missing))
    if counts.wrong:
        parts.append(ngettext("%(num)d to fix", "%(num)d to fix", counts.wrong))
    if counts.unexplained:
        parts.append(ngettext("%(num)d to explain", "%(num)d to explain", counts.unexplained))
    if isinstance(counts, Totals) and counts.to_answer:
        parts.append(ngettext("%(num)d comment to answer", "%(num)d comments to answer", counts.to_answer))
    return _(", ").join(parts)
