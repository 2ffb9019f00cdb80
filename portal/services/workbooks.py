"""Workbooks of the form that come back: taken in, shown as what they would change, applied as one save.

A workbook that was read waits as an offer; nothing of the filing is touched before it is applied, and then
all its sections are written in one transaction. Owns what is compared with what, and the offers. What a
comparison leads to is ``services.workbook_plan``'s, reading the file ``exchange.form_workbook``'s.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.exchange.form_workbook.contents import Contents
from portal.exchange.form_workbook.reading import read
from portal.exchange.summary_files import clean_file_name
from portal.form.context import FormContext
from portal.form.editions import EDITIONS
from portal.form.reading import LONGEST_CELL, CellTooLong
from portal.models import Filing, Person, WorkbookOffer, db
from portal.models.rows import table
from portal.services import clock
from portal.services.rounds import form_context
from portal.services.sections import LockedSection, as_it_was, lock_section, record
from portal.services.stored_sections import StoredSection, stored_sections
from portal.services.transactions import writing
from portal.services.workbook_plan import Choices, Plan, Standing, plan
from portal.services.workbook_refusals import ImportRefused, base_revisions, refuse_foreign

MEGABYTE = 1024 * 1024
#: So many offers of a filing that were never applied are kept; older ones give way to new ones.
UNAPPLIED_KEPT = 10
UNNAMED = "workbook.xlsx"

_offer = table(WorkbookOffer)


class NoSuchOffer(LookupError):
    """The filing has no such workbook waiting."""


class PlanChanged(Exception):
    """Applying would not do what was shown: the portal's answers changed since. Nothing was written."""


@dataclass(frozen=True)
class Agreed:
    """What somebody was shown and agreed to: the plan by its digest, and what stands in each conflict of it."""

    digest: str
    choices: Choices = field(default_factory=dict)


@dataclass(frozen=True)
class OfferLine:
    """A workbook that was brought in: its file name, by whom, when, and when it was applied."""

    id: uuid.UUID
    name: str
    by: str
    uploaded_at: dt.datetime
    applied_at: dt.datetime | None


def read_file(data: bytes, max_bytes: int) -> Contents:
    """What the workbook *data* holds. Raises :class:`ImportRefused` and ``WorkbookRefused``.

    A child process reads it, which may take seconds: no transaction is left open meanwhile.
    """
    if len(data) > max_bytes:
        size = f"{-(-len(data) * 10 // MEGABYTE) / 10:g}"
        raise ImportRefused("too_large", size_mb=size, max_mb=f"{max_bytes / MEGABYTE:g}")
    db.session().commit()
    return read(data)


def take_in(person: Person, filing: Filing, name: str, contents: Contents) -> uuid.UUID:
    """Keep what was read as an offer of *person* to *filing*; its id. The answers are not touched.

    Raises what :func:`plan_of` and ``lock_section`` raise.
    """
    plan_of(filing, contents)
    with writing() as session:
        lock_section(session, person, filing.id, next(iter(EDITIONS[filing.round.edition].by_code)))
        kept = _kept(session, person, filing, name, contents)
        stale = (
            select(_offer.c.id)
            .where(_offer.c.filing_id == filing.id, _offer.c.applied_at.is_(None), _offer.c.id != kept)
            .order_by(_offer.c.uploaded_at.desc())
            .offset(UNAPPLIED_KEPT - 1)
        )
        found = session.scalars(stale).all()
        if found:
            session.execute(delete(_offer).where(_offer.c.id.in_(found)))
    return kept


def _kept(session: Session, person: Person, filing: Filing, name: str, contents: Contents) -> uuid.UUID:
    """The id of a new offer; the row is written, not yet committed."""
    made = uuid.uuid4()
    row = {
        "id": made,
        "filing_id": filing.id,
        "association_id": filing.association_id,
        "name": clean_file_name(name) or UNNAMED,
        "contents": contents.to_json(),
        "uploaded_by": person.id,
        "uploaded_at": clock.now(),
        "applied_at": None,
    }
    session.execute(_offer.insert().inline(), [row])
    return made


