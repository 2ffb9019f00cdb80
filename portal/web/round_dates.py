"""Moments of a round as the administrator types them: a Beijing day and a time, 24:00 being its end.

24:00 is stored as midnight of the day after, as every deadline is. Owns reading and showing; what
moments a round may have is said by ``services.round_plans``.
"""

import datetime as dt
import re

from portal.form.folding import clean, fold_width
from portal.services.clock import BEIJING

OPENS, ENDS = "09:00", "24:00"
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
FIRST, LAST = 2000, 2199
MIDNIGHT = dt.time()
HOUR, DAY_LONG = 60, 24 * 60


def read_day(typed: str) -> dt.date | None:
    """*typed* (``2018-04-30``) as a day of this or the next century, or None."""
    found = DAY.fullmatch(fold_width(clean(typed)))
    if found is None or not FIRST <= int(found[1]) <= LAST:
        return None
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def read_time(typed: str) -> dt.timedelta | None:
    """*typed* (``9:00``, ``24:00``) as the time since the day began, or None."""
    found = TIME.fullmatch(fold_width(clean(typed)))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    if minute >= HOUR or hour * HOUR + minute > DAY_LONG:
        return None
    return dt.timedelta(hours=hour, minutes=minute)


def moment_of(day: dt.date, time: dt.timedelta) -> dt.datetime:
    """The moment, aware."""
    return dt.datetime.combine(day, MIDNIGHT, BEIJING) + time


def day_and_time(at: dt.datetime, *, ends: bool = True) -> tuple[str, str]:
    """Day and time as they are typed; midnight is 24:00 of the day that *ends* with it."""
    local = at.astimezone(BEIJING)
    if ends and local.time() == MIDNIGHT:
        return (local.date() - dt.timedelta(days=1)).isoformat(), ENDS
    return local.date().isoformat(), f"{local:%H:%M}"
