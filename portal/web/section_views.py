"""The views every section blueprint is built from: show, save, merge, and say what is wrong.

Owns the exchange with the browser for one section. What a cell means is the form's, what a save does
is the service's, how it looks is the template's.
"""

import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.form.blocks import Edition
from portal.form.folding import clean
from portal.form.reading import CellTooLong, TooManyRows
from portal.models import Filing
from portal.services.rounds import form_context
from portal.services.sections import NotEditable, SaveOutcome, save_cells
from portal.services.stored_sections import StoredSections, section_of, stored_sections
from portal.web import section_answers
from portal.web.errors import wants_json
from portal.web.filing_view import filing_view
from portal.web.guards import Policy, allow, load_filing
from portal.web.language import language, set_language
from portal.web.section_actions import Edited, Posted, edit
from portal.web.section_context import Notice, PageState, render
from portal.web.section_parts import input_id
from portal.web.signing_in import sign_out
from portal.web.wording_of_cells import kind_of, name_of

CONTROL_NAMES = frozenset({"csrf_token", "revision", "action"})
#: In the address of a page: show (and answer with) the problems between sections, too.
WHOLE = "problems"
REVISION = re.compile(r"[0-9]{1,9}")

Extra = Callable[[Filing, StoredSections], dict[str, Any]]


class Page(NamedTuple):
    """The page of one section: the section whose cells it reads (or ``EVERY``), what it shows beside its own."""

    reads: str
    beside: Extra


_PAGES: dict[str, Page] = {}


def no_extra(filing: Filing, stored: StoredSections) -> dict[str, Any]:
    """A section page that shows nothing beside its cells."""
    return {}


def section_blueprint(code: str, extra: Extra = no_extra, reads: str = "") -> Blueprint:
    """The blueprint of section *code*: its page and its saving, under ``/filings/<id>/<section>``.

    *extra* gives the template what only this section shows; *reads* is ``EVERY`` where that takes all sections.
    """
    page = _PAGES[code] = Page(reads or code, extra)
    blueprint = Blueprint(code, __name__, url_prefix=f"/filings/<uuid:filing_id>/{code.replace('_', '-')}")

    def show(filing: Filing, stored: StoredSections) -> ResponseReturnValue:
        state = PageState(
            show_missing="missing" in request.args,
            blank_rows=_blank_rows(request.args.get("add", "")),
            undo_revision=_number(request.args.get("undo", "")),
            whole=WHOLE in request.args,
        )
        return section_page(filing, code, state, stored)

    def save(filing_id: uuid.UUID) -> ResponseReturnValue:
        posted = [(name, text) for name, text in request.form.items(multi=True) if name not in CONTROL_NAMES]
        edited = edit(posted, request.form.get("action", "save"))
        revision = _number(request.form.get("revision", ""))
        try:
            outcome = save_cells(current_user, filing_id, code, -1 if revision is None else revision, edited.posted)
        except (NotEditable, CellTooLong, TooManyRows) as error:
            return _refused(filing_id, code, edited.posted, error)
        return _answer(filing_id, code, edited, outcome)

    save.holds_typed_text = True  # type: ignore[attr-defined]
    blueprint.get("", endpoint="show")(allow(Policy.READS_ANSWERS, reads=page.reads)(show))
    blueprint.post("", endpoint="save")(allow(Policy.SAVES_ANSWERS)(save))
    return blueprint


def section_page(filing: Filing, code: str, state: PageState, stored: StoredSections | None = None) -> str:
    """The page of section *code*, with what only this section shows; *stored* sections are read if not given."""
    page = _PAGES[code]
    stored = stored or stored_sections(filing, page.reads)
    return render(filing, code, stored, state, **page.beside(filing, stored))


def _number(text: str) -> int | None:
    return int(text) if REVISION.fullmatch(text) else None


