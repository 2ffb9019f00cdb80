"""Which explanations of a filing stand: the values that fired are the same, and no reviewer refused it.

Owns reading them and the question. Writing and deciding is ``services.explaining``.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.form.document import Document
from portal.form.problems import Level, Problem
from portal.models import Comment, Explanation, Person, db

REFUSED = "refused"
ACCEPTED = "accepted"


class Written(NamedTuple):
    """An explanation with its author's name, and the comment by which a reviewer refused it, if one did."""

    explanation: Explanation
    name: str
    refused_by: uuid.UUID | None


def written(filing_id: uuid.UUID) -> dict[str, Written]:
    """As :func:`of_filing`, with what a page says of each beside its text; one statement.

    A comment that refuses is made at the moment of the verdict: see ``services.explaining``.
    """
    refusal = and_(
        Explanation.verdict == REFUSED,
        Comment.filing_id == Explanation.filing_id,
        Comment.created_at == Explanation.verdict_at,
    )
    query = (
        select(Explanation, Person.name, Comment.id)
        .join(Person, Person.id == Explanation.written_by)
        .outerjoin(Comment, refusal)
        .where(Explanation.filing_id == filing_id)
        .execution_options(populate_existing=True)
    )
    return {row[0].problem: Written(*row) for row in db.session.execute(query)}


def of_filing(session: Session, filing_id: uuid.UUID) -> dict[str, Explanation]:
    """Every explanation of a filing by the key of its problem, those that no longer stand included."""
    query = select(Explanation).where(Explanation.filing_id == filing_id).execution_options(populate_existing=True)
    return {explanation.problem: explanation for explanation in session.scalars(query)}


def values_of(problem: Problem, documents: Mapping[str, Document]) -> dict[str, str]:
    """The texts that stand in the cells of *problem*, by full address; blank where nothing stands."""
    found = {}
    for address in problem.addresses:
        section, _dot, local = address.partition(".")
        found[address] = documents.get(section, {}).get(local, "")
    return found


def stands(explanation: Explanation | None, problem: Problem, documents: Mapping[str, Document]) -> bool:
    """Whether *explanation* still explains *problem* as *documents* are now."""
    if explanation is None or explanation.verdict == REFUSED:
        return False
    return explanation.values == values_of(problem, documents)


def explained(
    explanations: Mapping[str, Explanation], problems: Iterable[Problem], documents: Mapping[str, Document]
) -> set[str]:
    """The keys of those soft *problems* whose explanation stands."""
    return {
        problem.key
        for problem in problems
        if problem.level is Level.SOFT and stands(explanations.get(problem.key), problem, documents)
    }


def explained_now(
    session: Session, filing_id: uuid.UUID, problems: Iterable[Problem], documents: Mapping[str, Document]
) -> set[str]:
    """As :func:`explained`; asks the database only where there is a soft problem."""
    soft = [problem for problem in problems if problem.level is Level.SOFT]
    return explained(of_filing(session, filing_id), soft, documents) if soft else set()
