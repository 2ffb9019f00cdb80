"""Soft problems explained by the contact: at the cell, on the page before submitting, and what is refused."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.filing.states import RoundState
from portal.models import Explanation, SectionDocument
from portal.services.transactions import writing
from tests.sections.desk import Desk
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.web.contact import Contact, focused, hidden, links, words
from tests.web.explaining_desk import (
    AMOUNT,
    BOX,
    KEYS,
    OPERATIONS,
    WHY,
    boxes,
    element,
    explain,
    words_of,
)
from tests.web.review_desk import counted

SECTION = "/collaborative-utilization"
#: Asked by the number of grants, which stand in one section, and of purchases, which stand in another.
STOCK = "system_building.patents_by_year.2017.in_force_total"
EMPTY = "Explain XYR-08 in substance; “verified” alone is not accepted. For example: “includes one contract"


@pytest.fixture
def asked(filled: Life) -> Life:
    """Alice's return, filled in, with nothing explained: two boxes, of three rules and of one."""
    with filled.acting(), writing() as session:
        session.execute(delete(Explanation).where(Explanation.filing_id == filled.id))
    filled.save({AMOUNT: "12860000"}, OPERATIONS)
    return filled


def stored(life: Life) -> dict[str, str]:
    """The explanations of the filing by problem."""
    return {each.problem: each.text for each in life.rows(Explanation, Explanation.filing_id == life.id)}


def ways(page: Page) -> Iterator[list[tuple[str, str]]]:
    """The links that lead on from each problem, as words and target."""
    for place in (e for e in page.all("p") if e.get("class") == "walk"):
        yield [("".join(a.itertext()), a.get("href", "")) for a in place.iter(f"{XHTML}a")]


def test_a_soft_problem_is_explained_at_its_cell_once_for_all_rules_there(alice: Contact, asked: Life) -> None:
    page = alice.open(SECTION)
    assert dict(boxes(page)) == {KEYS: ""}
    assert words_of(page, BOX).count("To explain:") == 3
    answer = explain(alice, page, {KEYS: WHY}, pressed=KEYS)
    assert answer.location == f"{alice.base}{SECTION}#{BOX}"
    assert {key: text for key, text in stored(asked).items() if key in KEYS} == dict.fromkeys(KEYS.split(), WHY)
    after = alice.open(SECTION)
    box = element(after, BOX)
    assert box is not None
    assert "say-good" in box.get("class", "")
    assert f"{WHY} Alice" in words_of(after, BOX)
    assert dict(boxes(after)) == {KEYS: WHY}


def test_the_cell_is_framed_and_described_until_it_is_explained(alice: Contact, asked: Life) -> None:
    desk = Desk(alice.client, asked.filing, OPERATIONS)
    desk.open(language="en")
    assert desk.cell(AMOUNT).get("aria-invalid") == "true"
    assert f"p-{BOX}" in desk.cell(AMOUNT).get("aria-describedby", "").split()
    assert "entered in yuan?" in words_of(desk.page, f"p-{BOX}")
    explain(alice, desk.page, {KEYS: WHY})
    desk.open()
    assert desk.cell(AMOUNT).get("aria-invalid") is None


def test_an_explanation_can_be_worded_anew(alice: Contact, asked: Life) -> None:
    explain(alice, alice.open(SECTION), {KEYS: WHY})
    explain(alice, alice.open(SECTION), {KEYS: f"{WHY}合同已备案。"}, pressed=KEYS)
    assert stored(asked)[KEYS.split()[0]] == f"{WHY}合同已备案。"
    assert "合同已备案。" in alice.read(SECTION)


def test_when_a_figure_changes_the_former_words_stand_in_the_box_to_be_confirmed(alice: Contact, asked: Life) -> None:
    explain(alice, alice.open(SECTION), {KEYS: WHY})
    asked.save({AMOUNT: "12870000"}, OPERATIONS)
    page = alice.open(SECTION)
    assert dict(boxes(page)) == {KEYS: WHY}
    assert "Your explanation was written for other figures." in words_of(page, BOX)
    assert words_of(page, BOX).count("To explain:") == 3
    explain(alice, page, {}, pressed=KEYS)
    assert "say-good" in element(alice.open(SECTION), BOX).get("class", "")  # type: ignore[union-attr]


def test_words_of_other_boxes_are_not_confirmed_by_pressing_the_button_of_one(alice: Contact, asked: Life) -> None:
    explain(alice, alice.open("/submit"), {keys: WHY for keys, _text in boxes(alice.open("/submit"))})
    asked.save({AMOUNT: "12870000", "operations_by_year.2016.licensed_out_amount": "1560000000"}, OPERATIONS)
    page = alice.open("/submit")
    waiting = {keys: text for keys, text in boxes(page) if KEYS.split()[0] in keys or "licensed_out" in keys}
    fresh = next(keys for keys in waiting if "2016.licensed_out_amount" in keys)
    explain(alice, page, {fresh: WHY}, pressed=fresh)
    former = element(alice.open(SECTION), BOX)
    assert former is not None
    assert "say-check" in former.get("class", "")


