"""Every endpoint says who may use it, and addresses look alike."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.form.editions import SECTION_CODES
from portal.web.guards import EXTERNAL_POLICIES, OF_FILING, Policy, policy_of

READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Writing that concerns nobody but the one who does it: whoever comes, and who is signed in.
OF_STRANGERS = frozenset(
    {"security.login", "security.logout", "language.choose", "joining.join", "joining.reset", "joining.forgotten"}
)
OF_ONESELF = frozenset({"account.change", "account.change_password", "packets.ask"})
#: Policies that let somebody write; the others only read.
STRONG = frozenset(
    {
        *(Policy.EDITS_ANSWERS, Policy.SAVES_ANSWERS, Policy.SUBMITS, Policy.REVIEWS, Policy.ADMINISTRATES_FILING),
        *(Policy.INVITES, Policy.ADMINISTRATES),
    }
)
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.pdf)?")
PLACEHOLDER = re.compile(r"<(?:(?P<converter>\w+)(?:\(.*\))?:)?(?P<name>\w+)>")


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def writing(rules: list[Rule]) -> Iterator[Rule]:
    """The rules by which something can be changed."""
    return (rule for rule in rules if (rule.methods or set()) - READING)


def test_every_endpoint_declares_who_may_use_it(app: Flask, rules: list[Rule]) -> None:
    assert [rule.endpoint for rule in rules if policy_of(app, rule.endpoint) is None] == []


def test_policies_of_library_endpoints_name_endpoints_that_exist(rules: list[Rule]) -> None:
    assert EXTERNAL_POLICIES.keys() <= {rule.endpoint for rule in rules}


def test_whoever_may_only_read_cannot_write(app: Flask, rules: list[Rule]) -> None:
    weak = {rule.endpoint for rule in writing(rules) if policy_of(app, rule.endpoint) not in STRONG}
    assert weak == OF_STRANGERS | OF_ONESELF


def test_only_saving_a_section_leaves_it_to_the_verb_who_may_do_it(app: Flask, rules: list[Rule]) -> None:
    left = {rule.endpoint for rule in rules if policy_of(app, rule.endpoint) is Policy.SAVES_ANSWERS}
    assert left == {f"{code}.save" for code in SECTION_CODES}


def test_strangers_change_nothing_but_who_they_are_and_their_language(app: Flask, rules: list[Rule]) -> None:
    public = {rule.endpoint for rule in writing(rules) if policy_of(app, rule.endpoint) is Policy.PUBLIC}
    assert public == OF_STRANGERS


def test_what_works_on_a_filing_is_guarded_by_a_policy_on_filings(app: Flask, rules: list[Rule]) -> None:
    for rule in rules:
        on_filing = policy_of(app, rule.endpoint) in {*OF_FILING, Policy.SAVES_ANSWERS}
        assert on_filing == ("filing_id" in rule.arguments), rule


def test_addresses_are_kebab_case_and_ids_are_uuids(rules: list[Rule]) -> None:
    for rule in rules:
        for part in rule.rule.strip("/").split("/"):
            found = PLACEHOLDER.fullmatch(part)
            if found and found["name"].endswith("_id"):
                assert found["converter"] == "uuid", rule
            assert found or not part or KEBAB.fullmatch(part), rule
