"""The life of one filing, told by its people through the services: what many tests begin with.

Each step acts as its person in an application context of its own, as a request does, and on the version
that the filing has then, unless another one is given. Asserts nothing.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from portal.filing.events import EntryKind
from portal.filing.states import FilingState
from portal.filing.transitions import Action
from portal.models import Filing, FilingEvent, Person, Round, SectionDocument, Submission, db
from portal.models.base import Base
from portal.models.database import act_for
from portal.services import comments, submissions
from portal.services.needs import Declaration, Request
from portal.services.sections import SaveOutcome, save_cells
from portal.services.transactions import writing
from portal.services.transitions import carry_out
from tests.support.filled import explain_all
from tests.support.people import World

RESPONSIBLE = "普洱（虚构）"
DECLARED = Declaration(RESPONSIBLE, agreed=True)
SECTION, CELL = "system_building", "members.member_total"
AT = f"{SECTION}.{CELL}"


class Life:
    """A filing and the people around it; without *filing* the one of Alice's association in the open round."""

    def __init__(self, app: Flask, world: World, filing: Filing | None = None) -> None:
        self.app, self.world, self.people = app, world, world.people
        self.id = (filing or world.filing).id

    @contextmanager
    def acting(self, person: Person | None = None) -> Iterator[None]:
        """A context of the application that acts for *person*; None is the portal itself."""
        with self.app.app_context():
            act_for(db.session(), person.id if person else None)
            yield

    @property
    def filing(self) -> Filing:
        """The filing as it is stored now."""
        with self.acting():
            return db.session.scalars(select(Filing).where(Filing.id == self.id)).one()

    def rows(self, model: type[Base], *conditions: Any) -> Sequence[Any]:
        """Rows of *model*, as the portal itself sees them."""
        with self.acting():
            return db.session.scalars(select(model).where(*conditions)).all()

    @property
    def events(self) -> list[FilingEvent]:
        """The history of the filing, oldest first."""
        return sorted(self.rows(FilingEvent, FilingEvent.filing_id == self.id), key=lambda event: event.version)

    @property
    def submissions(self) -> list[Submission]:
        """Every submission of the filing, oldest first."""
        return sorted(self.rows(Submission, Submission.filing_id == self.id), key=lambda found: found.number)

    def act(self, person: Person, action: Action, version: int | None = None, **asked: Any) -> int:
        """Carry out *action* as *person*; the new version."""
        version = self.filing.version if version is None else version
        with self.acting(person):
            return carry_out(person, self.id, action, Request(version, **asked))

    def submit(self, **asked: Any) -> int:
        return self.act(self.people.alice, Action.SUBMIT, **({"declaration": DECLARED} | asked))

    def withdraw(self) -> int:
        return self.act(self.people.alice, Action.WITHDRAW)

    def give_back(self, reason: str = "请核对（虚构）") -> int:
        """Return the filing to its contact."""
        return self.act(self.people.clara, Action.RETURN, reason=reason)

    def accept(self) -> int:
        return self.act(self.people.clara, Action.ACCEPT)

    def reopen(self) -> int:
        return self.act(self.people.nadia, Action.REOPEN, reason="年份有误（虚构）")

    def bring_to(self, state: FilingState) -> None:
        """From a draft that is filled in to *state*, by the shortest way."""
        if state is not FilingState.DRAFT:
            self.submit()
        if state is FilingState.RETURNED:
            self.give_back()
        if state is FilingState.ACCEPTED:
            self.accept()

    def ask(self, text: str = "为什么？", address: str = AT) -> uuid.UUID:
        """A new comment of the coordinator on what stands submitted."""
        number, clara = self.filing.submission, self.people.clara
        with self.acting(clara):
            taken = submissions.find(self.id, number)
            assert taken is not None
            return comments.ask(clara, self.id, submissions.documents_of(taken.content), address, text)

    def answer(self, comment: uuid.UUID, kind: EntryKind = EntryKind.EXPLAINED, text: str = "因为这样。") -> None:
        with self.acting(self.people.alice):
            comments.answer(self.people.alice, self.id, comment, kind, text)

    def settle(self, *asked: uuid.UUID) -> None:
        """Close comments as the coordinator."""
        with self.acting(self.people.clara):
            comments.close(self.people.clara, self.id, asked)

    def save(self, cells: dict[str, str], section: str = SECTION, person: Person | None = None) -> SaveOutcome:
        """Save *cells* as the contact, seen at the newest revision."""
        person = person or self.people.alice
        with self.acting(person):
            query = select(SectionDocument.revision).filter_by(filing_id=self.id, section=section)
            revision = db.session.scalars(query).one()
            return save_cells(person, self.id, section, revision, list(cells.items()))

    def explain(self) -> None:
        """Explain every soft problem that is not explained."""
        with self.acting(self.people.alice):
            explain_all(self.people.alice, self.filing)

    def set_round(self, **columns: Any) -> None:
        """Change the round past its services."""
        with self.acting(), writing() as session:
            session.execute(update(Round).where(Round.id == self.world.round.id).values(**columns))

    def set_filing(self, **columns: Any) -> None:
        """Change the filing past its services."""
        with self.acting(), writing() as session:
            session.execute(update(Filing).where(Filing.id == self.id).values(**columns))
