"""Rounds in tests: plans with dates around the present moment, and what the database holds of a round."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select

from portal.models import Filing, Round, db
from portal.services import clock, round_keeping
from portal.services.clock import BEIJING
from portal.services.round_plans import RoundPlan

DAY = dt.timedelta(days=1)


def midnight(days: int) -> dt.datetime:
    """The end of the Beijing day before the one that is *days* from now."""
    return dt.datetime.combine(clock.now().astimezone(BEIJING).date() + days * DAY, dt.time(), BEIJING)


def plan(year: int = 2018, opens: int = 2, due: int = 60, closes: int = 75, **other: Any) -> RoundPlan:
    """A plan of *year* with its dates in days from now."""
    return RoundPlan(year, "2017", midnight(opens), midnight(due), midnight(closes), **other)


def stored(round_id: uuid.UUID) -> Round:
    found = round_keeping.find(round_id)
    assert found is not None
    return found


def version(round_id: uuid.UUID) -> int:
    return round_keeping.version_of(stored(round_id))


def history(round_id: uuid.UUID) -> list[str]:
    return [event.action for event, _name in reversed(round_keeping.events_of(stored(round_id)))]


def filings_of(round_id: uuid.UUID) -> list[Filing]:
    return list(db.session.scalars(select(Filing).where(Filing.round_id == round_id).order_by(Filing.serial)))
