"""The hold on a packet that is being built, and the removal of what is kept no longer."""

import datetime as dt
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.exchange.file_store import FileMissing, FileStoreError
from portal.models import Packet, db
from portal.services import clock, packet_holds, packets
from portal.services.packet_holds import HELD_FOR, TRIED_FOR, Held, HoldLost
from portal.services.packets import KEPT_FOR, Fault, NoSuchPacket, PacketState
from portal.services.transactions import writing
from portal.web.stores import file_store
from tests.support.packets import PacketDesk, failing
from tests.support.people import JIANGSU, World


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


def take(desk: PacketDesk) -> Held | None:
    with desk.ours.acting():
        return packet_holds.take()


def test_packets_are_built_in_turn_and_each_by_one_worker(desk: PacketDesk) -> None:
    first, second = desk.ask(desk.people.clara), desk.ask(desk.people.conrad, JIANGSU)
    taken = [take(desk), take(desk), take(desk)]
    assert [held.id if held else None for held in taken] == [first, second, None]


def test_of_many_workers_one_gets_the_packet(desk: PacketDesk) -> None:
    for _round in range(4):
        desk.ask(desk.people.clara)
        found: list[Held | None] = []
        threads = [Thread(target=lambda: found.append(take(desk))) for _worker in range(3)]  # noqa: B023  # joined below
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (held,) = [one for one in found if one]
        with desk.ours.acting():
            packet_holds.fail(held, Fault.BROKEN)


def test_a_packet_whose_builder_died_is_built_by_the_next(desk: PacketDesk, tmp_path: Path) -> None:
    asked = desk.ask(desk.people.clara)
    dead = take(desk)
    assert dead is not None
    assert not desk.build()
    with clock.stopped_at(clock.now() + HELD_FOR):
        assert desk.build()
    row = desk.row(asked)
    assert (row.state, row.held_until) == ("ready", None)
    path = tmp_path / "late.zip"
    path.write_bytes(b"late")
    with desk.ours.acting():
        for late in (
            lambda: packet_holds.progress(dead, 1, 2),
            lambda: packet_holds.finish(dead, file_store(), path),
            lambda: packet_holds.fail(dead, Fault.BROKEN),
            lambda: packet_holds.give_back(dead),
        ):
            with pytest.raises(HoldLost):
                late()
    assert desk.row(asked).storage_key == row.storage_key
    assert desk.bytes_of(asked) != b"late"


def test_going_on_makes_the_hold_last(desk: PacketDesk) -> None:
    asked, now = desk.ask(desk.people.clara), clock.now()
    held = take(desk)
    assert held is not None
    for minutes in range(5, 60, 5):
        with clock.stopped_at(now + dt.timedelta(minutes=minutes)), desk.ours.acting():
            packet_holds.progress(held, minutes, 60)
            assert packet_holds.take() is None
    assert (desk.row(asked).done, desk.row(asked).total) == (55, 60)


