"""Scans uploaded by several at once, and while somebody withdraws, accepts or closes the round.

Each race is first run against an upload that holds no lock: there it must fail, or it would prove nothing.
"""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.exchange.summary_files import Inspection
from portal.filing.transitions import Action
from portal.models import FilingEvent, Person, Round, SealedScan, UploadedFile, db
from portal.models.database import WRITING, act_for, on_postgresql
from portal.models.rows import table
from portal.services import round_keeping, seals, submissions
from portal.services.filings import find
from portal.services.locked_filings import CameFirst
from portal.services.locked_rounds import newest_event
from portal.services.needs import Request
from portal.services.seals import NotUploaded, Printed
from portal.services.transitions import carry_out
from portal.services.uploads import TooManyFiles, UploadLimits
from portal.web.stores import file_store
from tests.support.lives import DECLARED
from tests.support.races import CLIENTS, PATIENCE, Ring

ROUNDS = 20
MOST = 5
LIMITS = UploadLimits(seals.ACCEPT, 1024, MOST)
_scan, _file, _event = map(table, (SealedScan, UploadedFile, FilingEvent))


@pytest.fixture
def scanning(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> Ring:
    """A ring whose round requires scans. What a file holds is looked into elsewhere."""
    sound = Inspection("扫描件（虚构）.pdf", "application/pdf", "pdf", 10, "")
    monkeypatch.setattr(
        seals, "inspect", lambda _name, data, *_: replace(sound, sha256=hashlib.sha256(data).hexdigest())
    )
    with ring.below() as connection:
        connection.execute(update(table(Round)).values(settings={"sealed_scan": "required"}))
    return ring


@dataclass(frozen=True)
class Submitted:
    """A submission that stands, with no scan yet, and the version of its filing."""

    of: Printed
    version: int


def submitted(ring: Ring) -> Submitted:
    """Submit once more, in an open round."""
    ring.open_round()
    version, somebody = ring.reset(state="draft", submission=0), ring.people[0]
    with ring.app.app_context():
        act_for(db.session(), somebody.id)
        version = carry_out(somebody, ring.id, Action.SUBMIT, Request(version, declaration=DECLARED))
        filing = find(ring.id)
        assert filing is not None
        taken = submissions.find(ring.id, filing.submission)
        assert taken is not None
        return Submitted(Printed(taken.number, taken.content_hash), version)


def upload(ring: Ring, of: Printed, who: int, afterwards: Callable[[], object], person: Person) -> str:
    """Upload a scan of one's own; the hash of what was acknowledged."""
    filing = find(ring.id)
    assert filing is not None
    data = f"{of.number}.{who}".encode()
    seals.upload(file_store(), person, filing, of, name="扫描.pdf", data=data, limits=LIMITS)
    afterwards()
    return hashlib.sha256(data).hexdigest()


def nothing() -> None:
    """Nobody waits for anybody."""


def kept(ring: Ring, of: Printed) -> dict[str, str]:
    """The scans of a submission, oldest first: id and hash."""
    query = select(_scan.c.id, _file.c.sha256).join(_file, _file.c.id == _scan.c.file_id)
    with ring.below() as connection:
        found = connection.execute(query.where(_scan.c.number == of.number).order_by(_scan.c.uploaded_at))
        return {str(row.id): row.sha256 for row in found}


def uploads_at_once(ring: Ring) -> list[str]:
    """What is wrong after eight people uploaded, where one submission takes five scans."""
    of = submitted(ring).of
    outcomes = ring.race(*(partial(upload, ring, of, who, nothing) for who in range(CLIENTS)))
    faults = [repr(o) for o in outcomes if not isinstance(o, str | TooManyFiles)]
    acknowledged = sorted(o for o in outcomes if isinstance(o, str))
    if len(acknowledged) != MOST or acknowledged != sorted(kept(ring, of).values()):
        faults.append(f"{len(acknowledged)} were acknowledged, {len(kept(ring, of))} kept, {MOST} allowed")
    return faults


def withdraw(ring: Ring, version: int, person: Person) -> None:
    carry_out(person, ring.id, Action.WITHDRAW, Request(version))


def accept(ring: Ring, version: int, person: Person) -> None:
    carry_out(person, ring.id, Action.ACCEPT, Request(version, waiver="由邮局寄来（虚构）"))


def close(ring: Ring, _version: int, person: Person) -> None:
    version = newest_event(db.session(), ring.world.round.id)
    round_keeping.close_round(person, ring.world.round.id, version, "到期（虚构）")


Ending = Callable[[Ring, int, Person], None]
Wait = Callable[[], object]


def uploads_against(
    ring: Ring, ending: Ending, before: Wait = nothing, after: Wait = nothing, afterwards: Wait = nothing
) -> tuple[list[str], int]:
    """What is wrong after four people uploaded while one ended it, and how many of them came in time."""
    stands = submitted(ring)

    def end(person: Person) -> dict[str, str]:
        before()
        ending(ring, stands.version, person)
        at_the_end = kept(ring, stands.of)
        after()
        return at_the_end

    uploads = [partial(upload, ring, stands.of, who, afterwards) for who in range(MOST - 1)]
    at_the_end, *outcomes = ring.race(end, *uploads)
    if not isinstance(at_the_end, dict):
        return [repr(at_the_end)], 0
    faults = [repr(o) for o in outcomes if not isinstance(o, str | NotUploaded | CameFirst)]
    later = kept(ring, stands.of)
    if sorted(o for o in outcomes if isinstance(o, str)) != sorted(later.values()):
        faults.append(f"{outcomes} were acknowledged, and {later} kept")
    # What was accepted without a scan can be given one later, and no more.
    may_follow = 1 if ending is accept and not at_the_end else 0
    if len(later) - len(at_the_end) > may_follow:
        faults.append(f"{len(at_the_end)} scans when the end was acknowledged, later {len(later)}")
    waived = accepted_with(ring) == WAIVED and len(later) <= 1
    if ending is accept and not waived and accepted_with(ring) != {"scan": [*later][-1]}:
        faults.append(f"accepted with {accepted_with(ring)}, and {later} are kept")
    return faults, len(at_the_end)


WAIVED = {"waiver": "由邮局寄来（虚构）"}


def accepted_with(ring: Ring) -> dict[str, str]:
    """What the newest line of the history says of the scan."""
    query = select(_event.c.details).where(_event.c.filing_id == ring.id).order_by(_event.c.version.desc()).limit(1)
    with ring.below() as connection:
        return dict(connection.scalars(query).one())


def let_go(monkeypatch: pytest.MonkeyPatch, meeting: Wait) -> None:
    """Make uploading naive: it reads, lets go of every lock, comes to *meeting*, and writes whatever has happened."""
    original = seals._is_new

    def read_only(session: Session, *args: Any) -> bool:
        new = original(session, *args)
        session.commit()
        meeting()
        if not on_postgresql(session):
            session.connection(execution_options={WRITING: True})
        return new

    monkeypatch.setattr(seals, "_is_new", read_only)


def test_of_many_uploads_at_once_all_that_are_acknowledged_are_kept_and_no_more_than_allowed(scanning: Ring) -> None:
    assert [fault for _round in range(ROUNDS) for fault in uploads_at_once(scanning)] == []


def test_the_same_race_catches_uploads_that_hold_no_lock(scanning: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go(monkeypatch, partial(threading.Barrier(CLIENTS).wait, PATIENCE))
    assert uploads_at_once(scanning)


@pytest.mark.parametrize("ending", [withdraw, accept, close], ids=lambda ending: ending.__name__)
def test_nothing_is_uploaded_once_it_is_withdrawn_accepted_or_closed(scanning: Ring, ending: Ending) -> None:
    faults, in_time = [], []
    for number in range(ROUNDS):
        somebody_uploaded = threading.Event()
        # In every other round the end comes after at least one upload, whatever comes first otherwise.
        before = partial(somebody_uploaded.wait, PATIENCE) if number % 2 else nothing
        found, came = uploads_against(scanning, ending, before, afterwards=somebody_uploaded.set)
        faults += found
        in_time.append(came)
    assert faults == []
    assert max(in_time) > 0
    assert not scanning.history_has_gaps()


@pytest.mark.parametrize("ending", [withdraw, accept, close], ids=lambda ending: ending.__name__)
def test_these_races_catch_uploads_that_hold_no_lock_too(
    scanning: Ring, monkeypatch: pytest.MonkeyPatch, ending: Ending
) -> None:
    everybody = threading.Barrier(MOST)

    def until_it_has_ended() -> None:
        """All have read, then one ends it; only then the others go on."""
        everybody.wait(PATIENCE)
        everybody.wait(PATIENCE)

    one_phase = partial(everybody.wait, PATIENCE)
    let_go(monkeypatch, until_it_has_ended)
    faults, _in_time = uploads_against(scanning, ending, one_phase, one_phase)
    assert [fault for fault in faults if "when the end was acknowledged" in fault]
