"""The page before submitting: all that is left in one list, what changed since the return, and submitting."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.filing.states import FilingState, RoundState
from tests.support.client import PageClient
from tests.support.html import XHTML, Page
from tests.support.lives import AT, RESPONSIBLE, Life
from tests.web.contact import Contact, focused, hidden, links, text_of_id, words
from tests.web.entering import enter

AMOUNT = "operations_by_year.2016.assigned_amount"
OPERATIONS = "collaborative_utilization"


def rows_of(page: Page) -> list[list[str]]:
    """The table of changes: the name of each cell, then old, new and why."""
    lines = []
    for row in (r for r in page.all("tr") if r.findall(f"{XHTML}th[@scope='row']")):
        link = next(a for a in row.iter(f"{XHTML}a"))
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row.findall(f"{XHTML}td")]
        lines.append(["".join(link.itertext()), *cells])
    return lines


def test_everything_missing_is_listed_and_linked_to_its_cell(alice: Contact) -> None:
    page = alice.open("/submit")
    assert f"{alice.base}/system-building?problems=1&missing=1#c-members-member_total" in links(page)
    assert f"{alice.base}/summary-materials?problems=1&missing=1#c-work_summary-rows" in links(page)
    assert "items to deal with before you submit" in words(page)


def test_what_is_wrong_is_listed_with_what_stands_there(alice: Contact, filled: Life) -> None:
    alice.life.save({AMOUNT: "约1930"}, OPERATIONS)
    text = alice.read("/submit")
    assert "Now 约1930" in text
    assert "1 item to deal with before you submit" in text
    assert "提交之前还要处理1处" in alice.read("/submit", "zh")


def test_a_complete_return_is_submitted_and_leads_to_its_receipt(alice: Contact, filled: Life) -> None:
    assert "Nothing is missing and nothing needs to be fixed." in alice.read("/submit")
    assert alice.submit().location == f"{alice.base}/receipt"
    assert alice.life.filing.state == FilingState.SUBMITTED
    assert alice.life.submissions[0].responsible_name == RESPONSIBLE


def test_pressing_twice_submits_once_and_leads_to_the_same_receipt(alice: Contact, filled: Life) -> None:
    page = alice.open("/submit")
    first, second = alice.submit(page=page), alice.submit(page=page)
    assert first.location == second.location
    assert len(alice.life.submissions) == 1
    assert [event.kind for event in alice.life.events] == ["submit"]


def test_a_refused_submission_keeps_the_name_and_shows_the_list(alice: Contact, filled: Life) -> None:
    alice.life.save({AMOUNT: ""}, OPERATIONS)
    answer = alice.submit(422, responsible="段小满（虚构）")
    assert focused(answer) == ["worklist"]
    assert 'value="段小满（虚构）"' in answer.text
    assert alice.life.submissions == []


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ({"declaration": ""}, "declaration", "Tick the box to confirm the declaration."),
        ({"responsible": " "}, "responsible", "Enter the name of the person responsible."),
        ({"responsible": "某" * 51}, "responsible", "The name takes at most 50 characters."),
    ],
)
def test_a_lacking_declaration_is_said_at_its_field(
    alice: Contact, filled: Life, fields: dict[str, str], place: str, said: str
) -> None:
    answer = alice.submit(422, **fields)
    assert focused(answer) == [place]
    page = Page(answer.text)
    control = next(e for e in page.all("input") if e.get("name") == place)
    assert text_of_id(page, control.get("aria-describedby", "")) == said
    assert alice.life.filing.state == FilingState.DRAFT


def test_what_a_colleague_saved_meanwhile_is_shown_instead_of_being_submitted(alice: Contact, filled: Life) -> None:
    page = alice.open("/submit")
    alice.life.save({AMOUNT: "1181"}, OPERATIONS, alice.life.people.bob)
    answer = alice.submit(409, page)
    text = words(answer)
    assert "Somebody saved changes while this page was open" in text
    assert "1,180 → 1,181" in text
    assert "Bob" in text
    assert f'value="{RESPONSIBLE}"' in answer.text
    assert alice.life.submissions == []
    alice.life.explain()
    assert alice.submit(303, Page(answer.text)).location.endswith("/receipt")


def test_a_mark_that_names_nothing_is_refused_without_an_error(alice: Contact, filled: Life) -> None:
    for seen in ("", "1.2", "x.y.z.1.2", "9" * 40):
        assert "Nothing was submitted." in words(alice.submit(409, seen=seen))
    assert alice.life.submissions == []


def test_who_comes_second_is_told_that_it_is_submitted(alice: Contact, filled: Life) -> None:
    page = alice.open("/submit")
    alice.life.submit()
    alice.life.withdraw()
    again = alice.submit(409, page)
    assert "Something happened to this return while the page was open" in words(again)
    alice.life.submit()
    submitted = alice.submit(409, page)
    assert "This return has been submitted" in words(submitted)
    assert list(Page(submitted.text).all("textarea")) == []
    assert len(alice.life.submissions) == 2


def test_a_version_that_is_no_number_is_taken_for_an_old_one(alice: Contact, filled: Life) -> None:
    for version in ("", "x", "-1", "9" * 30):
        alice.submit(409, version=version)
    assert alice.life.submissions == []


def test_a_closed_round_takes_no_submission_and_the_page_says_so(
    alice: Contact, filled: Life, later: Callable[[timedelta], None]
) -> None:
    page = alice.open("/submit")
    later(timedelta(days=60))
    enter(alice.client, alice.life.people.alice)
    answer = alice.client.post(
        f"{alice.base}/submit",
        data=hidden(page, "/submit")
        | {"csrf_token": alice.client.token or "", "responsible": "某", "declaration": "1"},
        expect=422,
    )
    assert "The 2017 round closed on" in words(answer)
    assert "Declaration" not in Page(answer.text).text_of("h2")
    assert alice.life.submissions == []


def test_a_round_that_has_not_opened_says_so(alice: Contact) -> None:
    alice.life.set_round(state=RoundState.PREPARING.value)
    page = alice.open("/submit")
    assert "The 2017 round has not opened yet." in words(page)
    assert "Declaration" not in page.text_of("h2")


def test_who_only_fills_in_sees_what_is_left_and_who_submits(client: PageClient, life: Life) -> None:
    enter(client, life.people.bob)
    bob = Contact(client, life)
    page = bob.open("/submit")
    assert "You fill in; Alice can submit it." in words(page)
    assert not [f for f in page.all("form") if (f.get("action") or "").endswith("/submit")]
    client.post(f"{bob.base}/submit", data={"version": "0"}, expect=403)


def test_changes_since_the_return_name_the_comment_they_answer(alice: Contact, filled: Life) -> None:
    life = alice.life
    life.submit()
    comment = life.ask(address=AT)
    life.give_back()
    life.save({"members.member_total": "313", "members.member_enterprises": "287"})
    life.save({AMOUNT: "1182"}, OPERATIONS)
    page = alice.open("/submit")
    table = {row[0]: row[1:] for row in rows_of(page)}
    assert table["1 Total members"] == ["312", "313", "comment 1"]
    assert table["1 of which: enterprises"] == ["286", "287", "not asked for"]
    assert table["3 2016: Patents assigned to others: amount"] == ["1,180", "1,182", "not asked for"]
    assert f"{alice.base}/#comment-{comment}" in links(page)
    assert "3 changes since the return" in words(page)


def test_comments_that_await_an_answer_stand_in_the_same_list(alice: Contact, filled: Life) -> None:
    life = alice.life
    life.submit()
    comment = life.ask("会员总数对吗？")
    life.give_back()
    page = alice.open("/submit")
    assert f"{alice.base}/system-building#comment-{comment}" in links(page)
    assert "Comment: 会员总数对吗？" in words(page)
    assert "Nothing has changed since the return" in words(page)
    assert focused(alice.submit(422)) == ["worklist"]
    life.answer(comment)
    assert "Every comment is answered." in alice.read("/submit")
    alice.submit()
    assert [s.number for s in life.submissions] == [1, 2]


def test_markup_in_a_name_is_shown_as_text(alice: Contact) -> None:
    answer = alice.submit(422, responsible="<script>alert(1)</script>")
    assert not [e for e in Page(answer.text).all("script") if not (e.get("src") or "").startswith("/static/")]
    assert "&lt;script&gt;" in answer.text
