"""A whole round in real browsers: filled in by two, submitted, returned, corrected, accepted, closed, counted.

Charlie and Dora fill in for one association, Alice for another one; Conrad and Clara coordinate two
regions; Nadia runs the portal. With and without JavaScript.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_security import hash_password
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, Response, expect

from portal.filing.access import Role
from portal.form.blocks import Fields, Rows, YearParts
from portal.form.document import filled_rows
from portal.form.editions import EDITION_2017
from portal.form.kinds import Amount, Integer
from portal.models import db
from portal.models.database import act_for
from tests.browser.typist import Typist
from tests.documents import small_docx
from tests.form.samples import SAMPLES, documents
from tests.support.people import PASSWORD, World, person

TYPED = documents(SAMPLES["A"])
TOTAL, ENTERPRISES = "members.member_total", "members.member_enterprises"
CELL = f"system_building.{TOTAL}"
LIST, PART = "system_building.trainings", "patent_protection"
NewContext = Callable[..., BrowserContext]


class Company:
    """Everybody of the round, each with a browser of their own, all speaking English."""

    def __init__(self, address: str, new_context: NewContext, *, script: bool) -> None:
        self.address, self.new_context, self.script = address, new_context, script
        self.seated: dict[str, Typist] = {}

    def __getattr__(self, name: str) -> Typist:
        if name not in self.seated:
            context = self.new_context(java_script_enabled=self.script)
            typist = Typist(context.new_page(), self.address, script=self.script)
            typist.sign_in(f"{name}@example.org")
            typist.speak("en")
            self.seated[name] = typist
        return self.seated[name]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_round_from_the_first_cell_to_the_national_figures(
    app: Flask, world: World, live_server: str, new_context: NewContext, tmp_path: Path, script: bool
) -> None:
    with app.app_context():
        act_for(db.session(), None)
        db.session.add(person("Dora", hash_password(PASSWORD), Role.EDITOR, world.foreign_association.id))
        db.session.commit()
    company, filing = Company(live_server, new_context, script=script), world.foreign_filing.id
    typed = {code: dict(cells) for code, cells in TYPED.items()}

    fill_in_together(company, filing, tmp_path)
    first = submit(company, filing)
    nobody_else_sees_it(company, filing)
    send_back_with_three_comments(company, filing)
    typed["system_building"] |= correct_and_answer(company, filing)
    second = submit(company, filing)
    assert (first, second) == ("2017-32-0002-1", "2017-32-0002-2")
    compare_and_accept(company, filing)
    close_while_another_writes(company, world, tmp_path)
    the_workbook_says_what_was_typed(company, world, typed, tmp_path)


def fill_in_together(company: Company, filing: object, folder: Path) -> None:
    """Two contacts of one association share the sections; the editor uploads the summary but cannot submit."""
    for section in EDITION_2017.sections[:4]:
        contact = company.charlie if section.number in "一二" else company.dora
        contact.open(filing, section.code)
        contact.fill_in(section, TYPED[section.code])
        contact.go_on()
    upload(company.dora, filing, folder)
    page = company.dora.page
    page.goto(f"{company.address}/filings/{filing}/submit")
    expect(page.get_by_text("Charlie can submit it")).to_be_visible()
    expect(page.locator("input[name=declaration]")).to_have_count(0)


def upload(contact: Typist, filing: object, folder: Path) -> Response | None:
    """Upload a small work summary; the answer of the portal."""
    summary = folder / "工作总结（虚构）.docx"
    summary.write_bytes(small_docx())
    contact.open(filing, "summary_materials")
    contact.page.set_input_files("input[type=file]", summary)
    with contact.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        contact.page.click("form[enctype='multipart/form-data'] button[type=submit]")
    return answer.value


def submit(company: Company, filing: object) -> str:
    """Charlie declares and submits; the reference number of the receipt."""
    page = company.charlie.page
    page.goto(f"{company.address}/filings/{filing}/submit")
    page.check("input[name=declaration]")
    page.fill("input[name=responsible]", "顾维钧（虚构）")
    page.get_by_role("button", name="Submit to the coordinator").click()
    expect(page.locator(".refno")).to_be_visible()
    expect(page.locator(".hash")).to_be_visible()
    return page.locator(".refno").inner_text()


def nobody_else_sees_it(company: Company, filing: object) -> None:
    """Neither the contact of another association nor the coordinator of another region finds it."""
    for stranger in (company.alice, company.clara):
        for path in ("", "review", "receipt", "submissions/1", "system-building"):
            answer = stranger.page.goto(f"{company.address}/filings/{filing}/{path}")
            assert answer is not None
            assert answer.status == 404, path


def send_back_with_three_comments(company: Company, filing: object) -> None:
    """Conrad finds the return in his queue, pins a comment to a cell, a list's row and a section, and returns it."""
    page = company.conrad.page
    page.goto(f"{company.address}/review/")
    page.locator(f"a[href*='/filings/{filing}/review']").first.click()
    row = TYPED["system_building"]["trainings.rows"].split()[0]
    assert row
    first_row = page.locator("[id^='c-system_building-trainings-'] a.ask").first
    comment(page, page.locator("#c-system_building-members-member_total a.ask").get_attribute("href"), "总数请核对。")
    comment(page, first_row.get_attribute("href"), "这次培训的人数请核对。")
    comment(page, f"/filings/{filing}/comments/new?address={PART}", "请补充主要对象。")
    page.goto(f"{company.address}/filings/{filing}/return")
    page.fill("textarea[name=reason]", "三处请核对。")
    page.get_by_role("button", name="Return to the association").click()
    expect(page.get_by_text("Returned").first).to_be_visible()


