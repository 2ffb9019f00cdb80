"""The field history of a filing: every cell's changes, newest first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from portal.models import CellChange, Filing, Person, db

PAGE = 100


@dataclass(frozen=True)
class HistoryLine:
    """One change of one cell; ``id`` is the key of the page that follows."""

    id: int
    section: str
    address: str
    old: str
    new: str
    name: str
    at: dt.datetime


def history(filing: Filing, before: int | None = None) -> list[HistoryLine]:
    """Up to ``PAGE`` changes older than *before* (a change's id), newest first."""
    query = (
        select(CellChange, Person.name)
        .join(Person, Person.id == CellChange.person_id)
        .where(CellChange.filing_id == filing.id)
        .order_by(CellChange.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        query = query.where(CellChange.id < before)
    return [_line(change, name) for change, name in db.session.execute(query)]


def since(filing: Filing, revisions: Mapping[str, int]) -> list[HistoryLine]:
    """The changes made after *revisions* (by section), in the order they were made; at most ``PAGE``."""
    if not revisions:
        return []
    later = (and_(CellChange.section == code, CellChange.revision > revision) for code, revision in revisions.items())
    query = (
        select(CellChange, Person.name)
        .join(Person, Person.id == CellChange.person_id)
        .where(CellChange.filing_id == filing.id, or_(*later))
        .order_by(CellChange.id)
        .limit(PAGE)
    )
    return [_line(change, name) for change, name in db.session.execute(query)]


def of_save(filing: Filing, section: str, revision: int) -> list[CellChange]:
    """The changes of one save of a section, in the order they were made."""
    query = (
        select(CellChange)
        .where(CellChange.filing_id == filing.id, CellChange.section == section, CellChange.revision == revision)
        .order_by(CellChange.id)
    )
    return list(db.session.scalars(query))


def milestones(filing: Filing) -> list[HistoryLine]:
    """The first and the latest saved change, for the task list."""
    query = (
        select(CellChange, Person.name)
        .join(Person, Person.id == CellChange.person_id)
        .where(CellChange.filing_id == filing.id)
        .limit(1)
    )
    ends = [db.session.execute(query.order_by(order)).first() for order in (CellChange.id.desc(), CellChange.id)]
    return [_line(*row) for row in ends if row is not None]


def _line(change: CellChange, name: str) -> HistoryLine:
    return HistoryLine(change.id, change.section, change.address, change.old, change.new, name, change.changed_at)
