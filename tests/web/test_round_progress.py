"""The page of progress: what each watcher is shown, in both languages; and the geometry of its curve."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from portal.filing.states import FilingState
from portal.models import Person
from portal.services.clock import BEIJING
from portal.services.round_progress import Day
from portal.web.round_chart import APART, BOTTOM, LEFT, RIGHT, TOP, chart, levels
from tests.support.client import PageClient
from tests.support.office import text_of
from tests.support.people import JIANGSU, People, World
from tests.support.returns import Given, add_returns
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]
FIRST = dt.date(2018, 3, 1)
DATES = (
    dt.datetime(2018, 3, 1, 9, tzinfo=BEIJING),
    dt.datetime(2018, 5, 1, tzinfo=BEIJING),
    dt.datetime(2018, 5, 16, tzinfo=BEIJING),
)


def read(client: PageClient, world: World, person: Person, language: str = "en") -> TestResponse:
    enter(client, person)
    client.post(f"/language/{language}", data={"next": "/"})
    return client.get(f"/rounds/{world.round.id}/progress")


@pytest.fixture
def further(world: World, acting_as: Acting) -> None:
    """Some more returns, which stand elsewhere."""
    with acting_as(None):
        add_returns(
            world.round,
            Given("甲（虚构）", FilingState.SUBMITTED, more=(("submission", 1), ("late", True))),
            Given("乙（虚构）", FilingState.ACCEPTED, more=(("submission", 1),)),
            Given("丙（虚构）", FilingState.RETURNED, region=JIANGSU, more=(("submission", 1),)),
        )


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("nadia", ["Yunnan 3 1 0 1 0 1 1 66%", "Jiangsu 2 1 0 0 1 0 0 0%", "All together 5 2 0 1 1 1 1 40%"], []),
        ("olga", ["Yunnan 3 1 0 1 0 1 1 66%", "Jiangsu 2 1 0 0 1 0 0 0%"], ["Manage the 2017 round"]),
        ("clara", ["Yunnan 3 1 0 1 0 1 1 66%"], ["Jiangsu", "All together", "Manage the 2017 round"]),
        ("conrad", ["Jiangsu 2 1 0 0 1 0 0 0%"], ["Yunnan"]),
    ],
)
def test_each_watcher_is_shown_the_own_regions(
    client: PageClient, world: World, people: People, further: None, who: str, shown: list[str], hidden: list[str]
) -> None:
    text = text_of(read(client, world, getattr(people, who)))
    assert [line for line in shown if line not in text] == []
    assert [line for line in hidden if line in text] == []


def test_the_page_is_there_in_both_languages(client: PageClient, world: World, people: People, further: None) -> None:
    assert "江苏省" in text_of(read(client, world, people.olga, "zh"))
    assert "5 returns asked for, 2 submitted (40%)." in text_of(read(client, world, people.olga, "en"))


def test_a_contact_does_not_watch(client: PageClient, world: World, people: People) -> None:
    enter(client, people.alice)
    client.get(f"/rounds/{world.round.id}/progress", expect=403)


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (point.split(",") for point in line.split())]


def test_the_curve_begins_at_the_opening_and_ends_today() -> None:
    days = [Day(FIRST + dt.timedelta(days=10), 2, 0, 2, 0), Day(FIRST + dt.timedelta(days=20), 1, 3, 3, 3)]
    drawn = chart(days, 4, DATES, FIRST + dt.timedelta(days=30))
    line = points(drawn.submitted)
    assert line[0] == (LEFT, BOTTOM)
    assert line[-1] == (LEFT + (RIGHT - LEFT) * 30 / 75, BOTTOM - (BOTTOM - TOP) * 3 / 4)
    assert [(end.x, end.y, end.number) for end in drawn.ends] == [(*line[-1], 3)] * 2
    assert drawn.ends[1].text_y - drawn.ends[0].text_y == APART
    assert (drawn.first, drawn.due, drawn.last) == (FIRST, dt.date(2018, 4, 30), dt.date(2018, 5, 15))
    assert [level.number for level in drawn.levels] == [0, 1, 2, 3]


@given(
    st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 50), st.integers(0, 50)), max_size=20),
    st.integers(0, 2000),
    st.integers(-400, 400),
)
def test_the_curve_never_leaves_its_frame_nor_turns_back(
    found: list[tuple[int, int, int]], asked: int, today: int
) -> None:
    days: list[Day] = []
    for offset, submitted, accepted in sorted({item[0]: item for item in found}.values()):
        so_far = (days[-1].submitted_so_far, days[-1].accepted_so_far) if days else (0, 0)
        date = FIRST + dt.timedelta(days=offset)
        days.append(Day(date, submitted, accepted, so_far[0] + submitted, so_far[1] + accepted))
    drawn = chart(days, asked, DATES, FIRST + dt.timedelta(days=today))
    for line in (points(drawn.submitted), points(drawn.accepted)):
        assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in line)
        assert [x for x, _y in line] == sorted(x for x, _y in line)
        assert [y for _x, y in line] == sorted((y for _x, y in line), reverse=True)


@given(st.integers(1, 10**6))
def test_levels_are_few_and_below_the_top(high: int) -> None:
    found = levels(high)
    assert found[0] == 0
    assert found[-1] < high
    assert len(found) <= 5