def _answer(filing_id: uuid.UUID, code: str, edited: Edited, outcome: SaveOutcome) -> ResponseReturnValue:
    """What the browser gets after a save that was made."""
    if wants_json():
        filing = load_filing(filing_id, Policy.EDITS_ANSWERS) if WHOLE in request.args else None
        return section_answers.saved(outcome, {name for name, _text in edited.posted}, filing)
    if outcome.conflicts:
        return _conflict_page(load_filing(filing_id, Policy.EDITS_ANSWERS), code, outcome), 409
    here = partial(url_for, f"{code}.show", filing_id=filing_id, problems=1 if WHOLE in request.args else None)
    if edited.verb == "next":
        return redirect(_next_url(filing_id, code, outcome.edition), 303)
    if edited.verb == "convert-listed":
        return redirect(url_for("submitting.show", filing_id=filing_id, _anchor="left"), 303)
    if edited.verb == "add":
        target = here(add=f"{edited.block}.{edited.blank_rows}", _anchor=edited.block)
    elif edited.verb == "remove":
        target = here(undo=outcome.revision, _anchor="notices")
    elif edited.verb in ("up", "down"):
        target = here(_anchor=edited.block)
    elif edited.verb == "convert":
        target = here(_anchor=input_id(edited.block))
    else:
        target = here()
    response = redirect(target, 303)
    if edited.verb == "language":
        set_language(response, edited.block)
    if edited.verb == "sign-out":
        return sign_out()
    return response


def _blank_rows(text: str) -> tuple[str, int]:
    """Block and number of blank rows a page is asked to offer after “add a row” (``trainings.2``)."""
    block, _dot, count = text.partition(".")
    return (block, int(count)) if REVISION.fullmatch(count) else ("", 0)


def _next_url(filing_id: uuid.UUID, code: str, edition: Edition) -> str:
    """The section after *code*, or the list of what is left after the last one."""
    codes = list(edition.by_code)
    place = codes.index(code)
    if place + 1 < len(codes):
        return url_for(f"{codes[place + 1]}.show", filing_id=filing_id)
    return url_for("submitting.show", filing_id=filing_id)


def _conflict_page(filing: Filing, code: str, outcome: SaveOutcome) -> str:
    """The page that asks which of two values is to stand, cell by cell."""
    section, context = outcome.section, outcome.context
    conflicts = []
    for conflict in outcome.conflicts:
        name = name_of(section, context, outcome.cells, conflict.address, language())
        kind = kind_of(section, conflict.address)
        author = outcome.authors.get(conflict.address)
        shown = {w: kind.show(getattr(conflict, w), language()) for w in ("base", "mine", "theirs")}
        conflicts.append(
            {
                "address": conflict.address,
                "id": input_id(conflict.address),
                "where": name.where,
                "label": name.label,
                "base": shown["base"],
                "mine": conflict.mine,
                "theirs": conflict.theirs,
                "mine_shown": shown["mine"],
                "theirs_shown": shown["theirs"],
                "their_name": author.name if author else "",
                "their_time": author.at if author else None,
            }
        )
    return render_template(
        "filings/conflict.html",
        filing=filing_view(filing),
        section_title=f"{section.number}、{section.title.zh}" if language() == "zh" else section.title.en,
        section_url=url_for(f"{code}.show", filing_id=filing.id),
        others=sorted({author.name for author in outcome.authors.values() if author.name != current_user.name}),
        conflicts=conflicts,
        merged=len(outcome.changes),
        revision=outcome.revision,
    )


def _refused(filing_id: uuid.UUID, code: str, posted: Posted, error: Exception) -> ResponseReturnValue:
    """The page again with everything typed still in it, and why nothing was saved."""
    filing = load_filing(filing_id, Policy.EDITS_ANSWERS)
    status, word, message, address = _why(filing, code, error)
    if wants_json():
        return section_answers.refused(status, word, message, address)
    typed = {name: clean(text) for name, text in posted if "." in name}
    state = PageState(typed=typed, notices=(Notice("must", message),), whole=WHOLE in request.args)
    return section_page(filing, code, state), status


def _why(filing: Filing, code: str, error: Exception) -> tuple[int, str, str, str]:
    section, context = section_of(filing, code), form_context(filing)
    if isinstance(error, TooManyRows):
        block, limit = error.args
        title = section.by_code[block].title.of(language(), **context.words)
        message = _("“%(block)s” takes at most %(limit)s rows. Nothing was saved.", block=title, limit=limit)
        return 422, "too_many_rows", message, block
    if isinstance(error, CellTooLong):
        label = name_of(section, context, {}, error.args[0], language()).label
        return 422, "too_long", _("“%(label)s” holds too much text. Nothing was saved.", label=label), error.args[0]
    reason = filing_view(filing).not_editable_because
    message = _("What you typed last was not saved. %(reason)s", reason=reason)
    return 409, "not_editable", message, ""
