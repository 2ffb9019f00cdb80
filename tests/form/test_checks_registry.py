"""The registry of rules, the order of problems, the sample filings, and documents no person would write."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.blocks import Block
from portal.form.checks import ACROSS_SECTIONS, CHECKS, RULES, check_filing, check_section
from portal.form.checks.completeness import EXPECTED, MISSING
from portal.form.checks.plan import plan_of
from portal.form.checks.reading import CELLS
from portal.form.context import FormContext, SecondNegotiationLine
from portal.form.document import fixed_cells
from portal.form.editions import EDITION_2017
from portal.form.progress import Progress, progress
from tests.form.samples import HERE, SAMPLES, context, documents
from tests.form.within_records import fired, problems

RULE_BOOK = {rule["id"]: rule for rule in json.loads((HERE / "rules.json").read_text("utf-8"))["rules"]}


def test_the_registry_holds_every_rule_of_the_rule_book() -> None:
    assert len(RULE_BOOK) == 78
    assert sorted(RULES) == sorted(RULE_BOOK)


@pytest.mark.parametrize("code", RULE_BOOK)
def test_a_rule_has_the_level_and_the_words_of_the_rule_book(code: str) -> None:
    rule, book = RULES[code], RULE_BOOK[code]
    assert (rule.code, rule.level, rule.message.zh, rule.message.en) == (
        code,
        book["severity"],
        book["message_zh"],
        book["message_en"],
    )


@pytest.mark.parametrize("code", RULE_BOOK)
def test_a_rule_has_the_bounds_and_the_priority_of_the_rule_book(code: str) -> None:
    rule, book = RULES[code], RULE_BOOK[code]
    assert rule.parameters == {name: Decimal(str(bound)) for name, bound in book["params"].items()}
    assert rule.extended == (book["priority"] == "extended")


@pytest.mark.parametrize("code", RULE_BOOK)
def test_only_completeness_rules_and_half_pairs_say_that_something_is_missing(code: str) -> None:
    assert RULES[code].missing == (code == "XSC-01" or (code.startswith("REQ") and code != "REQ-05"))


def test_every_section_has_its_list_of_checks() -> None:
    assert set(CHECKS) == {section.code for section in EDITION_2017.sections}


@pytest.mark.parametrize("registry", [MISSING, EXPECTED, CELLS])
def test_every_kind_of_block_is_looked_at(registry: dict[type[Block], object]) -> None:
    assert set(registry) == set(Block.__subclasses__())


@pytest.mark.parametrize("check", dict.fromkeys((*(c for checks in CHECKS.values() for c in checks), *ACROSS_SECTIONS)))
def test_every_check_gives_its_reason(check: object) -> None:
    assert check.__doc__


@pytest.mark.parametrize("key", SAMPLES)
def test_a_sample_filing_as_given_lacks_only_its_upload(key: str) -> None:
    sample = SAMPLES[key]
    found = check_filing(EDITION_2017, documents(sample), context(sample))
    fired_ = {p.rule.code for problems_ in found.values() for p in problems_}
    assert fired_ == {"REQ-06", *sample["expected_checks"]}


@pytest.mark.parametrize("key", SAMPLES)
def test_sample_filings_are_fictional_and_lose_no_value_on_the_way_into_documents(key: str) -> None:
    sample = SAMPLES[key]
    assert sample["fictional"] is True
    given_values = 0
    for section in EDITION_2017.sections:
        for block in section.blocks:
            records = sample.get(block.code, [])
            nested = records if isinstance(records, list) else list(records.values())
            nested = [records] if nested and not isinstance(nested[0], dict) else nested
            given_values += sum(value not in ("", []) for record in nested for value in record.values())
    made = documents(sample)
    cells = [a for d in made.values() for a in d if not a.endswith((".rows", ".nothing_to_report"))]
    assert len(cells) == given_values


def test_a_filing_is_checked_section_by_section_even_without_documents() -> None:
    found = check_filing(EDITION_2017, {}, FormContext(2017, 2016))
    assert list(found) == [section.code for section in EDITION_2017.sections]
    assert all(found.values())


def test_problems_stand_in_the_order_of_the_form() -> None:
    changes = {
        "patents_by_year.2017.grants_total": "0",
        "patents_by_year.2016.applications_design": "",
        "trainings.rows": "r3 r1 r2",
        "trainings.r3.training_year": "2000",
        "trainings.r1.training_participants": "ten",
        "trainings.r1.training_year": "",
        "trainings.r2.training_name": "",
        "trainings.nothing_to_report": "1",
        "members.member_total": "1",
        "basic.founded_on": "2017",
        "contact.contact_name": "",
    }
    assert fired("system_building", changes, joined_year=2016, round_year=2017) == [
        ("REQ-01", "contact.contact_name"),
        ("RNG-01", "basic.founded_on"),
        ("ARI-01", "members.member_total"),
        ("RNG-11", "members.member_total"),
        ("REQ-05", "trainings.nothing_to_report"),
        ("RNG-04", "trainings.r3.training_year"),
        ("FMT-11", "trainings.r1.training_participants"),
        ("REQ-01", "trainings.r1.training_year"),
        ("REQ-01", "trainings.r2.training_name"),
        ("REQ-03", "patents_by_year.2016.applications_design"),
        ("ARI-02", "patents_by_year.2017.grants_total"),
    ]


def test_the_name_of_the_association_changes_nothing_in_a_plan() -> None:
    section = EDITION_2017.sections[0]
    one, other = (FormContext(2017, 2016, organization_name=name) for name in ("甲", "乙"))
    assert plan_of(section, one) is plan_of(section, other)
    hidden = FormContext(2017, 2016, second_negotiation_line=SecondNegotiationLine("hidden"))
    assert plan_of(section, hidden) is not plan_of(section, one)


YEARS = (2016, 2017)
PLACES = [
    *(address for section in EDITION_2017.sections for address, _ in fixed_cells(section, YEARS)),
    *(
        f"{block.code}.{row}.{code}"
        for section in EDITION_2017.sections
        for block in section.blocks
        for row in ("r1", "r2")
        for code in block.cell_kinds
    ),
    *(
        f"{block.code}.{code}"
        for section in EDITION_2017.sections
        for block in section.blocks
        for code in ("rows", "nothing_to_report")
    ),
    "work_summary.r1.file",
    "",
    "...",
    "members",
    "trainings.rows.rows",
]
TEXTS = [
    "", "0", "1", "-1", "2016", "2018", "1948", "0000", "1e400", "Infinity", "NaN", "sNaN", "1_000", "١٢٣", "10²",
    "9" * 5000, "2016-02-30", "2016--", "----", "²²²²", "r1", "r1 r2", "r1 r1 r.1 . ..", "credit", "credit,,x", ",",
    "{label}", "{", "%s", "\x00", "\ud800", "😀", "=cmd()", " ",
]  # fmt: skip
STRANGE = st.dictionaries(
    st.sampled_from(PLACES) | st.text(max_size=30), st.sampled_from(TEXTS) | st.text(max_size=20), max_size=60
)


@settings(max_examples=300, deadline=None)
@given(document=STRANGE, joined=st.integers(2010, 2019), hidden=st.booleans())
def test_no_document_however_strange_makes_a_check_raise(document: dict[str, str], joined: int, hidden: bool) -> None:
    line = SecondNegotiationLine("hidden" if hidden else "printed")
    strange = FormContext(2017, joined, second_negotiation_line=line)
    found = check_filing(EDITION_2017, {s.code: document for s in EDITION_2017.sections}, strange)
    for section in EDITION_2017.sections:
        for problem in found[section.code]:
            assert problem.addresses[0].startswith((f"{section.code}.", "profile."))
            assert problem.message("zh")
            assert problem.message("en")
        reached = progress(section, document, strange, found[section.code])
        assert (reached.missing == 0) == (not any(problem.missing for problem in found[section.code]))
        assert 0 <= reached.filled <= reached.expected - reached.missing
        assert Progress.from_json(json.loads(json.dumps(reached.to_json()))) == reached


@settings(max_examples=100, deadline=None)
@given(document=STRANGE)
def test_checking_twice_finds_the_same_and_changes_no_answer(document: dict[str, str]) -> None:
    before = dict(document)
    strange = FormContext(2017, 2016)
    for section in EDITION_2017.sections:
        assert check_section(section, document, strange) == check_section(section, document, strange)
    assert document == before


def test_addresses_of_problems_begin_with_the_section() -> None:
    (problem,) = problems("patent_protection", {"protection_by_year.2016.enforcement_cases": ""})
    assert problem.addresses == ("patent_protection.protection_by_year.2016.enforcement_cases",)
