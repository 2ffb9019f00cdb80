"""The small world with something to write about, and the letters that come out of it."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from portal.exchange.mail_transport import Letter
from portal.filing.transitions import Action
from portal.models import Filing, OutboxMail, Person, db
from portal.services import clock, outbox
from portal.services.mailing import Sent, send_due
from portal.services.needs import Declaration, Request
from portal.services.outbox import MailKind
from portal.services.transactions import writing
from portal.services.transitions import carry_out
from portal.web.mails import writer
from tests.support.filled import fill_in
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
PUBLIC = "https://returns.example.org"
DECLARED = Declaration("普洱（虚构）", agreed=True)
LINK = re.compile(rf"^{re.escape(PUBLIC)}(/\S*)$", re.MULTILINE)


class Post:
    """Keeps the letters that are sent."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter, at: dt.datetime) -> None:
        self.letters.append(letter)


class Desk:
    """The small world with Alice's return filled in, and the post that comes out of it."""

    def __init__(self, app: Flask, world: World, acting_as: Acting) -> None:
        self.app, self.world, self.people, self.acting_as = app, world, world.people, acting_as
        fill_in(app, world)
        with acting_as(None), writing() as session:
            english = [world.people.bob.id, world.people.olga.id]
            session.execute(update(Person).where(Person.id.in_(english)).values(language="en"))

    def do(self, person: Person, action: Action, reason: str = "") -> None:
        with self.acting_as(person):
            version = self.filing().version
            request = Request(version, reason=reason, declaration=DECLARED)
            carry_out(person, self.world.filing.id, action, request)

    def filing(self) -> Filing:
        found = db.session.get(Filing, self.world.filing.id, populate_existing=True)
        assert found is not None
        return found

    def change(self, model: Any, key: uuid.UUID, **columns: Any) -> None:
        with self.acting_as(None), writing() as session:
            session.execute(update(model).where(model.id == key).values(**columns))

    def leave(self, kind: MailKind, person: Person, **about: Any) -> None:
        with self.acting_as(None), writing() as session:
            outbox.leave(session, kind, [person.id], about, clock.now())

    def post(self) -> dict[str, Letter]:
        """Send what is due; the letters by the first name of their reader."""
        return self.sent()[0]

    def sent(self) -> tuple[dict[str, Letter], Sent]:
        post = Post()
        with self.acting_as(None):
            done = send_due(writer(PUBLIC), post)
            errors = db.session.scalars(select(OutboxMail.last_error).where(OutboxMail.attempts > 1)).all()
        assert errors == []
        assert done.failed == 0
        return {letter.name: letter for letter in post.letters}, done


def path_of(letter: Letter) -> str:
    """The path of the one link in a letter."""
    (path,) = LINK.findall(letter.text)
    return str(path)
