"""What the association reported in its newest accepted earlier round, to be shown beside the cells.

Never filled in, and never more than shown: what differs from it is for the checks to ask about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

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
    query = (
        select(content[("round", "year")].as_integer(), content[("sections", section.code, "cells")].as_json())
        .join_from(Submission, Filing, Filing.id == Submission.filing_id)
        .where(Filing.id == filing.earlier_id, Submission.number == Filing.submission)
    )
    found = db.session.execute(query).first()
    return Earlier(found[0], _of_fixed_cells(section, context, found[1] or {})) if found else None


def _of_fixed_cells(section: Section, context: FormContext, cells: Document) -> dict[str, str]:
    return {address: cells[address] for address, _kind in fixed_cells(section, context.years) if address in cells}
