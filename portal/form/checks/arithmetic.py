"""Arithmetic within a record: totals that must agree with their parts (ARI-01 … ARI-09).

A sum with a blank or unreadable cell in it is nobody's sum: it is left alone until it can be made.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from portal.form.checks.families import Across, InSection
from portal.form.checks.sheet import Sheet, value_of
from portal.form.checks.shown import grouped, nameless
from portal.form.choices import COUNT, ITEMS
from portal.form.context import FormContext
from portal.form.kinds import Amount
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
ARI_03 = Rule(
    "ARI-03",
    Level.SOFT,
    Wording(
        "{year}年{label}（{total}）不等于发明、实用新型、外观设计、国外专利之和（{all}），请改正或说明口径。",
        "{label} for {year} ({total}) differs from invention + utility model + design + foreign ({all});"
        " correct or explain.",
    ),
)
# The rule book words the additive convention; under the other one this sentence would name the wrong sum.
ARI_03_MEMO = replace(
    ARI_03,
    message=Wording(
        "{year}年{label}（{total}）不等于发明、实用新型、外观设计之和（{kinds3}），请改正或说明口径。",
        "{label} for {year} ({total}) differs from invention + utility model + design ({kinds3}); correct or explain.",
    ),
)
ARI_04 = Rule(
    "ARI-04",
    Level.HARD,
    Wording("“{name}”专利总数（{total}）与分项不符。", "Total of “{name}” ({total}) does not agree with its parts."),
)
ARI_05 = Rule(
    "ARI-05",
    Level.SOFT,
    Wording(
        "“{name}”专利总数（{total}）不等于分项之和（{all}），请说明口径。",
        "Total of “{name}” ({total}) differs from the sum of its parts ({all}); explain.",
    ),
)
ARI_05_MEMO = replace(
    ARI_05,
    message=Wording(
        "“{name}”专利总数（{total}）不等于发明、实用新型、外观设计之和（{kinds3}），请说明口径。",
        "Total of “{name}” ({total}) differs from invention + utility model + design ({kinds3}); explain.",
    ),
)
ARI_06 = Rule(
    "ARI-06",
    Level.HARD,
    Wording(
        "“{name}”专利总数应不少于2件：单个专利不能构成专利布局。",
        "“{name}” needs at least 2 patents: a single patent cannot constitute a layout.",
    ),
)
ARI_07 = Rule(
    "ARI-07",
    Level.SOFT,
    Wording(
        "专利池“{name}”仅1件专利，请核实（专利池为专利组合）。",
        "Patent pool “{name}” has one patent; a pool is a combination of patents.",
    ),
)
ARI_08 = Rule(
    "ARI-08",
    Level.HARD,
    Wording(
        "合计行由系统计算，导入值{value}与计算值{computed}不一致。",
        "The total row is computed; imported {value} differs from {computed}.",
    ),
)
ARI_09 = Rule(
    "ARI-09",
    Level.SOFT,
    Wording(
        "{year}年只有国外专利而无中国专利，请核实。",
        "{year} has foreign patents but no Chinese patents; please check.",
    ),
    extended=True,
)
RULES = (ARI_01, ARI_02, ARI_03, ARI_04, ARI_05, ARI_06, ARI_07, ARI_08, ARI_09)

MEMBERS = tuple(
    f"members.member_{kind}" for kind in ("total", "enterprises", "universities", "research_institutes", "others")
)
PATENTS = "patents_by_year"
COUNTED = ("applications", "grants", "in_force")
LINES = ("total", "invention", "utility_model", "design", "foreign")
LAYOUTS, POOLS = "patent_layouts", "patent_pools"
LAYOUT_LINES = tuple(f"layout_{line}" for line in LINES)
FEWEST_OF_A_LAYOUT = 2
# A sum of whole numbers may have more digits than any of them.
IMPORTED_TOTAL = Amount(0, ITEMS + COUNT)


class Sum(NamedTuple):
    """A total and its parts: Chinese patents of three kinds, and patents of offices elsewhere."""

    total: int
    kinds3: int
    foreign: int

    @property
    def with_foreign(self) -> int:
        return self.kinds3 + self.foreign

    def broken(self, context: FormContext, beyond: Rule, additive: Rule, memo: Rule) -> Rule | None:
        """The rule that the total breaks, if any.

        *beyond* when no reading of foreign patents leads to it (AMB-04); else *additive* or *memo*, whichever
        the round's convention is, when it follows the other reading.
        """
        if not self.kinds3 <= self.total <= self.with_foreign:
            return beyond
        if context.foreign_patent_convention == "memo":
            return None if self.total == self.kinds3 else memo
        return None if self.total == self.with_foreign else additive

    def shown(self) -> dict[str, str]:
        """The figures for a message, with thousands commas as on the page."""
        return {"total": grouped(self.total), "kinds3": grouped(self.kinds3), "all": grouped(self.with_foreign)}


def members_add_up(sheet: Sheet) -> Iterator[Problem]:
    """ARI-01: every member is of exactly one of the four kinds."""
    total, *kinds = (sheet.value(address) for address in MEMBERS)
    if total is not None and None not in kinds and total != sum(kinds):
        yield sheet.problem(ARI_01, *MEMBERS, total=grouped(total), sum=grouped(sum(kinds)))


def patents_add_up(sheet: Sheet) -> Iterator[Problem]:
    """ARI-02, and ARI-03 of what passes it: whether a total counts foreign patents is open (AMB-04).

    Either reading keeps a total within the bounds of ARI-02; ARI-03 asks who reads otherwise than the round.
    """
    for year, addresses in _totals(sheet.context.years):
        sums = _sum([sheet.value(address) for address in addresses])
        broken = sums and sums.broken(sheet.context, ARI_02, ARI_03, ARI_03_MEMO)
        if sums and broken:
            label = sheet.plan.cells[addresses[0]].label
            yield sheet.problem(broken, *addresses, year=year, label=label, **sums.shown())


def stock_has_chinese_patents(sheet: Sheet) -> Iterator[Problem]:
    """ARI-09: a pilot unit whose only patents are foreign has most likely left the other lines at 0."""
    for year in sheet.context.years:
        *kinds, foreign = (f"{PATENTS}.{year}.in_force_{line}" for line in LINES[1:])
        if sheet.value(foreign) and all(sheet.value(address) == 0 for address in kinds):
            shown = grouped(sheet.value(foreign))
            yield sheet.problem(ARI_09, foreign, *kinds, f"{PATENTS}.{year}.in_force_total", year=year, foreign=shown)


def layouts_add_up(sheet: Sheet) -> Iterator[Problem]:
    """ARI-04, ARI-05 of what passes it, and ARI-06: footnote 7 calls a layout an array of patents, so one is none."""
    kinds = [sheet.plan.columns[LAYOUTS][code].kind for code in LAYOUT_LINES]
    for number, (row, texts) in enumerate(sheet.rows[LAYOUTS], 1):
        values = [value_of(kind, texts.get(code, "")) for code, kind in zip(LAYOUT_LINES, kinds, strict=True)]
        sums = _sum(values)
        broken = sums and sums.broken(sheet.context, ARI_04, ARI_05, ARI_05_MEMO)
        small = values[0] is not None and values[0] < FEWEST_OF_A_LAYOUT
        if not broken and not small:
            continue
        addresses = [f"{LAYOUTS}.{row}.{code}" for code in LAYOUT_LINES]
        name = texts.get("layout_name") or nameless(number)
        if sums and broken:
            yield sheet.problem(broken, *addresses, name=name, **sums.shown())
        if small:
            yield sheet.problem(ARI_06, addresses[0], name=name, total=grouped(values[0]))


def pools_hold_several(sheet: Sheet) -> Iterator[Problem]:
    """ARI-07: footnote 8 calls a pool a combination of patents; one patent with many licensees is none."""
    kind = sheet.plan.columns[POOLS]["pool_patents"].kind
    for number, (row, texts) in enumerate(sheet.rows[POOLS], 1):
        if value_of(kind, texts.get("pool_patents", "")) == 1:
            name = texts.get("pool_name") or nameless(number)
            yield sheet.problem(ARI_07, f"{POOLS}.{row}.pool_patents", name=name, value=1)


def total_row_agrees(imported: str, computed: int) -> bool:
    """ARI-08 for one cell of a total row that came with a file: whether it says what the portal computes.

    A total row is never kept, so no document can break this rule: the import asks, and reports what differs
    by ``ARI_08.problem``. *imported* is the text as it stood in the file; a blank one claims nothing.
    """
    text = IMPORTED_TOTAL.read(imported)
    return not text or text == str(computed)


def _sum(values: list[int | None]) -> Sum | None:
    """The total, three kinds and foreign patents in *values*; None where one of them is not known."""
    known = [value for value in values if value is not None]
    if len(known) != len(LINES):
        return None
    total, *kinds, foreign = known
    return Sum(total, sum(kinds), foreign)


@lru_cache(maxsize=64)
def _totals(years: tuple[int, ...]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Year and addresses of each total of patents with its parts."""
    return tuple(
        (year, tuple(f"{PATENTS}.{year}.{counted}_{line}" for line in LINES)) for year in years for counted in COUNTED
    )


IN_SECTION: InSection = {
    "system_building": (members_add_up, patents_add_up, stock_has_chinese_patents),
    "collaborative_utilization": (layouts_add_up, pools_hold_several),
}
ACROSS: Across = ()
