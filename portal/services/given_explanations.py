"""The explanations that went with a submission, and what reviewers have decided about them.

Owns the reading. The texts come from the immutable submission; the verdicts from the table, as far as the
same explanation is still there. Deciding is ``services.explaining``.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.models import Person, Submission, db
from portal.services.standing_explanations import Written, written


@dataclass(frozen=True)
class GivenExplanation:
    """One explanation of a submission: of which problem, the rule's sentence by language, the words, by whom, when.

    ``id`` names it for a decision, None where it was replaced since; ``verdict`` is blank while undecided.
    ``refused_by`` is the comment that says why it was refused, ``decided_by`` the reviewer's name.
    """

    key: str
    addresses: tuple[str, ...]
    message: dict[str, str]
    text: str
    name: str
    at: dt.datetime
    id: uuid.UUID | None = None
    carried_over: bool = False
    verdict: str = ""
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    refused_by: uuid.UUID | None = None


def given_in(submission: Submission) -> list[GivenExplanation]:
    """What was explained in *submission*, in the order of the form; no statement where nothing was."""
    explanations: dict[str, dict[str, Any]] = submission.content["explanations"]
    if not explanations:
        return []
    now = written(submission.filing_id)
    people = {uuid.UUID(each["by"]) for each in explanations.values()}
    people |= {each.verdict_by for each in now.values() if each.verdict_by}
    names = {
        row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    }
    return [
        _given(problem, explanations[problem["key"]], now.get(problem["key"]), names)
        for problem in submission.problems
        if problem["key"] in explanations
    ]


def _given(
    problem: dict[str, Any], said: dict[str, Any], now: Written | None, names: dict[uuid.UUID, str]
) -> GivenExplanation:
    at = dt.datetime.fromisoformat(said["at"])
    given = {
        "key": problem["key"],
        "addresses": tuple(problem["addresses"]),
        "message": problem["message"],
        "text": said["text"],
        "name": names.get(uuid.UUID(said["by"]), ""),
        "at": at,
    }
    if now is None or now.written_at != at:
        return GivenExplanation(**given)
    return GivenExplanation(
        **given,
        id=now.id,
        carried_over=now.carried_over,
        verdict=now.verdict,
        decided_by=names.get(now.verdict_by, "") if now.verdict_by else "",
        decided_at=now.verdict_at,
        refused_by=now.refused_by,
    )
