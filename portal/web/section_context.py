"""Everything the page of a section shows, gathered for the template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from portal.form.blocks import ROWS, Rows, Section, Upload
from portal.form.checks import check_section
from portal.form.document import Document, filled_rows, new_row_id, nothing_to_report, row_ids
from portal.form.editions import EDITIONS
from portal.form.problems import Level
from portal.models import Filing
from portal.services import history, submissions, uploads
from portal.services.earlier import earlier_answers
from portal.services.rounds import form_context
from portal.services.stored_sections import StoredSections, section_of
from portal.web.comment_view import comment_views, waiting_by_section
from portal.web.explaining_view import PATTERN, TypedByKey, places
from portal.web.filing_view import filing_view, nav_items
from portal.web.filters import file_size
from portal.web.language import language
from portal.web.said import Said, accepted_before, said_on_page, shown
from portal.web.section_plan import SectionPlan, plan_of
from portal.web.section_texts import Shown
from portal.web.section_words import section_words
from portal.web.walking import led_on, stops, way_through, way_to_the_list


@dataclass(frozen=True)
class Undo:
    """A removed row that one press of a button brings back: the cells to post."""

    label: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class Notice:
    """A sentence at the top of the page; *kind* is its voice (good, must, check, info)."""

    kind: str
    text: str
    undo: Undo | None = None


@dataclass(frozen=True)
class PageState:
    """What a request adds to the stored document: text typed but not saved, notices, a place to go to.

    ``whole`` asks for the problems between sections, too: they cost the reading of the whole return, so
    a page has them when somebody comes to work through them, not on every visit.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    show_missing: bool = False
    blank_rows: tuple[str, int] = ("", 0)
    undo_revision: int | None = None
    whole: bool = False
    typed_explanations: TypedByKey = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SectionPage:
    """What the blocks of a section's page are made of, for the macros that make them.

    ``focus`` is the row to type into first, ``lock`` the attribute of inputs that nobody may type into.
    """

    plan: SectionPlan
    shown: Shown
    cells: Document
    rows: Mapping[str, list[str]]
    focus: str
    said: Mapping[str, Said]
    said_lines: frozenset[str]
    said_of_blocks: Mapping[str, Said]
    words: SimpleNamespace
    language: str
    lock: str


def render(filing: Filing, code: str, stored: StoredSections, state: PageState, **extra: Any) -> str:
    """The page of section *code* of *filing*, whose *stored* sections hold the cells of this one at least."""
    section, context = section_of(filing, code), form_context(filing)
    mine = stored[code]
    cells = {**mine.cells, **state.typed}
    view = filing_view(filing)
    held = submissions.holdings_of(filing, context) if state.whole else None
    problems = held.problems[code] if held else check_section(section, mine.cells, context)
    comments = comment_views(filing, {code: mine.cells}, editable=view.editable)
    boxes = places(
        filing,
        problems,
        held.cells if held else {code: mine.cells},
        comments=comments,
        editable=view.editable,
        typed=state.typed_explanations,
    )
    progress = {name: each.progress for name, each in stored.items()}
    if held:
        progress = submissions.progress_of(EDITIONS[filing.round.edition], context, held)
    nav = nav_items(filing, progress, code, waiting_by_section(comments), progress if held else ())
    place = next(i for i, item in enumerate(nav) if item.current)
    notices = list(state.notices)
    if state.undo_revision is not None:
        notices += removed_rows(filing, code, section, state.undo_revision)
    earlier = earlier_answers(filing, section, context)
    rows, asked = rows_to_show(section, cells, state.typed, view.editable, state.blank_rows), state.blank_rows[0]
    # What is to be explained is said by its box.
    hard = [problem for problem in problems if problem.level is Level.HARD]
    before, found = accepted_before(section, cells, earlier), shown(section, hard, state.show_missing)
    explained = {key for place in boxes.values() for each in place.standing for key in each.keys.split()}
    way = way_through(filing, held, code, state.show_missing) if held else way_to_the_list(filing)
    said = led_on(
        said_on_page(section, found, comments, rows, before, boxes),
        stops(section, problems, explained, state.show_missing),
        way,
    )
    words, plan = section_words(language()), plan_of(EDITIONS[filing.round.edition], section, context, language())
    return render_template(
        f"{code}/section.html",
        filing=view,
        words=words,
        plan=plan,
        page=SectionPage(
            plan=plan,
            shown=plan.shown(cells, rows, words.row),
            cells=cells,
            rows=rows,
            focus=f"{asked}.{rows[asked][-1]}" if rows.get(asked) else "",
            said=said.cells,
            said_lines=said.lines,
            said_of_blocks=said.blocks,
            words=words,
            language=language(),
            lock="" if view.editable else " readonly",
        ),
        comments=[comment for comment in comments if comment.section == code],
        earlier_year=earlier.round_year if earlier and before else None,
        revision=mine.revision,
        saved_at=mine.saved_at,
        nav=nav,
        previous=nav[place - 1] if place else None,
        next=nav[place + 1] if place + 1 < len(nav) else None,
        notices=notices,
        show_missing=state.show_missing,
        whole=state.whole,
        way=way,
        explaining=PATTERN,
        person_key=str(current_user.id),
        **extra,
    )


