"""Work summaries: taken in after their content was checked, listed by the document, read back.

The document says which files belong to the filing (rows of the upload block); the table of uploads
says where their bytes are. Bytes are stored before the row that names them is committed, so a
failure leaves at worst an orphan in the store, never a row without bytes.
"""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from portal.exchange import word_headings
from portal.exchange.file_store import FileStore
from portal.exchange.summary_files import clean_file_name, inspect
from portal.form import document as documents
from portal.form.blocks import ROWS, Upload
from portal.form.document import new_row_id, row_ids
from portal.models import Filing, Person, UploadedFile, db
from portal.services import clock
from portal.services.sections import SaveOutcome, lock_section, record
from portal.services.stored_sections import section_of
from portal.services.transactions import writing

SECTION = "summary_materials"
#: The one type whose headings are read.
WITH_HEADINGS = "docx"


class TooManyFiles(ValueError):
    """The filing already holds as many files as it may; ``args[0]`` is the limit."""


class NoSuchFile(LookupError):
    """The document lists no such file."""


@dataclass(frozen=True)
class UploadLimits:
    """What the portal's settings allow: extensions, bytes a file, number of files."""

    accept: Collection[str]
    max_bytes: int
    max_files: int


def upload_block(filing: Filing) -> str:
    """Code of the upload block in the edition of the filing."""
    return next(b.code for b in section_of(filing, SECTION).blocks if isinstance(b, Upload))


def add_file(
    store: FileStore, person: Person, filing: Filing, name: str, data: bytes, limits: UploadLimits
) -> SaveOutcome:
    """Check, store and list one uploaded file. Raises ``Refused``, :class:`TooManyFiles`, ``NotEditable``.

    The same bytes under the same name are listed once, so a repeated request is harmless. The headings of a
    Word file are kept with it; one from which they cannot be read is taken in all the same.
    """
    name = clean_file_name(name)
    found = inspect(name, data, limits.accept, limits.max_bytes)
    read = word_headings.headings(data) if found.extension == WITH_HEADINGS else None
    upload = UploadedFile(
        id=uuid.uuid4(),
        filing_id=filing.id,
        association_id=filing.association_id,
        name=name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        uploaded_by=person.id,
        uploaded_at=clock.now(),
        headings=None if read is None else [heading._asdict() for heading in read],
    )
    upload.storage_key = f"{filing.id}/{upload.id}"
    store.put(upload.storage_key, data)
    try:
        with writing() as session:
            locked = lock_section(session, person, filing.id, SECTION)
            cells = _listing(locked.cells, upload_block(filing), upload, limits.max_files)
            if cells:
                session.add(upload)
            else:
                store.delete(upload.storage_key)
            merged = documents.merge(locked.cells, locked.cells, cells, {upload_block(filing)})
            return record(session, person, locked, merged, {})
    except BaseException:
        store.delete(upload.storage_key)
        raise


def _listing(cells: documents.Document, block: str, upload: UploadedFile, limit: int) -> dict[str, str]:
    """The cells that list *upload* as a new row; none when the same file is listed already."""
    listed = row_ids(cells, block)
    for row in listed:
        if cells.get(f"{block}.{row}.name") == upload.name and cells.get(f"{block}.{row}.sha256") == upload.sha256:
            return {}
    if len(listed) >= limit:
        raise TooManyFiles(limit)
    row = new_row_id()
    described = {"file": str(upload.id), "name": upload.name, "size": str(upload.size), "sha256": upload.sha256}
    return {f"{block}.{row}.{code}": text for code, text in described.items()}


def remove_file(person: Person, filing: Filing, row: str) -> SaveOutcome:
    """Take a file off the list; its bytes stay for the history. Raises ``NotEditable``."""
    block = upload_block(filing)
    with writing() as session:
        locked = lock_section(session, person, filing.id, SECTION)
        order = " ".join(r for r in row_ids(locked.cells, block) if r != row)
        merged = documents.merge(locked.cells, locked.cells, {f"{block}.{ROWS}": order}, {block})
        return record(session, person, locked, merged, {})


def listed_files(filing: Filing, cells: documents.Document) -> list[tuple[str, UploadedFile, str]]:
    """Row id, upload and uploader's name of every file the document lists, in its order."""
    block = upload_block(filing)
    rows = {cells.get(f"{block}.{row}.file", ""): row for row in row_ids(cells, block)}
    query = (
        select(UploadedFile, Person.name)
        .join(Person, Person.id == UploadedFile.uploaded_by)
        .where(UploadedFile.filing_id == filing.id, UploadedFile.id.in_([uuid.UUID(i) for i in rows if i]))
    )
    found = {str(upload.id): (upload, name) for upload, name in db.session.execute(query)}
    return [(row, *found[file_id]) for file_id, row in rows.items() if file_id in found]


def open_file(store: FileStore, filing: Filing, file_id: uuid.UUID) -> tuple[UploadedFile, Iterator[bytes]]:
    """An upload of this filing and its bytes. Raises :class:`NoSuchFile`."""
    query = select(UploadedFile).where(UploadedFile.id == file_id, UploadedFile.filing_id == filing.id)
    upload = db.session.scalars(query).first()
    if upload is None:
        raise NoSuchFile(file_id)
    return upload, store.stream(upload.storage_key)
