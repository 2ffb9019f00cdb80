"""A reviewer's comments: pinned to any place, seen there and in the list, reworded, asked again, closed."""

import uuid
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.filing.events import EntryKind
from portal.filing.states import RoundState
from portal.filing.transitions import Action
from portal.models import Comment, CommentEntry, Person
from portal.services.comments import TEXT_MAX
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import Page
from tests.support.lives import AT, DECLARED, Life
from tests.support.people import World
from tests.web.entering import enter, leave
from tests.web.review_desk import in_english, submitted

SignIn = Callable[[PageClient, Person], object]
OPERATIONS = "collaborative_utilization.operations_by_year"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return submitted(app, world)


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def url(life: Life, rest: str) -> str:
    return f"/filings/{life.id}/comments/{rest}"


def pin(client: PageClient, life: Life, text: str, address: str = AT, expect: int = 303) -> TestResponse:
    """Post a new comment as the form does."""
    return client.post(url(life, "new"), data={"address": address, "text": text}, expect=expect)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def threads(client: PageClient, life: Life) -> list[str]:
    """The threads in the list, as texts."""
    return [words(e) for e in client.page(f"/filings/{life.id}/review").all("article")]


def said_in_place(client: PageClient, life: Life) -> list[str]:
    """What stands at the places themselves."""
    page = client.page(f"/filings/{life.id}/review")
    return [words(e) for e in page.all("div") if "said" in (e.get("class") or "").split()]


def stored(life: Life) -> list[Comment]:
    return sorted(life.rows(Comment, Comment.filing_id == life.id), key=lambda comment: comment.created_at)


def entries(life: Life) -> list[str]:
    """What was written, oldest first."""
    found = life.rows(CommentEntry, CommentEntry.filing_id == life.id)
    return [entry.text for entry in sorted(found, key=lambda entry: entry.written_at)]


def answered(life: Life, *addresses: str) -> list[uuid.UUID]:
    """Comments at *addresses* that went out and came back with an answer."""
    asked = [life.ask("请核对。", address) for address in addresses]
    life.give_back()
    for comment in asked:
        life.answer(comment, EntryKind.EXPLAINED, "核对过了。")
    life.submit()
    return asked


def test_every_figure_leads_to_a_form_that_shows_what_stands_there(life: Life, clara: PageClient) -> None:
    page = clara.page(f"/filings/{life.id}/review")
    links = [e for e in page.all("a") if "/comments/new" in (e.get("href") or "")]
    (link,) = [e for e in links if (e.get("href") or "").endswith(f"address={AT}")]
    assert words(link) == "312 (Comment on: Total members)"
    assert len({e.get("href") for e in links}) == len(links)
    form = clara.page(link.get("href", ""))
    assert form.text_of("h1") == ["New comment"]
    assert form.text_of("dd") == ["1 Total members Membership", "312"]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        (AT, "1 Total members"),
        (f"{OPERATIONS}.2016.assigned_amount", "3 Patents assigned to others: amount, 2016"),
        (f"{OPERATIONS}.2016", "3 Annual patent operation, 2016"),
        (OPERATIONS, "3 Annual patent operation"),
        ("system_building.trainings.r2", "1 Row 2 “337调查应对研讨”"),
        ("system_building.trainings.r2.training_year", "1 Row 2: Year of training"),
        ("patent_protection", "4 Patent protection"),
    ],
)
def test_a_comment_can_be_pinned_to_a_cell_a_year_a_row_a_table_or_a_section(
    life: Life, clara: PageClient, address: str, title: str
) -> None:
    assert clara.page(url(life, f"new?address={address}")).text_of("dd")[0].startswith(title)
    place = "c-" + address.replace(".", "-")
    assert pin(clara, life, "请核对。", address).location == f"/filings/{life.id}/review#{place}"
    (comment,) = stored(life)
    assert (comment.address, comment.section) == (address, address.partition(".")[0])
    page = clara.page(f"/filings/{life.id}/review")
    (thread,) = page.all("article")
    assert words(thread).startswith(f"Comment 1 {title}")
    assert f"#{place}" in [e.get("href") for e in thread.iter()]
    assert place in [e.get("id") for e in page.root.iter()]
    assert said_in_place(clara, life) == ["Comment 1 Clara 请核对。"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nowhere",
        "system_building.nothing",
        f"{OPERATIONS}.2009.assigned_amount",
        f"{OPERATIONS}.2016.nothing",
        "system_building.trainings.r9",
        "system_building.members.member_total.x",
        "../../etc",
        "<script>",
    ],
)
def test_what_is_no_place_of_the_return_cannot_be_commented_on(life: Life, clara: PageClient, address: str) -> None:
    clara.get(url(life, "new"), query_string={"address": address}, expect=404)
    pin(clara, life, "请核对。", address, expect=404)
    assert stored(life) == []


