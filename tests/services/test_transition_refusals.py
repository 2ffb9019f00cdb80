"""Who is refused, who came too late, and what a repeated request does: nothing is written twice or halfway."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from portal.filing.states import FilingState
from portal.filing.transitions import Action
from portal.models import OutboxMail, Person
from portal.services.filings import find
from portal.services.locked_filings import CameFirst, NoSuchFiling, NotYours
from portal.services.rounds import form_context
from portal.services.submissions import holdings_of
from portal.services.transitions import ContentChanged
from tests.support.filled import fill_in
from tests.support.lives import DECLARED, Life
from tests.support.people import World
from tests.support.rows import execute, stored_rows

ASKED: dict[Action, dict[str, Any]] = {
    Action.SUBMIT: {"declaration": DECLARED},
    Action.WITHDRAW: {},
    Action.RETURN: {"reason": "请核对（虚构）"},
    Action.ACCEPT: {},
    Action.REOPEN: {"reason": "年份有误（虚构）"},
}
DRAFT, SUBMITTED, RETURNED, ACCEPTED = FilingState
#: Everything that is allowed: whoever does something else, or somewhere else, is refused.
ALLOWED = {
    (Action.SUBMIT, DRAFT, "alice"),
    (Action.SUBMIT, RETURNED, "alice"),
    (Action.WITHDRAW, SUBMITTED, "alice"),
    (Action.WITHDRAW, SUBMITTED, "bob"),
    (Action.RETURN, SUBMITTED, "clara"),
    (Action.ACCEPT, SUBMITTED, "clara"),
    (Action.REOPEN, ACCEPTED, "nadia"),
}
#: What is said to the others: that there is no such filing, that it is not theirs, or that it stands elsewhere.
KNOW_NOTHING = {"charlie", "conrad"}
HAVE_THE_PART = {
    Action.SUBMIT: {"alice"},
    Action.WITHDRAW: {"alice", "bob"},
    Action.RETURN: {"clara"},
    Action.ACCEPT: {"clara"},
    Action.REOPEN: {"nadia"},
}


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A filing that is filled in and can be submitted."""
    fill_in(app, world)
    return Life(app, world)


@pytest.mark.parametrize("state", FilingState)
def test_whoever_may_not_is_told_what_the_person_may_know_and_nothing_is_written(
    life: Life, database_url: str, state: FilingState
) -> None:
    life.bring_to(state)
    before = stored_rows(database_url)
    for action in Action:
        for name, person in vars(life.people).items():
            if (action, state, name) in ALLOWED:
                continue
            part = CameFirst if name in HAVE_THE_PART[action] else NotYours
            with pytest.raises(NoSuchFiling if name in KNOW_NOTHING else part):
                life.act(person, action, **ASKED[action])
    assert stored_rows(database_url) == before


@pytest.mark.parametrize(("action", "state", "name"), sorted(ALLOWED))
def test_whoever_may_does_it_once_however_often_the_request_is_repeated(
    life: Life, database_url: str, action: Action, state: FilingState, name: str
) -> None:
    life.bring_to(state)
    person, version = getattr(life.people, name), life.filing.version
    first = life.act(person, action, version, **ASKED[action])
    assert first == version + 1 == life.filing.version
    assert life.events[-1].kind == action.value
    before = stored_rows(database_url)
    assert [life.act(person, action, version, **ASKED[action]) for _again in range(2)] == [first, first]
    assert stored_rows(database_url) == before


def test_a_double_click_on_submit_leaves_one_submission_one_event_and_one_mail_each(life: Life) -> None:
    for _click in range(2):
        assert life.submit(version=0) == 1
    assert len(life.submissions) == len(life.events) == 1
    told = [(mail.kind, mail.person_id) for mail in life.rows(OutboxMail)]
    people = life.people
    assert sorted(told, key=repr) == sorted(
        [("submitted", people.alice.id), ("submitted", people.bob.id), ("to_review", people.clara.id)], key=repr
    )


def test_the_same_action_of_somebody_else_on_the_same_version_came_too_late(life: Life) -> None:
    life.bring_to(SUBMITTED)
    life.withdraw()
    with pytest.raises(CameFirst):
        life.act(life.people.bob, Action.WITHDRAW, 1)


