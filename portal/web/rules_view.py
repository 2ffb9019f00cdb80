"""The edit checks as their pages and their workbook show them: in both languages, with what a round decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.exchange.consolidated_workbook import Head
from portal.exchange.rules_workbook import RuleWords
from portal.form.checks import RULES
from portal.form.checks.reasons import REASONS
from portal.form.checks.words import FAMILIES, family_of, parameter_name, spelled
from portal.form.context import RuleSettings
from portal.form.folding import group_thousands
from portal.form.problems import Level, Rule
from portal.services.rehearsal import ASKED_ELSEWHERE
from portal.services.round_rules import OF_INSTALLATION, bound_text, changeable
from portal.web.language import HTML_LANGUAGES, LANGUAGES, language

#: Class, icon and word of a level.
LEVELS: Mapping[Level, tuple[str, str, Any]] = {
    Level.HARD: ("must", "x-octagon-fill", _l("Must be corrected")),
    Level.SOFT: ("check", "exclamation-triangle-fill", _l("Correct or explain")),
}
NARROW, PLAIN, WIDE, TEXT = 9, 16, 30, 60


@dataclass(frozen=True)
class Bound:
    """One bound of a rule in words; ``default`` only where the round has set another."""

    name: str
    value: str
    default: str


@dataclass(frozen=True)
class RuleView:
    """One rule. ``other`` is its message in the other language, which ``other_lang`` names for the page."""

    code: str
    level: tuple[str, str, Any]
    extended: bool
    essential: bool
    of_installation: bool
    off: bool
    message: str
    other: str
    other_lang: str
    reason: str
    bounds: tuple[Bound, ...]
    changeable: bool
    rehearsable: bool

    @property
    def changed(self) -> bool:
        """Whether the round has decided anything about it."""
        return self.off or any(bound.default for bound in self.bounds)


@dataclass(frozen=True)
class Family:
    """A chapter of the rule book with its rules."""

    code: str
    title: str
    rules: tuple[RuleView, ...]


def in_order() -> list[Rule]:
    """All rules in the order of the rule book."""
    chapters = list(FAMILIES)
    return sorted(RULES.values(), key=lambda rule: (chapters.index(family_of(rule)), rule.code))


def families(settings: RuleSettings) -> Iterator[Family]:
    """The rule book as a round with *settings* asks it."""
    views = [(family_of(rule), rule_view(rule, settings)) for rule in in_order()]
    for code, title in FAMILIES.items():
        yield Family(code, title.of(language()), tuple(view for family, view in views if family == code))


def rule_view(rule: Rule, settings: RuleSettings) -> RuleView:
    """*rule* as a round with *settings* asks it."""
    spoken = language()
    other = next(code for code in LANGUAGES if code != spoken)
    text = spelled(rule)
    return RuleView(
        code=rule.code,
        level=LEVELS[rule.level],
        extended=rule.extended,
        essential=rule.essential,
        of_installation=rule.code in OF_INSTALLATION,
        off=rule.code in settings.off,
        message=text.of(spoken),
        other=text.of(other),
        other_lang=HTML_LANGUAGES[other],
        reason=REASONS[rule.code].of(spoken),
        bounds=tuple(_bounds(rule, settings)),
        changeable=changeable(rule),
        rehearsable=rule.code not in ASKED_ELSEWHERE,
    )


def _bounds(rule: Rule, settings: RuleSettings) -> Iterator[Bound]:
    for name, default in rule.parameters.items():
        value = settings.parameter(rule, name)
        shown = _figure(name, value), _figure(name, default) if value != default else ""
        yield Bound(parameter_name(rule.code, name).of(language()), *shown)


def _figure(name: str, value: Decimal) -> str:
    """A bound as people read it; a year is no quantity."""
    text = bound_text(value)
    return text if name.endswith("_year") else group_thousands(text)


def workbook_words(year: int) -> RuleWords:
    """What the workbook of the rules says in the reader's language; *year* is the round's."""
    both = ("中文", "English")
    code = Head(_("Check"), NARROW)
    rules = [
        code,
        *(Head(_("Chapter, %(language)s", language=name), WIDE) for name in both),
        Head(_("Level"), PLAIN),
        Head(_("Core or extended"), PLAIN),
        Head(_("In the %(year)s round", year=year), PLAIN),
        *(Head(_("What it says, %(language)s", language=name), TEXT) for name in both),
        *(Head(_("Why it is asked, %(language)s", language=name), TEXT) for name in both),
    ]
    bounds = [
        code,
        *(Head(_("Bound, %(language)s", language=name), TEXT) for name in both),
        Head(_("Default"), PLAIN),
        Head(_("In the %(year)s round", year=year), PLAIN),
    ]
    return RuleWords(
        rules=(_("Edit checks"), rules),
        bounds=(_("Bounds"), bounds),
        levels={level: str(word) for level, (_css, _icon, word) in LEVELS.items()},
        extended={False: _("core check"), True: _("extended check")},
        asked={True: _("asked"), False: _("switched off")},
    )
