"""Workbooks of the form that are fetched: of the present answers, of a submission, blank.

Owns what each is written from and what it is stamped with. How it is laid out is ``exchange.form_workbook``'s.
"""

import uuid

from portal.exchange.form_workbook.contents import Stamp
from portal.exchange.form_workbook.writing import write
from portal.form.context import FormContext
from portal.form.editions import EDITIONS
from portal.models import Filing
from portal.services.rounds import form_context
from portal.services.stored_sections import stored_sections
from portal.services.submissions import Content, context_of_content, documents_of


def workbook_of(filing: Filing, *, both: bool) -> bytes:
    """The present answers of *filing*; brought back, it is compared with what was stored at this moment."""
    stored, context = stored_sections(filing), form_context(filing)
    revisions = {code: section.revision for code, section in stored.items()}
    stamp = _stamp(filing.round.edition, context, str(filing.id), str(filing.association_id), revisions)
    cells = {code: section.cells for code, section in stored.items()}
    return write(EDITIONS[filing.round.edition], context, cells, stamp, both=both)


def blank_workbook(filing: Filing, *, both: bool) -> bytes:
    """The form of *filing* with nothing in it; it can be brought to any filing with the same years."""
    context = form_context(filing)
    return write(EDITIONS[filing.round.edition], context, {}, _stamp(filing.round.edition, context), both=both)


def workbook_of_submission(filing_id: uuid.UUID, content: Content, *, both: bool) -> bytes:
    """The answers of a submission (its *content*), as they were."""
    context, edition = context_of_content(content), content["edition"]
    revisions = {code: section["revision"] for code, section in content["sections"].items()}
    stamp = _stamp(edition, context, str(filing_id), content["association"]["id"], revisions)
    return write(EDITIONS[edition], context, documents_of(content), stamp, both=both)


def _stamp(
    edition: str,
    context: FormContext,
    filing_id: str = "",
    association_id: str = "",
    revisions: dict[str, int] | None = None,
) -> Stamp:
    return Stamp(
        edition=edition,
        round_year=context.round_year,
        joined_year=context.joined_year,
        filing_id=filing_id,
        association_id=association_id,
        revisions=revisions,
    )
