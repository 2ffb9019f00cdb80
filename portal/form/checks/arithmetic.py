"""Arithmetic within a record: totals that must agree with their parts (ARI-01, ARI-02).

A sum with a blank or unreadable cell in it is nobody's sum: it is left alone until it can be made.
"""

from collections.abc import Iterator

from portal.form.checks.sheet import Sheet
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

ARI_01 = Rule(
    "ARI-01",
    Level.HARD,
    Wording(
        "会员总数（{total}）应等于各类会员数之和（{sum}）。",
        "Total members ({total}) must equal the sum of the kinds ({sum}).",
    ),
)
ARI_02 = Rule(
    "ARI-02",
    Level.HARD,
    Wording(
        "{year}年{label}（{total}）应介于三种专利之和（{kinds3}）与含国外专利之和（{all}）之间。",
        "{label} for {year} ({total}) must lie between the sum of the three kinds ({kinds3})"
        " and that sum plus foreign patents ({all}).",
    ),
)
RULES = (ARI_01, ARI_02)

MEMBERS = tuple(
    f"members.member_{kind}" for kind in ("total", "enterprises", "universities", "research_institutes", "others")
)
PATENTS = "patents_by_year"
COUNTED = ("applications", "grants", "in_force")
LINES = ("total", "invention", "utility_model", "design", "foreign")


def members_add_up(sheet: Sheet) -> Iterator[Problem]:
    """ARI-01: every member is of exactly one of the four kinds."""
    total, *kinds = (sheet.value(address) for address in MEMBERS)
    if total is not None and None not in kinds and total != sum(kinds):
        yield sheet.problem(ARI_01, *MEMBERS, total=total, sum=sum(kinds))


def patents_add_up(sheet: Sheet) -> Iterator[Problem]:
    """ARI-02: whether a total counts foreign patents is open (AMB-04), but either reading keeps it in these bounds."""
    for year in sheet.context.years:
        for counted in COUNTED:
            addresses = [f"{PATENTS}.{year}.{counted}_{line}" for line in LINES]
            values = [sheet.value(address) for address in addresses]
            if None in values:
                continue
            total, *kinds, foreign = values
            if not sum(kinds) <= total <= sum(kinds) + foreign:
                yield sheet.problem(
                    ARI_02,
                    *addresses,
                    year=year,
                    label=sheet.plan.cells[addresses[0]].label,
                    total=total,
                    kinds3=sum(kinds),
                    all=sum(kinds) + foreign,
                )
