"""What tests of the reading page share: a return that was submitted, its reviewer, and the page in pieces."""

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from flask import Flask
from sqlalchemy import event as database_event

from portal.filing.events import EntryKind
from portal.models import Person, db
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import XHTML, Page
from tests.support.lives import AT, Life
from tests.support.people import World
from tests.web.entering import enter


def submitted(app: Flask, world: World) -> Life:
    """Alice's return, submitted once."""
    fill_in(app, world)
    told = Life(app, world)
    told.submit()
    return told


def in_english(client: PageClient, somebody: Person) -> PageClient:
    """The client of somebody who reads English."""
    enter(client, somebody)
    client.post("/language/en")
    return client


def review(life: Life, query: str = "") -> str:
    return f"/filings/{life.id}/review{query}"


def by_id(page: Page, place: str) -> Element:
    """The element that stands for the address *place*."""
    (found,) = [e for e in page.root.iter() if e.get("id") == "c-" + place.replace(".", "-")]
    return found


def words(element: Element) -> str:
    """The text of *element* as it is seen, without what only a screen reader says."""

    def seen(e: Element) -> str:
        hidden = "visually-hidden" in (e.get("class") or "")
        inner = "" if hidden else (e.text or "") + "".join(seen(child) for child in e)
        return inner + (e.tail or "")

    return " ".join((seen(element).removesuffix(element.tail or "")).split())


def changes(page: Page) -> list[list[str]]:
    """The lines of the list of changes: what, old, new, step, who asked."""
    (table,) = [e for e in page.all("table") if "changes" in (e.get("class") or "").split()]
    lines = []
    for row in table.iter(f"{XHTML}tr"):
        cells = [words(cell) for cell in row if cell.get("scope") != "col"]
        if cells:
            lines.append([cells[0], cells[1], cells[3], cells[4], cells[5]])
    return lines


def by_class(page: Page, name: str) -> Element:
    """The first element of this class."""
    return next(e for e in page.root.iter() if name in (e.get("class") or "").split())


def file_links(page: Page) -> list[str]:
    return [href for e in page.all("a") if "/files/" in (href := e.get("href") or "")]


def resubmitted(life: Life) -> None:
    """Returned with comments at a cell and a row, corrected here and there, answered and submitted again."""
    total = life.ask("请核对总数。", AT)
    row = life.ask("这一行请核对。", "system_building.trainings.r2")
    life.give_back("三处请核对。")
    life.save(
        {
            "members.member_total": "322",
            "members.member_enterprises": "296",
            "trainings.rows": "r4 r1 x9 r3",
            "trainings.x9.training_name": "新增培训（虚构）",
            "trainings.x9.training_participants": "30",
            "trainings.x9.training_year": "2016",
        }
    )
    life.answer(total, EntryKind.CHANGED, "")
    life.answer(row, EntryKind.EXPLAINED, "已删除。")
    life.explain()
    life.submit()


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(maxsplit=1)[0] not in {"BEGIN", "COMMIT", "ROLLBACK"}:
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    database_event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        database_event.remove(engine, "before_cursor_execute", note)
