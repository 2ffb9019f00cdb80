"""Explanations: written once, standing while the figures stand, decided by the reviewer, asked again a year later."""

import datetime as dt
import uuid
from collections.abc import Sequence

import pytest
from flask import Flask

from portal.filing.states import RoundState
from portal.filing.transitions import Need
from portal.form.problems import Level
from portal.models import Comment, Explanation, Person, SectionDocument
from portal.services.comments import EmptyText, NotYourTurn
from portal.services.explaining import EmptyPhrase, NoSuchExplanation, NoSuchProblem, decide, explain
from portal.services.filings import find
from portal.services.given_explanations import GivenExplanation, given_in
from portal.services.locked_filings import CameFirst, NoSuchFiling
from portal.services.rounds import form_context
from portal.services.sections import NotEditable
from portal.services.submissions import Holdings, holdings_of
from portal.services.transitions import NotPossible
from tests.support.filled import EXPLANATION, fill_in
from tests.support.lives import Life
from tests.support.people import World

OPERATIONS = "collaborative_utilization"
AMOUNT = "operations_by_year.2017.assigned_amount"
AT = f"{OPERATIONS}.{AMOUNT}"
KEYS = [f"{rule}@{AT}" for rule in ("XYR-08", "UNT-03", "UNT-04")]
KEY = KEYS[1]
WHY = "2017年签订了一份涉及12件专利的转让合同（虚构）。"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """Alice's return, filled in with everything explained; three rules ask about one amount."""
    fill_in(app, world)
    return Life(app, world)


def say(life: Life, text: str, key: str = KEY, person: Person | None = None, *, carried_over: bool = False) -> None:
    person = person or life.people.alice
    with life.acting(person):
        explain(person, life.id, key, text, carried_over=carried_over)


def stored(life: Life, key: str = KEY) -> Explanation:
    (found,) = life.rows(Explanation, Explanation.filing_id == life.id, Explanation.problem == key)
    assert isinstance(found, Explanation)
    return found


def held(life: Life) -> Holdings:
    with life.acting(life.people.alice):
        found = find(life.id)
        assert found is not None
        return holdings_of(found, form_context(found))


def unexplained(life: Life) -> list[str]:
    """The keys of the soft problems that await an explanation."""
    now = held(life)
    return [p.key for p in now.every_problem if p.level is Level.SOFT and p.key not in now.explained]


def counted(life: Life) -> int:
    """How many soft problems the kept progress of the section counts."""
    (document,) = life.rows(
        SectionDocument, SectionDocument.filing_id == life.id, SectionDocument.section == OPERATIONS
    )
    return int(document.progress["unexplained"])


def judge(
    life: Life, verdict: str, reason: str = "", keys: Sequence[str] = KEYS, *, seen: str = "", by: Person | None = None
) -> None:
    by = by or life.people.clara
    ids = [stored(life, key).id for key in keys]
    with life.acting(by):
        decide(by, life.id, ids, verdict, reason, seen=seen)


def comments(life: Life) -> list[Comment]:
    return list(life.rows(Comment, Comment.filing_id == life.id))


def given(life: Life) -> dict[str, GivenExplanation]:
    """The explanations of the newest submission by key, as its reviewer reads them."""
    submission = life.submissions[-1]
    with life.acting(life.people.clara):
        return {each.key: each for each in given_in(submission)}


def test_an_explanation_stands_until_a_figure_that_fired_changes_and_again_when_it_is_back(life: Life) -> None:
    assert unexplained(life) == []
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    assert unexplained(life) == KEYS
    assert counted(life) == 3
    life.save({AMOUNT: "12850000"}, OPERATIONS)
    assert unexplained(life) == []
    assert counted(life) == 0


def test_a_figure_of_another_rule_does_not_open_it_again(life: Life) -> None:
    life.save({"operations_by_year.2016.assigned_amount": "1181"}, OPERATIONS)
    assert unexplained(life) == [KEYS[0], KEYS[2]]


def test_explaining_records_what_fired_and_the_bounds_then(life: Life) -> None:
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    say(life, f" {WHY} ", person=life.people.bob)
    found = stored(life)
    assert (found.text, found.section, found.rule, found.verdict) == (WHY, OPERATIONS, "UNT-03", "")
    assert found.values == {AT: "12860000", f"{OPERATIONS}.operations_by_year.2017.assigned_patents": "36"}
    assert found.parameters == {"max_per_item": "5000"}
    assert found.written_by == life.people.bob.id
    assert unexplained(life) == [KEYS[0], KEYS[2]]
    assert counted(life) == 2


@pytest.mark.parametrize("text", ["", "核实无误", "同上", "n/a", "verified", "属实。", "长" * 2001])
def test_empty_phrases_and_endless_ones_are_refused_and_what_stands_is_kept(life: Life, text: str) -> None:
    with pytest.raises(EmptyPhrase):
        say(life, text)
    assert stored(life).text == EXPLANATION


def test_what_is_no_problem_any_more_cannot_be_explained(life: Life) -> None:
    life.save({AMOUNT: "1285"}, OPERATIONS)
    for key in (KEY, "UNT-03@", "", "ARI-01@system_building.members.member_total"):
        with pytest.raises(NoSuchProblem):
            say(life, WHY, key)


def test_the_same_words_again_change_nothing_so_that_their_verdict_is_kept(life: Life) -> None:
    life.submit()
    judge(life, "accepted")
    life.give_back()
    before = stored(life)
    say(life, EXPLANATION)
    assert (stored(life).id, stored(life).verdict) == (before.id, "accepted")
    say(life, WHY)
    assert (stored(life).text, stored(life).verdict) == (WHY, "")


