"""Extensions: whom they let go on, until when, and what ends them."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from portal.filing.transitions import Action
from portal.models import Filing, FilingEvent, OutboxMail, Person, Round, Submission, db
from portal.services import clock, extensions, round_keeping
from portal.services.extensions import LONGEST, ExtensionFault, ExtensionRefused, extend
from portal.services.locked_filings import CameFirst, NoSuchFiling
from portal.services.needs import Declaration, Request
from portal.services.sections import NotEditable, save_cells
from portal.services.transactions import writing
from portal.services.transitions import NotYours, carry_out
from tests.support.filled import fill_in
from tests.support.people import World
from tests.support.rounds import DAY, stored

Acting = Callable[[Person | None], AbstractContextManager[None]]
SECTION = "system_building"
CELLS = [("members.member_total", "10")]
DECLARED = Declaration("某某（虚构）", agreed=True)


def filing(world: World) -> Filing:
    found = db.session.get(Filing, world.filing.id, populate_existing=True)
    assert found is not None
    return found


def refusal(world: World, until: dt.datetime | None, reason: str = "搬迁") -> ExtensionFault:
    with pytest.raises(ExtensionRefused) as refused:
        extend(world.people.nadia, world.filing.id, filing(world).version, until, reason)
    return refused.value.fault


def test_an_extension_lets_one_association_go_on_after_the_closing_and_no_other(
    world: World, acting_as: Acting
) -> None:
    nadia, alice, charlie = world.people.nadia, world.people.alice, world.people.charlie
    end = world.round.closes_at + 5 * DAY
    with acting_as(nadia):
        assert extend(nadia, world.filing.id, 0, end, "搬迁") == 1
    with clock.stopped_at(end - DAY):
        with acting_as(charlie), pytest.raises(NotEditable):
            save_cells(charlie, world.foreign_filing.id, SECTION, 0, CELLS)
        with acting_as(alice):
            assert save_cells(alice, world.filing.id, SECTION, 0, CELLS).revision == 1
    with clock.stopped_at(end), acting_as(alice), pytest.raises(NotEditable):
        save_cells(alice, world.filing.id, SECTION, 1, [("members.member_total", "11")])


def test_closing_by_hand_ends_extensions_too(world: World, acting_as: Acting) -> None:
    nadia, alice = world.people.nadia, world.people.alice
    with acting_as(nadia):
        extend(nadia, world.filing.id, 0, world.round.closes_at + 5 * DAY, "搬迁")
        round_keeping.close_round(nadia, world.round.id, 0, "结束")
    with acting_as(alice), pytest.raises(NotEditable):
        save_cells(alice, world.filing.id, SECTION, 0, CELLS)
    with acting_as(nadia):
        assert refusal(world, world.round.closes_at + 6 * DAY) is ExtensionFault.ROUND_NOT_OPEN


def test_what_is_submitted_within_an_extension_is_not_late(app: Flask, world: World, acting_as: Acting) -> None:
    nadia, alice = world.people.nadia, world.people.alice
    end = world.round.due_at + 3 * DAY
    fill_in(app, world)
    with acting_as(nadia):
        extend(nadia, world.filing.id, 0, end, "等盖章")
    with clock.stopped_at(end - dt.timedelta(seconds=1)), acting_as(alice):
        carry_out(alice, world.filing.id, Action.SUBMIT, Request(1, declaration=DECLARED))
    with acting_as(None):
        assert [s.late for s in db.session.scalars(select(Submission))] == [False]


def test_an_extension_is_an_event_with_its_reason_and_tells_the_contacts(world: World, acting_as: Acting) -> None:
    nadia, end = world.people.nadia, world.round.closes_at + 5 * DAY
    with acting_as(nadia):
        extend(nadia, world.filing.id, 0, end, "  秘书处搬迁 ")
        extend(nadia, world.filing.id, 1, None, "搬迁取消")
        events = list(db.session.scalars(select(FilingEvent).order_by(FilingEvent.version)))
        assert [(e.kind, e.reason, e.person_id) for e in events] == [
            ("extend", "秘书处搬迁", nadia.id),
            ("extend", "搬迁取消", nadia.id),
        ]
        iso = end.astimezone(dt.UTC).isoformat()
        assert [e.details for e in events] == [{"was": None, "until": iso}, {"was": iso, "until": None}]
        assert (filing(world).extended_until, filing(world).version, filing(world).state) == (None, 2, "draft")
    with acting_as(None):
        mails = list(db.session.scalars(select(OutboxMail)))
        assert {mail.kind for mail in mails} == {"extended"}
        told = sorted((mail.about["version"], mail.person_id) for mail in mails)
        assert told == sorted((v, p.id) for v in (1, 2) for p in (world.people.alice, world.people.bob))


def test_an_end_lies_ahead_after_the_deadline_and_at_most_ninety_days_after_the_closing(
    world: World, acting_as: Acting
) -> None:
    nadia, latest = world.people.nadia, world.round.closes_at + LONGEST
    with acting_as(nadia):
        assert refusal(world, clock.now()) is ExtensionFault.PASSED
        assert refusal(world, world.round.due_at) is ExtensionFault.NOT_LATER
        assert refusal(world, latest + dt.timedelta(seconds=1)) is ExtensionFault.TOO_LATE
        assert refusal(world, latest, " ") is ExtensionFault.REASON_MISSING
        assert refusal(world, latest, "长" * 2001) is ExtensionFault.REASON_TOO_LONG
        assert filing(world).version == 0
        extend(nadia, world.filing.id, 0, latest, "长" * 2000)
        extend(nadia, world.filing.id, 1, world.round.due_at + dt.timedelta(minutes=1), "缩短")
        assert filing(world).extended_until == world.round.due_at + dt.timedelta(minutes=1)


def test_pressing_twice_extends_once_and_who_was_overtaken_changes_nothing(world: World, acting_as: Acting) -> None:
    nadia, end = world.people.nadia, world.round.closes_at + DAY
    with acting_as(nadia):
        assert extend(nadia, world.filing.id, 0, end, "搬迁") == 1
        assert extend(nadia, world.filing.id, 0, end, "搬迁") == 1
        assert extend(nadia, world.filing.id, 1, end, "搬迁") == 1
        with pytest.raises(CameFirst):
            extend(nadia, world.filing.id, 0, end + DAY, "再晚一天")
        assert filing(world).extended_until == end
        assert len(list(db.session.scalars(select(FilingEvent)))) == 1


def test_nobody_but_an_administrator_extends(world: World, acting_as: Acting) -> None:
    people, end = world.people, world.round.closes_at + DAY
    for person, refused in (
        (people.alice, NotYours),
        (people.clara, NotYours),
        (people.olga, NotYours),
        (people.charlie, NoSuchFiling),
        (people.conrad, NoSuchFiling),
    ):
        with acting_as(person), pytest.raises(refused):
            extend(person, world.filing.id, 0, end, "搬迁")
    with acting_as(None):
        assert filing(world).version == 0


def test_the_list_says_who_granted_each_extension_last_and_why(world: World, acting_as: Acting) -> None:
    nadia, end = world.people.nadia, world.round.closes_at + DAY
    with acting_as(nadia):
        assert extensions.extensions_of(world.round.id) == []
        extend(nadia, world.filing.id, 0, end, "搬迁")
        extend(nadia, world.filing.id, 1, end + DAY, "仍在搬迁")
        extend(nadia, world.foreign_filing.id, 0, end + 2 * DAY, "换人")
        listed = extensions.extensions_of(world.round.id)
        assert [(e.filing.association.name, e.reason, e.granted_by) for e in listed] == [
            (world.foreign_association.name, "换人", "Nadia"),
            (world.association.name, "仍在搬迁", "Nadia"),
        ]
        extend(nadia, world.filing.id, 2, None, "已搬完")
        assert [e.reason for e in extensions.extensions_of(world.round.id)] == ["换人"]


def test_returns_to_extend_are_found_by_name_unless_they_are_accepted(world: World, acting_as: Acting) -> None:
    with acting_as(world.people.nadia):

        def found(name: str) -> set[str]:
            return {f.association.name for f in extensions.to_extend(world.round.id, name)}

        both = {world.association.name, world.foreign_association.name}
        assert found("") == both
        assert found("光学") == {world.association.name}
        assert found("%") == set()
    with acting_as(None):
        with writing() as session:
            accepted = session.get(Filing, world.filing.id)
            assert accepted is not None
            accepted.state = "accepted"
        assert found("") == {world.foreign_association.name}


def test_a_longer_closing_leaves_an_extension_harmless(world: World, acting_as: Acting) -> None:
    nadia = world.people.nadia
    with acting_as(nadia):
        extend(nadia, world.filing.id, 0, world.round.due_at + DAY, "搬迁")
    with acting_as(None), writing():
        round_: Round = stored(world.round.id)
        round_.due_at, round_.closes_at = round_.due_at + 30 * DAY, round_.closes_at + 30 * DAY
    with acting_as(nadia):
        found = filing(world)
        assert stored(world.round.id).due_for(found.extended_until) == world.round.due_at + 30 * DAY
