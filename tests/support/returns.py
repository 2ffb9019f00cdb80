"""Returns of further fictional associations, put straight into the tables as the queue finds them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from portal.filing.states import FilingState
from portal.models import Association, Filing, Round, db
from portal.models.database import act_for
from portal.models.rows import table
from portal.services import clock
from portal.services.transactions import writing
from tests.support.people import YUNNAN

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Given:
    """A return that stands somewhere since some days; the rest of the filing's columns in ``more``."""

    name: str
    state: FilingState = FilingState.DRAFT
    days: int = 0
    region: str = YUNNAN
    more: tuple[tuple[str, Any], ...] = ()


def add_returns(round_: Round, *given: Given) -> list[uuid.UUID]:
    """Add *given* to the round; their ids. Acts as the portal itself in the present context."""
    act_for(db.session(), None)
    now = clock.now()
    with writing() as session:
        serial = session.scalar(select(func.max(Filing.serial)).where(Filing.round_id == round_.id)) or 0
        associations = [_association(one) for one in given]
        filings = [
            _filing(one, association["id"], now) | {"round_id": round_.id, "serial": serial + number} | dict(one.more)
            for number, (one, association) in enumerate(zip(given, associations, strict=True), start=1)
        ]
        for model, rows in ((Association, associations), (Filing, filings)):
            if rows:
                session.execute(insert(table(model)), rows)
    return [filing["id"] for filing in filings]


def _association(given: Given) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "name": given.name,
        "kind": "industry_association",
        "province_code": given.region,
        "region_code": given.region,
        "joined_year": 2013,
        "designation_batch": "",
        "pilot_fields": [],
        "gb4754_code": "",
        "sei_category": "",
        "unified_social_credit_code": "",
        "hosted": False,
        "active": True,
    }


def _filing(given: Given, association_id: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    since = now - given.days * DAY
    submitted = given.state is not FilingState.DRAFT
    return {
        "id": uuid.uuid4(),
        "association_id": association_id,
        "state": given.state.value,
        "version": 0,
        "started_at": since if submitted else None,
        "state_since": since,
        "submission": int(submitted),
        "submitted_at": since if submitted else None,
        "late": False,
        "was_returned": given.state is FilingState.RETURNED,
        "review_begun_at": None,
        "reviewer_id": None,
        "extended_until": None,
        "open_comments": 0,
        "changed_cells": 0,
        "earlier_id": None,
    }
