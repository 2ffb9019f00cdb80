"""Scans of the stamped form: taken in after their content was checked, listed, read back; which one counts.

A scan is kept against the submission it was printed from and never changes. It is current as long as that
submission stands; of several the newest counts. No document lists its bytes, so it is no work summary. What
acceptance asks of a scan is said by ``services.needs``.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from portal.exchange.file_store import FileStore
from portal.exchange.summary_files import inspect
from portal.filing.access import is_contact, may_see
from portal.filing.seals import Obstacle, ScanState, SealRule, rule_of
from portal.filing.states import FilingState
from portal.models import Filing, Person, SealedScan, Submission, UploadedFile, db
from portal.services import clock
from portal.services.locked_filings import CameFirst, NoSuchFiling, NotYours, lock_filing
from portal.services.transactions import writing
from portal.services.uploads import NoSuchFile, TooManyFiles, UploadLimits

ACCEPT = ("pdf",)


class NotUploaded(Exception):
    """No scan can be uploaded as things stand; ``obstacle`` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


@dataclass(frozen=True)
class Printed:
    """What a scan was printed from: number and content hash of a submission, as its print says them."""

    number: int
    content_hash: str


@dataclass(frozen=True)
class Standing:
    """The submission that stands, as far as its print names it."""

    number: int
    reference: str
    content_hash: str


@dataclass(frozen=True)
class Scan:
    """One uploaded scan; ``of`` is what it was printed from."""

    id: uuid.UUID
    of: Printed
    file: UploadedFile
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Seal:
    """What a round asks for and what a filing holds: the submission that stands, every scan, newest first."""

    rule: SealRule
    standing: Standing | None
    scans: tuple[Scan, ...]

    @property
    def current(self) -> Scan | None:
        """The scan that counts: the newest one of the submission that stands."""
        printed = Printed(self.standing.number, self.standing.content_hash) if self.standing else None
        return next((scan for scan in self.scans if scan.of == printed), None)

    def of(self, number: int) -> Scan | None:
        """The newest scan of submission *number*."""
        return next((scan for scan in self.scans if scan.of.number == number), None)

    @property
    def state(self) -> ScanState:
        if self.current:
            return ScanState.CURRENT
        return ScanState.STALE if self.scans else ScanState.MISSING

    @property
    def awaited(self) -> bool:
        """Whether the round asks for a scan, something stands, and it has none."""
        return self.rule is not SealRule.OFF and self.standing is not None and self.current is None


def seal_of(filing: Filing) -> Seal:
    """How *filing* stands with its scans, as it can be read now.

    Where the round asks for none, nothing is looked up, so such a round pays nothing for it.
    """
    rule = rule_of(filing.round.settings)
    if rule is SealRule.OFF:
        return Seal(rule, None, ())
    standing = _standing(db.session(), filing)
    query = (
        select(SealedScan, UploadedFile, Person.name)
        .join(UploadedFile, UploadedFile.id == SealedScan.file_id)
        .join(Person, Person.id == SealedScan.uploaded_by)
        .where(SealedScan.filing_id == filing.id)
        .order_by(SealedScan.uploaded_at.desc(), SealedScan.id)
    )
    scans = tuple(
        Scan(scan.id, Printed(scan.number, scan.content_hash), file, name, scan.uploaded_at)
        for scan, file, name in db.session.execute(query)
    )
    return Seal(rule, standing, scans)


def _standing(session: Session, filing: Filing) -> Standing | None:
    query = select(Submission.number, Submission.reference, Submission.content_hash).where(
        Submission.filing_id == filing.id, Submission.number == filing.submission
    )
    row = session.execute(query).one_or_none()
    return Standing(*row) if row else None


def current_scan(session: Session, filing: Filing) -> uuid.UUID | None:
    """The id of the scan that counts for the submission that stands, or None."""
    return session.scalar(_current(filing).with_only_columns(SealedScan.id))


def _current(filing: Filing) -> Select[SealedScan, UploadedFile]:
    """The scan that counts, with its file. A scan counts for number and content, as both stand on the paper."""
    same_content = and_(
        Submission.filing_id == SealedScan.filing_id,
        Submission.number == SealedScan.number,
        Submission.content_hash == SealedScan.content_hash,
    )
    return (
        select(SealedScan, UploadedFile)
        .join(UploadedFile, UploadedFile.id == SealedScan.file_id)
        .join(Submission, same_content)
        .where(SealedScan.filing_id == filing.id, SealedScan.number == filing.submission)
        .order_by(SealedScan.uploaded_at.desc(), SealedScan.id)
        .limit(1)
    )


