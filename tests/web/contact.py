"""A contact before the pages of one return: what she reads, what she posts, where the focus is put."""

from typing import Any

from werkzeug.test import TestResponse

from tests.support.client import PageClient
from tests.support.html import XHTML, Page
from tests.support.lives import RESPONSIBLE, Life


class Contact:
    """Somebody signed in with *client* before the pages of the filing of *life*."""

    def __init__(self, client: PageClient, life: Life) -> None:
        self.client, self.life = client, life
        self.base = f"/filings/{life.id}"

    def open(self, path: str = "/", language: str = "en") -> Page:
        """The page at *path* of the filing, in *language*."""
        self.client.post(f"/language/{language}", data={"next": "/filings/"})
        return self.client.page(self.base + path)

    def read(self, path: str = "/", language: str = "en") -> str:
        """The text of that page."""
        return words(self.open(path, language))

    def submit(self, expect: int = 303, page: Page | None = None, **fields: Any) -> TestResponse:
        """Declare and press the button on the page before submitting."""
        typed = {"responsible": RESPONSIBLE, "declaration": "1"} | fields
        data = hidden(page or self.open("/submit"), "/submit") | typed
        return self.client.post(f"{self.base}/submit", data=data, expect=expect)

    def withdraw(self, expect: int = 303, page: Page | None = None) -> TestResponse:
        """Press the button on the page that asks before withdrawing."""
        data = hidden(page or self.open("/withdraw"), "/withdraw")
        return self.client.post(f"{self.base}/withdraw", data=data, expect=expect)

    def answer(self, comment: object, expect: int = 303, **fields: str) -> TestResponse:
        """Send an answer to a comment."""
        return self.client.post(f"{self.base}/comments/{comment}/answer", data=fields, expect=expect)


def words(page: Page | TestResponse) -> str:
    """All the text of a page, white space folded."""
    root = page.root if isinstance(page, Page) else Page(page.text).root
    return " ".join("".join(root.itertext()).split())


def hidden(page: Page, ending: str) -> dict[str, str]:
    """What the form posts unseen whose address ends with *ending*."""
    form = next(f for f in page.all("form") if (f.get("action") or "").endswith(ending))
    return {i.get("name", ""): i.get("value", "") for i in form.iter(f"{XHTML}input") if i.get("type") == "hidden"}


def focused(answer: TestResponse) -> list[str]:
    """Name, id or class of what takes the focus on the page that answers."""
    found = [e for e in Page(answer.text).root.iter() if e.get("autofocus") is not None]
    return [e.get("name") or e.get("id") or e.get("class") or "" for e in found]


def links(page: Page) -> list[str]:
    """Where the links of a page lead."""
    return [a.get("href", "") for a in page.all("a")]


def text_of_id(page: Page, id_: str) -> str:
    """The text of the element *id_*, white space folded; blank when there is none."""
    found = [e for e in page.root.iter() if e.get("id") == id_]
    return " ".join("".join(found[0].itertext()).split()) if found else ""
