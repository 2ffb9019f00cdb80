"""Whatever stands in a return: no check raises, none says a thing twice, each names cells that are on the form."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Rows
from portal.form.checks import check_filing
from portal.form.checks.plan import plan_of
from portal.form.context import FormContext, Profile, RuleSettings, SecondNegotiationLine
from portal.form.document import row_ids
from portal.form.editions import EDITION_2017
from portal.form.problems import Problem
from portal.form.profile import BY_CODE

TEXTS = [
    *("", "0", "1", "2", "3", "10", "99", "100", "10000", "50000000", "999999999", "999999999999.99", "0.01", "-1"),
    *("2013", "2016", "2017", "2018", "1948", "0001", "2017-02-29", "2016-02-29", "1e9", "NaN", "Infinity", "1_0"),
    *(
        "无",
        "/",
        "同上",
        "甲项目",
        "{name}",
        "{",
        "}}",
        "%s",
        "other",
        "credit,other",
        "other,x",
        ",",
        "\x00",
        "\ud800",
    ),
    *("010-62080000", "+852 91234567", "62080000", "//", "100190", "000000", "a@b.cn", "@", "@@", "a@" + "." * 50),
    *("http://10.0.0.1", "http://[::1]", "http://[::ffff:1.2.3.4]", "http://[", "1.1.1.1", "1.1.1.²", "localhost"),
    *("٣٤", "²", "文" * 600, "-" * 600, "9" * 600, " ", "\n", "r1 r2"),
]
ROW_ORDERS = ["r1 r2 r3", "r1 r1 r2 r1", "r3", "r1 rows nothing_to_report r.1 . r2", "", "r9"]
KNOWN = ["", "ip_alliance", "industry_association", "110000", "810000", "710000", "XPCC", "x", "511100005000990015"]
TYPED = st.lists(st.sampled_from(TEXTS) | st.text(max_size=12), min_size=1, max_size=40)


@st.composite
def documents(draw: st.DrawFn, context: FormContext) -> dict[str, dict[str, str]]:
    """A whole return in which every cell that there is may hold anything."""
    texts, step, order = draw(TYPED), draw(st.integers(1, 37)), draw(st.sampled_from(ROW_ORDERS))
    made: dict[str, dict[str, str]] = {}
    turn = 0
    for section in EDITION_2017.sections:
        cells = {block.code + "." + ROWS: order for block in section.blocks}
        for address in _places(section.code, context, order):
            turn += step
            cells[address] = texts[turn % len(texts)]
        made[section.code] = {address: text for address, text in cells.items() if text}
    return made


def _places(section: str, context: FormContext, order: str) -> Iterator[str]:
    plan = plan_of(EDITION_2017.by_code[section], context)
    yield from plan.cells
    for block, columns in plan.columns.items():
        yield f"{block}.{NOTHING_TO_REPORT}"
        yield from (f"{block}.{row}.{code}" for row in order.split() for code in columns)
    yield from (f"work_summary.{row}.file" for row in order.split())


CONTEXTS = st.builds(
    FormContext,
    round_year=st.integers(2012, 2018),
    joined_year=st.integers(2010, 2019),
    foreign_patent_convention=st.sampled_from(["additive", "memo"]),
    second_negotiation_line=st.builds(SecondNegotiationLine, st.sampled_from(["printed", "hidden"])),
    profile=st.builds(Profile, *[st.sampled_from(KNOWN)] * 3, st.booleans()),
)


def standing(made: dict[str, dict[str, str]], context: FormContext) -> set[str]:
    """Every address that a problem of these documents may name."""
    found = {f"profile.{code}" for code in BY_CODE}
    for section in EDITION_2017.sections:
        plan = plan_of(section, context)
        found.update(f"{section.code}.{address}" for address in plan.places)
        for block in section.blocks:
            if isinstance(block, Rows):
                rows = row_ids(made[section.code], block.code)
                cells = plan.columns[block.code]
                found.update(f"{section.code}.{block.code}.{row}.{code}" for row in rows for code in cells)
    return found


@settings(max_examples=300, deadline=None)
@given(data=st.data(), context=CONTEXTS)
def test_no_return_makes_a_check_raise_or_say_a_thing_twice(data: st.DataObject, context: FormContext) -> None:
    made = data.draw(documents(context))
    earlier = {
        f"{code}.{address}": text
        for code, cells in data.draw(documents(context)).items()
        for address, text in cells.items()
    }
    found = [p for problems in check_filing(EDITION_2017, made, context, earlier).values() for p in problems]
    assert found
    keys = [problem.key for problem in found]
    assert len(keys) == len(set(keys))
    known = standing(made, context)
    for problem in found:
        assert known.issuperset(problem.addresses)
        assert problem.message("zh")
        assert problem.message("en")


def test_a_row_that_a_document_names_twice_is_one_row() -> None:
    cells = {"trainings.rows": "r1 r1", "trainings.r1.training_name": "无", "trainings.r1.training_year": "2017"}
    found = check_filing(EDITION_2017, {"system_building": cells}, FormContext(2017, 2017))["system_building"]
    mine = [problem for problem in found if "trainings" in problem.addresses[0]]
    assert [problem.rule.code for problem in mine] == ["FMT-13", "REQ-01"]


def test_a_rule_that_the_round_has_switched_off_finds_nothing_anywhere() -> None:
    context = FormContext(2017, 2016, profile=Profile(unified_social_credit_code="x"))
    everything = check_filing(EDITION_2017, {}, context)
    fired = {problem.rule.code for problems in everything.values() for problem in problems}
    assert {"FMT-09", "REQ-01"} <= fired
    off = FormContext(2017, 2016, profile=context.profile, rules=RuleSettings(off=frozenset(fired)))
    assert _all(check_filing(EDITION_2017, {}, off)) == []


def _all(found: dict[str, list[Problem]]) -> list[Problem]:
    return [problem for problems in found.values() for problem in problems]
