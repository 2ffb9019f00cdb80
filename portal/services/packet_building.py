"""What is in a packet: the archive of a region, filled return by return.

Who submitted what is read at one moment, together with the summary workbook; submissions never change, so
whatever is read of them later belongs to that moment. One batch of returns is in memory at a time, and
of what was written nothing. Owns what is read and where in the archive it goes; words and the printed form
are given to it.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row, select

from portal.exchange.consolidated_workbook import ConsolidatedWorkbook
from portal.exchange.file_store import FileMissing, FileStore
from portal.exchange.packet import PacketArchive, pieces_of
from portal.exchange.pdf_bundle import PdfBundle
from portal.filing.states import FilingState
from portal.models import Round, SealedScan, Submission, UploadedFile, db
from portal.models.rows import table
from portal.services import clock, consolidated
from portal.services.packet_sheets import Outstanding, ProblemSheet, outstanding_of, write_outstanding
from portal.services.packet_words import Included, Missing, PacketWords, Shortfall, Told
from portal.services.packets import NATION

AT_A_TIME = 10

_scan, _file = table(SealedScan), table(UploadedFile)
log = structlog.stdlib.get_logger("portal.packets")


#: The printed form of a submission as PDF.
Forms = Callable[[Submission], bytes]
#: Called with the returns done and those there are; what it raises ends the building.
Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Means:
    """What building takes: the printed form, the store of the files, somebody to tell how far it is."""

    forms: Forms
    store: FileStore
    tick: Tick


@dataclass(frozen=True)
class Stored:
    """A stored file: the name it was uploaded under, where its bytes are, what they must be."""

    name: str
    storage_key: str
    size: int
    sha256: str


def build(round_: Round, region_code: str, words: PacketWords, means: Means, path: Path) -> Told:
    """Write the packet of a region (blank: of the nation) to *path*; beside it, files that are in the way later."""
    at = clock.now().astimezone(clock.BEIJING)
    with path.open("w+b") as file, PacketArchive(file, at) as archive:
        return _Building(archive, round_, region_code, words, means).write(path, at)


class _Building:
    """One packet while it is being built."""

    def __init__(
        self, archive: PacketArchive, round_: Round, region_code: str, words: PacketWords, means: Means
    ) -> None:
        self._archive, self._round, self._words, self._means = archive, round_, words, means
        self._regions = None if region_code == NATION else [region_code]
        self._folders: dict[str, str] = {}

    def write(self, path: Path, at: dt.datetime) -> Told:
        listed, outstanding = self._summary(path.with_suffix(".xlsx"))
        submitted = [row for row in listed if row.submission]
        told = Told(at, len(listed), len(outstanding))
        self._means.tick(0, len(submitted))
        if submitted:
            self._submissions(submitted, path, told)
        with path.with_suffix(".xlsx").open("w+b") as book:
            write_outstanding(outstanding, self._words, book)
            self._archive.add(self._words.names.outstanding, pieces_of(book))
        self._archive.add(self._words.names.readme, [self._words.readme(told)])
        return told

    def _summary(self, path: Path) -> tuple[Sequence[Row[Any]], list[Outstanding]]:
        """The summary workbook; the returns, and those that are with their contacts, at the same moment."""
        with path.open("w+b") as book:
            with consolidated.one_moment() as session:
                listed = consolidated.write_at(session, self._round, self._regions, self._words.vocabulary, book)
                outstanding = outstanding_of(session, self._round, listed)
            self._archive.add(self._words.names.summary, pieces_of(book))
        return listed, outstanding

    def _submissions(self, submitted: Sequence[Row[Any]], path: Path, told: Told) -> None:
        """All that comes of what was submitted: forms, files, problems."""
        words, sheets = self._words, ConsolidatedWorkbook()
        problems = ProblemSheet(sheets, words)
        with path.with_suffix(".pdf").open("w+b") as bound:
            forms = PdfBundle(bound, words.title)
            for number, (row, submission, files) in enumerate(_one_by_one(submitted), start=1):
                self._form(forms, row, submission, told)
                folder = self._files(row, files, told)
                problems.write(row, submission)
                said = (row.name, consolidated.region_of(row, words.vocabulary), submission.reference)
                told.included.append(Included(*said, words.standing[FilingState(row.state)], folder))
                self._means.tick(number, len(submitted))
            forms.finish()
            self._archive.add(words.names.forms, pieces_of(bound), size=bound.tell())
        with path.with_suffix(".xlsx").open("w+b") as book:
            sheets.save(book)
            self._archive.add(words.names.problems, pieces_of(book))

    def _form(self, forms: PdfBundle, row: Row[Any], submission: Submission, told: Told) -> None:
        """The printed form; one that cannot be made must not cost the region its packet."""
        try:
            data = self._means.forms(submission)
        except Exception:
            log.exception("a form was not printed", filing=str(submission.filing_id), number=submission.number)
            told.shortfalls.append(Shortfall(Missing.FORM, row.name))
            return
        forms.add(data, self._words.bookmark(row))

    def _files(self, row: Row[Any], files: "FilesOf", told: Told) -> str:
        """The folder of an association; blank where it has no files."""
        if not files.summaries and not files.scan:
            return ""
        folder = self._archive.folder(row.name, within=self._around(row))
        names = self._words.names
        for stored in files.summaries:
            self._add(stored, folder, row, told)
        if files.scan:
            self._add(files.scan, self._archive.folder(names.scans, within=folder), row, told)
        told.shortfalls += [Shortfall(Missing.FILE, row.name, name) for name in files.lost]
        return folder

    def _around(self, row: Row[Any]) -> str:
        """The folder of all associations; of the nation, that of the region within it."""
        region = "" if self._regions else consolidated.region_of(row, self._words.vocabulary)
        if region not in self._folders:
            if "" not in self._folders:
                self._folders[""] = self._archive.folder(self._words.names.associations)
            if region:
                self._folders[region] = self._archive.folder(region, within=self._folders[""])
        return self._folders[region]

    def _add(self, stored: Stored, folder: str, row: Row[Any], told: Told) -> None:
        try:
            pieces = self._means.store.stream(stored.storage_key)
        except FileMissing:
            log.error("a file of a packet is missing", key=stored.storage_key)  # noqa: TRY400  # no fault of the code
            told.shortfalls.append(Shortfall(Missing.FILE, row.name, stored.name))
            return
        digest = hashlib.sha256()
        self._archive.add(stored.name, _hashed(pieces, digest.update), within=folder, size=stored.size)
        if digest.hexdigest() != stored.sha256:
            told.shortfalls.append(Shortfall(Missing.CHANGED, row.name, stored.name))


def _hashed(pieces: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        update(piece)
        yield piece


@dataclass(frozen=True)
class FilesOf:
    """The files of one submission: work summaries in their order, the scan of its stamped form, names of lost ones."""

    summaries: Sequence[Stored]
    scan: Stored | None
    lost: Sequence[str]


def _one_by_one(submitted: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], Submission, FilesOf]]:
    """Each return with its submission and files, read batch by batch."""
    waiting = iter(submitted)
    while batch := list(islice(waiting, AT_A_TIME)):
        ids = [row.id for row in batch]
        # A reference names one submission for good, whatever stands by now.
        query = select(Submission).where(Submission.reference.in_([row.reference for row in batch]))
        taken = {submission.filing_id: submission for submission in db.session.scalars(query)}
        uploads, scans = _uploads(ids), _scans(ids)
        for row in batch:
            submission = taken[row.id]
            listed: list[Mapping[str, Any]] = submission.content["files"]
            found = {each["id"]: uploads.get((row.id, uuid.UUID(each["id"]))) for each in listed}
            yield (
                row,
                submission,
                FilesOf(
                    [stored for stored in found.values() if stored],
                    scans.get((row.id, submission.number, submission.content_hash)),
                    [each["name"] for each in listed if not found[each["id"]]],
                ),
            )


_STORED = (_file.c.name, _file.c.storage_key, _file.c.size, _file.c.sha256)


def _uploads(filings: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Stored]:
    """By filing and id what was uploaded to *filings*."""
    query = select(_file.c.filing_id, _file.c.id, *_STORED).where(_file.c.filing_id.in_(filings))
    return {(row[0], row[1]): Stored(*row[2:]) for row in db.session.execute(query)}


def _scans(filings: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, int, str], Stored]:
    """The newest scan by filing, number and hash of the submission it was printed from."""
    query = (
        select(_scan.c.filing_id, _scan.c.number, _scan.c.content_hash, *_STORED)
        .join_from(_scan, _file, (_file.c.id == _scan.c.file_id) & (_file.c.filing_id == _scan.c.filing_id))
        .where(_scan.c.filing_id.in_(filings))
        .order_by(_scan.c.uploaded_at, _scan.c.id.desc())
    )
    return {(row[0], row[1], row[2]): Stored(*row[3:]) for row in db.session.execute(query)}