def obstacle(filing: Filing, at: dt.datetime, *, has_current: bool) -> Obstacle | None:
    """Why no scan of *filing* can be uploaded at *at*; None where one can.

    Like everything a contact writes, a scan is taken only while the round is open for the association. Once
    the return is accepted, what it was accepted with is not replaced any more; one that is missing can follow.
    """
    if rule_of(filing.round.settings) is SealRule.OFF:
        return Obstacle.NOT_ASKED_FOR
    if filing.state not in (FilingState.SUBMITTED, FilingState.ACCEPTED):
        return Obstacle.NOT_SUBMITTED
    if not filing.takes_writes(at):
        return Obstacle.ROUND_CLOSED
    return Obstacle.SETTLED if has_current and filing.state == FilingState.ACCEPTED else None


def upload(
    store: FileStore, person: Person, filing: Filing, printed: Printed, *, name: str, data: bytes, limits: UploadLimits
) -> None:
    """Check, store and keep a scan of what was *printed*.

    The same bytes for the same submission are kept once, so a repeated request is harmless. Raises
    ``Refused``, ``NoSuchFiling``, ``NotYours``, :class:`NotUploaded`, ``TooManyFiles`` (of one submission),
    and ``CameFirst`` where another submission stands than the one printed; then nothing is kept.
    """
    found = inspect(name, data, ACCEPT, limits.max_bytes)
    file = UploadedFile(
        id=uuid.uuid4(),
        filing_id=filing.id,
        association_id=filing.association_id,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        uploaded_by=person.id,
    )
    file.storage_key = f"{filing.id}/{file.id}"
    store.put(file.storage_key, data)
    kept = False
    try:
        with writing() as session:
            kept = _keep(session, person, filing.id, printed, file, limits.max_files)
    finally:
        # A commit whose outcome is not known may have kept the rows: then the bytes must stay.
        if not kept:
            store.delete(file.storage_key)


def _keep(
    session: Session, person: Person, filing_id: uuid.UUID, printed: Printed, file: UploadedFile, most: int
) -> bool:
    """Write the rows of a scan; False where the one that counts has the same bytes."""
    locked = lock_filing(session, filing_id)
    if not may_see(person.grants, locked.place):
        raise NoSuchFiling(filing_id)
    if not is_contact(person.grants, locked.place):
        raise NotYours
    # Of several people the last to get the lock is the newest.
    file.uploaded_at = clock.now()
    if not _is_new(session, locked.filing, printed, file, most):
        return False
    session.add(file)
    session.flush()
    session.add(
        SealedScan(
            filing_id=filing_id,
            association_id=file.association_id,
            number=printed.number,
            content_hash=printed.content_hash,
            file_id=file.id,
            uploaded_by=person.id,
            uploaded_at=file.uploaded_at,
        )
    )
    return True


def _is_new(session: Session, filing: Filing, printed: Printed, file: UploadedFile, most: int) -> bool:
    """Whether *file* can be kept as a scan of *filing*, which is locked; False where it is kept already."""
    counting, standing = session.execute(_current(filing)).first(), _standing(session, filing)
    same = standing is not None and Printed(standing.number, standing.content_hash) == printed
    if same and counting is not None and counting.UploadedFile.sha256 == file.sha256:
        return False
    why_not = obstacle(filing, file.uploaded_at, has_current=counting is not None)
    if why_not:
        raise NotUploaded(why_not)
    if not same:
        raise CameFirst(filing.id)
    of_this = (SealedScan.filing_id == filing.id, SealedScan.number == printed.number)
    if (session.scalar(select(func.count()).select_from(SealedScan).where(*of_this)) or 0) >= most:
        raise TooManyFiles(most)
    return True


def open_scan(store: FileStore, filing: Filing, scan_id: uuid.UUID) -> tuple[int, UploadedFile, Iterator[bytes]]:
    """A scan of *filing*: the submission it belongs to, its file, its bytes. Raises ``NoSuchFile``."""
    query = (
        select(SealedScan.number, UploadedFile)
        .join(UploadedFile, UploadedFile.id == SealedScan.file_id)
        .where(SealedScan.id == scan_id, SealedScan.filing_id == filing.id)
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NoSuchFile(scan_id)
    return row[0], row[1], store.stream(row[1].storage_key)
