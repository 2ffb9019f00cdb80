"""Amounts that look as if they were entered in another unit (UNT-01 … UNT-06).

Every amount of the form is in 万元. A problem that looks like yuan carries ``convert``, the address and the
figure divided by 10,000, for the page to offer; nothing is changed without the filer.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from portal.form.checks.families import Across, InSection, of_block
from portal.form.checks.sheet import Sheet, value_of
from portal.form.checks.shown import grouped, nameless, rounded
from portal.form.checks.years import HOME, OPERATIONS, PATENTS, PROTECTION, amounts_of, pairs_of
from portal.form.kinds import Amount
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

UNT_01 = Rule(
    "UNT-01",
    Level.SOFT,
    Wording(
        "平均每家企业销售收入{value}万元，疑似以“元”为单位填报，请核实。",
        "Average {value} × CNY 10,000 per enterprise: entered in yuan?",
    ),
    parameters={"max_per_enterprise": Decimal(2000000)},
)
UNT_02 = Rule(
    "UNT-02",
    Level.HARD,
    Wording(
        "销售收入超出合理上限，请以万元为单位填报。",
        "Sales exceed any possible value; enter in CNY 10,000.",
    ),
    parameters={"max": Decimal(10000000000)},
)
UNT_03 = Rule(
    "UNT-03",
    Level.SOFT,
    Wording(
        "{year}年“{label}”平均每件{value}万元，疑似以“元”为单位填报，请核实。",
        "“{label}” averages {value} × CNY 10,000 per item in {year}: entered in yuan?",
    ),
    parameters={"max_per_item": Decimal(5000)},
)
UNT_04 = Rule(
    "UNT-04",
    Level.SOFT,
    Wording(
        "{year}年“{label}”与上年相差约1万倍，疑似单位错误。",
        "“{label}” differs from the previous year by a factor of about 10,000: unit slip?",
    ),
    extended=True,
)
UNT_05 = Rule(
    "UNT-05",
    Level.SOFT,
    Wording(
        "项目“{name}”经费{value}万元，疑似以“元”为单位填报，请核实。",
        "Funding of “{name}” is {value} × CNY 10,000: entered in yuan?",
    ),
    parameters={"max_funding": Decimal(2000)},
)
UNT_06 = Rule(
    "UNT-06",
    Level.SOFT,
    Wording(
        "“{label}”数值过小，疑似以“亿元”为单位填报，请核实。",
        "“{label}” is very small: entered in CNY 100 million?",
    ),
    parameters={"min_sales": Decimal(100), "min_amount": Decimal("0.1")},
)
RULES = (UNT_01, UNT_02, UNT_03, UNT_04, UNT_05, UNT_06)

#: How much larger a figure in yuan is, and the band in which a ratio looks like it (UNT-04).
YUAN = 10000
LEAST_RATIO, MOST_RATIO = 5000, 20000
SALES, ENTERPRISES = "basic.pilot_field_sales", "members.member_enterprises"
PROJECTS = (
    ("risk_warning_projects", "risk_warning_name", "risk_warning_funding"),
    ("navigation_projects", "navigation_name", "navigation_funding"),
)
MONEY = Amount()


def in_ten_thousands(value: Decimal) -> str:
    """*value* yuan as canonical text in 万元; blank where that has more decimals than the form takes."""
    text = MONEY.canonical(f"{Decimal(value) / YUAN:f}")
    return text if MONEY.readable(text) else ""


def sales_of_an_enterprise(sheet: Sheet) -> Iterator[Problem]:
    """UNT-01, UNT-02 and the first half of UNT-06: what one enterprise sells lies within some magnitudes."""
    sales, enterprises = sheet.value(SALES), sheet.value(ENTERPRISES)
    if sales is None:
        return
    label = sheet.plan.cells[SALES].label
    if sales > sheet.bound(UNT_02, "max"):
        yield sheet.problem(UNT_02, SALES, value=grouped(sales), convert=_offer(sheet, SALES, sales))
    if enterprises and sales > sheet.bound(UNT_01, "max_per_enterprise") * enterprises:
        average = rounded(sales / enterprises)
        yield sheet.problem(UNT_01, SALES, ENTERPRISES, value=average, convert=_offer(sheet, SALES, sales))
    if 0 < sales < sheet.bound(UNT_06, "min_sales"):
        yield sheet.problem(UNT_06, SALES, label=label, value=grouped(sales))


def amounts_of_an_item(sheet: Sheet, block: str) -> Iterator[Problem]:
    """UNT-03, and the second half of UNT-06, for *block*: what one patent or case costs has its magnitudes too."""
    most, least = sheet.bound(UNT_03, "max_per_item"), sheet.bound(UNT_06, "min_amount")
    for year in sheet.context.years:
        for pair in pairs_of(block, year):
            count, amount = sheet.value(pair.number), sheet.value(pair.amount)
            if not amount:
                continue
            if count and amount > most * count:
                average = rounded(amount / count)
                label, offer = sheet.plan.cells[pair.number].label, _offer(sheet, pair.amount, amount)
                shown = {"year": year, "label": label, "value": average, "convert": offer}
                yield sheet.problem(UNT_03, pair.amount, pair.number, **shown)
            if amount < least:
                yield sheet.problem(UNT_06, pair.amount, label=sheet.plan.cells[pair.amount].label, year=year)


def units_stay(sheet: Sheet, block: str) -> Iterator[Problem]:
    """UNT-04 for the amounts of *block*: ten thousand times last year's is another unit, not another business."""
    for last, year in pairwise(sheet.context.years):
        for now_at, before_at in zip(amounts_of(block, year), amounts_of(block, last), strict=True):
            now, before = sheet.value(now_at), sheet.value(before_at)
            if not now or not before:
                continue
            more, less = max(now, before), min(now, before)
            if LEAST_RATIO * less <= more <= MOST_RATIO * less:
                label, at = sheet.plan.cells[now_at].label, now_at if now > before else before_at
                offer = _offer(sheet, at, more)
                yield sheet.problem(UNT_04, now_at, before_at, year=year, label=label, convert=offer)


def projects_are_funded_in_ten_thousands(sheet: Sheet) -> Iterator[Problem]:
    """UNT-05: a warning or navigation project costs tens or hundreds of 万元."""
    most = sheet.bound(UNT_05, "max_funding")
    for block, name, funding in PROJECTS:
        kind = sheet.plan.columns[block][funding].kind
        for turn, (row, texts) in enumerate(sheet.rows[block], 1):
            value = value_of(kind, texts.get(funding, ""))
            if value is not None and value > most:
                address, named = f"{block}.{row}.{funding}", texts.get(name) or nameless(turn)
                offer = _offer(sheet, address, value)
                yield sheet.problem(UNT_05, address, name=named, value=grouped(value), convert=offer)


def _offer(sheet: Sheet, address: str, value: Decimal) -> tuple[str, str]:
    """The full address and the figure to put there instead; a blank figure where none can be offered."""
    return sheet.prefix + address, in_ten_thousands(value)


IN_SECTION: InSection = {
    HOME[PATENTS].code: (sales_of_an_enterprise,),
    "patent_information": (projects_are_funded_in_ten_thousands,),
    HOME[OPERATIONS].code: (of_block(amounts_of_an_item, OPERATIONS), of_block(units_stay, OPERATIONS)),
    HOME[PROTECTION].code: (of_block(amounts_of_an_item, PROTECTION), of_block(units_stay, PROTECTION)),
}
ACROSS: Across = ()
