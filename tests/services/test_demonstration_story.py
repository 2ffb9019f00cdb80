"""The demonstration's story: returns in every state, and last year's accepted figures beside this year's."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask_security import hash_password
from sqlalchemy import func, select

from portal.filing.snapshots import content_hash
from portal.models import Association, Comment, CommentEntry, Fact, Filing, FilingEvent, OutboxMail, Round, db
from portal.services import clock
from portal.services.demonstration import PASSWORD, seed
from portal.services.submissions import all_of, find
from portal.web.stores import file_store

Acting = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def story(acting_as: Acting) -> Iterator[None]:
    """The portal itself, with the demonstration made and its story told."""
    with acting_as(None):
        seed(clock.now(), hash_password(PASSWORD), production=False, store=file_store())
        yield


def filings(year: int) -> dict[str, Filing]:
    """The filings of the round of *year* by the name of the association."""
    query = (
        select(Association.name, Filing)
        .join(Filing, Filing.association_id == Association.id)
        .join(Round, Round.id == Filing.round_id)
        .where(Round.year == year)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


@pytest.mark.usefixtures("story")
def test_this_year_shows_a_return_in_every_state() -> None:
    this_year = filings(2017)
    assert sorted(f.state for f in this_year.values()) == [
        *("accepted", "draft", "draft", "draft", "returned", "submitted"),
    ]
    returned = next(f for f in this_year.values() if f.state == "returned")
    assert returned.open_comments == 3
    awaiting = select(func.count()).select_from(Comment).where(Comment.awaits_answer)
    assert db.session.scalar(awaiting) == 3
    assert db.session.scalar(select(func.count()).where(CommentEntry.sent_at.is_(None))) == 0


@pytest.mark.usefixtures("story")
def test_last_year_is_closed_and_its_accepted_returns_stand_beside_this_years() -> None:
    last_year, this_year = filings(2016), filings(2017)
    assert {f.state for f in last_year.values()} == {"accepted"}
    assert {name for name, f in this_year.items() if f.earlier_id} == set(last_year)
    closed = db.session.scalars(select(Round).where(Round.year == 2016)).one()
    assert closed.state == "closed"
    assert all(f.state_since < closed.closes_at for f in last_year.values())


@pytest.mark.usefixtures("story")
def test_everything_told_has_its_event_its_hash_and_its_facts() -> None:
    for filing in [*filings(2016).values(), *filings(2017).values()]:
        events = select(func.count()).select_from(FilingEvent).where(FilingEvent.filing_id == filing.id)
        assert db.session.scalar(events) == filing.version
        for submission in all_of(filing.id):
            assert submission.content_hash == content_hash(submission.content)
            assert submission.content["files"]
        facts = db.session.scalar(select(func.count()).select_from(Fact).where(Fact.filing_id == filing.id)) or 0
        assert (facts > 0) == (find(filing.id, filing.submission) is not None)


@pytest.mark.usefixtures("story")
def test_a_second_start_tells_nothing_twice() -> None:
    def told() -> list[int | None]:
        return [db.session.scalar(select(func.count()).select_from(t)) for t in (FilingEvent, OutboxMail, Round)]

    before = told()
    seed(clock.now(), "another hash", production=False, store=file_store())
    assert told() == before
