"""An archive of many files, written piece by piece under names that any computer accepts.

Owns names and their being unlike each other, and that nothing is held in memory but the list of
entries. What goes in is ``services.packet_building``'s. Entries are stored as they are: almost all of
them (PDF, docx, xlsx) are packed already.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import ZIP_STORED, ZipFile, ZipInfo

#: Characters of a name; with a folder or two around it a path stays within what Windows opens.
LONGEST = 60
LONGEST_SUFFIX = 10
PIECE_BYTES = 256 * 1024
FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
#: Controls, formats (also those that turn the direction of writing), halves of characters, line ends.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Names that Windows keeps for devices, whatever stands behind the first dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
READABLE = 0o644 << 16


class PacketArchive:
    """A ZIP archive in the making, in *file*; every entry is dated *at*, a Beijing moment."""

    def __init__(self, file: BinaryIO, at: dt.datetime) -> None:
        self._zip, self._at = ZipFile(file, "w", ZIP_STORED), at
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._zip.close()

    def folder(self, name: str, within: str = "") -> str:
        """A new folder called *name*, as far as that is possible: its path, to be given as *within*."""
        return self._path(within, safe_name(name)) + "/"

    def add(self, name: str, pieces: Iterable[bytes], within: str = "", size: int = 0) -> str:
        """A new file of *pieces*, called *name* as far as possible; its path. *size* is what is expected."""
        path = self._path(within, safe_name(name))
        entry = ZipInfo(path, self._at.timetuple()[:6])
        entry.external_attr, entry.file_size = READABLE, size
        with self._zip.open(entry, "w") as opened:
            for piece in pieces:
                opened.write(piece)
        return path

    def _path(self, within: str, name: str) -> str:
        """*name* in the folder *within*, with a number where something there is called the same already."""
        wanted, number = within + name, 1
        while wanted.casefold() in self._taken:
            number += 1
            wanted = f"{within}{_numbered(name, number)}"
        self._taken.add(wanted.casefold())
        return wanted


def safe_name(name: str) -> str:
    """*name* as every file system takes it: one part of a path, at most LONGEST characters, never blank.

    Chinese stays as it is; a suffix is kept when the name has to be cut.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) not in UNSEEN)
    plain = " ".join(FORBIDDEN.sub("_", seen).split()).strip(" .")
    if DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    if len(plain) > LONGEST:
        stem, suffix = _parts(plain)
        plain = stem[: LONGEST - len(suffix)].rstrip(" .") + suffix
    return plain or "_"


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """All of *file* from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        yield piece


def _numbered(name: str, number: int) -> str:
    stem, suffix = _parts(name)
    mark = f" ({number})"
    return stem[: LONGEST - len(suffix) - len(mark)] + mark + suffix


def _parts(name: str) -> tuple[str, str]:
    suffix = PurePosixPath(name).suffix
    return (name.removesuffix(suffix), suffix) if 0 < len(suffix) <= LONGEST_SUFFIX else (name, "")
