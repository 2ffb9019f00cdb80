"""The fictional rounds that a fresh portal shows: five filings filled in, and one empty one to fill in.

Owns who and what there is. Every name, number and address is invented; addresses end in example.org.
The answers come from ``portal/demonstration/filings.json`` and are saved by the same verb as what
people type, so they have their history. Never part of a portal in production.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.exchange.file_store import FileStore
from portal.filing.access import Role
from portal.filing.states import RoundState
from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Block, Fields, Rows, YearParts
from portal.form.document import TICKED
from portal.form.editions import EDITION_2017
from portal.models import Association, Filing, Membership, Person, Round, SectionDocument, db
from portal.models.database import act_for
from portal.services import clock
from portal.services.clock import BEIJING
from portal.services.demonstration_story import Cast, close_last_year, tell_last_year, tell_this_year
from portal.services.filings import open_filing
from portal.services.sections import save_cells
from portal.services.transactions import writing

FILINGS = Path(__file__).parent.parent / "demonstration" / "filings.json"
NAMESPACE = uuid.UUID("5b0c3a52-7d0e-4b5c-8a53-2f6f3f1c9d17")
ADDRESSES = "@example.org"
PASSWORD = "demonstration-2017"  # noqa: S105  # printed at every start, and refused in production
OPEN_SINCE, DUE_IN, CLOSES_AFTER_DUE = dt.timedelta(days=30), dt.timedelta(days=10), dt.timedelta(days=15)
FILLED_IN_SINCE, LAST_YEAR = dt.timedelta(days=14), dt.timedelta(days=355)
FILED_LAST_YEAR = ("C", "E")

EMPTY_ASSOCIATION: Mapping[str, Any] = {
    "organization_name": "云岭生物医药产业知识产权联盟（演示）",
    "organization_kind": "ip_alliance",
    "province_code": "530000",
    "joined_year": 2013,
    "designation_batch": "2013年首批",
    "pilot_fields": ["生物医药"],
    "gb4754_code": "C27",
    "sei_category": "生物产业",
    "unified_social_credit_code": "51530000500099005L",
}


class NotAllowed(Exception):
    """There must be no demonstration data here; the text says why."""


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in to the demonstration.

    *scope* is the key of an association (``A`` … ``E`` as in the file, or ``empty``), the code of a
    region, or nothing for the nation. *duty* says in the start-up message what to try with it.
    """

    email: str
    name: str
    role: Role
    scope: str
    duty: str


ACCOUNTS = (
    Account("yunling@example.org", "杨若溪", Role.SUBMITTER, "empty", "contact with an empty return to fill in"),
    Account("yunling.second@example.org", "和晓峰", Role.EDITOR, "empty", "second contact of the same association"),
    Account("sunan@example.org", "沈一帆", Role.SUBMITTER, "A", "contact, Jiangsu: submitted"),
    Account("zhongyuan@example.org", "赵明远", Role.SUBMITTER, "B", "contact, Henan"),
    Account("lingnan@example.org", "陈嘉怡", Role.SUBMITTER, "C", "contact, Guangdong: returned with three comments"),
    Account("beifang@example.org", "刘志强", Role.SUBMITTER, "D", "contact, Jilin"),
    Account("yanjing@example.org", "王思源", Role.SUBMITTER, "E", "contact, Beijing: accepted"),
    Account("yunnan@example.org", "李云川", Role.COORDINATOR, "530000", "coordinator of Yunnan"),
    Account("jiangsu@example.org", "周江宁", Role.COORDINATOR, "320000", "coordinator of Jiangsu: a return waits"),
    Account("guangdong@example.org", "林若兮", Role.COORDINATOR, "440000", "coordinator of Guangdong"),
    Account("beijing@example.org", "宋知远", Role.COORDINATOR, "110000", "coordinator of Beijing"),
    Account("national@example.org", "郑国安", Role.ADMINISTRATOR, "", "national administrator"),
    Account("observer@example.org", "何知行", Role.OBSERVER, "", "observer, reads only"),
)


