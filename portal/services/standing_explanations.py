"""Which explanations of a filing stand: the values that fired are the same, and no reviewer refused it.

Owns reading them and the question. Writing and deciding is ``services.explaining``.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from portal.form.document import Document
from portal.form.problems import Level, Problem
from portal.models import Comment, Explanation, Person, db
from portal.models.rows import table

REFUSED = "refused"
ACCEPTED = "accepted"


class Written(NamedTuple):
    """An explanation as a page tells of it: what it says of what, whose it is, and what was decided about it.

    The columns are those of the table; ``name`` is its author's, ``refused_by`` the comment by which a reviewer
    refused it, if one did.
    """

    problem: str
    id: uuid.UUID
    values: dict[str, str]
    text: str
    carried_over: bool
    written_at: dt.datetime
    verdict: str
    verdict_by: uuid.UUID | None
    verdict_at: dt.datetime | None
    name: str
    refused_by: uuid.UUID | None


class Decided(NamedTuple):
    """As much of an explanation as it takes to say whether it stands."""

    problem: str
    values: dict[str, str]
    verdict: str


_explanation, _comment, _person = table(Explanation), table(Comment), table(Person)
_WRITTEN = (
    select(*(_explanation.c[name] for name in Written._fields[:-2]), _person.c.name, _comment.c.id.label("refused_by"))
    .join_from(_explanation, _person, _person.c.id == _explanation.c.written_by)
    .outerjoin(
        _comment,
        and_(
            _explanation.c.verdict == REFUSED,
            _comment.c.filing_id == _explanation.c.filing_id,
            _comment.c.created_at == _explanation.c.verdict_at,
        ),
    )
    .where(_explanation.c.filing_id == bindparam("filing"))
)

_DECIDED = select(*(_explanation.c[name] for name in Decided._fields)).where(
    _explanation.c.filing_id == bindparam("filing")
)


def written(filing_id: uuid.UUID) -> dict[str, Written]:
    """Every explanation of a filing by the key of its problem, as a page tells of it; one statement.

    A comment that refuses is made at the moment of the verdict: see ``services.explaining``.
    """
    rows = db.session.connection().execute(_WRITTEN, {"filing": filing_id})
    return {row.problem: Written._make(row) for row in rows}


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


def stands(explanation: Explanation | Decided | None, problem: Problem, documents: Mapping[str, Document]) -> bool:
    """Whether *explanation* still explains *problem* as *documents* are now."""
    if explanation is None or explanation.verdict == REFUSED:
        return False
    return explanation.values == values_of(problem, documents)


def explained(
    explanations: Mapping[str, Explanation] | Mapping[str, Decided],
    problems: Iterable[Problem],
    documents: Mapping[str, Document],
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
    if not soft:
        return set()
    session.flush()
    rows = session.connection().execute(_DECIDED, {"filing": filing_id})
    return explained({row.problem: Decided._make(row) for row in rows}, soft, documents)
