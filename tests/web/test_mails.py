"""What mails say: the return, what was decided, by whom and why, what to do, the link; in the reader's language."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from portal.exchange.mail_transport import Letter
from portal.filing.access import NATIONAL_REGION
from portal.filing.events import EventKind
from portal.filing.transitions import Action
from portal.models import Association, Filing, Membership, OutboxMail, Person, Round, db
from portal.services import clock, comments, outbox, submissions
from portal.services.locked_filings import Step, advance, lock_filing
from portal.services.outbox import MailKind
from portal.services.transactions import writing
from portal.web.filters import deadline
from portal.web.language import speaking
from portal.web.mails import SAYING
from tests.support.client import PageClient
from tests.support.mail_desk import Acting, Desk, path_of
from tests.support.people import World


@pytest.fixture
def desk(app: Flask, world: World, acting_as: Acting) -> Desk:
    return Desk(app, world, acting_as)


def ways(desk: Desk) -> dict[str, str]:
    return {
        "task list": f"/filings/{desk.world.filing.id}/",
        "receipt": f"/filings/{desk.world.filing.id}/receipt",
        "review": f"/filings/{desk.world.filing.id}/review",
    }


def test_every_kind_of_mail_has_words() -> None:
    assert SAYING.keys() == set(MailKind)


def test_submitting_tells_the_contacts_and_the_coordinator_each_in_their_language(desk: Desk) -> None:
    desk.do(desk.people.alice, Action.SUBMIT)
    with desk.acting_as(None):
        reference = submissions.all_of(desk.world.filing.id)[0].reference
    letters = desk.post()
    assert letters.keys() == {"Alice", "Bob", "Clara"}
    name = desk.world.association.name
    assert letters["Alice"].subject == f"已提交：{name}，2017年度填报"
    assert letters["Alice"].text.startswith("Alice，您好：\n\n")
    assert letters["Bob"].subject == f"Submitted: {name}, return for 2017"
    assert letters["Bob"].text.startswith("Hello Bob,\n\n")
    for person, way in (("Alice", "receipt"), ("Bob", "receipt"), ("Clara", "review")):
        assert reference in letters[person].text
        assert name in letters[person].text
        assert path_of(letters[person]) == ways(desk)[way]
    assert "late" not in letters["Bob"].text
    assert letters["Clara"].subject.startswith("待审核：")


def test_what_came_late_is_said_to_be_late(desk: Desk) -> None:
    now = clock.now()
    desk.change(Round, desk.world.round.id, due_at=now - dt.timedelta(days=1))
    desk.do(desk.people.alice, Action.SUBMIT)
    letters = desk.post()
    assert "marked as late" in letters["Bob"].text
    assert "逾期" in letters["Clara"].text


def test_withdrawing_tells_who_would_have_reviewed(desk: Desk) -> None:
    desk.do(desk.people.alice, Action.SUBMIT)
    desk.post()
    desk.do(desk.people.bob, Action.WITHDRAW)
    letters = desk.post()
    assert letters.keys() == {"Clara"}
    assert "Bob已于" in letters["Clara"].text
    assert path_of(letters["Clara"]) == "/review/"


def returned(desk: Desk, reason: str = "两处请核对。\n第二行") -> dict[str, Letter]:
    """The letters after a return with two comments."""
    desk.do(desk.people.alice, Action.SUBMIT)
    desk.post()
    with desk.acting_as(desk.people.clara):
        taken = submissions.find(desk.world.filing.id, 1)
        assert taken is not None
        for address in ("system_building", "patent_protection"):
            documents = submissions.documents_of(taken.content)
            comments.ask(desk.people.clara, desk.world.filing.id, documents, address, "为什么？")
    desk.do(desk.people.clara, Action.RETURN, reason)
    return desk.post()


def test_a_return_says_by_whom_why_how_many_comments_and_until_when(desk: Desk) -> None:
    letters = returned(desk)
    assert letters.keys() == {"Alice", "Bob"}
    alice, bob = letters["Alice"].text, letters["Bob"].text
    assert "云南省协调员Clara" in alice
    assert "Clara, coordinator for Yunnan" in bob
    assert "理由：\n两处请核对。\n第二行" in alice
    assert "审核意见共2条" in alice
    assert "2 comments say what is asked" in bob
    with desk.acting_as(None), speaking("en"):
        assert f"Deadline: {deadline(desk.world.round.due_at, year=True)}, Beijing time." in bob
    assert path_of(letters["Alice"]) == ways(desk)["task list"]


def test_a_return_without_a_reason_says_no_empty_reason(desk: Desk) -> None:
    assert "Reason" not in returned(desk, reason="")["Bob"].text


def test_after_the_deadline_a_return_says_until_when_it_is_late_and_after_the_close_that_nothing_can_be_done(
    desk: Desk,
) -> None:
    now = clock.now()
    desk.do(desk.people.alice, Action.SUBMIT)
    desk.post()
    desk.change(Round, desk.world.round.id, due_at=now - dt.timedelta(days=1))
    desk.do(desk.people.clara, Action.RETURN, "核对")
    assert "can still be submitted and is marked as late" in desk.post()["Bob"].text
    desk.do(desk.people.alice, Action.SUBMIT)
    desk.post()
    desk.do(desk.people.clara, Action.RETURN, "核对")
    desk.change(Round, desk.world.round.id, state="closed")
    assert "The round is closed" in desk.post()["Bob"].text


def test_what_was_overtaken_is_told_without_what_was_to_be_done_and_nobody_is_asked_to_review_it(desk: Desk) -> None:
    desk.do(desk.people.alice, Action.SUBMIT)
    desk.do(desk.people.alice, Action.WITHDRAW)
    letters, done = desk.sent()
    assert letters.keys() == {"Alice", "Bob", "Clara"}
    assert letters["Clara"].subject.startswith("已撤回")
    assert "Reference number" in letters["Bob"].text
    assert "It is now with the office" not in letters["Bob"].text
    assert done.given_up == 1


def test_acceptance_and_reopening_tell_who_decided(desk: Desk) -> None:
    desk.do(desk.people.alice, Action.SUBMIT)
    desk.post()
    desk.do(desk.people.clara, Action.ACCEPT)
    letters = desk.post()
    assert letters.keys() == {"Alice", "Bob"}
    assert "accepted on" in letters["Bob"].text
    desk.do(desk.people.nadia, Action.REOPEN, "年份有误")
    letters = desk.post()
    assert letters.keys() == {"Alice", "Bob", "Clara"}
    assert "Nadia, national administrator" in letters["Bob"].text
    assert "年份有误" in letters["Bob"].text
    assert "Correct it, then submit again." in letters["Bob"].text
    assert (path_of(letters["Bob"]), path_of(letters["Clara"])) == (ways(desk)["task list"], ways(desk)["review"])
    assert "现在由填报单位修改" in letters["Clara"].text


def test_bodies_that_report_directly_hear_from_the_national_administrator(desk: Desk) -> None:
    desk.change(Association, desk.world.association.id, region_code=NATIONAL_REGION)
    desk.do(desk.people.alice, Action.SUBMIT)
    assert desk.post().keys() == {"Alice", "Bob", "Nadia"}
    desk.do(desk.people.nadia, Action.ACCEPT)
    assert "Nadia, national administrator" in desk.post()["Bob"].text


def test_an_extension_tells_the_deadline_as_it_is_now(desk: Desk) -> None:
    until = clock.now() + dt.timedelta(days=30)
    with desk.acting_as(desk.people.nadia), writing() as session:
        locked = lock_filing(session, desk.world.filing.id)
        step = Step(EventKind.EXTEND, desk.people.nadia, clock.now(), {"extended_until": until}, "搬迁")
        version = advance(session, locked, step)
        about = {"filing": str(desk.world.filing.id), "version": version}
        outbox.leave(session, MailKind.EXTENDED, [desk.people.bob.id], about, clock.now())
    letter = desk.post()["Bob"]
    with desk.acting_as(None), speaking("en"):
        assert f"is now {deadline(until, year=True)}, Beijing time." in letter.text
    assert "搬迁" in letter.text


def test_a_reminder_says_how_many_days_are_left(desk: Desk) -> None:
    due_at = desk.world.round.due_at
    with clock.stopped_at(due_at - dt.timedelta(days=7)):
        desk.leave(MailKind.CLOSING_SOON, desk.people.bob, filing=str(desk.world.filing.id))
        letters = desk.post()
    assert letters["Bob"].subject.startswith("7 days left: ")
    assert "has not been submitted yet" in letters["Bob"].text
    assert path_of(letters["Bob"]) == ways(desk)["task list"]


@pytest.mark.parametrize("when", ["submitted meanwhile", "after the deadline", "closed meanwhile"])
def test_a_reminder_that_came_too_late_is_not_sent(desk: Desk, when: str) -> None:
    desk.leave(MailKind.CLOSING_SOON, desk.people.bob, filing=str(desk.world.filing.id))
    if when == "submitted meanwhile":
        desk.change(Filing, desk.world.filing.id, state="submitted")
    elif when == "closed meanwhile":
        desk.change(Round, desk.world.round.id, state="closed")
    at = desk.world.round.due_at if when == "after the deadline" else clock.now()
    with clock.stopped_at(at):
        letters, done = desk.sent()
    assert (letters, done.given_up) == ({}, 1)


def test_who_has_left_the_association_hears_nothing_more_of_its_return(desk: Desk) -> None:
    desk.do(desk.people.alice, Action.SUBMIT)
    with desk.acting_as(None), writing() as session:
        session.execute(delete(Membership).where(Membership.person_id == desk.people.bob.id))
    assert desk.post().keys() == {"Alice", "Clara"}


def test_observers_and_strangers_get_no_mail_of_what_happens_to_a_return(desk: Desk) -> None:
    returned(desk)
    with desk.acting_as(None):
        told = set(db.session.scalars(select(Person.name).join(OutboxMail, OutboxMail.person_id == Person.id)))
    assert told == {"Alice", "Bob", "Clara"}


def test_the_link_of_a_return_opens_for_its_reader(
    desk: Desk, client: PageClient, sign_in: Callable[[PageClient, Person], TestResponse]
) -> None:
    letters = returned(desk)
    sign_in(client, desk.people.alice)
    assert desk.world.association.name in client.get(path_of(letters["Alice"]), expect=200).text
