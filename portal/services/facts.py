"""Facts in the database: written with the submission they are drawn from, and rebuilt at will."""

import uuid
from collections.abc import Iterator

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.form.editions import EDITIONS
from portal.form.facts import facts_of
from portal.models import Fact, Filing, Submission
from portal.models.rows import table
from portal.services.submissions import Content, context_of_content, documents_of

_fact = table(Fact)


def write(session: Session, filing_id: uuid.UUID, association_id: uuid.UUID, content: Content | None) -> int:
    """Put the facts of *content* in place of those of the filing (None: none); how many there are now."""
    session.execute(delete(_fact).where(_fact.c.filing_id == filing_id))
    if content is None:
        return 0
    found = facts_of(EDITIONS[content["edition"]], documents_of(content), context_of_content(content))
    owner = {"filing_id": filing_id, "association_id": association_id}
    if found:
        session.execute(insert(_fact).inline(), [owner | fact._asdict() for fact in found])
    return len(found)


def standing(session: Session) -> Iterator[tuple[Filing, Submission | None]]:
    """Every filing with the submission that stands, a few at a time."""
    joined = (Submission.filing_id == Filing.id) & (Submission.number == Filing.submission)
    query = select(Filing, Submission).outerjoin(Submission, joined).order_by(Filing.id)
    for row in session.execute(query.execution_options(yield_per=50)):
        yield row[0], row[1]
