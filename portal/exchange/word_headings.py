"""The headings of a work summary, read from its Word file at upload, with the length of what stands under each.

A heading is a paragraph in a style of headings or with an outline level; a line that begins with a number as
reports number theirs; and, where a document has next to none of these, a short line in bold. Owns this choice
and the levels. A file from which nothing can be read has no headings: that never stands in the way of an upload.
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.sax import SAXException

from defusedxml import DefusedXmlException, ElementTree

from portal.exchange import archives, word_packages, word_styles
from portal.exchange.refusals import Refused
from portal.exchange.word_lines import Line, read
from portal.form.summary_heading import Heading
from portal.form.summary_numbers import BRACKETED, label_of

MAX_HEADINGS = 200
MAX_CANDIDATES = 2_000
MAX_PART_BYTES = 2 * 1024 * 1024
KEPT_TEXT = 120
#: A numbered line longer than this is a paragraph; it may begin with its heading: “1. 专利池建设。联盟……”.
LONGEST_LINE, LONGEST_LEAD, LONGEST_BOLD = 100, 40, 40
#: Fewer headings than this by style and number are as good as none.
FEW = 3
UNFINISHED = ("；", ";", "，", ",", "、")
LEAD = re.compile(r"[^。：:；;]{2,}?[。：:]")
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
UNREADABLE = (Refused, SAXException, DefusedXmlException, ElementTree.ParseError, ValueError, LookupError)


@dataclass
class Candidate:
    """A line that may be a heading, and how much text follows it up to the next one.

    ``level`` is that of its style (0: none), ``rank`` that of its number (None: none); ``own`` counts the
    line itself and what it says behind its heading, should it be none, or end in a full stop with nothing under it.
    """

    text: str
    level: int
    rank: int | None
    own: int
    follows: int

    @property
    def sure(self) -> bool:
        """Whether it is a heading for more than being bold."""
        return bool(self.level) or self.rank is not None


class Candidates:
    """Takes the lines of a document; keeps those that may be headings, and counts the others under them."""

    def __init__(self) -> None:
        self.found: list[Candidate] = []

    def take(self, line: Line) -> None:
        """The next line."""
        candidate = _candidate(line)
        if candidate is not None and len(self.found) < MAX_CANDIDATES:
            self.found.append(candidate)
        elif self.found:
            self.found[-1].follows += line.characters


def headings(data: bytes) -> list[Heading] | None:
    """The headings of the Word document *data*, at most MAX_HEADINGS; None when it cannot be read.

    *data* has passed the content check of uploads.
    """
    candidates = Candidates()
    try:
        parts = word_packages.parts_by_type(data)
        main = parts[word_packages.MAIN_TYPE]
        styles = word_styles.styles_of(_tree(data, parts.get(f"{TYPE}styles+xml")))
        numberings = word_styles.numberings_of(_tree(data, parts.get(f"{TYPE}numbering+xml")))
        read(archives.inflate(data, main), styles, numberings, candidates.take)
    except UNREADABLE:
        return None
    return highest(in_levels(chosen(candidates.found)))


def highest(found: list[Heading]) -> list[Heading]:
    """As many of *found* as are kept, the lowest left out first: what stands under them counts to the one before."""
    kept = found
    for level in range(word_styles.DEEPEST, 0, -1):
        if len(kept) <= MAX_HEADINGS:
            break
        found, kept = kept, []
        for one in found:
            if one.level < level or not kept:
                kept.append(one)
            else:
                kept[-1] = kept[-1]._replace(characters=kept[-1].characters + one.characters)
    return kept if len(kept) > 1 else found[:MAX_HEADINGS]


def chosen(candidates: list[Candidate]) -> list[Candidate]:
    """The headings among *candidates*: the sure ones, and those in bold where there are few. The rest is text."""
    bold_too = sum(candidate.sure for candidate in candidates) < FEW
    found: list[Candidate] = []
    for candidate in candidates:
        if candidate.sure or bold_too:
            found.append(candidate)
        elif found:
            found[-1].follows += candidate.own + candidate.follows
    return found


def in_levels(candidates: list[Candidate]) -> list[Heading]:
    """*candidates* as headings: by style at the level of the style, by number below what is numbered above it.

    Where headings of one kind of number have a style here and none there, the level is that of the style.
    """
    found = []
    by_rank: dict[int, int] = {}
    base, above = 0, list[int]()
    for one in candidates:
        known = one.level or by_rank.get(-1 if one.rank is None else one.rank, 0)
        if known:
            base, above = known, []
            if one.level and one.rank is not None:
                by_rank[one.rank] = one.level
        elif one.rank is not None:
            rank = one.rank
            above = [*(other for other in above if other < rank), rank]
        level = known or base + (len(above) if one.rank is not None else len(above) + 1)
        length = one.follows or (one.own if one.text.endswith("。") else 0)
        found.append(Heading(min(level, word_styles.DEEPEST), one.text[:KEPT_TEXT], length))
    return found


def _candidate(line: Line) -> Candidate | None:
    text = line.text
    label = label_of(text)
    rank = label.rank if label else None
    if line.level:
        return Candidate(text, line.level, rank, 0, 0)
    if label is not None and not text.endswith(UNFINISHED):
        if line.characters <= LONGEST_LINE:
            return Candidate(text, 0, rank, line.characters, 0)
        lead = LEAD.match(label.text)
        if lead and label.rank >= BRACKETED and lead.end() <= LONGEST_LEAD:
            heading = text[: len(text) - len(label.text) + lead.end()].rstrip("。：:")
            rest = line.characters - len("".join(heading.split()))
            return Candidate(heading, 0, rank, line.characters, rest)
        return None
    if label is None and line.bold and line.characters <= LONGEST_BOLD and not text.endswith((*UNFINISHED, "。")):
        return Candidate(text, 0, None, line.characters, 0)
    return None


def _tree(data: bytes, entry: Any) -> Any:
    """The root of a part beside the text; None where there is none, or none that can be read."""
    if entry is None or entry.file_size > MAX_PART_BYTES:
        return None
    try:
        return ElementTree.fromstring(b"".join(archives.inflate(data, entry)), forbid_dtd=True)
    except UNREADABLE:
        return None
