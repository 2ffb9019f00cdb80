"""A sample filing as a whole return, with small changes, and what one rule finds in it.

Addresses are full (section first). For the rules that compare years, cells and sections.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal.form.checks import check_filing
from portal.form.context import RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.problems import Problem
from tests.form.samples import SAMPLES, complete, context

SYSTEM, INFORMATION = "system_building", "patent_information"
UTILIZATION, PROTECTION = "collaborative_utilization", "patent_protection"
PATENTS = f"{SYSTEM}.patents_by_year"
OPERATIONS = f"{UTILIZATION}.operations_by_year"
CASES = f"{PROTECTION}.protection_by_year"
STEMS = {
    **dict.fromkeys(("purchased", "licensed_in", "assigned", "licensed_out", "entrusted"), (OPERATIONS, "patents")),
    "capital_contribution": (OPERATIONS, "patents"),
    **dict.fromkeys(("litigation_plaintiff", "litigation_defendant"), (OPERATIONS, "cases")),
    **dict.fromkeys(("enforcement", "collective_negotiation", "collective_negotiation_line2"), (CASES, "cases")),
}


def number_at(stem: str, year: int = 2017) -> str:
    """Where the count of a pair stands."""
    block, counted = STEMS[stem]
    return f"{block}.{year}.{stem}_{counted}"


def amount_at(stem: str, year: int = 2017) -> str:
    """Where the amount of a pair stands."""
    return f"{STEMS[stem][0]}.{year}.{stem}_amount"


def moved(rule: str, **bounds: str) -> RuleSettings:
    """A round with other bounds for *rule*."""
    return RuleSettings({rule: {name: Decimal(value) for name, value in bounds.items()}})


def everything(
    changes: Mapping[str, str], key: str = "A", earlier: Mapping[str, str] | None = None, **round_changes: Any
) -> list[Problem]:
    """All problems of sample *key* after *changes*; a blank takes the cell away."""
    documents = complete(SAMPLES[key])
    for address, text in changes.items():
        section, _dot, local = address.partition(".")
        documents[section][local] = text
    kept = {code: {a: text for a, text in cells.items() if text} for code, cells in documents.items()}
    found = check_filing(EDITION_2017, kept, context(SAMPLES[key], **round_changes), dict(earlier or {}))
    return [problem for problems in found.values() for problem in problems]


def problems(rule: str, changes: Mapping[str, str], **more: Any) -> list[Problem]:
    """What *rule* alone finds; see :func:`everything`."""
    return [problem for problem in everything(changes, **more) if problem.rule.code == rule]


def shown_at(rule: str, changes: Mapping[str, str], **more: Any) -> list[str]:
    """Where the problems of *rule* are shown."""
    return [problem.addresses[0] for problem in problems(rule, changes, **more)]
