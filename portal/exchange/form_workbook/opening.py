"""Opening a workbook that a stranger brings: its bounds, its kind, and the child process that looks inside.

Owns what is refused before anybody knows which form it is. Does not own what the cells mean (``reading``) nor
the look inside (``probe``).
"""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portal.exchange import archives, children, refusals
from portal.exchange.form_workbook.refusals import WorkbookRefused

PROBE = Path(__file__).with_name("probe.py")
PATIENCE_SECONDS = 10
MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 8
# A return with every list full to its limit and every text at its longest unfolds to a tenth of this.
MAX_PART_BYTES = 16 * MEGABYTE
MAX_PARTS_BYTES = 32 * MEGABYTE
MAX_PARTS = 400

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = "xl/workbook.xml"
REFUSED = {"zip_bomb": "bomb", "encrypted": "encrypted"}
OUTSIDE = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/", "xl/embeddings/", "xl/webextensions/")
CONTROLS = ("xl/activex/", "xl/ctrlprops/", "xl/macrosheets/", "customui/")


def cells_of(data: bytes) -> list[dict[str, Any]]:
    """Titles and filled cells of the sheets of *data*, as ``probe`` prints them.

    Raises :class:`WorkbookRefused`, and RuntimeError when the probe cannot run: that is not the file's fault.
    """
    if len(data) > MAX_MEGABYTES * MEGABYTE:
        raise WorkbookRefused("too_large", {"max_mb": MAX_MEGABYTES})
    if data.startswith(OLE):
        raise WorkbookRefused("encrypted")
    if not data.startswith(ZIP):
        raise WorkbookRefused("not_a_workbook")
    try:
        _within_bounds(archives.entries(data))
    except refusals.Refused as error:
        raise WorkbookRefused(REFUSED.get(error.code, "damaged")) from error
    answer = ask(data)
    if "refused" in answer:
        raise WorkbookRefused(answer["refused"])
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _within_bounds(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Raise WorkbookRefused unless *entries* are those of a plain workbook of ordinary size."""
    sizes = [entry.file_size for entry in entries]
    if len(sizes) > MAX_PARTS or sum(sizes) > MAX_PARTS_BYTES or max(sizes, default=0) > MAX_PART_BYTES:
        raise WorkbookRefused("bomb")
    names = [entry.orig_filename.casefold() for entry in entries]
    if WORKBOOK not in names:
        raise WorkbookRefused("not_a_workbook")
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or name.startswith(CONTROLS) for name in names):
        raise WorkbookRefused("macros")
    if any(name.startswith(OUTSIDE) for name in names):
        raise WorkbookRefused("outside_content")


def ask(data: bytes) -> dict[str, Any]:
    """What the probe says of *data*. Raises as :func:`cells_of` does."""
    try:
        said = children.answer(PROBE, data, PATIENCE_SECONDS)
    except children.Exhausted as error:
        raise WorkbookRefused("bomb") from error
    answer: dict[str, Any] = json.loads(said)
    return answer