def seed(now: dt.datetime, password_hash: str, *, production: bool, store: FileStore | None = None) -> None:
    """Make what is missing of the demonstration; what is there stays as people have left it.

    *password_hash* is :data:`PASSWORD` as the portal stores it. Without a *store* for the work summaries
    nothing is submitted, and there is no last year. Raises :class:`NotAllowed` in
    production and beside data that are not of the demonstration; then nothing is written.
    """
    if production:
        raise NotAllowed("Demonstration data are refused in production.")
    samples = _samples()
    profiles = {key: sample["profile"] for key, sample in samples.items()} | {"empty": EMPTY_ASSOCIATION}
    act_for(db.session(), None)
    with writing() as session:
        _refuse_beside_real_data(session)
        first_start = session.get(Round, _id("round")) is None
        round_ = session.get(Round, _id("round")) or _open_round(session, now)
        for key, profile in profiles.items():
            association = session.get(Association, _id(key)) or _add_association(session, key, profile)
            filed = select(Filing.id).filter_by(round_id=round_.id, association_id=association.id)
            if session.scalar(filed) is None:
                open_filing(session, round_, association)
        for account in ACCOUNTS:
            if session.get(Person, _id(account.email)) is None:
                _add_person(session, account, password_hash)
        still_open = round_.takes_writes(now)
    if first_start and store is not None:
        _last_year(Cast(_id, store), samples, now)
    with clock.stopped_at(now - FILLED_IN_SINCE):
        for account in ACCOUNTS:
            if account.scope in samples and still_open:
                _fill_in(account, samples[account.scope], "round")
    if first_start and store is not None:
        tell_this_year(Cast(_id, store), now)
        act_for(db.session(), None)


