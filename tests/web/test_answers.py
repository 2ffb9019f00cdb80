"""The reviewer's comments at their place and in one list, and the contact's answers to them."""

import uuid

import pytest
from flask import Flask

from portal.filing.events import EntryKind
from portal.models import Comment, CommentEntry, Filing
from portal.services.comments import TEXT_MAX
from tests.sections.desk import Desk
from tests.support.client import PageClient
from tests.support.html import XHTML, Page
from tests.support.lives import AT, Life
from tests.web.contact import Contact, focused, links, text_of_id, words
from tests.web.entering import enter

YEAR_CELL = "collaborative_utilization.operations_by_year.2016.assigned_amount"
LISTED = "collaborative_utilization.patent_layouts"


@pytest.fixture
def asked(filled: Life) -> uuid.UUID:
    """A comment at the number of members, returned."""
    filled.submit()
    comment = filled.ask("会员总数对吗？")
    filled.give_back()
    return comment


def entries(life: Life, comment: uuid.UUID) -> list[tuple[str, str]]:
    """Kind and text of the entries of a thread, oldest first."""
    found = life.rows(CommentEntry, CommentEntry.comment_id == comment)
    return [(e.kind, e.text) for e in sorted(found, key=lambda entry: entry.written_at)]


def awaits(life: Life, comment: uuid.UUID) -> bool:
    return bool(life.rows(Comment, Comment.id == comment)[0].awaits_answer)


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        ("changed", "", "We changed it"),
        ("explained", "有增补（虚构）", "We explain it"),
        ("disagree", "数字无误（虚构）", "We disagree"),
    ],
)
def test_an_answer_from_the_list_stays_on_the_list(
    alice: Contact, asked: uuid.UUID, kind: str, text: str, word: str
) -> None:
    answer = alice.answer(asked, kind=kind, text=text, back="list")
    assert answer.location == f"{alice.base}/#comment-{asked}"
    assert entries(alice.life, asked)[1:] == [(kind, text)]
    said = text_of_id(alice.open(), f"comment-{asked}")
    assert "Answered, goes out when you submit again" in said
    assert word in said
    assert text in said


def test_an_answer_from_its_place_leads_back_to_its_place(alice: Contact, asked: uuid.UUID) -> None:
    answer = alice.answer(asked, kind="changed", text="", back="section")
    assert answer.location == f"{alice.base}/system-building#comment-{asked}"


def test_a_new_answer_replaces_the_one_that_was_not_sent(alice: Contact, asked: uuid.UUID) -> None:
    alice.answer(asked, kind="changed", text="改了（虚构）")
    alice.answer(asked, kind="disagree", text="又核对过（虚构）")
    assert entries(alice.life, asked)[1:] == [("disagree", "又核对过（虚构）")]
    boxes = [i for i in alice.open().all("input") if i.get("type") == "radio" and i.get("checked") is not None]
    assert [b.get("value") for b in boxes] == ["disagree"]


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("explained", "  ", "Write what you want to say to the reviewer."),
        ("disagree", "", "Write what you want to say to the reviewer."),
        ("", "写了没选（虚构）", "Choose one of the three answers."),
        ("ask", "冒充审核人（虚构）", "Choose one of the three answers."),
        ("explained", "长" * (TEXT_MAX + 1), "The answer takes at most 2000 characters."),
    ],
)
def test_a_refused_answer_is_kept_with_its_reason_at_its_place(
    alice: Contact, asked: uuid.UUID, kind: str, text: str, said: str
) -> None:
    alice.open()
    answer = alice.answer(asked, 422, kind=kind, text=text)
    page = Page(answer.text)
    assert text_of_id(page, f"answer-{asked}-error") == said
    assert focused(answer) == ["text"]
    area = next(e for e in page.all("textarea") if e.get("id") == f"answer-{asked}-text")
    assert (area.text or "").strip() == text.strip()
    assert awaits(alice.life, asked)


def test_a_refused_answer_is_chinese_for_who_reads_chinese(alice: Contact, asked: uuid.UUID) -> None:
    alice.open("/", "zh")
    page = Page(alice.answer(asked, 422, kind="explained", text="").text)
    assert text_of_id(page, f"answer-{asked}-error") == "请写出您要对审核人说的内容。"
    assert "您的回复" in words(page)


