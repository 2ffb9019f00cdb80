"""What the rules that look at one record find: completeness, format, range, arithmetic.

A changed figure of a sample may well displease rules that compare years, cells or units. They have tests of
their own; here they are left out.
"""

from collections.abc import Mapping
from typing import Any

from portal.form.problems import Problem
from tests.form import samples

FAMILIES = ("REQ", "FMT", "RNG", "ARI")


def problems(section: str, changes: Mapping[str, str], key: str = "A", **round_changes: Any) -> list[Problem]:
    """As ``samples.problems``, of these families alone."""
    found = samples.problems(section, changes, key, **round_changes)
    return [problem for problem in found if problem.rule.code.startswith(FAMILIES)]


def fired(section: str, changes: Mapping[str, str], key: str = "A", **round_changes: Any) -> list[tuple[str, str]]:
    """As ``samples.fired``, of these families alone."""
    found = samples.fired(section, changes, key, **round_changes)
    return [(rule, address) for rule, address in found if rule.startswith(FAMILIES)]