@pytest.mark.parametrize(
    ("text", "said"), [("", "Write what you ask for."), (" \r\n ", "Write"), ("长" * (TEXT_MAX + 1), "At most 2,000")]
)
def test_a_comment_needs_words_and_not_too_many_and_what_was_typed_stays(
    life: Life, clara: PageClient, text: str, said: str
) -> None:
    page = Page(pin(clara, life, text, expect=422).text)
    (alert,) = [e for e in page.all("div") if e.get("role") == "alert"]
    (area,) = page.all("textarea")
    assert said in words(alert)
    assert area.get("aria-describedby", "").split()[-1] == alert.get("id")
    assert (area.text or "").strip() == text.strip()
    assert stored(life) == []


def test_the_longest_comment_is_taken_with_its_lines(life: Life, clara: PageClient) -> None:
    pin(clara, life, "一\r\n" + "长" * (TEXT_MAX - 2))
    assert entries(life) == ["一\n" + "长" * (TEXT_MAX - 2)]


def test_the_same_words_sent_twice_are_one_comment(life: Life, clara: PageClient) -> None:
    pin(clara, life, "请核对。")
    pin(clara, life, "请核对。")
    assert len(stored(life)) == 1
    pin(clara, life, "还有一处。")
    pin(clara, life, "请核对。", OPERATIONS)
    assert len(stored(life)) == 3


def test_with_the_first_comment_the_review_has_begun(life: Life, clara: PageClient) -> None:
    pin(clara, life, "请核对。")
    pin(clara, life, "还有。")
    assert [event.kind for event in life.events] == ["submit", "begin_review"]


def test_what_was_not_sent_can_be_reworded_and_taken_back(life: Life, clara: PageClient) -> None:
    pin(clara, life, "请核对。")
    (comment,) = stored(life)
    form = clara.page(url(life, f"{comment.id}/ask"))
    assert form.text_of("h1") == ["Reword the comment"]
    assert [(e.text or "").strip() for e in form.all("textarea")] == ["请核对。"]
    clara.post(url(life, f"{comment.id}/ask"), data={"text": "请再核对。"}, expect=303)
    assert entries(life) == ["请再核对。"]
    clara.post(url(life, f"{comment.id}/ask"), data={"text": ""}, expect=422)
    clara.post(url(life, f"{comment.id}/take-back"), expect=303)
    assert stored(life) == []
    assert threads(clara, life) == []
    clara.post(url(life, f"{comment.id}/take-back"), expect=404)


def test_an_answer_is_shown_and_can_be_asked_about_again(life: Life, clara: PageClient) -> None:
    (comment,) = answered(life, AT)
    (thread,) = threads(clara, life)
    assert "请核对。" in thread
    assert "Alice" in thread
    assert "explained" in thread
    assert "核对过了。" in thread
    form = clara.page(url(life, f"{comment}/ask"))
    assert form.text_of("h1") == ["Ask again"]
    assert [(e.text or "").strip() for e in form.all("textarea")] == [""]
    clara.post(url(life, f"{comment}/ask"), data={"text": "哪几家？"}, expect=303)
    assert entries(life) == ["请核对。", "核对过了。", "哪几家？"]
    assert said_in_place(clara, life) == ["Comment 1 Clara 哪几家？"]
    clara.post(url(life, f"{comment}/take-back"), expect=303)
    assert entries(life) == ["请核对。", "核对过了。"]
    assert [c.state for c in stored(life)] == ["open"]


def test_a_comment_that_is_settled_is_closed_and_shrinks_to_a_line(life: Life, clara: PageClient) -> None:
    (comment,) = answered(life, AT)
    answer = clara.post(url(life, f"{comment}/close"), expect=303)
    assert answer.location == f"/filings/{life.id}/review#t-{comment}"
    clara.post(url(life, f"{comment}/close"), expect=303)
    page = clara.page(f"/filings/{life.id}/review")
    (thread,) = page.all("article")
    assert "closed" in thread.get("class", "")
    assert [words(e) for e in page.all("summary")] == ["Closed · explained"]
    assert said_in_place(clara, life) == []
    assert "0 open, 1 closed" in words(next(page.all("aside")))
    assert not list(thread.iter("button"))


