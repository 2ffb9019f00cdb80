"""XSC-01 … XSC-05: a count and its amount, for every pair of the form."""

import pytest

from portal.form.context import SecondNegotiationLine
from portal.form.editions import EDITION_2017
from portal.form.problems import Level
from portal.form.progress import progress
from tests.form.samples import SAMPLES, changed, context
from tests.form.samples import problems as in_section
from tests.form.whole_returns import PROTECTION, STEMS, amount_at, number_at, problems, shown_at

LINE2 = "collective_negotiation_line2"
#: What the rule book asks of each pair: the rule for a number without money, and for money without a number.
ASKED = {
    "purchased": ("XSC-02", "XSC-03"),
    "licensed_in": ("XSC-02", "XSC-04"),
    "assigned": ("XSC-02", "XSC-03"),
    "licensed_out": ("XSC-02", "XSC-04"),
    "entrusted": ("XSC-02", "XSC-04"),
    "capital_contribution": ("XSC-05", "XSC-03"),
    "litigation_plaintiff": ("", "XSC-04"),
    "litigation_defendant": ("", "XSC-04"),
    "enforcement": ("", "XSC-04"),
    "collective_negotiation": ("", "XSC-04"),
    LINE2: ("", ""),
}
PAIR_RULES = ("XSC-01", "XSC-02", "XSC-03", "XSC-04", "XSC-05")
PAIRS = [(stem, year) for stem in STEMS for year in (2016, 2017)]


def pair(stem: str, count: str, amount: str, year: int = 2017) -> dict[str, str]:
    return {number_at(stem, year): count, amount_at(stem, year): amount}


def fired(cells: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Rule and addresses of what the rules of pairs find."""
    section = next(iter(cells)).partition(".")[0]
    local = {address.removeprefix(f"{section}."): text for address, text in cells.items()}
    found = in_section(section, local)
    return [(p.rule.code, p.addresses) for p in found if p.rule.code in PAIR_RULES]


def test_every_pair_of_the_form_is_looked_at() -> None:
    pairs = [f for s in EDITION_2017.sections for b in s.blocks for f in b.fields if f.pair_of]
    assert {field.code for field in pairs} == {f"{stem}_amount" for stem in STEMS} == {f"{s}_amount" for s in ASKED}


@pytest.mark.parametrize(("stem", "year"), PAIRS)
@pytest.mark.parametrize("text", ["5", "0", "x"])
def test_xsc_01_asks_for_the_half_that_is_blank(stem: str, year: int, text: str) -> None:
    number, amount = number_at(stem, year), amount_at(stem, year)
    assert fired(pair(stem, text, "", year)) == [("XSC-01", (amount, number))]
    assert fired(pair(stem, "", text, year)) == [("XSC-01", (number, amount))]
    assert fired(pair(stem, "", "", year)) == []


def test_xsc_01_says_what_is_missing() -> None:
    (problem,) = problems("XSC-01", pair("purchased", "3", ""))
    assert (problem.level, problem.missing) == (Level.HARD, True)
    assert problem.message("zh") == "2017年“购买专利数量（件）”数量与金额须同时填写，没有请填0。"
    assert problem.message("en") == "Number and amount of “Patents purchased” for 2017 must both be filled; 0 if none."


@pytest.mark.parametrize(("stem", "year"), PAIRS)
@pytest.mark.parametrize("count", ["1", "0"])
@pytest.mark.parametrize("amount", ["0.01", "0"])
def test_xsc_02_to_05_ask_when_only_one_of_the_two_is_nought(stem: str, year: int, count: str, amount: str) -> None:
    number_at_, amount_at_ = number_at(stem, year), amount_at(stem, year)
    unpaid, unnumbered = ASKED[stem]
    expected = []
    if count == "1" and amount == "0" and unpaid:
        expected = [(unpaid, (amount_at_, number_at_))]
    elif count == "0" and amount == "0.01" and unnumbered:
        expected = [(unnumbered, (number_at_, amount_at_))]
    assert fired(pair(stem, count, amount, year)) == expected


@pytest.mark.parametrize("stem", STEMS)
def test_xsc_02_to_05_leave_alone_what_cannot_be_read(stem: str) -> None:
    assert fired(pair(stem, "x", "5") | pair(stem, "0", "x", 2016)) == []
    assert fired(pair(stem, "5", "x") | pair(stem, "x", "0", 2016)) == []


@pytest.mark.parametrize(
    ("rule", "cells", "level", "chinese", "english"),
    [
        (
            "XSC-02",
            pair("licensed_out", "1200", "0"),
            Level.SOFT,
            "2017年“对外许可专利数量（件）”1,200件但金额为0，如免费或交叉许可请说明。",
            (
                "“Patents licensed out” has 1,200 patents but amount 0 in 2017;"
                " explain, for example free or cross licence."
            ),
        ),
        (
            "XSC-03",
            pair("assigned", "0", "1200.5"),
            Level.HARD,
            "2017年“对外转让专利数量（件）”数量为0但金额为1,200.5万元，请改正。",
            "“Patents assigned to others” has amount 1,200.5 but number 0 in 2017; correct it.",
        ),
        (
            "XSC-04",
            pair("enforcement", "0", "1200"),
            Level.SOFT,
            "2017年“维权数量（件）”数量为0但金额为1,200万元，如为以前年度合同或案件请说明。",
            (
                "“Rights enforcement cases” has amount 1,200 but number 0 in 2017;"
                " explain, for example an earlier contract or case."
            ),
        ),
        (
            "XSC-05",
            pair("capital_contribution", "3", "0"),
            Level.HARD,
            "2017年作价入股有数量但金额为0：作价入股必须有评估作价金额。",
            "Capital contribution by valuation has a number but amount 0 in 2017; a valuation is required.",
        ),
    ],
)
def test_xsc_02_to_05_name_the_pair_and_its_figures(
    rule: str, cells: dict[str, str], level: Level, chinese: str, english: str
) -> None:
    (problem,) = problems(rule, cells)
    assert (problem.level, problem.missing) == (level, False)
    assert (problem.message("zh"), problem.message("en")) == (chinese, english)


def test_a_hidden_line_has_no_halves() -> None:
    hidden = SecondNegotiationLine("hidden")
    assert shown_at("XSC-01", pair(LINE2, "5", "")) == [amount_at(LINE2)]
    assert shown_at("XSC-01", pair(LINE2, "5", ""), second_negotiation_line=hidden) == []


@pytest.mark.parametrize(
    ("count", "amount", "expected", "missing"), [("", "", 0, 0), ("5", "", 2, 1), ("", "5", 2, 1), ("5", "6", 2, 0)]
)
def test_half_of_an_optional_pair_keeps_a_section_from_being_complete(
    count: str, amount: str, expected: int, missing: int
) -> None:
    def reached(cells: dict[str, str]) -> tuple[int, int, str]:
        local = {address.removeprefix(f"{PROTECTION}."): text for address, text in cells.items()}
        document = changed(PROTECTION, local)
        found = in_section(PROTECTION, local)
        now = progress(EDITION_2017.by_code[PROTECTION], document, context(SAMPLES["A"]), found)
        return now.expected, now.missing, now.state

    (before, _none, _complete), (after, lacking, state) = reached({}), reached(pair(LINE2, count, amount))
    assert (after - before, lacking) == (expected, missing)
    assert state == ("in_progress" if missing else "complete")
