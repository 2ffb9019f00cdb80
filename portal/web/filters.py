"""Moments and sizes as people read them: template filters, and functions for views. Times are Beijing times.

A deadline at midnight is written as 24:00 of the day that ends with it, as the office writes it.
"""

import datetime as dt

from flask import Flask

from portal.services.clock import BEIJING
from portal.web.language import language

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KB = 1024
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def init_app(app: Flask) -> None:
    """Offer the filters to templates."""
    for each in (day, moment, second, deadline, clock, file_size):
        app.jinja_env.filters[each.__name__] = each


def _beijing(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return at.astimezone(BEIJING)


def _date(date: dt.date, *, year: bool = False) -> str:
    """4月30日 or 30 April."""
    if language() == "zh":
        return f"{date.year}年{date.month}月{date.day}日" if year else f"{date.month}月{date.day}日"
    return f"{date.day} {MONTHS_EN[date.month - 1]}" + (f" {date.year}" if year else "")


def _weekday_and_date(date: dt.date, *, year: bool = False) -> str:
    if language() == "zh":
        return f"{_date(date, year=year)}（星期{WEEKDAYS_ZH[date.weekday()]}）"
    return f"{WEEKDAYS_EN[date.weekday()]} {_date(date, year=year)}"


def day(at: dt.datetime, *, year: bool = False) -> str:
    """4月30日（星期一） or Monday 30 April."""
    return _weekday_and_date(_beijing(at).date(), year=year)


def clock(at: dt.datetime) -> str:
    """14:32."""
    return f"{_beijing(at):%H:%M}"


def moment(at: dt.datetime, *, year: bool = False) -> str:
    """4月18日10:26 or 18 April 10:26."""
    local, gap = _beijing(at), "" if language() == "zh" else " "
    return f"{_date(local.date(), year=year)}{gap}{local.hour:02}:{local.minute:02}"


def second(at: dt.datetime) -> str:
    """2018年4月20日15:08:41 or 20 April 2018, 15:08:41."""
    local = _beijing(at)
    gap = "" if language() == "zh" else ", "
    return f"{_date(local.date(), year=True)}{gap}{local:%H:%M:%S}"


def deadline(at: dt.datetime, *, year: bool = False) -> str:
    """4月30日（星期一）24:00 or Monday 30 April, 24:00; the hour itself when it is not midnight."""
    local = _beijing(at)
    midnight = local.time() == dt.time()
    date = local.date() - dt.timedelta(days=midnight)
    gap = "" if language() == "zh" else ", "
    return f"{_weekday_and_date(date, year=year)}{gap}{'24:00' if midnight else clock(at)}"


def file_size(size: int) -> str:
    """2.4 MB or 312 KB, from a number of bytes."""
    if size >= KB * KB:
        return f"{size / (KB * KB):.1f} MB"
    return f"{max(1, round(size / KB))} KB"
