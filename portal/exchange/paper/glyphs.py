"""Which characters the shipped text font can print, and what is printed for those that it cannot.

The typesetter sets an empty box for a character without a glyph, so that two rare characters of two
names look the same on a paper that is to be stamped. Their codes do not.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path

#: Platform and encoding of the table of a font that knows every character of Unicode, and its format.
FULL_UNICODE, SEGMENTS = (3, 10), 12
#: Characters that have no glyph because nothing of them is to be seen: joiners, selectors of variants.
UNSEEN = frozenset({"Cf", "Cc", "Mn", "Zs"})
#: What the template draws by itself.
DRAWN = frozenset("☑")


def printable(text: str, font: Path) -> str:
    """*text* with the code of every character that *font* lacks in its place: 〔U+20BB7〕."""
    has = characters(font)
    if has.issuperset(text):
        return text
    return "".join(each if each in has or unicodedata.category(each) in UNSEEN else _code(each) for each in text)


def _code(character: str) -> str:
    return f"〔U+{ord(character):04X}〕"


@cache
def characters(font: Path) -> frozenset[str]:
    """The characters that *font* has a glyph for. Raises ValueError for a font that does not say."""
    with font.open("rb") as file:
        _version, count = struct.unpack(">LH6x", file.read(12))
        tables = dict(_entries(file.read(16 * count)))
        offset, length = tables[b"cmap"]
        file.seek(offset)
        cmap = file.read(length)
    _version, count = struct.unpack_from(">HH", cmap)
    for number in range(count):
        platform, encoding, start = struct.unpack_from(">HHL", cmap, 4 + 8 * number)
        if (platform, encoding) == FULL_UNICODE and struct.unpack_from(">H", cmap, start)[0] == SEGMENTS:
            return _of_segments(cmap, start)
    raise ValueError(f"{font.name} has no table of all characters")


def _entries(directory: bytes) -> list[tuple[bytes, tuple[int, int]]]:
    return [(tag, (offset, length)) for tag, _sum, offset, length in struct.iter_unpack(">4sLLL", directory)]


def _of_segments(cmap: bytes, start: int) -> frozenset[str]:
    (groups,) = struct.unpack_from(">L", cmap, start + 12)
    body = cmap[start + 16 : start + 16 + 12 * groups]
    return DRAWN | frozenset(
        chr(code) for first, last, _glyph in struct.iter_unpack(">LLL", body) for code in range(first, last + 1)
    )
