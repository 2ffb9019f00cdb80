"""The associations of the pilot: finding, adding and changing them, taking them out and back.

Only the national administrator does; that is asked here again, inside the transaction. The profile is
handed in and out as the flat dict of ``form.profile``. Reading many from a workbook is
``services.association_import``'s.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, text, tuple_
from sqlalchemy.orm import Session, contains_eager

from portal.filing.states import RoundState
from portal.form.kinds import Option
from portal.form.profile import PROFILE, YES, Profile
from portal.form.profile_reading import Fault, read_profile, remarks
from portal.form.wording import Wording
from portal.models import Association, Filing, Person, Region, Round, db
from portal.models.database import on_postgresql
from portal.services.locked_filings import CameFirst
from portal.services.memberships import BeyondOwnPart, administrates
from portal.services.transactions import writing

PAGE = 100

NAME_TAKEN = Wording("已有同名的单位。", "Another association has this name.")
CODE_TAKEN = Wording(
    "“{name}”已使用这个统一社会信用代码。如果是依托单位的代码，请在两个单位都勾选“代码属于依托单位”。",
    "“{name}” has this code. If it is the code of a host, tick “The code is that of a host” for both.",
)


class NoSuchAssociation(LookupError):
    """There is no such association."""


class Refused(ValueError):
    """The profile cannot be stored as it is; ``faults`` says why, nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.field for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Wanted:
    """Which associations are asked for: part of the name or code, region, and whether in the pilot."""

    search: str = ""
    region_code: str = ""
    active: bool | None = True


def listed(wanted: Wanted, after: uuid.UUID | None = None, limit: int | None = PAGE) -> tuple[list[Association], bool]:
    """The associations by region and name, their regions loaded, from behind *after*; whether there are more."""
    query = (
        select(Association)
        .join(Association.region)
        .options(contains_eager(Association.region))
        .order_by(Region.position, Association.name)
        .limit(limit + 1 if limit else None)
    )
    if wanted.active is not None:
        query = query.where(Association.active == wanted.active)
    if wanted.region_code:
        query = query.where(Association.region_code == wanted.region_code)
    for word in wanted.search.split():
        found = Association.name.icontains(word, autoescape=True)
        query = query.where(or_(found, Association.unified_social_credit_code.icontains(word, autoescape=True)))
    if after:
        last = select(Region.position, Association.name).join(Association.region).where(Association.id == after)
        query = query.where(tuple_(Region.position, Association.name) > last.scalar_subquery())
    rows = list(db.session.scalars(query))
    return rows[:limit], limit is not None and len(rows) > limit


def find(association_id: uuid.UUID) -> Association | None:
    """The association with its region."""
    query = select(Association).join(Association.region).options(contains_eager(Association.region))
    return db.session.scalars(query.where(Association.id == association_id)).first()


def filings_of(association_id: uuid.UUID) -> list[Filing]:
    """Its filings of all rounds, newest first, with their rounds."""
    query = select(Filing).join(Filing.round).options(contains_eager(Filing.round))
    return list(db.session.scalars(query.where(Filing.association_id == association_id).order_by(Round.year.desc())))


def open_rounds() -> list[Round]:
    """The rounds that are open now, newest first."""
    return list(db.session.scalars(select(Round).where(Round.state == RoundState.OPEN).order_by(Round.year.desc())))


def regions() -> list[Region]:
    """All regions in the order of every list of them."""
    return list(db.session.scalars(select(Region).order_by(Region.position)))


def region_options() -> tuple[Option, ...]:
    """The regions as choices of a profile."""
    return tuple(Option(region.code, Wording(region.name_zh, region.name_en)) for region in regions())


def profile_of(association: Association) -> Profile:
    """The profile of a stored association as canonical texts."""
    profile = {field.code: str(getattr(association, field.code)) for field in PROFILE}
    profile["hosted"] = YES if association.hosted else ""
    profile["pilot_fields"] = "、".join(association.pilot_fields)
    return profile


