"""Kinds of field: what is folded, what is refused, and that reading twice is reading once."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.choices import ALLIANCE_RELATION, COUNT, ITEMS, PERSONS, UPDATE_FREQUENCY, WAN
from portal.form.editions import EDITION_2017
from portal.form.kinds import (
    Amount,
    Choice,
    Choices,
    Email,
    File,
    Integer,
    Kind,
    Mobile,
    PartialDate,
    Phone,
    Postcode,
    Text,
    Unreadable,
    Url,
    Year,
)

WHOLE = Integer(0, ITEMS)
MONEY = Amount(0, WAN)
KINDS = [
    Text(200),
    Phone(40),
    Mobile(20),
    Email(254),
    Postcode(6),
    Url(500),
    WHOLE,
    Integer(0, PERSONS),
    Integer(0, COUNT),
    MONEY,
    Year(),
    PartialDate(),
    Choice(UPDATE_FREQUENCY, 50),
    Choices(ALLIANCE_RELATION),
    File(),
]


@pytest.mark.parametrize(
    ("typed", "text", "value"),
    [
        ("0", "0", 0),
        ("000", "0", 0),
        ("007", "7", 7),
        ("123", "123", 123),
        (" 123 ", "123", 123),
        ("1,234", "1234", 1234),
        ("1,234,567", "1234567", 1234567),
        ("１２３", "123", 123),
        ("１，２３４", "1234", 1234),
        ("12件", "12", 12),
        ("12 件", "12", 12),
        ("１２　件", "12", 12),
        ("1,234件", "1234", 1234),
        ("999999999", "999999999", 999999999),
        ("1\u200b2", "12", 12),
    ],
)
def test_a_count_is_folded_where_that_is_safe(typed: str, text: str, value: int) -> None:
    assert WHOLE.read(typed) == text
    assert WHOLE.value(text) == value


@pytest.mark.parametrize(
    "typed",
    [
        "-1", "－1", "+5", "1.0", "1.5", "1e5", "1E5", "12万", "12人", "元", "件", "12元", "1_000", "١٢٣", "10²", "十",
        "Infinity", "inf", "NaN", "sNaN", "1e400", "0x10", "1 000", "5,00", "12,34", "1,2345", ",123", "123,", "1,,234",
        "1，23", "1000000000", "9" * 5000, "Ⅻ", "①", "½", "无", "约10",
    ],
)  # fmt: skip
def test_a_count_refuses_everything_else_and_keeps_it_as_typed(typed: str) -> None:
    assert WHOLE.read(typed) == typed
    assert not WHOLE.readable(typed)
    with pytest.raises(Unreadable):
        WHOLE.value(typed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("12.50", "12.5"),
        ("12.05", "12.05"),
        ("１２．５０", "12.5"),
        ("1,234.5", "1234.5"),
        ("12万元", "12"),
        ("12.5 万元", "12.5"),
        ("１，２３４．５０万元", "1234.5"),
        ("007.10", "7.1"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_folded_and_exact(typed: str, text: str) -> None:
    assert MONEY.read(typed) == text
    assert MONEY.value(text) == Decimal(text)


@pytest.mark.parametrize(
    "typed",
    [
        "-1", "+5", "1.234", "1e5", "12万", "12元", "12亿元", "万元", "元", "Infinity", "NaN", "sNaN", "1e400", "1_000",
        "١٢٣", "10²", "5,00", "12,34", ".5", "5.", "1.2.3", "1,234.567", "1000000000000", "¥5", "12,345,6.00", "0.001",
    ],
)  # fmt: skip
def test_an_amount_refuses_everything_else_and_keeps_it_as_typed(typed: str) -> None:
    assert MONEY.read(typed) == typed
    assert not MONEY.readable(typed)
    with pytest.raises(Unreadable):
        MONEY.value(typed)


@pytest.mark.parametrize(("kind", "typed"), [(Integer(0, PERSONS), "85人次"), (Integer(0, COUNT), "85家")])
def test_each_count_folds_its_own_units(kind: Integer, typed: str) -> None:
    assert kind.read(typed) == "85"
    assert WHOLE.read(typed) == typed


def test_an_amount_is_never_a_binary_float() -> None:
    assert MONEY.value("0.1") + MONEY.value("0.2") == MONEY.value("0.3")


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (WHOLE, "1234567", "1,234,567"),
        (WHOLE, "0", "0"),
        (WHOLE, "-1", "-1"),
        (WHOLE, "", ""),
        (MONEY, "12850000.5", "12,850,000.5"),
        (MONEY, "1e5", "1e5"),
        (Year(), "2016", "2016"),
        (Text(), "2016", "2016"),
    ],
)
def test_numbers_are_shown_in_groups_and_the_rest_as_typed(kind: Kind, text: str, shown: str) -> None:
    assert kind.show(text, "zh") == kind.show(text, "en") == shown


@pytest.mark.parametrize(
    ("typed", "text"), [("2016", "2016"), ("２０１６", "2016"), ("2016年", "2016"), ("2,016", "2016")]
)
def test_a_year_has_four_digits(typed: str, text: str) -> None:
    assert Year().read(typed) == text
    assert Year().value(text) == int(text)


@pytest.mark.parametrize("typed", ["16", "20160", "20,160", "2016.0", "-2016", "二〇一六", "2016-05", "٢٠١٦"])
def test_a_year_refuses_everything_else(typed: str) -> None:
    assert Year().read(typed) == typed
    with pytest.raises(Unreadable):
        Year().value(typed)


@pytest.mark.parametrize(
    ("typed", "text", "value"),
    [
        ("2014", "2014", (2014,)),
        ("2014年", "2014", (2014,)),
        ("2014-06", "2014-06", (2014, 6)),
        ("2014-6", "2014-06", (2014, 6)),
        ("2014年6月", "2014-06", (2014, 6)),
        ("2014.6", "2014-06", (2014, 6)),
        ("2014/6/1", "2014-06-01", (2014, 6, 1)),
        ("2014年6月1日", "2014-06-01", (2014, 6, 1)),
        ("２０１４年６月１日", "2014-06-01", (2014, 6, 1)),
        ("2014 年 6 月", "2014-06", (2014, 6)),
        ("2016-02-29", "2016-02-29", (2016, 2, 29)),
        ("2000-02-29", "2000-02-29", (2000, 2, 29)),
        ("2014-12-31", "2014-12-31", (2014, 12, 31)),
        ("0001-01-01", "0001-01-01", (1, 1, 1)),
    ],
)
def test_a_date_keeps_the_precision_it_was_given(typed: str, text: str, value: tuple[int, ...]) -> None:
    assert PartialDate().read(typed) == text
    assert PartialDate().value(text) == value


@pytest.mark.parametrize(
    "typed",
    [
        "14-06", "2014-13", "2014-00", "2014-02-30", "2015-02-29", "1900-02-29", "2014-04-31", "2014-06-00", "0000",
        "20140601", "June 2014", "2014-06-01T00:00", "2014--06", "-2014", "二〇一四年", "2014-²", "٢٠١٤", "9" * 5000,
        "2014-06-01-01",
    ],
)  # fmt: skip
def test_a_date_refuses_what_no_calendar_has(typed: str) -> None:
    assert PartialDate().read(typed) == typed
    assert not PartialDate().readable(typed)
    with pytest.raises(Unreadable):
        PartialDate().value(typed)


@pytest.mark.parametrize("option", UPDATE_FREQUENCY, ids=lambda option: option.code)
def test_every_option_of_a_list_can_be_chosen_and_is_shown_in_both_languages(option) -> None:
    kind = Choice(UPDATE_FREQUENCY, 50)
    assert kind.read(option.code) == option.code
    assert kind.readable(option.code)
    assert (kind.show(option.code, "zh"), kind.show(option.code, "en")) == option.label


@pytest.mark.parametrize("text", ["hourly", "Monthly", "monthly,daily", "月"])
def test_a_choice_outside_the_list_is_unreadable_and_shown_as_it_came(text: str) -> None:
    kind = Choice(UPDATE_FREQUENCY, 50)
    assert not kind.readable(text)
    assert kind.show(text, "zh") == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("main_initiator,president_unit", "president_unit,main_initiator"),
        ("main_initiator, president_unit", "president_unit,main_initiator"),
        ("main_initiator,main_initiator", "main_initiator"),
        (",main_initiator,", "main_initiator"),
        ("", ""),
        (",", ""),
        ("x,main_initiator, b", "main_initiator,b,x"),
    ],
)
def test_several_choices_stand_in_the_order_of_the_list(typed: str, text: str) -> None:
    assert Choices(ALLIANCE_RELATION).read(typed) == text


def test_several_choices_have_values_and_are_shown_joined() -> None:
    kind = Choices(ALLIANCE_RELATION)
    assert kind.value("president_unit,main_initiator") == ("president_unit", "main_initiator")
    assert kind.show("president_unit,main_initiator", "zh") == "理事长单位、是否主要发起人"
    assert kind.show("president_unit,x", "en") == "President unit (chairs the council), x"
    assert kind.show("", "zh") == ""
    assert kind.readable("president_unit,main_initiator")
    assert not kind.readable("president_unit,x")


def test_text_proper_keeps_its_width_and_loses_only_what_nobody_sees() -> None:
    assert Text().read("  专利（示范）\u200b　ＡＢ \n c\x00 ") == "专利（示范） ＡＢ c"


@pytest.mark.parametrize("kind", [Phone(), Mobile(), Email(), Postcode(), Url()])
def test_text_for_machines_is_folded_to_plain_width(kind: Kind) -> None:
    assert kind.read("ａ＠ｂ．ｃｎ　１") == "a@b.cn 1"


def test_text_is_too_long_one_character_past_its_limit() -> None:
    assert not Text(3).too_long("文文文")
    assert Text(3).too_long("文文文文")


TYPED = (
    st.text(max_size=30)
    | st.text(alphabet="0123456789０１２,，.．-－/年月日 　件万元人次个家\u200b\ue000", max_size=14)
    | st.lists(st.sampled_from([*(o.code for o in ALLIANCE_RELATION), " ", "x", " y", "monthly"])).map(",".join)
    | st.integers().map(str)
    | st.decimals(allow_nan=True, allow_infinity=True).map(str)
    | st.dates().map(str)
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name}-{type(kind).__name__}")
@settings(max_examples=150, deadline=None)
@given(typed=TYPED)
def test_reading_is_idempotent_and_its_answers_agree(kind: Kind, typed: str) -> None:
    text = kind.read(typed)
    assert kind.read(text) == text
    assert isinstance(kind.show(text, "zh"), str)
    if text and kind.readable(text):
        assert kind.value(text) is not None
        assert kind.read(kind.show(text, "en")) == text or isinstance(kind, Choice)
    elif text:
        assert kind.show(text, "en") == text or isinstance(kind, Choices)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name}-{type(kind).__name__}")
def test_white_space_alone_is_blank(kind: Kind) -> None:
    assert kind.read(" \t\n　\u200b") == ""


def test_every_kind_of_the_form_is_tested_here() -> None:
    used = {type(f.kind) for s in EDITION_2017.sections for b in s.blocks for f in b.fields}
    assert used <= {type(kind) for kind in KINDS}
