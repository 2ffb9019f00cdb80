"""Facts in the database: written with the submission they are drawn from, and rebuilt at will."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.form.editions import EDITIONS
from portal.form.facts import Fact as FormFact
from portal.form.facts import facts_of
from portal.models import Fact, Filing, Submission, db
from portal.models.rows import table
from portal.services.locked_filings import lock_filing
from portal.services.submissions import Content, context_of_content, documents_of
from portal.services.transactions import writing

_fact, _filing, _submission = table(Fact), table(Filing), table(Submission)


@dataclass(frozen=True)
class Rebuilt:
    """How many returns were gone through, how many facts they have, and how many had others before."""

    filings: int
    facts: int
    differed: int


def write(session: Session, filing_id: uuid.UUID, association_id: uuid.UUID, content: Content | None) -> int:
    """Put the facts of *content* in place of those of the filing (None: none); how many there are now."""
    found = _drawn_from(content)
    _replace(session, filing_id, association_id, found)
    return len(found)


def rebuild() -> Rebuilt:
    """Draw the facts of every filing anew from the submission that stands, and mend what differs.

    One filing at a time, locked as by whoever would change it: the portal goes on meanwhile.
    """
    filings = facts = differed = 0
    for filing_id in db.session.scalars(select(_filing.c.id).order_by(_filing.c.id)).all():
        with writing() as session:
            filing = lock_filing(session, filing_id).filing
            content = session.scalar(
                select(_submission.c.content).where(
                    _submission.c.filing_id == filing_id, _submission.c.number == filing.submission
                )
            )
            wanted = _drawn_from(content)
            stored = session.execute(select(_fact).where(_fact.c.filing_id == filing_id)).all()
            held = {(row.association_id, FormFact(row.indicator, row.year, row.category, row.value)) for row in stored}
            if held != {(filing.association_id, fact) for fact in wanted}:
                _replace(session, filing_id, filing.association_id, wanted)
                differed += 1
        filings, facts = filings + 1, facts + len(wanted)
    return Rebuilt(filings, facts, differed)


def _drawn_from(content: Content | None) -> list[FormFact]:
    if content is None:
        return []
    return facts_of(EDITIONS[content["edition"]], documents_of(content), context_of_content(content))


def _replace(session: Session, filing_id: uuid.UUID, association_id: uuid.UUID, found: Collection[FormFact]) -> None:
    session.execute(delete(_fact).where(_fact.c.filing_id == filing_id))
    owner = {"filing_id": filing_id, "association_id": association_id}
    if found:
        session.execute(insert(_fact).inline(), [owner | fact._asdict() for fact in found])
