"""The edit checks of a round as a workbook: a sheet of the rules in both languages, a sheet of their bounds.

Owns which columns there are. Words other than the rule book's own are handed in, in the language of who
downloads it; that text is never a formula is seen to by ``exchange.consolidated_workbook``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from portal.exchange.consolidated_workbook import ConsolidatedWorkbook, Head
from portal.form.checks.reasons import REASONS
from portal.form.checks.words import FAMILIES, family_of, parameter_name, spelled
from portal.form.context import RuleSettings
from portal.form.problems import Level, Rule


@dataclass(frozen=True)
class RuleWords:
    """What the workbook says beside the rule book: titles of the two sheets, their heads, and the words in cells.

    ``asked`` are the words for a rule that is switched on or off.
    """

    rules: tuple[str, Sequence[Head]]
    bounds: tuple[str, Sequence[Head]]
    levels: Mapping[Level, str]
    extended: Mapping[bool, str]
    asked: Mapping[bool, str]


def write(rules: Sequence[Rule], settings: RuleSettings, words: RuleWords, file: BinaryIO) -> None:
    """Write *rules*, in their order, as a round with *settings* asks them, into *file*."""
    book = ConsolidatedWorkbook()
    listed, bounds = book.sheet(*words.rules), book.sheet(*words.bounds)
    for rule in rules:
        off = rule.code in settings.off
        texts = (
            rule.code,
            *FAMILIES[family_of(rule)],
            words.levels[rule.level],
            words.extended[rule.extended],
            words.asked[not off],
            *spelled(rule),
            *REASONS[rule.code],
        )
        listed.append([listed.text(text) for text in texts])
        for name, default in rule.parameters.items():
            row = (bounds.text(text) for text in (rule.code, *parameter_name(rule.code, name)))
            bounds.append([*row, _number(default), _number(settings.parameter(rule, name))])
    book.save(file)


def _number(value: Decimal) -> int | Decimal:
    """A bound as a spreadsheet shows it: 1, not 1.0."""
    return int(value) if value == value.to_integral_value() else value
