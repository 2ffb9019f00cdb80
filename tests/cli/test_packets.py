"""The worker and packets: built after the mail, with the real form, one at a look; given back when it ends."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask

from portal.cli.worker import Worker
from portal.models import Person
from portal.services import packet_worker
from tests.support.packets import PacketDesk, texts_within
from tests.support.people import JIANGSU, World

Acting = Callable[[Person | None], AbstractContextManager[None]]


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


def test_it_builds_what_was_asked_for_and_says_how_many(app: Flask, desk: PacketDesk) -> None:
    desk.submit_both()
    asked = desk.ask(desk.people.clara)
    done = app.test_cli_runner().invoke(args=["portal", "worker", "--once"])
    assert done.exit_code == 0
    assert "Packets: 1" in done.output.splitlines()
    archive = ZipFile(BytesIO(desk.bytes_of(asked)))
    text = "".join("\n".join(texts_within(archive.read("02 All forms.pdf"))).split())
    assert "2017-53-0001-1" in text
    assert desk.world.association.name in text
    assert desk.world.foreign_association.name not in text


def test_it_builds_one_at_a_look_and_looks_again_at_once(app: Flask, desk: PacketDesk) -> None:
    desk.ask(desk.people.clara)
    desk.ask(desk.people.conrad, JIANGSU)
    worker = Worker(app)
    looks = [worker.once() for _look in range(3)]
    assert [(look.packets, look.more) for look in looks] == [(1, True), (1, True), (0, False)]


def test_a_worker_that_is_to_end_gives_its_packet_back(app: Flask, desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    worker = Worker(app)
    worker.ending = lambda: True
    worker.once()
    assert desk.row(asked).state == "waiting"
    worker.ending = lambda: False
    worker.once()
    assert desk.row(asked).state == "ready"


def test_a_packet_that_breaks_the_worker_keeps_nothing_else_back(
    app: Flask, desk: PacketDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ask(desk.people.clara)

    def broken(*_arguments: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(packet_worker, "build_next", broken)
    done = Worker(app).once()
    assert done.broken == ["packets"]
    assert done.failed == done.given_up == 0
