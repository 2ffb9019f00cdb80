"""Headings read from Word files: by style, by number, in bold."""

import pytest

from portal.exchange.word_headings import headings
from portal.form.summary_heading import kept_headings
from tests.documents import archive, docx_parts, small_docx
from tests.exchange.read_headings import LENGTH, TEXT, TWO_LEVELS, read
from tests.exchange.written_documents import STRICT, P, based_on, numbering, style, written


def test_styles_of_headings_make_headings_and_what_follows_is_their_length() -> None:
    found = read(
        TEXT, P("管理体系", "1"), TEXT, P("工作部门", "2"), TEXT, TEXT, P("数据库", "1"), TEXT, styles=TWO_LEVELS
    )
    assert found == [(1, "管理体系", LENGTH), (2, "工作部门", 2 * LENGTH), (1, "数据库", LENGTH)]


@pytest.mark.parametrize(
    ("named", "level"),
    [
        ("heading 3", 3),
        ("标题 2", 2),
        ("标题2", 2),
        ("標題 4", 4),
        ("Überschrift 1", 1),
        ("Titre 1", 1),
        ("見出し 9", 9),
    ],
)
def test_styles_are_known_by_their_localised_names(named: str, level: int) -> None:
    assert read(P("维权", "x"), TEXT, styles=style("x", named)) == [(level, "维权", LENGTH)]


@pytest.mark.parametrize("named", ["标题", "Title", "Normal", "heading 10", "Subtitle", "正文"])
def test_other_styles_are_no_headings(named: str) -> None:
    assert read(P("虚构联盟工作总结的题目", "x"), TEXT, styles=style("x", named)) == []


def test_a_style_is_what_it_is_based_on() -> None:
    derived = style("y", "样式 黑体", based_on("z")) + style("z", "自定", based_on("2")) + TWO_LEVELS
    assert read(P("专利池", "y"), TEXT, styles=derived) == [(2, "专利池", LENGTH)]


def test_styles_based_on_each_other_end_somewhere() -> None:
    assert read(P("环", "a"), TEXT, styles=style("a", "甲", based_on("b")) + style("b", "乙", based_on("a"))) == []


