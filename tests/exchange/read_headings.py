"""What tests of headings share: a line of text, two levels of styles, and the reading of a file just written."""

from portal.exchange import word_packages
from portal.exchange.word_headings import headings
from tests.exchange.written_documents import P, style, written

TEXT = P("本段为虚构的正文，共十五字。")
LENGTH = 14
TWO_LEVELS = style("1", "heading 1") + style("2", "heading 2")


def read(*paragraphs: P | str, **parts: str) -> list[tuple[int, str, int]]:
    data = written(*paragraphs, **parts)
    word_packages.check(data)
    found = headings(data)
    assert found is not None
    return [tuple(one) for one in found]
