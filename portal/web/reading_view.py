"""The page of one submission: gathers what was submitted, what changed, what is asked, what happened.

Everything on it comes from the immutable submission, never from the draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.access import is_administrator, is_contact, may_review
from portal.filing.events import EventKind
from portal.filing.states import FilingState, RoundState
from portal.form.document import Document
from portal.form.editions import EDITIONS
from portal.form.summary_heading import kept_headings
from portal.models import Filing, Submission
from portal.services import reviewing, seals, submissions, uploads
from portal.services.comparison import differences
from portal.services.reviewing import HistoryEvent, Submitted
from portal.web.filing_view import filing_view
from portal.web.language import language
from portal.web.outline_view import OutlineView, SummaryFile, outline_view
from portal.web.reading_blocks import Beside, read_sections
from portal.web.reading_changes import Asked, change_lines
from portal.web.reading_explanations import GivenView, given_views
from portal.web.reading_history import history_line
from portal.web.reading_places import Paper, anchor
from portal.web.reading_threads import Stands, ThreadView, may_comment, seen_threads, thread_views
from portal.web.seal_view import seal_line, stands_in_the_way
from portal.web.section_context import Notice


@dataclass(frozen=True)
class Asking:
    """What a request asks of the page: which submission, beside which other one, and what to say on top.

    ``against`` None lets the page choose, 0 compares with nothing; after something was ``decided`` the
    page offers to go on.
    """

    number: int
    standing: bool
    against: int | None = None
    notices: tuple[Notice, ...] = ()
    decided: bool = False


def paper_of(submission: Submission) -> Paper:
    """*submission* laid out for the reader."""
    content = submission.content
    documents, context = submissions.documents_of(content), submissions.context_of_content(content)
    return Paper(EDITIONS[content["edition"]], context, documents, language())


def readable(filing: Filing, events: list[HistoryEvent]) -> dict[int, Submitted]:
    """The submissions of *filing* that the reader may read: one that was withdrawn is the association's own."""
    own = is_contact(current_user.grants, filing.place)
    return {n: s for n, s in reviewing.submitted_in(events).items() if own or not s.withdrawn}


def read(filing: Filing, number: int) -> Submission:
    """Submission *number* of *filing*; the request ends with 404 where the reader cannot read it."""
    if number not in readable(filing, reviewing.events_of(filing.id)):
        abort(404)
    return _found(filing, number)


def _found(filing: Filing, number: int) -> Submission:
    found = submissions.find(filing.id, number)
    if found is None:
        abort(404)
    return found


def render(filing: Filing, asking: Asking) -> str:
    """The page of one submission."""
    events = reviewing.events_of(filing.id)
    submitted = readable(filing, events)
    if asking.number not in submitted:
        abort(404)
    submission, mine = _found(filing, asking.number), submitted[asking.number]
    earlier = [s for n, s in sorted(submitted.items(), reverse=True) if n < asking.number]
    against = _against(asking, mine, earlier)
    other = _found(filing, against) if against else None
    paper, seal = paper_of(submission), seals.seal_of(filing)
    before = submissions.documents_of(other.content) if other else {}
    threads = [t for t in seen_threads(filing, current_user.grants) if t.comment.raised_on <= asking.number]
    views = thread_views(paper, threads, before)
    beside, lines = None, []
    if other:
        beside = Beside(against, before, differences(paper.edition, before, paper.documents))
        between = reviewing.asked_between(threads, reviewing.submitted_in(events), against, asking.number)
        asked = Asked(between, {view.id: view for view in views}, submission.content["answers"])
        lines = change_lines(paper, before, beside.differences, asked)
    return render_template(
        "review/show.html",
        filing=filing_view(filing),
        submission=submission,
        submitted_by=mine.by,
        standing=asking.standing,
        newest=asking.number == filing.submission,
        sections=read_sections(paper, asking.number, views, beside),
        against=against,
        earlier=earlier,
        changes=lines,
        unasked=sum(not line.answers for line in lines),
        returned_because=_reason_before(events, asking.number) if against == mine.replaces else None,
        threads=views,
        **_explained(paper, submission, views, _verdicts_told(filing)),
        answered=[view.id for view in views if view.stands is Stands.ANSWERED],
        open_threads=sum(view.stands is not Stands.CLOSED for view in views),
        history=[history_line(event) for event in reversed(events)],
        notices=asking.notices,
        decided=asking.decided,
        outline=outline_of(paper, submission, before if other else None, views),
        seal=seal_line(filing, seal, asking.number),
        seal_seen=seal.current.id if seal.current else "",
        seal_in_the_way=stands_in_the_way(seal),
        **_what_may_be_done(filing, asking),
    )


