"""What was explained, as its reviewer reads it at the cell and in one list, and decides about it."""

import uuid

import pytest
from flask import Flask

from portal.models import Comment, Explanation
from tests.support.client import PageClient
from tests.support.filled import EXPLANATION
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.support.people import World
from tests.web.contact import focused, hidden, links
from tests.web.contact import words as all_words
from tests.web.entering import enter, leave
from tests.web.explaining_desk import AMOUNT, AT, KEYS, OPERATIONS, words_of
from tests.web.review_desk import by_id, in_english, review, submitted, words

WHY_NOT = "请写明合同编号（虚构）。"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return submitted(app, world)


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def entries(page: Page) -> dict[str, str]:
    """The list of explanations: the text of each by its id."""
    return {id_: words(e) for e in page.all("li") if (id_ := e.get("id") or "").startswith("e-")}


def entry_of(page: Page, start: str = "3 Patents assigned to others: amount, 2017") -> str:
    """Id of the explanation at the place whose title begins with *start*."""
    return next(id_ for id_, text in entries(page).items() if text.startswith(start))


def ids_of(life: Life) -> list[str]:
    found = life.rows(Explanation, Explanation.filing_id == life.id, Explanation.problem.in_(KEYS.split()))
    return [str(each.id) for each in found]


def verdicts(life: Life) -> set[str]:
    found = life.rows(Explanation, Explanation.filing_id == life.id, Explanation.problem.in_(KEYS.split()))
    return {each.verdict for each in found}


def decide(client: PageClient, life: Life, what: str, expect: int = 303, **fields: object) -> Page | str:
    """Post a decision about the explanation of the amount; the page that answers, or where it leads."""
    data = {"explanation": ids_of(life), "seen": ""} | fields
    answer = client.post(f"/filings/{life.id}/explanations/{what}", data=data, expect=expect)
    return answer.location if expect == 303 else Page(answer.text)


