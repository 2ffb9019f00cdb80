"""Submitting while others save and answer: what is submitted is what was there, and then nothing more goes in.

Each race is first run against a submission that holds no lock: there it must fail, or it would prove nothing.
"""

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.filing.events import EntryKind
from portal.filing.transitions import Action
from portal.models import Comment, CommentEntry, Person, SectionDocument, Submission
from portal.models.rows import table
from portal.services import clock, comments, submissions
from portal.services.locked_filings import CameFirst, LockedFiling
from portal.services.needs import Request
from portal.services.sections import NotEditable, save_cells
from portal.services.submissions import Holdings
from portal.services.transitions import carry_out
from tests.support.lives import AT, DECLARED, SECTION
from tests.support.races import CLIENTS, PATIENCE, ROUNDS, Ring, let_go_after_reading

SUBMITTERS = 2
BEFORE = "先前的答复"
_comment, _entry, _document, _submission = map(table, (Comment, CommentEntry, SectionDocument, Submission))


def submit(ring: Ring, version: int, person: Person) -> int:
    return carry_out(person, ring.id, Action.SUBMIT, Request(version, declaration=DECLARED))


def nothing() -> None:
    """Nobody waits for anybody."""


def save(ring: Ring, revision: int, number: int, afterwards: Callable[[], object], person: Person) -> int:
    """Save a cell of one's own; the revision that was acknowledged."""
    row = f"trainings.c{number}x{revision}.training_name"
    outcome = save_cells(person, ring.id, SECTION, revision, [(row, f"培训 {number}")])
    afterwards()
    return outcome.revision


def saves_against_submit(ring: Ring, afterwards: Callable[[], object] = nothing) -> list[str]:
    """What is wrong after six people saved while two submitted."""
    version = ring.reset(state="draft", submission=0)
    revision = ring.revisions()[SECTION]
    jobs = [partial(save, ring, revision, number, afterwards) for number in range(CLIENTS - SUBMITTERS)]
    outcomes = ring.race(*[partial(submit, ring, version)] * SUBMITTERS, *jobs)
    submitted, saved = outcomes[:SUBMITTERS], outcomes[SUBMITTERS:]
    faults = [repr(o) for o in submitted if o != version + 1 and not isinstance(o, CameFirst)]
    faults += [repr(o) for o in saved if not isinstance(o, int | NotEditable)]
    if submitted.count(version + 1) != 1:
        faults.append(f"{submitted} were told that they submitted")
    taken, now = snapshot(ring)["sections"][SECTION], document(ring)
    acknowledged = {o for o in saved if isinstance(o, int)}
    if (taken["revision"], taken["cells"]) != now:
        faults.append(f"revision {taken['revision']} was submitted, and now it is {now[0]}")
    if acknowledged != set(range(revision + 1, now[0] + 1)):
        faults.append(f"saves were acknowledged as {acknowledged}, and now it is {now[0]}")
    return faults


def snapshot(ring: Ring) -> dict[str, dict[str, dict[str, object]]]:
    """The content of the newest submission."""
    with ring.below() as connection:
        newest = select(_submission.c.content).order_by(_submission.c.number.desc()).limit(1)
        return dict(connection.scalars(newest).one())


def document(ring: Ring) -> tuple[int, dict[str, str]]:
    """Revision and cells of the section that is saved."""
    here = (_document.c.filing_id == ring.id, _document.c.section == SECTION)
    with ring.below() as connection:
        row = connection.execute(select(_document.c.revision, _document.c.cells).where(*here)).one()
    return row.revision, row.cells


def empty(ring: Ring) -> None:
    """Take away what was saved, so that the document does not grow from round to round."""
    with ring.below() as connection:
        connection.execute(update(_document).where(_document.c.filing_id == ring.id).values(cells={}))


def test_what_is_submitted_is_what_was_saved_and_no_save_is_acknowledged_afterwards(ring: Ring) -> None:
    faults, before = [], 0
    for _round in range(ROUNDS):
        faults += saves_against_submit(ring)
        before += bool(snapshot(ring)["sections"][SECTION]["cells"])
        empty(ring)
    assert faults == []
    assert not ring.history_has_gaps()
    assert 0 < before < ROUNDS, "in some rounds somebody saved first, in others nobody did"


