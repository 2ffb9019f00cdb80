"""Somebody who types a sample filing into the pages, cell by cell, as a secretary would."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Rows, Section
from portal.form.document import Document, row_ids
from portal.form.kinds import Choice, Choices
from tests.support.people import PASSWORD


class Typist:
    """Works on one filing with one browser page; *script* says whether the page runs JavaScript."""

    def __init__(self, page: Page, address: str, *, script: bool) -> None:
        self.page, self.address, self.script = page, address, script

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")

    def speak(self, language: str) -> None:
        """Switch the pages to *language* (``zh-CN`` or ``en``) with the button, unless they are in it."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.click("header button:has-text('English'), header button:has-text('中文')")
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def sign_out(self) -> None:
        self.page.click("header button:has-text('退出'), header button:has-text('Sign out')")
        expect(self.page.locator("input[name=password]")).to_be_visible()

    def open(self, filing: object, section: str) -> None:
        self.page.goto(f"{self.address}/filings/{filing}/{section.replace('_', '-')}")

    def go_on(self) -> None:
        """Press “save and go on”, and wait for the page that follows."""
        here = self.page.url.partition("#")[0]
        self.page.click("button[name=action][value=next]")
        self.page.wait_for_url(lambda url: url.partition("#")[0] != here)

    def fill_in(self, section: Section, document: Document) -> None:
        """Type the whole of *document* into the open page of *section*."""
        rows = {b.code: self._rows(b, document) for b in section.blocks if isinstance(b, Rows)}
        for address, text in document.items():
            block, _, rest = address.partition(".")
            if rest == ROWS:
                continue
            if rest == NOTHING_TO_REPORT:
                self.page.check(f'input[type=checkbox][name="{address}"]')
                continue
            code = rest.rpartition(".")[2]
            name = address
            if block in rows:
                row = rest.partition(".")[0]
                name = f"{block}.{rows[block][row]}.{code}"
            self._type(section.by_code[block].cell_kinds[code], name, text)

    def _type(self, kind: object, name: str, text: str) -> None:
        if isinstance(kind, Choices):
            for code in text.split(","):
                self.page.check(f'input[type=checkbox][name="{name}"][value="{code}"]')
        elif isinstance(kind, Choice):
            self.page.select_option(f'select[name="{name}"]', text)
        else:
            self._named(name).fill(text)

    def _named(self, name: str) -> Locator:
        return self.page.locator(f'[name="{name}"]:not([type=hidden])')

    def _rows(self, block: Rows, document: Document) -> Mapping[str, str]:
        """Ids on the page for the rows of *document*, as many added as are wanting."""
        wanted = row_ids(document, block.code)
        while len(present := self._present(block)) < len(wanted):
            self.page.click(f'button[value="add:{block.code}"]')
            if self.script:
                expect(self.page.locator(self._first_column(block))).to_have_count(len(present) + 1)
        return dict(zip(wanted, present, strict=False))

    def _first_column(self, block: Rows) -> str:
        code = next(code for code, kind in block.cell_kinds.items() if not isinstance(kind, Choices))
        return f'table [name^="{block.code}."][name$=".{code}"]'

    def _present(self, block: Rows) -> list[str]:
        names = self.page.locator(self._first_column(block)).evaluate_all("found => found.map(one => one.name)")
        return [match[1] for name in names if (match := re.fullmatch(r"\w+\.(\w+)\.\w+", name))]

    def shown(self, section: Section, document: Document) -> dict[str, str]:
        """What the open page of *section* shows for the cells of *document*, by address."""
        found = {}
        rows = {b.code: self._present(b) for b in section.blocks if isinstance(b, Rows)}
        for address in document:
            block, _, rest = address.partition(".")
            if rest == ROWS:
                found[address] = document[address]
                continue
            name = address
            if rest == NOTHING_TO_REPORT:
                ticked = self.page.is_checked(f'input[type=checkbox][name="{name}"]')
                found[address] = "1" if ticked else ""
                continue
            code = rest.rpartition(".")[2]
            if block in rows:
                order = row_ids(document, block)
                name = f"{block}.{rows[block][order.index(rest.partition('.')[0])]}.{code}"
            kind = section.by_code[block].cell_kinds[code]
            if isinstance(kind, Choices):
                boxes = self.page.locator(f'input[type=checkbox][name="{name}"]:checked')
                found[address] = ",".join(boxes.evaluate_all("found => found.map(one => one.value)"))
            else:
                found[address] = kind.read(self._named(name).input_value())
        return found