def test_what_was_said_once_for_several_rules_is_one_entry_with_all_they_asked(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    text = entries(page)[entry_of(page)]
    assert text.count("“Patents assigned to others") == 3
    assert text.count(EXPLANATION) == 1
    assert f"Alice, {''}" in text
    assert "Accept the explanation" in text
    assert "Refuse …" in text


def test_it_stands_at_its_cell_and_the_two_lead_to_each_other(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    id_ = entry_of(page)
    cell = by_id(page, AT)
    assert f"#{id_}" in [a.get("href") for a in cell.iter(f"{XHTML}a")]
    assert f"#{cell.get('id')}" in links(page)
    notes = [words(e) for e in page.all("div") if "given-here" in (e.get("class") or "").split()]
    assert any(EXPLANATION in note and "entered in yuan?" in note for note in notes)


def test_the_entries_are_worked_through_from_top_to_bottom(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    ids = list(entries(page))
    assert ids == [f"e-{number}" for number in range(1, len(ids) + 1)]
    assert len(ids) > 1
    for number, id_ in enumerate(ids):
        text = entries(page)[id_]
        assert ("Previous explanation" in text) is (number > 0)
        assert ("Next explanation" in text) is (number + 1 < len(ids))
    sections = [entries(page)[id_][0] for id_ in ids]
    assert sections == sorted(sections)


def test_the_bar_counts_what_is_undecided_without_standing_in_the_way(life: Life, clara: PageClient) -> None:
    count = len(entries(clara.page(review(life))))
    assert f"{count} explanations undecided" in all_words(clara.page(review(life)))
    decide(clara, life, "accept")
    assert f"{count - 1} explanations undecided" in all_words(clara.page(review(life)))
    life.accept()
    assert "undecided" not in all_words(clara.page(review(life)))


def test_an_explanation_is_accepted_with_one_press(life: Life, clara: PageClient) -> None:
    place = decide(clara, life, "accept")
    page = clara.page(review(life))
    assert place == f"{review(life)}#{entry_of(page)}"
    text = entries(page)[entry_of(page)]
    assert "Accepted by Clara" in text
    assert "Accept the explanation" not in text
    assert verdicts(life) == {"accepted"}


def test_refusing_asks_for_the_reason_on_a_page_of_its_own(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    refusing = next(href for href in links(page) if all(id_ in href for id_ in ids_of(life)))
    form = clara.page(refusing)
    assert form.text_of("h1") == ["Refuse the explanation"]
    assert EXPLANATION in all_words(form)
    assert "entered in yuan?" in all_words(form)
    data = {**hidden(form, "/explanations/refuse"), "explanation": ids_of(life), "text": WHY_NOT}
    clara.post(f"/filings/{life.id}/explanations/refuse", data=data, expect=303)
    (comment,) = life.rows(Comment, Comment.filing_id == life.id)
    assert comment.address == AT
    after = clara.page(review(life))
    assert "Refused by Clara" in entries(after)[entry_of(after)]
    assert f"#t-{comment.id}" in links(after)
    assert "Not ready to accept: 1 comment open" in all_words(after)


def test_a_refusal_without_a_reason_is_asked_again(life: Life, clara: PageClient) -> None:
    answer = clara.post(
        f"/filings/{life.id}/explanations/refuse", data={"explanation": ids_of(life), "text": " "}, expect=422
    )
    assert "Write the reason: the contact reads it." in all_words(answer)
    assert focused(answer) == ["text"]
    assert verdicts(life) == {""}


def test_what_was_refused_can_be_accepted_after_all_while_nothing_was_sent(life: Life, clara: PageClient) -> None:
    decide(clara, life, "refuse", text=WHY_NOT)
    page = clara.page(review(life))
    assert "Accept after all" in entries(page)[entry_of(page)]
    decide(clara, life, "accept", seen="refused")
    assert life.rows(Comment, Comment.filing_id == life.id) == []
    assert verdicts(life) == {"accepted"}


def test_who_decides_second_is_told_and_what_was_typed_is_there_to_be_copied(life: Life, clara: PageClient) -> None:
    decide(clara, life, "accept")
    page = decide(clara, life, "refuse", expect=409, text=WHY_NOT)
    assert isinstance(page, Page)
    assert WHY_NOT in words_of(page, "typed")
    assert verdicts(life) == {"accepted"}


def test_an_explanation_that_was_written_anew_is_not_decided_by_what_was_read_before(
    life: Life, clara: PageClient
) -> None:
    before = ids_of(life)
    life.withdraw()
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    life.explain()
    life.submit()
    for what in ("accept", "refuse"):
        decide(clara, life, what, expect=409, explanation=before, text=WHY_NOT)
    decide(clara, life, "accept", expect=409, explanation=[str(uuid.uuid4()), "no id"])
    assert verdicts(life) == {""}


def test_the_page_for_refusing_what_there_is_not_leads_back(life: Life, clara: PageClient) -> None:
    for query in ("", f"?explanation={uuid.uuid4()}", "?explanation=x"):
        answer = clara.get(f"/filings/{life.id}/explanations/refuse{query}")
        assert answer.location == review(life)
    life.give_back()
    answer = clara.get(f"/filings/{life.id}/explanations/refuse?explanation={ids_of(life)[0]}")
    assert answer.location == review(life)


@pytest.mark.parametrize("who", ["alice", "nadia", "olga"])
def test_others_read_the_explanations_but_not_what_was_decided_before_it_is_sent(
    life: Life, clara: PageClient, who: str
) -> None:
    decide(clara, life, "refuse", text=WHY_NOT)
    leave(clara)
    enter(clara, getattr(life.people, who))
    clara.post("/language/en")
    page = clara.page(review(life))
    assert EXPLANATION in entries(page)[entry_of(page)]
    assert "Refused by" not in all_words(page)
    assert "Refuse …" not in all_words(page)
    assert "undecided" not in all_words(page)
    life.give_back("")
    assert "Refused by Clara" in all_words(clara.page(review(life)))


def test_an_earlier_submission_keeps_the_words_it_was_submitted_with(life: Life, clara: PageClient) -> None:
    life.give_back()
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    life.explain()
    life.submit()
    page = clara.page(f"/filings/{life.id}/submissions/1")
    assert "is 10,890 times" in entries(page)[entry_of(page)]
    assert "Accept the explanation" not in all_words(page)
    newest = clara.page(review(life))
    assert "is 10,898 times" in entries(newest)[entry_of(newest)]
