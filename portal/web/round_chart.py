"""The curve of a round: submitted and accepted so far, by day, as lines of an SVG drawn by hand.

Pure geometry in the chart's own units; what it says in words is the template's, and the same figures
stand in a table beside it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from portal.services.clock import BEIJING
from portal.services.round_progress import Day

LEFT, RIGHT, TOP, BOTTOM = 44, 590, 34, 300
STEPS = (1, 2, 5)
MOST_LINES = 5
#: How far apart the figures at the ends of the lines must stand to be read on a phone.
APART = 24

Dates = tuple[dt.datetime, dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Level:
    """A line across the chart and the number it stands for."""

    y: float
    number: int


@dataclass(frozen=True)
class End:
    """Where a line stops today, the figure it has come to, and the height at which that is written."""

    x: float
    y: float
    number: int
    text_y: float


@dataclass(frozen=True)
class Chart:
    """Everything the template draws. Points are those of a ``polyline``; ``due_x`` is None for a deadline outside."""

    top: float
    asked: int
    levels: tuple[Level, ...]
    first: dt.date
    last: dt.date
    due: dt.date
    due_x: float | None
    submitted: str
    accepted: str
    ends: tuple[End, End]


def chart(days: Sequence[Day], asked: int, dates: Dates, today: dt.date) -> Chart:
    """The curve of *days* up to *today*, between the opening and the closing of *dates* (with the deadline).

    A deadline of 24:00 belongs to the day that ends with it. *asked* is the height of the chart.
    """
    opens = dates[0].astimezone(BEIJING).date()
    due, closes = (last_day(moment) for moment in dates[1:])
    newest = days[-1].date if days else opens
    first = min(opens, days[0].date if days else opens)
    last = max(closes, newest, first + dt.timedelta(days=1))
    until = max(min(today, last), newest, first)
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

    so_far = (days[-1].submitted_so_far, days[-1].accepted_so_far) if days else (0, 0)
    spread = max(0.0, APART - (y(so_far[1]) - y(so_far[0]))) / 2
    return Chart(
        top=y(high),
        asked=asked,
        levels=tuple(Level(y(level), level) for level in levels(high)),
        first=first,
        last=last,
        due=due,
        due_x=x(due) if first < due <= last else None,
        submitted=line([(day.date, day.submitted_so_far) for day in days]),
        accepted=line([(day.date, day.accepted_so_far) for day in days]),
        ends=(
            End(x(until), y(so_far[0]), so_far[0], y(so_far[0]) - spread),
            End(x(until), y(so_far[1]), so_far[1], y(so_far[1]) + spread),
        ),
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
