"""What somebody names on the command line: a round by its year, returns by their association, a person by e-mail.

Reads alone, and decides nothing about rights: commands act as the portal itself.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from portal.models import Association, Filing, Person, Round, db
from portal.services.rounds import current_round


def round_named(year: int | None) -> Round | None:
    """The round of *year*; without one, the round that is open."""
    if year is None:
        return current_round()
    return db.session.scalars(select(Round).where(Round.year == year)).first()


def returns_named(round_: Round, association: str | None) -> Sequence[uuid.UUID]:
    """Ids of the filings of *round_*, of all or of one *association*: its exact name or credit code."""
    query = select(Filing.id).where(Filing.round_id == round_.id).order_by(Filing.serial)
    if association is not None:
        named = or_(Association.name == association, Association.unified_social_credit_code == association)
        query = query.join(Association, Association.id == Filing.association_id).where(named)
    return db.session.scalars(query).all()


def person_named(email: str) -> Person | None:
    """The person with *email*, who can sign in, with the memberships; None without one."""
    query = select(Person).where(Person.email == func.lower(email), Person.active)
    return db.session.scalars(query.options(selectinload(Person.memberships))).first()
