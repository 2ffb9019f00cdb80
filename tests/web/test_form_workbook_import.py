"""Workbooks brought back through the pages, without JavaScript: uploaded, looked at, saved."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from portal.exchange.form_workbook.contents import Contents
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.returned_workbooks import blank_copy, downloaded, edited, not_read, with_row, without_row
from tests.web.contact import links, text_of_id, words
from tests.web.form_workbook_desk import MOBILE, SECTION, TOTAL, Contact

Holding = Callable[[Contents], None]


@pytest.fixture
def alice(client: PageClient, life: Life) -> Contact:
    return Contact(client, life, life.people.alice)


def test_what_was_filled_in_in_excel_is_shown_then_saved_and_in_the_history(
    alice: Contact, life: Life, holding: Holding
) -> None:
    life.save({"members.member_total": "10"})
    holding(edited(downloaded(life), {TOTAL: "1311", MOBILE: "13900000011"}))
    page = alice.preview()
    text = words(page)
    assert "What the workbook would change" in text
    assert "1,311" in text
    assert "2 changes" in text
    assert alice.cells() == {"members.member_total": "10"}
    done = Page(alice.client.get(alice.press().location).text)
    assert alice.cells() == {"members.member_total": "1311", "contact.mobile": "13900000011"}
    assert "The changes from “统计表（虚构）.xlsx” are saved." in text_of_id(done, "applied")
    history = words(alice.client.page(f"/filings/{life.id}/history"))
    assert "1,311" in history
    assert "Alice" in history


def test_the_changes_stand_under_their_sections_with_the_words_of_the_form(
    alice: Contact, life: Life, holding: Holding
) -> None:
    life.save({"trainings.r1.training_name": "第一期（虚构）"})
    file = without_row(downloaded(life), SECTION, "trainings", "r1")
    file = with_row(file, SECTION, "trainings", "new1", {"training_name": "第二期（虚构）"})
    page = alice.preview() if holding(file) is None else None
    assert page is not None
    text = words(page)
    assert "“第一期（虚构）”" in text
    assert "“第二期（虚构）”" in text
    assert page.text_of("dd") == ["0", "1", "1", "0", "0"]
    assert any(heading.startswith("1 ") for heading in page.text_of("h2"))


def test_a_text_that_cannot_be_read_as_its_kind_is_kept_and_said(alice: Contact, life: Life, holding: Holding) -> None:
    holding(edited(downloaded(life), {TOTAL: "约1930"}))
    text = words(alice.preview())
    assert "must be a non-negative whole number" in text
    assert "would bring 1 to fix" in text
    alice.press()
    assert alice.cells() == {"members.member_total": "约1930"}


def test_cells_that_hold_no_answer_are_named_by_sheet_and_cell_and_stay_as_they_are(
    alice: Contact, life: Life, holding: Holding
) -> None:
    life.save({"members.member_total": "10"})
    contents = edited(downloaded(life), {MOBILE: "13900000011"})
    place = contents.places[TOTAL]
    holding(not_read(contents, TOTAL, "=SUM(F3:F9)"))
    text = words(alice.preview())
    assert place in text
    assert "=SUM(F3:F9)" in text
    assert "The cell holds a formula: paste its value." in text
    alice.press()
    assert alice.cells() == {"members.member_total": "10", "contact.mobile": "13900000011"}


def test_a_workbook_that_changes_nothing_says_so_and_has_no_button(
    alice: Contact, life: Life, holding: Holding
) -> None:
    life.save({"members.member_total": "10"})
    holding(downloaded(life))
    page = alice.preview()
    assert "The workbook changes nothing" in page.text_of("h2")
    assert alice.form is None


def test_a_row_that_somebody_has_changed_since_is_said_to_stay(alice: Contact, life: Life, holding: Holding) -> None:
    life.save({"trainings.r1.training_name": "第一期（虚构）"})
    file = without_row(edited(downloaded(life), {TOTAL: "11"}), SECTION, "trainings", "r1")
    life.save({"trainings.r1.training_year": "2017"}, person=life.people.bob)
    holding(file)
    assert "was taken out of the file, but somebody has changed it in the portal since" in words(alice.preview())
    alice.press()
    assert alice.cells()["trainings.r1.training_name"] == "第一期（虚构）"


def test_a_blank_copy_is_taken_and_says_what_that_means(alice: Contact, life: Life, holding: Holding) -> None:
    life.save({"members.member_total": "10"})
    holding(edited(blank_copy(life), {TOTAL: "11"}))
    text = words(alice.preview())
    assert "This is a blank copy" in text
    assert "Alice, saved" in text


def test_earlier_imports_say_who_when_and_what_became_of_them(
    app: Flask, alice: Contact, life: Life, holding: Holding
) -> None:
    holding(edited(downloaded(life), {TOTAL: "11"}))
    alice.preview()
    waiting = words(alice.client.page(alice.base))
    assert "统计表（虚构）.xlsx" in waiting
    assert "not saved Look at it" in waiting
    alice.press()
    other = app.test_client()
    assert isinstance(other, PageClient)
    text = words(Contact(other, life, life.people.bob).client.page(alice.base))
    assert "Alice, saved" in text
    assert "Look at it" not in text


def test_the_task_list_leads_to_the_workbook(alice: Contact, life: Life) -> None:
    assert alice.base in links(alice.client.page(f"/filings/{life.id}/"))


def test_the_page_leads_to_every_file_in_both_ways_of_words(alice: Contact, life: Life) -> None:
    found = links(alice.client.page(alice.base))
    for path in (f"{alice.base}/file", f"{alice.base}/blank", f"/filings/{life.id}/form.pdf"):
        assert {f"{path}?words=zh", f"{path}?words=both"} <= set(found)
    assert f"/filings/{life.id}/print" in found


def test_texts_of_a_file_are_shown_as_text(alice: Contact, life: Life, holding: Holding) -> None:
    nasty = "<script>alert(1)</script>"
    contents = edited(downloaded(life), {f"{SECTION}.contact.contact_name": nasty})
    contents = replace(contents, places=contents.places | {TOTAL: nasty})
    holding(not_read(contents, TOTAL, nasty))
    answer = alice.client.get(alice.upload(name=f"{nasty}.xlsx").location)
    assert "<script>alert" not in answer.text
    assert answer.text.count("&lt;script&gt;") >= 3