def test_both_contacts_can_answer(client: PageClient, life: Life, asked: uuid.UUID) -> None:
    enter(client, life.people.bob)
    Contact(client, life).answer(asked, kind="changed", text="")
    assert not awaits(life, asked)


def test_a_comment_of_another_return_does_not_exist_here(app: Flask, alice: Contact, asked: uuid.UUID) -> None:
    other = Life(app, alice.life.world, alice.life.world.foreign_filing)
    alice.answer(uuid.uuid4(), 404, kind="changed")
    alice.client.post(f"/filings/{other.id}/comments/{asked}/answer", data={"kind": "changed"}, expect=404)
    assert awaits(alice.life, asked)


def test_a_foreign_comment_on_ones_own_return_does_not_exist(
    app: Flask, client: PageClient, life: Life, asked: uuid.UUID
) -> None:
    enter(client, life.people.charlie)
    foreign: Filing = life.world.foreign_filing
    client.post(f"/filings/{foreign.id}/comments/{asked}/answer", data={"kind": "changed"}, expect=404)
    client.post(f"/filings/{foreign.id}/comments/{asked}/answer", data={"kind": "nonsense"}, expect=404)
    assert awaits(life, asked)


def test_a_coordinator_cannot_answer_for_the_association(client: PageClient, life: Life, asked: uuid.UUID) -> None:
    enter(client, life.people.clara)
    client.post(f"/filings/{life.id}/comments/{asked}/answer", data={"kind": "changed"}, expect=403)
    assert awaits(life, asked)


def test_once_submitted_again_an_answer_cannot_be_changed(alice: Contact, asked: uuid.UUID) -> None:
    alice.answer(asked, kind="explained", text="如实（虚构）")
    alice.life.submit()
    alice.answer(asked, 409, kind="changed", text="")
    assert entries(alice.life, asked)[1:] == [("explained", "如实（虚构）")]
    page = alice.open()
    assert "With the reviewer" in text_of_id(page, f"comment-{asked}")
    assert list(page.all("textarea")) == []


def test_a_closed_comment_is_kept_in_the_list_and_takes_no_answer(alice: Contact, asked: uuid.UUID) -> None:
    alice.answer(asked, kind="explained", text="如实（虚构）")
    alice.life.submit()
    alice.life.settle(asked)
    alice.life.give_back()
    page = alice.open()
    assert "Closed" in text_of_id(page, f"comment-{asked}")
    assert "如实（虚构）" in text_of_id(page, f"comment-{asked}")
    assert text_of_id(alice.open("/system-building"), f"comment-{asked}") == ""
    alice.answer(asked, 404, kind="changed", text="")


def test_what_is_asked_again_awaits_an_answer_again(alice: Contact, asked: uuid.UUID) -> None:
    alice.answer(asked, kind="explained", text="如实（虚构）")
    alice.life.submit()
    alice.life.give_back()
    said = text_of_id(alice.open(), f"comment-{asked}")
    assert "To answer" in said
    assert "如实（虚构）" in said


def test_the_answer_typed_when_the_session_ended_is_not_lost(alice: Contact, asked: uuid.UUID) -> None:
    alice.client.post("/sign-out")
    held = alice.answer(asked, 400, kind="explained", text="写了一半（虚构）")
    fields = {i.get("name"): i.get("value") for i in Page(held.text).all("input")}
    assert (fields["kind"], fields["text"]) == ("explained", "写了一半（虚构）")
    enter(alice.client, alice.life.people.alice)
    alice.answer(asked, kind="explained", text="写了一半（虚构）")
    assert not awaits(alice.life, asked)


