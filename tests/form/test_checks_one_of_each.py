"""One return for each rule that compares: what a round decides about it, its words, and its cells."""

import re
from string import Formatter
from typing import Any

import pytest

from portal.form.checks import RULES
from portal.form.checks.plan import plan_of
from portal.form.context import RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.wording import Wording
from tests.form.samples import SAMPLES, context
from tests.form.whole_returns import (
    CASES,
    INFORMATION,
    PATENTS,
    SYSTEM,
    UTILIZATION,
    amount_at,
    number_at,
    problems,
    shown_at,
)

SALES, ENTERPRISES = f"{SYSTEM}.basic.pilot_field_sales", f"{SYSTEM}.members.member_enterprises"
MEMBERS = f"{SYSTEM}.members.member_total"
COPIED = {
    number_at("enforcement"): "8",
    amount_at("enforcement"): "520",
    number_at("collective_negotiation"): "1",
    amount_at("collective_negotiation"): "80",
}
#: One return that breaks the rule, as changes to sample A.
BROKEN: dict[str, dict[str, str]] = {
    "XYR-01": {f"{PATENTS}.2017.in_force_total": "90000"},
    "XYR-02": {f"{PATENTS}.2017.in_force_total": "1000"},
    "XYR-03": {f"{PATENTS}.2017.applications_total": "90000"},
    "XYR-04": {f"{PATENTS}.2017.applications_total": "1"},
    "XYR-05": {f"{PATENTS}.2017.grants_total": "90000"},
    "XYR-06": {f"{PATENTS}.2017.grants_total": "90000"},
    "XYR-07": {f"{PATENTS}.2017.grants_total": "90000"},
    "XYR-08": {amount_at("assigned"): "90000"},
    "XYR-09": COPIED,
    "XYR-10": {f"{PATENTS}.2016.grants_total": "5"},
    "XYR-11": {MEMBERS: "500"},
    "XSC-01": {amount_at("assigned"): ""},
    "XSC-02": {amount_at("assigned"): "0"},
    "XSC-03": {number_at("assigned"): "0"},
    "XSC-04": {number_at("enforcement"): "0"},
    "XSC-05": {amount_at("capital_contribution"): "0"},
    "XSC-06": {number_at("entrusted"): "90000"},
    "XSC-07": {f"{UTILIZATION}.patent_pools.r1.pool_patents": "90000"},
    "XSC-08": {f"{UTILIZATION}.patent_layouts.r1.layout_total": "90000"},
    "XSC-09": {MEMBERS: "1"},
    "XSC-10": {f"{UTILIZATION}.standards.r1.sep_count": "90000"},
    "XSC-11": {f"{PATENTS}.{year}.in_force_foreign": "0" for year in (2016, 2017)},
    "XSC-12": {number_at("litigation_plaintiff"): "90000"},
    "XSC-13": {
        f"{CASES}.2017.collective_negotiation_line2_cases": "2",
        f"{CASES}.2017.collective_negotiation_line2_amount": "150",
    },
    "XSC-14": {f"{SYSTEM}.management.full_time_staff": "0"},
    "XSC-15": {f"{UTILIZATION}.alliances.r1.alliance_name": SAMPLES["A"]["profile"]["organization_name"]},
    "XSC-16": {SALES: "0"},
    "UNT-01": {SALES: "90000000"},
    "UNT-02": {SALES: "90000000000"},
    "UNT-03": {amount_at("assigned"): "900000"},
    "UNT-04": {amount_at("assigned"): "1880000"},
    "UNT-05": {f"{INFORMATION}.risk_warning_projects.r1.risk_warning_funding": "450000"},
    "UNT-06": {SALES: "10"},
}
EARLIER = {f"{PATENTS}.2016.grants_total": "980", MEMBERS: "46"}
FAMILIES = ("XYR", "XSC", "UNT")


def test_there_is_one_return_for_each_rule() -> None:
    assert sorted(BROKEN) == sorted(code for code in RULES if code.startswith(FAMILIES))


@pytest.mark.parametrize("rule", BROKEN)
def test_a_round_can_switch_the_rule_off(rule: str) -> None:
    assert shown_at(rule, {}, earlier=EARLIER) == []
    assert shown_at(rule, BROKEN[rule], earlier=EARLIER)
    assert shown_at(rule, BROKEN[rule], earlier=EARLIER, rules=RuleSettings(off=frozenset({rule}))) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_the_message_is_filled_in_as_the_rule_book_has_it(rule: str) -> None:
    for problem in problems(rule, BROKEN[rule], earlier=EARLIER):
        for language in ("zh", "en"):
            assert re.fullmatch(_pattern(getattr(problem.rule.message, language)), problem.message(language))


def _pattern(template: str) -> str:
    """*template* with a value that is not blank, and no placeholder itself, for each of its placeholders."""
    return "".join(
        re.escape(text) + (r"[^{}]+" if name is not None else "") for text, name, _s, _c in Formatter().parse(template)
    )


@pytest.mark.parametrize("rule", BROKEN)
def test_every_cell_that_is_named_stands_on_the_form(rule: str) -> None:
    known = {"profile.name"}
    for section in EDITION_2017.sections:
        plan = plan_of(section, context(SAMPLES["A"]))
        known.update(f"{section.code}.{address}" for address in plan.cells)
        rows = [(block, row) for block in plan.columns for row in ("r1", "r2", "r3")]
        known.update(f"{section.code}.{block}.{row}.{code}" for block, row in rows for code in plan.columns[block])
    for problem in problems(rule, BROKEN[rule], earlier=EARLIER):
        assert known.issuperset(problem.addresses)
        assert len(set(problem.addresses)) == len(problem.addresses)


@pytest.mark.parametrize("rule", BROKEN)
def test_the_values_can_be_kept_with_an_explanation(rule: str) -> None:
    plain = (str, int, Wording)
    for problem in problems(rule, BROKEN[rule], earlier=EARLIER):
        for name, value in problem.parameters.items():
            parts: tuple[Any, ...] = value if name == "convert" else (value,)
            assert all(isinstance(part, plain) for part in parts)


@pytest.mark.parametrize("rule", ["UNT-01", "UNT-02", "UNT-03", "UNT-04", "UNT-05"])
def test_what_is_offered_instead_of_yuan_breaks_no_rule_of_units(rule: str) -> None:
    (address, text) = problems(rule, BROKEN[rule])[0].parameters["convert"]
    assert address in BROKEN[rule]
    assert text
    mended = BROKEN[rule] | {address: text}
    assert [code for code in BROKEN if code.startswith("UNT") and shown_at(code, mended)] == []
