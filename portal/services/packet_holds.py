"""The hold a worker has on the packet it builds: taking one, going on, handing it out, giving up.

A worker that goes silent loses its hold, and another one builds the packet anew; one that lost its hold
leaves nothing behind. Also removes what is kept no longer. What is in a packet is
``services.packet_building``'s, who may have it ``services.packets``'.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from portal.exchange.file_store import FileStore
from portal.models import Packet, db
from portal.models.rows import table
from portal.services import clock
from portal.services.packets import KEPT_FOR, UNDER_WAY, Fault, PacketState
from portal.services.transactions import writing

#: Longer than any step between two looks at the hold can take.
HELD_FOR = dt.timedelta(minutes=10)
#: Longer than the way of a large file to a slow store.
PUTTING_TAKES = dt.timedelta(hours=1)
#: A packet whose builders keep dying is not tried for ever.
TRIED_FOR = dt.timedelta(days=1)

_packet = table(Packet)


class HoldLost(Exception):
    """Another worker has taken the packet over."""


@dataclass
class Held:
    """A packet that this worker builds: whose, in which language, until when it is held.

    ``leftover`` is what an earlier builder may have left in the store.
    """

    id: uuid.UUID
    round_id: uuid.UUID
    region_code: str
    language: str
    asked_by: uuid.UUID
    until: dt.datetime
    leftover: str = ""


def take() -> Held | None:
    """The packet that waits longest, held for this worker; None when none is due.

    One whose builder has gone silent is due again, until it was tried for :data:`TRIED_FOR`.
    """
    now = clock.now()
    silent = and_(_packet.c.state == PacketState.BUILDING.value, _packet.c.held_until <= now)
    due = (
        select(_packet)
        .where(or_(_packet.c.state == PacketState.WAITING.value, silent))
        .order_by(_packet.c.asked_at, _packet.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with writing() as session:
        while row := session.execute(due).one_or_none():
            tried_long = row.state == PacketState.BUILDING and row.asked_at + TRIED_FOR <= now
            taken: dict[str, Any] = {"state": PacketState.BUILDING.value, "held_until": now + HELD_FOR, "done": 0}
            if tried_long:
                taken = {"state": PacketState.FAILED.value, "error": Fault.TRIED_LONG.value, "finished_at": now}
            session.execute(update(_packet).where(_packet.c.id == row.id).values(**taken))
            if not tried_long:
                return Held(
                    row.id,
                    row.round_id,
                    row.region_code,
                    row.language,
                    row.asked_by,
                    taken["held_until"],
                    row.storage_key,
                )
    return None


def progress(held: Held, done: int, total: int) -> None:
    """Say how far the packet is, and hold it for longer. Raises :class:`HoldLost`."""
    until = clock.now() + HELD_FOR
    with writing() as session:
        _change(session, held, done=done, total=total, held_until=until)
    held.until = until


def give_back(held: Held) -> None:
    """Leave the packet to whoever looks next: this worker is asked to end. Raises :class:`HoldLost`."""
    with writing() as session:
        _change(session, held, state=PacketState.WAITING.value, held_until=None, done=0)


def finish(held: Held, store: FileStore, path: Path, fault: Fault | None = None) -> None:
    """Put the file at *path* into the store, ready to be fetched. Raises :class:`HoldLost`.

    *fault* says that something is missing in it.

    The key is written down before there are bytes under it, so that whatever happens somebody knows what
    to remove.
    """
    if held.leftover:
        store.delete(held.leftover)
    key, until = f"packets/{held.id}/{uuid.uuid4()}", clock.now() + PUTTING_TAKES
    with writing() as session:
        _change(session, held, storage_key=key, held_until=until)
    held.until, held.leftover = until, key
    store.put_file(key, path)
    try:
        with writing() as session:
            ready = {"state": PacketState.READY.value, "finished_at": clock.now(), "size": path.stat().st_size}
            _change(session, held, held_until=None, error=fault.value if fault else "", **ready)
    except HoldLost:
        store.delete(key)
        raise


def fail(held: Held, why: Fault) -> None:
    """Say that the packet cannot be built; what it left in the store is for :func:`remove_old`. Raises HoldLost."""
    said = {"state": PacketState.FAILED.value, "error": why.value, "finished_at": clock.now()}
    with writing() as session:
        _change(session, held, held_until=None, **said)


def remove_old(store: FileStore) -> int:
    """Remove the bytes of packets a week old, of failed ones, and of those a newer one stands for; how many.

    A newer one stands for an older one if the same person asked for the same in the same language. Bytes
    go first: what fails in between is done again the next time.
    """
    newer = _packet.alias("newer")
    same = (newer.c[name] == _packet.c[name] for name in ("asked_by", "round_id", "region_code", "language"))
    replaced = (
        select(newer.c.id)
        .where(*same, newer.c.state == PacketState.READY.value, newer.c.storage_key != "")
        .where(newer.c.finished_at > _packet.c.finished_at)
        .exists()
    )
    over = or_(_packet.c.state == PacketState.FAILED.value, _packet.c.finished_at <= clock.now() - KEPT_FOR, replaced)
    query = select(_packet.c.id, _packet.c.storage_key).where(_packet.c.storage_key != "", over)
    rows = db.session.execute(query.where(_packet.c.state.not_in(UNDER_WAY))).all()
    for row in rows:
        store.delete(row.storage_key)
        mine = (_packet.c.id == row.id, _packet.c.storage_key == row.storage_key)
        with writing() as session:
            session.execute(update(_packet).where(*mine).values(storage_key=""))
    return len(rows)


def _change(session: Session, held: Held, **columns: Any) -> None:
    mine = (
        _packet.c.id == held.id,
        _packet.c.state == PacketState.BUILDING.value,
        _packet.c.held_until == held.until,
    )
    if session.connection().execute(update(_packet).where(*mine).values(**columns)).rowcount != 1:
        raise HoldLost(held.id)
