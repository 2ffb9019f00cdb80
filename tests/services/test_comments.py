"""Comments and answers: who writes, who sees what and when, and that the counts are kept."""

import uuid

import pytest
from flask import Flask

from portal.filing.events import CommentState, EntryKind, EventKind
from portal.models import Comment, CommentEntry
from portal.services import comments
from portal.services.comments import TEXT_MAX, EmptyText, NoSuchComment, Thread
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.people import World


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A filing that has been submitted."""
    fill_in(app, world)
    life = Life(app, world)
    life.submit()
    return life


def seen(life: Life, *, by_contact: bool) -> list[Thread]:
    """The threads as one side sees them."""
    with life.acting(life.people.alice if by_contact else life.people.clara):
        return comments.threads(life.id, for_contact=by_contact)


def said(life: Life, *, by_contact: bool) -> list[list[tuple[str, str]]]:
    """Kind and text of what one side sees, thread by thread."""
    return [[(entry.kind, entry.text) for entry, _name in t.entries] for t in seen(life, by_contact=by_contact)]


def ask_again(life: Life, comment: uuid.UUID, text: str) -> None:
    with life.acting(life.people.clara):
        comments.ask_again(life.people.clara, life.id, comment, text)


def take_back(life: Life, comment: uuid.UUID) -> None:
    with life.acting(life.people.clara):
        comments.take_back(life.people.clara, life.id, comment)


def stored(life: Life, comment: uuid.UUID) -> Comment:
    found: Comment = life.rows(Comment, Comment.id == comment)[0]
    return found


def test_what_is_asked_is_the_reviewers_alone_until_the_return_sends_it(life: Life) -> None:
    comment = life.ask("为什么？")
    assert said(life, by_contact=False) == [[("ask", "为什么？")]]
    assert said(life, by_contact=True) == []
    assert not stored(life, comment).awaits_answer
    life.give_back("")
    assert said(life, by_contact=True) == said(life, by_contact=False) == [[("ask", "为什么？")]]
    assert stored(life, comment).awaits_answer


def test_what_is_answered_is_the_contacts_alone_until_the_submission_sends_it(life: Life) -> None:
    comment = life.ask("为什么？")
    life.give_back("")
    life.answer(comment, EntryKind.EXPLAINED, "因为这样。")
    assert said(life, by_contact=True) == [[("ask", "为什么？"), ("explained", "因为这样。")]]
    assert said(life, by_contact=False) == [[("ask", "为什么？")]]
    life.submit()
    assert said(life, by_contact=False) == said(life, by_contact=True)
    (thread,) = seen(life, by_contact=False)
    assert (thread.asked, [name for _entry, name in thread.entries]) == ("为什么？", ["Clara", "Alice"])
    assert thread.answer is not None
    assert thread.answer.text == "因为这样。"


def test_until_it_is_sent_what_is_written_is_replaced_by_what_is_written_next(life: Life) -> None:
    comment = life.ask("为什么？")
    ask_again(life, comment, "请问为什么？")
    life.give_back("")
    life.answer(comment, EntryKind.EXPLAINED, "因为。")
    life.answer(comment, EntryKind.DISAGREE, "没有错。")
    life.submit()
    assert said(life, by_contact=True) == [[("ask", "请问为什么？"), ("disagree", "没有错。")]]


def test_asking_again_after_an_answer_adds_to_the_thread_and_awaits_an_answer_with_the_next_return(life: Life) -> None:
    comment = life.ask("为什么？")
    life.give_back("")
    life.answer(comment)
    life.submit()
    ask_again(life, comment, "还是不明白。")
    assert [kind for kind, _text in said(life, by_contact=False)[0]] == ["ask", "explained", "ask"]
    assert [kind for kind, _text in said(life, by_contact=True)[0]] == ["ask", "explained"]
    assert not stored(life, comment).awaits_answer
    life.give_back("")
    assert stored(life, comment).awaits_answer
    (thread,) = seen(life, by_contact=True)
    assert (thread.asked, thread.answer) == ("还是不明白。", None)


def test_an_answered_comment_left_open_awaits_another_answer_after_the_next_return(life: Life) -> None:
    comment = life.ask()
    life.give_back("")
    life.answer(comment)
    assert not stored(life, comment).awaits_answer
    life.submit()
    life.give_back("还有别的")
    assert stored(life, comment).awaits_answer


def test_taking_back_what_was_not_sent_leaves_nothing_of_it(life: Life) -> None:
    comment = life.ask()
    take_back(life, comment)
    assert life.rows(Comment) == life.rows(CommentEntry) == []
    assert life.filing.open_comments == 0


def test_taking_back_what_was_asked_again_leaves_what_was_sent(life: Life) -> None:
    comment = life.ask("为什么？")
    life.give_back("")
    life.answer(comment, EntryKind.CHANGED, "")
    life.submit()
    ask_again(life, comment, "还有？")
    take_back(life, comment)
    assert said(life, by_contact=False) == [[("ask", "为什么？"), ("changed", "")]]
    assert life.filing.open_comments == 1


def test_closing_settles_a_comment_and_forgets_what_was_not_sent(life: Life) -> None:
    one, other = life.ask("为什么？"), life.ask("还有？", "system_building.trainings")
    life.give_back("")
    life.answer(one)
    life.answer(other)
    life.submit()
    ask_again(life, one, "不再问了。")
    life.settle(one, other)
    assert [[kind for kind, _text in thread] for thread in said(life, by_contact=False)] == [["ask", "explained"]] * 2
    closed = stored(life, one)
    assert (closed.state, closed.closed_by) == (CommentState.CLOSED, life.people.clara.id)
    assert closed.closed_at is not None
    assert life.filing.open_comments == 0
    life.give_back("一处年份")
    for comment in (one, other):
        assert not stored(life, comment).awaits_answer
        with pytest.raises(NoSuchComment):
            life.answer(comment)
    life.submit()
    for act in (lambda: ask_again(life, one, "又问"), lambda: take_back(life, one), lambda: life.settle(one)):
        with pytest.raises(NoSuchComment):
            act()


def test_one_unknown_comment_among_several_closes_none(life: Life) -> None:
    comment = life.ask()
    with pytest.raises(NoSuchComment):
        life.settle(comment, uuid.uuid4())
    assert (stored(life, comment).state, life.filing.open_comments) == (CommentState.OPEN, 1)


def test_open_comments_are_counted_beside_the_filing_after_every_step(life: Life) -> None:
    counts, kept = [], []

    def note() -> None:
        counts.append(len(life.rows(Comment, Comment.state == CommentState.OPEN.value)))
        kept.append(life.filing.open_comments)

    one = life.ask()
    note()
    other = life.ask("还有？", "system_building.trainings")
    note()
    third = life.ask("这里？", "patent_protection")
    note()
    take_back(life, third)
    note()
    life.give_back("")
    note()
    life.answer(one)
    life.answer(other)
    note()
    life.submit()
    life.settle(one)
    note()
    life.settle(other)
    note()
    assert kept == counts == [1, 2, 3, 2, 2, 2, 1, 0]


def test_with_the_first_comment_the_review_has_begun_and_only_once(life: Life) -> None:
    version = life.filing.version
    comment = life.ask()
    life.ask("还有？", "system_building.trainings")
    ask_again(life, comment, "请问？")
    assert life.filing.version == version + 1
    assert life.events[-1].kind == EventKind.BEGIN_REVIEW
    assert life.filing.reviewer_id == life.people.clara.id
    assert life.filing.review_begun_at == life.events[-1].at


def test_a_reviewer_who_is_named_stays_named_when_somebody_else_begins(life: Life) -> None:
    life.set_filing(reviewer_id=life.people.nadia.id)
    life.ask()
    assert life.filing.reviewer_id == life.people.nadia.id


@pytest.mark.parametrize("text", ["", "  \r\n ", "\x00\u200b", "长" * (TEXT_MAX + 1)])
def test_nothing_and_too_much_are_refused(life: Life, text: str) -> None:
    with pytest.raises(EmptyText):
        life.ask(text)
    comment = life.ask()
    with pytest.raises(EmptyText):
        ask_again(life, comment, text)
    life.give_back("")
    for kind in (EntryKind.EXPLAINED, EntryKind.DISAGREE):
        with pytest.raises(EmptyText):
            life.answer(comment, kind, text)


def test_saying_that_it_was_changed_needs_no_words_but_takes_some(life: Life) -> None:
    comment = life.ask()
    life.give_back("")
    life.answer(comment, EntryKind.CHANGED, " \x00 ")
    assert said(life, by_contact=True)[0][-1] == ("changed", "")
    life.answer(comment, EntryKind.CHANGED, "改为12。")
    assert said(life, by_contact=True)[0][-1] == ("changed", "改为12。")
    with pytest.raises(EmptyText):
        life.answer(comment, EntryKind.CHANGED, "长" * (TEXT_MAX + 1))


def test_text_is_kept_line_by_line_without_what_cannot_be_seen(life: Life) -> None:
    life.ask(f" 一\r\n\x00二\u200b\n{'长' * (TEXT_MAX - 4)} ")
    assert said(life, by_contact=False)[0][0][1] == f"一\n二\n{'长' * (TEXT_MAX - 4)}"
