"""What shows over many returns: dominance, outliers by median absolute deviation, names that two units share."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.form.blocks import Rows
from portal.form.editions import EDITION_2017
from portal.form.many_returns import (
    SINGLE,
    Named,
    dominant,
    median,
    outliers,
    ratio,
    ratios_of,
    shared_names,
)

AMOUNTS = st.decimals(0, 10**12, places=2)


def values(*texts: str) -> dict[int, Decimal]:
    return {unit: Decimal(text) for unit, text in enumerate(texts)}


def fractions(*texts: str) -> dict[int, Fraction]:
    return {unit: Fraction(text) for unit, text in enumerate(texts)}


def test_more_than_half_of_a_total_of_three_is_dominant_and_half_is_not() -> None:
    found = dominant(values("50.01", "30", "20"))
    assert found is not None
    assert (found.unit, found.value, found.total, found.of) == (0, Decimal("50.01"), Decimal("100.01"), 3)
    assert dominant(values("50", "30", "20")) is None


def test_a_hair_above_half_is_seen_exactly() -> None:
    half = "999999999999.99"
    assert dominant(values(half, "999999999999.98", "0.01")) is None
    found = dominant(values(half, "999999999999.97", "0.01"))
    assert found is not None
    assert found.share > Fraction(1, 2)


@pytest.mark.parametrize("texts", [(), ("5",), ("99", "1"), ("99", "1", "0"), ("0", "0", "0")])
def test_a_total_of_fewer_than_three_that_have_something_says_nothing(texts: tuple[str, ...]) -> None:
    assert dominant(values(*texts)) is None


@given(st.dictionaries(st.integers(), AMOUNTS, max_size=9))
def test_at_most_one_unit_is_dominant_whatever_the_figures(figures: dict[int, Decimal]) -> None:
    found = dominant(figures)
    rest = sum(figures.values()) - max(figures.values(), default=Decimal())
    enough = sum(value > 0 for value in figures.values()) >= 3
    assert (found is not None) == (enough and max(figures.values()) > rest)


def test_the_median_is_the_middle_or_the_mean_of_the_two_in_the_middle() -> None:
    assert median(fractions("3", "1", "2").values()) == 2
    assert median(fractions("4", "1", "2", "3").values()) == Fraction(5, 2)
    with pytest.raises(ValueError, match="no values"):
        median([])


def test_a_value_beyond_three_and_a_half_scaled_deviations_is_far_off_and_one_at_the_bound_is_not() -> None:
    # The median is 10 and the median deviation 1, so the bound lies at 3.5 x 1.4826 = 5.1891.
    around = ("8", "9", "9", "10", "11", "11")
    inside, outside = outliers(fractions(*around, "15.1891")), outliers(fractions(*around, "15.1892"))
    assert inside is not None
    assert (inside.median, inside.deviation, inside.far) == (10, 1, ())
    assert outside is not None
    assert outside.far == ((6, Fraction("15.1892")),)
    assert outside.times(Fraction("15.1892")) > Fraction("3.5")


def test_a_value_far_below_is_found_as_well_and_the_farthest_comes_first() -> None:
    found = outliers(fractions("100", "101", "102", "99", "98", "103", "97", "2", "400"))
    assert found is not None
    assert [unit for unit, _value in found.far] == [8, 7]


@pytest.mark.parametrize("texts", [("1", "2", "3", "400"), ("5", "5", "5", "5", "400"), ()])
def test_too_few_or_half_of_them_alike_are_not_compared(texts: tuple[str, ...]) -> None:
    assert outliers(fractions(*texts)) is None


@given(st.dictionaries(st.integers(), st.fractions(0, 10**9), max_size=12))
def test_the_middle_half_is_never_far_off(figures: dict[int, Fraction]) -> None:
    found = outliers(figures)
    assert found is None or 2 * len(found.far) <= found.of
    if found is not None:
        near = [value for value in figures.values() if abs(value - found.median) <= found.deviation]
        assert not {value for _unit, value in found.far} & set(near)


def test_compared_are_the_pairs_of_operations_in_the_rounds_year_and_patents_per_member() -> None:
    asked = {one.code: one for one in ratios_of(2017)}
    assert len(asked) == 10
    assert asked["purchased"].above == ("collaborative_utilization.operations_by_year.purchased_amount", 2017)
    assert asked["purchased"].below == ("collaborative_utilization.operations_by_year.purchased_patents", 2017)
    assert asked["in_force"].above == ("system_building.patents_by_year.in_force_total", 2017)
    assert asked["applications"].below == ("system_building.members.member_total", 0)


def test_a_ratio_needs_both_figures_and_something_to_divide_by() -> None:
    asked = ratios_of(2017)[0]
    full = {asked.above: Decimal(1), asked.below: Decimal(3)}
    assert ratio(full, asked) == Fraction(1, 3)
    assert ratio(full | {asked.above: Decimal()}, asked) == 0
    assert ratio(full | {asked.below: Decimal()}, asked) is None
    assert ratio({asked.above: Decimal(1)}, asked) is None
    assert ratio({asked.below: Decimal(1)}, asked) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("智能传感器专利池（一期）", "智能传感器专利池(一期)"),
        ("ＧＢ／Ｔ 1234—2015", "gb/t 1234-2015"),
        ("《物联网 标准》", "物联网标准"),
        ("Pool-A", "POOL A"),
    ],
)
def test_names_that_differ_in_writing_alone_are_one_name(one: str, other: str) -> None:
    rows = [Named("patent_pools", "a", one), Named("patent_pools", "b", other)]
    assert shared_names(rows) == [rows]


def test_a_name_counts_once_for_each_unit_and_in_its_own_list_only() -> None:
    rows = [
        Named("patent_pools", "a", "光电池"),
        Named("patent_pools", "a", "光电池"),
        Named("standards", "b", "光电池"),
        Named("patent_pools", "b", "光电池（二期）"),
    ]
    assert shared_names(rows) == []
    again = [*rows, Named("patent_pools", "c", "光 电 池")]
    assert [[row.unit for row in group] for group in shared_names(again)] == [["a", "c"]]


@pytest.mark.parametrize("name", ["", "无", "—", "（无）", "测试", "N/A", "A", "()", "同上。"])
def test_a_name_that_stands_for_none_is_no_double(name: str) -> None:
    assert shared_names([Named("standards", "a", name), Named("standards", "b", name)]) == []


def test_the_lists_and_columns_that_are_compared_stand_on_the_form() -> None:
    for section, block, column in SINGLE:
        found = EDITION_2017.by_code[section].by_code[block]
        assert isinstance(found, Rows)
        assert column in found.cell_kinds