@pytest.mark.parametrize("text", ["", "属实", "Verified.", "核实无误，数据真实"])
def test_a_phrase_that_explains_nothing_is_refused_at_its_place_and_stays_to_be_mended(
    alice: Contact, asked: Life, text: str
) -> None:
    for path in (SECTION, "/submit"):
        answer = explain(alice, alice.open(path), {KEYS: text}, 422, pressed=KEYS)
        page = Page(answer.text)
        assert dict(boxes(page))[KEYS] == text
        assert words_of(page, f"{BOX}-error").startswith(EMPTY)
        assert focused(answer) == ["text"]
    assert stored(asked) == {}


def test_the_refusal_is_said_in_chinese_too(alice: Contact, asked: Life) -> None:
    answer = explain(alice, alice.open(SECTION, "zh"), {KEYS: "属实"}, 422, pressed=KEYS)
    assert "请对提示XYR-08填写具体说明，不能只填“核实无误”。" in words_of(Page(answer.text), f"{BOX}-error")


def test_too_long_an_explanation_is_refused_with_its_limit(alice: Contact, asked: Life) -> None:
    answer = explain(alice, alice.open(SECTION), {KEYS: "长句" * 1001}, 422)
    assert words_of(Page(answer.text), f"{BOX}-error") == "At most 2,000 characters."


def test_every_box_that_was_typed_into_is_saved_whichever_button_is_pressed(alice: Contact, asked: Life) -> None:
    page = alice.open("/submit")
    every = [keys for keys, _text in boxes(page)]
    assert len(every) > 1
    answer = explain(alice, page, dict.fromkeys(every, WHY), pressed=every[0])
    assert answer.location.startswith(f"{alice.base}/submit#x-")
    assert set(stored(asked)) == {key for keys in every for key in keys.split()}
    assert "Everything that was asked about is explained." in alice.read("/submit")


def test_what_is_refused_in_one_box_does_not_lose_what_was_typed_into_another(alice: Contact, asked: Life) -> None:
    page = alice.open("/submit")
    other = next(keys for keys, _text in boxes(page) if keys != KEYS)
    answer = explain(alice, page, {KEYS: "属实", other: WHY}, 422, pressed=other)
    shown = dict(boxes(Page(answer.text)))
    assert shown[KEYS] == "属实"
    assert shown[other] == WHY
    assert set(stored(asked)) == set(other.split())


def test_a_figure_that_was_corrected_meanwhile_has_nothing_to_explain(alice: Contact, asked: Life) -> None:
    for path in (SECTION, "/submit"):
        asked.save({AMOUNT: "12860000"}, OPERATIONS)
        page = alice.open(path)
        asked.save({AMOUNT: "1286"}, OPERATIONS)
        answer = explain(alice, page, {KEYS: WHY}, 409)
        assert "The figure was corrected meanwhile" in words(answer)
        assert WHY in words(answer)
    assert stored(asked) == {}


def test_in_a_closed_round_what_was_typed_is_shown_to_be_copied(alice: Contact, asked: Life) -> None:
    for path in (SECTION, "/submit"):
        asked.set_round(state=RoundState.OPEN.value)
        page = alice.open(path)
        asked.set_round(state=RoundState.CLOSED.value)
        answer = explain(alice, page, {KEYS: WHY}, 409)
        assert f"“{WHY}”" in words(answer)
    assert stored(asked) == {}


def test_all_that_is_open_is_listed_before_submitting_and_leads_to_its_box(alice: Contact, asked: Life) -> None:
    page = alice.open("/submit")
    listed = next(e for e in page.all("section") if e.get("class") == "worklist")
    assert [a.get("href") for a in listed.iter(f"{XHTML}a")].count(f"#{BOX}") == 3
    assert f"{alice.base}{SECTION}?problems=1#c-{AMOUNT.replace('.', '-')}" in links(page)
    assert alice.submit(422).status_code == 422
    explain(alice, page, {keys: WHY for keys, _text in boxes(page)})
    assert alice.submit().location == f"{alice.base}/receipt"


def test_the_task_list_counts_what_is_open_and_not_what_is_explained(alice: Contact, asked: Life) -> None:
    page = alice.open("/submit")
    every = {key for keys, _text in boxes(page) for key in keys.split()}
    assert f"Left to do: {len(every)} to explain" in alice.read("/")
    explain(alice, page, {KEYS: WHY})
    assert f"Left to do: {len(every) - 3} to explain" in alice.read("/")


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


def test_a_section_without_a_soft_problem_asks_for_no_explanations(app: Flask, alice: Contact, asked: Life) -> None:
    with counted(app) as quiet:
        alice.client.get(f"{alice.base}/patent-information")
    with counted(app) as loud:
        alice.client.get(alice.base + SECTION)
    assert not any("explanation" in statement for statement in quiet)
    assert sum("FROM explanation" in statement for statement in loud) == 1