def test_a_packet_whose_builders_keep_dying_is_given_up_after_a_day(desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    assert take(desk) is not None
    with clock.stopped_at(clock.now() + TRIED_FOR):
        assert take(desk) is None
    assert (desk.row(asked).state, desk.row(asked).error) == ("failed", Fault.TRIED_LONG)


def test_one_that_waited_for_days_because_no_worker_ran_is_built(desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    with clock.stopped_at(clock.now() + dt.timedelta(days=4)):
        assert desk.build()
    assert desk.row(asked).state == "ready"


def test_what_a_dead_builder_left_in_the_store_is_removed_by_the_next(desk: PacketDesk, tmp_path: Path) -> None:
    desk.submit_both()
    asked = desk.ask(desk.people.clara)
    held = take(desk)
    assert held is not None
    with desk.ours.acting(), writing() as session:
        session.execute(update(Packet).values(storage_key="packets/left/behind"))
    with desk.ours.acting():
        file_store().put("packets/left/behind", b"half of it")
    with clock.stopped_at(clock.now() + HELD_FOR):
        assert desk.build()
    with desk.ours.acting():
        assert not file_store().exists("packets/left/behind")
        assert file_store().exists(desk.row(asked).storage_key)


def test_a_worker_that_is_asked_to_end_gives_the_packet_back(desk: PacketDesk) -> None:
    desk.submit_both()
    asked = desk.ask(desk.people.clara)
    assert desk.build(ending=lambda: True)
    row = desk.row(asked)
    assert (row.state, row.held_until, row.storage_key) == ("waiting", None, "")
    assert desk.build()
    assert desk.row(asked).state == "ready"


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FileStoreError("unreachable"), Fault.STORE),
        (OSError(28, "No space left on device"), Fault.NO_SPACE),
        (ZeroDivisionError(), Fault.BROKEN),
    ],
)
def test_a_packet_that_cannot_be_built_says_why_and_leaves_nothing(
    desk: PacketDesk, monkeypatch: pytest.MonkeyPatch, error: Exception, fault: Fault
) -> None:
    desk.submit_both()
    asked = desk.ask(desk.people.clara)

    def broken(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("portal.exchange.file_store.FileStore.put_file", broken)
    assert desk.build()
    row = desk.row(asked)
    assert (row.state, row.error, row.held_until) == ("failed", fault, None)
    assert row.finished_at is not None
    monkeypatch.undo()
    assert not desk.build()
    with desk.ours.acting():
        packet_holds.remove_old(file_store())
    assert desk.row(asked).storage_key == ""


def test_a_statement_that_fails_fails_the_packet_and_not_the_worker(
    desk: PacketDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = desk.ask(desk.people.clara)

    def broken(*_arguments: object) -> None:
        db.session.execute(select(db.literal_column("nonsense")))

    monkeypatch.setattr("portal.services.consolidated.write_at", broken)
    assert desk.build()
    assert (desk.row(asked).state, desk.row(asked).error) == ("failed", Fault.BROKEN)


def test_bytes_are_kept_for_a_week_and_then_removed(desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    key, now = desk.row(asked).storage_key, clock.now()
    for moment, kept in ((now + KEPT_FOR - dt.timedelta(minutes=1), True), (now + KEPT_FOR, False)):
        with clock.stopped_at(moment), desk.ours.acting():
            packet_holds.remove_old(file_store())
            assert file_store().exists(key) is kept
    with desk.ours.acting(desk.people.clara):
        (line,) = packets.listed_for(desk.people.clara)
        assert line.state is PacketState.REMOVED
        with pytest.raises(NoSuchPacket):
            packets.find(desk.people.clara, asked)


def test_a_newer_packet_replaces_the_older_one_of_the_same_person_alone(desk: PacketDesk) -> None:
    first = desk.ask(desk.people.clara)
    others = [desk.ask(desk.people.nadia), desk.ask(desk.people.clara, language="zh")]
    while desk.build():
        pass
    second = desk.ask(desk.people.clara)
    with desk.ours.acting():
        assert packet_holds.remove_old(file_store()) == 0
    assert desk.build()
    key = desk.row(first).storage_key
    with desk.ours.acting():
        assert packet_holds.remove_old(file_store()) == 1
        assert packet_holds.remove_old(file_store()) == 0
        assert not file_store().exists(key)
    assert desk.row(first).storage_key == ""
    assert all(desk.row(packet).storage_key for packet in (second, *others))


def test_removing_that_was_interrupted_is_done_the_next_time(desk: PacketDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    later = clock.now() + KEPT_FOR

    def broken(*_arguments: object) -> None:
        raise FileStoreError("unreachable")

    with clock.stopped_at(later), desk.ours.acting():
        with monkeypatch.context() as patched:
            patched.setattr("portal.exchange.file_store.FileStore.delete", broken)
            with pytest.raises(FileStoreError):
                packet_holds.remove_old(file_store())
        assert desk.row(asked).storage_key
        assert packet_holds.remove_old(file_store()) == 1
        with pytest.raises(FileMissing):
            file_store().get(f"packets/{asked}/{asked}")


def test_a_form_that_cannot_be_printed_costs_the_packet_nothing_but_that_form(desk: PacketDesk) -> None:
    desk.submit_both()
    asked = desk.ask(desk.people.clara)
    assert desk.build(failing(ZeroDivisionError()))
    assert (desk.row(asked).state, desk.row(asked).error) == ("ready", Fault.INCOMPLETE)
