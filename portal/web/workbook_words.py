"""The words of the consolidated workbook, in the language of who downloads it.

The form's own words come from the definition; heads and notes are the interface's.
"""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.exchange.consolidated_workbook import Head
from portal.filing.states import FilingState
from portal.form.blocks import ROWS, Block, Edition, Rows, Section
from portal.form.checks.plan import label_of
from portal.form.context import FormContext
from portal.form.editions import EDITIONS
from portal.form.kinds import Amount, Choice, Integer, Kind, Text
from portal.form.profile import KINDS
from portal.models import Round
from portal.services.consolidated import NOT_STARTED, Indicator, ListWords, Vocabulary
from portal.services.rounds import context_from
from portal.web.cell_looks import UNITS
from portal.web.language import language

NARROW, PLAIN, WIDE = 9, 14, 32


def vocabulary(round_: Round, scope: str) -> Vocabulary:
    """Everything the workbook of *round_* says; *scope* names whose returns are in it."""
    edition = EDITIONS[round_.edition]
    context = context_from(round_.year, round_.settings, round_.year, "")
    return Vocabulary(
        language=language(),
        figures=(_("Figures"), _heads_of_figures()),
        returns=(_("Returns"), _heads_of_returns()),
        notes=(_("Notes"), [Head(_("What"), WIDE), Head(_("What it means"), 100)]),
        indicators={one.code: one for one in _indicators(edition, context)},
        lists=[_list(section, block, context) for section, block in _lists(edition)],
        states={
            NOT_STARTED: _("Not started"),
            FilingState.DRAFT: _("Draft"),
            FilingState.SUBMITTED: _("Submitted"),
            FilingState.RETURNED: _("Returned"),
            FilingState.ACCEPTED: _("Accepted"),
        },
        kinds={option.code: option.label.of(language()) for option in KINDS},
        late={True: _("late"), False: _("in time")},
        explained=_notes(scope),
    )


def _indicators(edition: Edition, context: FormContext) -> Iterator[Indicator]:
    """Every indicator that facts can have, in the order of the form."""
    turn = 0
    for position, section in enumerate(edition.sections, start=1):
        title = section.title.of(language())
        numbered = f"{section.number}、{title}" if language() == "zh" else f"{position}. {title}"
        for block in section.blocks:
            choices = [kind for kind in block.cell_kinds.values() if isinstance(kind, Choice)]
            of_rows = choices[0] if choices and isinstance(block, Rows) else None
            cells: list[tuple[str, Kind | None]] = [(ROWS, None)] if isinstance(block, Rows) else []
            for code, kind in [*cells, *block.cell_kinds.items()]:
                own = kind if isinstance(kind, Choice) and not isinstance(block, Rows) else None
                if kind is None or own or isinstance(kind, Integer | Amount):
                    turn += 1
                    yield Indicator(
                        numbered,
                        block.title.of(language(), **context.words),
                        _label(block, code, context),
                        f"{section.code}.{block.code}.{code}",
                        _("1 for each choice") if own else _unit(block, code),
                        turn,
                        own or of_rows,
                    )


def _label(block: Block, code: str, context: FormContext) -> str:
    if code == ROWS:
        return str(_("Number of rows"))
    label = " ".join(label_of(block.by_code[code], block, context).of(language()).split())
    if code == block.by_code[code].other_code:
        return str(_("%(label)s: other (specify)", label=label))
    return label


def _unit(block: Block, code: str) -> str:
    if code == ROWS:
        return str(_("rows"))
    unit = UNITS.get(block.by_code[code].unit or "")
    return unit.of(language()) if unit else ""


def _lists(edition: Edition) -> Iterator[tuple[Section, Rows]]:
    for section in edition.sections:
        for block in section.blocks:
            if isinstance(block, Rows):
                yield section, block


def _list(section: Section, block: Rows, context: FormContext) -> ListWords:
    columns = {code: kind for code, kind in block.cell_kinds.items() if not context.hides(code)}
    heads = [Head(_("Association"), WIDE), Head(_("Region"), PLAIN), Head(_("Row"), NARROW)]
    heads += [
        Head(_label(block, code, context), WIDE if isinstance(kind, Text) else PLAIN) for code, kind in columns.items()
    ]
    heads += [Head(_("State"), PLAIN), Head(_("Reference number"), 20)]
    return ListWords(section.code, block, block.title.of(language(), **context.words), columns, heads)


def _heads_of_figures() -> list[Head]:
    return [
        Head(_("Round"), NARROW),
        Head(_("Association"), WIDE),
        Head(_("Region"), PLAIN),
        Head(_("Section"), PLAIN),
        Head(_("Table"), WIDE),
        Head(_("Indicator"), WIDE),
        Head(_("Code"), PLAIN),
        Head(_("Unit"), NARROW),
        Head(_("Year"), NARROW),
        Head(_("Category"), PLAIN),
        Head(_("Value"), PLAIN),
        Head(_("State"), PLAIN),
        Head(_("Reference number"), 20),
    ]


def _heads_of_returns() -> list[Head]:
    return [
        Head(_("Association"), WIDE),
        Head(_("Region"), PLAIN),
        Head(_("Kind of organization"), 20),
        Head(_("Joined in"), NARROW),
        Head(_("State"), PLAIN),
        Head(_("In this state since"), 20),
        Head(_("Deadline"), 20),
        Head(_("Extended until"), 20),
        Head(_("Submission"), NARROW),
        Head(_("Submitted at"), 20),
        Head(_("In time or late"), PLAIN),
        Head(_("Reference number"), 20),
        Head(_("Responsible person"), PLAIN),
        Head(_("Submitted by"), PLAIN),
        Head(_("Reviewer"), PLAIN),
        Head(_("Open comments"), PLAIN),
    ]


def _notes(scope: str) -> list[tuple[str, str]]:
    """What somebody must know who adds these figures up."""
    return [
        (_("Whose returns"), scope),
        (
            _("What is in it"),
            _(
                "Every return that stands submitted, as it was submitted: submitted, accepted, and returned for"
                " correction (then as last submitted). What is being filled in is not in it."
            ),
        ),
        (_("State"), _("Where the return stood at the moment of the download. Final figures are those accepted.")),
        (_("Value"), _("As typed. 0 was typed as 0; what was left blank has no row. Amounts are in CNY 10,000.")),
        (
            _("Year"),
            _(
                "The year the figure is of. Figures of a list stand under the year that its rows name."
                " Blank: the form asks for the state at the end of the round's year, or the row names no year."
            ),
        ),
        (
            _("Category"),
            _("What the rows of a list, or a question with choices, were put under. Rows add up over all categories."),
        ),
        (_("Number of rows"), _("How many rows a list has. 0: nothing to report was ticked. No row: left blank.")),
        (
            _("Patents in force"),
            _("Figures at the end of a year are never added across years; those of a list may count a patent twice."),
        ),
        (_("Times"), _("Beijing time. A deadline at 0:00 is 24:00 of the day before.")),
    ]
