"""The banner of a return for its contact: where it stands, whose turn it is, the one thing to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.filing.events import EventKind
from portal.filing.seals import SealRule
from portal.filing.states import FilingState
from portal.models import Filing
from portal.services.reviewing import HistoryEvent
from portal.services.seals import Seal
from portal.web.comment_view import CLOSED, WAITING, CommentView
from portal.web.filing_acts import reviewer_words
from portal.web.filing_view import FilingView, NavItem, Totals, left_to_do
from portal.web.filters import moment
from portal.web.seal_view import why_not_uploaded


@dataclass(frozen=True)
class Banner:
    """Where the filing stands, whose turn it is, the reason that was given, and the one thing to do next."""

    kind: str
    title: str
    text: str
    action_label: str = ""
    action_url: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Task:
    """A filing with all that its banner, its steps and its history are made of."""

    filing: Filing
    view: FilingView
    nav: Sequence[NavItem]
    counts: Totals
    comments: Sequence[CommentView]
    events: Sequence[HistoryEvent]
    seal: Seal

    @property
    def scan_to_upload(self) -> bool:
        """Whether the round asks for a scan that is not there and can be uploaded now."""
        return self.seal.awaited and not why_not_uploaded(self.filing, self.seal)

    @property
    def left(self) -> str:
        """What is left to do, in words."""
        return left_to_do(self.counts)

    def last(self, *kinds: EventKind) -> HistoryEvent | None:
        """The newest event of one of *kinds*."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)


def banner(task: Task) -> Banner:
    """The banner for the state the filing is in."""
    return BANNERS[FilingState(task.filing.state)](task)


def _draft(task: Task) -> Banner:
    view, check_url = task.view, url_for("submitting.show", filing_id=task.filing.id)
    if not view.editable:
        title = _("Not submitted") if view.started else _("Not started")
        return Banner("draft", title, view.not_editable_because)
    withdrawn = task.last(EventKind.WITHDRAW)
    if withdrawn:
        return Banner("draft", _("Withdrawn, not submitted"), _withdrawn(withdrawn), _("Check and submit"), check_url)
    if not view.started:
        text = _("It is your turn. Start with any section; everything you type is saved as you go.")
        return Banner("draft", _("Not started yet"), text, _("Start"), task.nav[0].url)
    if task.left:
        text = _(
            "It is your turn. Everything is saved; the coordinator cannot see it yet. Left to do: %(left)s.",
            left=task.left,
        )
        return Banner("draft", _("Being filled in, not submitted yet"), text, _("Go on"), _first_open(task, check_url))
    text = _("Nothing is missing. It is saved, but not submitted: the coordinator cannot see it yet.")
    return Banner("draft", _("Filled in, not submitted yet"), text, _("Check and submit"), check_url)


def _returned(task: Task) -> Banner:
    last = task.last(EventKind.RETURN, EventKind.REOPEN, EventKind.WITHDRAW)
    text = _sent_back(last) if last else ""
    reason = task.last(EventKind.RETURN, EventKind.REOPEN)
    said = reason.reason if reason else ""
    if not task.view.editable:
        text = _joined([text, task.view.not_editable_because])
        return Banner("returned", _("Returned, not submitted again"), text, reason=said)
    your_turn = _("It is your turn; until you submit again, nobody else sees what you change.")
    sentences = [text, _comments_and_answers(task), your_turn]
    check_url = url_for("submitting.show", filing_id=task.filing.id)
    action = (_("Go on"), _first_open(task, check_url)) if task.left else (_("Check and submit"), check_url)
    title = _("Returned to you: correct it and submit again")
    return Banner("returned", title, _joined(sentences), *action, reason=said)


def _submitted(task: Task) -> Banner:
    begun, who = task.filing.review_begun_at, reviewer_words(task.filing)
    text = (
        _("The review has begun: %(reviewer)s looks at it. The result comes by e-mail.", reviewer=who)
        if begun
        else _("Next, %(reviewer)s reviews it. The result comes by e-mail.", reviewer=who)
    )
    if task.scan_to_upload and task.seal.rule is SealRule.REQUIRED:
        text = _joined(
            [_("Print the PDF, have it stamped, scan it and upload the scan before the round closes."), text]
        )
        url = url_for("seals.show", filing_id=task.filing.id)
        return Banner("submitted", _("Submitted. The stamped scan is still missing"), text, _("Upload the scan"), url)
    if task.scan_to_upload:
        text = _joined([text, _("You can add a scan of the stamped form.")])
    url = url_for("submitting.receipt", filing_id=task.filing.id)
    return Banner("submitted", _("Submitted. Nothing more for you to do now"), text, _("Receipt"), url)


def _accepted(task: Task) -> Banner:
    event, url = task.last(EventKind.ACCEPT), url_for("submitting.receipt", filing_id=task.filing.id)
    text = _("%(name)s accepted it on %(when)s.", name=event.name, when=moment(event.at)) if event else ""
    text = _joined([text, _("Its figures count; nothing is left to do for %(year)s.", year=task.view.round_year)])
    return Banner("accepted", _("Accepted"), text, _("Receipt"), url)


BANNERS = {
    FilingState.DRAFT: _draft,
    FilingState.RETURNED: _returned,
    FilingState.SUBMITTED: _submitted,
    FilingState.ACCEPTED: _accepted,
}


def _first_open(task: Task, otherwise: str) -> str:
    """The first thing left to do: a comment to answer, or a section that is not complete."""
    waiting = [view for view in task.comments if view.stage == WAITING]
    for item in task.nav:
        if item.to_answer:
            return next(view.url for view in waiting if view.section == item.code)
        if item.progress.state != "complete" or item.progress.unexplained:
            return item.url
    return otherwise


def _comments_and_answers(task: Task) -> str:
    """How many comments there are, and how many of them are answered."""
    still_open = [view for view in task.comments if view.stage != CLOSED]
    if not still_open:
        return ""
    answered = sum(view.stage != WAITING for view in still_open)
    count = ngettext("%(num)d comment", "%(num)d comments", len(still_open))
    return str(_("%(comments)s, %(answered)s answered.", comments=count, answered=answered))


def _sent_back(event: HistoryEvent) -> str:
    """Who sent it back, and when."""
    by, when = event.name, moment(event.at)
    said = {
        EventKind.RETURN: _("%(name)s returned it on %(when)s.", name=by, when=when),
        EventKind.REOPEN: _("%(name)s reopened it on %(when)s.", name=by, when=when),
        EventKind.WITHDRAW: _("%(name)s withdrew the new submission on %(when)s.", name=by, when=when),
    }
    return str(said[event.kind])


def _withdrawn(event: HistoryEvent) -> str:
    text = _("%(name)s withdrew it on %(when)s.", name=event.name, when=moment(event.at))
    return _joined([text, _("It is your turn; the coordinator cannot see it until you submit again.")])


def _joined(sentences: Sequence[str]) -> str:
    """Sentences one after the other; Chinese ones stand without a blank between them."""
    told = [str(sentence) for sentence in sentences if sentence]
    return "".join(told) if all(sentence.endswith("。") for sentence in told) else " ".join(told)