def outline_of(
    paper: Paper, submission: Submission, before: Mapping[str, Document] | None, threads: list[ThreadView]
) -> OutlineView:
    """The outline of the work summary, held against the headings that were submitted with its files."""
    files = [SummaryFile(file["name"], kept_headings(file.get("headings"))) for file in submission.content["files"]]
    earlier = None if before is None else before.get(uploads.SECTION, {})
    return outline_view(paper, files, lambda address: f"#{anchor(address)}", before=earlier, threads=threads)


def _explained(paper: Paper, submission: Submission, threads: list[ThreadView], told: bool) -> dict[str, Any]:
    """The explanations of *submission* in one list and by address, and how many await a decision."""
    given = given_views(paper, submission, threads, told=told)
    at: dict[str, list[GivenView]] = {}
    for view in given:
        at.setdefault(view.address, []).append(view)
    return {"given": given, "given_at": at, "undecided": sum(not view.verdict for view in given)}


def _verdicts_told(filing: Filing) -> bool:
    """Whether the reader knows what was decided about explanations: the reviewers do, others with the return."""
    return may_review(current_user.grants, filing.place) or filing.state != FilingState.SUBMITTED


def _against(asking: Asking, mine: Submitted, earlier: list[Submitted]) -> int:
    """Number of the submission to compare with, 0 for none; after a resubmission, the one it replaced."""
    numbers = {each.number for each in earlier}
    if asking.against is None:
        return mine.replaces if asking.standing and mine.replaces in numbers else 0
    if asking.against and asking.against not in numbers:
        abort(404)
    return asking.against


def _reason_before(events: list[HistoryEvent], number: int) -> HistoryEvent | None:
    """The return that submission *number* follows, if it gave a reason."""
    returned = None
    for event in events:
        if event.kind in (EventKind.RETURN, EventKind.REOPEN):
            returned = event
        elif event.kind is EventKind.SUBMIT and event.submission == number:
            break
    return returned if returned and returned.reason else None


def _what_may_be_done(filing: Filing, asking: Asking) -> dict[str, Any]:
    grants = current_user.grants
    reviews = may_review(grants, filing.place)
    reviewing_now = asking.standing and may_comment(filing, grants)
    reopens = asking.standing and filing.state == FilingState.ACCEPTED and is_administrator(grants)
    following = reviewing.next_to_review(grants, filing) if reviews and asking.standing else None
    contact = is_contact(grants, filing.place) and not reviews
    return {
        "may_comment": reviewing_now,
        "may_reopen": reopens and filing.round.state != RoundState.ARCHIVED,
        "version": filing.version,
        "begun": filing.review_begun_at is not None,
        "open_comments": filing.open_comments,
        "reviewer": reviewing.name_of(filing.reviewer_id) if not contact else "",
        "next_review": following,
        "back_url": url_for("filings.task_list", filing_id=filing.id) if contact else url_for("queue.index"),
        "back_text": _("Task list") if contact else _("Back to the list"),
        "contact": contact,
    }


def asked_against() -> int | None:
    """The submission that the address of the page names to compare with."""
    text = request.args.get("against", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        abort(404)
    return int(text)
