"""The edit checks: one registry of rules, one list of checks a section, one way to run them.

The same ``check`` serves page, import, submission and review. Owns neither the rules' reasons (the
modules beside this one, by family) nor what follows from a problem. Checks never change an answer
and accept any document, however strange.
"""

from collections.abc import Mapping

from portal.form.blocks import Edition, Section
from portal.form.checks import (
    across_fields,
    across_years,
    arithmetic,
    completeness,
    entries,
    explanations,
    formats,
    pairs,
    ranges,
    reading,
    units,
)
from portal.form.checks.families import Check, CheckAcross
from portal.form.checks.sheet import Sheet, Sheets
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.problems import Problem, Rule

FAMILIES = (
    completeness,
    reading,
    formats,
    entries,
    arithmetic,
    ranges,
    across_years,
    pairs,
    across_fields,
    units,
    explanations,
)

RULES: dict[str, Rule] = {rule.code: rule for family in FAMILIES for rule in family.RULES}

EVERY_SECTION: tuple[Check, ...] = (completeness.nothing_missing, reading.everything_readable)

CHECKS: dict[str, tuple[Check, ...]] = {
    code: (*EVERY_SECTION, *(check for family in FAMILIES for check in family.IN_SECTION.get(code, ())))
    for code in (
        *("system_building", "patent_information", "collaborative_utilization"),
        *("patent_protection", "summary_materials"),
    )
}

ACROSS_SECTIONS: tuple[CheckAcross, ...] = tuple(check for family in FAMILIES for check in family.ACROSS)

NOTHING_EARLIER: Document = {}


def check_section(section: Section, document: Document, context: FormContext) -> list[Problem]:
    """Every problem of *document* as the answers of *section*, in the order of the form.

    What only shows between sections is not looked for: see :func:`check_filing`.
    """
    return _of_section(Sheet(section, document, context))


def check_filing(
    edition: Edition,
    documents: Mapping[str, Document],
    context: FormContext,
    earlier: Document = NOTHING_EARLIER,
) -> dict[str, list[Problem]]:
    """The problems of each section by its code; a section without a document counts as blank.

    A problem between sections stands with the section of its first address. *earlier* holds the answers
    of the association's newest accepted earlier round by full address.
    """
    sheets = {s.code: Sheet(s, documents.get(s.code, {}), context) for s in edition.sections}
    found = {code: _of_section(sheet) for code, sheet in sheets.items()}
    between = Sheets(sheets, context, earlier)
    more: dict[str, list[Problem]] = {}
    for check in ACROSS_SECTIONS:
        for problem in check(between):
            if problem.rule.code not in context.rules.off:
                more.setdefault(problem.addresses[0].partition(".")[0], []).append(problem)
    for code, problems in more.items():
        found[code] = sheets[code].in_order(found[code] + problems)
    return found


def _of_section(sheet: Sheet) -> list[Problem]:
    problems = [problem for check in CHECKS[sheet.plan.section.code] for problem in check(sheet)]
    off = sheet.context.rules.off
    return sheet.in_order([p for p in problems if p.rule.code not in off] if off else problems)
