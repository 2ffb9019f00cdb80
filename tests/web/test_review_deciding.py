"""Deciding about a submitted return: beginning, returning, accepting, reopening; and who came first."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.filing.events import EntryKind
from portal.filing.states import FilingState, RoundState
from portal.models import Person
from portal.services.needs import REASON_MAX
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.people import World
from tests.support.returns import Given, add_returns
from tests.web.entering import leave
from tests.web.review_desk import in_english, submitted

SignIn = Callable[[PageClient, Person], object]
DECISIONS = ("begin-review", "accept", "return", "reopen")


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return submitted(app, world)


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


@pytest.fixture
def nadia(app: Flask, life: Life) -> PageClient:
    """The national administrator's client, in English."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return in_english(client, life.people.nadia)


def decide(client: PageClient, life: Life, what: str, expect: int = 303, **fields: str) -> TestResponse:
    """Post a decision as the page does, on the version that stands now unless another is given."""
    data = {"version": str(life.filing.version), **fields}
    return client.post(f"/filings/{life.id}/{what}", data=data, expect=expect)


def after(answer: TestResponse, client: PageClient) -> str:
    """The sentence on the page that follows."""
    page = client.page(answer.location)
    (said,) = [e for e in page.all("div") if e.get("role") == "status"]
    return " ".join("".join(said.itertext()).split())


def in_the_way(client: PageClient, life: Life) -> str:
    """What the bar says about accepting."""
    page = client.page(f"/filings/{life.id}/review")
    (said,) = [e for e in page.all("span") if e.get("id") == "in-the-way"]
    return " ".join("".join(said.itertext()).split())


def buttons(client: PageClient, life: Life) -> dict[str, bool]:
    """The decisions offered in the bar, and whether each is held back."""
    page = client.page(f"/filings/{life.id}/review")
    bars = [e for e in page.all("div") if "decide" in (e.get("class") or "").split()]
    found = {}
    for bar in bars:
        for element in bar.iter():
            if "btn" in (element.get("class") or "").split():
                found[" ".join("".join(element.itertext()).split())] = element.get("aria-disabled") == "true"
    return found


def test_the_bar_says_what_stands_in_the_way_and_offers_what_can_be_done(life: Life, clara: PageClient) -> None:
    assert buttons(clara, life) == {"Begin the review": False, "Return …": False, "Accept": False}
    assert in_the_way(clara, life) == "The review has not begun: the association can still withdraw the return."
    comment = life.ask()
    assert buttons(clara, life) == {"Return (1 comment) …": False, "Accept": True}
    assert in_the_way(clara, life) == "Not ready to accept: 1 comment open"
    life.settle(comment)
    assert buttons(clara, life) == {"Return …": False, "Accept": False}
    assert in_the_way(clara, life) == "No comment is open. Nothing stands in the way of accepting."
    life.give_back()
    assert buttons(clara, life) == {}


def test_beginning_the_review_ends_withdrawing(life: Life, clara: PageClient) -> None:
    answer = decide(clara, life, "begin-review")
    assert "cannot withdraw the return any more" in after(answer, clara)
    assert [event.kind for event in life.events] == ["submit", "begin_review"]
    decide(clara, life, "begin-review")
    decide(clara, life, "begin-review", version="1")
    assert len(life.events) == 2, "once begun, pressing again does nothing"


def test_accepting_is_said_with_the_way_on(app: Flask, life: Life, clara: PageClient) -> None:
    with app.app_context():
        (following,) = add_returns(life.world.round, Given("下一家协会（虚构）", FilingState.SUBMITTED, 2))
    answer = decide(clara, life, "accept")
    said = after(answer, clara)
    assert said.startswith(f"Accepted. {life.world.association.name} is told by e-mail.")
    assert "Next to review: 下一家协会（虚构）" in said
    links = [e.get("href") for e in clara.page(answer.location).all("a")]
    assert f"/filings/{following}/review" in links
    assert "/review/" in links
    assert life.filing.state == FilingState.ACCEPTED


def test_a_sentence_about_a_decision_is_believed_only_if_the_history_knows_it(
    life: Life, clara: PageClient, nadia: PageClient
) -> None:
    assert "Accepted." not in clara.get(f"/filings/{life.id}/review?done=accept").text
    decide(clara, life, "accept")
    assert "is told by e-mail" in clara.get(f"/filings/{life.id}/review?done=accept").text
    assert "is told by e-mail" not in nadia.get(f"/filings/{life.id}/review?done=accept").text
    assert "is told by e-mail" not in clara.get(f"/filings/{life.id}/review?done=return").text


