"""The queue as a statement: who is on it, in which order, and what the tabs count."""

import dataclasses
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.filing.access import Grant, Role
from portal.filing.states import FilingState, RoundState
from portal.models import Person, Round, db
from portal.services import clock, queue
from portal.services.queue import Sought
from portal.services.queue_order import Sort
from portal.services.queue_statements import (
    COUNTED_UP_TO,
    ReviewedBy,
    Shape,
    Tab,
    lines_statement,
)
from tests.support.people import JIANGSU, YUNNAN, World
from tests.support.returns import DAY, Given, add_returns

Acting = Callable[[Person | None], AbstractContextManager[None]]
SUBMITTED, RETURNED, ACCEPTED = FilingState.SUBMITTED, FilingState.RETURNED, FilingState.ACCEPTED


def sought(world: World, **more: Any) -> Sought:
    """Everything of Clara's region in the round, changed by *more*."""
    plain: dict[str, Any] = {
        "person_id": world.people.clara.id,
        "now": clock.now(),
        "regions": frozenset({YUNNAN}),
    }
    return Sought(**plain | more)


def names(page: queue.Page) -> list[str]:
    return [line.name for line in page.lines]


@pytest.fixture
def everywhere(app: Flask, world: World) -> World:
    """Returns in every state beside the two empty ones of the world."""
    begun = (("started_at", clock.now()), ("state_since", clock.now() - DAY))
    with app.app_context():
        add_returns(
            world.round,
            Given("己", ACCEPTED, 9),
            Given("乙", SUBMITTED, 2),
            Given("甲", SUBMITTED, 5),
            Given("丁", RETURNED, 7, more=(("open_comments", 3),)),
            Given("戊", more=begun),
            Given("外", SUBMITTED, 8, region=JIANGSU),
        )
    return world


def test_by_default_what_waits_longest_for_the_reviewer_comes_first(everywhere: World, acting_as: Acting) -> None:
    with acting_as(everywhere.people.clara):
        found = names(queue.page(sought(everywhere)))
    assert found == ["甲", "乙", "丁", "戊", everywhere.association.name, "己"]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        (Sort.WAITING, ["丁", "甲", "乙", "戊", "滇池精密光学产业知识产权联盟（虚构）", "己"]),
        (Sort.SUBMITTED, ["乙", "甲", "丁", "己"]),
    ],
)
def test_the_order_can_be_by_waiting_or_by_submission(
    everywhere: World, acting_as: Acting, sort: Sort, wanted: list[str]
) -> None:
    with acting_as(everywhere.people.clara):
        assert names(queue.page(sought(everywhere, sort=sort)))[: len(wanted)] == wanted


def test_the_order_can_be_by_name(app: Flask, world: World, acting_as: Acting) -> None:
    with app.app_context():
        add_returns(world.round, *(Given(f"{letter} (fictional)", SUBMITTED) for letter in "dbeac"))
    with acting_as(world.people.clara):
        found = names(queue.page(sought(world, sort=Sort.NAME, tab=Tab.TO_REVIEW)))
    assert [name[0] for name in found] == list("abcde")


@pytest.mark.parametrize(
    ("tab", "wanted"),
    [
        (Tab.TO_REVIEW, ["甲", "乙"]),
        (Tab.RETURNED, ["丁"]),
        (Tab.DRAFT, ["戊"]),
        (Tab.NOT_STARTED, ["滇池精密光学产业知识产权联盟（虚构）"]),
        (Tab.ACCEPTED, ["己"]),
    ],
)
def test_each_tab_lists_what_stands_there_and_counts_it(
    everywhere: World, acting_as: Acting, tab: Tab, wanted: list[str]
) -> None:
    with acting_as(everywhere.people.clara):
        assert names(queue.page(sought(everywhere, tab=tab, sort=Sort.WAITING))) == wanted
        counted = queue.page(sought(everywhere)).counts
    assert counted[tab] == len(wanted)
    assert counted[Tab.ALL] == 6


def test_the_nation_is_everything_and_a_region_of_it_can_be_chosen(everywhere: World, acting_as: Acting) -> None:
    with acting_as(everywhere.people.nadia):
        whole = sought(everywhere, regions=None, person_id=everywhere.people.nadia.id)
        assert len(queue.page(whole).lines) == 8
        assert queue.page(whole).counts[Tab.ALL] == 8
        there = dataclasses.replace(whole, regions=frozenset({JIANGSU}))
        assert set(names(queue.page(there))) == {"外", everywhere.foreign_association.name}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("%", {"百分之100%协会"}),
        ("_", {"下划_线"}),
        ("\\", {"反\\斜"}),
        ("led", {"LED照明协会"}),
        ("协", {"百分之100%协会", "LED照明协会"}),
    ],
)
def test_a_name_is_searched_for_as_it_is_written(
    app: Flask, world: World, acting_as: Acting, name: str, wanted: set[str]
) -> None:
    with app.app_context():
        add_returns(world.round, *(Given(n) for n in ("百分之100%协会", "下划_线", "反\\斜", "LED照明协会")))
    with acting_as(world.people.clara):
        asked = sought(world, name=name)
        assert set(names(queue.page(asked))) == wanted
        assert queue.page(asked).counts[Tab.ALL] == len(wanted)