def comment(page: Page, href: str | None, text: str) -> None:
    """Pin a comment by the page that *href* leads to."""
    assert href
    page.goto(href)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text(text).first).to_be_visible()


def correct_and_answer(company: Company, filing: object) -> Mapping[str, str]:
    """Charlie finds each comment, corrects a figure and answers all three; the cells changed."""
    page, before = company.charlie.page, TYPED["system_building"]
    page.goto(f"{company.address}/filings/{filing}/submit")
    expect(page.get_by_text("items to deal with before you submit")).to_be_visible()
    changed = {address: str(int(before[address]) + 3) for address in (TOTAL, ENTERPRISES)}
    company.charlie.open(filing, "system_building")
    expect(page.get_by_text("总数请核对。")).to_be_visible()
    for address, text in changed.items():
        page.locator(f'[name="{address}"]:not([type=hidden])').fill(text)
    company.charlie.go_on()
    for kind, text in (
        ("changed", ""),
        ("explained", "人数按签到表统计（虚构）。"),
        ("disagree", "对象已在总结中列出。"),
    ):
        page.goto(f"{company.address}/filings/{filing}/")
        box = page.locator("fieldset:has(input[name=kind]):visible").first
        box.locator(f"input[value={kind}]").check()
        form = box.locator("input[name=kind]").first.get_attribute("form")
        page.locator(f'textarea[form="{form}"]').fill(text)
        page.locator(f'button[form="{form}"]').click()
        page.wait_for_load_state()
    page.goto(f"{company.address}/filings/{filing}/submit")
    expect(page.get_by_text("Every comment is answered.")).to_be_visible()
    return changed


def compare_and_accept(company: Company, filing: object) -> None:
    """Conrad sees what was, what is, and which comment it answers; he closes the comments and accepts."""
    page = company.conrad.page
    page.goto(f"{company.address}/filings/{filing}/review")
    cell = page.locator("#c-system_building-members-member_total")
    expect(cell.locator("s")).to_contain_text(TYPED["system_building"][TOTAL])
    expect(cell).to_contain_text(str(int(TYPED["system_building"][TOTAL]) + 3))
    expect(page.get_by_text("not asked for").first).to_be_visible()
    page.get_by_role("button", name="Close all 3 answered comments").click()
    page.get_by_role("button", name="Accept", exact=True).click()
    page.goto(f"{company.address}/filings/{filing}/review")
    expect(page.locator(".state-accepted").first).to_be_visible()