def posted(block: Block, sample: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Address and typed text of every cell of *block* that *sample* answers; rows are ``r1``, ``r2`` …"""
    answers = sample.get(block.code, {})
    if isinstance(block, Fields):
        yield from _typed(block.code, answers)
    elif isinstance(block, YearParts):
        for year, part in answers.items():
            yield from _typed(f"{block.code}.{year}", part)
    elif isinstance(block, Rows):
        for number, row in enumerate(answers, start=1):
            yield from _typed(f"{block.code}.r{number}", row)
        yield f"{block.code}.{ROWS}", " ".join(f"r{number}" for number in range(1, len(answers) + 1))
        if block.code in sample["nothing_to_report"]:
            yield f"{block.code}.{NOTHING_TO_REPORT}", TICKED


def _typed(prefix: str, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for code, value in answers.items():
        for text in value if isinstance(value, list) else [value]:
            yield f"{prefix}.{code}", str(text)


def _samples() -> dict[str, dict[str, Any]]:
    return {sample["key"]: sample for sample in json.loads(FILINGS.read_text("utf-8"))}


def _id(key: str) -> uuid.UUID:
    """The same ids in every demonstration: that is how a second start knows what is there."""
    return uuid.uuid5(NAMESPACE, key)


def _refuse_beside_real_data(session: Session) -> None:
    stranger = session.scalar(select(Person.id).where(~Person.email.endswith(ADDRESSES)).limit(1))
    ours = (_id("round"), _id("last-round"))
    other_rounds = session.scalar(select(Round.id).where(Round.id.not_in(ours)).limit(1))
    if stranger or other_rounds:
        raise NotAllowed("This database holds data that are not of the demonstration. Nothing was added.")


def _open_round(session: Session, now: dt.datetime) -> Round:
    """A round that is open and due soon: at 24:00 in Beijing, which is 0:00 of the day after."""
    day_after = now.astimezone(BEIJING).date() + DUE_IN + dt.timedelta(days=1)
    due_at = dt.datetime.combine(day_after, dt.time(), BEIJING)
    round_ = Round(
        id=_id("round"),
        year=int(EDITION_2017.code),
        edition=EDITION_2017.code,
        state=RoundState.OPEN.value,
        opens_at=now - OPEN_SINCE,
        due_at=due_at,
        closes_at=due_at + CLOSES_AFTER_DUE,
    )
    session.add(round_)
    return round_


def _last_year(cast: Cast, samples: Mapping[str, Mapping[str, Any]], now: dt.datetime) -> None:
    """The round of the year before, closed: its accepted figures stand beside this year's fields."""
    due_at = dt.datetime.combine(now.astimezone(BEIJING).date() - LAST_YEAR, dt.time(), BEIJING)
    round_ = Round(
        id=_id("last-round"),
        year=int(EDITION_2017.code) - 1,
        edition=EDITION_2017.code,
        state=RoundState.OPEN.value,
        opens_at=due_at - OPEN_SINCE,
        due_at=due_at,
        closes_at=due_at + CLOSES_AFTER_DUE,
    )
    act_for(db.session(), None)
    with writing() as session, clock.stopped_at(round_.opens_at):
        session.add(round_)
        session.flush()
        for key in FILED_LAST_YEAR:
            association = session.get(Association, _id(key))
            if association is not None:
                open_filing(session, round_, association)
    with clock.stopped_at(due_at - dt.timedelta(days=8)):
        for account in ACCOUNTS:
            if account.scope in FILED_LAST_YEAR:
                _fill_in(account, a_year_before(samples[account.scope], round_.year), "last-round")
    tell_last_year(cast, round_)
    close_last_year(round_)


def a_year_before(sample: Mapping[str, Any], year: int) -> dict[str, Any]:
    """*sample* as it may have looked in the round of *year*: no row and no part of later years.

    The newest year was reported a little lower then, so that the two rounds can be told apart.
    """

    def later(record: Mapping[str, Any]) -> bool:
        return any(str(value).startswith(str(year + 1)) for value in record.values())

    before: dict[str, Any] = {}
    for code, answers in sample.items():
        if isinstance(answers, list) and all(isinstance(row, dict) for row in answers):
            before[code] = [row for row in answers if not later(row)]
        elif isinstance(answers, dict) and str(year + 1) in answers:
            before[code] = {part: dict(cells) for part, cells in answers.items() if int(part) <= year}
        else:
            before[code] = answers
    newest = before["operations_by_year"][str(year)]
    newest["assigned_amount"] = str(int(Decimal(str(newest["assigned_amount"])) * 9 // 10))
    return before


def _add_association(session: Session, key: str, profile: Mapping[str, Any]) -> Association:
    association = Association(
        id=_id(key),
        name=profile["organization_name"],
        kind=profile["organization_kind"],
        province_code=profile["province_code"],
        region_code=profile["province_code"],
        joined_year=profile["joined_year"],
        designation_batch=profile["designation_batch"],
        pilot_fields=list(profile["pilot_fields"]),
        gb4754_code=profile["gb4754_code"],
        sei_category=profile["sei_category"],
        unified_social_credit_code=profile["unified_social_credit_code"],
    )
    session.add(association)
    session.flush()
    return association


def _add_person(session: Session, account: Account, password_hash: str) -> None:
    person = Person(id=_id(account.email), email=account.email, name=account.name, password=password_hash)
    session.add(person)
    session.flush()
    region = account.scope if account.role is Role.COORDINATOR else None
    association = _id(account.scope) if account.scope and region is None else None
    session.add(
        Membership(person_id=person.id, role=account.role.value, association_id=association, region_code=region)
    )


def _fill_in(account: Account, sample: Mapping[str, Any], round_key: str) -> None:
    """Save the answers of *sample* as its contact, section by section, where nothing was saved yet."""
    session = db.session()
    known = select(Person).where(Person.id == _id(account.email)).options(selectinload(Person.memberships))
    person = session.scalars(known).one()
    untouched = (
        select(SectionDocument.filing_id, SectionDocument.section)
        .join(Filing, Filing.id == SectionDocument.filing_id)
        .where(
            Filing.round_id == _id(round_key),
            Filing.association_id == _id(account.scope),
            SectionDocument.revision == 0,
        )
    )
    for filing_id, section in session.execute(untouched).all():
        cells = [cell for block in EDITION_2017.by_code[section].blocks for cell in posted(block, sample)]
        if cells:
            save_cells(person, filing_id, section, 0, cells)