def test_a_return_with_an_open_comment_is_not_accepted(life: Life, clara: PageClient) -> None:
    life.ask()
    page = Page(decide(clara, life, "accept", expect=409).text)
    (alert,) = [e for e in page.all("div") if e.get("role") == "alert"]
    assert "Not accepted: 1 comment is still open." in "".join(alert.itertext())
    assert life.filing.state == FilingState.SUBMITTED


@pytest.mark.parametrize(("reason", "comment"), [("单位不对。", False), ("", True), ("单位不对。", True)])
def test_a_return_needs_a_reason_or_a_comment(life: Life, clara: PageClient, reason: str, comment: bool) -> None:
    if comment:
        life.ask("请核对总数。")
    page = clara.page(f"/filings/{life.id}/return")
    assert page.text_of("h1") == ["Return for correction"]
    assert ("请核对总数。" in " ".join(page.text_of("li"))) == comment
    answer = decide(clara, life, "return", reason=reason)
    said = after(answer, clara)
    what = "1 comment" if comment else "your reason"
    assert said.startswith(f"Returned to {life.world.association.name} with {what}")
    assert (life.filing.state, life.events[-1].reason) == (FilingState.RETURNED, reason)


@pytest.mark.parametrize(
    ("reason", "said"),
    [("", "Write a reason, or pin"), (" \r\n", "Write a reason"), ("长" * (REASON_MAX + 1), "At most 2,000")],
)
def test_without_either_or_with_too_long_a_reason_nothing_is_returned(
    life: Life, clara: PageClient, reason: str, said: str
) -> None:
    page = Page(decide(clara, life, "return", expect=422, reason=reason).text)
    (alert,) = [e for e in page.all("div") if e.get("role") == "alert"]
    (area,) = page.all("textarea")
    assert said in "".join(alert.itertext())
    assert area.get("aria-invalid") == "true"
    assert alert.get("id") in area.get("aria-describedby", "").split()
    assert (area.text or "").strip() == reason.strip()
    assert life.filing.state == FilingState.SUBMITTED


def test_too_long_a_reason_is_refused_beside_a_comment_too(life: Life, clara: PageClient) -> None:
    life.ask()
    decide(clara, life, "return", expect=422, reason="长" * (REASON_MAX + 1))
    decide(clara, life, "return", reason="长" * REASON_MAX)
    assert len(life.events[-1].reason) == REASON_MAX


def test_the_page_of_the_return_says_that_an_answered_comment_has_to_be_answered_again(
    life: Life, clara: PageClient
) -> None:
    comment = life.ask()
    life.give_back()
    life.answer(comment, EntryKind.EXPLAINED, "因为这样。")
    life.submit()
    page = clara.page(f"/filings/{life.id}/return")
    assert "1 comment goes with it" in page.text_of("h2")
    assert "因为这样。" in " ".join(page.text_of("li"))
    assert any("has to be answered again" in text for text in page.text_of("p"))


@pytest.mark.parametrize("what", ["return", "reopen"])
def test_the_page_of_a_decision_that_cannot_be_made_leads_back_to_the_return(
    life: Life, clara: PageClient, nadia: PageClient, what: str
) -> None:
    if what == "return":
        life.give_back()
    answer = (clara if what == "return" else nadia).get(f"/filings/{life.id}/{what}", expect=302)
    assert answer.location == f"/filings/{life.id}/review"


def test_an_accepted_return_is_reopened_by_the_national_administrator_with_a_reason(
    life: Life, clara: PageClient, nadia: PageClient
) -> None:
    life.accept()
    assert buttons(clara, life) == {}
    assert buttons(nadia, life) == {"Reopen …": False}
    assert nadia.page(f"/filings/{life.id}/reopen").text_of("h1") == ["Reopen an accepted return"]
    page = Page(decide(nadia, life, "reopen", expect=422, reason=" ").text)
    assert any("Write the reason" in text for text in page.text_of("p"))
    answer = decide(nadia, life, "reopen", reason="年份有误。")
    assert after(answer, nadia).startswith(f"Reopened. {life.world.association.name}")
    assert (life.filing.state, life.events[-1].reason) == (FilingState.RETURNED, "年份有误。")


def test_who_has_no_part_in_it_decides_nothing(app: Flask, life: Life, world: World, sign_in: SignIn) -> None:
    reviewing = {"alice": 403, "bob": 403, "charlie": 404, "conrad": 404, "nadia": 403, "olga": 403}
    reopening = {"alice": 403, "bob": 403, "charlie": 404, "clara": 403, "conrad": 404, "olga": 403}
    for who in sorted(reviewing.keys() | reopening.keys()):
        client = app.test_client()
        assert isinstance(client, PageClient)
        sign_in(client, getattr(world.people, who))
        for what in DECISIONS:
            status = (reopening if what == "reopen" else reviewing).get(who)
            if status:
                decide(client, life, what, expect=status, reason="试试。")
    assert [event.kind for event in life.events] == ["submit"]


