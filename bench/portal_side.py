"""The portal as the bench measures it: in production mode, migrated, filled, and signed in to.

Owns the fictional associations of the bench (joined 2013, round 2017, answers of sample filing C) and
the way in through the real sign-in form. Measures nothing.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import select

from bench.load import Target
from bench.pages import fields, login_fields
from portal import create_app
from portal.config import Settings
from portal.filing.access import Role
from portal.filing.states import RoundState
from portal.form.blocks import ROWS, Rows
from portal.form.context import FormContext
from portal.form.document import Document, row_ids
from portal.form.editions import EDITION_2017
from portal.models import Association, Membership, Person, Region, Round, db
from portal.models.database import act_for
from portal.services import clock
from portal.services.filings import open_filing
from portal.services.rounds import form_context
from portal.services.sections import save_cells
from tests.form.samples import SAMPLES, documents

SECTION = "collaborative_utilization"
CELL = "operations_by_year.2017.purchased_patents"
LIST = "standards"
FULL_LIST = 10
COOKIE = "portal_session"
BASE = "http://127.0.0.1"
SAMPLE = SAMPLES["C"]
PASSWORD = secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Desk:
    """One contact of one fictional association, with the filing to fill in."""

    email: str
    filing_id: uuid.UUID
    context: FormContext

    @property
    def path(self) -> str:
        return f"/filings/{self.filing_id}/{SECTION.replace('_', '-')}"


@dataclass(frozen=True)
class SignedIn:
    """A desk with a client of the application in process, and the page as it stands."""

    desk: Desk
    client: FlaskClient
    page: str

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the page's form posts, CSRF token and revision included."""
        return fields(self.page)

    @property
    def target(self) -> Target:
        """The page for a client of another process, with the cookies of this one."""
        session = self.client.get_cookie(COOKIE, domain="127.0.0.1")
        if session is None:
            raise RuntimeError("nobody is signed in")
        return Target(self.desk.path, f"{session.key}={session.value}")


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """The settings of a portal in production with its database at *database_url*."""
    return {
        "PORTAL_ENVIRONMENT": "production",
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_FILE_STORE": str(folder / "files"),
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        "PORTAL_PASSWORD_SALT": secrets.token_urlsafe(48),
        "PORTAL_TRUSTED_HOSTS": "127.0.0.1",
        "PORTAL_PUBLIC_URL": BASE,
    }


def create(settings: Mapping[str, str]) -> Flask:
    """The portal's application in this process, silent; its database is migrated already."""
    return create_app(Settings.read({**settings, "PORTAL_LOG_LEVEL": "ERROR"}))


def filled() -> dict[str, dict[str, str]]:
    """The documents of sample C by section, the measured one with so many rows that its page has 195 inputs."""
    cells = documents(SAMPLE)
    return cells | {SECTION: _with_rows(cells[SECTION], FULL_LIST)}


def listed(count: int) -> dict[str, str]:
    """The measured section of sample C with *count* rows in its longest list and none in the others."""
    cells = documents(SAMPLE)[SECTION]
    lists = [block.code for block in EDITION_2017.by_code[SECTION].blocks if isinstance(block, Rows)]
    bare = {address: text for address, text in cells.items() if address.partition(".")[0] not in lists}
    return _with_rows(bare, count)


def _with_rows(cells: Document, count: int) -> dict[str, str]:
    """*cells* with *count* rows in the longest list, those of sample C over and over."""
    section = documents(SAMPLE)[SECTION]
    known = row_ids(section, LIST)
    rows = [f"b{number}" for number in range(count)]
    result = {address: text for address, text in cells.items() if not address.startswith(f"{LIST}.")}
    for number, row in enumerate(rows):
        prefix = f"{LIST}.{known[number % len(known)]}."
        result |= {a.replace(prefix, f"{LIST}.{row}."): text for a, text in section.items() if a.startswith(prefix)}
    return result | {f"{LIST}.{ROWS}": " ".join(rows)}


def open_round() -> None:
    """One round that takes writes, and nothing else."""
    now = clock.now()
    act_for(db.session(), None)
    db.session.add(
        Round(
            year=SAMPLE["round_year"],
            edition="2017",
            state=RoundState.OPEN.value,
            opens_at=now - dt.timedelta(days=10),
            due_at=now + dt.timedelta(days=10),
            closes_at=now + dt.timedelta(days=20),
            settings={},
        )
    )
    db.session.commit()


def furnish(name: str, answers: Mapping[str, Document]) -> Desk:
    """A fictional association with one contact and a filing that holds *answers* by section."""
    act_for(db.session(), None)
    round_ = db.session.scalars(select(Round)).one()
    region = db.session.scalars(select(Region).order_by(Region.position)).first()
    if region is None:
        raise RuntimeError("the migrations left no region")
    association = Association(
        name=f"{name}（虚构）",
        kind=SAMPLE["profile"]["organization_kind"],
        province_code=SAMPLE["profile"]["province_code"],
        region_code=region.code,
        joined_year=SAMPLE["profile"]["joined_year"],
    )
    association.region = region
    db.session.add(association)
    db.session.flush()
    person = Person(email=f"{name}@example.org", name="示例", password=hash_password(PASSWORD))
    person.memberships = [Membership(role=Role.SUBMITTER.value, association_id=association.id)]
    db.session.add(person)
    filing = open_filing(db.session(), round_, association)
    db.session.commit()
    filing.round, filing.association = round_, association
    for section, cells in answers.items():
        if cells:
            save_cells(person, filing.id, section, 0, cells.items())
    return Desk(person.email, filing.id, form_context(filing))


def sign_in(app: Flask, desk: Desk) -> SignedIn:
    """Sign in to *app* through its form as the contact of *desk*, and fetch the section's page."""
    client = app.test_client()
    page = client.get("/sign-in", base_url=BASE).get_data(as_text=True)
    form = login_fields(page) | {"email": desk.email, "password": PASSWORD}
    client.post("/sign-in", base_url=BASE, data=form)
    return look(SignedIn(desk, client, ""))


def look(signed_in: SignedIn) -> SignedIn:
    """The same with the page as it stands now. Raises RuntimeError when it is not shown."""
    answer = signed_in.client.get(signed_in.desk.path, base_url=BASE)
    if answer.status_code != 200:
        raise RuntimeError(f"{signed_in.desk.path} answered {answer.status}")
    return SignedIn(signed_in.desk, signed_in.client, answer.get_data(as_text=True))


def saves_stored(signed_in: SignedIn) -> int:
    """How often the section was saved since *signed_in* looked at it, as its page says now."""
    now = look(signed_in)
    return int(dict(now.fields)["revision"]) - int(dict(signed_in.fields)["revision"])
