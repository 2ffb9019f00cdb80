"""What every page of the portal must be, whatever stands on it."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)
LANGUAGES = frozenset({"zh-CN", "en"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Nesting(HTMLParser):
    """Whether every element that is opened is closed, in turn: the standard forgives much, we do not."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.opened]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of SVG that closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if self.opened and self.opened[-1] == tag:
            self.opened.pop()
        else:
            line, _ = self.getpos()
            self.faults.append(f"</{tag}> in line {line} closes {self.opened[-1:] or 'nothing'}")


@lru_cache(maxsize=16)
def parsed(text: str) -> tuple[Element, list[str]]:
    """The tree of *text* and what a browser would have to mend in it.

    Parsing is what tests of pages spend their time on, and most look again at a page just checked.
    """
    # The parser does not know <template>, whose content is no part of the page.
    text = TEMPLATE.sub(lambda found: "\n" * found[0].count("\n"), text)
    parser = html5lib.HTMLParser()
    root = parser.parse(text)
    lines = text.splitlines()
    return root, [f"{code} at: {lines[line - 1].strip()[:160]}" for (line, _), code, _ in parser.errors]


class Page:
    """One parsed HTML answer."""

    def __init__(self, text: str) -> None:
        self.root, self.parse_errors = parsed(text)
        self.nesting_faults = Nesting(text).faults

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element of these names, in the order of the page."""
        for element in self.root.iter():
            if isinstance(element.tag, str) and element.tag.removeprefix(XHTML) in tags:
                yield element

    def text_of(self, tag: str) -> list[str]:
        """The text of every element *tag*, white space folded."""
        return [" ".join("".join(element.itertext()).split()) for element in self.all(tag)]

    def csrf_token(self) -> str | None:
        """The token of the first form that carries one."""
        tokens = (e.get("value") for e in self.all("input") if e.get("name") == "csrf_token")
        return next(tokens, None)

    def faults(self) -> list[str]:
        """What is wrong with the page, in words; nothing for a good page."""
        return [
            *self.parse_errors,
            *self.nesting_faults,
            *self._faults_of_head(),
            *(f"id {name!r} stands {times} times" for name, times in self._ids().items() if times > 1),
            *self._inline_code(),
        ]

    def _faults_of_head(self) -> Iterator[str]:
        if self.root.get("lang") not in LANGUAGES:
            yield f"lang of the page is {self.root.get('lang')!r}"
        titles, headings = self.text_of("title"), self.text_of("h1")
        if len(titles) != 1 or len(headings) != 1:
            yield f"titles {titles}, headings {headings}: there must be one of each"
        elif headings[0] not in titles[0]:
            yield f"the title {titles[0]!r} does not contain the heading {headings[0]!r}"

    def _ids(self) -> Counter[str]:
        return Counter(e.attrib["id"] for e in self.root.iter() if "id" in e.attrib)

    def _inline_code(self) -> Iterator[str]:
        """The content security policy would block these; better not to write them."""
        for element in self.root.iter():
            if not isinstance(element.tag, str):
                continue
            tag = element.tag.removeprefix(XHTML)
            if tag == "style" or (tag == "script" and not element.get("src")):
                yield f"inline <{tag}>"
            for name, value in element.attrib.items():
                if name == "style" or name.startswith("on"):
                    yield f"<{tag} {name}={value!r}>"
                if value.strip().lower().startswith(("javascript:", "data:")):
                    yield f"<{tag} {name}={value[:40]!r}>"