def test_a_repeated_request_is_no_answer_any_more_once_something_else_has_happened(life: Life) -> None:
    life.submit(version=0)
    life.ask()
    with pytest.raises(CameFirst):
        life.submit(version=0)
    with pytest.raises(CameFirst):
        life.act(life.people.alice, Action.WITHDRAW, 1)


@pytest.mark.parametrize("version", [-1, 1, 99])
def test_a_version_that_is_not_the_present_one_is_refused(life: Life, version: int) -> None:
    with pytest.raises(CameFirst):
        life.submit(version=version)
    assert life.filing.state == DRAFT


def mark(life: Life) -> str:
    """The mark of the documents as the page that is agreed to shows them."""
    with life.acting(life.people.alice):
        filing = find(life.id)
        assert filing is not None
        return holdings_of(filing, form_context(filing)).mark


def test_what_was_saved_after_the_page_was_shown_is_not_declared_for(life: Life, database_url: str) -> None:
    shown = mark(life)
    life.save({"contact.contact_position": "秘书长（虚构）"}, person=life.people.bob)
    before = stored_rows(database_url)
    with pytest.raises(ContentChanged):
        life.submit(seen=shown)
    assert stored_rows(database_url) == before
    assert mark(life) != shown
    assert life.submit(seen=mark(life)) == 1


def test_a_save_that_changes_nothing_does_not_stand_in_the_way(life: Life) -> None:
    shown = mark(life)
    life.save({"members.member_total": life.save({}).cells["members.member_total"]})
    assert life.submit(seen=shown) == 1


def nothing(life: Life) -> None:
    """Leave the filing filled in."""


def submitted(life: Life) -> None:
    life.submit()


def commented(life: Life) -> None:
    life.submit()
    life.ask()


def returned(life: Life) -> None:
    life.submit()
    comment = life.ask()
    life.give_back("")
    life.answer(comment)


def resubmitted(life: Life) -> None:
    life.bring_to(RETURNED)
    life.submit()


def settled(life: Life) -> None:
    life.submit()
    life.settle(life.ask())


#: Every edge of the table, the beginning of the review among them: what comes before, and the step.
EDGES: dict[str, tuple[Callable[[Life], None], Callable[[Life], object]]] = {
    "submit a draft": (nothing, Life.submit),
    "submit a returned one": (returned, Life.submit),
    "withdraw to draft": (submitted, Life.withdraw),
    "withdraw to returned": (resubmitted, Life.withdraw),
    "begin the review": (submitted, Life.ask),
    "return": (submitted, Life.give_back),
    "return with a comment": (commented, Life.give_back),
    "accept": (settled, Life.accept),
    "reopen": (lambda life: life.bring_to(ACCEPTED), Life.reopen),
}
#: An action writes its mails last, after everything else.
LAST = "outbox_mail"
#: Nobody is told of it.
SILENT = {"begin the review"}


@pytest.mark.parametrize(
    ("edge", "table"),
    [
        (edge, table)
        for edge in EDGES
        for table in ("filing_event", LAST)
        if (edge, table) != ("begin the review", LAST)
    ],
)
def test_where_one_row_cannot_be_written_nothing_is(life: Life, database_url: str, edge: str, table: str) -> None:
    before_it, step = EDGES[edge]
    before_it(life)
    before = stored_rows(database_url)
    refuse_rows(database_url, table)
    with pytest.raises(DBAPIError, match="planted"):
        step(life)
    assert stored_rows(database_url) == before
    allow_rows(database_url, table)
    step(life)
    assert stored_rows(database_url) != before


def refuse_rows(url: str, table: str) -> None:
    """Let the database refuse new rows of *table*, as a full disk or a lost connection would."""
    if make_url(url).get_backend_name() == "sqlite":
        execute(url, f"CREATE TRIGGER planted BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'planted'); END")
        return
    execute(
        url,
        "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$",
        f"CREATE TRIGGER planted BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION planted()",
    )


def allow_rows(url: str, table: str) -> None:
    """Take back :func:`refuse_rows`."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    execute(url, "DROP TRIGGER planted" + ("" if sqlite else f" ON {table}"))


def test_an_unknown_filing_is_unknown_to_everybody(life: Life) -> None:
    life.id = life.world.association.id
    everybody: list[Person] = list(vars(life.people).values())
    for person in everybody:
        with pytest.raises(NoSuchFiling):
            life.act(person, Action.SUBMIT, 0, declaration=DECLARED)
