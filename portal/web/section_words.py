"""The words that stand all over the page of a section, put together once for each language."""

from functools import cache
from types import SimpleNamespace

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

WORDS = {
    "add_row": _l("Add a row"),
    "at_most": _l("This list takes at most {count} rows."),
    "complete": _l("Complete"),
    "earlier": _l("last: {value}"),
    "earlier_ticked": _l("last: ticked"),
    "earlier_unticked": _l("last: not ticked"),
    "footnote": _l("Footnote"),
    "indicator": _l("Indicator"),
    "many_rows": _l("({count} rows filled in)"),
    "move_down": _l("Move down: "),
    "move_or_remove": _l("Move or remove"),
    "move_up": _l("Move up: "),
    "not_added": _l("not added"),
    "nothing": _l("Nothing to report"),
    "nothing_ticked": _l("Nothing to report. Untick the box above to fill in rows."),
    "one_row": _l("(1 row filled in)"),
    "optional": _l("optional"),
    "remove": _l("Remove: "),
    "row": _l("Row {number}"),
    "several_possible": _l("(several possible)"),
    "sum_of_parts": _l("Sum of the parts"),
    "table": _l("(table)"),
    "tally_check": _l("to explain"),
    "tally_must": _l("to fix"),
    "tally_voice": _l("to answer"),
    "to_fix": _l("To fix:"),
    "total": _l("Total"),
    "totals_computed": _l("Totals are computed; what belongs to several rows is counted in each."),
    "what_counts": _l("What counts"),
}


@cache
def section_words(language: str) -> SimpleNamespace:
    """The words by name, in *language*, which is the one of the present request; ``gap`` parts two of them."""
    words = {name: Markup(str(text)) for name, text in WORDS.items()}  # noqa: S704  # catalogues are ours
    return SimpleNamespace(gap="" if language == "zh" else " ", **words)
