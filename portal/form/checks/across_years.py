"""Plausibility from one year to the next, and from one round to the next (XYR-01 … XYR-11).

Two years are compared only where both are reported. A blank or unreadable figure compares with nothing.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from portal.form.checks.families import Across, InSection, of_block
from portal.form.checks.sheet import Sheet, Sheets, value_of
from portal.form.checks.shown import grouped, percent, rounded
from portal.form.checks.years import HOME, OPERATIONS, PATENTS, PROTECTION, amounts_of, numbers_of
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

FLOOR = Decimal(20)

XYR_01 = Rule(
    "XYR-01",
    Level.SOFT,
    Wording(
        "{year}年有效专利拥有量（{value}）大于上年存量加当年授权和购买量（{limit}），如因会员增加请说明。",
        "Patents in force in {year} ({value}) exceed last year's stock plus grants and purchases ({limit});"
        " explain, for example new members.",
    ),
)
XYR_02 = Rule(
    "XYR-02",
    Level.SOFT,
    Wording(
        "{year}年有效专利拥有量较上年减少{pct}%，请说明（失效、转让或会员减少）。",
        "Patents in force fell by {pct}% in {year}; explain.",
    ),
    parameters={"max_lapse": Decimal("0.3"), "floor": FLOOR},
)
XYR_03 = Rule(
    "XYR-03",
    Level.SOFT,
    Wording("{year}年{label}较上年增长{pct}%，请核实并说明。", "{label} rose by {pct}% in {year}; check and explain."),
    parameters={"up": Decimal("1.0"), "floor": FLOOR},
)
XYR_04 = Rule(
    "XYR-04",
    Level.SOFT,
    Wording("{year}年{label}较上年下降{pct}%，请核实并说明。", "{label} fell by {pct}% in {year}; check and explain."),
    parameters={"down": Decimal("0.5"), "floor": FLOOR},
)
XYR_05 = Rule(
    "XYR-05",
    Level.SOFT,
    Wording(
        "{year}年授权量超过当年与上年申请量之和，请核实。",
        "Grants in {year} exceed the applications of that and the previous year.",
    ),
    parameters={"floor": FLOOR},
)
XYR_06 = Rule(
    "XYR-06",
    Level.SOFT,
    Wording(
        "{year}年授权量（{g}）明显高于申请量（{a}），请核实。",
        "Grants ({g}) clearly exceed applications ({a}) in {year}.",
    ),
    parameters={"max_ratio": Decimal("1.2"), "floor": FLOOR},
)
XYR_07 = Rule(
    "XYR-07",
    Level.SOFT,
    Wording(
        "{year}年有效量小于当年授权量，请核实是否误填流量。",
        "Patents in force are below the year's grants in {year}; a flow may have been entered for the stock.",
    ),
    parameters={"floor": FLOOR},
)
XYR_08 = Rule(
    "XYR-08",
    Level.SOFT,
    Wording("{year}年“{label}”为上年的{ratio}倍，请核实。", "“{label}” in {year} is {ratio} times the previous year."),
    parameters={"k": Decimal(10), "floor": Decimal(1000)},
)
XYR_09 = Rule(
    "XYR-09",
    Level.SOFT,
    Wording(
        "{year}年与上年数据完全相同，请核实是否误复制。",
        "All values of {year} equal those of the previous year; copied by mistake?",
    ),
    extended=True,
)
XYR_10 = Rule(
    "XYR-10",
    Level.SOFT,
    Wording(
        "{year}年“{label}”与上一轮审核通过的数据不一致，请说明修订原因。",
        "“{label}” for {year} differs from the approved earlier round; give the reason for revision.",
    ),
    extended=True,
)
XYR_11 = Rule(
    "XYR-11",
    Level.SOFT,
    Wording(
        "“{label}”较上一轮变动{pct}%，请说明。",
        "“{label}” changed by {pct}% since the previous round; explain.",
    ),
    parameters={"change": Decimal("0.5")},
    extended=True,
)
RULES = (XYR_01, XYR_02, XYR_03, XYR_04, XYR_05, XYR_06, XYR_07, XYR_08, XYR_09, XYR_10, XYR_11)

#: A stock below so much of the year's grants looks like a flow (XYR-07).
LEAST_OF_GRANTS = Decimal("0.8")
FLOWS = tuple(
    f"{counted}_{line}"
    for counted in ("applications", "grants")
    for line in ("total", "invention", "utility_model", "design", "foreign")
)
SINCE_LAST_ROUND = ("system_building.members.member_total", "system_building.basic.pilot_field_sales")


def stock_follows_from_flows(sheets: Sheets) -> Iterator[Problem]:
    """XYR-01: a stock grows by grants and purchases; new members bring theirs along, so it is no error."""
    home, bought_at = HOME[PATENTS].code, HOME[OPERATIONS].code
    for last, year in pairwise(sheets.context.years):
        addresses = [
            f"{home}.{PATENTS}.{year}.in_force_total",
            f"{home}.{PATENTS}.{last}.in_force_total",
            f"{home}.{PATENTS}.{year}.grants_total",
            f"{bought_at}.{OPERATIONS}.{year}.purchased_patents",
        ]
        values = [sheets.value(address) for address in addresses]
        if None not in values and values[0] > sum(values[1:]):
            shown = {"value": grouped(values[0]), "limit": grouped(sum(values[1:]))}
            yield XYR_01.problem(*addresses, year=year, **shown)


def stock_lapses_slowly(sheet: Sheet) -> Iterator[Problem]:
    """XYR-02: patents lapse one by one; many at once are more often a slip or members gone."""
    kept, floor = 1 - sheet.bound(XYR_02, "max_lapse"), sheet.bound(XYR_02, "floor")
    for last, year in pairwise(sheet.context.years):
        now_at, before_at = (f"{PATENTS}.{y}.in_force_total" for y in (year, last))
        now, before = sheet.value(now_at), sheet.value(before_at)
        if now is None or before is None:
            continue
        if now < kept * before and before - now >= floor:
            yield sheet.problem(XYR_02, now_at, before_at, year=year, pct=percent(before - now, before))


def flows_move_gently(sheet: Sheet) -> Iterator[Problem]:
    """XYR-03 and XYR-04: filings and grants rarely double or halve within a year."""
    up, small = 1 + sheet.bound(XYR_03, "up"), sheet.bound(XYR_03, "floor")
    down, low = 1 - sheet.bound(XYR_04, "down"), sheet.bound(XYR_04, "floor")
    for last, year in pairwise(sheet.context.years):
        for code in FLOWS:
            now_at, before_at = f"{PATENTS}.{year}.{code}", f"{PATENTS}.{last}.{code}"
            now, before = sheet.value(now_at), sheet.value(before_at)
            if now is None or not before:
                continue
            label = sheet.plan.cells[now_at].label
            if now > up * before and min(now, before) >= small:
                pct = percent(now - before, before)
                yield sheet.problem(XYR_03, now_at, before_at, year=year, label=label, pct=pct)
            elif now < down * before and before >= low:
                pct = percent(before - now, before)
                yield sheet.problem(XYR_04, now_at, before_at, year=year, label=label, pct=pct)


def grants_follow_applications(sheet: Sheet) -> Iterator[Problem]:
    """XYR-05 and XYR-06: what is granted was applied for, mostly a year or two before."""
    ratio, least = sheet.bound(XYR_06, "max_ratio"), sheet.bound(XYR_06, "floor")
    floor = sheet.bound(XYR_05, "floor")
    last_applied, last_at = None, ""
    for year in sheet.context.years:
        granted_at, applied_at = (f"{PATENTS}.{year}.{code}_total" for code in ("grants", "applications"))
        granted, applied = sheet.value(granted_at), sheet.value(applied_at)
        if granted is not None and applied is not None:
            if last_applied is not None and granted >= floor and granted > applied + last_applied:
                yield sheet.problem(XYR_05, granted_at, applied_at, last_at, year=year)
            if granted >= least and granted > applied * ratio:
                shown = {"g": grouped(granted), "a": grouped(applied)}
                yield sheet.problem(XYR_06, granted_at, applied_at, year=year, **shown)
        last_applied, last_at = applied, applied_at


def stock_holds_the_grants(sheet: Sheet) -> Iterator[Problem]:
    """XYR-07: patents granted in a year are mostly still in force at its end."""
    floor = sheet.bound(XYR_07, "floor")
    for year in sheet.context.years:
        stock_at, granted_at = (f"{PATENTS}.{year}.{code}_total" for code in ("in_force", "grants"))
        stock, granted = sheet.value(stock_at), sheet.value(granted_at)
        if stock is not None and granted is not None and granted >= floor and stock < LEAST_OF_GRANTS * granted:
            yield sheet.problem(XYR_07, stock_at, granted_at, year=year)


def amounts_leap(sheet: Sheet, block: str) -> Iterator[Problem]:
    """XYR-08 for the amounts of *block*: tenfold from one year to the next is a big contract or a slip."""
    most, floor = sheet.bound(XYR_08, "k"), sheet.bound(XYR_08, "floor")
    for last, year in pairwise(sheet.context.years):
        for now_at, before_at in zip(amounts_of(block, year), amounts_of(block, last), strict=True):
            now, before = sheet.value(now_at), sheet.value(before_at)
            if now and before and now >= floor and now > most * before:
                label = sheet.plan.cells[now_at].label
                ratio = rounded(now / before)
                yield sheet.problem(XYR_08, now_at, before_at, year=year, label=label, ratio=ratio)


def years_differ(sheet: Sheet, block: str) -> Iterator[Problem]:
    """XYR-09 for *block*: two years alike in every figure are more often a copy than a coincidence."""
    parts = {year: _figures(sheet, block, year) for year in sheet.context.years}
    for last, year in pairwise(sheet.context.years):
        now = parts[year]
        if now == parts[last] and any(now):
            addresses = [a for a in numbers_of(block, year) if a in sheet.plan.cells]
            before = [a for a in numbers_of(block, last) if a in sheet.plan.cells]
            yield sheet.problem(XYR_09, *addresses, *before, year=year)


def _figures(sheet: Sheet, block: str, year: int) -> list[Decimal | None]:
    """The figures of *block* in *year*; nothing where one cannot be read or is asked for and blank."""
    figures = []
    for address in numbers_of(block, year):
        cell = sheet.plan.cells.get(address)
        if cell is None:
            continue
        figure = sheet.value(address)
        if figure is None and (cell.required or sheet.document.get(address)):
            return []
        figures.append(figure)
    return figures


def years_stay_as_accepted(sheets: Sheets) -> Iterator[Problem]:
    """XYR-10: a year once accepted may be restated, but the national series must say why."""
    if not sheets.earlier:
        return
    for block, section in HOME.items():
        sheet = sheets.by_section[section.code]
        for year in sheets.context.years:
            for local in numbers_of(block, year):
                address, cell = f"{section.code}.{local}", sheet.plan.cells.get(local)
                if cell is None:
                    continue
                now, accepted = sheet.value(local), value_of(cell.kind, sheets.earlier.get(address, ""))
                if now is not None and accepted is not None and now != accepted:
                    yield XYR_10.problem(address, year=year, label=cell.label, accepted=grouped(accepted))


def size_stays_alike(sheets: Sheets) -> Iterator[Problem]:
    """XYR-11: membership and sales change slowly from round to round."""
    most = sheets.bound(XYR_11, "change")
    for address in SINCE_LAST_ROUND:
        section, _dot, local = address.partition(".")
        cell = sheets.by_section[section].plan.cells[local]
        now, before = sheets.value(address), value_of(cell.kind, sheets.earlier.get(address, ""))
        if now is not None and before and abs(now - before) > most * before:
            yield XYR_11.problem(address, label=cell.label, pct=percent(abs(now - before), before))


IN_SECTION: InSection = {
    HOME[PATENTS].code: (
        stock_lapses_slowly,
        flows_move_gently,
        grants_follow_applications,
        stock_holds_the_grants,
        of_block(years_differ, PATENTS),
    ),
    HOME[OPERATIONS].code: (of_block(amounts_leap, OPERATIONS), of_block(years_differ, OPERATIONS)),
    HOME[PROTECTION].code: (of_block(amounts_leap, PROTECTION), of_block(years_differ, PROTECTION)),
}
ACROSS: Across = (stock_follows_from_flows, years_stay_as_accepted, size_stays_alike)
