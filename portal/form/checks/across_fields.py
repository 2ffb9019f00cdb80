"""Consistency between cells and between sections (XSC-06 … XSC-16).

A blank or unreadable cell contradicts nothing.
"""

from collections.abc import Iterator

from portal.form.checks.families import Across, InSection
from portal.form.checks.sheet import Sheet, Sheets
from portal.form.checks.shown import grouped
from portal.form.checks.years import HOME, OPERATIONS, PATENTS, PROTECTION
from portal.form.comparing import comparable, substance
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

XSC_06 = Rule(
    "XSC-06",
    Level.SOFT,
    Wording(
        "{year}年“{label}”数量超过可用的专利数量，请核实。",
        "“{label}” exceeds the patents available in {year}.",
    ),
)
XSC_07 = Rule(
    "XSC-07",
    Level.SOFT,
    Wording(
        "入池专利合计（{value}）超过成员专利数量，请核实。",
        "Patents in pools ({value}) exceed the patents of the members.",
    ),
)
XSC_08 = Rule(
    "XSC-08",
    Level.SOFT,
    Wording(
        "专利布局合计（{value}）超过成员专利数量，如有重复计算请说明。",
        "Patents in layouts ({value}) exceed the patents of the members; explain overlaps.",
    ),
)
XSC_09 = Rule(
    "XSC-09",
    Level.SOFT,
    Wording("有专利池但会员不足2家，请核实。", "There is a patent pool but fewer than 2 members."),
    extended=True,
)
XSC_10 = Rule(
    "XSC-10",
    Level.SOFT,
    Wording("必要专利合计（{value}）超过成员专利数量，请核实。", "SEPs ({value}) exceed the patents of the members."),
)
XSC_11 = Rule(
    "XSC-11",
    Level.SOFT,
    Wording(
        "国际标准有必要专利但无国外专利，请核实。",
        "SEPs in an international standard but no foreign patents; please check.",
    ),
    extended=True,
)
XSC_12 = Rule(
    "XSC-12",
    Level.SOFT,
    Wording(
        "{year}年主诉案件数大于维权数量，维权应包含主诉案件，请核实。",
        "Cases as plaintiff exceed enforcement cases in {year}; enforcement should include them.",
    ),
)
XSC_13 = Rule(
    "XSC-13",
    Level.SOFT,
    Wording(
        "{year}年两行“集体谈判数量”数值相同，原表重复印制，请勿重复填报。",
        "The two lines “集体谈判数量” hold the same values in {year}; the form prints the line twice, report once.",
    ),
)
XSC_14 = Rule(
    "XSC-14",
    Level.SOFT,
    Wording(
        "专利管理机构与专职管理人员数量不一致，请核实。",
        "Patent management body and number of full-time staff do not agree.",
    ),
)
XSC_15 = Rule(
    "XSC-15",
    Level.SOFT,
    Wording("联盟不需填报自身，请核实。", "An alliance does not list itself."),
    extended=True,
)
XSC_16 = Rule(
    "XSC-16",
    Level.SOFT,
    Wording(
        "企业会员数与销售收入不一致，请核实。",
        "Enterprise members and sales revenue do not agree.",
    ),
    extended=True,
)
RULES = (XSC_06, XSC_07, XSC_08, XSC_09, XSC_10, XSC_11, XSC_12, XSC_13, XSC_14, XSC_15, XSC_16)

#: What stands for no management body, without its punctuation.
NO_BODY = frozenset({"", "无", "暂无", "没有", "none", "na"})
SYSTEM, UTILIZATION = HOME[PATENTS].code, HOME[OPERATIONS].code
MEMBERS = f"{SYSTEM}.members.member_total"
OFFICE, STAFF = "management.ip_office_name", "management.full_time_staff"
SALES, ENTERPRISES = "basic.pilot_field_sales", "members.member_enterprises"
FEWEST_OF_A_POOL = 2
PROFILE_NAME = "profile.name"


def deals_have_their_patents(sheets: Sheets) -> Iterator[Problem]:
    """XSC-06: one cannot sell or license what nobody holds; members' patents are all counted in section 1."""
    for year in sheets.context.years:
        stock_at, last_at = (f"{SYSTEM}.{PATENTS}.{y}.in_force_total" for y in (year, year - 1))
        granted_at = f"{SYSTEM}.{PATENTS}.{year}.grants_total"
        sold = [f"{UTILIZATION}.{OPERATIONS}.{year}.{stem}_patents" for stem in ("assigned", "capital_contribution")]
        asked = [(sold, [last_at, granted_at])] if year > sheets.context.joined_year else []
        used = (f"{UTILIZATION}.{OPERATIONS}.{year}.{stem}_patents" for stem in ("licensed_out", "entrusted"))
        asked += [([used_at], [stock_at]) for used_at in used]
        for used_at, held_at in asked:
            taken, held = {a: sheets.value(a) for a in used_at}, [sheets.value(a) for a in held_at]
            if None not in taken.values() and None not in held and sum(taken.values()) > sum(held):
                largest_first = sorted(used_at, key=lambda a: -taken[a])
                label = sheets.by_section[UTILIZATION].plan.cells[largest_first[0].partition(".")[2]].label
                shown = {"value": grouped(sum(taken.values())), "limit": grouped(sum(held))}
                yield XSC_06.problem(*largest_first, *held_at, year=year, label=label, **shown)


