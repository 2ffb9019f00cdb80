"""The administrator at work on the pages of rounds: what the forms would post, and what the pages say."""

import datetime as dt
import uuid
from dataclasses import dataclass

from werkzeug.test import TestResponse

from portal.models import Person
from tests.sections.desk import value_of
from tests.support.client import PageClient
from tests.support.html import XHTML, Page
from tests.support.rounds import midnight
from tests.web.entering import enter


def day(days: int) -> str:
    """The Beijing day that is *days* from now, as it is typed."""
    return midnight(days).date().isoformat()


def round_typed(year: str = "2018", **typed: str) -> dict[str, str]:
    """A good new round, as it is typed; *typed* replaces or adds fields."""
    good = {
        "year": year,
        "edition": "2017",
        "opens_day": day(1),
        "opens_time": "09:00",
        "due_day": day(60),
        "due_time": "24:00",
        "closes_day": day(75),
        "closes_time": "24:00",
        "keeps_dates": "dates",
        "foreign_patent_convention": "additive",
        "second_line_mode": "printed",
        "version": "0",
    }
    return good | typed


@dataclass
class Office:
    """One signed-in person at the pages of rounds, reading English."""

    client: PageClient

    @classmethod
    def of(cls, client: PageClient, person: Person) -> "Office":
        enter(client, person)
        client.post("/language/en", data={"next": "/"})
        return cls(client)

    def create(self, **typed: str) -> uuid.UUID:
        """Prepare a round; its id."""
        answer = self.client.post("/rounds/new", data=round_typed(**typed), expect=303)
        return uuid.UUID(answer.location.split("/")[2])

    def fields(self, path: str) -> dict[str, str]:
        """What a browser would post from the form of the page at *path* as it stands."""
        forms = self.client.page(path).all("form")
        form = next(e for e in forms if any(i.get("name") == "version" for i in e.iter()))
        posted = {}
        for element in form.iter():
            tag = element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else ""
            name = element.get("name")
            unticked = element.get("type") == "radio" and element.get("checked") is None
            if tag in {"input", "select", "textarea"} and name and not unticked:
                posted[name] = value_of(element)
        return posted

    def press(self, path: str, expect: int = 303, **typed: str) -> TestResponse:
        """Open the page at *path*, type into its form and post it."""
        return self.client.post(path, data=self.fields(path) | typed, expect=expect)

    def decide(self, id_: uuid.UUID, action: str, expect: int = 303) -> TestResponse:
        """Press a button on the page of a round."""
        version = self.fields(f"/rounds/{id_}/")["version"]
        return self.client.post(f"/rounds/{id_}/{action}", data={"version": version}, expect=expect)


def text_of(answer: TestResponse) -> str:
    """All the text of a page, white space folded."""
    return " ".join("".join(Page(answer.text).root.itertext()).split())


def said_at(answer: TestResponse, name: str) -> str:
    """What is said at the input *name*, as a screen reader would find it."""
    page = Page(answer.text)
    described = next(e for e in page.all("input", "textarea", "fieldset") if e.get("id") == name)
    ids = described.get("aria-describedby", "").split() or [f"{name}-wrong"]
    found = {e.get("id"): " ".join("".join(e.itertext()).split()) for e in page.root.iter() if e.get("id")}
    return " ".join(found.get(i, "") for i in ids if i.endswith("-wrong"))


def at(answer_day: str, hours: int = 24) -> dt.datetime:
    """The moment that a typed day and hour stand for."""
    start = dt.datetime.fromisoformat(answer_day).replace(tzinfo=midnight(0).tzinfo)
    return start + dt.timedelta(hours=hours)
