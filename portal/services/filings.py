"""Finding filings and opening them. What somebody may see of them is decided by the guard."""

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.filing.access import Grant
from portal.form.editions import EDITIONS
from portal.models import Association, Filing, Membership, Person, Region, Round, SectionDocument, db


def find(filing_id: uuid.UUID) -> Filing | None:
    """The filing with its round, association and region, in one statement."""
    query = (
        select(Filing)
        .where(Filing.id == filing_id)
        .options(
            joinedload(Filing.round, innerjoin=True),
            joinedload(Filing.association, innerjoin=True).joinedload(Association.region, innerjoin=True),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).first()


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
    """Open the filing of *association* in *round_* with its five empty sections."""
    filing = Filing(id=uuid.uuid4(), round_id=round_.id, association_id=association.id)
    session.add(filing)
    session.flush()
    session.add_all(
        SectionDocument(filing_id=filing.id, section=section.code, association_id=association.id, cells={})
        for section in EDITIONS[round_.edition].sections
    )
    session.flush()
    return filing


def contacts_of(association_id: uuid.UUID) -> list[tuple[str, str]]:
    """Names and roles of those who fill in for an association, by name."""
    query = (
        select(Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.association_id == association_id, Person.active)
        .order_by(Person.name)
    )
    return [(name, role) for name, role in db.session.execute(query)]
