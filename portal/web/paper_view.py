"""The page to print of a form, and what its PDF is asked for: in which words, under which name, to be checked where."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.access import may_read_draft
from portal.form.editions import EDITION_2017, EDITIONS
from portal.models import Filing, Submission
from portal.services.rounds import form_context
from portal.services.stored_sections import stored_sections
from portal.web.filing_view import filing_view
from portal.web.language import language
from portal.web.packet_words import check_address
from portal.web.reading_blocks import read_sections
from portal.web.reading_places import Paper
from portal.web.reading_view import paper_of
from portal.web.section_plan import plan_of

BOTH = "both"


def both_languages() -> bool:
    """Whether English is asked for beneath the Chinese; where nothing is said, readers of English get it."""
    return request.args.get("words", "zh" if language() == "zh" else BOTH) == BOTH


def check_url(submission: Submission) -> str:
    """The address at which anybody can check a print of *submission*."""
    address = current_app.config["PORTAL"].public_url or request.url_root.rstrip("/")
    return check_address(address)(submission.reference, submission.content_hash)


def file_name(whose: str, which: str) -> str:
    """The name under which a PDF is saved: what it is, whose, and which one."""
    return f"{EDITION_2017.title.zh}-{whose}-{which}.pdf".replace("/", "／")


def of_draft(filing: Filing) -> str:
    """The page to print with the present answers of *filing*."""
    documents = {code: section.cells for code, section in stored_sections(filing).items()}
    paper = Paper(EDITIONS[filing.round.edition], form_context(filing), documents, language())
    pdf = url_for("papers.of_filing", filing_id=filing.id)
    back = {"back": url_for("filings.task_list", filing_id=filing.id), "back_text": _("Task list")}
    return _page(filing, paper, None, pdf=pdf, **back)


def of_submission(filing: Filing, submission: Submission) -> str:
    """The page to print of *submission*."""
    here: dict[str, Any] = {"filing_id": filing.id, "number": submission.number}
    own = may_read_draft(current_user.grants, filing.place)
    back = {
        "back": url_for("filings.task_list", filing_id=filing.id) if own else url_for("review.submission", **here),
        "back_text": _("Task list") if own else _("Submission no. %(number)s", number=submission.number),
    }
    pdf = url_for("papers.of_submission", **here)
    return _page(filing, paper_of(submission), submission, pdf=pdf, **back)


def _page(filing: Filing, paper: Paper, submission: Submission | None, **links: str) -> str:
    return render_template(
        "papers/print.html",
        filing=filing_view(filing),
        name=paper.context.organization_name,
        edition_title=paper.edition.title.of(paper.language),
        edition_subtitle=paper.edition.subtitle.of(paper.language),
        sections=read_sections(paper, submission.number if submission else 0, (), None),
        footnotes=_footnotes(paper),
        submission=submission,
        check_url=check_url(submission) if submission else "",
        **links,
    )


def _footnotes(paper: Paper) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """Numbers and texts of the footnotes by the address of the block that they explain."""
    return {
        f"{section.code}.{block.code}": block.footnotes
        for section in paper.edition.sections
        for block in plan_of(paper.edition, section, paper.context, paper.language).blocks
    }
