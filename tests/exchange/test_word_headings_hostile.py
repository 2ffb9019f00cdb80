"""Word files that mean no good: their headings are read within bounds, or are none, and never an error."""

import random

import pytest

from portal.exchange import word_headings, word_lines
from portal.exchange.word_headings import MAX_HEADINGS, headings, highest
from portal.form.summary_heading import Heading
from tests.documents import archive, docx_parts
from tests.exchange.read_headings import LENGTH, TEXT, TWO_LEVELS, read
from tests.exchange.written_documents import P, numbering, style, written


def test_a_document_type_in_any_part_is_refused_without_an_error() -> None:
    parts = dict(docx_parts())
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert headings(archive(parts | {"word/document.xml": bomb + str(parts["word/document.xml"])})) is None
    sound = written(P("甲", "Heading1"), TEXT, styles=TWO_LEVELS)
    assert headings(sound) == [Heading(1, "甲", LENGTH)]


@pytest.mark.parametrize("nonsense", ["<w:style>", "not xml at all", "<w:style w:styleId=''/>" * 40_000])
def test_a_part_of_styles_that_cannot_be_read_is_as_good_as_none(nonsense: str) -> None:
    found = headings(written(P("一、甲"), TEXT, P("二、乙"), P("三、丙"), styles=nonsense))
    assert found is not None
    assert [one.text for one in found] == ["一、甲", "二、乙", "三、丙"]


@pytest.mark.parametrize("value", ["", "-1", "99999999999999999999", "三", "1e3", "²"])
def test_levels_and_numbers_that_are_none_do_no_harm(value: str) -> None:
    paragraphs = [P("甲", outline=value), P("乙", number="1", number_level=value), P("丙", number=value or "0"), TEXT]
    assert read(*paragraphs, numberings=numbering(("decimal", "%1.%9"))) is not None


def test_elements_however_deep_are_read_one_by_one() -> None:
    deep = "<w:sdt>" * 900 + P("一、深处").xml() + "</w:sdt>" * 900
    assert read(deep, P("二、乙"), P("三、丙"))[0] == (1, "一、深处", 0)


@pytest.mark.parametrize("filling", [" ", ".", "\t", "… "])
def test_a_line_of_eight_thousand_blanks_or_dots_is_gone_through_once(filling: str) -> None:
    """A pattern that tries every pair of blanks would take the better part of an hour."""
    length = 2 if filling.isspace() else 8_002
    line = P("甲" + filling * 8_000 + "乙")
    assert read(P("一、甲"), line, P("二、乙"), P("三、丙"))[0] == (1, "一、甲", length)


def test_styles_within_styles_are_not_gone_through_once_for_each() -> None:
    """Only those that stand where Word writes them count, however many are put into one another."""
    nested = "<w:style>" * 90_000 + style("Inner", "heading 1") + "</w:style>" * 90_000
    paragraphs = [P("甲", "Inner"), P("乙", "1"), P("丙", "1"), P("丁", "1")]
    found = read(*paragraphs, styles=nested + TWO_LEVELS)
    assert [text for _, text, _ in found] == ["乙", "丙", "丁"]


def test_of_a_hundred_thousand_paragraphs_only_headings_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    held = []
    take = word_headings.Candidates.take

    def counting(self: word_headings.Candidates, line: word_lines.Line) -> None:
        take(self, line)
        held.append(len(self.found))

    monkeypatch.setattr(word_headings.Candidates, "take", counting)
    found = headings(
        written(*("<w:p><w:r><w:t>甲乙丙</w:t></w:r></w:p>" * 50_000, P("一、甲", "1")) * 2, styles=TWO_LEVELS)
    )
    assert found == [Heading(1, "一、甲", 150_000), Heading(1, "一、甲", 0)]
    assert len(held) == 100_002
    assert max(held) == 2


def test_reading_ends_after_so_many_elements_with_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_lines, "MAX_ELEMENTS", 40)
    found = read(P("甲", "1"), TEXT, *[TEXT] * 50, P("乙", "1"), styles=TWO_LEVELS)
    assert [text for _, text, _ in found] == ["甲"]
    assert found[0][2] < 51 * LENGTH


def test_candidates_beyond_the_bound_count_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_headings, "MAX_CANDIDATES", 2)
    assert read(*[P("甲", "1"), TEXT] * 4, styles=TWO_LEVELS) == [(1, "甲", LENGTH), (1, "甲", 3 * LENGTH + 2)]


def test_of_too_many_headings_the_highest_stay_and_nothing_of_their_length_is_lost() -> None:
    many = [Heading(1 if place % 50 == 0 else 2, str(place), 3) for place in range(1_000)]
    kept = highest(many)
    assert [one.level for one in kept] == [1] * 20
    assert sum(one.characters for one in kept) == 3_000
    flat = highest([Heading(1, "甲", 1)] * (MAX_HEADINGS + 5))
    assert len(flat) == MAX_HEADINGS


def test_a_file_changed_at_any_byte_is_read_or_not_and_never_an_error() -> None:
    sound = written(
        P("一、甲"), TEXT, P("二、乙"), P("三、丙"), styles=TWO_LEVELS, numberings=numbering(("decimal", "%1"))
    )
    chance = random.Random(20171231)  # noqa: S311  # not for secrets
    read_or_not = set()
    for _ in range(400):
        changed = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        read_or_not.add(headings(bytes(changed)) is None)
    assert read_or_not == {True, False}
