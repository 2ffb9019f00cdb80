"""Numbers before headings: which kind, what it counts to, what stands behind it."""

import pytest

from portal.form.summary_numbers import in_chinese, in_circle, label_of


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("一、管理体系", 1, "管理体系"),
        ("十二、保护", 12, "保护"),
        ("二十三、 保护", 23, "保护"),
        ("（三）专家", 3, "专家"),
        ("(三) 专家", 3, "专家"),
        ("1.数据库", 1, "数据库"),
        ("２．数据库", 2, "数据库"),
        ("3、数据库", 3, "数据库"),
        ("（4）专利池", 4, "专利池"),
        ("5)专利池", 5, "专利池"),
        ("⑥专利池", 6, "专利池"),
        ("1.2 机构", 2, "机构"),
        ("1.2.7、机构", 7, "机构"),
        ("第二章 管理", 2, "管理"),
        ("第3部分：管理", 3, "管理"),
        ("第四节 管理", 4, "管理"),
    ],
)
def test_a_number_is_told_from_the_text_behind_it(text: str, number: int, rest: str) -> None:
    label = label_of(text)
    assert label is not None
    assert (label.number, label.text) == (number, rest)


@pytest.mark.parametrize(
    "text", ["管理体系", "2016年", "一是领导", "1.5亿元", "3.2%", "一、", "", "12", "三", "（其他）说明"]
)
def test_what_is_no_number_of_a_heading_is_none(text: str) -> None:
    assert label_of(text) is None


def test_kinds_stand_one_below_the_other_as_reports_write_them() -> None:
    texts = ["第一章 甲", "第一节 甲", "一、甲", "（一）甲", "1.甲", "1.1 甲", "1.1.1 甲", "（1）甲", "1）甲", "①甲"]
    labels = [label_of(text) for text in texts]
    ranks = [label.rank for label in labels if label]
    assert ranks == sorted(set(ranks))
    assert len(ranks) == len(texts)


def test_numbers_are_written_in_chinese_and_in_circles() -> None:
    assert [in_chinese(n) for n in (1, 10, 11, 20, 99, 100, 0)] == ["一", "十", "十一", "二十", "九十九", "100", "0"]
    assert [in_circle(n) for n in (1, 20, 21)] == ["①", "⑳", "21"]
