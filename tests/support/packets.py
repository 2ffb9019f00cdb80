"""Packets as tests make and open them: asked for through the service, built by hand or by the worker."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdfium2
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import insert, select

from portal.filing.transitions import Action
from portal.models import Filing, Packet, Person, SealedScan, Submission, UploadedFile, db
from portal.models.database import act_for
from portal.models.rows import table
from portal.services import clock, packet_worker, packets
from portal.services.packet_building import Forms
from portal.services.transactions import writing
from portal.web.packet_words import packet_words
from portal.web.stores import file_store
from tests.documents import small_pdf
from tests.support.filled import fill_in
from tests.support.lives import DECLARED, Life
from tests.support.people import YUNNAN, World


def plain_form(submission: Submission) -> bytes:
    """What stands for the printed form where it does not matter what it looks like."""
    return small_pdf(f"form of {submission.reference}")


class PacketDesk:
    """The small world with people who ask for packets, and a worker that builds them in this process."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world, self.people = app, world, world.people
        self.ours, self.theirs = Life(app, world), Life(app, world, world.foreign_filing)

    def submit_both(self) -> None:
        """Both returns filled in and submitted."""
        fill_in(self.app, self.world)
        fill_in(self.app, self.world, "A", foreign=True)
        self.ours.submit()
        self.theirs.act(self.people.charlie, Action.SUBMIT, declaration=DECLARED)

    def ask(self, person: Person, region: str = YUNNAN, language: str = "en") -> uuid.UUID:
        with self.ours.acting(person):
            return packets.ask(person, self.world.round.id, region, language)

    def build(self, form: Forms = plain_form, ending: Callable[[], bool] = lambda: False) -> bool:
        """Let a worker build what waits longest."""
        with self.app.app_context():
            act_for(db.session(), None)
            return packet_worker.build_next(packet_words, lambda _language: form, file_store(), ending)

    def row(self, packet_id: uuid.UUID) -> Packet:
        """A packet as it is stored now."""
        (found,) = self.ours.rows(Packet, Packet.id == packet_id)
        assert isinstance(found, Packet)
        return found

    def bytes_of(self, packet_id: uuid.UUID) -> bytes:
        with self.ours.acting():
            return file_store().get(self.row(packet_id).storage_key)

    def made(self, person: Person, region: str = YUNNAN, language: str = "en", form: Forms = plain_form) -> ZipFile:
        """A packet asked for, built, and opened."""
        return ZipFile(BytesIO(self.made_bytes(person, region, language, form)))

    def made_bytes(self, person: Person, region: str = YUNNAN, language: str = "en", form: Forms = plain_form) -> bytes:
        """A packet asked for and built."""
        asked = self.ask(person, region, language)
        assert self.build(form)
        return self.bytes_of(asked)

    def add_scan(self, life: Life, name: str, data: bytes, *, number: int = 1, digits: str = "") -> None:
        """A scan of the stamped form, put straight into store and tables, against the submission *number*."""
        with life.acting(), writing() as session:
            filing = session.scalars(select(Filing).where(Filing.id == life.id)).one()
            taken = session.scalars(select(Submission).filter_by(filing_id=life.id, number=number)).one()
            owner = {"filing_id": filing.id, "association_id": filing.association_id}
            at = {"uploaded_by": self.people.alice.id, "uploaded_at": clock.now()}
            upload = stored_upload(name, data) | owner | at
            file_store().put(upload["storage_key"], data)
            session.execute(insert(table(UploadedFile)), [upload])
            of = {"number": number, "content_hash": digits or taken.content_hash, "file_id": upload["id"]}
            session.execute(insert(table(SealedScan)), [{"id": uuid.uuid4()} | of | owner | at])


def stored_upload(name: str, data: bytes) -> dict[str, Any]:
    """The columns of an upload that say what it is."""
    file_id = uuid.uuid4()
    described = {"name": name, "media_type": "application/pdf", "size": len(data), "storage_key": f"scans/{file_id}"}
    return {"id": file_id, "sha256": hashlib.sha256(data).hexdigest()} | described


def rows_of(archive: ZipFile, name: str, sheet: int = 0) -> list[dict[str, Any]]:
    """The rows of a workbook in *archive* by their heads."""
    head, *rows = load_workbook(BytesIO(archive.read(name))).worksheets[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def readme_of(archive: ZipFile) -> str:
    """The text in *archive* that explains it."""
    return archive.read(next(name for name in archive.namelist() if name.endswith(".txt"))).decode("utf-8-sig")


def texts_within(data: bytes) -> Iterator[str]:
    """Everything that can be read in *data*: archives opened, PDF files read, names of entries included."""
    if data.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts_within(archive.read(name))
    elif data.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(data)
        yield from (page.get_textpage().get_text_bounded() for page in document)
        yield from (item.get_title() for item in document.get_toc())
        document.close()
    else:
        yield data.decode("utf-8", "replace")


def failing(error: BaseException) -> Forms:
    """A form that cannot be printed."""
    return partial(_raise, error)


def _raise(error: BaseException, submission: Submission) -> bytes:
    raise error
