"""The change against the year before, and the step of a correction, as they are printed."""

import pytest

from portal.web.reading_figures import YearOnYear, step, year_on_year


@pytest.mark.parametrize(
    ("before", "now", "text", "big"),
    [
        ("30", "36", "+20.0%", False),
        ("36", "30", "−16.7%", False),
        ("3", "3", "0.0%", False),
        ("10", "20", "+100.0%", True),
        ("10", "19.99", "+99.9%", False),
        ("10", "5", "−50.0%", True),
        ("10", "5.01", "−49.9%", False),
        ("5", "0", "−100.0%", True),
        ("10", "99.99", "+899.9%", True),
        ("10", "100", "× 10.0", True),
        ("7", "692.93", "× 99.0", True),
        ("1180", "12850000", "× 10,890", True),
        ("0.5", "0.75", "+50.0%", False),
        ("0", "0", "", False),
        ("0", "4", "", True),
    ],
)
def test_the_change_against_the_year_before_is_a_rate_or_a_factor_and_big_when_doubled_or_halved(
    before: str, now: str, text: str, big: bool
) -> None:
    assert year_on_year(before, now) == YearOnYear(text, big)


@pytest.mark.parametrize(("before", "now"), [("", "3"), ("3", ""), ("", ""), ("约3", "4"), ("4", "1e3"), ("١", "2")])
def test_there_is_no_rate_where_one_of_the_two_is_no_number(before: str, now: str) -> None:
    assert year_on_year(before, now) is None


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ("302", "312", "+10"),
        ("312", "302", "−10"),
        ("1", "1.5", "+0.5"),
        ("12850000", "1285", "÷ 10,000"),
        ("1285", "12850000", "× 10,000"),
        ("12850000", "1286", "−12,848,714"),
        ("0", "10000", "+10,000"),
        ("10000", "0", "−10,000"),
        ("5", "5", ""),
        ("", "5", ""),
        ("5", "", ""),
        ("约5", "5", ""),
    ],
)
def test_a_step_is_signed_and_a_slip_of_units_is_called_by_its_name(before: str, now: str, shown: str) -> None:
    assert step(before, now) == shown