@pytest.mark.parametrize(
    ("address", "described"),
    [
        (AT, "members.member_total"),
        (YEAR_CELL, "operations_by_year.2016.assigned_amount"),
        (f"{LISTED}.r1.layout_total", "patent_layouts.r1.layout_total"),
    ],
)
def test_a_comment_at_a_cell_describes_its_input(
    client: PageClient, filled: Life, address: str, described: str
) -> None:
    filled.submit()
    comment = filled.ask("对吗？", address)
    filled.give_back()
    enter(client, filled.people.alice)
    desk = Desk(client, filled.filing, address.partition(".")[0])
    desk.open(language="en")
    cell = desk.cell(described)
    assert f"comment-{comment}" in cell.get("aria-describedby", "").split()
    assert cell.get("aria-invalid") is None
    assert "对吗？" in text_of_id(desk.page, f"comment-{comment}")
    assert "1 to answer" in desk.text()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("collaborative_utilization", "Comment 1: Collaborative utilization of patents"),
        ("collaborative_utilization.operations_by_year", "Comment 1: Annual patent operation"),
        ("collaborative_utilization.operations_by_year.2016", "Comment 1: Annual patent operation, 2016"),
        (LISTED, "Comment 1: Technologies or products with a patent layout"),
        (f"{LISTED}.r1", "Comment 1: Row 1"),
        ("summary_materials.work_summary", "Comment 1: Work summary since the start of the pilot"),
    ],
)
def test_a_comment_at_a_larger_place_says_what_it_is_about(
    client: PageClient, filled: Life, address: str, said: str
) -> None:
    filled.submit()
    comment = filled.ask("请看（虚构）", address)
    filled.give_back()
    enter(client, filled.people.alice)
    desk = Desk(client, filled.filing, address.partition(".")[0])
    desk.open(language="en")
    assert text_of_id(desk.page, f"comment-{comment}").startswith(said)


def test_a_comment_on_a_row_that_is_gone_stands_at_its_list(client: PageClient, filled: Life) -> None:
    filled.submit()
    comment = filled.ask("这一行呢？", f"{LISTED}.r1.layout_total")
    filled.give_back()
    enter(client, filled.people.alice)
    desk = Desk(client, filled.filing, "collaborative_utilization")
    desk.open(language="en")
    desk.post(action="remove:patent_layouts.r1")
    page = desk.open()
    block = next(e for e in page.all("section") if e.get("id") == "patent_layouts")
    assert f"comment-{comment}" in [e.get("id") for e in block.iter()]
    assert "emoved row" in text_of_id(page, f"comment-{comment}")


def test_an_answer_is_no_cell_and_a_save_leaves_it_alone(client: PageClient, alice: Contact, asked: uuid.UUID) -> None:
    alice.answer(asked, kind="explained", text="如实（虚构）")
    desk = Desk(client, alice.life.filing, "system_building")
    desk.open(language="en")
    names = [name for name, _text in desk.fields()]
    assert names.count("kind") == 1
    desk.post(("members.member_total", "313"))
    assert entries(alice.life, asked)[1:] == [("explained", "如实（虚构）")]


def test_each_answer_is_a_form_of_its_own(client: PageClient, alice: Contact, asked: uuid.UUID) -> None:
    page = alice.open("/system-building")
    forms = {f.get("id"): f for f in page.all("form")}
    assert f"answer-{asked}" in forms
    inside = list(forms["section-form"].iter(f"{XHTML}form"))
    assert inside == [forms["section-form"]]
    controls = [e for e in page.root.iter() if e.get("name") in ("kind", "text")]
    assert {e.get("form") for e in controls} == {f"answer-{asked}", "explaining"}


def test_a_return_never_submitted_asks_for_no_comments(alice: Contact) -> None:
    page = alice.open("/system-building")
    assert not [e for e in page.root.iter() if (e.get("id") or "").startswith("comment-")]
    assert "What was asked" not in alice.read()


def test_markup_in_comments_and_answers_is_shown_as_text(alice: Contact, filled: Life) -> None:
    markup = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    filled.submit()
    comment = filled.ask(markup)
    filled.give_back(markup)
    alice.answer(comment, kind="explained", text=markup)
    for path in ("/", "/submit", "/system-building"):
        page = alice.open(path)
        assert not list(page.all("img"))
        assert not [e for e in page.all("script") if not (e.get("src") or "").startswith("/static/")]
        assert markup in words(page) or path == "/submit"


def test_what_was_asked_leads_to_its_place(alice: Contact, asked: uuid.UUID) -> None:
    assert f"{alice.base}/system-building#comment-{asked}" in links(alice.open())
    assert entries(alice.life, asked)[0] == (EntryKind.ASK, "会员总数对吗？")
