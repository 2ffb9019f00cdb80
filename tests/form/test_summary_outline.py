"""Headings of fictional summaries of different manners held against the outline of the form."""

import pytest

from portal.form.summary_heading import Heading
from portal.form.summary_outline import KEY_WORDS, in_order, matches, treatments
from tests.form.summaries import (
    BLOCK,
    CODES,
    FLAT,
    IN_CHAPTERS,
    OF_ONES_OWN,
    OF_SOMETHING_ELSE,
    PARTS_ALONE,
    PARTS_TURNED_ROUND,
    SHORTENED,
    official,
    summary,
)


def found(headings: list[Heading]) -> dict[str, str]:
    """By point, the heading it is found under, without its number."""
    return {code: headings[place].text for code, place in matches(BLOCK, headings).items()}


def test_the_form_copied_to_the_letter_is_found_point_by_point() -> None:
    headings = official()
    texts = {point.code: point.number for point in BLOCK.asked_points}
    assert list(found(headings)) == CODES
    assert all(heading.startswith(texts[code]) for code, heading in found(headings).items())


def test_shortened_sentences_are_found_point_by_point() -> None:
    parts = {0, 5, 10, 19, 23}
    expected = [heading.text for place, heading in enumerate(SHORTENED) if place not in parts]
    assert list(found(SHORTENED).values()) == expected
    assert list(found(SHORTENED)) == CODES


def test_parts_in_another_order_are_found_all_the_same() -> None:
    assert found(PARTS_TURNED_ROUND) == found(SHORTENED)


def test_a_summary_in_one_level_is_found_by_what_it_says() -> None:
    assert found(FLAT) == {
        "P1.1": "二、夯实组织基础，设立知识产权工作部",
        "P2.1": "三、建成行业专利数据库",
        "P3.5.1": "四、组建专利池，开展集中运营",
        "P4.3": "五、开展维权援助",
    }


def test_a_summary_of_an_order_of_its_own_is_found_by_what_it_says() -> None:
    assert found(OF_ONES_OWN) == {
        "P1.1": "（二）健全工作机构",
        "P2.4": "（一）以专利导航引领产业创新",
        "P3.5.1": "（二）以专利池促进协同运用",
        "P4.3": "（三）以维权援助强化专利保护",
    }


def test_a_summary_in_chapters_is_found_by_what_it_says() -> None:
    assert found(IN_CHAPTERS) == {
        "P1.2": "2.2 专利分析人才培养",
        "P2.1": "3.1 专题数据库建设及使用反馈",
        "P2.2": "3.2 风险预警",
        "P2.4": "3.3 产业专利导航",
        "P3.3": "4.1 产学研联合攻关案例",
        "P3.5.2": "4.2 专利许可转让与交易平台",
        "P4.1": "5.1 应急机制",
        "P4.2": "5.2 对外谈判",
    }


@pytest.mark.parametrize("headings", [OF_SOMETHING_ELSE, PARTS_ALONE, [], summary("", " ", "、", "1", "专利")])
def test_headings_of_something_else_or_of_whole_parts_treat_no_point(headings: list[Heading]) -> None:
    assert found(headings) == {}


@pytest.mark.parametrize("code", CODES)
def test_every_point_has_words_of_its_own_that_find_it(code: str) -> None:
    for word in KEY_WORDS[code]:
        heading = f"扎实推进{word}"
        assert found(summary(heading)).get(code) == heading


def test_a_heading_is_taken_for_one_point_and_a_point_for_one_heading() -> None:
    headings = summary("一、专利池与专利交易平台", "二、专利池", "三、专利池的意义", "四、专利池管理制度")
    pairs = matches(BLOCK, headings)
    assert len(set(pairs.values())) == len(pairs)
    assert pairs == {"P3.5.2": 0, "P3.5.1": 1}


def test_a_heading_is_not_taken_for_a_later_point_that_an_earlier_one_claims_better() -> None:
    """Both are about training analysts; the number and the part decide which is which."""
    headings = summary(
        "一、专利管理和服务体系建设", "  1.专利工作部门", "  2.专利分析人才", "二、专利信息资源利用", "  4.专利分析"
    )
    assert found(headings) == {"P1.1": "1.专利工作部门", "P1.2": "2.专利分析人才", "P2.4": "4.专利分析"}


def test_pairs_in_order_have_the_greatest_sum() -> None:
    assert in_order([[0.9, 0.0], [0.8, 0.7]], 0.5) == [(0, 0), (1, 1)]
    assert in_order([[0.0, 0.9], [0.8, 0.0]], 0.5) == [(0, 1)]
    assert in_order([[0.4]], 0.5) == []
    assert in_order([], 0.5) == []


def test_the_length_is_that_of_everything_below_a_heading() -> None:
    treated = treatments(BLOCK, [SHORTENED])
    assert treated["P1.1"].characters == 100
    assert treated["P3.5"].characters == 400
    assert treated["P3.5.1"].characters == 100


def test_a_point_is_treated_where_one_of_its_sub_points_is() -> None:
    treated = treatments(BLOCK, [FLAT])
    assert treated["P3.5"] == treated["P3.5.1"]


def test_a_heading_with_nothing_under_it_says_nothing() -> None:
    treated = treatments(BLOCK, [official(0)])
    assert list(treated) == CODES
    assert not any(treatment.says_something for treatment in treated.values())


def test_the_sentence_of_the_form_alone_says_nothing() -> None:
    """A line that ends in a full stop counts as its own text; that of the form is nobody's text."""
    copied = [one._replace(characters=len(one.text)) for one in official()]
    assert not treatments(BLOCK, [copied])["P1.1"].says_something
    own = Heading(1, "1.专利工作部门建设取得进展，设有专职人员三名。", 22)
    assert treatments(BLOCK, [[own]])["P1.1"].says_something


def test_of_several_files_the_one_that_says_most_is_named() -> None:
    short, long = summary("一、专利池建设", characters=5), summary("一、专利池", "二、维权", characters=50)
    treated = treatments(BLOCK, [short, long, []])
    assert (treated["P3.5.1"].file, treated["P3.5.1"].characters) == (1, 50)
    assert treated["P4.3"].file == 1


def test_two_hundred_headings_that_all_say_the_same_are_matched_once() -> None:
    assert found(summary(*["一、专利池建设"] * 200)) == {"P3.5.1": "一、专利池建设"}
