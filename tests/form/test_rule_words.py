"""Every rule has its chapter, its reason and words for its bounds and values, in both languages."""

import re
from string import Formatter

import pytest

from portal.form.checks import RULES
from portal.form.checks.reasons import REASONS
from portal.form.checks.words import FAMILIES, PARAMETERS, SLOTS, family_of, parameter_name, spelled

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_rule_has_a_reason_and_no_reason_lacks_its_rule() -> None:
    assert REASONS.keys() == RULES.keys()


@pytest.mark.parametrize(
    "words", [REASONS, FAMILIES, PARAMETERS, SLOTS], ids=["reasons", "families", "parameters", "slots"]
)
def test_words_are_chinese_in_chinese_and_not_in_english(words: dict[str, tuple[str, str]]) -> None:
    assert words
    assert [name for name, (zh, en) in words.items() if not HAN.search(zh) or not en or HAN.search(en)] == []


def test_every_rule_stands_in_a_chapter_and_every_chapter_has_rules() -> None:
    assert {family_of(rule) for rule in RULES.values()} == FAMILIES.keys()


def test_every_bound_has_words_of_its_own_and_no_words_lack_their_bound() -> None:
    known = {(rule.code, name) for rule in RULES.values() for name in rule.parameters}
    nameless = [at for at in known if parameter_name(*at).zh == at[1]]
    assert nameless == []
    assert {name.rpartition(".")[2] for name in PARAMETERS} == {name for _code, name in known}
    assert parameter_name("XYR-08", "floor") != parameter_name("XYR-03", "floor")
    assert parameter_name("XYR-03", "of_another_edition").en == "of_another_edition"


def test_messages_are_spelled_with_words_where_values_are_filled_in() -> None:
    texts = [text for rule in RULES.values() for text in spelled(rule)]
    assert [text for text in texts if "{" in text or "}" in text] == []
    assert spelled(RULES["XYR-06"]).en == "Grants ([grants]) clearly exceed applications ([applications]) in [year]."
    assert spelled(RULES["ARI-01"]).zh == "会员总数（〔合计〕）应等于各类会员数之和（〔各类之和〕）。"


def test_no_word_is_kept_for_a_value_that_no_message_fills_in() -> None:
    used = {name for rule in RULES.values() for text in rule.message for _, name, _, _ in Formatter().parse(text)}
    assert SLOTS.keys() == used - {None}
