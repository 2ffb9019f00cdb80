"""A count and its amount speak of the same deals (XSC-01 … XSC-05).

Which of the two may be nought without the other depends on what is paid when: see the sets below.
"""

from collections.abc import Iterator

from portal.form.checks.families import Across, InSection, of_block
from portal.form.checks.sheet import Sheet
from portal.form.checks.shown import grouped
from portal.form.checks.years import HOME, OPERATIONS, PROTECTION, pairs_of
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

XSC_01 = Rule(
    "XSC-01",
    Level.HARD,
    Wording(
        "{year}年“{label}”数量与金额须同时填写，没有请填0。",
        "Number and amount of “{label}” for {year} must both be filled; 0 if none.",
    ),
    missing=True,
)
XSC_02 = Rule(
    "XSC-02",
    Level.SOFT,
    Wording(
        "{year}年“{label}”{count}件但金额为0，如免费或交叉许可请说明。",
        "“{label}” has {count} patents but amount 0 in {year}; explain, for example free or cross licence.",
    ),
)
XSC_03 = Rule(
    "XSC-03",
    Level.HARD,
    Wording(
        "{year}年“{label}”数量为0但金额为{amount}万元，请改正。",
        "“{label}” has amount {amount} but number 0 in {year}; correct it.",
    ),
)
XSC_04 = Rule(
    "XSC-04",
    Level.SOFT,
    Wording(
        "{year}年“{label}”数量为0但金额为{amount}万元，如为以前年度合同或案件请说明。",
        "“{label}” has amount {amount} but number 0 in {year}; explain, for example an earlier contract or case.",
    ),
)
XSC_05 = Rule(
    "XSC-05",
    Level.HARD,
    Wording(
        "{year}年作价入股有数量但金额为0：作价入股必须有评估作价金额。",
        "Capital contribution by valuation has a number but amount 0 in {year}; a valuation is required.",
    ),
)
RULES = (XSC_01, XSC_02, XSC_03, XSC_04, XSC_05)

#: Deals that may be free (XSC-02); deals paid in the year they are made (XSC-03); payments that may come later.
FREE = frozenset({"purchased", "licensed_in", "assigned", "licensed_out", "entrusted"})
PAID_AT_ONCE = frozenset({"purchased", "assigned", "capital_contribution"})
PAID_LATER = frozenset(
    {
        *("licensed_in", "licensed_out", "entrusted", "litigation_plaintiff", "litigation_defendant"),
        *("enforcement", "collective_negotiation"),
    }
)


def pairs_agree(sheet: Sheet, block: str) -> Iterator[Problem]:
    """XSC-01 to XSC-05 for *block*: a count and its amount speak of the same deals."""
    for year in sheet.context.years:
        for pair in pairs_of(block, year):
            cell = sheet.plan.cells.get(pair.number)
            if cell is None:
                continue
            half = bool(sheet.document.get(pair.number)) != bool(sheet.document.get(pair.amount))
            if half:
                blank, filled = pair.amount, pair.number
                if sheet.document.get(pair.amount):
                    blank, filled = filled, blank
                yield sheet.problem(XSC_01, blank, filled, year=year, label=cell.label)
                continue
            count, amount = sheet.value(pair.number), sheet.value(pair.amount)
            if count is None or amount is None or bool(count) == bool(amount):
                continue
            rule = _of_unpaid(pair.stem) if count else _of_unnumbered(pair.stem)
            if rule:
                first, second = (pair.amount, pair.number) if count else (pair.number, pair.amount)
                shown = {"label": cell.label, "count": grouped(count), "amount": grouped(amount)}
                yield sheet.problem(rule, first, second, year=year, **shown)


def _of_unpaid(stem: str) -> Rule | None:
    """The rule that a number without money breaks."""
    return XSC_05 if stem == "capital_contribution" else XSC_02 if stem in FREE else None


def _of_unnumbered(stem: str) -> Rule | None:
    """The rule that money without a number breaks."""
    return XSC_03 if stem in PAID_AT_ONCE else XSC_04 if stem in PAID_LATER else None


IN_SECTION: InSection = {
    HOME[OPERATIONS].code: (of_block(pairs_agree, OPERATIONS),),
    HOME[PROTECTION].code: (of_block(pairs_agree, PROTECTION),),
}
ACROSS: Across = ()
