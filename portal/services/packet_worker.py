"""Building the packet that waits longest, from taking it to handing it out or saying why not.

Owns what becomes of a packet when something goes wrong: one that cannot be built says so and why, one
whose worker is asked to end waits for the next, one that another worker took over is that one's.
"""

import datetime as dt
import errno
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import structlog

from portal.exchange.file_store import FileStore, FileStoreError
from portal.models import Region, Round, db
from portal.services import clock, packet_holds
from portal.services.packet_building import Forms, Means, build
from portal.services.packet_holds import Held, HoldLost
from portal.services.packet_words import PacketWords
from portal.services.packets import Fault

ARCHIVE = "packet.zip"
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
log = structlog.stdlib.get_logger("portal.packets")

#: The words for a round, a region (none: the nation), a language, at a moment; inside, they are spoken.
WordsFor = Callable[[Round, Region | None, str, dt.datetime], AbstractContextManager[PacketWords]]
#: What prints forms in a language.
FormsFor = Callable[[str], Forms]
#: Whether the worker is asked to end.
Ending = Callable[[], bool]


class _AskedToEnd(Exception):
    """The worker is to end, in the middle of a packet."""


def build_next(words: WordsFor, forms: FormsFor, store: FileStore, ending: Ending) -> bool:
    """Build the packet that waits longest, if there is one and nobody else builds it; whether there was one."""
    held = packet_holds.take()
    if held is None:
        return False
    try:
        _build(held, words, forms, store, ending)
    except HoldLost:
        log.warning("a packet was taken over", packet=str(held.id))
    except _AskedToEnd:
        packet_holds.give_back(held)
    except Exception as error:
        log.exception("a packet was not built", packet=str(held.id))
        # What failed may have been a statement, and its transaction with it.
        db.session.rollback()
        packet_holds.fail(held, _fault(error))
    return True


def _build(held: Held, words: WordsFor, forms: FormsFor, store: FileStore, ending: Ending) -> None:
    round_ = db.session.get_one(Round, held.round_id, populate_existing=True)
    region = db.session.get_one(Region, held.region_code) if held.region_code else None

    def tick(done: int, total: int) -> None:
        if ending():
            raise _AskedToEnd
        packet_holds.progress(held, done, total)

    with (
        tempfile.TemporaryDirectory(prefix="portal-packet-") as folder,
        words(round_, region, held.language, clock.now()) as said,
    ):
        path = Path(folder) / ARCHIVE
        told = build(round_, held.region_code, said, Means(forms(held.language), store, tick), path)
        packet_holds.finish(held, store, path, Fault.INCOMPLETE if told.shortfalls else None)


def _fault(error: Exception) -> Fault:
    if isinstance(error, FileStoreError):
        return Fault.STORE
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return Fault.NO_SPACE
    return Fault.BROKEN
