"""Facts: which cells of a return give which figures."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.blocks import Rows
from portal.form.context import LINE_HIDDEN, FormContext, SecondNegotiationLine
from portal.form.editions import EDITION_2017
from portal.form.facts import Fact, facts_of
from portal.form.kinds import Amount, Choice, Choices, Integer
from tests.form.samples import SAMPLES, complete, context

CONTEXT = FormContext(round_year=2017, joined_year=2016)
INDICATOR_MAX, CATEGORY_MAX = 120, 60


def facts(section: str, cells: dict[str, str], given_context: FormContext = CONTEXT) -> list[Fact]:
    return facts_of(EDITION_2017, {section: cells}, given_context)


def test_a_number_is_a_fact_and_a_blank_cell_is_none() -> None:
    assert facts("system_building", {"members.member_total": "12"}) == [
        Fact("system_building.members.member_total", 0, "", Decimal(12))
    ]
    assert facts("system_building", {}) == []


def test_zero_is_a_fact() -> None:
    assert [fact.value for fact in facts("system_building", {"members.member_total": "0"})] == [0]


def test_text_dates_and_what_cannot_be_read_give_no_fact() -> None:
    cells = {
        "contact.contact_name": "12",
        "basic.founded_on": "2011-05",
        "management.ip_office_postcode": "100088",
        "members.member_total": "about 12",
    }
    assert facts("system_building", cells) == []


def test_an_amount_is_exact() -> None:
    found = facts("system_building", {"basic.pilot_field_sales": "123456789012.35"})
    assert [str(fact.value) for fact in found] == ["123456789012.35"]


def test_a_figure_by_year_carries_its_year_and_other_years_give_nothing() -> None:
    cells = {
        "patents_by_year.2016.applications_total": "3",
        "patents_by_year.2017.applications_total": "4",
        "patents_by_year.2015.applications_total": "5",
        "patents_by_year.2018.applications_total": "6",
    }
    indicator = "system_building.patents_by_year.applications_total"
    assert facts("system_building", cells) == [
        Fact(indicator, 2016, "", Decimal(3)),
        Fact(indicator, 2017, "", Decimal(4)),
    ]


def test_what_the_round_hides_gives_no_fact() -> None:
    cells = {
        "protection_by_year.2017.collective_negotiation_cases": "1",
        "protection_by_year.2017.collective_negotiation_line2_cases": "2",
    }
    hidden = FormContext(2017, 2016, second_negotiation_line=SecondNegotiationLine(LINE_HIDDEN))
    assert [fact.value for fact in facts("patent_protection", cells)] == [1, 2]
    assert [fact.value for fact in facts("patent_protection", cells, hidden)] == [1]


def test_each_thing_chosen_outside_of_a_list_counts_one() -> None:
    cells = {"operations_by_year.2017.financial_participation_forms": "investment,insurance"}
    indicator = "collaborative_utilization.operations_by_year.financial_participation_forms"
    assert facts("collaborative_utilization", cells) == [
        Fact(indicator, 2017, "investment", Decimal(1)),
        Fact(indicator, 2017, "insurance", Decimal(1)),
    ]


STANDARDS = {
    "standards.rows": "a b c d",
    "standards.a.standard_type": "national",
    "standards.a.sep_count": "2",
    "standards.a.standard_year": "2016",
    "standards.b.standard_type": "national",
    "standards.b.sep_count": "3",
    "standards.b.standard_year": "2016",
    "standards.c.standard_name": "虚构标准",
    "standards.c.sep_count": "7",
}


def test_a_list_is_counted_and_summed_by_year_and_choice() -> None:
    count, sum_ = "collaborative_utilization.standards.rows", "collaborative_utilization.standards.sep_count"
    assert sorted(facts("collaborative_utilization", STANDARDS)) == [
        Fact(count, 0, "", Decimal(1)),
        Fact(count, 2016, "national", Decimal(2)),
        Fact(sum_, 0, "", Decimal(7)),
        Fact(sum_, 2016, "national", Decimal(5)),
    ]


def test_an_empty_row_is_not_counted_and_a_row_named_twice_is_counted_once() -> None:
    cells = STANDARDS | {"standards.rows": "a a b d c a"}
    assert sorted(facts("collaborative_utilization", cells)) == sorted(facts("collaborative_utilization", STANDARDS))


def test_several_choices_of_a_row_are_one_category_so_that_rows_add_up() -> None:
    cells = {
        "alliances.rows": "a b",
        "alliances.a.alliance_relation": "president_unit,main_initiator",
        "alliances.a.alliance_joined_year": "2015",
        "alliances.b.alliance_name": "虚构联盟",
    }
    indicator = "collaborative_utilization.alliances.rows"
    assert facts("collaborative_utilization", cells) == [
        Fact(indicator, 2015, "president_unit,main_initiator", Decimal(1)),
        Fact(indicator, 0, "", Decimal(1)),
    ]


def test_a_date_names_the_year_of_its_row() -> None:
    cells = {
        "info_platforms.rows": "a b",
        "info_platforms.a.info_platform_built_on": "2014-07",
        "info_platforms.b.info_platform_built_on": "last summer",
    }
    assert [fact.year for fact in facts("patent_information", cells)] == [2014, 0]


def test_nothing_to_report_is_zero_rows_and_an_empty_list_is_no_fact() -> None:
    ticked = {"trainings.nothing_to_report": "1"}
    assert facts("system_building", ticked) == [Fact("system_building.trainings.rows", 0, "", Decimal(0))]
    assert facts("system_building", {"trainings.rows": "a"}) == []
    filled = {"trainings.rows": "a", "trainings.a.training_name": "虚构培训"}
    assert [fact.value for fact in facts("system_building", ticked | filled)] == [1]


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_every_number_of_a_sample_is_found_again_in_its_facts(key: str) -> None:
    documents, given_context = complete(SAMPLES[key]), context(SAMPLES[key])
    typed: Counter[str] = Counter()
    for section in EDITION_2017.sections:
        for block in section.blocks:
            kinds = {c: k for c, k in block.cell_kinds.items() if isinstance(k, Integer | Amount)}
            for address, text in documents[section.code].items():
                block_code, _dot, rest = address.partition(".")
                code = rest.rpartition(".")[2]
                if block_code == block.code and code in kinds and kinds[code].readable(text):
                    typed[f"{section.code}.{block.code}.{code}"] += Decimal(text)  # type: ignore[assignment]
    counted: Counter[str] = Counter()
    found = facts_of(EDITION_2017, documents, given_context)
    assert len(found) > 50
    for fact in found:
        counted[fact.indicator] += fact.value  # type: ignore[assignment]
    assert {code: value for code, value in counted.items() if code in typed} == dict(typed)
    others = counted.keys() - typed.keys()
    assert {code.rpartition(".")[2] for code in others} <= {"rows", "financial_participation_forms"}


def test_every_indicator_and_category_the_form_can_give_fits_where_it_is_kept() -> None:
    for section in EDITION_2017.sections:
        for block in section.blocks:
            for code, kind in block.cell_kinds.items():
                assert len(f"{section.code}.{block.code}.{code}") <= INDICATOR_MAX
                if isinstance(kind, Choice):
                    codes = [option.code for option in kind.options]
                    several = isinstance(kind, Choices) and isinstance(block, Rows)
                    assert len(",".join(codes) if several else max(codes, key=len)) <= CATEGORY_MAX


def addresses() -> list[str]:
    """Addresses that mean something, those of hidden years and removed rows included."""
    found = ["", ".", "rows", "members", "trainings.rows.rows"]
    for section in EDITION_2017.sections:
        for block in section.blocks:
            found += [f"{block.code}.rows", f"{block.code}.nothing_to_report"]
            for part in ("", "a.", "b.", "2015.", "2017.", "9999."):
                found += [f"{block.code}.{part}{code}" for code in block.cell_kinds]
    return found


TEXTS = st.one_of(
    st.sampled_from(["0", "7", "0.5", "9" * 9, "9" * 12 + ".99", "0000", "2016", "9999", "a b a", "a  b", "1"]),
    st.sampled_from(["national", "national,industry", ",", "investment,investment", "2016-13", "2016-02-30", "-1"]),
    st.sampled_from(["NaN", "Infinity", "1e9", "１２", "٣", "1_000", "\x00"]),
    st.text(max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([section.code for section in EDITION_2017.sections]),
        st.dictionaries(st.one_of(st.sampled_from(addresses()), st.text(max_size=8)), TEXTS, max_size=40),
    ),
    st.sampled_from([CONTEXT, FormContext(2017, 2013), FormContext(2017, 2018)]),
)
def test_whatever_stands_in_a_document_gives_sound_facts(
    documents: dict[str, dict[str, str]], given_context: FormContext
) -> None:
    found = facts_of(EDITION_2017, documents, given_context)
    keys = [fact[:3] for fact in found]
    assert len(keys) == len(set(keys))
    for fact in found:
        assert fact.value >= 0
        assert fact.value.is_finite()
        assert len(fact.category) <= CATEGORY_MAX
        assert 0 <= fact.year <= 9999