def test_late_is_what_was_submitted_late_and_once_the_deadline_is_over_what_is_missing(
    app: Flask, world: World, acting_as: Acting
) -> None:
    due = world.round.due_at
    with app.app_context():
        add_returns(
            world.round,
            Given("迟交", SUBMITTED, more=(("late", True),)),
            Given("按时", SUBMITTED),
            Given("未交"),
            Given("已延期", more=(("extended_until", due + 3 * DAY),)),
        )
    with acting_as(world.people.clara):
        assert set(names(queue.page(sought(world, late=True)))) == {"迟交"}
        over = sought(world, late=True, now=due + DAY)
        assert set(names(queue.page(over))) == {"迟交", "未交", world.association.name}
        later = sought(world, late=True, now=due + 4 * DAY)
        assert "已延期" in names(queue.page(later))


def test_lines_can_be_narrowed_to_a_reviewer_and_to_open_comments(app: Flask, world: World, acting_as: Acting) -> None:
    clara = world.people.clara
    with app.app_context():
        add_returns(
            world.round,
            Given("我的", SUBMITTED, more=(("reviewer_id", clara.id), ("open_comments", 2))),
            Given("别人的", SUBMITTED, more=(("reviewer_id", world.people.conrad.id),)),
            Given("没人的", SUBMITTED),
        )
    with acting_as(clara):
        mine = queue.page(sought(world, reviewer=ReviewedBy.ME))
        assert [(line.name, line.reviewer) for line in mine.lines] == [("我的", "Clara")]
        assert set(names(queue.page(sought(world, reviewer=ReviewedBy.NOBODY)))) == {"没人的", world.association.name}
        assert names(queue.page(sought(world, open_comments=True))) == ["我的"]


def test_tabs_are_counted_no_further_than_needed(app: Flask, world: World, acting_as: Acting) -> None:
    with app.app_context():
        add_returns(world.round, *(Given(f"协会{n}", SUBMITTED) for n in range(COUNTED_UP_TO + 30)))
    with acting_as(world.people.clara):
        counted = queue.page(sought(world)).counts
    assert counted[Tab.TO_REVIEW] == counted[Tab.ALL] == COUNTED_UP_TO + 1


def test_what_nobody_submitted_yet_says_whom_to_call_and_when_it_was_saved(
    app: Flask, world: World, acting_as: Acting
) -> None:
    with app.app_context():
        add_returns(world.round, Given("已交", SUBMITTED))
    with acting_as(world.people.clara):
        by_name = {line.name: line for line in queue.page(sought(world)).lines}
    ours = by_name[world.association.name]
    assert queue.contacts_of_line(ours) == [("Alice", "alice@example.org"), ("Bob", "bob@example.org")]
    assert ours.saved_at is None
    assert queue.contacts_of_line(by_name["已交"]) == []


def test_somebody_watches_the_regions_of_the_memberships_or_the_nation() -> None:
    ours = Grant(Role.SUBMITTER, association_id=uuid.uuid4())
    yunnan, jiangsu = Grant(Role.COORDINATOR, region_code=YUNNAN), Grant(Role.OBSERVER, region_code=JIANGSU)
    assert queue.regions_of([ours, yunnan, jiangsu]) == {YUNNAN, JIANGSU}
    assert queue.regions_of([yunnan, Grant(Role.OBSERVER)]) is None
    assert queue.regions_of([ours]) == frozenset()


def test_the_newest_open_round_is_shown_unless_another_is_asked_for(
    app: Flask, world: World, acting_as: Acting
) -> None:
    with app.app_context():
        for year, state in ((2016, RoundState.CLOSED), (2018, RoundState.PREPARING)):
            opened = world.round.opens_at
            dates = {"opens_at": opened, "due_at": opened + DAY, "closes_at": opened + DAY}
            db.session.add(Round(id=uuid.uuid4(), year=year, edition="2017", state=state.value, settings={}, **dates))
        db.session.commit()

    def shown(year: int | None) -> tuple[int, list[int], int]:
        page = queue.page(sought(world, year=year))
        assert page.round is not None
        return page.round.year, list(page.round.years), len(page.lines)

    years = [2018, 2017, 2016]
    with acting_as(world.people.clara):
        assert [shown(year) for year in (None, 1900, 2016)] == [(2017, years, 1), (2017, years, 1), (2016, years, 0)]
    with app.app_context():
        db.session.execute(update(Round).where(Round.year == 2017).values(state=RoundState.CLOSED.value))
        db.session.commit()
    with acting_as(world.people.clara):
        assert [shown(year) for year in (None, 2017)] == [(2018, years, 0), (2017, years, 1)]


def test_each_shape_of_the_list_is_made_into_a_statement_once() -> None:
    plain = lines_statement(Shape())
    assert lines_statement(Shape()) is plain
    assert lines_statement(Shape(late=True)) is not plain