def test_an_outline_level_counts_in_a_style_and_at_a_paragraph_and_nine_means_text() -> None:
    styles = style("o", "自定", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>') + TWO_LEVELS
    found = read(P("甲", "o"), P("乙", "1", outline="9"), P("丙", outline="2"), TEXT, styles=styles)
    assert found == [(2, "甲", 1), (3, "丙", LENGTH)]


def test_without_a_part_of_styles_their_ids_are_their_names() -> None:
    assert read(P("甲", "Heading1"), P("乙", "标题2"), TEXT) == [(1, "甲", 0), (2, "乙", LENGTH)]


def test_a_document_in_the_strict_form_is_read() -> None:
    assert read(P("甲", "1"), TEXT, styles=TWO_LEVELS, space=STRICT) == [(1, "甲", LENGTH)]


def test_numbers_make_headings_one_kind_below_the_other() -> None:
    found = read(
        P("一、管理体系建设"), TEXT, P("（一）工作部门"), TEXT, P("1.机构"), TEXT, P("（1）人员"), TEXT,
        P("①职责"), TEXT, P("（二）专家顾问"), TEXT, P("二、信息利用"), TEXT, P("1、数据库"), TEXT,
    )  # fmt: skip
    assert [(level, text) for level, text, _ in found] == [
        (1, "一、管理体系建设"), (2, "（一）工作部门"), (3, "1.机构"), (4, "（1）人员"), (5, "①职责"),
        (2, "（二）专家顾问"), (1, "二、信息利用"), (2, "1、数据库"),
    ]  # fmt: skip
    assert {characters for *_, characters in found} == {LENGTH}


def test_decimal_numbers_go_as_deep_as_their_points() -> None:
    found = read(P("第一章 概述"), P("1.1 机构"), P("1.1.1 人员"), TEXT, P("1.2 顾问"), TEXT, P("第二章 保护"), TEXT)
    assert [level for level, *_ in found] == [1, 2, 3, 2, 1]


@pytest.mark.parametrize(
    "line", ["1.5亿元投入使用", "2.3%的企业", "2016年举办培训", "一是加强领导", "3件专利", "（一）", "1."]
)
def test_figures_and_bare_numbers_begin_no_heading(line: str) -> None:
    assert read(P("一、甲"), P("二、乙"), P("三、丙"), P(line), TEXT)[-1][1] == "三、丙"


@pytest.mark.parametrize("end", ["；", ";", "，", ",", "、"])
def test_an_item_of_an_enumeration_is_no_heading(end: str) -> None:
    assert len(read(P("一、甲"), P("二、乙"), P("三、丙"), P("1.建立制度" + end), TEXT)) == 3


def test_a_long_numbered_paragraph_gives_its_first_words_as_heading() -> None:
    prose = "联盟围绕虚构的核心产品组织成员单位共建专利池。" * 6
    found = read(P("（一）专利池建设。" + prose), P("（二）" + prose.replace("。", "，")), P("（三）交易平台"), TEXT)
    assert found == [(1, "（一）专利池建设", 1 + len(prose) * 2 + 3), (1, "（三）交易平台", LENGTH)]


def test_a_numbered_sentence_alone_counts_as_its_own_text() -> None:
    sentence = "2.全年没有发生维权案件。"
    assert read(P("1.概况"), TEXT, P(sentence), P("3.其他"), TEXT)[1] == (1, sentence, len(sentence))


def test_numbers_that_word_writes_by_itself_are_read() -> None:
    levels = numbering(("chineseCountingThousand", "%1、"), ("decimal", "%2."))
    found = read(
        P("管理体系", number="1"), TEXT, P("工作部门", number="1", number_level="1"), TEXT,
        P("专家顾问", number="1", number_level="1"), TEXT, P("信息利用", number="1"),
        P("数据库", number="1", number_level="1"), TEXT, numberings=levels,
    )  # fmt: skip
    assert [text for _, text, _ in found] == ["一、管理体系", "1.工作部门", "2.专家顾问", "二、信息利用", "1.数据库"]
    assert [level for level, *_ in found] == [1, 2, 2, 1, 2]


def test_bullets_are_no_numbers() -> None:
    assert read(P("甲", number="1"), TEXT, P("乙", number="1"), numberings=numbering(("bullet", "●"))) == []


def test_a_style_may_bring_its_numbering() -> None:
    styles = style("n", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    found = read(
        P("甲", "n"), TEXT, P("乙", "n"), TEXT, styles=styles, numberings=numbering(("chineseCounting", "（%1）"))
    )
    assert [text for _, text, _ in found] == ["（一）甲", "（二）乙"]


def test_numbered_lines_stand_below_the_headings_by_style_around_them() -> None:
    found = read(
        P("一、管理", "1"), P("（一）部门"), TEXT, P("二、信息", "1"), P("（一）数据库"), TEXT, styles=TWO_LEVELS
    )
    assert [level for level, *_ in found] == [1, 2, 1, 2]


def test_a_heading_that_forgot_its_style_stands_where_its_like_stand() -> None:
    found = read(
        P("一、管理", "1"), P("（一）部门", "2"), TEXT, P("（二）专家"), TEXT, P("二、信息"), TEXT, styles=TWO_LEVELS
    )
    assert [level for level, *_ in found] == [1, 2, 2, 1]


def test_short_lines_in_bold_are_headings_where_nothing_else_is() -> None:
    assert read(P("数据库建设", bold=True), TEXT, P("维权", bold=True), TEXT) == [
        (1, "数据库建设", LENGTH),
        (1, "维权", LENGTH),
    ]


def test_bold_is_no_heading_beside_enough_of_others_and_counts_as_text() -> None:
    found = read(P("一、甲"), P("二、乙"), P("三、丙"), P("强调", bold=True), TEXT)
    assert found[-1] == (1, "三、丙", 2 + LENGTH)


@pytest.mark.parametrize("text", ["整段加粗的正文。", "甲" * 41, "未完，"])
def test_bold_sentences_and_long_lines_are_text(text: str) -> None:
    assert read(P(text, bold=True), TEXT) == []


def test_a_table_of_contents_is_neither_heading_nor_text() -> None:
    contents = style("t", "toc 1")
    found = read(
        P("一、管理体系\t1", "t"), P("一、管理体系……………2"), P("二、信息利用\t3"), P("一、管理体系"), TEXT,
        P("二、信息利用"), TEXT, P("三、保护"), TEXT, styles=contents,
    )  # fmt: skip
    assert found == [(1, "一、管理体系", LENGTH), (1, "二、信息利用", LENGTH), (1, "三、保护", LENGTH)]


def test_what_was_deleted_moved_away_or_stands_in_a_box_is_not_read() -> None:
    aside = (
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        "<w:r><w:txbxContent><w:p><w:r><w:t>一、文本框</w:t></w:r></w:p></w:txbxContent></w:r>"
    )
    assert read(P("一、甲", inside=aside), TEXT, P("二、乙", inside=aside)) == [(1, "一、甲", LENGTH), (1, "二、乙", 0)]


def test_a_heading_in_a_table_and_in_a_content_control_is_read() -> None:
    inside = f"<w:sdt><w:sdtContent>{P('一、甲').xml()}{TEXT.xml()}</w:sdtContent></w:sdt>"
    assert read(f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>", P("二、乙"), P("三、丙"))[0] == (
        1,
        "一、甲",
        LENGTH,
    )


def test_blanks_do_not_count_and_a_heading_is_one_line() -> None:
    assert read(P("一、  甲 　乙\t丙 "), P("　　" + "字 " * 10), P("二、丁"), P("三、戊"))[0] == (
        1,
        "一、 甲 乙 丙",
        10,
    )


def test_a_document_without_headings_has_none_and_a_file_that_is_no_document_cannot_be_read() -> None:
    assert headings(small_docx("只有一段")) == []
    assert headings(b"PK\x03\x04 not a document") is None
    assert headings(archive(dict(docx_parts()) | {"[Content_Types].xml": "<Types/>"})) is None


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("一、甲\t12", True),
        ("一、甲......12", True),
        ("一、甲……3 ", True),
        ("一、甲   7", True),
        ("一、甲\t 1234", False),
        ("一、甲 7", False),
        ("一、甲.7", False),
        ("一、2017", False),
    ],
)
def test_a_line_that_leads_to_a_page_belongs_to_a_table_of_contents(line: str, is_one: bool) -> None:
    found = [text for _, text, _ in read(P(line), P("二、乙"), P("三、丙"), P("四、丁"))]
    assert (len(found) == 3) is is_one


def test_what_is_kept_of_headings_reads_back_as_they_were() -> None:
    found = headings(written(P("一、甲"), TEXT, P("二、乙"), P("三、" + "丙" * 90)))
    assert found is not None
    assert kept_headings([one._asdict() for one in found]) == tuple(found)
    assert kept_headings(None) is None
