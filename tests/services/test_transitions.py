"""The executor: what each action of the table leads to, what it needs, and what is written with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.filing.states import FilingState
from portal.filing.transitions import Action, Need
from portal.models import Fact, Filing, FilingEvent, OutboxMail, Person, Submission, db
from portal.services import comments, submissions
from portal.services.locked_filings import CameFirst
from portal.services.needs import Declaration, Request
from portal.services.transitions import NotPossible, carry_out
from tests.support.filled import fill_in
from tests.support.people import World

Acting = Callable[[Person | None], AbstractContextManager[None]]
DECLARED = Declaration("普洱（虚构）", agreed=True)


def stored(world: World) -> Filing:
    found = db.session.get(Filing, world.filing.id, populate_existing=True)
    assert found is not None
    return found


def test_a_return_goes_all_the_way_and_back_again(app: Flask, world: World, acting_as: Acting) -> None:
    people, filing = world.people, world.filing.id
    fill_in(app, world)
    with acting_as(people.alice):
        assert carry_out(people.alice, filing, Action.SUBMIT, Request(0, declaration=DECLARED)) == 1
        assert carry_out(people.alice, filing, Action.WITHDRAW, Request(1)) == 2
        assert stored(world).state == FilingState.DRAFT
        assert db.session.scalar(select(func.count()).select_from(Fact)) == 0
        assert carry_out(people.alice, filing, Action.SUBMIT, Request(2, declaration=DECLARED)) == 3
    with acting_as(people.clara):
        taken = submissions.find(filing, 2)
        assert taken is not None
        documents = submissions.documents_of(taken.content)
        comment = comments.ask(people.clara, filing, documents, "system_building.members.member_total", "为什么？")
        version = stored(world).version
        carry_out(people.clara, filing, Action.RETURN, Request(version))
        assert (stored(world).state, stored(world).open_comments) == ("returned", 1)
    with acting_as(people.alice):
        version = stored(world).version
        with pytest.raises(NotPossible) as refused:
            carry_out(people.alice, filing, Action.SUBMIT, Request(version, declaration=DECLARED))
        assert refused.value.needs == (Need.ALL_ANSWERED,)
        comments.answer(people.alice, filing, comment, comments.EntryKind.EXPLAINED, "因为这样。")
        carry_out(people.alice, filing, Action.SUBMIT, Request(version, declaration=DECLARED))
    with acting_as(people.clara):
        version = stored(world).version
        with pytest.raises(NotPossible):
            carry_out(people.clara, filing, Action.ACCEPT, Request(version))
        comments.close(people.clara, filing, [comment])
        carry_out(people.clara, filing, Action.ACCEPT, Request(stored(world).version))
    with acting_as(people.nadia):
        version = stored(world).version
        with pytest.raises(CameFirst):
            carry_out(people.nadia, filing, Action.REOPEN, Request(version - 1, reason="错年"))
        carry_out(people.nadia, filing, Action.REOPEN, Request(version, reason="错年"))
        assert stored(world).state == "returned"
        kinds = [e.kind for e in db.session.scalars(select(FilingEvent).order_by(FilingEvent.version))]
        assert kinds == [
            *("submit", "withdraw", "submit", "begin_review", "return", "submit", "begin_review", "accept", "reopen"),
        ]
        assert len(kinds) == stored(world).version
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 3
        assert (db.session.scalar(select(func.count()).select_from(Fact)) or 0) > 100
    with acting_as(None):
        assert len(list(db.session.scalars(select(OutboxMail)))) == 3 * 3 + 1 + 2 + 2 + 3
