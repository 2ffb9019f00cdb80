"""FMT-11 and FMT-12: what cannot be read, what is too long, and where the line runs."""

import pytest

from portal.form.checks.plan import plan_of
from portal.form.editions import EDITION_2017
from portal.form.kinds import Text
from tests.form.samples import SAMPLES, context, fired, problems

SALES = "basic.pilot_field_sales"
STAFF = "management.full_time_staff"
TYPED = {
    cell.address: (section.code, cell.kind)
    for section in EDITION_2017.sections
    for cell in plan_of(section, context(SAMPLES["A"])).cells.values()
}
IN_ROWS = {
    f"{block}.r1.{column.code}": (section.code, column.kind)
    for section in EDITION_2017.sections
    for block, columns in plan_of(section, context(SAMPLES["A"])).columns.items()
    for column in columns.values()
}
TEXTS = [
    pytest.param(section, address, kind, id=address)
    for address, (section, kind) in (TYPED | IN_ROWS).items()
    if isinstance(kind, Text)
]
OTHERS = [
    pytest.param(section, address, id=address)
    for address, (section, kind) in (TYPED | IN_ROWS).items()
    if not isinstance(kind, Text)
]


def unreadable(section: str, address: str, text: str) -> list[tuple[str, str]]:
    """What FMT-11 and FMT-12 find with *text* in *address*, whatever the other rules have to say of it."""
    return [found for found in fired(section, {address: text}) if found[0] in {"FMT-11", "FMT-12"}]


def after_typing(section: str, address: str, typed: str) -> list[tuple[str, str]]:
    """What FMT-11 and FMT-12 find once *typed* has been read into *address*."""
    return unreadable(section, address, (TYPED | IN_ROWS)[address][1].read(typed))


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        (STAFF, "1,234"),
        (STAFF, "１２３"),
        (STAFF, "0"),
        (STAFF, "999999999"),
        (SALES, "1,234"),
        (SALES, "１２３"),
        (SALES, "12.50"),
        (SALES, "999999999999.99"),
    ],
)
def test_fmt_11_accepts_numbers_of_the_rule_book(address: str, typed: str) -> None:
    assert after_typing("system_building", address, typed) == []


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        (STAFF, "-1"),
        (STAFF, "12.50"),
        (STAFF, "1e5"),
        (STAFF, "12万"),
        (STAFF, "1000000000"),
        (SALES, "-1"),
        (SALES, "1.234"),
        (SALES, "1e5"),
        (SALES, "12万"),
        (SALES, "1000000000000"),
        (SALES, "Infinity"),
    ],
)
def test_fmt_11_refuses_what_the_rule_book_refuses(address: str, typed: str) -> None:
    assert after_typing("system_building", address, typed) == [("FMT-11", address)]


@pytest.mark.parametrize(("section", "address"), OTHERS)
def test_fmt_11_reports_whatever_is_not_of_the_kind_of_the_cell(section: str, address: str) -> None:
    assert ("FMT-11", address) in fired(section, {address: "about ten"})


def test_fmt_11_names_the_cell_and_what_belongs_there() -> None:
    (problem,) = problems("system_building", {STAFF: "ten"})
    assert problem.message("zh") == "“专职管理人员数量”应为整数，不能为负数。"
    assert problem.message("en") == "“Number of full-time patent management staff” must be a non-negative whole number."


def test_what_cannot_be_read_is_not_called_missing() -> None:
    assert fired("system_building", {"members.member_total": "many"}) == [("FMT-11", "members.member_total")]


@pytest.mark.parametrize(("section", "address", "kind"), TEXTS)
def test_fmt_12_draws_the_line_at_the_length_of_the_cell(section: str, address: str, kind: Text) -> None:
    assert unreadable(section, address, "文" * kind.max_length) == []
    assert unreadable(section, address, "文" * (kind.max_length + 1)) == [("FMT-12", address)]


@pytest.mark.parametrize("character", ["\x00", "\t", "\n", "\x1f", "\x7f", "\x85", "\ud800"])
def test_fmt_12_refuses_control_characters_that_a_file_may_carry(character: str) -> None:
    address = "contact.contact_name"
    assert fired("system_building", {address: f"沈{character}一帆"}) == [("FMT-12", address)]


@pytest.mark.parametrize("text", ["沈　一帆", "𠮷野", "Ωμέγα", "“引号”（括号）", "=1+1", "<b>"])
def test_fmt_12_has_nothing_against_unusual_text(text: str) -> None:
    assert fired("system_building", {"contact.contact_name": text}) == []


def test_fmt_12_names_the_limit() -> None:
    (problem,) = problems("system_building", {"contact.contact_name": "文" * 51})
    assert problem.message("zh") == "“姓名”不能超过50个字。"
    assert problem.message("en") == "“Name” must not exceed 50 characters."


def test_the_text_beside_other_is_quoted_by_the_label_of_its_field() -> None:
    (problem,) = problems("patent_information", {"databases.r1.database_update_frequency_other": "文" * 51})
    assert problem.message("zh") == "“更新频次”不能超过50个字。"
