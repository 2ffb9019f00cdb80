"""What the association reported in its newest accepted earlier round: shown beside the cells, and asked about.

Never filled in. What differs from it is for the checks to ask about, which read it whole.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.form.blocks import Section
from portal.form.context import FormContext
from portal.form.document import Document, fixed_cells
from portal.models import Filing, Submission, db


@dataclass(frozen=True)
class Earlier:
    """The year of the earlier round, and the texts of one section by address within it."""

    round_year: int
    texts: Mapping[str, str]


def earlier_answers(filing: Filing, section: Section, context: FormContext) -> Earlier | None:
    """What was accepted for *section* in the earlier round that *filing* looks back on, in one statement.

    Only cells that always stand on the form: rows of a list are other rows each year. None where no
    earlier round is accepted.
    """
    if filing.earlier_id is None:
        return None
    content = Submission.content
    year, cells = content[("round", "year")].as_integer(), content[("sections", section.code, "cells")].as_json()
    found = db.session.execute(_accepted(filing.earlier_id, year, cells)).first()
    return Earlier(found[0], _of_fixed_cells(section, context, found[1] or {})) if found else None


def accepted_earlier(session: Session, filing: Filing) -> Mapping[str, Any] | None:
    """The whole submission that *filing* looks back on, as ``services.submissions`` lays it out; None without one."""
    return session.scalar(_accepted(filing.earlier_id, Submission.content)) if filing.earlier_id else None


def _accepted(filing_id: uuid.UUID, *columns: Any) -> Select[Any]:
    newest = (Submission.filing_id == Filing.id) & (Submission.number == Filing.submission)
    return select(*columns).select_from(Submission).join(Filing, newest).where(Filing.id == filing_id)


def _of_fixed_cells(section: Section, context: FormContext, cells: Document) -> dict[str, str]:
    return {address: cells[address] for address, _kind in fixed_cells(section, context.years) if address in cells}
