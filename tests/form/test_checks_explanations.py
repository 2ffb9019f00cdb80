"""EXP-01 and EXP-02: what explains nothing, and what does."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.form.checks.explanations import EMPTY_WORDS, EXP_01, EXP_02, is_empty_phrase
from portal.form.problems import Level

MIN = EXP_01.parameters["min_length"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "　　　　　　", "核实无误", "已核实无误", "核实无误。", "经核实，数据准确无误。"),
        *("属实", "情况属实", "情况 属实，特此说明。", "以上数据真实有效", "无", "无无无无无", "没有问题没有问题"),
        *("同上同上同上", "无误", "该数据属实无误", "我单位已核对，数据正确", "ＯＫ，ＯＫ，ＯＫ", "填报数据真实准确"),
        *("n/a", "N/A N/A N/A", "same as above", "Same as above.", "SAME  AS  ABOVE", "verified", "None, none, none"),
        *("Verified and correct", "ok", "ok ok ok ok ok", "none", "data verified", "all figures are correct"),
        *("no problem", "。。。。。。。。", "......", "-----", "？！？！？！", "/////", "123456", "12,345.67"),
        *("2016 2017", "核实无误！核实无误！", "aaaaaaaa", "哈哈哈哈哈哈", "嘻哈嘻哈嘻哈嘻"),
        *("会员。。。。。", "会 员 增 加", "A---------"),
    ],
)  # fmt: skip
def test_exp_01_refuses_phrases_that_explain_nothing(text: str) -> None:
    assert is_empty_phrase(text, MIN)


@pytest.mark.parametrize(
    "text",
    [
        *("新增会员20家", "无偿许可给会员使用", "会员增加了", "属实：2017年新入会企业12家", "当年失效专利较多"),
        *("数据无误，因并入东部分会", "moved to a new system", "20 new members", "cross licence", "会员A公司破产"),
        *("金额为以前年度合同的尾款", "核实无误，系年度口径调整所致", "同上年相比会员减少", "no fee: cross licence"),
    ],
)
def test_exp_01_accepts_explanations_that_say_why(text: str) -> None:
    assert not is_empty_phrase(text, MIN)


@pytest.mark.parametrize(
    ("text", "shortest", "empty"),
    [
        ("会员增加", 5, True),
        ("会员增加了", 5, False),
        ("会员增加了", 6, True),
        ("会员增加。", 5, True),
        ("会员增加", Decimal(4), False),
        ("会员", 1, False),
        ("会会", 1, False),
        ("会会会", 1, True),
        ("会员会员", 1, False),
        ("会员会员会", 1, True),
        ("会员会员增", 1, False),
        ("核实无误", 1, True),
    ],
)
def test_exp_01_counts_letters_and_digits_up_to_the_bound_of_the_round(
    text: str, shortest: int | Decimal, empty: bool
) -> None:
    assert is_empty_phrase(text, shortest) is empty


@pytest.mark.parametrize("word", sorted(EMPTY_WORDS))
def test_exp_01_knows_its_words_in_any_dress(word: str) -> None:
    assert is_empty_phrase(f"“{word.upper()}”， 属实，核实无误。", 1)
    assert not is_empty_phrase(f"{word}：会员增加了", 1)


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(EMPTY_WORDS)), max_size=30), st.sampled_from(["", " ", "，", "。\n"]))
def test_exp_01_refuses_empty_words_in_any_order(words: list[str], between: str) -> None:
    assert is_empty_phrase(between.join(words), MIN)


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", "新会员加入带来存量"]))
def test_exp_01_reads_any_text(text: str, reason: str) -> None:
    assert isinstance(is_empty_phrase(text, MIN), bool)
    assert not (reason and is_empty_phrase(text + reason, MIN))


def test_exp_01_reads_a_long_text_of_empty_words() -> None:
    assert is_empty_phrase("核实无误" * 500, MIN)
    assert not is_empty_phrase("核实无误" * 500 + "会员", MIN)


def test_exp_01_names_the_rule_it_wants_explained() -> None:
    assert (EXP_01.level, EXP_01.essential, EXP_01.parameters) == (Level.HARD, True, {"min_length": Decimal(5)})
    assert EXP_01.code == "EXP-01"
    problem = EXP_01.problem("system_building.members.member_total", rule="XYR-04")
    assert problem.message("zh") == "请对提示XYR-04填写具体说明，不能只填“核实无误”。"
    assert problem.message("en") == "Explain XYR-04 in substance; “verified” alone is not accepted."


def test_exp_02_asks_for_the_declaration() -> None:
    assert (EXP_02.level, EXP_02.essential, EXP_02.parameters) == (Level.HARD, True, {})
    assert EXP_02.code == "EXP-02"
    problem = EXP_02.problem("declaration.responsible_name")
    assert problem.message("zh") == "请确认填报声明并填写负责人姓名。"
    assert problem.message("en") == "Accept the declaration and give the name of the person responsible."