def lists_stay_within_the_patents(sheets: Sheets) -> Iterator[Problem]:
    """XSC-07, XSC-08 and XSC-10: pools, layouts and standards are made of the members' patents and applications."""
    stock_at = f"{SYSTEM}.{PATENTS}.{sheets.context.round_year}.in_force_total"
    applied_at = [f"{SYSTEM}.{PATENTS}.{year}.applications_total" for year in sheets.context.years]
    held = [sheets.value(stock_at), *(sheets.value(address) for address in applied_at)]
    if None in held:
        return
    for rule, block, code in (
        (XSC_07, "patent_pools", "pool_patents"),
        (XSC_08, "patent_layouts", "layout_total"),
        (XSC_10, "standards", "sep_count"),
    ):
        listed = list(sheets.column(UTILIZATION, block, code))
        total = sum(value for _address, value in listed)
        if total > sum(held):
            addresses = [address for address, _value in listed]
            shown = {"value": grouped(total), "limit": grouped(sum(held))}
            yield rule.problem(*addresses, stock_at, *applied_at, **shown)


def pools_have_members(sheets: Sheets) -> Iterator[Problem]:
    """XSC-09: a pool combines the patents of several."""
    members, rows = sheets.value(MEMBERS), sheets.by_section[UTILIZATION].rows["patent_pools"]
    if rows and members is not None and members < FEWEST_OF_A_POOL:
        named = f"{UTILIZATION}.patent_pools.{rows[0][0]}.pool_name"
        yield XSC_09.problem(MEMBERS, named, value=grouped(members))


def international_standards_have_foreign_patents(sheets: Sheets) -> Iterator[Problem]:
    """XSC-11: what is essential to a standard used abroad is mostly protected abroad."""
    foreign_at = [f"{SYSTEM}.{PATENTS}.{year}.in_force_foreign" for year in sheets.context.years]
    if any(sheets.value(address) != 0 for address in foreign_at):
        return
    sheet = sheets.by_section[UTILIZATION]
    for address, count in sheet.column("standards", "sep_count"):
        kind_at = address.removesuffix("sep_count") + "standard_type"
        if count > 0 and sheet.document.get(kind_at) == "international":
            shown_at, kind = f"{sheet.prefix}{address}", f"{sheet.prefix}{kind_at}"
            yield XSC_11.problem(shown_at, kind, *foreign_at, value=grouped(count))


def lawsuits_are_enforcement(sheets: Sheets) -> Iterator[Problem]:
    """XSC-12: suing is one way of enforcing, so the cases are among those of section 4."""
    for year in sheets.context.years:
        sued_at = f"{UTILIZATION}.{OPERATIONS}.{year}.litigation_plaintiff_cases"
        enforced_at = f"{HOME[PROTECTION].code}.{PROTECTION}.{year}.enforcement_cases"
        sued, enforced = sheets.value(sued_at), sheets.value(enforced_at)
        if sued is not None and enforced is not None and sued > enforced:
            yield XSC_12.problem(enforced_at, sued_at, year=year, value=grouped(sued), limit=grouped(enforced))


def printed_twice_reported_once(sheet: Sheet) -> Iterator[Problem]:
    """XSC-13: the form prints one line twice (AMB-01); who fills in both alike has most likely counted twice."""
    for year in sheet.context.years:
        prefix = f"{PROTECTION}.{year}.collective_negotiation_"
        first = [prefix + "cases", prefix + "amount"]
        second = [prefix + "line2_cases", prefix + "line2_amount"]
        values = [sheet.value(address) for address in first]
        if values == [sheet.value(address) for address in second] and None not in values and any(values):
            yield sheet.problem(XSC_13, *second, *first, year=year)


def office_has_its_staff(sheet: Sheet) -> Iterator[Problem]:
    """XSC-14: a management body without staff, or staff without a body, needs a word."""
    name, staff = sheet.document.get(OFFICE, ""), sheet.value(STAFF)
    if name and staff is not None and (substance(name) in NO_BODY) == (staff > 0):
        yield sheet.problem(XSC_14, STAFF, OFFICE, value=grouped(staff))


def alliance_is_another(sheet: Sheet) -> Iterator[Problem]:
    """XSC-15: the list asks for alliances that the unit has joined, not for itself."""
    own = comparable(sheet.context.organization_name)
    for row, texts in sheet.rows["alliances"]:
        if own and comparable(texts.get("alliance_name", "")) == own:
            yield XSC_15.problem(f"{sheet.prefix}alliances.{row}.alliance_name", PROFILE_NAME)


def enterprises_have_sales(sheet: Sheet) -> Iterator[Problem]:
    """XSC-16: enterprises sell something, and sales are those of enterprises."""
    enterprises, sales = sheet.value(ENTERPRISES), sheet.value(SALES)
    if enterprises is not None and sales is not None and (enterprises > 0) != (sales > 0):
        yield sheet.problem(XSC_16, SALES, ENTERPRISES)


IN_SECTION: InSection = {
    SYSTEM: (office_has_its_staff, enterprises_have_sales),
    UTILIZATION: (alliance_is_another,),
    HOME[PROTECTION].code: (printed_twice_reported_once,),
}
ACROSS: Across = (
    deals_have_their_patents,
    lists_stay_within_the_patents,
    pools_have_members,
    international_standards_have_foreign_patents,
    lawsuits_are_enforcement,
)
