"""Facts follow the submission that stands; building them anew changes nothing, and mends what was tampered with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from portal.filing.transitions import Action
from portal.models import Fact, Filing, Person, Submission, db
from portal.models.rows import table
from portal.services import facts
from portal.services.facts import Rebuilt
from portal.services.filings import find
from portal.services.needs import Declaration, Request
from portal.services.sections import save_cells
from portal.services.stored_sections import stored_sections
from portal.services.transactions import writing
from portal.services.transitions import carry_out
from tests.support.filled import fill_in
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
DECLARED = Declaration("普洱（虚构）", agreed=True)
STAFF = "system_building.management.full_time_staff"
SUBMIT, WITHDRAW, RETURN, ACCEPT, REOPEN = Action


class Office:
    """Takes Alice's return through its life, and looks at its facts."""

    def __init__(self, app: Flask, world: World, acting_as: Acting) -> None:
        self.world, self.acting_as = world, acting_as
        fill_in(app, world)
        people = world.people
        self.who = {
            SUBMIT: people.alice,
            WITHDRAW: people.alice,
            RETURN: people.clara,
            ACCEPT: people.clara,
            REOPEN: people.nadia,
        }

    def filing(self) -> Filing:
        found = db.session.get(Filing, self.world.filing.id, populate_existing=True)
        assert found is not None
        return found

    def do(self, action: Action) -> None:
        with self.acting_as(self.who[action]):
            request = Request(self.filing().version, reason="核对", declaration=DECLARED)
            carry_out(self.who[action], self.world.filing.id, action, request)

    def type(self, staff: str) -> None:
        """Fill in one figure anew."""
        alice = self.world.people.alice
        with self.acting_as(alice):
            filing = find(self.world.filing.id)
            assert filing is not None
            revision = stored_sections(filing, "system_building")["system_building"].revision
            save_cells(alice, filing.id, "system_building", revision, [("management.full_time_staff", staff)])

    def stored(self) -> set[tuple[Any, ...]]:
        with self.acting_as(None):
            return {tuple(row) for row in db.session.execute(select(table(Fact)))}

    def rebuild(self) -> Rebuilt:
        with self.acting_as(None):
            return facts.rebuild()

    def staff(self) -> Decimal | None:
        """The one fact that :meth:`type` changes."""
        with self.acting_as(None):
            return db.session.scalar(select(Fact.value).where(Fact.indicator == STAFF))


@pytest.fixture
def office(app: Flask, world: World, acting_as: Acting) -> Office:
    return Office(app, world, acting_as)


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (SUBMIT,),
        (SUBMIT, WITHDRAW),
        (SUBMIT, RETURN),
        (SUBMIT, RETURN, SUBMIT),
        (SUBMIT, RETURN, SUBMIT, WITHDRAW),
        (SUBMIT, ACCEPT),
        (SUBMIT, ACCEPT, REOPEN),
        (SUBMIT, ACCEPT, REOPEN, SUBMIT),
    ],
    ids=lambda steps: " ".join(steps) or "nothing",
)
def test_building_anew_changes_nothing_whatever_has_happened(office: Office, steps: tuple[Action, ...]) -> None:
    for number, step in enumerate(steps, start=1):
        if step is SUBMIT:
            office.type(str(10 + number))
        office.do(step)
    if steps and steps[-1] is not SUBMIT:
        with office.acting_as(None):
            can_type = office.filing().state in {"draft", "returned"}
        if can_type:
            office.type("19")
    before = office.stored()
    rebuilt = office.rebuild()
    assert office.stored() == before
    assert rebuilt == Rebuilt(filings=2, facts=len(before), differed=0)
    assert bool(before) == (bool(steps) and steps != (SUBMIT, WITHDRAW))


def test_facts_are_those_of_the_submission_that_stands_not_of_what_is_typed_since(office: Office) -> None:
    office.type("11")
    office.do(SUBMIT)
    assert office.staff() == 11
    office.do(RETURN)
    office.type("12")
    assert office.staff() == 11
    office.do(SUBMIT)
    assert office.staff() == 12
    office.do(WITHDRAW)
    assert office.staff() == 11


@pytest.mark.parametrize("tampering", ["changed", "removed", "added", "given away", "all gone"])
def test_what_was_tampered_with_is_mended_and_said(office: Office, tampering: str) -> None:
    office.do(SUBMIT)
    before = office.stored()
    kept = table(Fact)
    foreign = office.world.foreign_filing
    added = {
        "filing_id": foreign.id,
        "association_id": foreign.association_id,
        "indicator": STAFF,
        "year": 0,
        "category": "",
        "value": Decimal(7),
    }
    statements = {
        "changed": update(kept).where(kept.c.indicator == STAFF).values(value=Decimal("0.5")),
        "removed": delete(kept).where(kept.c.indicator == STAFF),
        "added": insert(kept).values(added),
        "given away": update(kept).where(kept.c.indicator == STAFF).values(association_id=foreign.association_id),
        "all gone": delete(kept),
    }
    with office.acting_as(None), writing() as session:
        session.execute(statements[tampering])
    assert office.stored() != before
    assert office.rebuild() == Rebuilt(filings=2, facts=len(before), differed=1)
    assert office.stored() == before
    assert office.rebuild().differed == 0


def test_the_command_says_how_many_differed(app: Flask, office: Office) -> None:
    office.do(SUBMIT)
    with office.acting_as(None), writing() as session:
        session.execute(delete(table(Fact)))
    runner = app.test_cli_runner()
    first = runner.invoke(args=["portal", "facts", "rebuild"])
    second = runner.invoke(args=["portal", "facts", "rebuild"])
    count = len(office.stored())
    assert count > 50
    assert first.output == f"Returns: 2, facts: {count}, returns whose facts differed: 1\n"
    assert second.output == f"Returns: 2, facts: {count}, returns whose facts differed: 0\n"
    with office.acting_as(None):
        assert db.session.scalar(select(Submission.number)) == 1
