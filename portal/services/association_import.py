"""Importing associations from a workbook: first what would happen, then exactly that.

A row is an association that is there already if it has its unified social credit code as its own, else
if it has exactly its name. Nothing is written by planning; applying plans anew with the list held and
writes only if the same comes out. The file itself is read by ``exchange.association_workbook``.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.exchange.association_workbook import Sheet, SheetRow
from portal.form.kinds import Option
from portal.form.profile import Profile
from portal.form.profile_reading import Fault, read_profile
from portal.form.wording import Wording
from portal.models import Association, Person, db
from portal.services.associations import (
    CODE_TAKEN,
    NAME_TAKEN,
    columns_of,
    hold_list,
    profile_of,
    region_options,
    store,
)
from portal.services.transactions import writing

TWICE = Wording("与第{row}行是同一个单位。", "This is the same association as in row {row}.")
NAME_OF_ANOTHER = Wording(
    "这个名称属于另一个单位，而代码属于“{name}”。",
    "The name belongs to another association; the code is that of “{name}”.",
)


class PlanChanged(Exception):
    """The list of associations is not what it was when the plan was shown; nothing was written."""


class Said(Protocol):
    """Something wrong with one field, in words."""

    @property
    def field(self) -> str: ...

    def message(self, language: str) -> str: ...


class Fate(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlannedRow:
    """A row that can be taken: whose it is, and the profile before (empty if new) and after."""

    number: int
    fate: Fate
    association_id: uuid.UUID | None
    before: Mapping[str, str]
    after: Profile

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Field code, old and new text of what changes."""
        return [(code, self.before[code], text) for code, text in self.after.items() if self.before.get(code) != text]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken, and why."""

    number: int
    name: str
    faults: tuple[Said, ...]


@dataclass(frozen=True)
class Plan:
    """What an import would do."""

    rows: Sequence[PlannedRow]
    bad: Sequence[BadRow]

    @property
    def digest(self) -> str:
        """What tells this plan from any other."""
        rows = [[r.number, r.fate, str(r.association_id), dict(r.before), r.after] for r in self.rows]
        return hashlib.sha256(json.dumps([rows, [bad.number for bad in self.bad]], sort_keys=True).encode()).hexdigest()

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)


@dataclass
class _Known:
    """The list as it is, with what the rows before have claimed: at which row."""

    by_name: dict[str, Association]
    by_own_code: dict[str, Association]
    by_hosted_code: dict[str, Association]
    ids: dict[uuid.UUID, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    hosts: dict[str, int] = field(default_factory=dict)

    def match(self, profile: Profile) -> Association | None:
        """The association that a row is about, if it is there already."""
        code = profile["unified_social_credit_code"]
        own = self.by_own_code.get(code) if code and not profile["hosted"] else None
        return own or self.by_name.get(profile["name"].lower())

    def collisions(self, profile: Profile, match: Association | None) -> list[Fault]:
        """What of the row belongs to another association, or to a row before it."""
        name, code, hosted = profile["name"].lower(), profile["unified_social_credit_code"], profile["hosted"]
        earlier = self.names.get(name) or (self.ids.get(match.id) if match else None)
        if code:
            earlier = earlier or self.codes.get(code) or (None if hosted else self.hosts.get(code))
        if earlier:
            return [Fault("name", TWICE, {"row": earlier})]
        named = self.by_name.get(name)
        if named and match and named.id != match.id:
            return [Fault("name", NAME_OF_ANOTHER, {"name": match.name})]
        if named and not match:
            return [Fault("name", NAME_TAKEN)]
        holders = [self.by_own_code.get(code)] + ([] if hosted else [self.by_hosted_code.get(code)])
        holder = next((h for h in holders if code and h and (match is None or h.id != match.id)), None)
        return [Fault("unified_social_credit_code", CODE_TAKEN, {"name": holder.name})] if holder else []

    def claim(self, row: int, profile: Profile, match: Association | None) -> None:
        self.names[profile["name"].lower()] = row
        if match:
            self.ids[match.id] = row
        if profile["unified_social_credit_code"]:
            (self.hosts if profile["hosted"] else self.codes)[profile["unified_social_credit_code"]] = row


def plan(sheet: Sheet) -> Plan:
    """What importing *sheet* would do; nothing is written."""
    return _plan(db.session(), sheet.rows)


def apply(actor: Person, rows: Iterable[tuple[int, Mapping[str, str]]], digest: str) -> Plan:
    """Do what was planned for *rows* (number and texts), all of it or nothing.

    *digest* is that of the plan of these rows, and none of them may be bad. Raises :class:`PlanChanged`,
    and BeyondOwnPart for who does not administrate.
    """
    with writing() as session:
        hold_list(session, actor)
        planned = _plan(session, [SheetRow(number, dict(texts), ()) for number, texts in rows])
        if planned.digest != digest or planned.bad:
            raise PlanChanged
        for row in planned.rows:
            if row.fate is Fate.NEW:
                session.add(Association(id=uuid.uuid4(), active=True, **columns_of(row.after)))
            elif row.fate is Fate.CHANGED:
                store(session.get_one(Association, row.association_id), row.after)
    return planned


def _plan(session: Session, rows: Sequence[SheetRow]) -> Plan:
    regions, known = region_options(), _known(session)
    good, bad = [], []
    for row in rows:
        profile, faults, match = _read(row, known, regions)
        if faults:
            bad.append(BadRow(row.number, row.texts.get("name", ""), tuple(faults)))
            continue
        known.claim(row.number, profile, match)
        before = profile_of(match) if match else {}
        fate = Fate.NEW if match is None else Fate.UNCHANGED if before == profile else Fate.CHANGED
        good.append(PlannedRow(row.number, fate, match.id if match else None, before, profile))
    return Plan(good, bad)


def _known(session: Session) -> _Known:
    everybody = list(session.scalars(select(Association).execution_options(populate_existing=True)))
    with_code = [a for a in everybody if a.unified_social_credit_code]
    return _Known(
        {a.name.lower(): a for a in everybody},
        {a.unified_social_credit_code: a for a in with_code if not a.hosted},
        {a.unified_social_credit_code: a for a in with_code if a.hosted},
    )


def _read(
    row: SheetRow, known: _Known, regions: Sequence[Option]
) -> tuple[Profile, Sequence[Said], Association | None]:
    """The profile that a row says; columns that the sheet lacks stay as they are."""
    first, _faults = read_profile(row.texts, regions)
    match = known.match(first)
    profile, faults = read_profile((profile_of(match) if match else {}) | row.texts, regions)
    by_cell = {fault.field for fault in row.faults}
    found: list[Said] = [*row.faults, *(fault for fault in faults if fault.field not in by_cell)]
    return profile, found or known.collisions(profile, match), match
