"""The edit checks: one registry of rules, one list of checks a section, one way to run them.

The same ``check`` serves page, import, submission and review. Owns neither the rules' reasons (the
modules beside this one, by family) nor what follows from a problem. Checks never change an answer
and accept any document, however strange.
"""

from collections.abc import Callable, Iterable, Mapping

from portal.form.blocks import Edition, Section
from portal.form.checks import arithmetic, completeness, ranges, reading
from portal.form.checks.sheet import Sheet
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.problems import Problem, Rule

Check = Callable[[Sheet], Iterable[Problem]]

RULES: dict[str, Rule] = {
    rule.code: rule for family in (completeness, reading, arithmetic, ranges) for rule in family.RULES
}

EVERY_SECTION: tuple[Check, ...] = (completeness.nothing_missing, reading.everything_readable)

CHECKS: dict[str, tuple[Check, ...]] = {
    "system_building": (
        *EVERY_SECTION,
        arithmetic.members_add_up,
        arithmetic.patents_add_up,
        ranges.founded_before_joining,
        ranges.joined_within_the_pilot,
        ranges.founded_recently,
        ranges.trained_in_the_pilot,
        ranges.dated_plausibly,
    ),
    "patent_information": (
        *EVERY_SECTION,
        ranges.projects_begun,
        ranges.projects_of_the_pilot,
        ranges.dated_plausibly,
    ),
    "collaborative_utilization": (
        *EVERY_SECTION,
        completeness.forms_chosen,
        ranges.dated_plausibly,
    ),
    "patent_protection": EVERY_SECTION,
    "summary_materials": EVERY_SECTION,
}


def check_section(section: Section, document: Document, context: FormContext) -> list[Problem]:
    """Every problem of *document* as the answers of *section*, in the order of the form."""
    sheet = Sheet(section, document, context)
    return sheet.in_order([problem for check in CHECKS[section.code] for problem in check(sheet)])


def check_filing(edition: Edition, documents: Mapping[str, Document], context: FormContext) -> dict[str, list[Problem]]:
    """The problems of each section by its code; a section without a document counts as blank."""
    return {s.code: check_section(s, documents.get(s.code, {}), context) for s in edition.sections}
