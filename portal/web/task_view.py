"""The task list of one return: its sections, its steps, what was asked, what has happened."""

import datetime as dt
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.filing.access import Role, may_submit
from portal.filing.events import EventKind
from portal.filing.seals import SealRule
from portal.filing.states import WITH_CONTACT, FilingState
from portal.form.editions import EDITIONS
from portal.models import Filing
from portal.services import filings, history, reviewing, seals, submissions
from portal.services.reviewing import HistoryEvent
from portal.services.rounds import form_context
from portal.web.comment_view import CLOSED, WAITING, Typed, comment_views, waiting_by_section
from portal.web.filing_acts import reviewer_words
from portal.web.filing_view import filing_view, nav_items, totals
from portal.web.filters import deadline, moment
from portal.web.language import language
from portal.web.task_banner import Task, banner


@dataclass(frozen=True)
class Step:
    """One stop in the life of a return: ``done``, ``now`` or ``todo``."""

    kind: str
    title: str
    text: str


@dataclass(frozen=True)
class Happening:
    """One line of what happened; ``url`` leads to what belongs to it."""

    at: dt.datetime
    text: str
    reason: str = ""
    url: str = ""
    link: str = ""


def task_page(filing: Filing, typed: Typed | None = None) -> str:
    """The task list; *typed* is an answer that could not be saved."""
    view = filing_view(filing)
    context = form_context(filing)
    held = submissions.holdings_of(filing, context)
    progress = submissions.progress_of(EDITIONS[filing.round.edition], context, held)
    comments = comment_views(filing, held.cells, editable=view.editable, typed=typed)
    asked = {code for code, each in progress.items() if each.wrong or each.unexplained}
    nav = nav_items(filing, progress, None, waiting_by_section(comments), asked)
    events = reviewing.events_of(filing.id) if filing.version else []
    task = Task(filing, view, nav, totals(nav), comments, events, seals.seal_of(filing))
    return render_template(
        "filings/task_list.html",
        filing=view,
        banner=banner(task),
        steps=steps(task),
        nav=nav,
        left=task.left,
        comments=comments,
        waiting=sum(view.stage == WAITING for view in comments),
        open_comments=sum(view.stage != CLOSED for view in comments),
        people=[
            {"name": name, "role_text": _("fills in and submits") if role == Role.SUBMITTER else _("fills in")}
            for name, role in filings.contacts_of(filing.association_id)
        ],
        happenings=happenings(task),
        may_submit=may_submit(current_user.grants, filing.place),
        round_text=filing.round.settings.get("texts", {}).get(language(), ""),
    )


def steps(task: Task) -> list[Step]:
    """The stops of a return, and which of them it is at: four, and the stamped scan where the round asks for it."""
    filing, state = task.filing, FilingState(task.filing.state)
    began = _("since %(when)s", when=moment(filing.started_at)) if filing.started_at else ""
    sent = ""
    if filing.submitted_at:
        sent = _("Submission %(number)s: %(when)s", number=filing.submission, when=moment(filing.submitted_at))
    reviewer, yours = reviewer_words(filing), _("your turn") if task.view.editable else ""
    accepted = task.last(EventKind.ACCEPT)
    submitted, at_end = state in (FilingState.SUBMITTED, FilingState.ACCEPTED), state is FilingState.ACCEPTED
    third = Step("done" if at_end else "now" if submitted else "todo", _("Review"), reviewer)
    if state is FilingState.RETURNED:
        third = Step("now", _("Returned"), yours)
    return [
        Step("now" if state is FilingState.DRAFT else "done", _("Fill in"), began or yours),
        Step("todo" if state is FilingState.DRAFT else "done", _("Submit"), sent),
        *_scan_step(task),
        third,
        Step("done" if at_end else "todo", _("Accepted"), moment(accepted.at) if at_end and accepted else ""),
    ]


def _scan_step(task: Task) -> list[Step]:
    """The stop at which the form is stamped and scanned; it goes on beside the review."""
    seal = task.seal
    if seal.rule is SealRule.OFF:
        return []
    if seal.current and task.filing.state != FilingState.RETURNED:
        return [Step("done", _("Stamped scan"), moment(seal.current.at))]
    if seal.rule is SealRule.OPTIONAL:
        return [Step("todo", _("Stamped scan"), _("if you like"))]
    before = task.filing.state in WITH_CONTACT
    return [Step("todo", _("Stamped scan"), _("after submitting") if before else _("missing"))]


def happenings(task: Task) -> list[Happening]:
    """What has happened so far, newest first: the events of the filing, and its first and last save."""
    happened = [_happening(task, event) for event in reversed(task.events)]
    lines = history.milestones(task.filing)
    happened += [Happening(line.at, _("Last saved (%(name)s)", name=line.name)) for line in lines[:1]]
    if lines and lines[-1].id != lines[0].id:
        happened.append(Happening(lines[-1].at, _("Filling in began (%(name)s)", name=lines[-1].name)))
    return sorted(happened, key=lambda each: each.at, reverse=True)


def _happening(task: Task, event: HistoryEvent) -> Happening:
    words = {
        EventKind.SUBMIT: _("Submission %(number)s (%(name)s)", number=event.submission, name=event.name),
        EventKind.WITHDRAW: _("Withdrawn (%(name)s)", name=event.name),
        EventKind.RETURN: _("Returned (%(name)s)", name=event.name),
        EventKind.ACCEPT: _("Accepted (%(name)s)", name=event.name),
        EventKind.REOPEN: _("Reopened (%(name)s)", name=event.name),
        EventKind.BEGIN_REVIEW: _("Review begun (%(name)s)", name=event.name),
        EventKind.ASSIGN: _assigned(event),
        EventKind.EXTEND: _extended(event),
    }
    text = words[event.kind]
    asked = event.details.get("comments", 0) if event.kind is EventKind.RETURN else 0
    if asked:
        count = ngettext("%(num)d comment", "%(num)d comments", asked)
        text = _("Returned with %(comments)s (%(name)s)", comments=count, name=event.name)
    waiver = event.details.get("waiver", "")
    if waiver:
        text = _("Accepted without a stamped scan (%(name)s)", name=event.name)
    if event.kind is not EventKind.SUBMIT:
        return Happening(event.at, text, event.reason or waiver)
    filing_id, number = task.filing.id, event.submission
    if number == task.filing.submission:
        return Happening(event.at, text, url=url_for("submitting.receipt", filing_id=filing_id), link=_("Receipt"))
    url = url_for("review.submission", filing_id=filing_id, number=number)
    return Happening(event.at, text, url=url, link=_("Read it"))


def _assigned(event: HistoryEvent) -> str:
    name = event.details.get("name", "")
    return _("Reviewer named: %(name)s", name=name) if name else _("No reviewer named any more")


def _extended(event: HistoryEvent) -> str:
    until = event.details.get("until")
    if not until:
        return _("Extension taken back (%(name)s)", name=event.name)
    when = deadline(dt.datetime.fromisoformat(until))
    return _("Extended until %(when)s (%(name)s)", when=when, name=event.name)
