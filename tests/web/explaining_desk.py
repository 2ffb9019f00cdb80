"""A contact before what is to be explained: the boxes of a page, what they say, and what is posted from them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from portal.models import Explanation, Filing
from portal.services.transactions import writing
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.web.contact import Contact

OPERATIONS = "collaborative_utilization"
AMOUNT = "operations_by_year.2017.assigned_amount"
AT = f"{OPERATIONS}.{AMOUNT}"
#: Three rules ask about this amount of sample C.
KEYS = f"XYR-08@{AT} UNT-03@{AT} UNT-04@{AT}"
BOX = "x-" + AT.replace(".", "-")
WHY = "2017年签订了一份涉及12件专利的转让合同（虚构）。"


def nothing_explained(life: Life) -> Life:
    """The filled return of *life* as if nothing had ever been explained in it, and a wrong unit in one amount."""
    with life.acting(), writing() as session:
        session.execute(delete(Explanation).where(Explanation.filing_id == life.id))
        session.execute(update(Filing).where(Filing.id == life.id).values(explained=False))
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    return life


def element(page: Page, id_: str) -> Element | None:
    """The element of this id, if there is one."""
    return next((e for e in page.root.iter() if e.get("id") == id_), None)


def words_of(page: Page, id_: str) -> str:
    """The text of the element of this id, white space folded; blank where there is none."""
    found = element(page, id_)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def boxes(page: Page) -> Iterator[tuple[str, str]]:
    """Keys and text of every box of the form of explanations, in the order of the page."""
    own = [e for e in page.all("input", "textarea") if e.get("form") == "explaining"]
    keys = [e.get("value", "") for e in own if e.get("name") == "key"]
    texts = [(e.text or "").removeprefix("\n") for e in own if e.tag == f"{XHTML}textarea"]
    return zip(keys, texts, strict=True)


def explain(contact: Contact, page: Page, typed: dict[str, str], expect: int = 303, **buttons: str) -> TestResponse:
    """Type into the boxes of *page* by their keys, and press a button."""
    hidden = [e for f in page.all("form") if f.get("id") == "explaining" for e in f.iter(f"{XHTML}input")]
    fields = [(e.get("name", ""), e.get("value", "")) for e in hidden]
    for keys, text in boxes(page):
        fields += [("key", keys), ("text", typed.get(keys, text))]
    path = f"{contact.base}/explanations"
    return contact.client.post(path, data=as_form([*fields, *buttons.items()]), expect=expect)


def as_form(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Fields as a test client posts them, in their order."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data