def test_the_same_race_catches_a_submission_that_reads_without_a_lock(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = partial(threading.Barrier(CLIENTS).wait, PATIENCE)
    original = submissions.holdings

    def read_early(session: Session, locked: LockedFiling) -> Holdings:
        held = original(session, locked)
        session.commit()
        meet()
        return held

    let_go_after_reading(monkeypatch, nothing)
    monkeypatch.setattr(submissions, "holdings", read_early)
    assert saves_against_submit(ring, meet)


def asked(ring: Ring) -> uuid.UUID:
    """A new comment that was sent and has been answered, the answer not sent yet; older ones are closed."""
    comment, alice, clara = uuid.uuid4(), ring.world.people.alice.id, ring.world.people.clara.id
    common = {"filing_id": ring.id, "association_id": ring.world.association.id}
    row = {"id": comment, "section": SECTION, "address": AT, "raised_on": 1, "created_by": clara, "state": "open"}
    now, earlier = clock.now(), clock.now() - dt.timedelta(days=1)
    entry = {"comment_id": comment, "person_id": clara, "written_at": now, "sent_at": now}
    first = {"kind": EntryKind.ASK.value, "text": "为什么？", "written_at": earlier}
    answer = {"kind": EntryKind.EXPLAINED.value, "text": BEFORE, "person_id": alice, "sent_at": None}
    with ring.below() as connection:
        connection.execute(update(_comment).values(state="closed"))
        connection.execute(insert(_comment).values(row | common | {"awaits_answer": False, "created_at": now}))
        for said in (first, answer):
            connection.execute(insert(_entry).values(entry | said | common | {"id": uuid.uuid4()}))
    return comment


def answer(ring: Ring, comment: uuid.UUID, number: int, person: Person) -> str:
    """Answer in one's own words; the words that were acknowledged."""
    text = f"答复 {number}"
    comments.answer(person, ring.id, comment, EntryKind.EXPLAINED, text)
    return text


def answers_against_submit(ring: Ring) -> list[str]:
    """What is wrong after six people answered a comment while two submitted."""
    version = ring.reset(state="returned", was_returned=True)
    comment = asked(ring)
    jobs = [partial(answer, ring, comment, number) for number in range(CLIENTS - SUBMITTERS)]
    outcomes = ring.race(*[partial(submit, ring, version)] * SUBMITTERS, *jobs)
    submitted, answered = outcomes[:SUBMITTERS], outcomes[SUBMITTERS:]
    faults = [repr(o) for o in submitted if o != version + 1 and not isinstance(o, CameFirst)]
    faults += [repr(o) for o in answered if not isinstance(o, str | NotEditable)]
    if submitted.count(version + 1) != 1:
        faults.append(f"{submitted} were told that they submitted")
    with ring.below() as connection:
        query = select(_entry).where(_entry.c.comment_id == comment, _entry.c.kind != EntryKind.ASK.value)
        entries = connection.execute(query).all()
    if [e for e in entries if e.sent_at is None] or len(entries) != 1:
        faults.append(f"there are {len(entries)} answers, not all of them sent")
    elif snapshot(ring)["answers"] != {str(comment): {"kind": "explained", "text": entries[0].text}}:
        faults.append(f"{entries[0].text} was sent, and {snapshot(ring)['answers']} submitted")
    elif entries[0].text not in ([o for o in answered if isinstance(o, str)] or [BEFORE]):
        faults.append(f"{entries[0].text} was sent, and {answered} acknowledged")
    return faults


def test_an_answer_goes_with_the_submission_or_is_refused(ring: Ring) -> None:
    assert [fault for _round in range(ROUNDS) for fault in answers_against_submit(ring)] == []
    assert not ring.history_has_gaps()


def test_the_same_race_catches_answers_and_submissions_that_hold_no_lock(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go_after_reading(monkeypatch, partial(threading.Barrier(CLIENTS).wait, PATIENCE))
    assert answers_against_submit(ring)
