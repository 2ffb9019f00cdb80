"""The curve of a round: submitted and accepted so far, by day, as lines of an SVG drawn by hand.

Pure geometry in the chart's own units; what it says in words is the template's, and the same figures
stand in a table beside it.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.services.clock import BEIJING
from portal.services.round_progress import Day

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 44, 600, 34, 300
STEPS = (1, 2, 5)
MOST_LINES = 5
#: Closer than this two dates below the axis would run into each other.
APART = 100

Dates = tuple[dt.datetime, dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Mark:
    """A value beside, or a date below, the place it belongs to."""

    at: float
    value: int | dt.date
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """Everything the template draws. Points are those of a ``polyline``; ``end`` is where a line stops."""

    top: float
    asked: int
    levels: tuple[Mark, ...]
    dates: tuple[Mark, ...]
    due_x: float | None
    submitted: str
    accepted: str
    end: tuple[float, float, float]


def chart(days: Sequence[Day], asked: int, dates: Dates, today: dt.date) -> Chart:
    """The curve of *days* up to *today*, between the opening and the closing of *dates* (with the deadline).

    A deadline of 24:00 belongs to the day that ends with it. *asked* is the height of the chart.
    """
    opens = dates[0].astimezone(BEIJING).date()
    due, closes = (last_day(moment) for moment in dates[1:])
    first = min([opens, *(day.date for day in days[:1])])
    last = max([closes, first + dt.timedelta(days=1), *(day.date for day in days[-1:])])
    until = max(min(today, last), first)
    high = max(asked, 1)

    def x(date: dt.date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (date - first).days / (last - first).days, 1)

    def y(number: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * min(number, high) / high, 1)

    def line(values: Sequence[tuple[dt.date, int]]) -> str:
        points, height = [f"{x(first)},{y(0)}"], 0
        for date, number in values:
            points += [f"{x(date)},{y(height)}", f"{x(date)},{y(number)}"]
            height = number
        return " ".join([*points, f"{x(until)},{y(height)}"])

    end = (x(until), y(days[-1].submitted_so_far if days else 0), y(days[-1].accepted_so_far if days else 0))
    return Chart(
        top=y(high),
        asked=asked,
        levels=tuple(Mark(y(level), level) for level in levels(high)),
        dates=_dates(first, due, last, x),
        due_x=x(due) if first < due <= last else None,
        submitted=line([(day.date, day.submitted_so_far) for day in days]),
        accepted=line([(day.date, day.accepted_so_far) for day in days]),
        end=end,
    )


def last_day(moment: dt.datetime) -> dt.date:
    """The Beijing day that a deadline belongs to."""
    return (moment - dt.timedelta(microseconds=1)).astimezone(BEIJING).date()


def levels(high: int) -> list[int]:
    """A few round numbers from 0 to below *high*, evenly apart."""
    power = 1
    while True:
        for step in STEPS:
            if high <= step * power * MOST_LINES:
                return list(range(0, high, step * power))
        power *= 10


def _dates(first: dt.date, due: dt.date, last: dt.date, x: Callable[[dt.date], float]) -> tuple[Mark, ...]:
    marks = [Mark(x(first), first, "start"), Mark(x(last), last, "end")]
    if x(due) - x(first) >= APART and x(last) - x(due) >= APART:
        marks.insert(1, Mark(x(due), due))
    return tuple(marks)
