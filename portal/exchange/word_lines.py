"""The text of a Word document as it goes by: its lines one after the other, each with what could make it a heading.

Owns the reading of the main part, piece by piece and within bounds: no tree is built, and of a line only its
beginning is kept. Does not own which lines are headings (:mod:`portal.exchange.word_headings`).
"""

import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import sax

from portal.exchange.word_styles import BODY, SPACES, Numbered, Numberings, Styles, is_set, number

#: What is kept of a line. A longer one is no heading, but may begin with one.
KEPT_TEXT = 200
#: A report of a hundred pages has about two hundred thousand.
MAX_ELEMENTS = 1_000_000
# What stands in these was taken back, is said a second time, or floats beside the text.
PASSED_OVER = frozenset({"txbxContent", "Fallback", "del", "moveFrom", "pPrChange", "rPrChange"})
#: What leads from an entry of a table of contents to its page: two of these, or a wide blank.
LEADERS = frozenset(".…·．")
WIDE_BLANK = 3
LONGEST_PAGE = 3


@dataclass
class Line:
    """One paragraph that says something.

    ``text`` is its beginning with the number before it, ``characters`` counts what is no blank in all of it.
    ``level`` is that of its style, 0 for the text of the body.
    """

    text: str
    characters: int
    level: int
    bold: bool


class Enough(Exception):
    """As much was read as is read of one document."""


@dataclass
class _Paragraph:
    style: str = ""
    outline_level: int | None = None
    numbering: str = ""
    numbering_level: int = 0
    texts: list[str] = field(default_factory=list)
    length: int = 0
    characters: int = 0
    bold_characters: int = 0


class Reader(ContentHandler):
    """Hands every line of a main part to *take*, in their order."""

    def __init__(self, styles: Styles, numberings: Numberings, take: Callable[[Line], None]) -> None:
        super().__init__()
        self._numberings, self._take = numberings, take
        # Paragraphs are many and their styles few.
        self._level_of, self._is_bold = lru_cache(styles.level), lru_cache(styles.bold)
        self._lists_contents, self._numbered = lru_cache(styles.lists_contents), lru_cache(styles.numbered)
        self._paragraph: _Paragraph | None = None
        self._elements = 0
        self._passed_over = 0
        self._in_paragraph_properties = self._in_text = False
        self._bold: bool | None = None
        self._run_style = ""

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: N802
        """Raises :class:`Enough` where more elements come than are read."""
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise Enough
        space, local = name
        if self._passed_over or local in PASSED_OVER:
            self._passed_over += 1
        elif space in SPACES:
            if local == "p":
                self._paragraph = _Paragraph()
                self._in_paragraph_properties = False
            elif self._paragraph is not None:
                self._within(self._paragraph, local, _value(attrs))

    def _within(self, paragraph: _Paragraph, local: str, value: str | None) -> None:
        if local == "pPr":
            self._in_paragraph_properties = True
        elif self._in_paragraph_properties:
            _note_property(paragraph, local, value or "")
        elif local == "r":
            self._bold, self._run_style = None, ""
        elif local == "rStyle":
            self._run_style = value or ""
        elif local == "b":
            self._bold = is_set(value)
        elif local == "t":
            self._in_text = True
        elif local in ("tab", "br", "cr"):
            self._add(paragraph, "\t" if local == "tab" else " ")

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        if self._passed_over:
            self._passed_over -= 1
            return
        space, local = name
        if space not in SPACES:
            return
        if local == "t":
            self._in_text = False
        elif local == "pPr":
            self._in_paragraph_properties = False
        elif local == "p" and self._paragraph is not None:
            self._end(self._paragraph)
            self._paragraph = None

    def characters(self, content: str) -> None:
        if self._in_text and self._paragraph is not None and not self._passed_over:
            self._add(self._paragraph, content)

    def _add(self, paragraph: _Paragraph, text: str) -> None:
        if paragraph.length < KEPT_TEXT:
            paragraph.texts.append(text)
            paragraph.length += len(text)
        count = len(text) - sum(map(str.isspace, text))
        paragraph.characters += count
        bold = self._bold
        if bold is None:
            bold = self._is_bold(self._run_style) or self._is_bold(paragraph.style)
        paragraph.bold_characters += count * bold

    def _end(self, paragraph: _Paragraph) -> None:
        if not paragraph.characters:
            return
        text = "".join(paragraph.texts)
        if self._lists_contents(paragraph.style) or _leads_to_a_page(text):
            return
        level = paragraph.outline_level
        self._take(
            Line(
                text=" ".join((self._label(paragraph) + text).split())[:KEPT_TEXT],
                characters=paragraph.characters,
                level=self._level_of(paragraph.style) if level is None else 0 if level >= BODY else level + 1,
                bold=paragraph.bold_characters == paragraph.characters,
            )
        )

    def _label(self, paragraph: _Paragraph) -> str:
        """The number that Word writes before the paragraph by itself."""
        if paragraph.numbering:
            at: Numbered | None = Numbered(paragraph.numbering, paragraph.numbering_level)
        else:
            at = self._numbered(paragraph.style)
        return self._numberings.next_label(at) if at else ""


def read(pieces: Iterable[bytes], styles: Styles, numberings: Numberings, take: Callable[[Line], None]) -> None:
    """Hand the lines of the main part in *pieces* to *take*, as many as are read of one document.

    Raises what the parser raises where the part is no XML, or has a document type.
    """
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(Reader(styles, numberings, take))
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except Enough:
        return


def _leads_to_a_page(text: str) -> bool:
    """Whether *text* is a line of a table of contents: an entry, what leads to its page, and the page.

    A pattern would say it shorter, and go through a line of blanks as many times as it has pairs of them.
    """
    text = text.rstrip()
    entry = text.rstrip(string.digits)
    if not 0 < len(text) - len(entry) <= LONGEST_PAGE:
        return False
    said = entry.rstrip()
    blank = entry[len(said) :]
    return "\t" in blank or len(blank) >= WIDE_BLANK or (len(said) > 1 and LEADERS.issuperset(said[-2:]))


def _note_property(paragraph: _Paragraph, local: str, value: str) -> None:
    if local == "pStyle":
        paragraph.style = value
    elif local == "outlineLvl":
        paragraph.outline_level = number(value, BODY)
    elif local == "numId":
        paragraph.numbering = value
    elif local == "ilvl":
        paragraph.numbering_level = number(value, 0)


def _value(attrs: Any) -> str | None:
    """The attribute ``w:val`` of an element, None without one."""
    for space in SPACES:
        found: str | None = attrs.get((space, "val"))
        if found is not None:
            return found
    return None
