"""The work summary held against the figures: what one tells of and the other does not.

A table of pairs, read in both directions: a point of the outline that is written about while its figures are
blank or 0, and figures that are there while nothing is found on them. Hints, not rules: nothing is refused
and nothing explained for their sake, as a summary may well tell of what is not counted. Only points and
figures that ask for the same thing stand here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.form.blocks import Block, Edition, Fields, Rows, YearParts
from portal.form.checks.plan import label_of
from portal.form.context import FormContext
from portal.form.document import Document, filled_rows
from portal.form.kinds import Number
from portal.form.summary_heading import Heading
from portal.form.summary_outline import Treatment
from portal.form.wording import Wording


class Pair(NamedTuple):
    """A point of the outline and the figures on the same thing.

    ``fields`` of ``block`` are figures of which any above 0 will do; none for a list, whose rows count.
    ``words`` in a heading tell of it wherever the heading stands.
    """

    point: str
    section: str
    block: str
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


PAIRS = (
    Pair("P1.1", "system_building", "management", ("full_time_staff",)),
    Pair("P2.1", "patent_information", "databases", words=("专利数据库", "专题数据库")),
    Pair("P2.2", "patent_information", "risk_warning_projects", words=("专利预警", "风险预警")),
    Pair("P2.4", "patent_information", "navigation_projects", words=("专利导航",)),
    Pair("P3.4", "system_building", "innovation_platforms", words=("创新平台",)),
    Pair("P3.5.1", "collaborative_utilization", "patent_pools", words=("专利池",)),
    Pair(
        "P4.2",
        "patent_protection",
        "protection_by_year",
        ("collective_negotiation_cases", "collective_negotiation_line2_cases"),
        ("集体谈判",),
    ),
    Pair("P4.3", "patent_protection", "protection_by_year", ("enforcement_cases",), ("维权",)),
)

TOLD = Wording(
    "总结写到了“{heading}”，而“{label}”没有内容或为0，请核对一下。",
    "The summary tells of “{heading}”, but “{label}” is blank or 0. You may want to check.",
)
TICKED = Wording(
    "提纲“{point}”勾选为已写到，而“{label}”没有内容或为0，请核对一下。",
    "“{point}” of the outline is ticked as written about, but “{label}” is blank or 0. You may want to check.",
)
COUNTED = Wording(
    "“{label}”填有内容，总结的标题中没有找到与提纲“{point}”对应的，请核对一下。",
    "“{label}” is filled in, but no heading of the summary was found on “{point}” of the outline. "
    "You may want to check.",
)


@dataclass(frozen=True)
class Hint:
    """One thing to look at: ``address`` (full) is where the figures stand, ``point`` the code in the outline.

    ``label`` names the figures, ``named`` the point; ``heading`` is the one that tells of it, blank for none.
    """

    point: str
    address: str
    text: Wording
    label: Wording
    named: Wording
    heading: str

    def message(self, language: str) -> str:
        """The sentence in *language*."""
        label, point = self.label.of(language), self.named.of(language)
        return self.text.of(language, label=label, point=point, heading=self.heading)


class Summary(NamedTuple):
    """What is known of the work summary: the headings of each file that was read, what they treat, what is ticked.

    ``whole_parts`` are written about in one piece, in which any of their points may be.
    """

    files: Sequence[Sequence[Heading]]
    treated: Mapping[str, Treatment]
    ticked: Collection[str]
    whole_parts: Collection[str] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything can be missed in it: headings were found, or somebody has ticked points."""
        return any(self.files) or bool(self.ticked)

    def may_tell_of(self, point: str) -> bool:
        """Whether *point* may be written about without a heading of its own, or where somebody says it is."""
        return point in self.ticked or point.partition(".")[0] in self.whole_parts


def hints(
    edition: Edition,
    documents: Mapping[str, Document],
    context: FormContext,
    summary: Summary,
    names: Mapping[str, Wording],
) -> list[Hint]:
    """Where *summary* and the figures of *documents* differ, in the order of the outline.

    *names* are what the points are called, by code.
    """
    found = []
    for pair in PAIRS:
        block = edition.by_code[pair.section].by_code[pair.block]
        filled = _filled(pair, block, documents.get(pair.section, {}), context)
        told = _heading(pair, summary)
        text = None
        if not filled and (told or pair.point in summary.ticked):
            text = TOLD if told else TICKED
        elif filled and summary.is_known and not told and not summary.may_tell_of(pair.point):
            text = COUNTED
        if text:
            label = _label(pair, block, context)
            found.append(Hint(pair.point, _address(pair, block), text, label, names[pair.point], told))
    return found


def _heading(pair: Pair, summary: Summary) -> str:
    """The heading that tells of *pair*, blank if none does."""
    treatment = summary.treated.get(pair.point)
    if treatment and treatment.says_something:
        return treatment.heading
    texts = (heading.text for headings in summary.files for heading in headings)
    return next((text for text in texts if any(word in text for word in pair.words)), "")


def _filled(pair: Pair, block: Block, document: Document, context: FormContext) -> bool:
    if isinstance(block, Rows):
        return bool(filled_rows(document, block))
    return any(figure > 0 for figure in _figures(pair, block, document, context))


def _figures(pair: Pair, block: Block, document: Document, context: FormContext) -> Iterator[int]:
    """The figures of *pair* that can be read and that the round does not hide."""
    parts = [f"{block.code}.{year}" for year in context.years] if isinstance(block, YearParts) else [block.code]
    for code in pair.fields:
        kind = block.cell_kinds[code]
        for part in parts:
            text = document.get(f"{part}.{code}", "")
            if text and not context.hides(code) and isinstance(kind, Number) and kind.readable(text):
                yield kind.value(text)


def _label(pair: Pair, block: Block, context: FormContext) -> Wording:
    """What the figures are called: the list, or the first of the fields."""
    if pair.fields:
        return label_of(block.by_code[pair.fields[0]], block, context)
    return Wording(block.title.of("zh", **context.words), block.title.of("en", **context.words))


def _address(pair: Pair, block: Block) -> str:
    """Where to look: at the figure that stands once, or else at the block."""
    at = f"{pair.section}.{pair.block}"
    return f"{at}.{pair.fields[0]}" if isinstance(block, Fields) else at
