"""The headings of work summaries held against the outline of the form: which points are treated, where, how long.

Summaries shorten the official sentence (“（一）专利工作部门建设”), number in their own manner and have headings
of their own, so texts are compared by the pairs of characters they share: a pair that few points have says
much, one that most have (专利, 建设) says little. Words that stand for a point, its number and the part that
a heading stands under weigh in. A heading is taken for one point at most, and in the order of the outline;
out of order only where it says plainly what it is about.

Pure, and a help for the eye: nothing is decided by it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from portal.form.blocks import OutlinePoint, Upload
from portal.form.comparing import substance
from portal.form.summary_heading import Heading
from portal.form.summary_numbers import label_of

#: Words that stand for a point by themselves, whatever else a heading says (edition 2017).
KEY_WORDS: Mapping[str, tuple[str, ...]] = {
    "P1.1": ("工作部", "知识产权部", "专利部", "工作机构", "管理机构", "综合管理"),
    "P1.2": ("分析能力", "分析人才", "人才队伍", "人才培养"),
    "P1.3": ("专家", "顾问"),
    "P1.4": ("服务体系", "运营服务", "综合服务"),
    "P2.1": ("数据库",),
    "P2.2": ("预警",),
    "P2.3": ("发展规划", "工作目标", "申报目标", "目标完成"),
    "P2.4": ("导航", "攻关方向", "分析项目"),
    "P3.1": ("重点企业", "企业专利运营机构"),
    "P3.2": ("运营公司",),
    "P3.3": ("产学研", "协同运用体系"),
    "P3.4": ("协同攻关", "联合攻关", "典型案例", "科研院所", "高等学校"),
    "P3.5": ("专利运营情况", "专利运营工作"),
    "P3.5.1": ("专利池", "集中管理", "集中运营"),
    "P3.5.2": ("交易平台", "专利交易", "技术展示"),
    "P3.5.3": ("专利储备", "储备运营", "核心专利", "专利组合"),
    "P4.1": ("应急预案", "应急"),
    "P4.2": ("集体谈判", "谈判", "集中许可", "专利壁垒"),
    "P4.3": ("维权",),
}
#: What the form says of no point in particular.
STOCK_PHRASES = re.compile("成为试点单位以来|行业/联盟|包括但不限于|知识产权|建设情况|情况")
#: Weight of a pair of characters that no point has; one that a single point has weighs about three.
STRANGE = 0.6
#: What two texts must share before sharing says anything.
LITTLE = 6.5
OF_KEY_WORD, OF_NUMBER, OF_PART, OF_OTHER_PART = 0.7, 0.1, 0.2, -0.2
ENOUGH, PLAINLY, PART_ENOUGH = 0.7, 0.85, 0.5


class Treatment(NamedTuple):
    """Where a point is treated: the heading, and the characters under it and the headings below it.

    ``file`` is the place of the file among those given. A heading with nothing under it treats nothing.
    """

    heading: str
    characters: int
    file: int

    @property
    def says_something(self) -> bool:
        """Whether anything stands under the heading."""
        return self.characters > 0


@dataclass(frozen=True)
class Profile:
    """What a text of the outline is told by: its code, its place among its siblings, its pairs of characters."""

    code: str
    number: int
    pairs: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """The outline made ready: parts, points with the part each belongs to, and what each pair of characters weighs."""

    parts: tuple[Profile, ...]
    points: tuple[tuple[Profile, str], ...]
    weights: Mapping[str, float]

    def likeness(self, heading: str, profile: Profile) -> float:
        """How much of *heading* (what it says, without its number) is of *profile*: from 0 to 1."""
        pairs = frozenset().union(*(pairs_of(phrase) for phrase in STOCK_PHRASES.split(heading)))
        shared = sum(self.weights[pair] for pair in pairs & profile.pairs)
        if not shared:
            return 0.0
        whole = sum(self.weights.get(pair, STRANGE) for pair in pairs)
        return shared / whole * min(1.0, shared / LITTLE)


def treatments(block: Upload, files: Sequence[Sequence[Heading]]) -> dict[str, Treatment]:
    """By the code of each point of the outline of *block* that is found: where. Of several files, where most is said.

    A point with sub-points is treated where one of these is, too.
    """
    found: dict[str, Treatment] = {}
    for place, headings in enumerate(files):
        for code, number in matches(block, headings).items():
            treatment = Treatment(headings[number].text, _length(block, code, headings, number), place)
            if code not in found or found[code].characters < treatment.characters:
                found[code] = treatment
    for point in block.asked_points:
        below = [found[sub.code] for sub in point.points if sub.code in found]
        if below and point.code not in found:
            found[point.code] = below[0]._replace(characters=sum(sub.characters for sub in below))
    return found


def whole_parts(block: Upload, files: Sequence[Sequence[Heading]]) -> frozenset[str]:
    """Codes of the parts of the outline that are written about in one piece: no heading below theirs, but text."""
    found = set()
    for headings in files:
        texts, numbers = _texts(headings)
        for place, code in _parts(comparison_of(block), headings, texts, numbers).items():
            if headings[place].characters and not _has_below(headings, place):
                found.add(code)
    return frozenset(found)


def matches(block: Upload, headings: Sequence[Heading]) -> dict[str, int]:
    """By the code of each point of the outline that is found, the place of its heading among *headings*."""
    comparison = comparison_of(block)
    texts, numbers = _texts(headings)
    parts = _parts(comparison, headings, texts, numbers)
    under = _under(headings, parts)
    scores = [
        [
            0.0 if number in parts else _score(comparison, texts[number], numbers[number], under[number], point, part)
            for point, part in comparison.points
        ]
        for number in range(len(headings))
    ]
    pairs = in_order(scores, ENOUGH)
    taken, answered = {number for number, _ in pairs}, {point for _, point in pairs}
    rest = sorted(
        (-score, number, point)
        for number, row in enumerate(scores)
        for point, score in enumerate(row)
        if score >= PLAINLY and number not in taken and point not in answered
    )
    for _score_of, number, point in rest:
        if number not in taken and point not in answered:
            pairs.append((number, point))
            taken.add(number)
            answered.add(point)
    return {comparison.points[point][0].code: number for number, point in pairs}


def in_order(scores: Sequence[Sequence[float]], enough: float) -> list[tuple[int, int]]:
    """Pairs (row, column) of *scores* of at least *enough* that both rise, with the greatest sum."""
    width = len(scores[0]) if scores else 0
    best = [[0.0] * (width + 1)]
    for row in scores:
        above, sums = best[-1], [0.0]
        for column, score in enumerate(row):
            taken = above[column] + score if score >= enough else 0.0
            sums.append(max(above[column + 1], sums[column], taken))
        best.append(sums)
    pairs = []
    row_number, column = len(scores), width
    while row_number and column:
        here = best[row_number][column]
        if here == best[row_number - 1][column]:
            row_number -= 1
        elif here == best[row_number][column - 1]:
            column -= 1
        else:
            row_number, column = row_number - 1, column - 1
            pairs.append((row_number, column))
    return pairs[::-1]


@lru_cache(maxsize=8)
def comparison_of(block: Upload) -> Comparison:
    """The outline of *block* made ready for comparing; made once."""
    parts = tuple(_profile(part, number) for number, part in enumerate(block.outline, 1))
    points = tuple((profile, part.code) for part in block.outline for profile in _profiles(part.points))
    everywhere = [*parts, *(point for point, _part in points)]
    count = {pair: sum(pair in one.pairs for one in everywhere) for one in everywhere for pair in one.pairs}
    return Comparison(parts, points, {pair: log((len(everywhere) + 1) / times) for pair, times in count.items()})


@lru_cache(maxsize=1024)
def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of *text*, punctuation left out."""
    return frozenset(first + second for first, second in pairwise(substance(text)))


