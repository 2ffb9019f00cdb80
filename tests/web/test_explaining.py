"""Soft problems explained by the contact: at the cell, on the page before submitting, and what is refused."""

from xml.etree.ElementTree import Element

import pytest

from portal.filing.states import RoundState
from portal.models import Explanation
from tests.sections.desk import Desk
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.web.contact import Contact, focused, links, words
from tests.web.explaining_desk import (
    AMOUNT,
    BOX,
    KEYS,
    OPERATIONS,
    WHY,
    boxes,
    element,
    explain,
    nothing_explained,
    words_of,
)

SECTION = "/collaborative-utilization"
EMPTY = "Explain XYR-08 in substance; “verified” alone is not accepted. For example: “includes one contract"


@pytest.fixture
def asked(filled: Life) -> Life:
    """Alice's return, filled in, with nothing explained: three rules ask about one amount, one about another cell."""
    return nothing_explained(filled)


def stored(life: Life) -> dict[str, str]:
    """The explanations of the filing by problem."""
    return {each.problem: each.text for each in life.rows(Explanation, Explanation.filing_id == life.id)}


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
    refused = Page(answer.text)
    shown = dict(boxes(refused))
    assert shown[KEYS] == "属实"
    assert shown[other] == WHY
    assert set(stored(asked)) == set(other.split())
    at = "x-" + other.partition(" ")[0].partition("@")[2].replace(".", "-")
    assert "say-good" in (element(refused, at) or Element("none")).get("class", "")


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
