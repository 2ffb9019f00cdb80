"""Zip archives from strangers, read in memory within bounds.

Owns the structure: one directory at the end of the file, as many bytes inflated as the directory
declares and never more than the caps. Does not own what the entries mean, and extracts nothing.

The library's own reader stops at the declared size without saying so, and reads the whole directory
before anything can be counted; so the directory is measured first and entries are inflated here.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from portal.exchange.refusals import Refused

MAX_ENTRIES = 4_000
MAX_DIRECTORY_BYTES = 1024 * 1024
MAX_INFLATED_BYTES = 200 * 1024 * 1024
# Text compresses up to about a hundredfold, blank bitmaps a thousandfold: the ratio counts only once
# the whole is larger than pictures of that sort make it.
MAX_RATIO = 200
RATIO_FLOOR_BYTES = 20 * 1024 * 1024

CHUNK_BYTES = 64 * 1024
LOCAL_HEADER = b"PK\x03\x04"
DIRECTORY_HEADER = b"PK\x01\x02"
DIRECTORY_END = b"PK\x05\x06"
DIRECTORY_END_BYTES = 22
LARGE_DIRECTORY_LOCATOR = b"PK\x06\x07"
ENCRYPTED_FLAG = 0x1
UTF8_FLAG = 0x800


def ends_in_archive(data: bytes) -> bool:
    """Whether a zip archive hangs on the end of *data*, whatever comes before it."""
    end = data.rfind(DIRECTORY_END, max(0, len(data) - 65_535 - DIRECTORY_END_BYTES))
    if end < 0 or end + DIRECTORY_END_BYTES > len(data):
        return False
    start = end - _directory_bytes(data, end)
    return start >= 0 and data[start : start + 4] == DIRECTORY_HEADER


def entries(data: bytes) -> list[zipfile.ZipInfo]:
    """The directory of the archive *data*, once its counts and declared sizes are within bounds.

    Raises Refused: ``damaged``, ``encrypted`` or ``zip_bomb``.
    """
    end = len(data) - DIRECTORY_END_BYTES
    if not data.startswith(LOCAL_HEADER) or data[end : end + 4] != DIRECTORY_END or not data.endswith(b"\0\0"):
        raise Refused("damaged")
    size = _directory_bytes(data, end)
    if size > MAX_DIRECTORY_BYTES or data[end - 20 : end - 16] == LARGE_DIRECTORY_LOCATOR:
        raise Refused("zip_bomb")
    if struct.unpack_from("<L", data, end + 16)[0] + size != end:
        raise Refused("damaged")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise Refused("damaged") from error
    _bounded(found, len(data))
    return found


def _bounded(found: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    inflated = sum(entry.file_size for entry in found)
    if len(found) > MAX_ENTRIES or inflated > MAX_INFLATED_BYTES:
        raise Refused("zip_bomb")
    if inflated > max(RATIO_FLOOR_BYTES, MAX_RATIO * archive_bytes):
        raise Refused("zip_bomb")
    # Entries that share their bytes are how a small archive claims to hold much.
    if sum(entry.compress_size for entry in found) > archive_bytes:
        raise Refused("zip_bomb")
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in found):
        raise Refused("encrypted")
    if len({entry.orig_filename.casefold() for entry in found}) != len(found):
        raise Refused("damaged")


def inflate(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of *entry* in pieces of at most CHUNK_BYTES.

    Raises Refused ``zip_bomb`` as soon as more comes out than the directory declares, ``damaged``
    when less comes out, the checksum is wrong, or the entry's own header contradicts the directory.
    """
    stored = _stored(data, entry)
    total, checksum = 0, 0
    for piece in _pieces(stored, entry.compress_type):
        total += len(piece)
        if total > entry.file_size:
            raise Refused("zip_bomb")
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if total != entry.file_size or checksum != entry.CRC:
        raise Refused("damaged")


def _stored(data: bytes, entry: zipfile.ZipInfo) -> memoryview:
    """The bytes of *entry* as they lie in the archive, its header compared with the directory."""
    start = entry.header_offset
    try:
        name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
    except struct.error as error:
        raise Refused("damaged") from error
    name = entry.orig_filename.encode("utf-8" if entry.flag_bits & UTF8_FLAG else "cp437")
    if data[start : start + 4] != LOCAL_HEADER or data[start + 30 : start + 30 + name_length] != name:
        raise Refused("damaged")
    start += 30 + name_length + extra_length
    return memoryview(data)[start : start + entry.compress_size]


def _pieces(stored: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(stored), CHUNK_BYTES):
            yield bytes(stored[start : start + CHUNK_BYTES])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise Refused("damaged")
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(stored), CHUNK_BYTES):
        pending: bytes | memoryview = stored[start : start + CHUNK_BYTES]
        while pending and not engine.eof:
            try:
                yield engine.decompress(pending, CHUNK_BYTES)
            except zlib.error as error:
                raise Refused("damaged") from error
            pending = engine.unconsumed_tail
    # What zlib still holds back comes out only when asked again.
    while not engine.eof:
        piece = engine.decompress(b"", CHUNK_BYTES)
        if not piece:
            raise Refused("damaged")
        yield piece


def _directory_bytes(data: bytes, end: int) -> int:
    """The size of the directory in bytes, as the record at *end* states it."""
    size: int = struct.unpack_from("<L", data, end + 12)[0]
    return size
