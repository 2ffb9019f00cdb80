"""The queue as its reader finds it: lines by name, links and fields of the page."""

from xml.etree.ElementTree import Element

from portal.models import Person
from tests.support.client import PageClient
from tests.support.html import Page
from tests.web.entering import enter


def rows(page: Page) -> dict[str, str]:
    """The text of every line, by the association's name."""
    found = {}
    for row in page.all("tr"):
        heads = [cell for cell in row if cell.tag.endswith("th") and cell.get("scope") == "row"]
        if heads:
            name = next(e for e in heads[0].iter() if e.get("lang") == "zh-CN")
            found["".join(name.itertext())] = " ".join("".join(row.itertext()).split())
    return found


def links(page: Page, label: str) -> list[str]:
    """Where the links with this label lead."""
    return [e.get("href", "") for e in page.all("a") if " ".join("".join(e.itertext()).split()) == label]


def element(page: Page, tag: str, **attributes: str) -> Element:
    """The one element with these attributes."""
    (found,) = [e for e in page.all(tag) if all(e.get(name) == value for name, value in attributes.items())]
    return found


def enter_in_english(client: PageClient, somebody: Person) -> None:
    """Sign in, and read English from then on."""
    enter(client, somebody)
    client.post("/language/en")
