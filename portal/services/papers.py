"""The official form as a PDF: of what is being filled in, of a submission, or blank.

Who may have which is decided before; what the paper looks like is decided by ``exchange.paper``. Whatever asks for
one must be ready for :class:`NotTypeset`: a return with far more in it than any was ever seen to have cannot be set.
"""

from collections.abc import Sequence

from portal.exchange.paper import BLANK, DRAFT, FileLine, NotTypeset, Standing, form_pdf
from portal.filing.access import Grant
from portal.form.context import FormContext
from portal.form.editions import EDITIONS
from portal.models import Filing, Round, Submission
from portal.services import filings
from portal.services.rounds import context_from, form_context
from portal.services.stored_sections import stored_sections
from portal.services.submissions import context_of_content, documents_of

__all__ = ["NotTypeset", "blank_pdf", "draft_pdf", "submission_pdf"]


def draft_pdf(filing: Filing, *, both: bool) -> bytes:
    """The form with the present answers of *filing*, marked as a draft on every page."""
    documents = {code: section.cells for code, section in stored_sections(filing).items()}
    return form_pdf(EDITIONS[filing.round.edition], form_context(filing), documents, DRAFT, both=both)


def submission_pdf(submission: Submission, check_url: str, *, both: bool) -> bytes:
    """The form as it was submitted, with its receipt on every page; at *check_url* anybody can check the print."""
    content = submission.content
    standing = Standing.submitted(
        reference=submission.reference,
        number=submission.number,
        content_hash=submission.content_hash,
        submitted_at=submission.submitted_at,
        responsible_name=submission.responsible_name,
        check_url=check_url,
    )
    files = [FileLine(file["name"], file["size"]) for file in content["files"]]
    context, documents = context_of_content(content), documents_of(content)
    return form_pdf(EDITIONS[content["edition"]], context, documents, standing, both=both, files=files)


def blank_pdf(round_: Round, grants: Sequence[Grant], *, both: bool) -> bytes:
    """A copy of the form of *round_* to fill in by hand.

    For the contact of a single association it bears its name and has a part for each of its years; for
    everybody else it is the form as it is issued, with one part for “year ……”.
    """
    return form_pdf(EDITIONS[round_.edition], _blank_context(round_, grants), {}, BLANK, both=both)


def _blank_context(round_: Round, grants: Sequence[Grant]) -> FormContext:
    own = [grant for grant in grants if grant.association_id]
    mine = [filing for filing in filings.list_for(own) if filing.round_id == round_.id] if own else []
    if len(mine) == 1:
        return form_context(mine[0])
    return context_from(round_.year, round_.settings, round_.year, "")
