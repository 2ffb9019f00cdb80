"""Saving the sections of a filing. Nothing is lost by it: see :func:`save_cells`."""

import datetime as dt
import uuid
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.filing.access import Place, is_contact, may_edit, may_see
from portal.filing.states import FilingState
from portal.form import document as documents
from portal.form.blocks import Edition, Rows, Section
from portal.form.checks import check_section
from portal.form.context import FormContext
from portal.form.document import Change, Conflict, Document, Merge
from portal.form.editions import EDITIONS
from portal.form.problems import Problem
from portal.form.progress import Progress, progress
from portal.form.reading import check_limits, read_cells
from portal.models import Association, CellChange, Filing, Person, Round, SectionDocument
from portal.models.rows import detached, table
from portal.services import clock
from portal.services.kept_progress import kept
from portal.services.locked_filings import NoSuchFiling, NotYours
from portal.services.rounds import PROFILE, context_of
from portal.services.section_rows import note_start, write_section
from portal.services.standing_explanations import explained_now
from portal.services.stored_sections import StoredSection
from portal.services.transactions import writing


class NotEditable(Exception):
    """The answers cannot be changed now: the round takes no writes, or it is not the contact's turn."""


class LostLock(RuntimeError):
    """Somebody else saved the section although it was locked: a fault of the portal, and nothing is written."""


@dataclass(frozen=True)
class Author:
    """Who made a change, and when."""

    name: str
    at: dt.datetime


@dataclass(frozen=True)
class SaveOutcome:
    """What a save led to: the document as it stands now, what is wrong in it, what awaits a choice.

    ``explained`` are the keys of the soft problems whose explanation stands.
    """

    edition: Edition
    section: Section
    context: FormContext
    revision: int
    saved_at: dt.datetime | None
    cells: Mapping[str, str]
    problems: list[Problem]
    progress: Progress
    changes: list[Change]
    conflicts: list[Conflict]
    kept_rows: list[str]
    explained: Container[str]
    authors: Mapping[str, Author] = field(default_factory=dict)


@dataclass(frozen=True)
class LockedSection:
    """A section that nobody else can change until the transaction ends, with what a save needs to know."""

    filing_id: uuid.UUID
    association_id: uuid.UUID
    edition: Edition
    section: Section
    context: FormContext
    cells: Document
    revision: int
    saved_at: dt.datetime | None
    started: bool
    explained: bool


OF_FILING = ("round_id", "association_id", "state", "started_at", "extended_until", "explained")
ROUND = ("year", "edition", "opens_at", "closes_at", "settings")
_document, _filing, _round, _association = table(SectionDocument), table(Filing), table(Round), table(Association)
_change, _person = table(CellChange), table(Person)

# PostgreSQL locks in the order of the locking clauses. The round comes first, so that whoever closes it
# and then goes on to its filings finds none of them held by a save that waits for the round.
_LOCK = (
    select(
        *(_document.c[name] for name in ("cells", "revision", "saved_at")),
        *(_filing.c[name] for name in OF_FILING),
        *(_round.c[name] for name in ROUND),
        _round.c.state.label("round_state"),
        *(_association.c[name] for name in PROFILE),
    )
    .join_from(_round, _filing, _filing.c.round_id == _round.c.id)
    .join(_document, _document.c.filing_id == _filing.c.id)
    .join(_association, _association.c.id == _filing.c.association_id)
    .where(_filing.c.id == bindparam("filing"), _document.c.section == bindparam("section"))
    .with_for_update(read=True, of=_round)
    .suffix_with("FOR UPDATE OF filing, section_document", dialect="postgresql")
)
_SINCE = (
    select(_change.c.address, _change.c.old, _change.c.new, _change.c.changed_at, _person.c.name)
    .join_from(_change, _person, _person.c.id == _change.c.person_id)
    .where(_change.c.filing_id == bindparam("filing"), _change.c.section == bindparam("section"))
    .where(_change.c.revision > bindparam("revision"))
    .order_by(_change.c.revision, _change.c.id)
)


