"""What the styles and the numberings of a Word document say of its paragraphs: rank, weight, number.

Owns the two parts of the file beside its text. Reads them whole, within bounds, and takes any nonsense:
a style that is not there ranks nowhere, a numbering that is not there numbers nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from portal.form.summary_numbers import in_chinese, in_circle

DEEPEST = 9
#: The outline level of Word that means “text of the body”, counted from 0.
BODY = 9
LONGEST_CHAIN = 20
#: Names of styles and patterns of numbers are looked at for every paragraph; Word's own are shorter.
LONGEST_NAME, LONGEST_PATTERN = 255, 100
MOST_LEVELS = 9

SPACES = frozenset(
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
)
# Word keeps the names of its own styles in English; other programs keep them as they show them.
HEADING = re.compile(
    r"(?:heading|标题|標題|見出し|제목|überschrift|titre|título|titolo|заголовок)\s*([1-9])(?![0-9])", re.IGNORECASE
)
CONTENTS = re.compile(r"(?:toc|目录|目錄|目次|contents)\s*[0-9]?\b", re.IGNORECASE)
UNSET = frozenset({"0", "false", "off", "none"})


class Numbered(NamedTuple):
    """Which numbering a paragraph belongs to, and at which of its levels (from 0)."""

    numbering: str
    level: int


@dataclass(frozen=True)
class Style:
    """One style as it is written; None where it says nothing and what it is based on holds."""

    name: str = ""
    based_on: str = ""
    outline_level: int | None = None
    bold: bool | None = None
    numbered: Numbered | None = None


@dataclass(frozen=True)
class Styles:
    """The styles of a document by id."""

    by_id: Mapping[str, Style] = field(default_factory=dict)

    def level(self, style: str) -> int:
        """The level of headings in *style*, 1 to 9; 0 for what is no heading."""
        for one in self._chain(style):
            if one.outline_level is not None:
                return 0 if one.outline_level >= BODY else one.outline_level + 1
            named = HEADING.search(one.name)
            if named:
                return int(named[1])
        return 0

    def lists_contents(self, style: str) -> bool:
        """Whether paragraphs in *style* are lines of a table of contents."""
        return any(CONTENTS.match(one.name) for one in self._chain(style))

    def bold(self, style: str) -> bool:
        """Whether text in *style* is bold."""
        return next((one.bold for one in self._chain(style) if one.bold is not None), False)

    def numbered(self, style: str) -> Numbered | None:
        """The numbering that *style* brings along."""
        return next((one.numbered for one in self._chain(style) if one.numbered is not None), None)

    def _chain(self, style: str) -> Iterable[Style]:
        """*style* and what it is based on, the nearest first; an unknown one has its id for a name."""
        if style and style not in self.by_id:
            yield Style(name=style[:LONGEST_NAME])
            return
        seen: set[str] = set()
        while style in self.by_id and style not in seen and len(seen) < LONGEST_CHAIN:
            seen.add(style)
            yield self.by_id[style]
            style = self.by_id[style].based_on


@dataclass(frozen=True)
class Level:
    """One level of a numbering: how a number is written, what stands around it (``（%1）``), where it begins."""

    written: str
    pattern: str
    start: int


@dataclass
class Numberings:
    """The numberings of a document, and how far each has counted. One for each reading of the text."""

    levels: Mapping[tuple[str, int], Level] = field(default_factory=dict)
    abstract: Mapping[str, str] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def next_label(self, at: Numbered) -> str:
        """Count the next paragraph *at* its place; its label as it is printed, blank for a bullet."""
        numbering = self.abstract.get(at.numbering, "")
        level = self.levels.get((numbering, at.level))
        if level is None:
            return ""
        self._counts[numbering, at.level] = self._counts.get((numbering, at.level), level.start - 1) + 1
        for deeper in range(at.level + 1, MOST_LEVELS):
            self._counts.pop((numbering, deeper), None)
        if level.written in ("bullet", "none"):
            return ""
        return re.sub("%([1-9])", lambda found: self._number(numbering, int(found[1]) - 1), level.pattern)

    def _number(self, numbering: str, at: int) -> str:
        level = self.levels.get((numbering, at))
        if level is None:
            return ""
        count = self._counts.get((numbering, at), level.start)
        if "chinese" in level.written or "ideograph" in level.written or "japanese" in level.written:
            return in_chinese(count)
        return in_circle(count) if "Circle" in level.written else str(count)


def styles_of(root: Any) -> Styles:
    """The styles in the part *root*; none where there is no such part."""
    if root is None:
        return Styles()
    return Styles({_value(one, "styleId", own=True): _style(one) for one in _below(root, "style")})


def numberings_of(root: Any) -> Numberings:
    """The numberings in the part *root*, nothing counted yet; none where there is no such part."""
    if root is None:
        return Numberings()
    levels = {}
    for abstract in _below(root, "abstractNum"):
        for one in _below(abstract, "lvl"):
            pattern = _value(one, "lvlText")[:LONGEST_PATTERN]
            level = Level(_value(one, "numFmt"), pattern, number(_value(one, "start"), 1))
            levels[_value(abstract, "abstractNumId", own=True), number(_value(one, "ilvl", own=True), 0)] = level
    held = {_value(one, "numId", own=True): _value(one, "abstractNumId") for one in _below(root, "num")}
    return Numberings(levels, held)


def number(text: str, otherwise: int) -> int:
    """The small whole number *text*, or *otherwise*."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else otherwise


def is_set(value: str | None) -> bool:
    """Whether a switch with this value (None: without any) is on."""
    return value is None or value.lower() not in UNSET


def _style(element: Any) -> Style:
    outline = _value(element, "outlineLvl")
    bold = next(iter(_all(element, "b")), None)
    numbering = _value(element, "numId")
    return Style(
        name=_value(element, "name")[:LONGEST_NAME],
        based_on=_value(element, "basedOn"),
        outline_level=number(outline, BODY) if outline else None,
        bold=None if bold is None else is_set(_attribute(bold, "val")),
        numbered=Numbered(numbering, number(_value(element, "ilvl"), 0)) if numbering else None,
    )


def _below(root: Any, name: str) -> Iterable[Any]:
    """The elements called *name* directly below *root*: one within another would be gone through once for each."""
    return (one for space in SPACES for one in root.findall(f"{{{space}}}{name}"))


def _all(root: Any, name: str) -> Iterable[Any]:
    return (one for space in SPACES for one in root.iter(f"{{{space}}}{name}"))


def _value(element: Any, name: str, *, own: bool = False) -> str:
    """The attribute *name* of an element, its *own*, or the value of the first element called so below it."""
    if own:
        return _attribute(element, name) or ""
    below = next(iter(_all(element, name)), None)
    return "" if below is None else _attribute(below, "val") or ""


def _attribute(element: Any, name: str) -> str | None:
    found: str | None = next(
        (element.get(f"{{{space}}}{name}") for space in SPACES if element.get(f"{{{space}}}{name}")), None
    )
    return found
