"""What makes a zip archive a Word document that may be passed on to a reviewer.

Owns the reading of content types and relationships. Does not own the archive's bounds, and does not
read what the document says: its main part is only parsed, never kept.
"""

import zipfile
from collections.abc import Iterable
from posixpath import basename
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException, ElementTree, sax

from portal.exchange import archives
from portal.exchange.refusals import Refused
from portal.form.wording import Wording

CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONSHIPS = ".rels"
# Parts that are read as a whole; Word's own have a few kilobytes.
MAX_METADATA_BYTES = 2 * 1024 * 1024
MAX_ENTRY_NAME = 255
MAX_MAIN_BYTES = 64 * 1024 * 1024
# The text is parsed in the process of the portal itself, and a parser keeps every element that is open
# and the whole of a tag. A report of a hundred pages has about two hundred thousand elements, none of
# them fifty deep, and its longest tag is the first with a few kilobytes.
MAX_MAIN_ELEMENTS = 3_000_000
MAX_MAIN_DEPTH = 1_000
MAX_MAIN_TAG_BYTES = 1024 * 1024

# Relationships that may lead outside: followed by a click, or shown in place. All others bring in
# content with rights of its own.
HARMLESS_OUTSIDE = frozenset({"hyperlink", "image", "video"})
OUTSIDE = {
    "attachedTemplate": Wording("模板", "a template"),
    "oleObject": Wording("链接的对象", "a linked object"),
    "frame": Wording("框架页", "a frame"),
}
OUTSIDE_OTHERWISE = Wording("外部内容", "outside content")
CONTROLS = Wording("ActiveX控件", "ActiveX controls")


def check(data: bytes) -> None:
    """Raise Refused unless *data* is a Word document without macros, controls or outside content.

    Every entry is inflated once, so a checksum that is wrong anywhere is found.
    """
    found = archives.entries(data)
    parts = {entry.orig_filename.casefold(): entry for entry in found}
    for entry in found:
        _sane(entry.orig_filename)
    main = _main_part(data, parts)
    relationships = []
    for name, entry in parts.items():
        if name == main:
            _parse(data, entry)
        elif name.endswith(RELATIONSHIPS):
            relationships.append(entry)
        else:
            for _ in archives.inflate(data, entry):
                pass
    _no_outside_content(data, relationships)


def parts_by_type(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """The entries of *data* by content type, of several the first; for a document that :func:`check` lets pass.

    Raises Refused as :func:`check` does.
    """
    parts = {entry.orig_filename.casefold(): entry for entry in archives.entries(data)}
    found: dict[str, zipfile.ZipInfo] = {}
    for one in _attributes(_whole(data, [parts[CONTENT_TYPES.casefold()]])):
        name = one.get("PartName", "").removeprefix("/").casefold()
        if name in parts:
            found.setdefault(one.get("ContentType", ""), parts[name])
    return found


def _sane(name: str) -> None:
    """An entry has a plain relative name; anything else was not written by an office program."""
    steps = name.removesuffix("/").split("/")
    if len(name) > MAX_ENTRY_NAME or not name.isprintable() or any(sign in name for sign in "\\:"):
        raise Refused("damaged")
    if any(step in ("", ".", "..") for step in steps):
        raise Refused("damaged")


def _main_part(data: bytes, parts: dict[str, zipfile.ZipInfo]) -> str:
    """The name in *parts* of the part that holds the text. Macros show themselves here as well."""
    listing = parts.get(CONTENT_TYPES.casefold())
    if listing is None:
        raise Refused("name_and_content_differ")
    declared = list(_attributes(_whole(data, [listing])))
    types = {one.get("ContentType", "") for one in declared}
    if any("macroenabled" in one.casefold() or "vbaproject" in one.casefold() for one in types):
        raise Refused("macros")
    if any(basename(name) in ("vbaproject.bin", "vbadata.xml") for name in parts):
        raise Refused("macros")
    if any("activex" in one.casefold() for one in types) or any(name.startswith("word/activex/") for name in parts):
        raise Refused("active_content", what=CONTROLS)
    for one in declared:
        name = one.get("PartName", "").removeprefix("/").casefold()
        if one.get("ContentType") == MAIN_TYPE and name in parts:
            return name
    raise Refused("name_and_content_differ")


def _no_outside_content(data: bytes, relationships: list[zipfile.ZipInfo]) -> None:
    for one in _attributes(_whole(data, relationships)):
        kind = one.get("Type", "").rpartition("/")[2]
        if kind.casefold() == "vbaproject":
            raise Refused("macros")
        if one.get("TargetMode", "").casefold() == "external" and kind not in HARMLESS_OUTSIDE:
            raise Refused("external_template", what=OUTSIDE.get(kind, OUTSIDE_OTHERWISE))


def _whole(data: bytes, wanted: list[zipfile.ZipInfo]) -> Iterable[bytes]:
    if sum(entry.file_size for entry in wanted) > MAX_METADATA_BYTES:
        raise Refused("zip_bomb")
    return [b"".join(archives.inflate(data, entry)) for entry in wanted]


def _attributes(documents: Iterable[bytes]) -> Iterable[dict[str, str]]:
    """The attributes of every element directly under the roots of *documents*."""
    for document in documents:
        try:
            root = ElementTree.fromstring(document, forbid_dtd=True)
        except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise Refused("damaged") from error
        yield from (dict(child.attrib) for child in root)


class _Extent(ContentHandler):
    """Counts what goes by. Raises Refused ``zip_bomb`` where it is more, deeper or longer than any report is."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = self._depth = self._fed = 0

    def fed(self, size: int) -> None:
        """So many bytes more were given to the parser; without an end of what it reads they are one tag."""
        self._fed += size
        if self._fed > MAX_MAIN_TAG_BYTES:
            raise Refused("zip_bomb")

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        self._fed = 0
        self._depth += 1
        self._elements += 1 + len(attrs)
        if self._elements > MAX_MAIN_ELEMENTS or self._depth > MAX_MAIN_DEPTH:
            raise Refused("zip_bomb")

    def endElement(self, name: str) -> None:  # noqa: N802
        self._fed = 0
        self._depth -= 1

    def characters(self, content: str) -> None:
        self._fed = 0


def _parse(data: bytes, entry: zipfile.ZipInfo) -> None:
    """The main part is XML from the first to the last byte, however long, and holds no entity."""
    if entry.file_size > MAX_MAIN_BYTES:
        raise Refused("zip_bomb")
    extent = _Extent()
    parser = sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(extent)
    try:
        for piece in archives.inflate(data, entry):
            parser.feed(piece)
            extent.fed(len(piece))
        parser.close()
    except (SAXParseException, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("damaged") from error
