"""Folding of typed text: what is safe to set aside before a cell is read.

Width is folded for the characters U+FF01..U+FF5E and U+3000 only. Full NFKC would read ``10²`` as
102 and turn Chinese brackets in names into ASCII ones, so text that is kept is never normalised.
"""

import re

WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
SPACES = re.compile(r"\s+")


def clean(typed: str) -> str:
    """*typed* without invisible control characters, lone surrogates and surplus white space."""
    if typed.isascii() and typed.isalnum():
        return typed
    return SPACES.sub(" ", INVISIBLE.sub("", typed)).strip()


def clean_lines(typed: str) -> str:
    """*typed* of several lines: line ends as ``\\n``, without invisible control characters or blank ends."""
    return INVISIBLE.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold_width(text: str) -> str:
    """Full-width ASCII forms as plain ASCII; everything else untouched."""
    return text if text.isascii() else text.translate(WIDTH)


def group_thousands(text: str) -> str:
    """Canonical number text with thousands commas: ``12850000.5`` -> ``12,850,000.5``."""
    whole, dot, fraction = text.partition(".")
    return f"{int(whole):,}{dot}{fraction}"
