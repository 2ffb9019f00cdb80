"""The demonstration is complete, is made once, touches nothing of anybody else, and never in production."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, select

from portal.filing.access import Role
from portal.form.editions import EDITION_2017
from portal.form.progress import Progress
from portal.models import Association, CellChange, Filing, Membership, Person, Round, SectionDocument, db
from portal.services import clock, demonstration
from portal.services.clock import BEIJING
from portal.services.demonstration import ACCOUNTS, ADDRESSES, PASSWORD, NotAllowed, seed
from tests.support.people import World

Acting = Callable[..., AbstractContextManager[None]]
EMPTY = demonstration.EMPTY_ASSOCIATION["organization_name"]


@pytest.fixture
def as_portal(acting_as: Acting) -> Any:
    """The portal itself, with the demonstration made."""
    with acting_as(None):
        seed(clock.now(), hash_password(PASSWORD), production=False)
        yield


def counts() -> dict[str, int]:
    """Number of rows of every table it writes to."""
    tables = (Association, CellChange, Filing, Membership, Person, Round, SectionDocument)
    return {t.__tablename__: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def documents() -> dict[tuple[str, str], SectionDocument]:
    """Section documents by association's name and section."""
    query = (
        select(Association.name, SectionDocument)
        .join(Filing, Filing.id == SectionDocument.filing_id)
        .join(Association, Association.id == Filing.association_id)
    )
    return {(name, document.section): document for name, document in db.session.execute(query)}


@pytest.mark.usefixtures("as_portal")
def test_five_filings_are_filled_in_but_for_the_summary_and_one_is_empty() -> None:
    found = documents()
    states = {
        key: Progress.from_json(document.progress).state if document.progress else "" for key, document in found.items()
    }
    names = {name for name, _ in found}
    assert len(names) == 6
    for name in names - {EMPTY}:
        assert {s for (n, code), s in states.items() if n == name and code != "summary_materials"} == {"complete"}
    assert all(document.cells == {} for (name, _), document in found.items() if name == EMPTY)


@pytest.mark.usefixtures("as_portal")
def test_every_value_of_the_samples_is_stored_and_has_its_history() -> None:
    samples = json.loads(demonstration.FILINGS.read_text("utf-8"))
    stored, history = documents(), db.session.scalars(select(CellChange)).all()
    for sample in samples:
        for section in EDITION_2017.sections:
            document = stored[sample["header"]["organization_name"], section.code]
            typed = [cell for block in section.blocks for cell in demonstration.posted(block, sample)]
            expected = {address for address, text in typed if text}
            assert document.cells.keys() == expected
            lines = {h.address for h in history if (h.filing_id, h.section) == (document.filing_id, document.section)}
            assert lines == expected


@pytest.mark.usefixtures("as_portal")
def test_everybody_of_the_cast_is_there_and_fictional() -> None:
    roles = Counter(db.session.scalars(select(Membership.role)))
    assert roles == {
        Role.SUBMITTER: 6,
        Role.EDITOR: 1,
        Role.COORDINATOR: 4,
        Role.ADMINISTRATOR: 1,
        Role.OBSERVER: 1,
    }
    emails = set(db.session.scalars(select(Person.email)))
    assert emails == {account.email for account in ACCOUNTS}
    assert all(email.endswith(ADDRESSES) for email in emails)


@pytest.mark.usefixtures("as_portal")
def test_the_round_is_open_and_ends_on_the_tenth_day_at_midnight_in_beijing() -> None:
    round_ = db.session.scalars(select(Round)).one()
    now = clock.now()
    assert round_.takes_writes(now)
    due_at = round_.due_at.astimezone(BEIJING)
    assert due_at.time() == dt.time()
    assert due_at.date() - now.astimezone(BEIJING).date() == dt.timedelta(days=11)
    assert round_.closes_at - round_.due_at == dt.timedelta(days=15)


@pytest.mark.usefixtures("as_portal")
def test_a_second_start_adds_nothing_and_keeps_what_people_changed() -> None:
    query = select(SectionDocument).where(SectionDocument.section == "patent_protection", SectionDocument.revision == 1)
    touched = db.session.scalars(query).first()
    assert touched is not None
    touched.cells = {}
    db.session.commit()
    before = counts()
    seed(clock.now(), "another hash", production=False)
    assert counts() == before
    db.session.expire_all()
    assert touched.cells == {}


@pytest.mark.usefixtures("as_portal")
def test_a_start_after_the_round_has_closed_changes_nothing() -> None:
    before = counts()
    seed(clock.now() + dt.timedelta(days=400), "another hash", production=False)
    assert counts() == before


def test_it_is_refused_in_production(acting_as: Acting) -> None:
    with acting_as(None):
        with pytest.raises(NotAllowed, match="production"):
            seed(clock.now(), "hash", production=True)
        assert set(counts().values()) == {0}


def test_it_is_refused_beside_a_round_of_somebody_else(world: World, acting_as: Acting) -> None:
    with acting_as(None):
        before = counts()
        with pytest.raises(NotAllowed, match="Nothing was added"):
            seed(clock.now(), "hash", production=False)
        assert counts() == before


def test_it_is_refused_beside_people_who_are_not_fictional(acting_as: Acting) -> None:
    with acting_as(None):
        db.session.add(Person(email="office@ministry.test", name="Somebody"))
        db.session.commit()
        with pytest.raises(NotAllowed, match="Nothing was added"):
            seed(clock.now(), "hash", production=False)
        assert counts()["association"] == 0


def test_the_command_prints_every_account_and_each_of_them_can_sign_in(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["portal", "demonstration"])
    assert shown.exit_code == 0, shown.output
    assert PASSWORD in shown.output
    for account in ACCOUNTS:
        assert account.email in shown.output
        client = app.test_client()
        client.get("/sign-in")
        client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        assert account.name in client.get("/", follow_redirects=True).text


def test_the_command_says_why_it_refuses(app: Flask, world: World) -> None:
    refused = app.test_cli_runner().invoke(args=["portal", "demonstration"])
    assert refused.exit_code == 1
    assert "Nothing was added" in refused.output


def test_the_migration_command_can_be_repeated(app: Flask) -> None:
    for _time in range(2):
        done = app.test_cli_runner().invoke(args=["portal", "migrate"])
        assert done.exit_code == 0, done.output