def close_while_another_writes(company: Company, world: World, folder: Path) -> None:
    """Nadia closes the round while Alice has a page open: her save, her upload and her submission are refused."""
    alice, mine = company.alice, world.filing.id
    alice.open(mine, "system_building")
    page = company.nadia.page
    page.goto(f"{company.address}/rounds/{world.round.id}/close")
    page.fill("textarea[name=reason]", "到期关闭（虚构）。")
    page.fill("input[name=confirmation]", "2017")
    page.get_by_role("button", name="Close the 2017 round").click()
    expect(page.get_by_text("Closed").first).to_be_visible()

    with alice.page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        alice.page.locator('[name="basic.supervising_body"]').fill("关闭之后才写的（虚构）")
        alice.page.click("button[name=action][value=next]")
    assert saved.value.status == 409
    uploaded = upload_by_hand(alice, mine, folder)
    assert uploaded == 422
    submitted = post(alice, mine, "submit", {"version": "0", "declaration": "1", "responsible": "普洱（虚构）"})
    assert submitted in (409, 422)
    alice.open(mine, "system_building")
    expect(alice.page.get_by_text("关闭之后才写的（虚构）")).to_have_count(0)


def post(contact: Typist, filing: object, path: str, fields: Mapping[str, str]) -> int:
    """Post *fields* as a page that was still open would: with the token of the session. The status."""
    token = contact.page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    address = f"{contact.address}/filings/{filing}/{path}"
    return contact.page.request.post(address, form={"csrf_token": token, **fields}, max_redirects=0).status


def upload_by_hand(contact: Typist, filing: object, folder: Path) -> int:
    """Post a file as a page that was still open would. The status."""
    token = contact.page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    file = {"name": "迟到.docx", "mimeType": "application/octet-stream", "buffer": small_docx()}
    address = f"{contact.address}/filings/{filing}/summary-materials/files"
    fields = {"csrf_token": token, "files": file}
    return contact.page.request.post(address, multipart=fields, max_redirects=0).status  # type: ignore[arg-type]


def the_workbook_says_what_was_typed(
    company: Company, world: World, typed: Mapping[str, Mapping[str, str]], folder: Path
) -> None:
    """Every number that was typed stands in the national workbook, marked as accepted, and nothing else does."""
    page = company.nadia.page
    page.goto(f"{company.address}/rounds/{world.round.id}/")
    with page.expect_download() as fetched:
        page.locator(f"a[href*='/rounds/{world.round.id}/workbook']").first.click()
    book = folder / "figures.xlsx"
    fetched.value.save_as(book)
    sheets = load_workbook(book).worksheets
    head, *rows = sheets[0].iter_rows(values_only=True)
    figures = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    assert {(row["Association"], row["State"]) for row in figures} == {(world.foreign_association.name, "Accepted")}
    found = {(row["Code"], row["Year"]): Decimal(str(row["Value"])) for row in figures if not row["Category"]}
    wanted = numbers(typed)
    assert {key: value for key, value in found.items() if key in wanted} == wanted
    lists = [b for s in EDITION_2017.sections for b in s.blocks if isinstance(b, Rows)]
    for number, block in enumerate(lists, start=1):
        section = next(s for s in EDITION_2017.sections if block in s.blocks)
        assert sheets[number].max_row - 1 == len(filled_rows(typed[section.code], block)), block.code


def numbers(typed: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, int | None], Decimal]:
    """The numbers of the cells that stand once, and of the parts by year."""
    found: dict[tuple[str, int | None], Decimal] = {}
    for section in EDITION_2017.sections:
        for block in section.blocks:
            years = [None] if isinstance(block, Fields) else list(range(2016, 2018)) * isinstance(block, YearParts)
            for year in years:
                for code, kind in block.cell_kinds.items():
                    at = f"{block.code}.{year}.{code}" if year else f"{block.code}.{code}"
                    text = typed[section.code].get(at, "")
                    if text and isinstance(kind, Integer | Amount):
                        found[(f"{section.code}.{block.code}.{code}", year)] = Decimal(text)
    assert len(found) > 70
    return found
