"""Packets asked for, held by one worker at a time, handed out to whom they belong, and removed."""

import uuid
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal.models import Membership, Packet
from portal.services import packets
from portal.services.packets import Fault, NoSuchPacket, NotWatched, PacketState
from portal.services.transactions import writing
from portal.web.stores import file_store
from tests.support.packets import PacketDesk
from tests.support.people import JIANGSU, YUNNAN, World


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


@pytest.mark.parametrize(
    ("who", "regions"),
    [
        ("clara", {YUNNAN}),
        ("conrad", {JIANGSU}),
        ("nadia", {YUNNAN, JIANGSU, ""}),
        ("olga", {YUNNAN, JIANGSU, ""}),
        ("alice", set()),
    ],
)
def test_a_packet_can_be_asked_for_by_whoever_watches_over_the_region(
    desk: PacketDesk, who: str, regions: set[str]
) -> None:
    person = getattr(desk.people, who)
    for region in (YUNNAN, JIANGSU, ""):
        if region in regions:
            assert desk.row(desk.ask(person, region)).asked_by == person.id
        else:
            with pytest.raises(NotWatched):
                desk.ask(person, region)
    assert len(desk.ours.rows(Packet)) == len(regions)


def test_no_packet_is_made_of_a_region_or_a_round_that_is_none(desk: PacketDesk) -> None:
    with pytest.raises(NotWatched):
        desk.ask(desk.people.nadia, "999999")
    with desk.ours.acting(desk.people.nadia), pytest.raises(NotWatched):
        packets.ask(desk.people.nadia, uuid.uuid4(), YUNNAN, "en")
    assert desk.ours.rows(Packet) == []


def test_asking_again_while_one_is_under_way_changes_nothing(desk: PacketDesk) -> None:
    first = desk.ask(desk.people.nadia)
    assert desk.ask(desk.people.nadia) == first
    others = {
        desk.ask(desk.people.nadia, JIANGSU),
        desk.ask(desk.people.nadia, language="zh"),
        desk.ask(desk.people.clara),
    }
    assert len(others | {first}) == 4
    while desk.build():
        pass
    assert desk.ask(desk.people.nadia) not in others | {first}


def test_two_clicks_at_one_moment_make_one_packet(desk: PacketDesk) -> None:
    found: list[uuid.UUID] = []

    def click() -> None:
        found.append(desk.ask(desk.people.clara))

    for _round in range(5):
        threads = [Thread(target=click) for _click in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert desk.build()
    assert len(found) == 10
    assert len(set(found)) == len(desk.ours.rows(Packet)) == 5


def listed(desk: PacketDesk, who: str) -> list[uuid.UUID]:
    person = getattr(desk.people, who)
    with desk.ours.acting(person):
        return [line.id for line in packets.listed_for(person)]


def can_have(desk: PacketDesk, who: str, packet_id: uuid.UUID) -> bool:
    person = getattr(desk.people, who)
    with desk.ours.acting(person):
        try:
            return b"".join(packets.open_packet(person, packet_id, file_store())[1]) == desk.bytes_of(packet_id)
        except NoSuchPacket:
            return False


def test_a_packet_is_for_whoever_asked_and_for_administrators(desk: PacketDesk) -> None:
    asked = {who: desk.ask(getattr(desk.people, who)) for who in ("clara", "olga", "nadia")}
    while desk.build():
        pass
    who_may = {name: {who for who in (*asked, "conrad") if can_have(desk, who, id_)} for name, id_ in asked.items()}
    assert who_may == {"clara": {"clara", "nadia"}, "olga": {"olga", "nadia"}, "nadia": {"nadia"}}
    assert listed(desk, "clara") == [asked["clara"]]
    assert listed(desk, "olga") == [asked["olga"]]
    assert set(listed(desk, "nadia")) == set(asked.values())
    assert listed(desk, "conrad") == []


def test_a_packet_is_handed_out_only_as_long_as_the_membership_lasts(desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    assert can_have(desk, "clara", asked)
    clara = desk.people.clara
    with desk.ours.acting(), writing() as session:
        session.execute(update(Membership).where(Membership.person_id == clara.id).values(region_code=JIANGSU))
    clara.memberships[0].region_code = JIANGSU
    assert not can_have(desk, "clara", asked)
    assert listed(desk, "clara") == []
    with desk.ours.acting(), writing() as session:
        session.execute(delete(Membership).where(Membership.person_id == clara.id))
    clara.memberships.clear()
    assert not can_have(desk, "clara", asked)


def test_what_is_not_ready_cannot_be_had(desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    for state in (PacketState.WAITING, PacketState.BUILDING, PacketState.FAILED):
        with desk.ours.acting(), writing() as session:
            session.execute(update(Packet).values(state=state.value))
        with desk.ours.acting(desk.people.clara), pytest.raises(NoSuchPacket):
            packets.find(desk.people.clara, asked)
    with desk.ours.acting(desk.people.clara), pytest.raises(NoSuchPacket):
        packets.find(desk.people.clara, uuid.uuid4())


def test_bytes_that_are_gone_are_answered_like_a_packet_that_never_was(desk: PacketDesk) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    with desk.ours.acting():
        file_store().delete(desk.row(asked).storage_key)
    with desk.ours.acting(desk.people.clara), pytest.raises(NoSuchPacket):
        packets.open_packet(desk.people.clara, asked, file_store())


def test_one_that_came_to_nothing_is_told_of_until_the_same_is_asked_for_again(desk: PacketDesk) -> None:
    desk.submit_both()
    first, other = desk.ask(desk.people.nadia), desk.ask(desk.people.nadia, JIANGSU)
    with desk.ours.acting(), writing() as session:
        session.execute(update(Packet).values(state=PacketState.FAILED.value, error=Fault.BROKEN.value))
    assert set(listed(desk, "nadia")) == {first, other}
    again = desk.ask(desk.people.nadia, language="zh")
    assert set(listed(desk, "nadia")) == {again, other}
