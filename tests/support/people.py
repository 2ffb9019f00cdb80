"""The people of the tests, all fictional, and the small world they meet in.

Alice and Bob fill in for one association (she may submit, he may only edit), Charlie for another one
in another region. Clara coordinates Alice's region, Conrad Charlie's. Nadia administrates the nation,
Olga observes it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from portal.filing.access import Role
from portal.filing.states import RoundState
from portal.models import Association, Filing, Membership, Person, Round, db
from portal.models.database import act_for
from portal.services import clock
from portal.services.filings import open_filing
from portal.services.transactions import writing

PASSWORD = "five fictional kites"
YUNNAN, JIANGSU = "530000", "320000"


@dataclass(frozen=True)
class People:
    """Everybody, by first name; their memberships are loaded."""

    alice: Person
    bob: Person
    charlie: Person
    clara: Person
    conrad: Person
    nadia: Person
    olga: Person


@dataclass(frozen=True)
class World:
    """An open round with the empty filings of two associations: Alice's and Bob's, and Charlie's."""

    people: People
    round: Round
    association: Association
    foreign_association: Association
    filing: Filing
    foreign_filing: Filing


def make_world(password_hash: str) -> World:
    """Put the small world into the database of the present application context, as the portal itself."""
    act_for(db.session(), None)
    with writing() as session:
        round_ = open_round()
        ours = association("滇池精密光学产业知识产权联盟（虚构）", YUNNAN, 2013)
        theirs = association("太湖工业软件行业协会（虚构）", JIANGSU, 2016)
        session.add_all([round_, ours, theirs])
        session.flush()
        people = People(
            alice=person("Alice", password_hash, Role.SUBMITTER, association_id=ours.id),
            bob=person("Bob", password_hash, Role.EDITOR, association_id=ours.id),
            charlie=person("Charlie", password_hash, Role.SUBMITTER, association_id=theirs.id),
            clara=person("Clara", password_hash, Role.COORDINATOR, region_code=YUNNAN),
            conrad=person("Conrad", password_hash, Role.COORDINATOR, region_code=JIANGSU),
            nadia=person("Nadia", password_hash, Role.ADMINISTRATOR),
            olga=person("Olga", password_hash, Role.OBSERVER),
        )
        session.add_all(vars(people).values())
        filing = open_filing(session, round_, ours)
        foreign_filing = open_filing(session, round_, theirs)
    return World(people, round_, ours, theirs, filing, foreign_filing)


def open_round(year: int = 2017) -> Round:
    """A round that opened a month ago, is due in ten days and closes fifteen days later."""
    now = clock.now()
    due_at = now + dt.timedelta(days=10)
    return Round(
        id=uuid.uuid4(),
        year=year,
        edition="2017",
        state=RoundState.OPEN.value,
        opens_at=now - dt.timedelta(days=30),
        due_at=due_at,
        closes_at=due_at + dt.timedelta(days=15),
        settings={},
    )


def association(name: str, region: str, joined_year: int) -> Association:
    """An association of *region*, which stands in the province of the same code."""
    return Association(
        id=uuid.uuid4(),
        name=name,
        kind="industry_association",
        province_code=region,
        region_code=region,
        joined_year=joined_year,
        pilot_fields=[],
    )


def person(
    name: str,
    password_hash: str,
    role: Role,
    association_id: uuid.UUID | None = None,
    region_code: str | None = None,
) -> Person:
    """Somebody with one membership."""
    membership = Membership(role=role.value, association_id=association_id, region_code=region_code)
    email = f"{name.lower()}@example.org"
    return Person(id=uuid.uuid4(), email=email, name=name, password=password_hash, memberships=[membership])
