"""A contact before the pages of workbooks: what she uploads, what she is shown, what she chooses and presses."""

import io

import pytest
from werkzeug.test import TestResponse

from portal.exchange.form_workbook.contents import Contents
from portal.models import Person, SectionDocument
from portal.services import workbooks
from tests.support.client import PageClient
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.web.entering import enter

SECTION = "system_building"
TOTAL = f"{SECTION}.members.member_total"
MOBILE = f"{SECTION}.contact.mobile"


class Contact:
    """Somebody signed in before the page of workbooks of Alice's filing."""

    def __init__(self, client: PageClient, life: Life, person: Person, language: str = "en") -> None:
        enter(client, person)
        client.post(f"/language/{language}", data={"next": "/filings/"})
        self.client, self.life = client, life
        self.base = f"/filings/{life.id}/workbook"

    def upload(self, data: bytes = b"file", expect: int = 303, name: str = "统计表（虚构）.xlsx") -> TestResponse:
        fields = {"workbook": (io.BytesIO(data), name)}
        return self.client.post(self.base, data=fields, content_type="multipart/form-data", expect=expect)

    def preview(self) -> Page:
        """The page that an upload leads to; its form is kept for :meth:`press`."""
        self.path = self.upload().location
        return self.look(Page(self.client.get(self.path).text))

    def look(self, page: Page) -> Page:
        """Keep the form of *page* as it stands: hidden fields and what is chosen."""
        self.form = next((f for f in page.all("form") if f.get("action") == self.path), None)
        self.fields: dict[str, str] = {}
        for field in self.form.iter(f"{XHTML}input") if self.form is not None else ():
            if field.get("type") != "radio" or field.get("checked") is not None:
                self.fields[field.get("name", "")] = field.get("value", "")
        return page

    def options(self, address: str) -> dict[str, str]:
        """The values that can be chosen for a cell, by what they begin with."""
        assert self.form is not None
        found = [i.get("value", "") for i in self.form.iter(f"{XHTML}input") if i.get("name") == address]
        return {value.partition(":")[0]: value for value in found}

    def press(self, expect: int = 303, **chosen: str) -> TestResponse:
        """Press the button that saves, with choices by address (dots as double underscores)."""
        named = {name.replace("__", "."): choice for name, choice in chosen.items()}
        data = self.fields | {address: self.options(address)[choice] for address, choice in named.items()}
        return self.client.post(self.path, data=data, expect=expect)

    def cells(self) -> dict[str, str]:
        return dict(
            self.life.rows(
                SectionDocument, SectionDocument.filing_id == self.life.id, SectionDocument.section == SECTION
            )[0].cells
        )


def hold(monkeypatch: pytest.MonkeyPatch, contents: Contents) -> None:
    """Let every file that is uploaded from now on hold *contents*."""
    monkeypatch.setattr(workbooks, "read_file", lambda _data, _max_bytes: contents)
