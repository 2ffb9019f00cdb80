"""Progress: how far a section is filled in, in numbers small enough to keep beside it.

Counts by the same list of expected cells as the completeness rules. Owns no rule and no wording.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from portal.form.blocks import Section
from portal.form.checks.completeness import expected_cells
from portal.form.checks.reading import FMT_11
from portal.form.checks.sheet import Sheet
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.problems import Level, Problem

State = Literal["not_started", "in_progress", "problems", "complete"]


@dataclass(frozen=True)
class Progress:
    """Counts of one section: cells expected, of them filled and missing; problems wrong and unexplained.

    ``expected`` follows the document: a new row brings its required cells along. A cell that cannot
    be read is neither filled nor missing; it is among the wrong.
    """

    expected: int
    filled: int
    missing: int
    wrong: int
    unexplained: int
    state: State

    def to_json(self) -> dict[str, Any]:
        """The counts and the state as a plain dict."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The progress that :meth:`to_json` wrote. Raises TypeError when a key is missing or unknown."""
        return cls(**kept)


def progress(
    section: Section,
    document: Document,
    context: FormContext,
    problems: Iterable[Problem],
    explained: Container[str] = (),
) -> Progress:
    """The progress of *document*, whose *problems* are those that ``check_section`` found.

    *explained* are the keys of the soft problems whose explanation stands.
    """
    found = list(problems)
    unreadable = {problem.addresses[0] for problem in found if problem.rule.code == FMT_11.code}
    expected = filled = missing = 0
    for address, present in expected_cells(Sheet(section, document, context)):
        expected += 1
        if not present:
            missing += 1
        elif f"{section.code}.{address}" not in unreadable:
            filled += 1
    wrong = sum(problem.level is Level.HARD and not problem.missing for problem in found)
    unexplained = sum(problem.level is Level.SOFT and problem.key not in explained for problem in found)
    return Progress(expected, filled, missing, wrong, unexplained, _state(any(document.values()), missing, wrong))


def _state(started: bool, missing: int, wrong: int) -> State:
    if not started:
        return "not_started"
    if wrong:
        return "problems"
    return "in_progress" if missing else "complete"