def test_all_answered_comments_are_closed_at_once_but_only_those_that_were_shown(life: Life, clara: PageClient) -> None:
    first, second = answered(life, AT, OPERATIONS)
    pin(clara, life, "还有一处。", "patent_protection")
    page = clara.page(f"/filings/{life.id}/review")
    (form,) = [e for e in page.all("form") if (e.get("action") or "").endswith("close-answered")]
    assert words(form) == "Close all 2 answered comments"
    clara.post(url(life, "close-answered"), data={"comment": [str(first), str(uuid.uuid4()), "x"]}, expect=303)
    assert {str(c.id): c.state for c in stored(life)}[str(first)] == "closed"
    assert {str(c.id): c.state for c in stored(life)}[str(second)] == "open"
    everything = [str(comment.id) for comment in stored(life)]
    clara.post(url(life, "close-answered"), data={"comment": everything}, expect=303)
    assert sorted(c.state for c in stored(life)) == ["closed", "closed", "open"], "what is unanswered stays open"


@pytest.mark.parametrize("verb", ["ask", "take-back", "close"])
def test_a_foreign_comment_is_not_found_through_ones_own_return(
    app: Flask, life: Life, clara: PageClient, world: World, verb: str
) -> None:
    fill_in(app, world, "A", foreign=True)
    theirs = Life(app, world, world.foreign_filing)
    theirs.act(world.people.charlie, Action.SUBMIT, declaration=DECLARED)
    conrad = app.test_client()
    assert isinstance(conrad, PageClient)
    enter(conrad, world.people.conrad)
    pin(conrad, theirs, "别处的意见。")
    (foreign,) = stored(theirs)
    for comment in (foreign.id, uuid.uuid4()):
        clara.post(url(life, f"{comment}/{verb}"), data={"text": "x"}, expect=404)
    assert entries(theirs) == ["别处的意见。"]
    assert [c.state for c in stored(theirs)] == ["open"]


def test_only_the_reviewer_of_the_return_comments_on_it(app: Flask, life: Life, world: World, sign_in: SignIn) -> None:
    comment = life.ask()
    wanted = {"alice": 403, "bob": 403, "charlie": 404, "conrad": 404, "nadia": 403, "olga": 403}
    for who, status in wanted.items():
        client = app.test_client()
        assert isinstance(client, PageClient)
        sign_in(client, getattr(world.people, who))
        pin(client, life, "请核对。", expect=status)
        client.get(url(life, f"new?address={AT}"), expect=status)
        client.get(url(life, f"{comment}/ask"), expect=status)
        for verb in ("ask", "take-back", "close"):
            client.post(url(life, f"{comment}/{verb}"), data={"text": "x"}, expect=status)
        client.post(url(life, "close-answered"), data={"comment": str(comment)}, expect=status)
    assert entries(life) == ["为什么？"]


def test_after_the_return_nothing_more_is_asked_and_what_was_typed_can_be_copied(life: Life, clara: PageClient) -> None:
    comment = life.ask()
    life.give_back()
    clara.get(url(life, f"new?address={AT}"), expect=409)
    for path in ("new", f"{comment}/ask"):
        answer = clara.post(url(life, path), data={"address": AT, "text": "又想起一处。"}, expect=409)
        page = Page(answer.text)
        assert page.text_of("h1") == ["Something else came first"]
        assert page.text_of("li") == ["".join(page.text_of("time")) + "Returned Clara请核对（虚构）"]
        assert [(e.text or "").strip() for e in page.all("textarea")] == ["又想起一处。"]
    for verb in ("take-back", "close"):
        clara.post(url(life, f"{comment}/{verb}"), expect=409)
    assert entries(life) == ["为什么？"]


def test_in_an_archived_round_nothing_is_asked_any_more(life: Life, clara: PageClient) -> None:
    life.set_round(state=RoundState.ARCHIVED.value)
    pin(clara, life, "请核对。", expect=409)
    page = clara.page(f"/filings/{life.id}/review")
    assert not [e for e in page.all("a") if "/comments/" in (e.get("href") or "")]
    assert stored(life) == []


def test_what_was_typed_survives_the_end_of_the_session(life: Life, clara: PageClient) -> None:
    leave(clara)
    held = Page(pin(clara, life, "请核对。", expect=401).text)
    fields = {e.get("name"): e.get("value") for e in held.all("input")}
    assert (fields["address"], fields["text"]) == (AT, "请核对。")
    assert f"/filings/{life.id}/comments/new" in [e.get("action") for e in held.all("form")]