def offers_of(filing: Filing) -> list[OfferLine]:
    """The workbooks that were brought to *filing*, newest first."""
    query = (
        select(_offer.c.id, _offer.c.name, Person.name, _offer.c.uploaded_at, _offer.c.applied_at)
        .join(Person, Person.id == _offer.c.uploaded_by)
        .where(_offer.c.filing_id == filing.id)
        .order_by(_offer.c.uploaded_at.desc())
    )
    return [OfferLine(*row) for row in db.session.execute(query)]


def find_offer(filing: Filing, offer_id: uuid.UUID) -> WorkbookOffer:
    """The offer, if it was brought to *filing*. Raises :class:`NoSuchOffer`."""
    return _find(db.session(), filing, offer_id)


def _find(session: Session, filing: Filing, offer_id: uuid.UUID) -> WorkbookOffer:
    query = select(WorkbookOffer).where(WorkbookOffer.id == offer_id, WorkbookOffer.filing_id == filing.id)
    found = session.scalars(query, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NoSuchOffer(offer_id)
    return found


def plan_of(filing: Filing, contents: Contents) -> Plan:
    """What applying *contents* to *filing* would do, as everything stands now; nothing is locked or written.

    Raises :class:`ImportRefused` when the workbook was not made for this filing as it is.
    """
    return _plan(db.session(), filing, form_context(filing), contents, stored_sections(filing))


def _plan(
    session: Session,
    filing: Filing,
    context: FormContext,
    contents: Contents,
    now: Mapping[str, StoredSection | LockedSection],
) -> Plan:
    refuse_foreign(contents.stamp, filing, context)
    revisions = base_revisions(contents.stamp, {code: here.revision for code, here in now.items()})
    standing = {}
    for code, here in now.items():
        base, authors = as_it_was(session, filing.id, code, here, revisions[code])
        standing[code] = Standing(here.cells, base, authors)
    try:
        return plan(EDITIONS[filing.round.edition], context, standing, contents.cells)
    except CellTooLong as error:
        at = next((f"{code}.{error.args[0]}" for code, cells in contents.cells.items() if error.args[0] in cells), "")
        place = contents.places.get(at, error.args[0])
        raise ImportRefused("cell_too_long", place=place, limit=f"{LONGEST_CELL:,}") from error


def apply(person: Person, filing: Filing, offer_id: uuid.UUID, agreed: Agreed) -> Plan | None:
    """Save everything that the offer changes, in one transaction; what was done, None if it had been applied before.

    Raises :class:`NoSuchOffer`, :class:`PlanChanged`, ``Undecided``, :class:`ImportRefused`, ``TooManyRows``
    and what ``lock_section`` raises; then nothing is written.
    """
    with writing() as session:
        locked = _lock(session, person, filing)
        offer = _find(session, filing, offer_id)
        if offer.applied_at is not None:
            return None
        done = _write(session, person, filing, locked, Contents.from_json(offer.contents), agreed)
        _note_applied(session, offer_id)
        return done


def apply_at_once(person: Person, filing: Filing, name: str, contents: Contents, agreed: Agreed) -> Plan:
    """Take in and apply in one transaction. Raises what :func:`apply` raises."""
    with writing() as session:
        locked = _lock(session, person, filing)
        done = _write(session, person, filing, locked, contents, agreed)
        _note_applied(session, _kept(session, person, filing, name, contents))
        return done


def _lock(session: Session, person: Person, filing: Filing) -> list[LockedSection]:
    """Every section, locked in the order of the form: the first lock holds the filing, so nobody comes between."""
    return [lock_section(session, person, filing.id, code) for code in EDITIONS[filing.round.edition].by_code]


def _write(
    session: Session,
    person: Person,
    filing: Filing,
    locked: Sequence[LockedSection],
    contents: Contents,
    agreed: Agreed,
) -> Plan:
    """Record what *contents* changes in the sections that it changes, if that is what was agreed to."""
    now = {each.section.code: each for each in locked}
    planned = _plan(session, filing, locked[0].context, contents, now)
    if planned.digest != agreed.digest:
        raise PlanChanged
    merges = {each.section.code: each.settled(agreed.choices) for each in planned.sections}
    started = locked[0].started
    for code, merged in merges.items():
        if merged.changes:
            record(session, person, replace(now[code], started=started), merged, {})
            started = True
    return planned


def _note_applied(session: Session, offer_id: uuid.UUID) -> None:
    session.execute(update(_offer).where(_offer.c.id == offer_id).values(applied_at=clock.now()))
