"""What a round asks for of scans follows from its settings, and is nothing unless they say so."""

import pytest

from portal.filing.seals import SealRule, rule_of


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({}, SealRule.OFF),
        ({"texts": {}}, SealRule.OFF),
        ({"sealed_scan": "off"}, SealRule.OFF),
        ({"sealed_scan": "optional"}, SealRule.OPTIONAL),
        ({"sealed_scan": "required"}, SealRule.REQUIRED),
    ],
)
def test_a_round_asks_for_what_its_settings_say(settings: dict[str, object], rule: SealRule) -> None:
    assert rule_of(settings) is rule


def test_a_setting_that_means_nothing_is_not_taken_for_off() -> None:
    with pytest.raises(ValueError, match="maybe"):
        rule_of({"sealed_scan": "maybe"})
