"""Submissions that stand, of further fictional associations, put straight into the tables with their facts.

Their answers are given, so nothing is checked and nobody has to fill in or submit.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select

from portal.filing.snapshots import content_hash
from portal.filing.states import FilingState
from portal.form.editions import EDITION_2017
from portal.models import Filing, Person, Round, Submission, db
from portal.models.rows import table
from portal.services import clock, facts
from portal.services.transactions import writing
from tests.form.samples import SAMPLES, documents
from tests.support.people import YUNNAN
from tests.support.returns import Given, add_returns


@dataclass(frozen=True)
class Answers:
    """An association and what it submitted: by section, address within it, text."""

    name: str
    sections: Mapping[str, Mapping[str, str]]
    region: str = YUNNAN
    joined_year: int = 2016
    explanations: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    earlier_id: uuid.UUID | None = None


def sample(name: str, changes: Mapping[str, str], key: str = "A", **more: Any) -> Answers:
    """A sample's answers with *changes*, by full address; a blank takes the cell away."""
    cells = {code: dict(found) for code, found in documents(SAMPLES[key]).items()}
    for address, text in changes.items():
        section, _dot, local = address.partition(".")
        cells[section][local] = text
    filled = {code: {at: text for at, text in found.items() if text} for code, found in cells.items()}
    return Answers(name, filled, joined_year=SAMPLES[key]["profile"]["joined_year"], **more)


def submitted(round_: Round, *given: Answers) -> list[uuid.UUID]:
    """Put *given* into the round as returns that were submitted; their filings' ids.

    Acts as the portal itself in the present context.
    """
    rows = [
        Given(one.name, FilingState.SUBMITTED, 1, one.region, more=(("earlier_id", one.earlier_id),)) for one in given
    ]
    ids = add_returns(round_, *rows)
    with writing() as session:
        owners = dict(session.execute(select(Filing.id, Filing.association_id).where(Filing.id.in_(ids))).all())
        person = session.scalars(select(Person.id).order_by(Person.email)).first()
        assert person is not None
        for filing_id, one in zip(ids, given, strict=True):
            content = _content(round_, owners[filing_id], one)
            submission = {
                "id": uuid.uuid4(),
                "filing_id": filing_id,
                "association_id": owners[filing_id],
                "number": 1,
                "reference": uuid.uuid4().hex[:20],
                "submitted_at": clock.now(),
                "submitted_by": person,
                "responsible_name": "负责人（虚构）",
                "late": False,
                "content": content,
                "content_hash": content_hash(content),
                "problems": [],
            }
            session.execute(insert(table(Submission)), [submission])
            facts.write(session, filing_id, owners[filing_id], content)
    db.session.expire_all()
    return ids


def _content(round_: Round, association_id: uuid.UUID, one: Answers) -> dict[str, Any]:
    return {
        "edition": EDITION_2017.code,
        "round": {"year": round_.year, "settings": dict(one.settings)},
        "association": {
            "id": str(association_id),
            "name": one.name,
            "region_code": one.region,
            "joined_year": one.joined_year,
        },
        "sections": {
            section.code: {"revision": 1, "cells": dict(one.sections.get(section.code, {}))}
            for section in EDITION_2017.sections
        },
        "explanations": {key: {"text": text} for key, text in one.explanations.items()},
        "answers": {},
        "files": [],
    }


def members(name: str, number: int, **more: Any) -> Answers:
    """A return that says nothing but how many members there are."""
    return Answers(name, {"system_building": {"members.member_total": str(number)}}, **more)


def pools(name: str, *names: str, **more: Any) -> Answers:
    """A return that lists patent pools by their names alone."""
    cells = {f"patent_pools.r{n}.pool_name": pool for n, pool in enumerate(names, 1)}
    cells["patent_pools.rows"] = " ".join(f"r{n}" for n in range(1, len(names) + 1))
    return Answers(name, {"collaborative_utilization": cells}, **more)


def names_of(found: Sequence[Any]) -> list[str]:
    """The associations of the returns a rehearsal listed."""
    return [one.association for one in found]
