"""The work summary against the figures, in both directions, pair by pair."""

import pytest

from portal.form.blocks import NOTHING_TO_REPORT, Rows, YearParts
from portal.form.context import LINE_HIDDEN, FormContext, SecondNegotiationLine
from portal.form.document import Document
from portal.form.editions import EDITION_2017
from portal.form.summary_heading import Heading
from portal.form.summary_hints import COUNTED, PAIRS, TICKED, TOLD, Hint, Pair, Summary, hints
from portal.form.summary_outline import Treatment, treatments, whole_parts
from portal.form.wording import LANGUAGES, Wording
from tests.form.samples import SAMPLES, documents
from tests.form.summaries import BLOCK, OF_SOMETHING_ELSE, PARTS_ALONE, SHORTENED

CONTEXT = FormContext(2017, 2016)
NAMES = {point.code: Wording(point.code, point.code) for point in BLOCK.asked_points}
IDS = [f"{pair.point} {pair.block}" for pair in PAIRS]


def block_of(pair: Pair):
    return EDITION_2017.by_code[pair.section].by_code[pair.block]


def filled(*pairs: Pair) -> dict[str, Document]:
    """Documents in which the figures of *pairs* hold something, and nothing else is there."""
    found: dict[str, dict[str, str]] = {}
    for pair in pairs:
        block, cells = block_of(pair), found.setdefault(pair.section, {})
        if isinstance(block, Rows):
            cells |= {f"{pair.block}.rows": "r1", f"{pair.block}.r1.{next(iter(block.cell_kinds))}": "虚构"}
        else:
            part = f"{pair.block}.2017" if isinstance(block, YearParts) else pair.block
            cells[f"{part}.{pair.fields[0]}"] = "3"
    return found


def none(pair: Pair) -> dict[str, Document]:
    """Documents that say plainly that there is none of *pair*."""
    block = block_of(pair)
    if isinstance(block, Rows):
        return {pair.section: {f"{pair.block}.{NOTHING_TO_REPORT}": "1"}}
    parts = [f"{pair.block}.{year}" for year in CONTEXT.years] if isinstance(block, YearParts) else [pair.block]
    return {pair.section: {f"{part}.{code}": "0" for part in parts for code in pair.fields}}


def known(*headings: Heading, ticked: tuple[str, ...] = ()) -> Summary:
    return Summary([headings], treatments(BLOCK, [headings]), ticked)


def found(held: dict[str, Document], told: Summary, context: FormContext = CONTEXT) -> list[Hint]:
    return hints(EDITION_2017, held, context, told, NAMES)


def of(pair: Pair, hinted: list[Hint]) -> list[Wording]:
    return [hint.text for hint in hinted if hint.point == pair.point]


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
@pytest.mark.parametrize("absent", ["blank", "none"])
def test_a_point_that_is_written_about_without_its_figures_is_worth_a_look(pair: Pair, absent: str) -> None:
    held = none(pair) if absent == "none" else {}
    assert of(pair, found(held, known(*SHORTENED))) == [TOLD]
    assert of(pair, found(filled(pair), known(*SHORTENED))) == []


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
def test_figures_without_a_heading_on_them_are_worth_a_look(pair: Pair) -> None:
    assert of(pair, found(filled(pair), known(*OF_SOMETHING_ELSE))) == [COUNTED]
    assert of(pair, found(none(pair), known(*OF_SOMETHING_ELSE))) == []


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
def test_a_tick_counts_as_written_about_in_both_directions(pair: Pair) -> None:
    ticked = known(*OF_SOMETHING_ELSE, ticked=(pair.point,))
    assert of(pair, found(filled(pair), ticked)) == []
    assert of(pair, found(none(pair), ticked)) == [TICKED]


@pytest.mark.parametrize(("pair", "word"), [(pair, word) for pair in PAIRS for word in pair.words])
def test_a_word_of_the_figures_in_any_heading_counts_as_written_about(pair: Pair, word: str) -> None:
    told = Summary([[Heading(1, f"一、关于{word}及其他若干事项的说明", 10)]], {}, ())
    assert of(pair, found({}, told)) == [TOLD]
    assert of(pair, found(filled(pair), told)) == []


def test_where_nothing_was_read_and_nothing_ticked_nothing_is_missed() -> None:
    assert found(filled(*PAIRS), Summary([], {}, ())) == []
    assert found(filled(*PAIRS), Summary([(), ()], {}, ())) == []
    assert len(found(filled(*PAIRS), Summary([], {}, ("P3.1",)))) == len(PAIRS)


def test_a_part_written_in_one_piece_may_tell_of_any_of_its_points() -> None:
    parts = whole_parts(BLOCK, [PARTS_ALONE])
    hinted = found(filled(*PAIRS), Summary([PARTS_ALONE], treatments(BLOCK, [PARTS_ALONE]), (), parts))
    assert {hint.point for hint in hinted if hint.text is COUNTED} == {"P1.1"}
    assert whole_parts(BLOCK, [SHORTENED]) == frozenset()
    assert whole_parts(BLOCK, [[heading._replace(characters=0) for heading in PARTS_ALONE]]) == frozenset()


def test_a_heading_with_nothing_under_it_is_not_writing_about_it() -> None:
    pool = next(pair for pair in PAIRS if pair.block == "patent_pools")
    empty = Summary([[Heading(1, "一、集中管理", 0)]], {"P3.5.1": Treatment("一、集中管理", 0, 0)}, ())
    assert of(pool, found(filled(pool), empty)) == [COUNTED]


def test_figures_that_cannot_be_read_or_that_the_round_hides_are_none() -> None:
    held = {"patent_protection": {"protection_by_year.2017.collective_negotiation_line2_cases": "2"}}
    negotiated = next(pair for pair in PAIRS if pair.point == "P4.2")
    hidden = FormContext(2017, 2016, second_negotiation_line=SecondNegotiationLine(LINE_HIDDEN))
    assert of(negotiated, found(held, known(*SHORTENED))) == []
    assert of(negotiated, found(held, known(*SHORTENED), hidden)) == [TOLD]
    unreadable = {"patent_protection": {"protection_by_year.2017.collective_negotiation_cases": "若干"}}
    assert of(negotiated, found(unreadable, known(*SHORTENED))) == [TOLD]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_says_what_differs_in_both_languages_whatever_stands_in_a_heading(language: str) -> None:
    told = known(Heading(1, "一、专利池{建设} %(x)s {0}", 10))
    (hint,) = [one for one in found({}, told) if one.point == "P3.5.1"]
    assert "{建设} %(x)s {0}" in hint.message(language)
    assert block_of(PAIRS[5]).title.of(language) in hint.message(language)
    assert {"zh": "请核对一下", "en": "You may want to check"}[language] in hint.message(language)
    assert hint.address == "collaborative_utilization.patent_pools"


def test_every_pair_names_a_point_a_block_and_figures_that_the_form_has() -> None:
    for pair in PAIRS:
        assert pair.point in NAMES
        assert set(pair.fields) <= set(block_of(pair).cell_kinds)
        assert bool(pair.fields) != isinstance(block_of(pair), Rows)


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_a_full_return_with_a_full_summary_gives_at_most_a_few_hints(key: str) -> None:
    held = documents(SAMPLES[key])
    context = FormContext(2017, SAMPLES[key]["profile"]["joined_year"])
    hinted = found(held, known(*SHORTENED), context)
    assert all(hint.text is TOLD for hint in hinted)
    assert len(hinted) <= 4
