"""The five sample filings fire exactly the rules that the rule book names for them."""

import pytest

from portal.form.problems import Level
from tests.form.samples import SAMPLES
from tests.form.whole_returns import everything

NAMED = {
    "A": set(),
    "B": {"XYR-04", "XYR-06"},
    "C": {"UNT-03", "UNT-04", "XYR-08", "XSC-13"},
    "D": {"XYR-01", "XSC-02", "FMT-08"},
    "E": {"ARI-03", "UNT-05", "XSC-04"},
}


@pytest.mark.parametrize("key", NAMED)
def test_a_sample_fires_what_is_named_and_nothing_else(key: str) -> None:
    found = everything({}, key=key)
    assert {problem.rule.code for problem in found} == NAMED[key] == set(SAMPLES[key]["expected_checks"])
    assert all(problem.level is Level.SOFT for problem in found)


def test_every_sample_is_named() -> None:
    assert set(SAMPLES) == set(NAMED)


@pytest.mark.parametrize(
    ("key", "rule", "words"),
    [
        ("C", "UNT-03", "2017年“对外转让专利数量（件）”平均每件"),
        ("C", "XSC-13", "2017年两行“集体谈判数量”数值相同"),
        ("D", "XSC-02", "2017年“对外许可专利数量（件）”"),
        ("E", "XSC-04", "2017年“被许可专利数量（件）”数量为0"),
    ],
)
def test_what_a_sample_fires_says_what_is_odd(key: str, rule: str, words: str) -> None:
    (message,) = (p.message("zh") for p in everything({}, key=key) if p.rule.code == rule)
    assert message.startswith(words)


def test_the_amount_entered_in_yuan_is_offered_in_ten_thousands() -> None:
    (problem,) = (p for p in everything({}, key="C") if p.rule.code == "UNT-03")
    address, text = problem.parameters["convert"]
    fired = {p.rule.code for p in everything({address: text}, key="C")}
    assert fired == {"XSC-13"}
