"""Turning the pages of the queue: no gap, no shift, and marks that are read as they were written."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from portal.filing.states import FilingState
from portal.models import Person
from portal.services import clock, queue
from portal.services.queue import Sought
from portal.services.queue_order import Sort, keys_of, mark_of, read_mark
from portal.services.queue_statements import (
    PAGE,
    Tab,
)
from tests.support.people import YUNNAN, World
from tests.support.returns import Given, add_returns

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


def all_pages(asked: Sought) -> list[list[str]]:
    """The names on every page from the first on."""
    page = queue.page(asked)
    pages = [names(page)]
    while page.after:
        page = queue.page(asked, after=page.after)
        pages.append(names(page))
    return pages


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("tab", [Tab.ALL, Tab.TO_REVIEW])
def test_pages_follow_each_other_there_and_back_without_a_gap(
    app: Flask, world: World, acting_as: Acting, sort: Sort, tab: Tab
) -> None:
    states = (SUBMITTED, SUBMITTED, SUBMITTED, RETURNED, ACCEPTED)
    with app.app_context():
        # Many stand there since the same moment: then the ids decide.
        given = [Given(f"协会~{number:03}（虚构）", states[number % 5], number % 7) for number in range(3 * PAGE - 10)]
        add_returns(world.round, *given)
    with acting_as(world.people.clara):
        asked = sought(world, sort=sort, tab=tab)
        pages = all_pages(asked)
        listed = [name for page in pages for name in page]
        assert len(listed) == len(set(listed)) == (84 if tab is Tab.TO_REVIEW else 141)
        assert [len(page) for page in pages][:-1] == [PAGE] * (len(pages) - 1)
        assert len(pages) > 1
        page = queue.page(asked)
        assert page.before is None
        for expected in pages[1:]:
            page = queue.page(asked, after=page.after or "")
            assert names(page) == expected
        for expected in pages[-2::-1]:
            page = queue.page(asked, before=page.before or "")
            assert names(page) == expected
        assert page.before is None
        assert page.after is not None


def test_lines_that_come_meanwhile_shift_no_page(app: Flask, world: World, acting_as: Acting) -> None:
    with app.app_context():
        add_returns(world.round, *(Given(f"协会{n}", SUBMITTED, 3) for n in range(PAGE + 5)))
    with acting_as(world.people.clara):
        asked = sought(world, tab=Tab.TO_REVIEW, sort=Sort.WAITING)
        first = queue.page(asked)
        before = names(queue.page(asked, after=first.after or ""))
    with app.app_context():
        add_returns(world.round, *(Given(f"更早{n}", SUBMITTED, 9) for n in range(7)))
    with acting_as(world.people.clara):
        assert names(queue.page(asked, after=first.after or "")) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "a~b",
        "submitted~1",
        "submitted~x~0",
        "submitted~99999999999999999999999999~" + "0" * 32,
        "a\x00~1~" + "0" * 32,
    ],
)
def test_what_is_no_mark_of_the_order_is_left_aside(text: str) -> None:
    assert read_mark(keys_of(Sort.STATE, one_state=False), text) is None


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("one_state", [True, False])
def test_a_mark_is_read_as_it_was_written(sort: Sort, one_state: bool) -> None:
    @dataclasses.dataclass
    class Line:
        id: uuid.UUID
        state: str = "accepted"
        state_since: dt.datetime = dt.datetime(2018, 4, 9, 1, 2, 3, 456789, tzinfo=dt.UTC)
        submitted_at: dt.datetime | None = None
        name: str = "甲~乙 协会"

    keys = keys_of(sort, one_state=one_state)
    found = read_mark(keys, mark_of(keys, Line(uuid.UUID(int=7))))
    assert found == {f"mark_{place}": key.value(Line(uuid.UUID(int=7))) for place, key in enumerate(keys)}
