"""Many PDF files bound into one with a bookmark for each, written piece by piece.

Owns the binding. A page takes along what it is drawn with (its content, fonts, pictures) and leaves
behind what held its own file together: structure tree, names, bookmarks. Of what was written only the
offset of each object and each title are kept, so binding hundreds of files takes no more memory than
binding one. Meant for files the portal made itself: nothing is checked.
"""

from array import array
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any, BinaryIO

import pikepdf

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
#: What a page may have from the nodes above it.
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
#: What ties anything to the tree of the file it came from, and what else ties a page to it.
LEFT_BEHIND = frozenset({"/Parent", "/StructParents", "/StructParent"})
LEFT_BY_PAGES = LEFT_BEHIND | {"/Tabs", "/B", "/Metadata", "/PieceInfo"}


class PdfBundle:
    """One PDF file in the making, in *file*, which must be empty and able to tell where it is."""

    def __init__(self, file: BinaryIO, title: str) -> None:
        self._file, self._title = file, title
        self._offsets = array("Q", [0])
        self._catalog, self._pages, self._outlines, self._about = (self._reserve() for _number in range(4))
        self._files: list[tuple[str, int, int, int]] = []
        self._file.write(HEADER)

    def add(self, data: bytes, title: str) -> None:
        """Add all pages of the PDF *data*, under a bookmark named *title*."""
        with pikepdf.open(BytesIO(data)) as source:
            node, first, count = _Copy(self, source).write()
        self._files.append((title, node, first, count))

    def finish(self) -> None:
        """Write what holds everything together; nothing can be added afterwards."""
        items = [self._reserve() for _each in self._files]
        self._write_root(items)
        around: Sequence[int | None] = [None, *items, None]
        ways = [(before, after) for (before, _), (_, after) in pairwise(pairwise(around))] if items else []
        for (title, _node, first, _count), item, (before, after) in zip(self._files, items, ways, strict=True):
            entry = {"/Title": _text(title), "/Parent": _reference(self._outlines)}
            entry["/Dest"] = b"[%b /Fit]" % _reference(first)
            if before is not None:
                entry["/Prev"] = _reference(before)
            if after is not None:
                entry["/Next"] = _reference(after)
            self.put(item, _dictionary(entry))
        self._write_end()

    def _write_root(self, items: Sequence[int]) -> None:
        nodes = b" ".join(_reference(node) for _title, node, _first, _count in self._files)
        pages = sum(count for _title, _node, _first, count in self._files)
        self.put(self._pages, b"<</Type /Pages /Kids [%b] /Count %d>>" % (nodes, pages))
        outlines = {"/Type": b"/Outlines", "/Count": b"%d" % len(items)}
        if items:
            outlines |= {"/First": _reference(items[0]), "/Last": _reference(items[-1])}
        self.put(self._outlines, _dictionary(outlines))
        self.put(self._about, _dictionary({"/Title": _text(self._title)}))
        catalog = {"/Type": b"/Catalog", "/Pages": _reference(self._pages), "/Outlines": _reference(self._outlines)}
        self.put(self._catalog, _dictionary(catalog | {"/PageMode": b"/UseOutlines"}))

    def _write_end(self) -> None:
        at = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._file.write(b"%010d 00000 n \n" % offset)
        trailer = {"/Size": b"%d" % len(self._offsets), "/Root": _reference(self._catalog)}
        trailer["/Info"] = _reference(self._about)
        self._file.write(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (_dictionary(trailer), at))

    @property
    def root(self) -> int:
        """The number of the node that all pages hang from."""
        return self._pages

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def number(self) -> int:
        """The number of an object that will be written."""
        return self._reserve()

    def put(self, number: int, body: bytes, stream: bytes | None = None) -> None:
        """Write the object *number*."""
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%b\n" % (number, body))
        if stream is not None:
            self._file.write(b"stream\n%b\nendstream\n" % stream)
        self._file.write(b"endobj\n")


class _Copy:
    """The objects of one file on their way into a bundle, under new numbers."""

    def __init__(self, bundle: PdfBundle, source: pikepdf.Pdf) -> None:
        self._bundle, self._source = bundle, source
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[Any] = []

    def write(self) -> tuple[int, int, int]:
        """Write everything the pages need: the number of their node, of the first page, how many they are."""
        node = self._bundle.number()
        pages = [page.obj for page in self._source.pages]
        # All are numbered first: a link from one page to another must not take the page along as a copy.
        numbers = [self._bundle.number() for _page in pages]
        self._numbers |= {page.objgen: number for page, number in zip(pages, numbers, strict=True)}
        for page, number in zip(pages, numbers, strict=True):
            own = {name: value for name, value in _with_inherited(page).items() if name not in LEFT_BY_PAGES}
            self._bundle.put(number, _dictionary(self._entries(own) | {"/Parent": _reference(node)}))
        while self._waiting:
            self._write_object(self._waiting.pop())
        kids = b" ".join(map(_reference, numbers))
        above = _reference(self._bundle.root)
        self._bundle.put(node, b"<</Type /Pages /Parent %b /Kids [%b] /Count %d>>" % (above, kids, len(numbers)))
        return node, numbers[0], len(numbers)

    def _write_object(self, found: Any) -> None:
        number = self._numbers[found.objgen]
        if not isinstance(found, pikepdf.Stream):
            self._bundle.put(number, self._direct(found))
            return
        data = found.read_raw_bytes()
        length = {"/Length": b"%d" % len(data)}
        self._bundle.put(number, _dictionary(self._entries(dict(found.items())) | length), data)

    def _entries(self, entries: Mapping[str, Any]) -> dict[str, bytes]:
        return {name: self._written(value) for name, value in entries.items() if name not in LEFT_BEHIND}

    def _written(self, value: Any) -> bytes:
        """*value* as it stands in another object; what it refers to is written later."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            if value.objgen not in self._numbers:
                self._numbers[value.objgen] = self._bundle.number()
                self._waiting.append(value)
            return _reference(self._numbers[value.objgen])
        return self._direct(value)

    def _direct(self, value: Any) -> bytes:
        match value:
            case None:
                return b"null"
            case bool():
                return b"true" if value else b"false"
            case int():
                return b"%d" % value
            case Decimal():
                return f"{value:f}".encode()
            case float():
                return f"{value:.6f}".encode()
        if isinstance(value, pikepdf.Dictionary):
            return _dictionary(self._entries(dict(value.items())))
        if isinstance(value, pikepdf.Array):
            return b"[%b]" % b" ".join(self._written(each) for each in value)
        return bytes(value.unparse())


def _with_inherited(page: Any) -> dict[str, Any]:
    """What *page* says, and of what it may inherit the nearest."""
    found = dict(page.items())
    above = page.get("/Parent")
    while above is not None:
        found = {name: above[name] for name in INHERITED if name in above} | found
        above = above.get("/Parent")
    return found


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _dictionary(entries: Mapping[str, bytes]) -> bytes:
    return b"<<%b>>" % b" ".join(pikepdf.Name(name).unparse() + b" " + text for name, text in entries.items())


def _text(text: str) -> bytes:
    """*text* as a PDF writes what people read, whatever the script."""
    return b"<%b>" % ("\ufeff" + text).encode("utf-16-be").hex().upper().encode()
