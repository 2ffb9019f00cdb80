"""A contact at work on one section without JavaScript: what the page's form would post, and what it says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from portal.models import Filing
from tests.support.client import PageClient
from tests.support.html import XHTML, Page


@dataclass
class Desk:
    """One section of one filing, through one signed-in client."""

    client: PageClient
    filing: Filing
    section: str
    page: Page = field(init=False)

    @property
    def path(self) -> str:
        return f"/filings/{self.filing.id}/{self.section.replace('_', '-')}"

    def open(self, query: str = "", language: str | None = None) -> Page:
        """Fetch the page, in *language* (``zh`` or ``en``) if it is said."""
        if language:
            self.client.post(f"/language/{language}", data={"next": self.path})
        self.page = self.client.page(self.path + query)
        return self.page

    def controls(self) -> Iterator[Element]:
        """The form's inputs, in the order of the page."""
        form = next(e for e in self.page.all("form") if e.get("id") == "section-form")
        for element in form.iter():
            if isinstance(element.tag, str) and element.tag.removeprefix(XHTML) in {"input", "select", "textarea"}:
                yield element

    def fields(self) -> list[tuple[str, str]]:
        """Everything a browser would post from the page as it stands, buttons left aside."""
        posted = []
        for element in self.controls():
            name = element.get("name")
            if name is None or element.get("disabled") is not None:
                continue
            if element.get("type") in {"checkbox", "radio"} and element.get("checked") is None:
                continue
            posted.append((name, value_of(element)))
        return posted

    def post(self, *cells: tuple[str, str], action: str = "save", expect: int = 303) -> TestResponse:
        """Type *cells* into the page as it stands (an empty list of boxes unticks them all) and press a button."""
        typed = {name for name, _ in cells}
        fields = [(n, v) for n, v in self.fields() if n not in typed]
        data: dict[str, list[str]] = {}
        for name, value in [*fields, *cells, ("action", action)]:
            data.setdefault(name, []).append(value)
        return self.client.post(self.path, data=data, expect=expect)

    def cell(self, address: str) -> Element:
        """The input of *address*; the last one where a hidden blank stands before boxes."""
        found = [e for e in self.controls() if e.get("name") == address]
        assert found, f"no input is named {address}"
        return found[-1]

    def shown(self, address: str) -> str:
        """What the input of *address* shows."""
        return value_of(self.cell(address))

    def ticked(self, address: str) -> list[str]:
        """Values of the ticked boxes of *address*."""
        return [
            e.get("value", "")
            for e in self.controls()
            if e.get("name") == address and e.get("type") == "checkbox" and e.get("checked") is not None
        ]

    def said_at(self, address: str) -> str:
        """What is said at a cell: the text of the element its input refers to."""
        described = self.cell(address).get("aria-describedby", "").split()
        texts = {e.get("id"): " ".join("".join(e.itertext()).split()) for e in self.page.root.iter() if e.get("id")}
        return " ".join(texts[i] for i in described if i.startswith("p-"))

    def rows(self, block: str) -> list[str]:
        """Ids of the rows of *block* on the page, in their order."""
        names = [e.get("name", "").split(".") for e in self.controls()]
        return list(dict.fromkeys(n[1] for n in names if len(n) == 3 and n[0] == block))

    def text(self) -> str:
        """All the text of the page."""
        return " ".join("".join(self.page.root.itertext()).split())


def value_of(element: Element) -> str:
    """What a browser would post for one input."""
    tag = str(element.tag).removeprefix(XHTML)
    if tag == "textarea":
        return (element.text or "").removeprefix("\n")
    if tag == "select":
        chosen = [o for o in element.iter(f"{XHTML}option") if o.get("selected") is not None]
        return chosen[-1].get("value", "") if chosen else ""
    return element.get("value", "on" if element.get("type") == "checkbox" else "")
