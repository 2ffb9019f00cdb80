"""A rule tried out over a whole round before it is changed: whom it would stop, and whom it stops now.

Over what was submitted and stands: a draft's answers do not leave their association. Reads, and changes
nothing. What holds in a round is owned by ``services.round_rules``.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from portal.form.checks import check_filing
from portal.form.checks.explanations import EXP_01, is_empty_phrase
from portal.form.context import FormContext, Profile, RuleSettings
from portal.form.document import Document
from portal.form.editions import EDITIONS
from portal.form.problems import Problem, Rule
from portal.models import Association, Filing, Region, Round, Submission, db
from portal.services.rounds import context_from
from portal.services.standing_explanations import values_of
from portal.services.submissions import Content, documents_of, full_addresses

#: Returns in memory at a time, and how many are listed; all are counted.
AT_A_TIME, LISTED = 20, 200
#: Asked where a file, a total row or a declaration comes in, not of the answers of a return.
ASKED_ELSEWHERE = frozenset({"FMT-15", "ARI-08", "EXP-02"})


class Outcome(StrEnum):
    """What a trial changes for one return."""

    NEW = "new"
    STILL = "still"
    GONE = "gone"


@dataclass(frozen=True)
class Firing:
    """A problem with the texts that stand in its cells, by full address."""

    problem: Problem
    values: Mapping[str, str]


@dataclass(frozen=True)
class Stopped:
    """A return that the rule stops in the trial, or stops now; ``firings`` are those of the trial, if it has any."""

    filing_id: uuid.UUID
    association: str
    region: tuple[str, str]
    outcome: Outcome
    firings: tuple[Firing, ...]
    context: FormContext
    documents: Mapping[str, Document]


@dataclass
class Rehearsal:
    """Returns gone through, by outcome how many are stopped, and the first of them."""

    checked: int = 0
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    listed: list[Stopped] = field(default_factory=list)

    @property
    def stopped(self) -> int:
        """How many returns the trial stops."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.STILL]

    @property
    def left_off(self) -> int:
        return sum(self.counts.values()) - len(self.listed)


def rehearse(over: Round, rule: Rule, bounds: Mapping[str, Decimal], present: RuleSettings) -> Rehearsal:
    """What *rule* finds in the standing submissions of the round *over*, asked with *bounds* and as *present* has it.

    Every other setting is the one a return was submitted under; what is known of the association, as of today.
    """
    trial = RuleSettings({rule.code: bounds})
    same = rule.code not in present.off and all(present.parameter(rule, n) == bounds[n] for n in rule.parameters)
    found = Rehearsal()
    for row in db.session.execute(_standing(over.id).execution_options(yield_per=AT_A_TIME)):
        found.checked += 1
        context = _context(row)
        then = _fired(row, rule, replace(context, rules=trial))
        now = then if same else _fired(row, rule, replace(context, rules=present))
        if then or now:
            outcome = (Outcome.STILL if now else Outcome.NEW) if then else Outcome.GONE
            found.counts[outcome] += 1
            if len(found.listed) < LISTED:
                found.listed.append(_stopped(row, outcome, tuple(then or now), context))
    return found


def _standing(round_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """The standing submissions of a round, each with what was accepted of the association in an earlier one."""
    earlier, accepted = aliased(Filing), aliased(Submission)
    return (
        select(
            *(Filing.id, Association.name, Association.kind, Association.province_code, Association.hosted),
            *(Association.unified_social_credit_code, Region.name_zh, Region.name_en, Submission.content),
            accepted.content.label("earlier"),
        )
        .join_from(Filing, Association, Association.id == Filing.association_id)
        .join(Region, Region.code == Association.region_code)
        .join(Submission, (Submission.filing_id == Filing.id) & (Submission.number == Filing.submission))
        .outerjoin(earlier, earlier.id == Filing.earlier_id)
        .outerjoin(accepted, (accepted.filing_id == earlier.id) & (accepted.number == earlier.submission))
        .where(Filing.round_id == round_id)
        .order_by(Region.position, Association.name, Filing.id)
    )


def _context(row: Row[Any]) -> FormContext:
    round_, association = row.content["round"], row.content["association"]
    profile = Profile(row.kind, row.province_code, row.unified_social_credit_code, row.hosted)
    return context_from(round_["year"], round_["settings"], association["joined_year"], association["name"], profile)


def _fired(row: Row[Any], rule: Rule, context: FormContext) -> list[Firing]:
    """What *rule* finds in the submission of *row* under the rules of *context*."""
    if rule.code in context.rules.off:
        return []
    if rule.code == EXP_01.code:
        return list(_empty_phrases(row.content, context.rules.parameter(EXP_01, "min_length")))
    documents = documents_of(row.content)
    problems = check_filing(EDITIONS[row.content["edition"]], documents, context, full_addresses(row.earlier))
    return [
        Firing(problem, values_of(problem, documents))
        for of_section in problems.values()
        for problem in of_section
        if problem.rule.code == rule.code
    ]


def _empty_phrases(content: Content, min_length: Decimal) -> Iterator[Firing]:
    """EXP-01 is asked of explanations, which stand beside the answers."""
    for key, said in content["explanations"].items():
        if is_empty_phrase(said["text"], min_length):
            code, _at, address = key.partition("@")
            yield Firing(EXP_01.problem(address, rule=code), {address: said["text"]})


def _stopped(row: Row[Any], outcome: Outcome, firings: tuple[Firing, ...], context: FormContext) -> Stopped:
    region, documents = (row.name_zh, row.name_en), documents_of(row.content)
    return Stopped(row.id, row.name, region, outcome, firings, context, documents)
