"""What a save answers to a script: the same facts the page shows, as JSON."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from flask import Response, jsonify
from flask_babel import gettext as _

from portal.form.document import Document
from portal.form.problems import Level, Problem
from portal.form.progress import Progress
from portal.models import Filing
from portal.services.sections import SaveOutcome
from portal.services.submissions import holdings_of, progress_of
from portal.web.explaining_view import Conversion, conversions
from portal.web.filing_view import left_to_do
from portal.web.filters import clock
from portal.web.language import language
from portal.web.said import ProblemView, shown
from portal.web.wording_of_cells import name_of


def saved(outcome: SaveOutcome, posted: set[str], filing: Filing | None = None) -> Response:
    """The answer to an autosave of the cells *posted*; of *filing*, with the problems between sections."""
    section, context = outcome.section, outcome.context
    problems, explained, progress, documents = _found(outcome, filing)
    cells, blocks = shown(section, problems, with_missing=False, explained=explained)
    offers = {p.key: conversions([p], section, context, documents) for p in problems if p.level is Level.SOFT}
    return jsonify(
        revision=outcome.revision,
        saved_at=clock(outcome.saved_at) if outcome.saved_at else "",
        cells={address: outcome.cells.get(address, "") for address in posted},
        problems={address: [_problem(p, offers) for p in found] for address, found in cells.items()},
        block_problems={block: [_problem(p, offers) for p in found] for block, found in blocks.items()},
        progress=_progress(progress),
        conflicts=[
            {
                "address": c.address,
                "label": name_of(section, context, outcome.cells, c.address, language()).label,
                "mine": c.mine,
                "theirs": c.theirs,
            }
            for c in outcome.conflicts
        ],
        kept_rows=outcome.kept_rows,
        others=bool(outcome.authors),
    )


def _found(
    outcome: SaveOutcome, filing: Filing | None
) -> tuple[list[Problem], Container[str], Progress, Mapping[str, Document]]:
    """What is wrong after the save, what of it is explained, what that makes, and the answers it was found in."""
    if filing is None:
        return outcome.problems, outcome.explained, outcome.progress, {outcome.section.code: outcome.cells}
    held = holdings_of(filing, outcome.context)
    code = outcome.section.code
    return held.problems[code], held.explained, progress_of(outcome.edition, outcome.context, held)[code], held.cells


def refused(status: int, error: str, message: str, address: str = "") -> tuple[Response, int]:
    """The answer to a save that was not made."""
    return jsonify(error=error, message=message, address=address), status


def _problem(problem: ProblemView, offers: Mapping[str, Sequence[Conversion]]) -> dict[str, Any]:
    told = {"level": problem.level, "missing": problem.missing, "text": problem.text, "explained": problem.explained}
    offered = [{"action": c.action, "shown": c.shown, "where": c.where} for c in offers.get(problem.key, ())]
    return told | {"key": problem.key, "convert": offered}


def _progress(progress: Progress) -> dict[str, Any]:
    return progress.to_json() | {
        "text": _("%(filled)s / %(expected)s", filled=progress.filled, expected=progress.expected),
        "left": left_to_do(progress),
    }
