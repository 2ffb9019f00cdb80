"""Returns full of extreme numbers in rounds with extreme bounds: nothing raises, nothing is said twice."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.checks import RULES, check_filing
from portal.form.checks.plan import plan_of
from portal.form.context import FormContext, RuleSettings, SecondNegotiationLine
from portal.form.editions import EDITION_2017
from portal.form.problems import Problem

NUMBERS = st.sampled_from(
    [
        *("0", "0", "1", "2", "19", "20", "21", "50", "10000", "199990000", "999999999"),
        *("0.01", "0.09", "0.1", "99.99", "1000", "5000.5", "999999999999.99", "", "x", "-1"),
    ]
)
BOUNDS = st.sampled_from([Decimal(n) for n in ("0", "0.0001", "0.5", "1", "1.5", "20", "10000000000")])
RULE_BOUNDS = [(code, name) for code, rule in RULES.items() for name in rule.parameters]
ROWS = ("r1", "r2")


@st.composite
def filed(draw: st.DrawFn, context: FormContext) -> dict[str, dict[str, str]]:
    """Every cell of a return holds a number; blank ones are left out."""
    numbers, step = draw(st.lists(NUMBERS, min_size=1, max_size=60)), draw(st.integers(1, 59))
    made, turn = {}, 0
    for section in EDITION_2017.sections:
        plan = plan_of(section, context)
        listed = [
            f"{block}.{row}.{code}" for block, columns in plan.columns.items() for row in ROWS for code in columns
        ]
        cells = {f"{block}.rows": " ".join(ROWS) for block in plan.columns}
        for address in (*plan.cells, *listed):
            turn += step
            if text := numbers[turn % len(numbers)]:
                cells[address] = text
        made[section.code] = cells
    return made


CONTEXTS = st.builds(
    FormContext,
    round_year=st.just(2017),
    joined_year=st.integers(2013, 2017),
    organization_name=st.sampled_from(["", "1", "甲"]),
    foreign_patent_convention=st.sampled_from(["additive", "memo"]),
    second_negotiation_line=st.builds(SecondNegotiationLine, st.sampled_from(["printed", "hidden"])),
    rules=st.builds(
        RuleSettings,
        st.dictionaries(st.sampled_from(RULE_BOUNDS), BOUNDS, max_size=30).map(
            lambda chosen: {
                rule: {name: bound for (code, name), bound in chosen.items() if code == rule} for rule, _name in chosen
            }
        ),
        st.frozensets(st.sampled_from(sorted(RULES)), max_size=5),
    ),
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), context=CONTEXTS)
def test_no_figures_and_no_bounds_make_a_check_raise_or_say_a_thing_twice(
    data: st.DataObject, context: FormContext
) -> None:
    made, before = data.draw(filed(context)), data.draw(filed(context))
    earlier = {f"{code}.{address}": text for code, cells in before.items() for address, text in cells.items()}
    found = check_filing(EDITION_2017, made, context, earlier)
    seen = [problem for problems in found.values() for problem in problems]
    keys = [problem.key for problem in seen]
    assert len(keys) == len(set(keys))
    assert not context.rules.off.intersection(problem.rule.code for problem in seen)
    for section, problems in found.items():
        assert all(problem.addresses[0].startswith((f"{section}.", "profile.")) for problem in problems)
    assert all(_filled_in(problem) for problem in seen)


def _filled_in(problem: Problem) -> bool:
    return all(text and "{" not in text for text in (problem.message("zh"), problem.message("en")))
