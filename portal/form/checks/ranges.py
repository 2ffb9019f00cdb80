"""Ranges: years and dates that cannot be, or are unlikely (RNG-01 … RNG-07).

Only cells that can be read are looked at; what cannot be read is FMT-11's.
"""

from collections.abc import Iterator

from portal.form.checks.sheet import PROFILE_JOINED_YEAR, Sheet
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

RNG_01 = Rule(
    "RNG-01",
    Level.HARD,
    Wording(
        "成立时间不能晚于加入试点年份（{joined_year}年）。",
        "The founding date must not be after the joining year ({joined_year}).",
    ),
)
RNG_02 = Rule(
    "RNG-02",
    Level.HARD,
    Wording(
        "加入试点年份应在2013年至{round_year}年之间。",
        "The joining year must lie between 2013 and {round_year}.",
    ),
)
RNG_03 = Rule("RNG-03", Level.SOFT, Wording("成立时间早于1949年，请核实。", "Founded before 1949; please check."))
RNG_04 = Rule(
    "RNG-04",
    Level.HARD,
    Wording(
        "培训年份应在{joined_year}年至{round_year}年之间。",
        "The training year must lie between {joined_year} and {round_year}.",
    ),
)
RNG_05 = Rule(
    "RNG-05",
    Level.HARD,
    Wording("开展年份不能晚于{round_year}年。", "The project year must not be after {round_year}."),
)
RNG_06 = Rule(
    "RNG-06",
    Level.SOFT,
    Wording(
        "项目开展年份早于加入试点年份，请说明。",
        "The project began before the unit joined the pilot; explain.",
    ),
)
RNG_07 = Rule(
    "RNG-07",
    Level.HARD,
    Wording(
        "“{label}”应在1949年至{round_year}年之间。",
        "“{label}” must lie between 1949 and {round_year}.",
    ),
)
RULES = (RNG_01, RNG_02, RNG_03, RNG_04, RNG_05, RNG_06, RNG_07)

FIRST_PILOT_YEAR = 2013
EARLIEST_YEAR = 1949
FOUNDED_ON = "basic.founded_on"
PROJECT_YEARS = (("risk_warning_projects", "risk_warning_year"), ("navigation_projects", "navigation_year"))
DATED_ROWS = (
    ("innovation_platforms", "innovation_platform_year"),
    ("info_platforms", "info_platform_built_on"),
    ("databases", "database_built_on"),
    ("patent_pools", "pool_year"),
    ("alliances", "alliance_joined_year"),
    ("standards", "standard_year"),
)


def founded_before_joining(sheet: Sheet) -> Iterator[Problem]:
    """RNG-01: only a body that exists can be designated a pilot unit."""
    founded = sheet.value(FOUNDED_ON)
    if founded and founded[0] > sheet.context.joined_year:
        yield sheet.problem(RNG_01, FOUNDED_ON, joined_year=sheet.context.joined_year)


def joined_within_the_pilot(sheet: Sheet) -> Iterator[Problem]:
    """RNG-02: the pilot began in 2013, and who joined after the round's year is not in the round.

    The joining year stands in the association's profile, not on the form, so the address is none of
    a section's cells.
    """
    joined, last = sheet.context.joined_year, sheet.context.round_year
    if not FIRST_PILOT_YEAR <= joined <= last:
        yield RNG_02.problem(PROFILE_JOINED_YEAR, joined_year=joined, round_year=last)


def founded_recently(sheet: Sheet) -> Iterator[Problem]:
    """RNG-03: an older body is possible, a slip of the keyboard more likely."""
    founded = sheet.value(FOUNDED_ON)
    if founded and founded[0] < EARLIEST_YEAR:
        yield sheet.problem(RNG_03, FOUNDED_ON, year=founded[0])


def trained_in_the_pilot(sheet: Sheet) -> Iterator[Problem]:
    """RNG-04: the block's title asks for trainings from joining to the round's year."""
    joined, last = sheet.context.joined_year, sheet.context.round_year
    for address, year in sheet.column("trainings", "training_year"):
        if not joined <= year <= last:
            yield sheet.problem(RNG_04, address, year=year, joined_year=joined, round_year=last)


def projects_begun(sheet: Sheet) -> Iterator[Problem]:
    """RNG-05: a project still to come is a plan, not a result."""
    last = sheet.context.round_year
    for block, code in PROJECT_YEARS:
        for address, year in sheet.column(block, code):
            if year > last:
                yield sheet.problem(RNG_05, address, year=year, round_year=last)


def projects_of_the_pilot(sheet: Sheet) -> Iterator[Problem]:
    """RNG-06: a project begun before joining may still count, but the reader must be told why."""
    joined = sheet.context.joined_year
    for block, code in PROJECT_YEARS:
        for address, year in sheet.column(block, code):
            if year < joined:
                yield sheet.problem(RNG_06, address, year=year, joined_year=joined)


def dated_plausibly(sheet: Sheet) -> Iterator[Problem]:
    """RNG-07: platforms, databases, pools, alliances and standards may precede the pilot, not the century."""
    last = sheet.context.round_year
    for block, code in DATED_ROWS:
        if block not in sheet.rows:
            continue
        label = sheet.plan.columns[block][code].label
        for address, value in sheet.column(block, code):
            year = value[0] if isinstance(value, tuple) else value
            if not EARLIEST_YEAR <= year <= last:
                yield sheet.problem(RNG_07, address, label=label, year=year, round_year=last)