def _profiles(points: Iterable[OutlinePoint]) -> Iterable[Profile]:
    for number, point in enumerate(points, 1):
        yield _profile(point, number)
        yield from _profiles(point.points)


def _profile(point: OutlinePoint, number: int) -> Profile:
    said = (pairs_of(phrase) for phrase in STOCK_PHRASES.split(point.text.zh))
    return Profile(point.code, number, frozenset().union(*said))


def _texts(headings: Sequence[Heading]) -> tuple[list[str], list[int]]:
    """What each heading says without its number, and that number (0: none)."""
    labels = [label_of(heading.text) for heading in headings]
    texts = [label.text if label else heading.text for heading, label in zip(headings, labels, strict=True)]
    return texts, [label.number if label else 0 for label in labels]


def _parts(
    comparison: Comparison, headings: Sequence[Heading], texts: Sequence[str], numbers: Sequence[int]
) -> dict[int, str]:
    """The headings that stand for whole parts of the outline: place among *headings* -> code of the part.

    One that says more of a point than of any part is none, unless other headings stand below it.
    """
    scores = []
    for place, text in enumerate(texts):
        below = _has_below(headings, place)
        nearest = max((comparison.likeness(text, point) for point, _part in comparison.points), default=0.0)
        row = []
        for part in comparison.parts:
            likeness = comparison.likeness(text, part)
            score = likeness + (OF_NUMBER if numbers[place] == part.number else 0) + (OF_PART if below else 0)
            row.append(score if likeness and score > nearest else 0.0)
        scores.append(row)
    return {number: comparison.parts[part].code for number, part in in_order(scores, PART_ENOUGH)}


def _has_below(headings: Sequence[Heading], place: int) -> bool:
    return place + 1 < len(headings) and headings[place + 1].level > headings[place].level


def _under(headings: Sequence[Heading], parts: Mapping[int, str]) -> list[str]:
    """The part that each heading stands under, blank for none."""
    found = []
    part, level = "", 0
    for place, heading in enumerate(headings):
        if place in parts:
            part, level = parts[place], heading.level
        elif heading.level <= level:
            part, level = "", 0
        found.append(part)
    return found


def _score(comparison: Comparison, text: str, number: int, under: str, point: Profile, part: str) -> float:
    """How likely the heading *text* with its *number*, *under* a part, is that of *point*; 0 for not at all."""
    likeness = comparison.likeness(text, point)
    key_word = any(word in text for word in KEY_WORDS.get(point.code, ()))
    if not likeness and not key_word:
        return 0.0
    score = likeness + (OF_KEY_WORD if key_word else 0)
    if under:
        score += OF_PART if under == part else OF_OTHER_PART
        if under == part and number == point.number:
            score += OF_NUMBER
    return score


def _length(block: Upload, code: str, headings: Sequence[Heading], place: int) -> int:
    """Characters under a heading and those below it; none where it only repeats the form's own sentence."""
    length = headings[place].characters
    for below in headings[place + 1 :]:
        if below.level <= headings[place].level:
            break
        length += below.characters
    text = headings[place].text
    official = substance(next(point.text.zh for point in block.asked_points if point.code == code))
    repeats = length <= len(text) and official.startswith(substance(_texts(headings[place : place + 1])[0][0]))
    return 0 if repeats else length
