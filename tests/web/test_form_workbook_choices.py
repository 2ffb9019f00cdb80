"""Cells that were changed in the file and in the portal: chosen on the page, without JavaScript, and saved."""

from collections.abc import Callable

import pytest

from portal.exchange.form_workbook.contents import Contents
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.returned_workbooks import downloaded, edited
from tests.web.contact import links, text_of_id, words
from tests.web.form_workbook_desk import MOBILE, SECTION, TOTAL, Contact

Holding = Callable[[Contents], None]


@pytest.fixture
def alice(client: PageClient, life: Life) -> Contact:
    return Contact(client, life, life.people.alice)


def conflict(life: Life) -> Contents:
    """A file in which a cell says 11 that Bob has set to 12 since, and a mobile number of its own."""
    life.save({"members.member_total": "10"})
    file = edited(downloaded(life), {TOTAL: "11", MOBILE: "13900000011"})
    life.save({"members.member_total": "12"}, person=life.people.bob)
    return file


@pytest.mark.parametrize(("choice", "stands"), [("file", "11"), ("portal", "12")])
def test_a_cell_changed_in_both_places_takes_what_is_chosen(
    alice: Contact, life: Life, holding: Holding, choice: str, stands: str
) -> None:
    holding(conflict(life))
    page = alice.preview()
    assert "Bob, saved" in words(page)
    assert TOTAL not in alice.fields
    alice.press(**{TOTAL.replace(".", "__"): choice})
    assert alice.cells() == {"members.member_total": stands, "contact.mobile": "13900000011"}


def test_without_a_choice_nothing_is_saved_and_the_cell_is_pointed_at(
    alice: Contact, life: Life, holding: Holding
) -> None:
    holding(conflict(life))
    alice.preview()
    answer = alice.press(expect=422)
    assert text_of_id(Page(answer.text), "undecided").startswith("Nothing was saved")
    assert alice.cells() == {"members.member_total": "12"}
    alice.look(Page(answer.text))
    alice.press(**{TOTAL.replace(".", "__"): "file"})
    assert alice.cells()["members.member_total"] == "11"


@pytest.mark.parametrize("choice", ["file", "portal"])
def test_all_cells_can_be_marked_at_once_and_nothing_is_saved_by_that(
    alice: Contact, life: Life, holding: Holding, choice: str
) -> None:
    life.save({"members.member_total": "10", "contact.mobile": "13900000000"})
    file = edited(downloaded(life), {TOTAL: "11", MOBILE: "13900000011"})
    life.save({"members.member_total": "12", "contact.mobile": "13900000012"}, person=life.people.bob)
    holding(file)
    marked = next(link for link in links(alice.preview()) if f"prefer={choice}" in link)
    alice.look(Page(alice.client.get(marked).text))
    assert {alice.fields[a].partition(":")[0] for a in (TOTAL, MOBILE)} == {choice}
    assert alice.cells()["members.member_total"] == "12"
    alice.press()
    assert alice.cells()["members.member_total"] == {"file": "11", "portal": "12"}[choice]


def test_what_was_changed_since_it_was_shown_is_shown_anew_and_good_choices_are_kept(
    alice: Contact, life: Life, holding: Holding
) -> None:
    life.save({"members.member_total": "10", "contact.mobile": "13900000000"})
    file = edited(downloaded(life), {TOTAL: "11", MOBILE: "13900000011", f"{SECTION}.contact.contact_name": "沈一帆"})
    life.save({"members.member_total": "12", "contact.mobile": "13900000012"}, person=life.people.bob)
    holding(file)
    alice.preview()
    life.save({"members.member_total": "13"}, person=life.people.bob)
    before = alice.cells()
    answer = alice.press(expect=409, **{TOTAL.replace(".", "__"): "file", MOBILE.replace(".", "__"): "file"})
    assert alice.cells() == before
    page = alice.look(Page(answer.text))
    assert "have changed since this page was shown" in text_of_id(page, "changed-since")
    # The choice about the mobile number is about the same two values; the other one is not.
    assert MOBILE in alice.fields
    assert TOTAL not in alice.fields
    alice.press(**{TOTAL.replace(".", "__"): "portal"})
    assert alice.cells()["members.member_total"] == "13"
    assert alice.cells()["contact.mobile"] == "13900000011"


def test_pressing_twice_is_harmless(alice: Contact, life: Life, holding: Holding) -> None:
    holding(edited(downloaded(life), {TOTAL: "11"}))
    alice.preview()
    first = alice.press()
    life.save({"members.member_total": "12"}, person=life.people.bob)
    assert alice.press().location == first.location
    assert alice.cells() == {"members.member_total": "12"}
    assert alice.client.get(alice.path, expect=303).location == first.location
