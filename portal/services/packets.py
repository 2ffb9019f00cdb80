"""Packets of a region: asking for one, and who is shown and handed out which.

Every packet is asked for by somebody who watches over the region, and is handed out to nobody else but
administrators, and only as long as that is so. How it comes to be built once is
``services.packet_holds``', what is in it ``services.packet_building``'s.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select

from portal.exchange.file_store import FileMissing, FileStore
from portal.filing.access import Grant, is_administrator
from portal.models import Packet, Person, Region, Round, db
from portal.models.rows import table
from portal.services import clock
from portal.services.consolidated import regions_of
from portal.services.transactions import writing

NATION = ""
KEPT_FOR = dt.timedelta(days=7)
LISTED = 20

_packet, _person, _round, _region = table(Packet), table(Person), table(Round), table(Region)


class PacketState(StrEnum):
    """Where a packet stands; those of the table, and one whose bytes were removed."""

    WAITING = "waiting"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"


class Fault(StrEnum):
    """Why a packet could not be built, or, of one that is ready, that something is missing in it."""

    STORE = "store"
    NO_SPACE = "no_space"
    TRIED_LONG = "tried_long"
    BROKEN = "broken"
    INCOMPLETE = "incomplete"


UNDER_WAY = (PacketState.WAITING.value, PacketState.BUILDING.value)


class NoSuchPacket(LookupError):
    """There is no such packet for this person, or it is not there any more."""


class NotWatched(PermissionError):
    """The person does not watch over this region, or there is no such region or round."""


@dataclass(frozen=True)
class PacketLine:
    """A packet as a list shows it. Without ``region`` (its names in both languages) it is the nation's."""

    id: uuid.UUID
    round_id: uuid.UUID
    round_year: int
    region_code: str
    region: tuple[str, str] | None
    asked_by: uuid.UUID
    asked_by_name: str
    asked_at: dt.datetime
    state: PacketState
    done: int
    total: int
    finished_at: dt.datetime | None
    size: int
    storage_key: str
    error: str

    @property
    def under_way(self) -> bool:
        """Whether something still happens with it."""
        return self.state in UNDER_WAY

    @property
    def kept_until(self) -> dt.datetime | None:
        """When its bytes are removed."""
        return self.finished_at + KEPT_FOR if self.finished_at else None


def may_pack(grants: Sequence[Grant], region_code: str) -> bool:
    """Whether the person watches over the region, or, where it is blank, over the nation."""
    watched = regions_of(grants)
    return watched is None or region_code in watched


def regions_to_pack(grants: Sequence[Grant]) -> list[tuple[str, str, str]]:
    """Code and both names of the regions a person may ask a packet of, in their usual order."""
    query = select(_region.c.code, _region.c.name_zh, _region.c.name_en).order_by(_region.c.position)
    watched = regions_of(grants)
    if watched is not None:
        query = query.where(_region.c.code.in_(watched))
    return [(row.code, row.name_zh, row.name_en) for row in db.session.execute(query)]


def ask(person: Person, round_id: uuid.UUID, region_code: str, language: str) -> uuid.UUID:
    """Ask for a packet; the one that is under way already, if the same was asked before. Raises NotWatched."""
    if not may_pack(person.grants, region_code):
        raise NotWatched(region_code)
    with writing() as session:
        # The person's row is what two clicks at the same moment queue up at.
        session.execute(select(_person.c.id).where(_person.c.id == person.id).with_for_update(key_share=True))
        known_region = region_code == NATION or session.scalar(
            select(_region.c.code).where(_region.c.code == region_code)
        )
        if not known_region or session.scalar(select(_round.c.id).where(_round.c.id == round_id)) is None:
            raise NotWatched(region_code)
        same = {"asked_by": person.id, "round_id": round_id, "region_code": region_code, "language": language}
        query = select(_packet.c.id).where(*(_packet.c[name] == value for name, value in same.items()))
        found = session.scalar(query.where(_packet.c.state.in_(UNDER_WAY)).limit(1))
        if found is not None:
            return uuid.UUID(str(found))
        packet_id = uuid.uuid4()
        blank = {"done": 0, "total": 0, "storage_key": "", "size": 0, "error": ""}
        row = {"id": packet_id, "asked_at": clock.now(), "state": PacketState.WAITING.value}
        session.execute(insert(_packet).inline(), [blank | same | row])
        return packet_id


def listed_for(person: Person) -> list[PacketLine]:
    """The newest packets somebody asked for and may still have, newest first; all people's for administrators.

    What came to nothing or is removed is not told of any more once the same was asked for again.
    """
    query = _lines().order_by(_packet.c.asked_at.desc(), _packet.c.id).limit(LISTED)
    if not is_administrator(person.grants):
        query = query.where(_packet.c.asked_by == person.id)
        watched = regions_of(person.grants)
        if watched is not None:
            query = query.where(_packet.c.region_code.in_(watched))
    lines, newest = [_line(row) for row in db.session.execute(query)], dict[Any, uuid.UUID]()
    for line in lines:
        newest.setdefault((line.asked_by, line.round_id, line.region_code), line.id)
    told = (PacketState.FAILED, PacketState.REMOVED)
    return [one for one in lines if one.state not in told or one.id in newest.values()]


def find(person: Person, packet_id: uuid.UUID) -> PacketLine:
    """A packet that is ready, for whoever asked for it and still watches over the region, and for administrators.

    Raises :class:`NoSuchPacket` for all others.
    """
    row = db.session.execute(_lines().where(_packet.c.id == packet_id)).one_or_none()
    if row is None or not may_pack(person.grants, row.region_code):
        raise NoSuchPacket(packet_id)
    line = _line(row)
    if line.state is not PacketState.READY or not (line.asked_by == person.id or is_administrator(person.grants)):
        raise NoSuchPacket(packet_id)
    return line


def open_packet(person: Person, packet_id: uuid.UUID, store: FileStore) -> tuple[PacketLine, Iterator[bytes]]:
    """A packet as :func:`find` gives it out, and its bytes. Raises :class:`NoSuchPacket`."""
    line = find(person, packet_id)
    try:
        return line, store.stream(line.storage_key)
    except FileMissing as missing:
        raise NoSuchPacket(packet_id) from missing


def _lines() -> Any:
    return (
        select(
            *(_packet.c[name] for name in ("id", "round_id", "region_code", "asked_by", "asked_at", "state")),
            *(_packet.c[name] for name in ("done", "total", "finished_at", "size", "storage_key", "error")),
            _round.c.year.label("round_year"),
            *(_region.c[name] for name in ("name_zh", "name_en")),
            _person.c.name.label("asked_by_name"),
        )
        .join_from(_packet, _round, _round.c.id == _packet.c.round_id)
        .join(_person, _person.c.id == _packet.c.asked_by)
        .outerjoin(_region, _region.c.code == _packet.c.region_code)
    )


def _line(row: Any) -> PacketLine:
    state = PacketState(row.state)
    if state is PacketState.READY and not row.storage_key:
        state = PacketState.REMOVED
    return PacketLine(
        id=row.id,
        round_id=row.round_id,
        round_year=row.round_year,
        region_code=row.region_code,
        region=(row.name_zh, row.name_en) if row.name_zh else None,
        asked_by=row.asked_by,
        asked_by_name=row.asked_by_name,
        asked_at=row.asked_at,
        state=state,
        done=row.done,
        total=row.total,
        finished_at=row.finished_at,
        size=row.size,
        storage_key=row.storage_key,
        error=row.error,
    )
