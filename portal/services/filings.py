"""Finding filings and opening them. What somebody may see of them is decided by the guard."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from portal.filing.access import Grant
from portal.filing.states import FilingState
from portal.form.editions import EDITIONS
from portal.models import Association, Filing, Membership, Person, Region, Round, SectionDocument, db
from portal.models.rows import detached, table
from portal.services import clock
from portal.services.kept_progress import counted, kept
from portal.services.rounds import PROFILE, context_of

_filing, _round, _association, _region = table(Filing), table(Round), table(Association), table(Region)
_KEPT = (
    *("id", "round_id", "association_id", "state", "version", "started_at", "serial", "state_since", "submission"),
    *("submitted_at", "late", "was_returned", "review_begun_at", "reviewer_id", "extended_until", "open_comments"),
    *("changed_cells", "explained", "earlier_id"),
)
#: A filing with its round, and what its pages say of association and region: for :func:`from_row`.
COLUMNS = (
    *(_filing.c[name] for name in _KEPT),
    *(_round.c[name] for name in ("year", "edition", "opens_at", "due_at", "closes_at", "settings")),
    _round.c.state.label("round_state"),
    *(_association.c[name] for name in PROFILE),
    *(_region.c[name] for name in ("name_zh", "name_en")),
)
#: Where they come from.
TABLES = (
    _filing.join(_round, _round.c.id == _filing.c.round_id)
    .join(_association, _association.c.id == _filing.c.association_id)
    .join(_region, _region.c.code == _association.c.region_code)
)
_BY_ID = select(*COLUMNS).select_from(TABLES).where(_filing.c.id == bindparam("filing"))


def find(filing_id: uuid.UUID) -> Filing | None:
    """The filing with its round, and what its pages say of association and region, in one statement.

    All are detached: what a request knows of the filing it works on does not change under its hands.
    """
    row = db.session.connection().execute(_BY_ID, {"filing": filing_id}).one_or_none()
    return from_row(row) if row else None


def from_row(row: Row[*tuple[Any, ...]]) -> Filing:
    """The filing of a row that begins with :data:`COLUMNS`."""
    round_ = detached(
        Round,
        id=row.round_id,
        year=row.year,
        edition=row.edition,
        state=row.round_state,
        opens_at=row.opens_at,
        due_at=row.due_at,
        closes_at=row.closes_at,
        settings=row.settings,
    )
    association = detached(
        Association,
        id=row.association_id,
        **{name: getattr(row, name) for name in PROFILE},
        region=detached(Region, code=row.region_code, name_zh=row.name_zh, name_en=row.name_en),
    )
    kept = dict(zip(_KEPT, row, strict=False))
    return detached(Filing, round=round_, association=association, **kept)


def list_for(grants: Sequence[Grant]) -> list[Filing]:
    """Every filing these grants let a person see, newest round first, then by region and name."""
    query = (
        select(Filing)
        .join(Filing.round)
        .join(Filing.association)
        .join(Association.region)
        .options(contains_eager(Filing.round), contains_eager(Filing.association).contains_eager(Association.region))
        .order_by(Round.year.desc(), Region.position, Association.name)
    )
    if not any(grant.nationwide for grant in grants):
        associations = [g.association_id for g in grants if g.association_id]
        regions = [g.region_code for g in grants if g.region_code]
        query = query.where(or_(Association.id.in_(associations), Association.region_code.in_(regions)))
    return list(db.session.scalars(query))


def open_filing(session: Session, round_: Round, association: Association) -> Filing:
    """Open the filing of *association* in *round_* with its five empty sections: see :func:`open_filings`."""
    return open_filings(session, round_, [association])[0]


def open_filings(session: Session, round_: Round, associations: Sequence[Association]) -> list[Filing]:
    """Open a filing of each of *associations* in *round_*, with five empty sections.

    The caller holds the round locked, or has just made it: filings are numbered one after the other.
    A few statements, however many there are.
    """
    last = session.scalar(select(func.max(Filing.serial)).where(Filing.round_id == round_.id)) or 0
    earlier, now = _newest_accepted(session, [a.id for a in associations], round_.year), clock.now()
    opened = [
        Filing(
            id=uuid.uuid4(),
            round=round_,
            association=association,
            serial=serial,
            state_since=now,
            earlier_id=earlier.get(association.id),
        )
        for serial, association in enumerate(associations, start=last + 1)
    ]
    session.add_all(opened)
    session.flush()
    for filing in opened:
        context = context_of(round_, filing.association)
        for section in EDITIONS[round_.edition].sections:
            progress = kept(counted(section, {}, context), context)
            owner = {"filing_id": filing.id, "association_id": filing.association_id}
            session.add(SectionDocument(section=section.code, **owner, **progress))
    session.flush()
    return opened


def newest_accepted(session: Session, association_id: uuid.UUID, before_year: int) -> uuid.UUID | None:
    """The association's accepted filing of the newest round before *before_year*, if there is one."""
    return _newest_accepted(session, [association_id], before_year).get(association_id)


def _newest_accepted(
    session: Session, association_ids: Sequence[uuid.UUID], before_year: int
) -> dict[uuid.UUID, uuid.UUID]:
    query = (
        select(Filing.association_id, Filing.id)
        .join(Round, Round.id == Filing.round_id)
        .where(Filing.association_id.in_(association_ids), Filing.state == FilingState.ACCEPTED)
        .where(Round.year < before_year)
        .order_by(Round.year)
    )
    return {row.association_id: row.id for row in session.execute(query)}


def contacts_of(association_id: uuid.UUID) -> list[tuple[str, str]]:
    """Names and roles of those who fill in for an association, by name."""
    query = (
        select(Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.association_id == association_id, Person.active)
        .order_by(Person.name)
    )
    return [(name, role) for name, role in db.session.execute(query)]
