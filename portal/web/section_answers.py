"""What a save answers to a script: the same facts the page shows, as JSON."""

from typing import Any

from flask import Response, jsonify
from flask_babel import gettext as _

from portal.form.progress import Progress
from portal.services.sections import SaveOutcome
from portal.web.filing_view import left_to_do
from portal.web.filters import clock
from portal.web.language import language
from portal.web.said import ProblemView, shown
from portal.web.wording_of_cells import name_of


def saved(outcome: SaveOutcome, posted: set[str]) -> Response:
    """The answer to an autosave of the cells *posted*."""
    section, context = outcome.section, outcome.context
    cells, blocks = shown(section, outcome.problems, with_missing=False)
    return jsonify(
        revision=outcome.revision,
        saved_at=clock(outcome.saved_at) if outcome.saved_at else "",
        cells={address: outcome.cells.get(address, "") for address in posted},
        problems={address: [_problem(p) for p in found] for address, found in cells.items()},
        block_problems={block: [_problem(p) for p in found] for block, found in blocks.items()},
        progress=_progress(outcome.progress),
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


def refused(status: int, error: str, message: str, address: str = "") -> tuple[Response, int]:
    """The answer to a save that was not made."""
    return jsonify(error=error, message=message, address=address), status


def _problem(problem: ProblemView) -> dict[str, Any]:
    return {"level": problem.level, "missing": problem.missing, "text": problem.text}


def _progress(progress: Progress) -> dict[str, Any]:
    return progress.to_json() | {
        "text": _("%(filled)s / %(expected)s", filled=progress.filled, expected=progress.expected),
        "left": left_to_do(progress),
    }
