"""The progress kept beside each section: what the checks counted, and what it was counted for.

Owns when it still holds. Does not count (``form.progress``) and does not store.
"""

from collections.abc import Callable, Container, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from portal import form
from portal.form.blocks import Section
from portal.form.checks import check_section
from portal.form.context import FormContext, RuleSettings
from portal.form.document import Document
from portal.form.problems import Problem
from portal.form.progress import Progress, progress

Explained = Callable[[Sequence[Problem]], Container[str]]


def nothing_explained(problems: Sequence[Problem]) -> Container[str]:
    """What is explained of the problems of a section that nobody has explained anything of."""
    return ()


def counted(
    section: Section, cells: Document, context: FormContext, explained: Explained = nothing_explained
) -> Progress:
    """The progress of *cells*, counted now; *explained* tells which problems have an explanation that stands."""
    problems = check_section(section, cells, context)
    return progress(section, cells, context, problems, explained(problems))


def kept(found: Progress, context: FormContext) -> dict[str, Any]:
    """The columns of a section document that keep *found*, counted for *context*."""
    return {"progress": found.to_json(), "checked_for": holds_for(context)}


def holds_for(context: FormContext) -> str:
    """What a progress depends on beside the document itself: kept for anything else, it no longer holds."""
    line = f"{context.second_negotiation_line.mode}/{_rules(context.rules)}"
    span = f"{context.joined_year}-{context.round_year}"
    return f"{span}/{context.foreign_patent_convention}/{line}/{_form_as_released()}"


def _rules(rules: RuleSettings) -> str:
    """A mark of what the round has decided about the checks; blank where it has decided nothing."""
    if not rules.off and not rules.parameters:
        return ""
    said = sorted((code, sorted(bounds.items())) for code, bounds in rules.parameters.items())
    return sha256(repr((said, sorted(rules.off))).encode()).hexdigest()[:8]


@cache
def _form_as_released() -> str:
    """A mark of the form's own code: what an earlier release counted by other rules is counted anew."""
    modules = sorted(Path(form.__file__).parent.rglob("*.py"))
    return sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()[:12]
