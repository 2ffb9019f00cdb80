"""A packet while it is being built: one moment, told how far it is, and nothing read whole."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask

from portal.exchange.file_store import FileStore
from portal.models import Packet, Submission
from portal.services import packet_building
from portal.web.packet_words import forms_for
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.packets import PacketDesk, plain_form, readme_of, rows_of, texts_within
from tests.support.people import World

SUMMARY, FORMS, PROBLEMS = "01 Summary workbook.xlsx", "02 All forms.pdf", "04 Problems and explanations.xlsx"
CANARY = "Zx9CanaryQ7"


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


def test_everything_in_it_is_of_one_moment(desk: PacketDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The return is withdrawn, corrected and submitted again while its packet is being built."""
    fill_in(desk.app, desk.world)
    desk.ours.submit()
    real, meanwhile = packet_building._one_by_one, []

    def slow(submitted: object) -> object:
        desk.ours.withdraw()
        desk.ours.save({"contact.contact_name": CANARY})
        desk.ours.explain()
        desk.ours.submit()
        meanwhile.append("submitted again")
        return real(submitted)  # type: ignore[arg-type]

    monkeypatch.setattr(packet_building, "_one_by_one", slow)
    archive = desk.made(desk.people.clara, form=forms_for("https://portal.example.org")("zh"))
    assert meanwhile
    assert CANARY not in "\n".join(texts_within(archive.read(FORMS)))
    assert {row["Reference number"] for row in rows_of(archive, SUMMARY)} == {"2017-53-0001-1"}
    assert {row["Reference number"] for row in rows_of(archive, PROBLEMS)} == {"2017-53-0001-1"}
    assert "2017-53-0001-1" in readme_of(archive)


def test_how_far_it_is_can_be_seen_by_others_while_it_is_built(desk: PacketDesk) -> None:
    desk.submit_both()
    seen: list[tuple[int, int, str]] = []
    asked = desk.ask(desk.people.nadia, "")

    def watched(submission: Submission) -> bytes:
        with desk.app.app_context():
            row = Life(desk.app, desk.world).rows(Packet, Packet.id == asked)[0]
            seen.append((row.done, row.total, row.state))
        return plain_form(submission)

    assert desk.build(watched)
    assert seen == [(0, 2, "building"), (1, 2, "building")]
    row = desk.row(asked)
    assert (row.done, row.total, row.state, row.size) == (2, 2, "ready", len(desk.bytes_of(asked)))


def test_files_are_taken_from_the_store_piece_by_piece(desk: PacketDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.submit_both()
    whole: Callable[..., bytes] = FileStore.get
    monkeypatch.setattr(FileStore, "get", lambda *_arguments: pytest.fail("a file was read whole"))
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    monkeypatch.setattr(FileStore, "get", whole)
    assert ZipFile(BytesIO(desk.bytes_of(asked))).testzip() is None
