"""What the association explained in its newest accepted earlier round, to be asked: is it still true?

Owns which earlier explanation belongs to a problem of this round. Nothing is carried over without the
contact's word: see ``services.explaining``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.form.blocks import Edition, Rows
from portal.form.checks.explanations import EXP_01, is_empty_phrase
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.editions import EDITIONS
from portal.form.problems import Problem
from portal.models import Filing, Submission, db
from portal.services.standing_explanations import values_of


@dataclass(frozen=True)
class EarlierExplanation:
    """What was written in the round of ``round_year`` about a problem like this one."""

    round_year: int
    text: str


def earlier_explanations(
    filing: Filing, context: FormContext, problems: Iterable[Problem], documents: Mapping[str, Document]
) -> dict[str, EarlierExplanation]:
    """By key of each of *problems* what the earlier round said of it; one statement, none without such a round.

    What this round would not take as an explanation is not offered.
    """
    if filing.earlier_id is None:
        return {}
    content = Submission.content
    query = (
        select(content[("round", "year")].as_integer(), content["explanations"].as_json())
        .join_from(Submission, Filing, Filing.id == Submission.filing_id)
        .where(Filing.id == filing.earlier_id, Submission.number == Filing.submission)
    )
    found = db.session.execute(query).first()
    if found is None:
        return {}
    year, explanations = found
    edition, least = EDITIONS[filing.round.edition], context.rules.parameter(EXP_01, "min_length")
    offered = {}
    for problem in problems:
        text = matching(edition, problem, context.round_year - year, values_of(problem, documents), explanations)
        if text and not is_empty_phrase(text, least):
            offered[problem.key] = EarlierExplanation(year, text)
    return offered


def matching(
    edition: Edition, problem: Problem, years: int, values: Mapping[str, str], explanations: Mapping[str, Any]
) -> str:
    """The text among *explanations* of a round *years* before that speaks of the same thing; blank if none does.

    That of the very same figures comes first; then that of the same rule as many years before, as the
    newest year follows the newest year; then that of the same cell. The rows of a list are others in
    each round, so nothing is said of them.
    """
    address = problem.addresses[0]
    if _in_list(edition, address):
        return ""
    same = explanations.get(problem.key)
    shifted = explanations.get(f"{problem.rule.code}@{_years_before(address, years)}")
    if same and same["values"] == values:
        return str(same["text"])
    found = shifted or same
    return str(found["text"]) if found else ""


def _in_list(edition: Edition, address: str) -> bool:
    """Whether *address* names a row of a list."""
    code, _dot, within = address.partition(".")
    section = edition.by_code.get(code)
    block = section.by_code.get(within.partition(".")[0]) if section else None
    return isinstance(block, Rows) and within.count(".") > 1


def _years_before(address: str, years: int) -> str:
    """*address* with the year in it moved back; as it is where it names none."""
    parts = address.split(".")
    moved = [str(int(part) - years) if part.isdecimal() and len(part) == 4 else part for part in parts]
    return ".".join(moved)
