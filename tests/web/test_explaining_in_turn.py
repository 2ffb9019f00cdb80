"""Working through soft problems: between sections, from one to the next, converting, and what an autosave answers."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.models import Explanation, SectionDocument
from tests.sections.desk import Desk
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.web.contact import Contact, hidden, links
from tests.web.explaining_desk import AMOUNT, BOX, KEYS, OPERATIONS, WHY, boxes, explain, nothing_explained, words_of
from tests.web.review_desk import counted

SECTION = "/collaborative-utilization"
#: Asked by the number of grants, which stand in one section, and of purchases, which stand in another.
STOCK = "system_building.patents_by_year.2017.in_force_total"


@pytest.fixture
def asked(filled: Life) -> Life:
    """Alice's return, filled in, with nothing explained: three rules ask about one amount, one about another cell."""
    return nothing_explained(filled)


def stored(life: Life) -> dict[str, str]:
    """The explanations of the filing by problem."""
    return {each.problem: each.text for each in life.rows(Explanation, Explanation.filing_id == life.id)}


def ways(page: Page) -> Iterator[list[tuple[str, str]]]:
    """The links that lead on from each problem, as words and target."""
    for place in (e for e in page.all("p") if e.get("class") == "walk"):
        yield [("".join(a.itertext()), a.get("href", "")) for a in place.iter(f"{XHTML}a")]


def test_problems_between_sections_are_shown_at_the_cell_to_whoever_comes_from_a_list(
    alice: Contact, asked: Life
) -> None:
    asked.save({"patents_by_year.2017.in_force_total": "99999", "patents_by_year.2017.in_force_invention": "99999"})
    assert any(STOCK in keys for keys, _text in boxes(alice.open("/submit")))
    place = f"{alice.base}/system-building?problems=1"
    assert place in links(alice.open("/"))
    page = alice.open("/system-building?problems=1")
    between = next(keys for keys, _text in boxes(page) if STOCK in keys)
    assert "XYR-01" in between
    assert all("XYR-01" not in keys for keys, _text in boxes(alice.open("/system-building")))
    answer = explain(alice, page, {between: WHY}, pressed=between)
    assert answer.location.startswith(f"{place}#x-system_building")
    assert "XYR-01" in "".join(stored(asked))


def test_the_problems_are_worked_through_from_the_first_to_the_last_section_and_back(
    alice: Contact, asked: Life
) -> None:
    asked.save({"operations_by_year.2013.purchased_patents": "约30"}, OPERATIONS)
    page = alice.open(f"{SECTION}?problems=1")
    first, second = ways(page)
    amount = f"#c-{AMOUNT.replace('.', '-')}"
    assert first[-1] == ("Next problem", amount)
    assert second[0] == ("Previous problem", "#c-operations_by_year-2013-purchased_patents")
    words_on, onward = second[1]
    assert words_on == "Next, in section 4 Patent protection"
    following = list(ways(alice.open(onward.removeprefix(alice.base).partition("#")[0])))
    assert following[0][0] == ("Previous problem", f"{alice.base}{SECTION}?problems=1{amount}")
    assert following[-1][-1] == ("To the list of what is left", f"{alice.base}/submit")


def test_a_figure_is_converted_only_by_the_click_with_everything_typed_beside_it(alice: Contact, asked: Life) -> None:
    desk = Desk(alice.client, asked.filing, OPERATIONS)
    desk.open(language="en")
    assert "Change to 1,286 (÷ 10,000)" in words_of(desk.page, BOX)
    button = next(b for b in desk.page.all("button") if (b.get("value") or "").startswith("convert:"))
    assert button.get("form") == "section-form"
    other = "operations_by_year.2016.purchased_amount"
    answer = desk.post((other, "1011"), action=button.get("value", ""))
    assert answer.location == f"{desk.path}#c-{AMOUNT.replace('.', '-')}"
    desk.open()
    assert (desk.shown(AMOUNT), desk.shown(other)) == ("1,286", "1,011")
    assert dict(boxes(desk.page)) == {}


def test_a_figure_is_converted_from_the_list_at_the_revision_that_was_shown(alice: Contact, asked: Life) -> None:
    page = alice.open("/submit")
    button = next(b for b in page.all("button") if (b.get("value") or "").startswith("convert-listed:"))
    data = hidden(page, SECTION) | {"action": button.get("value", "")}
    answer = alice.client.post(f"{alice.base}{SECTION}", data=data, expect=303)
    assert answer.location.startswith(f"{alice.base}/submit")
    mine = (SectionDocument.filing_id == asked.id, SectionDocument.section == OPERATIONS)
    assert asked.rows(SectionDocument, *mine)[0].cells[AMOUNT] == "1286"
    asked.save({AMOUNT: "12880000"}, OPERATIONS)
    alice.client.post(f"{alice.base}{SECTION}", data=data, expect=409)
    assert asked.rows(SectionDocument, *mine)[0].cells[AMOUNT] == "12880000"


def test_an_autosave_answers_what_is_open_what_is_explained_and_what_can_be_converted(
    alice: Contact, asked: Life
) -> None:
    def saved(amount: str) -> list[dict[str, object]]:
        page = alice.open(SECTION)
        data = {"revision": hidden(page, SECTION)["revision"], AMOUNT: amount}
        answer = alice.client.post(alice.base + SECTION, data=data, headers={"Accept": "application/json"})
        found: list[dict[str, object]] = answer.get_json()["problems"][AMOUNT]
        return found

    first = saved("12870000")
    assert [each["key"] for each in first] == KEYS.split()
    assert [each["explained"] for each in first] == [False] * 3
    offer = {"action": f"convert:{AMOUNT}=1287", "shown": "1,287", "where": ""}
    assert [each["convert"] for each in first] == [[], [offer], [offer]]
    explain(alice, alice.open(SECTION), {KEYS: WHY})
    assert [each["explained"] for each in saved("12870000")] == [True] * 3


def test_an_autosave_of_a_page_with_problems_between_sections_answers_them_too(alice: Contact, asked: Life) -> None:
    path, cell = f"{alice.base}/system-building", "patents_by_year.2017.in_force_total"
    for query, told in (("", False), ("?problems=1", True)):
        page = alice.open(f"/system-building{query}")
        form = next(f for f in page.all("form") if f.get("id") == "section-form")
        assert form.get("action") == path + query
        data = {"revision": hidden(page, f"/system-building{query}")["revision"], cell: "99999"}
        answer = alice.client.post(path + query, data=data, headers={"Accept": "application/json"}).get_json()
        codes = {each["key"].partition("@")[0] for each in answer["problems"].get(cell, [])}
        assert ("XYR-01" in codes) is told


def test_explanations_are_asked_for_where_there_are_some_and_something_to_explain(
    app: Flask, alice: Contact, asked: Life
) -> None:
    def statements(path: str) -> int:
        with counted(app) as sent:
            alice.client.get(alice.base + path)
        return len(sent)

    before = statements("/patent-information"), statements(SECTION)
    assert before[0] == before[1]
    explain(alice, alice.open(SECTION), {KEYS: WHY})
    assert (statements("/patent-information"), statements(SECTION)) == (before[0], before[1] + 1)
