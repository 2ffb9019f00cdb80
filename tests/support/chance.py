"""One filing and everybody around it, each step done twice: by the services, and by the model of its life.

Owns the steps and the comparison; what happens next is decided by whoever uses it.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from portal.filing.access import Role
from portal.filing.events import EntryKind
from portal.filing.transitions import Action
from portal.models import (
    Comment,
    CommentEntry,
    Fact,
    Filing,
    FilingEvent,
    OutboxMail,
    Person,
    Round,
    SealedScan,
    SectionDocument,
    Submission,
    db,
)
from portal.models.database import act_for
from portal.services import clock, comments, seals
from portal.services.filings import find, open_filing
from portal.services.needs import Declaration, Request
from portal.services.sections import save_cells
from portal.services.transactions import writing
from portal.services.transitions import NotPossible, carry_out
from portal.services.uploads import UploadLimits
from portal.web.stores import file_store
from tests.support.life_model import Model, Thread
from tests.support.lives import AT, CELL, RESPONSIBLE, SECTION
from tests.support.people import YUNNAN, World, association, person

LIMITS = UploadLimits(("pdf",), 1024, 1000)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


class Everybody:
    """A filing of an association of its own, its people, and the model of its life.

    ``tried`` counts what was done, and under the names of the refusals what was refused.
    """

    app: Flask
    world: World
    tried: Counter[str]

    def begin_after(self, days: int) -> None:
        """A new association with its contacts and an empty filing, *days* after the round opened."""
        round_, everybody = self.world.round, vars(self.world.people)
        self.model = Model(round_.opens_at, round_.due_at, round_.closes_at, round_.opens_at + days * DAY)
        self.threads: dict[int, uuid.UUID] = {}
        with self.acting(None), writing() as session:
            session.execute(update(Round).values(state="open", settings={}))
            mine, code = association(f"偶然行业协会 {uuid.uuid4()}（虚构）", YUNNAN, 2013), uuid.uuid4().hex
            session.add(mine)
            session.flush()
            contacts = {
                "alice": person(f"alice-{code}", "no hash", Role.SUBMITTER, association_id=mine.id),
                "bob": person(f"bob-{code}", "no hash", Role.EDITOR, association_id=mine.id),
            }
            session.add_all(contacts.values())
            self.id = open_filing(session, session.get_one(Round, round_.id), mine).id
        self.people: dict[str, Person] = everybody | contacts
        self.mails_before = self.count(OutboxMail)

    @contextmanager
    def acting(self, who: str | None) -> Iterator[None]:
        """A context of the application that acts for *who*."""
        with self.app.app_context():
            act_for(db.session(), self.people[who].id if who else None)
            yield

    def later(self) -> Model:
        """The model a second later, when the next step is done."""
        self.model.now += SECOND
        return self.model

    def step(self, expected: str, who: str, name: str, verb: Callable[[Person], object]) -> None:
        """Do *verb* as *who*: it is refused as *expected*, or done."""
        with self.acting(who), clock.stopped_at(self.model.now):
            try:
                verb(self.people[who])
                came = ""
            except NotPossible as refusal:
                came = f"NotPossible: {refusal}"
            except Exception as refusal:  # noqa: BLE001  # whatever it is, the model must have said so
                came = type(refusal).__name__
        assert came == expected, f"{name} by {who}: {came or 'done'} instead of {expected or 'done'}"
        self.tried[came.partition(":")[0] or name] += 1

    def carry_out(self, who: str, action: str, age: int, *, reason: bool, declared: bool) -> None:
        version = self.model.version - age
        why = "理由（虚构）" if reason else " "
        asked = Request(version, why, Declaration(RESPONSIBLE, agreed=declared), waiver=why)
        expected = self.later().act(who, action, version, reason=reason, declared=declared)
        self.step(expected, who, action, lambda somebody: carry_out(somebody, self.id, Action(action), asked))

    def save_text(self, who: str, text: str) -> None:
        revision = self.rows(SectionDocument, SectionDocument.section == SECTION)[0].revision
        expected = self.later().save(who, text)
        cells = [(CELL, text)]
        self.step(expected, who, "save", lambda p: save_cells(p, self.id, SECTION, revision, cells))

    def ask_one(self, who: str, number: int) -> None:
        text, known = f"第 {self.model.version} 版为什么？", self.threads.get(number)
        expected = self.later().ask(who, number, text)

        def ask(somebody: Person) -> None:
            if known is None:
                self.threads[number] = comments.ask(somebody, self.id, {}, AT, text)
            else:
                comments.ask_again(somebody, self.id, known, text)

        self.step(expected, who, "ask", ask)

    def take_one_back(self, who: str, number: int) -> None:
        expected, known = self.later().take_back(who, number), self.threads.get(number, uuid.uuid4())
        self.step(expected, who, "take back", lambda p: comments.take_back(p, self.id, known))
        if number not in self.model.threads:
            self.threads.pop(number, None)

    def settle_one(self, who: str, number: int) -> None:
        expected, known = self.later().settle(who, number), self.threads.get(number, uuid.uuid4())
        self.step(expected, who, "settle", lambda p: comments.close(p, self.id, [known]))

    def give_answer(self, who: str, number: int, kind: str) -> None:
        text, known = f"第 {self.model.version} 版的答复", self.threads.get(number, uuid.uuid4())
        expected = self.later().answer(who, number, kind, text)
        self.step(expected, who, "answer", lambda p: comments.answer(p, self.id, known, EntryKind(kind), text))

    def upload_scan(self, who: str, age: int) -> None:
        """Upload a scan of what stands, or of what stood *age* submissions before."""
        number = max(self.model.submission - age, 0)
        expected = self.later().upload_scan(who, number)
        taken = self.rows(Submission, Submission.number == number)
        printed = seals.Printed(number, taken[0].content_hash if taken else "0" * 64)
        data = f"%PDF-1.7 {len(self.model.scans)}".encode()
        with self.acting(None):
            filing = find(self.id)
        assert filing is not None

        def upload(somebody: Person) -> None:
            seals.upload(file_store(), somebody, filing, printed, name="扫描件（虚构）.pdf", data=data, limits=LIMITS)

        self.step(expected, who, "upload scan", upload)

    def let_scan_be(self, *, asked_for: bool) -> None:
        self.model.scan_asked_for = asked_for
        settings = {"sealed_scan": "required"} if asked_for else {}
        with self.acting(None), writing() as session:
            session.execute(update(Round).where(Round.id == self.world.round.id).values(settings=settings))

    def let_round_be(self, state: str) -> None:
        self.model.round_state = state
        with self.acting(None), writing() as session:
            session.execute(update(Round).where(Round.id == self.world.round.id).values(state=state))

    def extend_by(self, days: int | None) -> None:
        """Extend the filing until some days after the round closes, or take the extension back."""
        self.model.extended = self.model.closes + days * DAY if days else None
        with self.acting(None), writing() as session:
            session.execute(update(Filing).where(Filing.id == self.id).values(extended_until=self.model.extended))

    def rows(self, model: type, *conditions: Any) -> list[Any]:
        """Rows of *model* that belong to the filing."""
        with self.acting(None):
            return list(db.session.scalars(select(model).where(model.filing_id == self.id, *conditions)))

    def count(self, model: type) -> int:
        with self.acting(None):
            return db.session.scalar(select(func.count()).select_from(model)) or 0

    def compare(self) -> None:
        """Hold everything that is stored against the model."""
        model = self.model
        with self.acting(None):
            filing = db.session.get_one(Filing, self.id)
        names = {somebody.id: name for name, somebody in self.people.items()}
        events = sorted(self.rows(FilingEvent), key=lambda event: event.version)
        taken = sorted(self.rows(Submission), key=lambda submission: submission.number)
        document = self.rows(SectionDocument, SectionDocument.section == SECTION)[0]
        assert (filing.state, filing.version, filing.submission) == (model.state, model.version, model.submission)
        assert (filing.late, filing.was_returned) == (model.late, model.was_returned)
        assert (filing.review_begun_at is not None) is model.review_begun
        assert filing.open_comments == len(model.open_threads)
        assert document.cells.get(CELL, "") == model.cell
        assert [event.version for event in events] == list(range(1, model.version + 1))
        assert [(e.kind, e.from_state, e.to_state, names[e.person_id]) for e in events] == model.events
        assert [s.number for s in taken] == list(range(1, len(model.taken) + 1))
        assert [self.content_of(s) for s in taken] == model.taken
        facts = self.rows(Fact, Fact.indicator == AT)
        assert [fact.value for fact in facts] == ([Decimal(model.fact)] if model.fact else [])
        assert self.count(OutboxMail) - self.mails_before == model.mails
        assert self.stored_threads() == model.threads
        scans = sorted(self.rows(SealedScan), key=lambda scan: scan.uploaded_at)
        assert [scan.number for scan in scans] == model.scans

    def content_of(self, submission: Submission) -> tuple[str, bool, dict[int, tuple[str, str]]]:
        """What the model keeps of a submission."""
        numbers = {str(comment): number for number, comment in self.threads.items()}
        content = submission.content
        answers = {numbers[key]: (said["kind"], said["text"]) for key, said in content["answers"].items()}
        return content["sections"][SECTION]["cells"].get(CELL, ""), submission.late, answers

    def stored_threads(self) -> dict[int, Thread]:
        numbers = {comment: number for number, comment in self.threads.items()}
        entries = sorted(self.rows(CommentEntry), key=lambda entry: entry.written_at)
        return {
            numbers[comment.id]: Thread(
                comment.state == "open",
                comment.awaits_answer,
                [(e.kind, e.text, e.sent_at is not None) for e in entries if e.comment_id == comment.id],
            )
            for comment in self.rows(Comment)
        }