def test_only_the_contacts_explain_and_only_while_it_is_their_turn(life: Life) -> None:
    with pytest.raises(NotEditable):
        say(life, WHY, person=life.people.clara)
    with pytest.raises(NoSuchFiling):
        say(life, WHY, person=life.people.charlie)
    life.set_round(state=RoundState.CLOSED.value)
    with pytest.raises(NotEditable):
        say(life, WHY)
    life.set_round(state=RoundState.OPEN.value)
    life.submit()
    with pytest.raises(NotEditable):
        say(life, WHY)
    assert stored(life).text == EXPLANATION


def test_a_refusal_is_one_comment_at_the_cell_and_opens_the_problems_again(life: Life) -> None:
    life.submit()
    judge(life, "refused", "请写明合同编号。")
    (comment,) = comments(life)
    assert (comment.address, comment.section, comment.state) == (AT, OPERATIONS, "open")
    assert {given(life)[key].refused_by for key in KEYS} == {comment.id}
    assert {given(life)[key].decided_by for key in KEYS} == {"Clara"}
    assert unexplained(life) == KEYS
    life.give_back("")
    say(life, WHY)
    assert unexplained(life) == [KEYS[0], KEYS[2]]


def test_a_refusal_needs_a_reason(life: Life) -> None:
    life.submit()
    with pytest.raises(EmptyText):
        judge(life, "refused", " ")
    assert comments(life) == []
    assert stored(life).verdict == ""


def test_deciding_the_same_twice_is_deciding_once(life: Life) -> None:
    life.submit()
    judge(life, "refused", "请写明合同编号。")
    judge(life, "refused", "请写明合同编号。")
    assert len(comments(life)) == 1
    judge(life, "accepted", seen="refused")
    version = life.filing.version
    judge(life, "accepted")
    assert life.filing.version == version


def test_accepting_after_all_takes_the_comment_back_that_was_not_sent(life: Life) -> None:
    life.submit()
    other = life.ask("另一条意见。", AT)
    judge(life, "refused", "请写明合同编号。")
    judge(life, "accepted", seen="refused")
    assert [comment.id for comment in comments(life)] == [other]
    assert life.filing.open_comments == 1
    assert unexplained(life) == []
    assert counted(life) == 0


def test_whoever_decides_has_seen_what_was_decided_before(life: Life) -> None:
    life.submit()
    judge(life, "accepted")
    with pytest.raises(CameFirst):
        judge(life, "refused", "请写明合同编号。")
    assert comments(life) == []
    judge(life, "refused", "请写明合同编号。", seen="accepted")
    assert stored(life).verdict == "refused"


def test_accepting_begins_the_review(life: Life) -> None:
    life.submit()
    assert life.filing.review_begun_at is None
    judge(life, "accepted", keys=[KEY])
    assert life.filing.review_begun_at is not None
    assert [each.verdict for each in given(life).values()].count("accepted") == 1


def test_only_the_reviewers_decide_about_what_there_is_while_it_is_submitted(life: Life) -> None:
    with pytest.raises(NotYourTurn):
        judge(life, "accepted")
    life.submit()
    for person in (life.people.alice, life.people.nadia, life.people.olga):
        with pytest.raises(NotYourTurn):
            judge(life, "accepted", by=person)
    with pytest.raises(NoSuchFiling):
        judge(life, "accepted", by=life.people.conrad)
    clara = life.people.clara
    for ids in ([], [uuid.uuid4()], [stored(life).id, uuid.uuid4()]):
        with life.acting(clara), pytest.raises(NoSuchExplanation):
            decide(clara, life.id, ids, "accepted")
    with pytest.raises(NoSuchExplanation):
        judge(life, "")
    assert stored(life).verdict == ""


def test_an_accepted_explanation_goes_with_the_next_submission_as_accepted(life: Life) -> None:
    life.submit()
    judge(life, "accepted")
    life.give_back()
    life.submit()
    assert {given(life)[key].verdict for key in KEYS} == {"accepted"}
    life.give_back()
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    life.explain()
    life.submit()
    assert {given(life)[key].verdict for key in KEYS} == {""}


def test_a_submission_shows_what_was_explained_in_it_though_it_is_written_anew_since(life: Life) -> None:
    life.submit()
    first = life.submissions[0]
    life.give_back()
    say(life, WHY)
    life.submit()
    with life.acting(life.people.clara):
        told = {each.key: each for each in given_in(first)}
    assert (told[KEY].text, told[KEY].id, told[KEY].name) == (EXPLANATION, None, "Alice")
    assert given(life)[KEY].text == WHY
    assert told[KEY].at < given(life)[KEY].at
    assert isinstance(told[KEY].at, dt.datetime)
    assert told[KEY].message["zh"].startswith("2017年“对外转让专利数量")


def test_an_unexplained_problem_keeps_a_return_from_being_submitted(life: Life) -> None:
    life.save({AMOUNT: "12860000"}, OPERATIONS)
    with pytest.raises(NotPossible) as refused:
        life.submit()
    assert refused.value.needs == (Need.ALL_EXPLAINED,)
    for key in KEYS:
        say(life, WHY, key)
    life.submit()
    assert {key: each.text for key, each in given(life).items() if key in KEYS} == dict.fromkeys(KEYS, WHY)
