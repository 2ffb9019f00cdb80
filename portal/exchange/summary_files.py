"""The content check of an uploaded work summary (rule FMT-15): what a file is, not what it is called.

Owns which types are known, how each is told from its bytes, and what becomes of its name. Does not
own the limits (settings pass them in), storing, or the wording of refusals. There is no malware
scanner here: a file that passes is of its type and carries nothing that acts by itself, no more.
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from portal.exchange import archives, pdf_files, word_packages
from portal.exchange.refusals import Refused

__all__ = ["DEFAULT_ACCEPT", "MAX_NAME_LENGTH", "TYPES", "Inspection", "Refused", "clean_file_name", "inspect"]

DEFAULT_ACCEPT = ("docx", "pdf")
MAX_NAME_LENGTH = 200
MAX_EXTENSION_LENGTH = 10
MEGABYTE = 1024 * 1024
# Categories that are not seen: controls, formats (also the marks that turn the direction of
# writing), lone surrogates, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PDF_WINDOW_BYTES = 1024
BEFORE_PDF = b"\xef\xbb\xbf\0\t\n\f\r "


@dataclass(frozen=True)
class Inspection:
    """What is known of a file that may be kept: its clean name, type, size in bytes, SHA-256 in hex."""

    name: str
    media_type: str
    extension: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FileType:
    """A type of file: how its bytes begin, and the check that looks further."""

    media_type: str
    begins: Callable[[bytes], bool]
    check: Callable[[bytes], object]


def inspect(name: str, data: bytes, accept: Collection[str], max_bytes: int) -> Inspection:
    """Decide whether *data*, uploaded as *name*, is taken.

    *accept* holds extensions out of TYPES. Raises Refused, with everything its message names.
    """
    clean = clean_file_name(name)
    accepted = tuple(extension for extension in TYPES if extension in accept)
    try:
        extension = _extension(clean)
        if extension not in accepted:
            raise Refused("type_not_allowed")
        if not data:
            raise Refused("empty")
        if len(data) > max_bytes:
            raise Refused("too_large", size_mb=_megabytes(len(data)), max_mb=_megabytes(max_bytes))
        kind = TYPES[extension]
        if not kind.begins(data):
            # Word wraps a document with a password into another container.
            locked = data.startswith(COMPOUND_FILE) and ENCRYPTED_PACKAGE in data
            raise Refused("encrypted" if locked else "name_and_content_differ")
        kind.check(data)
    except Refused as refused:
        raise refused.about(file=clean, accept=accepted) from refused
    return Inspection(clean, kind.media_type, extension, len(data), hashlib.sha256(data).hexdigest())


def clean_file_name(name: str) -> str:
    """*name* as it is kept and shown: NFC, no path, nothing unseen, at most MAX_NAME_LENGTH characters.

    Chinese names stay as they are. A name that is too long keeps its extension. The result is empty
    when nothing is left; it is never used as a path.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = re.sub(r"\s+", " ", last)
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in UNSEEN).strip()
    suffix = PurePosixPath(seen).suffix
    if len(suffix) > MAX_EXTENSION_LENGTH:
        suffix = ""
    return seen if len(seen) <= MAX_NAME_LENGTH else seen[: MAX_NAME_LENGTH - len(suffix)].rstrip() + suffix


def _extension(name: str) -> str:
    """The extension of a clean *name*, lower case. Raises Refused when there is no name before it."""
    stem, dot, extension = name.rpartition(".")
    if not (stem if dot else extension).strip(". "):
        raise Refused("name_invalid")
    return extension.lower() if dot else ""


def _megabytes(size: int) -> str:
    """*size* in megabytes with at most one decimal, rounded up so that too large never looks equal."""
    return f"{math.ceil(size * 10 / MEGABYTE) / 10:g}"


def _begins_pdf(data: bytes) -> bool:
    """White space may stand before the header; a program or a page of HTML may not."""
    return data[:PDF_WINDOW_BYTES].lstrip(BEFORE_PDF).startswith(b"%PDF-")


def _begins_archive(data: bytes) -> bool:
    return data.startswith(archives.LOCAL_HEADER)


def _begins_compound(data: bytes) -> bool:
    return data.startswith(COMPOUND_FILE)


def _signature_suffices(data: bytes) -> None:
    """Old binary formats are known by their first bytes only."""


TYPES: dict[str, FileType] = {
    "docx": FileType(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _begins_archive,
        word_packages.check,
    ),
    "pdf": FileType("application/pdf", _begins_pdf, pdf_files.check),
    "doc": FileType("application/msword", _begins_compound, _signature_suffices),
    "wps": FileType("application/vnd.ms-works", _begins_compound, _signature_suffices),
    "zip": FileType("application/zip", _begins_archive, archives.entries),
}
