"""Entries that say nothing, say it twice, or leave out what they point to (FMT-13, FMT-14, FMT-16).

Looks at what was written, not at how it is spelled; names are compared, never changed.
"""

import re
from collections.abc import Iterator

from portal.form.blocks import OTHER
from portal.form.checks.families import Across, InSection
from portal.form.checks.sheet import Sheet, value_of
from portal.form.comparing import comparable, substance
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

FMT_13 = Rule(
    "FMT-13",
    Level.SOFT,
    Wording(
        "“{label}”内容疑似无效，请核实；没有请勾选“本项无”。",
        "“{label}” looks like a placeholder; tick “nothing to report” if there is none.",
    ),
    extended=True,
)
FMT_14 = Rule(
    "FMT-14",
    Level.SOFT,
    Wording("“{block}”中“{name}”重复，请核实。", "“{name}” is repeated in “{block}”; please check."),
    extended=True,
)
FMT_16 = Rule("FMT-16", Level.HARD, Wording("选择“其他”的请注明内容。", "Specify the text for “other”."))
RULES = (FMT_13, FMT_14, FMT_16)

#: The lists whose rows have a name: block, column of the name, column of the year (blank where there is none).
NAMED = {
    "system_building": (
        ("trainings", "training_name", "training_year"),
        ("innovation_platforms", "innovation_platform_name", "innovation_platform_year"),
    ),
    "patent_information": (
        ("info_platforms", "info_platform_name", "info_platform_built_on"),
        ("databases", "database_name", "database_built_on"),
        ("risk_warning_projects", "risk_warning_name", "risk_warning_year"),
        ("navigation_projects", "navigation_name", "navigation_year"),
    ),
    "collaborative_utilization": (
        ("patent_layouts", "layout_name", ""),
        ("patent_pools", "pool_name", "pool_year"),
        ("alliances", "alliance_name", "alliance_joined_year"),
        ("standards", "standard_name", "standard_year"),
    ),
}
#: Names that stand for none, without their punctuation.
PLACEHOLDERS = frozenset({"无", "暂无", "没有", "测试", "同上", "none", "na", "test", "ditto"})
LONGEST_PLACEHOLDER = 12
SHORTEST_NAME = 2
LETTER = re.compile(r"[^\W_]")
OTHER_CHOSEN = "other"
FREQUENCY = "database_update_frequency"
FORMS = "financial_participation_forms"


def names_say_something(sheet: Sheet) -> Iterator[Problem]:
    """FMT-13: a row named 无 counts as one more training or pool in the nation's totals."""
    for block, code, _year in NAMED[sheet.plan.section.code]:
        for row, texts in sheet.rows[block]:
            name = texts.get(code)
            if name and is_placeholder(name):
                label = sheet.plan.columns[block][code].label
                yield sheet.problem(FMT_13, f"{block}.{row}.{code}", label=label, value=name)


def is_placeholder(name: str) -> bool:
    """Whether *name* names nothing: one character, punctuation alone, or a word for none."""
    if len(name) < SHORTEST_NAME or not LETTER.search(name):
        return True
    return len(name) <= LONGEST_PLACEHOLDER and substance(name) in PLACEHOLDERS


def rows_stand_once(sheet: Sheet) -> Iterator[Problem]:
    """FMT-14: the same name in the same year is most often a row copied twice. The later row is where it shows."""
    for block, code, dated in NAMED[sheet.plan.section.code]:
        first: dict[tuple[str, object], str] = {}
        for row, texts in sheet.rows[block]:
            name = comparable(texts.get(code, ""))
            year = _year(sheet, block, dated, texts) if dated else block
            if not name or year is None:
                continue
            earlier = first.setdefault((name, year), row)
            if earlier != row:
                cells = [f"{block}.{r}.{c}" for r in (row, earlier) for c in (code, dated) if c]
                title = next(plan.title for plan in sheet.plan.blocks if plan.block.code == block)
                yield sheet.problem(FMT_14, *cells, block=title, name=texts[code])


def _year(sheet: Sheet, block: str, code: str, texts: dict[str, str]) -> object:
    """The year in column *code* of a row, which may hold a date; None when it cannot be read."""
    value = value_of(sheet.plan.columns[block][code].kind, texts.get(code, ""))
    return value[0] if isinstance(value, tuple) else value


def other_frequency_is_named(sheet: Sheet) -> Iterator[Problem]:
    """FMT-16 for databases: “other” by itself tells nobody how fresh the data are."""
    for row, texts in sheet.rows["databases"]:
        if texts.get(FREQUENCY) == OTHER_CHOSEN and FREQUENCY + OTHER not in texts:
            cell = f"databases.{row}.{FREQUENCY}"
            yield sheet.problem(FMT_16, cell + OTHER, cell)


def other_form_is_named(sheet: Sheet) -> Iterator[Problem]:
    """FMT-16 for the forms in which institutions took part: footnote 6 lists five, a sixth must say what it is."""
    for year in sheet.context.years:
        cell = f"operations_by_year.{year}.{FORMS}"
        if OTHER_CHOSEN in (sheet.value(cell) or ()) and not sheet.document.get(cell + OTHER):
            yield sheet.problem(FMT_16, cell + OTHER, cell, year=year)


IN_SECTION: InSection = {
    "system_building": (names_say_something, rows_stand_once),
    "patent_information": (names_say_something, rows_stand_once, other_frequency_is_named),
    "collaborative_utilization": (names_say_something, rows_stand_once, other_form_is_named),
}
ACROSS: Across = ()
