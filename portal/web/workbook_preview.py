"""What a workbook would change, as a page: changes by section, cells to choose, cells that could not be read.

Owns the words and the form fields of the choices. What would change is ``services.workbook_plan``'s to say.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template, request
from flask_babel import gettext as _

from portal.exchange.form_workbook.contents import Contents, Unreadable
from portal.exchange.form_workbook.refusals import why
from portal.form.checks.reading import FMT_11
from portal.form.document import Conflict, Document, row_ids
from portal.form.problems import Level
from portal.models import Filing, WorkbookOffer
from portal.services.comparison import DifferenceKind, within
from portal.services.workbook_plan import Choice, Choices, Plan, SectionPlan
from portal.services.workbook_problems import Checked, checked
from portal.web.filing_view import filing_view, numbered_title
from portal.web.language import language
from portal.web.reading_changes import Asked, ChangeLine, change_lines
from portal.web.reading_places import Paper
from portal.web.section_parts import input_id
from portal.web.wording_of_cells import name_of, text_of

NOBODY_ASKED = Asked([], {}, {})
PREFER = "prefer"


@dataclass(frozen=True)
class Change:
    """One line of what would change; ``odd`` says of its texts that are kept as they are why they cannot be read."""

    line: ChangeLine
    odd: list[str]


@dataclass(frozen=True)
class NotRead:
    """A cell of the file that holds no answer: where it is, which cell of the form, what is there, and why."""

    place: str
    label: str
    found: str
    why: str


@dataclass(frozen=True)
class ToChoose:
    """A cell that was changed in both places. ``mark`` names just these values: a choice made for others is none."""

    address: str
    id: str
    where: str
    label: str
    place: str
    base: str
    file: str
    portal: str
    their_name: str
    their_time: dt.datetime | None
    mark: str
    chosen: Choice | None


@dataclass(frozen=True)
class SectionView:
    """One section of the preview; ``kept`` names the rows that stay although the file has them no more."""

    title: str
    code: str
    changes: list[Change]
    to_choose: list[ToChoose]
    kept: list[str]
    to_fix: int
    to_explain: int


@dataclass(frozen=True)
class Shown:
    """How the page is shown: what was chosen so far, and why it is shown again."""

    choices: Choices = field(default_factory=dict)
    problem: str = ""
    undecided: bool = False


FRESH = Shown()


def preview(filing: Filing, offer: WorkbookOffer, plan: Plan, shown: Shown = FRESH) -> str:
    """The page of *plan*, which comes of *offer*."""
    contents, found = Contents.from_json(offer.contents), checked(filing, plan)
    sections = [_section(filing, plan, each, contents, found, shown.choices) for each in plan.sections]
    kinds = [difference.kind for difference in plan.differences]
    return render_template(
        "workbooks/preview.html",
        filing=filing_view(filing),
        offer=offer,
        sections=[each for each in sections if each.changes or each.to_choose or each.kept],
        unreadable=[_not_read(plan, each) for each in contents.unreadable],
        too_long=[
            _("“%(block)s” takes at most %(limit)s rows.", block=_block_title(plan, section.code, block), limit=limit)
            for section, block, limit in plan.too_long()
        ],
        counts={
            "cells": sum(kind is DifferenceKind.CELL for kind in kinds),
            "added": sum(kind is DifferenceKind.ROW_ADDED for kind in kinds),
            "removed": sum(kind is DifferenceKind.ROW_REMOVED for kind in kinds),
            "moved": sum(kind is DifferenceKind.ROW_MOVED for kind in kinds),
            "conflicts": len(plan.conflicts),
        },
        blank_copy=not contents.stamp.filing_id,
        anything=plan.changes_anything,
        digest=plan.digest,
        shown=shown,
        choice=Choice,
    )


def posted_choices(plan: Plan) -> dict[str, Choice]:
    """What the request chose, for the cells that *plan* leaves to a choice between just these values."""
    chosen = {}
    for each in plan.sections:
        for conflict in each.merge.conflicts:
            address = f"{each.section.code}.{conflict.address}"
            choice, _colon, mark = request.form.get(address, "").partition(":")
            if choice in set(Choice) and mark == mark_of(conflict):
                chosen[address] = Choice(choice)
    return chosen


def preferred(plan: Plan) -> dict[str, Choice]:
    """The same choice everywhere, where the address of the page asks for it; it is shown, and not yet made."""
    asked = request.args.get(PREFER, "")
    return dict.fromkeys(plan.conflicts, Choice(asked)) if asked in set(Choice) else {}


def mark_of(conflict: Conflict) -> str:
    """What tells *conflict* from one about other values."""
    return hashlib.sha256(json.dumps(conflict).encode()).hexdigest()[:16]


def _section(
    filing: Filing, plan: Plan, each: SectionPlan, contents: Contents, found: Checked, choices: Choices
) -> SectionView:
    code = each.section.code
    paper = Paper(plan.edition, plan.context, plan.after, language())
    unread = {p.addresses[0]: p.message(language()) for p in found.after[code] if p.rule.code == FMT_11.code}
    changes = [
        Change(line, [text for address, text in unread.items() if within(address, difference.address)])
        for difference in plan.differences
        if difference.address.startswith(f"{code}.")
        for line in change_lines(paper, plan.now, [difference], NOBODY_ASKED)
    ]
    return SectionView(
        title=numbered_title(filing, each.section),
        code=code,
        changes=changes,
        to_choose=[_to_choose(plan, each, conflict, contents.places, choices) for conflict in each.merge.conflicts],
        kept=[paper.place(f"{code}.{row}").title for row in each.merge.kept_rows],
        to_fix=found.count(code, Level.HARD),
        to_explain=found.count(code, Level.SOFT),
    )


def _to_choose(
    plan: Plan, each: SectionPlan, conflict: Conflict, places: Mapping[str, str], choices: Choices
) -> ToChoose:
    section, author = each.section, each.standing.authors.get(conflict.address)
    address = f"{section.code}.{conflict.address}"
    name = name_of(section, plan.context, _with_row_of(each, conflict.address), conflict.address, language())
    base, file, portal = (
        text_of(section, conflict.address, text, language()) for text in (conflict.base, conflict.mine, conflict.theirs)
    )
    return ToChoose(
        address=address,
        id=input_id(address),
        where=name.where,
        label=name.label,
        place=places.get(address, ""),
        base=base,
        file=file,
        portal=portal,
        their_name=author.name if author else "",
        their_time=author.at if author else None,
        mark=mark_of(conflict),
        chosen=choices.get(address),
    )


def _not_read(plan: Plan, cell: Unreadable) -> NotRead:
    code, _dot, address = cell.address.partition(".")
    each = next((each for each in plan.sections if each.section.code == code), None)
    label = cell.address
    if each:
        name = name_of(each.section, plan.context, _with_row_of(each, address), address, language())
        label = name.label or name.where
    return NotRead(cell.place, label, cell.found, why(cell.why, language()))


def _with_row_of(each: SectionPlan, address: str) -> Document:
    """The document that has the row in which *address* stands: that of now, else what the file says."""
    block, _dot, rest = address.partition(".")
    row = rest.partition(".")[0]
    standing = each.standing
    return standing.now if row in row_ids(standing.now, block) else each.mine


def _block_title(plan: Plan, section: str, block: str) -> str:
    return plan.edition.by_code[section].by_code[block].title.of(language(), **plan.context.words)
