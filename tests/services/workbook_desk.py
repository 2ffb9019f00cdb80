"""Alice at work on workbooks of one filing, through the services: what she brings, and what is stored then."""

import uuid

from flask import Flask
from sqlalchemy import update

from portal.exchange.form_workbook.contents import Contents
from portal.models import CellChange, Filing, Person, SectionDocument
from portal.models.rows import table
from portal.services import workbooks
from portal.services.filings import find
from portal.services.transactions import writing
from portal.services.workbook_plan import Choice, Plan
from portal.services.workbooks import Agreed
from tests.support.lives import Life
from tests.support.people import World

SECTION = "system_building"


class Desk:
    """Alice (or somebody else) with workbooks of one filing."""

    def __init__(self, app: Flask, world: World, filing: Filing | None = None) -> None:
        self.life = Life(app, world, filing)
        self.people = world.people

    def filing(self) -> Filing:
        found = find(self.life.id)
        assert found is not None
        return found

    def save(self, person: Person | None = None, **cells: str) -> None:
        self.life.save({name.replace("__", "."): text for name, text in cells.items()}, person=person)

    def plan(self, contents: Contents) -> Plan:
        with self.life.acting(self.people.alice):
            return workbooks.plan_of(self.filing(), contents)

    def take_in(self, contents: Contents, person: Person | None = None) -> uuid.UUID:
        person = person or self.people.alice
        with self.life.acting(person):
            return workbooks.take_in(person, self.filing(), "统计表（虚构）.xlsx", contents)

    def apply(self, offer: uuid.UUID, agreed: Agreed, person: Person | None = None) -> Plan | None:
        person = person or self.people.alice
        with self.life.acting(person):
            return workbooks.apply(person, self.filing(), offer, agreed)

    def bring(self, contents: Contents, **choices: Choice) -> Plan | None:
        """Take in and apply what is shown then."""
        offer, digest = self.take_in(contents), self.plan(contents).digest
        return self.apply(offer, Agreed(digest, {a.replace("__", "."): c for a, c in choices.items()}))

    def cells(self, section: str = SECTION) -> dict[str, str]:
        return self.rows(SectionDocument, section=section)[0].cells

    def revisions(self) -> dict[str, int]:
        return {each.section: each.revision for each in self.rows(SectionDocument)}

    def history(self) -> list[tuple[str, str, str, str]]:
        lines = sorted(self.rows(CellChange), key=lambda line: line.id)
        return [(line.section, line.address, line.old, line.new) for line in lines]

    def rows(self, model: type, **columns: object) -> list:
        conditions = (table(model).c[name] == value for name, value in columns.items())
        return list(self.life.rows(model, table(model).c.filing_id == self.life.id, *conditions))

    def set_(self, model: type, row: uuid.UUID, **columns: object) -> None:
        with self.life.acting(), writing() as session:
            session.execute(update(table(model)).where(table(model).c.id == row).values(**columns))
