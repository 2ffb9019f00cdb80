"""Explanations of soft problems and the declaration (EXP-01, EXP-02).

Owns when an explanation says nothing. Does not own where explanations are kept, nor who decides on them;
neither stands in a document, so no check of a document finds these: submission asks.
"""

from decimal import Decimal

from portal.form.checks.families import Across, InSection
from portal.form.comparing import substance
from portal.form.problems import Level, Rule
from portal.form.wording import Wording

EXP_01 = Rule(
    "EXP-01",
    Level.HARD,
    Wording(
        "请对提示{rule}填写具体说明，不能只填“核实无误”。",
        "Explain {rule} in substance; “verified” alone is not accepted.",
    ),
    parameters={"min_length": Decimal(5)},
    essential=True,
)
EXP_02 = Rule(
    "EXP-02",
    Level.HARD,
    Wording("请确认填报声明并填写负责人姓名。", "Accept the declaration and give the name of the person responsible."),
    essential=True,
)
RULES = (EXP_01, EXP_02)

CHINESE = """
    无 没有 暂无 略 同上 同前 如上 见上 如前 同左 不详 是 否 对 的 了 已 经 已经 均 都 为 系 请 此 本 该 各 项 全部
    核实 核对 核查 审核 复核 检查 确认 查实 查证 属实 无误 没错 没有错误 无错误 正确 准确 真实 有效 正常 可靠
    合理 一致 符合 相符 完整 没问题 没有问题 无问题 无异常 没有异常 无异议
    情况 数据 数字 数值 内容 信息 实际 事实 以上 上述 所填 所报 填报 填写 上报 说明 特此
    我会 我单位 本单位 我们 本会 联盟 协会 测试
"""
ENGLISH = """
    same as above ditto none nothing nil null na no yes ok okay verified checked confirmed correct true right
    accurate valid fine good real the this that all data datum figure figures number numbers value values is are was
    were been have has it its we and see test explanation problem reported
"""
#: Words that assert and give no reason. A text made of nothing else explains nothing, in whatever order they
#: stand and however often: “经核实，数据无误” is 经 + 核实 + 数据 + 无误.
EMPTY_WORDS = frozenset(f"{CHINESE} {ENGLISH}".split())
LONGEST_EMPTY_WORD = max(map(len, EMPTY_WORDS))


def is_empty_phrase(text: str, min_length: int | Decimal) -> bool:
    """EXP-01: whether *text* explains nothing.

    Blank or shorter than *min_length* letters and digits, without a letter, one sign or phrase over and over,
    or made of empty words alone (核实无误, 属实, 同上, n/a …); width, case, blanks and punctuation do not count.
    Whoever reads an explanation has to learn from it why the figure is as it is.
    """
    said = substance(text)
    if len(said) < min_length or not any(sign.isalpha() for sign in said):
        return True
    return _repeats(said) or _made_of_empty_words(said)


def _repeats(said: str) -> bool:
    """Whether *said* is one piece of at most two signs, more than twice over."""
    return any(len(said) > 2 * size and said == (said[:size] * len(said))[: len(said)] for size in (1, 2))


def _made_of_empty_words(said: str) -> bool:
    """Whether *said* can be divided into empty words without a rest. Takes time in proportion to its length."""
    ends = {0}
    for end in range(1, len(said) + 1):
        starts = range(max(0, end - LONGEST_EMPTY_WORD), end)
        if any(start in ends and said[start:end] in EMPTY_WORDS for start in starts):
            ends.add(end)
    return len(said) in ends


IN_SECTION: InSection = {}
ACROSS: Across = ()
