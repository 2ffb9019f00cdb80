"""The one clock of the portal: the server's. Nothing a browser says about time is believed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_stopped: ContextVar[dt.datetime | None] = ContextVar("stopped", default=None)


def now() -> dt.datetime:
    """This moment, in UTC."""
    return _stopped.get() or dt.datetime.now(dt.UTC)


@contextmanager
def stopped_at(moment: dt.datetime) -> Iterator[None]:
    """Inside, in this thread alone, the clock stands at *moment*: for the demonstration's past, and for tests."""
    token = _stopped.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
