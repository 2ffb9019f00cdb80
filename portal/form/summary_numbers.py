"""Numbers before headings as reports write them: 第一章, 一、, （一）, 1., 1.1, （1）, ①.

Owns how such a number is told from the text behind it and which kind is printed above which. Does not own
what a heading is.
"""

import re
from typing import NamedTuple

DIGITS = "零一二三四五六七八九"
CHINESE = "[一二三四五六七八九十百]{1,5}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: Ranks of the kinds of number: what is written above what.
CHAPTER, PART, BRACKETED, PLAIN, DECIMAL, SMALL_BRACKETED, HALF_BRACKETED, IN_CIRCLE = 0, 2, 3, 4, 5, 14, 15, 16
#: Behind a number with a decimal point these make it a figure: 1.5亿元, 2.3%.
FIGURE = "0-9%％‰亿万千百元个件人次倍项"


class Label(NamedTuple):
    """The number before a text: its rank among the kinds, what it counts to, and the text behind it."""

    rank: int
    number: int
    text: str


KINDS = (
    (CHAPTER, re.compile(rf"第({CHINESE}|\d{{1,2}})[章篇]\s*[、.．:：]?\s*")),
    (CHAPTER, re.compile(rf"第({CHINESE}|\d{{1,2}})部分\s*[、.．:：]?\s*")),
    (CHAPTER + 1, re.compile(rf"第({CHINESE}|\d{{1,2}})节\s*[、.．:：]?\s*")),
    (PART, re.compile(rf"({CHINESE})\s*[、.．]\s*")),
    (BRACKETED, re.compile(rf"[（(]\s*({CHINESE})\s*[）)]\s*[、.．]?\s*")),
    (DECIMAL, re.compile(rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}})[.．、]?\s*(?![{FIGURE}])")),
    (PLAIN, re.compile(r"(\d{1,2})\s*[.．、]\s*(?!\d)")),
    (SMALL_BRACKETED, re.compile(r"[（(]\s*(\d{1,2})\s*[）)]\s*[、.．]?\s*")),
    (HALF_BRACKETED, re.compile(r"(\d{1,2})\s*[）)]\s*")),
    (IN_CIRCLE, re.compile(f"([{CIRCLED}])\\s*")),
)


def label_of(text: str) -> Label | None:
    """The number that *text* begins with; None where it begins with none, or with nothing else."""
    for rank, pattern in KINDS:
        found = pattern.match(text)
        if found:
            rest = text[found.end() :]
            parts = re.split("[.．]", found[1])
            return Label(rank + max(len(parts) - 2, 0), _count(parts[-1]), rest) if rest else None
    return None


def in_chinese(count: int) -> str:
    """*count* in Chinese digits up to 99: 十二; in others beyond."""
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return ten + (DIGITS[ones] if ones else "")


def in_circle(count: int) -> str:
    """*count* in a circle, up to 20."""
    return CIRCLED[count - 1] if 0 < count <= len(CIRCLED) else str(count)


def _count(written: str) -> int:
    if written in CIRCLED:
        return CIRCLED.index(written) + 1
    if written.isdecimal():
        return int(written)
    return next((count for count in range(1, 100) if in_chinese(count) == written), 0)