def fingerprint(profile: Mapping[str, str]) -> str:
    """What tells one state of a profile from another; a form carries that of the profile it showed."""
    return hashlib.sha256(json.dumps(dict(profile), sort_keys=True).encode()).hexdigest()[:16]


def remarks_in(profile: Mapping[str, str], language: str) -> list[str]:
    """What of a stored profile should be looked at, in *language*."""
    return [remark.of(language) for remark in remarks(profile)]


def add(actor: Person, typed: Mapping[str, str]) -> Association:
    """Add an association. Raises :class:`Refused`, and BeyondOwnPart for who does not administrate."""
    with writing() as session:
        hold_list(session, actor)
        profile = checked(session, typed)
        association = Association(id=uuid.uuid4(), active=True, **columns_of(profile))
        session.add(association)
    return association


def change(actor: Person, association_id: uuid.UUID, typed: Mapping[str, str], shown: str) -> None:
    """Change the profile; *shown* is the fingerprint of the one that the form was filled with.

    Raises :class:`Refused`, and CameFirst when somebody else has changed it meanwhile.
    """
    with writing() as session:
        hold_list(session, actor)
        association = _load(session, association_id)
        if fingerprint(profile_of(association)) != shown:
            raise CameFirst(association_id)
        store(association, checked(session, typed, association_id))


def set_active(actor: Person, association_id: uuid.UUID, *, active: bool) -> None:
    """Take an association out of the pilot, or back. Its returns stay; rounds opened later ask who is in."""
    with writing() as session:
        hold_list(session, actor)
        _load(session, association_id).active = active


def hold_list(session: Session, actor: Person) -> None:
    """Hold the list of associations against every other change of it, for an administrator alone."""
    if not administrates(session, actor):
        raise BeyondOwnPart
    if on_postgresql(session):
        # Two associations of one name or code are kept apart by looking first; nobody may come between.
        session.execute(text("LOCK TABLE association IN SHARE ROW EXCLUSIVE MODE"))


def checked(session: Session, typed: Mapping[str, str], own: uuid.UUID | None = None) -> Profile:
    """The profile as read, if it can be stored beside the others. Raises :class:`Refused`."""
    profile, faults = read_profile(typed, region_options())
    if not faults:
        faults = taken(session, profile, own)
    if faults:
        raise Refused(faults)
    return profile


def taken(session: Session, profile: Mapping[str, str], own: uuid.UUID | None = None) -> list[Fault]:
    """What of a readable profile belongs to another association than *own* already."""
    others = select(Association).where(Association.id != own) if own else select(Association)
    faults = []
    if session.scalar(others.where(func.lower(Association.name) == profile["name"].lower()).limit(1)):
        faults.append(Fault("name", NAME_TAKEN))
    code = profile["unified_social_credit_code"]
    if code:
        same = others.where(Association.unified_social_credit_code == code)
        if profile["hosted"]:
            same = same.where(~Association.hosted)
        holder = session.scalar(same.limit(1))
        if holder:
            faults.append(Fault("unified_social_credit_code", CODE_TAKEN, {"name": holder.name}))
    return faults


def columns_of(profile: Mapping[str, str]) -> dict[str, object]:
    """A canonical profile as the columns of the table."""
    return {
        **profile,
        "joined_year": int(profile["joined_year"]),
        "hosted": profile["hosted"] == YES,
        "pilot_fields": profile["pilot_fields"].split("、"),
    }


def store(association: Association, profile: Mapping[str, str]) -> None:
    """Write a canonical profile into a stored association."""
    for column, value in columns_of(profile).items():
        setattr(association, column, value)


def _load(session: Session, association_id: uuid.UUID) -> Association:
    found = session.get(Association, association_id, populate_existing=True)
    if found is None:
        raise NoSuchAssociation(association_id)
    return found
