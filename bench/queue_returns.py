"""Ten thousand fictional returns in every state, straight into the tables, and who watches over them.

Owns what the bench of the queue is about; measures nothing. Each return has an association with a contact;
one that was begun has a saved section; some have a reviewer, open comments, a late submission.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from flask_security import hash_password
from sqlalchemy import insert, select, text

from bench.portal_side import PASSWORD
from portal.filing.access import NATIONAL_REGION, Role
from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, Membership, Person, Region, Round, SectionDocument, db
from portal.models.database import act_for
from portal.models.rows import table
from portal.services import clock

RETURNS = 10_000
ADMINISTRATOR, COORDINATOR = "queue-administrator@example.org", "queue-coordinator@example.org"
#: Where returns stand, over and over: half are drafts, of which some were begun.
STATES = ("draft", "submitted", "draft", "returned", "draft", "submitted", "accepted", "draft", "accepted", "draft")

Row = dict[str, Any]


def furnish() -> None:
    """Fill an empty, migrated database in the present application context."""
    session, now = db.session(), clock.now()
    act_for(session, None)
    regions = list(session.scalars(select(Region.code).where(Region.code != NATIONAL_REGION).order_by(Region.position)))
    hashed = hash_password(PASSWORD)
    watchers = [_person(ADMINISTRATOR, hashed), _person(COORDINATOR, hashed)]
    round_ = Round(
        id=uuid.uuid4(),
        year=2017,
        edition="2017",
        state=RoundState.OPEN.value,
        opens_at=now - dt.timedelta(days=60),
        due_at=now - dt.timedelta(days=2),
        closes_at=now + dt.timedelta(days=20),
        settings={},
    )
    session.add(round_)
    session.flush()
    ids = [uuid.uuid4() for _number in range(RETURNS)]
    people = [_person(f"queue-{number}@example.org", None) for number in range(RETURNS)]
    filings = list(_filings(ids, round_.id, watchers[1]["id"], now))
    _store(Person, watchers + people)
    _store(Association, [_association(number, id_, regions) for number, id_ in enumerate(ids)])
    _store(Membership, [_membership(person, Role.SUBMITTER, id_) for person, id_ in zip(people, ids, strict=True)])
    _store(Membership, [_membership(watchers[0], Role.ADMINISTRATOR)])
    _store(Membership, [_membership(watchers[1], Role.COORDINATOR, region=regions[0])])
    _store(Filing, filings)
    _store(SectionDocument, [_document(filing) for filing in filings if filing["started_at"]])
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()


def _store(model: Any, rows: Sequence[Row]) -> None:
    db.session.execute(insert(table(model)), list(rows))


def _person(email: str, hashed: str | None) -> Row:
    return {
        "id": uuid.uuid4(),
        "email": email,
        "name": "示例",
        "password": hashed,
        "active": True,
        "fs_uniquifier": uuid.uuid4().hex,
        "language": "zh",
        "failed_sign_ins": 0,
    }


def _membership(person: Row, role: Role, association: uuid.UUID | None = None, region: str | None = None) -> Row:
    scope = {"association_id": association, "region_code": region}
    return {"id": uuid.uuid4(), "person_id": person["id"], "role": role.value, **scope}


def _association(number: int, id_: uuid.UUID, regions: Sequence[str]) -> Row:
    region = regions[number % len(regions)]
    return {
        "id": id_,
        "name": f"第{number}产业知识产权联盟（虚构）",
        "kind": "ip_alliance",
        "province_code": region,
        "region_code": region,
        "joined_year": 2013,
        "designation_batch": "",
        "pilot_fields": [],
        "gb4754_code": "",
        "sei_category": "",
        "unified_social_credit_code": "",
        "hosted": False,
        "active": True,
    }


def _filings(ids: Sequence[uuid.UUID], round_id: uuid.UUID, reviewer: uuid.UUID, now: dt.datetime) -> Iterator[Row]:
    every: Callable[[int, int], bool] = lambda number, of: number % of == 0  # noqa: E731  # read as a word below
    for number, association in zip(count(), ids, strict=False):
        state = STATES[number // 7 % len(STATES)]
        submitted = state != FilingState.DRAFT
        since = now - dt.timedelta(minutes=number * 7919 % 80_000)
        yield {
            "id": uuid.uuid4(),
            "round_id": round_id,
            "association_id": association,
            "serial": number + 1,
            "state": state,
            "version": 0,
            "started_at": since if submitted or every(number, 3) else None,
            "state_since": since,
            "submission": (2 if every(number, 3) else 1) if submitted else 0,
            "submitted_at": since if submitted else None,
            "late": submitted and every(number, 4),
            "was_returned": submitted and every(number, 3),
            "review_begun_at": since if submitted and every(number, 5) else None,
            "reviewer_id": reviewer if every(number, 2) else None,
            "extended_until": now + dt.timedelta(days=9) if every(number, 11) else None,
            "open_comments": number % 3 if submitted else 0,
            "changed_cells": number % 40 if submitted else 0,
            "earlier_id": None,
        }


def _document(filing: Row) -> Row:
    return {
        "filing_id": filing["id"],
        "section": "system_building",
        "association_id": filing["association_id"],
        "cells": {},
        "revision": 1,
        "progress": {},
        "checked_for": "",
        "saved_at": filing["started_at"],
        "saved_by": None,
    }
