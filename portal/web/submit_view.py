"""What the page before submitting shows: all that is left in the order of the form, and what has changed."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import url_for
from flask_babel import gettext as _

from portal.filing.states import FilingState
from portal.form.blocks import ROWS, Section, Upload
from portal.form.document import Document
from portal.form.problems import Level, Problem
from portal.models import Filing
from portal.services import history, submissions
from portal.services.comparison import Difference, DifferenceKind, asked_by, differences
from portal.services.history import HistoryLine
from portal.services.submissions import Holdings
from portal.web.comment_view import ANSWERED, WAITING, CommentView, paper_of
from portal.web.explaining_view import Place, Places, place_id
from portal.web.reading_places import Paper
from portal.web.said import Walk
from portal.web.section_parts import input_id
from portal.web.walking import OF_SECTION
from portal.web.wording_of_cells import is_telling, kind_of, name_of, text_of

REVISION = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class WorkItem:
    """One thing left: ``kind`` is missing, must, check or voice; ``value`` is what stands there now."""

    kind: str
    text: str
    where: str
    value: str
    url: str


@dataclass(frozen=True)
class ExplainLine:
    """One place with soft problems: its box, what it is called, what stands there now, and the way to its cell."""

    place: Place
    title: str
    where: str
    value: str
    url: str
    walk: Walk | None = None


@dataclass(frozen=True)
class ChangeView:
    """One thing that changed, and the comments that asked for it."""

    title: str
    where: str
    url: str
    old: str
    new: str
    asked: Sequence[CommentView] = ()


@dataclass(frozen=True)
class SavedMeanwhile:
    """One cell that somebody saved while the page was open."""

    change: ChangeView
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Declared:
    """The declaration as it was posted, with what is wrong with it by field."""

    name: str = ""
    agreed: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


def work_list(filing: Filing, held: Holdings, comments: Sequence[CommentView]) -> list[tuple[str, list[WorkItem]]]:
    """What is left by section (its title first), in the order of the form; comments follow the cells."""
    paper = paper_of(filing, held.cells)
    groups = []
    for section in paper.edition.sections:
        left = (problem for problem in held.problems[section.code] if problem.key not in held.explained)
        items = [_problem(filing, paper, section, problem) for problem in left]
        items += [_comment(view) for view in comments if view.section == section.code and view.stage == WAITING]
        if items:
            groups.append((paper.numbered(section, section.title.of(paper.language)), items))
    return groups


def changes_since_return(
    filing: Filing, now: Mapping[str, Document], comments: Sequence[CommentView]
) -> list[ChangeView] | None:
    """What differs from the submission that was returned; None where none was."""
    returned = submissions.find(filing.id, filing.submission) if filing.state == FilingState.RETURNED else None
    if returned is None:
        return None
    before = submissions.documents_of(returned.content)
    new, old = paper_of(filing, now), paper_of(filing, before)
    concerned = [view for view in comments if view.stage in (WAITING, ANSWERED)]
    changes = []
    for difference in differences(new.edition, before, now):
        asking = asked_by(difference, [view.address for view in concerned])
        asked = [view for view in concerned if view.address in asking]
        gone = difference.kind is DifferenceKind.ROW_REMOVED
        if _telling(new, difference):
            changes.append(_change(filing, old if gone else new, difference, asked))
    return changes


def saved_meanwhile(filing: Filing, seen: str, held: Holdings) -> list[SavedMeanwhile]:
    """What was saved since a page that named *seen* as its documents was shown; nothing for a strange name."""
    codes, revisions = sorted(held.revisions), seen.split(".")
    if len(codes) != len(revisions) or not all(REVISION.fullmatch(revision) for revision in revisions):
        return []
    paper = paper_of(filing, held.cells)
    return [
        SavedMeanwhile(_cell(filing, paper, f"{line.section}.{line.address}", line.old, line.new), line.name, line.at)
        for line in history.since(filing, dict(zip(codes, map(int, revisions), strict=True)))
        if is_telling(paper.edition.by_code[line.section], line.address)
    ]


def last_saved(filing: Filing) -> HistoryLine | None:
    """The latest saved change."""
    lines = history.milestones(filing)
    return lines[0] if lines else None


def explained_lines(filing: Filing, held: Holdings, boxes: Places) -> list[ExplainLine]:
    """The places with soft problems in the order of the form, those with something open first."""
    paper = paper_of(filing, held.cells)
    of_section = {p.addresses[0]: code for code, found in held.problems.items() for p in found}
    lines = [_line(filing, paper, paper.edition.by_code[of_section[address]], box) for address, box in boxes.items()]
    in_order = sorted(lines, key=lambda line: line.place.open is None)
    ids = [line.place.id for line in in_order if line.place.open]
    ways = {id_: _way(ids, number) for number, id_ in enumerate(ids)}
    return [replace(line, walk=ways.get(line.place.id)) for line in in_order]


def _way(ids: Sequence[str], number: int) -> Walk:
    """From one open box to the one before and the next; after the last comes the declaration."""
    before = f"#{ids[number - 1]}" if number else ""
    if number + 1 < len(ids):
        return Walk(before, f"#{ids[number + 1]}", "")
    return Walk(before, "#declaration", str(_("To the declaration")))


def _line(filing: Filing, paper: Paper, section: Section, box: Place) -> ExplainLine:
    within = box.address.removeprefix(f"{section.code}.")
    cells = paper.documents.get(section.code, {})
    name = name_of(section, paper.context, cells, within, paper.language)
    known = within != box.address
    return ExplainLine(
        place=box,
        title=paper.numbered(section, name.label if known else name.where),
        where=name.where if known else "",
        value=kind_of(section, within).show(cells.get(within, ""), paper.language),
        url=url_for(f"{section.code}.show", filing_id=filing.id, problems=1, _anchor=_anchor(section, within)),
    )


def _problem(filing: Filing, paper: Paper, section: Section, problem: Problem) -> WorkItem:
    address = problem.addresses[0].removeprefix(f"{section.code}.")
    cells = paper.documents.get(section.code, {})
    missing = 1 if problem.missing else None
    at_cell = url_for(
        f"{section.code}.show", filing_id=filing.id, problems=1, missing=missing, _anchor=_anchor(section, address)
    )
    hard = problem.level is Level.HARD
    return WorkItem(
        kind="missing" if problem.missing else "must" if hard else "check",
        text=problem.message(paper.language),
        where=name_of(section, paper.context, cells, address, paper.language).where,
        value=kind_of(section, address).show(cells.get(address, ""), paper.language),
        url=at_cell if hard else f"#{place_id(problem.addresses[0])}",
    )


def _comment(view: CommentView) -> WorkItem:
    return WorkItem("voice", str(_("Comment: %(text)s", text=view.asked.text)), view.label, "", view.url)


def _telling(paper: Paper, difference: Difference) -> bool:
    code, _dot, within = difference.address.partition(".")
    return difference.kind is not DifferenceKind.CELL or is_telling(paper.edition.by_code[code], within)


def _change(filing: Filing, paper: Paper, difference: Difference, asked: Sequence[CommentView]) -> ChangeView:
    if difference.kind is DifferenceKind.CELL:
        return _cell(filing, paper, difference.address, difference.old, difference.new, asked)
    if difference.kind is DifferenceKind.ROW_MOVED:
        old, new = (_("Row %(number)s", number=number) for number in (difference.old, difference.new))
    else:
        old, new = "", _("removed") if difference.kind is DifferenceKind.ROW_REMOVED else _("added")
    code, block = difference.address.split(".")[:2]
    place = paper.place(difference.address)
    url = url_for(f"{code}.show", filing_id=filing.id, _anchor=block)
    return ChangeView(place.title, place.where, url, old, new, asked)


def _cell(
    filing: Filing, paper: Paper, address: str, old: str, new: str, asked: Sequence[CommentView] = ()
) -> ChangeView:
    code, _dot, within = address.partition(".")
    section = paper.edition.by_code[code]
    name = name_of(section, paper.context, paper.documents.get(code, {}), within, paper.language)
    before, after = (text_of(section, within, text, paper.language) for text in (old, new))
    url = url_for(f"{code}.show", filing_id=filing.id, _anchor=_anchor(section, within))
    return ChangeView(paper.numbered(section, name.label), name.where, url, before, after, asked)


def _anchor(section: Section, address: str) -> str:
    """The id that leads to the input of *address*, or to the block of what has none."""
    block, _dot, rest = address.partition(".")
    if block not in section.by_code:
        return OF_SECTION
    of_file = isinstance(section.by_code.get(block), Upload) and rest != ROWS
    order = rest == ROWS and not isinstance(section.by_code.get(block), Upload)
    return block if of_file or order or not rest else input_id(address)
