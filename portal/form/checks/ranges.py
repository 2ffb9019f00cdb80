"""Ranges: years, dates and numbers that cannot be, or are unlikely (RNG-01 … RNG-11).

Only cells that can be read are looked at; what cannot be read is FMT-11's.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from portal.form.checks.families import Across, InSection
from portal.form.checks.sheet import PROFILE_JOINED_YEAR, Sheet, Sheets
from portal.form.checks.shown import grouped
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
    parameters={"first_pilot_year": Decimal(2013)},
)
RNG_03 = Rule(
    "RNG-03",
    Level.SOFT,
    Wording("成立时间早于1949年，请核实。", "Founded before 1949; please check."),
    parameters={"min_year": Decimal(1949)},
    extended=True,
)
# The rule book prints the years of RNG-02 and RNG-03 in their sentences; a round with other bounds needs others.
RNG_02_MOVED = replace(
    RNG_02,
    message=Wording(
        "加入试点年份应在{first_pilot_year}年至{round_year}年之间。",
        "The joining year must lie between {first_pilot_year} and {round_year}.",
    ),
)
RNG_03_MOVED = replace(
    RNG_03, message=Wording("成立时间早于{min_year}年，请核实。", "Founded before {min_year}; please check.")
)
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
RNG_08 = Rule(
    "RNG-08",
    Level.SOFT,
    Wording(
        "“{label}”早于协会/联盟成立时间，请说明。",
        "“{label}” precedes the founding of the organization; explain.",
    ),
    extended=True,
)
RNG_09 = Rule(
    "RNG-09",
    Level.SOFT,
    Wording(
        "单次培训人数超过{max}人，请核实。",
        "More than {max} participants in one training; please check.",
    ),
    parameters={"max_training": Decimal(2000)},
)
RNG_10 = Rule(
    "RNG-10",
    Level.SOFT,
    Wording(
        "专职管理人员超过{max}人，请核实是否含会员单位人员。",
        "More than {max} full-time staff; does it include staff of members?",
    ),
    parameters={"max_staff": Decimal(100)},
    extended=True,
)
RNG_11 = Rule(
    "RNG-11",
    Level.SOFT,
    Wording("会员总数{value}不在通常范围内，请核实。", "Total members {value} is outside the usual range."),
    extended=True,
)
RULES = (RNG_01, RNG_02, RNG_03, RNG_04, RNG_05, RNG_06, RNG_07, RNG_08, RNG_09, RNG_10, RNG_11)

EARLIEST_YEAR = 1949
FOUNDED_ON = "basic.founded_on"
STAFF = "management.full_time_staff"
MEMBERS = "members.member_total"
PROFILE_KIND = "profile.kind"
FEWEST_MEMBERS = {"industry_association": 5, "ip_alliance": 3}
MOST_MEMBERS = 5000
FOUNDED_BY_THE_BODY = (("patent_pools", "pool_year"), ("alliances", "alliance_joined_year"))
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
    first = sheet.bound(RNG_02, "first_pilot_year")
    if not first <= joined <= last:
        rule = RNG_02 if first == RNG_02.parameters["first_pilot_year"] else RNG_02_MOVED
        yield rule.problem(PROFILE_JOINED_YEAR, joined_year=joined, round_year=last, first_pilot_year=_plain(first))


def founded_recently(sheet: Sheet) -> Iterator[Problem]:
    """RNG-03: an older body is possible, a slip of the keyboard more likely."""
    founded = sheet.value(FOUNDED_ON)
    earliest = sheet.bound(RNG_03, "min_year")
    if founded and founded[0] < earliest:
        rule = RNG_03 if earliest == RNG_03.parameters["min_year"] else RNG_03_MOVED
        yield sheet.problem(rule, FOUNDED_ON, year=founded[0], min_year=_plain(earliest))


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


def founded_before_its_pools(sheets: Sheets) -> Iterator[Problem]:
    """RNG-08: a body builds pools and joins alliances once it exists; an alliance of members may have begun earlier."""
    section, founded_on = "collaborative_utilization", f"system_building.{FOUNDED_ON}"
    founded = sheets.value(founded_on)
    if not founded:
        return
    for block, code in FOUNDED_BY_THE_BODY:
        label = sheets.by_section[section].plan.columns[block][code].label
        for address, year in sheets.column(section, block, code):
            if year < founded[0]:
                yield RNG_08.problem(address, founded_on, label=label, year=year, founded=founded[0])


def trainings_fit_a_hall(sheet: Sheet) -> Iterator[Problem]:
    """RNG-09: so many at one training are more often the year's sum, or page views of a recording."""
    most = sheet.bound(RNG_09, "max_training")
    for address, value in sheet.column("trainings", "training_participants"):
        if value > most:
            yield sheet.problem(RNG_09, address, max=grouped(most), value=grouped(value))


def staff_is_the_bodys_own(sheet: Sheet) -> Iterator[Problem]:
    """RNG-10: an association's own patent staff is a handful; hundreds are those of its members."""
    value, most = sheet.value(STAFF), sheet.bound(RNG_10, "max_staff")
    if value is not None and value > most:
        yield sheet.problem(RNG_10, STAFF, max=grouped(most), value=grouped(value))


def membership_is_of_usual_size(sheet: Sheet) -> Iterator[Problem]:
    """RNG-11: a body of two is hardly one, and thousands are more often its members' members.

    Where the profile does not say what kind of body it is, the bound that fits either kind is asked.
    """
    value = sheet.value(MEMBERS)
    fewest = FEWEST_MEMBERS.get(sheet.context.profile.kind, min(FEWEST_MEMBERS.values()))
    if value is not None and not fewest <= value <= MOST_MEMBERS:
        yield RNG_11.problem(sheet.prefix + MEMBERS, PROFILE_KIND, value=grouped(value))


def _plain(bound: Decimal) -> str:
    """A year that is kept as a bound, as it is printed."""
    return f"{bound:f}"


IN_SECTION: InSection = {
    "system_building": (
        founded_before_joining,
        joined_within_the_pilot,
        founded_recently,
        membership_is_of_usual_size,
        staff_is_the_bodys_own,
        trained_in_the_pilot,
        trainings_fit_a_hall,
        dated_plausibly,
    ),
    "patent_information": (projects_begun, projects_of_the_pilot, dated_plausibly),
    "collaborative_utilization": (dated_plausibly,),
}
ACROSS: Across = (founded_before_its_pools,)