@pytest.mark.parametrize("what", ["begin-review", "accept", "return"])
def test_who_comes_second_learns_who_came_first(life: Life, clara: PageClient, what: str) -> None:
    version = str(life.filing.version)
    life.withdraw()
    page = Page(decide(clara, life, what, expect=409, version=version, reason="单位不对。").text)
    assert page.text_of("h1") == ["Something else came first"]
    assert "Withdrawn Alice" in page.text_of("li")[0]
    assert f"/filings/{life.id}/review" not in [e.get("href") for e in page.all("a")], "nothing is there to be read"
    assert [(e.text or "").strip() for e in page.all("textarea")] == (["单位不对。"] if what == "return" else [])
    assert life.filing.state == FilingState.DRAFT


def test_of_two_coordinators_the_second_is_told_of_the_first_and_led_to_the_return(
    life: Life, clara: PageClient
) -> None:
    version = str(life.filing.version)
    life.give_back("先退回。")
    page = Page(decide(clara, life, "accept", expect=409, version=version).text)
    assert any("Returned Clara" in text and "先退回。" in text for text in page.text_of("li"))
    assert f"/filings/{life.id}/review" in [e.get("href") for e in page.all("a")]


def test_a_reopening_that_comes_second_is_told_so_too(life: Life, nadia: PageClient) -> None:
    life.accept()
    version = str(life.filing.version)
    life.reopen()
    life.submit()
    decide(nadia, life, "reopen", expect=409, version=version, reason="再来一次。")


@pytest.mark.parametrize("what", ["accept", "return"])
def test_pressing_twice_decides_once_and_ends_on_the_same_page(life: Life, clara: PageClient, what: str) -> None:
    version = str(life.filing.version)
    first, second = (decide(clara, life, what, version=version, reason="单位不对。") for _press in range(2))
    assert first.location == second.location
    assert [event.kind for event in life.events] == ["submit", what]


@pytest.mark.parametrize("version", ["", "x", "-1", "1.0", "１", "9" * 40])
@pytest.mark.parametrize("what", ["accept", "return", "begin-review"])
def test_a_decision_names_the_version_it_was_made_on(life: Life, clara: PageClient, what: str, version: str) -> None:
    decide(clara, life, what, expect=400, version=version, reason="单位不对。")
    assert [event.kind for event in life.events] == ["submit"]


@pytest.mark.parametrize("what", ["accept", "return"])
def test_after_the_round_is_archived_nothing_is_decided(life: Life, clara: PageClient, what: str) -> None:
    life.set_round(state=RoundState.ARCHIVED.value)
    answer = decide(clara, life, what, expect=409 if what == "accept" else 302, reason="单位不对。")
    if what == "accept":
        assert "is archived" in answer.text
    decide(clara, life, "begin-review", expect=409)
    assert buttons(clara, life) == {}
    assert life.filing.state == FilingState.SUBMITTED


def test_review_goes_on_after_the_round_was_closed(life: Life, clara: PageClient) -> None:
    life.set_round(state=RoundState.CLOSED.value)
    decide(clara, life, "begin-review")
    decide(clara, life, "accept")
    assert life.filing.state == FilingState.ACCEPTED


def test_the_next_to_review_is_the_one_that_waits_longest_after_this_one(
    app: Flask, life: Life, clara: PageClient
) -> None:
    with app.app_context():
        _older, oldest, _foreign = add_returns(
            life.world.round,
            Given("三天（虚构）", FilingState.SUBMITTED, 3),
            Given("五天（虚构）", FilingState.SUBMITTED, 5),
            Given("别省（虚构）", FilingState.SUBMITTED, 9, region="320000"),
        )

    page = clara.page(f"/filings/{life.id}/review")
    following = [e.get("href") for e in page.all("a") if "".join(e.itertext()).strip() == "Next to review"]
    assert following == [f"/filings/{oldest}/review"], "after the newest it begins with the oldest"


def test_reasons_survive_the_end_of_the_session(life: Life, clara: PageClient) -> None:
    leave(clara)
    held = Page(decide(clara, life, "return", expect=401, reason="单位不对。").text)
    assert ("reason", "单位不对。") in [(e.get("name"), e.get("value")) for e in held.all("input")]
