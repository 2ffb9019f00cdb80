"""Reading and saving the sections of a filing. Saving loses nothing: see :func:`save_cells`."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from portal.filing.access import may_edit
from portal.filing.states import FilingState
from portal.form import document as documents
from portal.form.blocks import Rows, Section
from portal.form.checks import check_section
from portal.form.context import FormContext
from portal.form.document import Change, Conflict, Merge
from portal.form.editions import EDITIONS
from portal.form.problems import Problem
from portal.form.progress import Progress, progress
from portal.form.reading import check_limits, read_cells
from portal.models import Association, CellChange, Filing, Person, Round, SectionDocument, db
from portal.services import clock
from portal.services.rounds import form_context
from portal.services.transactions import writing


class NotEditable(Exception):
    """The answers cannot be changed now: the round takes no writes, or it is not the contact's turn."""


@dataclass(frozen=True)
class Author:
    """Who made a change, and when."""

    name: str
    at: dt.datetime


@dataclass(frozen=True)
class SaveOutcome:
    """What a save led to: the document as it stands now, what is wrong in it, what awaits a choice."""

    revision: int
    saved_at: dt.datetime | None
    cells: Mapping[str, str]
    problems: list[Problem]
    progress: Progress
    changes: list[Change]
    conflicts: list[Conflict]
    kept_rows: list[str]
    authors: Mapping[str, Author] = field(default_factory=dict)


def section_of(filing: Filing, code: str) -> Section:
    """The definition of section *code* in the edition of the filing's round."""
    return EDITIONS[filing.round.edition].by_code[code]


def stored_sections(filing: Filing) -> dict[str, SectionDocument]:
    """All section documents of *filing* by section code, in one statement."""
    query = select(SectionDocument).where(SectionDocument.filing_id == filing.id)
    return {stored.section: stored for stored in db.session.scalars(query)}


def progress_of(section: Section, stored: SectionDocument, context: FormContext) -> Progress:
    """The progress counted at the last save; counted anew where round or profile have changed since."""
    if stored.checked_for == _fingerprint(context) and stored.progress:
        return Progress.from_json(stored.progress)
    return progress(section, stored.cells, context, check_section(section, stored.cells, context))


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
    what differs becomes a conflict and nothing is overwritten. Raises :class:`NotEditable`,
    ``CellTooLong`` and ``TooManyRows``; then nothing is written.
    """
    with writing() as session:
        filing, stored = lock_section(session, person, filing_id, section_code)
        section, context = section_of(filing, section_code), form_context(filing)
        mine = read_cells(section, context, posted)
        base, authors = _base(session, stored, base_revision)
        lists = {block.code for block in section.blocks if isinstance(block, Rows)}
        merged = documents.merge(base, stored.cells, mine, lists)
        return record(session, person, filing, stored, merged, authors)


def record(
    session: Session,
    person: Person,
    filing: Filing,
    stored: SectionDocument,
    merged: Merge,
    authors: Mapping[str, Author],
) -> SaveOutcome:
    """Write the changes of *merged* with their history, and check the document that results."""
    section, context = section_of(filing, stored.section), form_context(filing)
    cells = documents.apply(stored.cells, merged.changes) if merged.changes else stored.cells
    check_limits(section, context, cells)
    problems = check_section(section, cells, context)
    counted = progress(section, cells, context, problems)
    if merged.changes:
        now = clock.now()
        stored.cells, stored.revision = dict(cells), stored.revision + 1
        stored.progress, stored.checked_for = counted.to_json(), _fingerprint(context)
        stored.saved_at, stored.saved_by = now, person.id
        filing.started_at = filing.started_at or now
        session.flush()
        history = {"filing_id": filing.id, "association_id": filing.association_id, "section": stored.section}
        history |= {"revision": stored.revision, "person_id": person.id, "changed_at": now}
        session.execute(insert(CellChange), [history | change._asdict() for change in merged.changes])
    return SaveOutcome(
        revision=stored.revision,
        saved_at=stored.saved_at,
        cells=cells,
        problems=problems,
        progress=counted,
        changes=merged.changes,
        conflicts=merged.conflicts,
        kept_rows=merged.kept_rows,
        authors=authors,
    )


def lock_section(session: Session, person: Person, filing_id: uuid.UUID, code: str) -> tuple[Filing, SectionDocument]:
    """The filing and its section *code*, locked, if *person* may change the answers now.

    The round is locked against closing (shared: writers do not wait for each other), the filing and
    the section against any other change. Who closes the round waits for the writers that hold it;
    who comes later reads it closed. Raises :class:`NotEditable`.
    """
    lock_round = (
        select(Round)
        .join(Filing, Filing.round_id == Round.id)
        .where(Filing.id == filing_id)
        .with_for_update(read=True, of=Round)
        .execution_options(populate_existing=True)
    )
    round_ = session.scalars(lock_round).first()
    lock_rows = (
        select(SectionDocument, Filing)
        .join(Filing, Filing.id == SectionDocument.filing_id)
        .join(Filing.association)
        .join(Association.region)
        .where(Filing.id == filing_id, SectionDocument.section == code)
        .options(contains_eager(Filing.association).contains_eager(Association.region))
        .with_for_update(of=[SectionDocument, Filing])
        .execution_options(populate_existing=True)
    )
    row = session.execute(lock_rows).first()
    if round_ is None or row is None:
        raise NotEditable
    stored, filing = row
    set_committed_value(filing, "round", round_)
    if not may_edit(person.grants, filing.place, FilingState(filing.state), round_.takes_writes(clock.now())):
        raise NotEditable
    return filing, stored


def _base(session: Session, stored: SectionDocument, revision: int) -> tuple[documents.Document, dict[str, Author]]:
    """The document as it was at *revision*, and who last changed each cell since."""
    if revision == stored.revision:
        return stored.cells, {}
    if not 0 <= revision < stored.revision:
        return {}, {}
    query = (
        select(CellChange, Person.name)
        .join(Person, Person.id == CellChange.person_id)
        .where(CellChange.filing_id == stored.filing_id, CellChange.section == stored.section)
        .where(CellChange.revision > revision)
        .order_by(CellChange.revision, CellChange.id)
    )
    since = [(row, name) for row, name in session.execute(query)]
    authors = {row.address: Author(name, row.changed_at) for row, name in since}
    return documents.undo(stored.cells, [Change(r.address, r.old, r.new) for r, _ in since]), authors


def _fingerprint(context: FormContext) -> str:
    """What the stored progress depends on beside the document itself."""
    line = context.second_negotiation_line.mode
    return f"{context.joined_year}-{context.round_year}/{context.foreign_patent_convention}/{line}"