def rows_to_show(
    section: Section, cells: Document, typed: Mapping[str, str], editable: bool, asked: tuple[str, int]
) -> dict[str, list[str]]:
    """Ids of the rows of each list in *cells*, those stored and those only *typed* so far.

    Blank rows to type into stand where a list has none yet, and as many as *asked* in the block it names.
    """
    rows: dict[str, list[str]] = {}
    for block in section.blocks:
        if isinstance(block, Rows):
            ids = row_ids(cells, block.code)
            ids += [row for row in _typed_rows(typed, block) if row not in ids]
            blank = asked[1] if asked[0] == block.code else 0
            if not ids and not nothing_to_report(cells, block.code):
                blank = max(blank, min(block.printed_rows, 3))
            if editable:
                ids += [new_row_id() for _row in range(min(blank, block.max_rows - len(ids)))]
            rows[block.code] = ids
        elif isinstance(block, Upload):
            rows[block.code] = filled_rows(cells, block)
    return rows


def _typed_rows(typed: Mapping[str, str], block: Rows) -> list[str]:
    prefix = block.code + "."
    found = [a.split(".")[1] for a, text in typed.items() if text and a.startswith(prefix) and a.count(".") == 2]
    return list(dict.fromkeys(found))


def removed_rows(filing: Filing, code: str, section: Section, revision: int) -> list[Notice]:
    """A notice with its undo for every row that was removed by the save *revision*."""
    lines = history.of_save(filing, code, revision)
    orders = {line.address.partition(".")[0]: line for line in lines if line.address.endswith("." + ROWS)}
    notices = []
    for block, order in orders.items():
        for number, row in enumerate(order.old.split(), start=1):
            if row in order.new.split():
                continue
            prefix = f"{block}.{row}."
            fields = [(line.address, line.old) for line in lines if line.address.startswith(prefix)]
            name = next((text for address, text in fields if address.endswith("_name")), "")
            text = (
                _("Row %(number)s, “%(name)s”, removed.", number=number, name=name)
                if name
                else _("Row %(number)s removed.", number=number)
            )
            notices.append(Notice("info", text, Undo(_("Undo"), [*fields, (order.address, order.old)])))
    return notices


def listed_files(filing: Filing, cells: Document) -> list[dict[str, Any]]:
    """The uploaded files as the page lists them."""
    return [
        {
            "row": row,
            "name": upload.name,
            "size": file_size(upload.size),
            "uploaded_at": upload.uploaded_at,
            "by": name,
            "id": upload.id,
            "headings": upload.headings,
        }
        for row, upload, name in uploads.listed_files(filing, cells)
    ]