def save_cells(
    person: Person,
    filing_id: uuid.UUID,
    section_code: str,
    base_revision: int,
    posted: Iterable[tuple[str, str]],
) -> SaveOutcome:
    """Save what *person* posted for a section, seen at *base_revision*.

    Cells that only this person changed are applied to the newest document; cells that somebody else
    changed meanwhile become conflicts and keep their present value; repeating a save changes nothing.
    One function for autosave, for the page without JavaScript and for a choice between two values.

    A revision that never was (the portal was restored from a backup since) counts as a blank base:
    what differs becomes a conflict and nothing is overwritten. Raises what :func:`lock_section` raises,
    before it looks at anything posted, and ``CellTooLong`` and ``TooManyRows``; then nothing is written.
    """
    with writing() as session:
        locked = lock_section(session, person, filing_id, section_code)
        mine = read_cells(locked.section, locked.context, posted, locked.cells)
        base, authors = as_it_was(session, filing_id, section_code, locked, base_revision)
        lists = {block.code for block in locked.section.blocks if isinstance(block, Rows)}
        merged = documents.merge(base, locked.cells, mine, lists)
        return record(session, person, locked, merged, authors)


def record(
    session: Session, person: Person, locked: LockedSection, merged: Merge, authors: Mapping[str, Author]
) -> SaveOutcome:
    """Write the changes of *merged* with their history, and check the document that results."""
    section, context = locked.section, locked.context
    cells = documents.apply(locked.cells, merged.changes) if merged.changes else locked.cells
    check_limits(section, context, cells)
    problems = check_section(section, cells, context)
    explained = explained_now(session, locked.filing_id, problems, {section.code: cells}) if locked.explained else ()
    found = progress(section, cells, context, problems, explained)
    revision, saved_at = locked.revision, locked.saved_at
    if merged.changes:
        revision, saved_at = revision + 1, clock.now()
        written = {"cells": dict(cells), "revision": revision, "saved_at": saved_at, "saved_by": person.id}
        connection, columns = session.connection(), written | kept(found, context)
        if not write_section(connection, locked.filing_id, section.code, locked.revision, columns, merged.changes):
            raise LostLock(section.code)
        if not locked.started:
            note_start(connection, locked.filing_id, saved_at)
    return SaveOutcome(
        edition=locked.edition,
        section=section,
        context=context,
        revision=revision,
        saved_at=saved_at,
        cells=cells,
        problems=problems,
        progress=found,
        changes=merged.changes,
        conflicts=merged.conflicts,
        kept_rows=merged.kept_rows,
        explained=explained,
        authors=authors,
    )


def lock_section(session: Session, person: Person, filing_id: uuid.UUID, code: str) -> LockedSection:
    """The section *code* of a filing, locked, if *person* may change the answers now.

    The round is locked against closing (shared: writers do not wait for each other), the filing and
    the section against any other change. Who closes the round waits for the writers that hold it;
    who comes later reads it closed. Whoever had to wait is given the rows as they are after the
    waiting. Raises :class:`NoSuchFiling`, :class:`NotYours` and :class:`NotEditable`, in this order.
    """
    row = session.connection().execute(_LOCK, {"filing": filing_id, "section": code}).one_or_none()
    if row is None:
        raise NoSuchFiling
    place = Place(row.association_id, row.region_code)
    _may_save(person, place)
    of_round = {name: getattr(row, name) for name in ROUND}
    round_ = detached(Round, id=row.round_id, state=row.round_state, **of_round)
    if not may_edit(person.grants, place, FilingState(row.state), round_.takes_writes(clock.now(), row.extended_until)):
        raise NotEditable
    association = detached(Association, id=row.association_id, **{name: getattr(row, name) for name in PROFILE})
    edition = EDITIONS[round_.edition]
    return LockedSection(
        filing_id=filing_id,
        association_id=row.association_id,
        edition=edition,
        section=edition.by_code[code],
        context=context_of(round_, association),
        cells=row.cells,
        revision=row.revision,
        saved_at=row.saved_at,
        started=row.started_at is not None,
        explained=row.explained,
    )


def _may_save(person: Person, place: Place) -> None:
    """Raise :class:`NoSuchFiling` or :class:`NotYours` unless *person* fills in the filings of *place*."""
    if not may_see(person.grants, place):
        raise NoSuchFiling
    if not is_contact(person.grants, place):
        raise NotYours


def as_it_was(
    session: Session, filing_id: uuid.UUID, code: str, now: LockedSection | StoredSection, revision: int
) -> tuple[Document, dict[str, Author]]:
    """The document of section *code* at *revision*, and who last changed each cell since; *now* is how it stands.

    A revision that never was has a blank document.
    """
    if revision == now.revision:
        return now.cells, {}
    if not 0 <= revision < now.revision:
        return {}, {}
    bound = {"filing": filing_id, "section": code, "revision": revision}
    since = session.connection().execute(_SINCE, bound).all()
    authors = {row.address: Author(row.name, row.changed_at) for row in since}
    return documents.undo(now.cells, [Change(row.address, row.old, row.new) for row in since]), authors
