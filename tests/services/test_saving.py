"""Saving a section: what is kept, what is merged, what becomes a choice, what is refused."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from portal.form.reading import CellTooLong, TooManyRows
from portal.models import CellChange, Filing, Person, Round, SectionDocument, db
from portal.services import clock
from portal.services.locked_filings import NoSuchFiling, NotYours
from portal.services.sections import NotEditable, SaveOutcome, save_cells
from portal.services.transactions import writing
from tests.support.people import People, World

Acting = Callable[[Person | None], AbstractContextManager[None]]
SECTION = "system_building"


class Keeper:
    """Saves for somebody, each time in a transaction and session of its own."""

    def __init__(self, acting: Acting, filing: Filing) -> None:
        self.acting, self.filing = acting, filing

    def save(self, person: Person, base: int, section: str = SECTION, **cells: str) -> SaveOutcome:
        posted = [(name.replace("__", "."), text) for name, text in cells.items()]
        return self.post(person, base, posted, section)

    def post(self, person: Person, base: int, posted: list[tuple[str, str]], section: str = SECTION) -> SaveOutcome:
        with self.acting(person):
            return save_cells(person, self.filing.id, section, base, posted)

    def stored(self, section: str = SECTION) -> SectionDocument:
        with self.acting(None):
            found = db.session.get(SectionDocument, (self.filing.id, section))
            assert found is not None
            return found

    def changes(self) -> list[tuple[int, str, str, str]]:
        with self.acting(None):
            rows = db.session.scalars(select(CellChange).order_by(CellChange.id))
            return [(row.revision, row.address, row.old, row.new) for row in rows]


@pytest.fixture
def keeper(acting_as: Acting, filing: Filing) -> Keeper:
    return Keeper(acting_as, filing)


def test_what_is_typed_is_found_again_in_canonical_form(keeper: Keeper, people: People) -> None:
    outcome = keeper.save(people.alice, 0, members__member_total="１,２３４个", contact__contact_name=" 沈 一帆 ")
    assert outcome.revision == 1
    assert keeper.stored().cells == {"members.member_total": "1234", "contact.contact_name": "沈 一帆"}


def test_what_cannot_be_read_stays_as_typed_and_is_a_hard_problem(keeper: Keeper, people: People) -> None:
    outcome = keeper.save(people.alice, 0, members__member_total="约1930")
    assert keeper.stored().cells == {"members.member_total": "约1930"}
    found = [p for p in outcome.problems if p.rule.code == "FMT-11"]
    assert [p.addresses for p in found] == [("system_building.members.member_total",)]


def test_a_cell_that_is_not_posted_is_untouched_and_a_blank_one_is_emptied(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, members__member_total="10", members__member_others="0")
    keeper.save(people.alice, 1, members__member_total="")
    assert keeper.stored().cells == {"members.member_others": "0"}


def test_every_change_is_in_the_history_with_old_and_new(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    keeper.save(people.bob, 1, members__member_total="12", contact__mobile="13900000011")
    assert keeper.changes() == [
        (1, "members.member_total", "", "10"),
        (2, "members.member_total", "10", "12"),
        (2, "contact.mobile", "", "13900000011"),
    ]


def test_saving_the_same_again_changes_nothing(keeper: Keeper, people: People) -> None:
    first = keeper.save(people.alice, 0, members__member_total="10", trainings__r1__training_name="培训")
    again = keeper.save(people.alice, 0, members__member_total="10", trainings__r1__training_name="培训")
    assert (again.revision, again.changes, again.conflicts) == (first.revision, [], [])
    assert len(keeper.changes()) == 3


def test_two_people_in_different_cells_are_merged(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    keeper.save(people.bob, 1, members__member_others="3")
    outcome = keeper.save(people.alice, 1, members__member_total="11")
    assert outcome.conflicts == []
    assert keeper.stored().cells == {"members.member_total": "11", "members.member_others": "3"}


def test_two_people_in_the_same_cell_get_a_choice_and_the_rest_is_saved(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    keeper.save(people.bob, 1, members__member_total="12")
    outcome = keeper.save(people.alice, 1, members__member_total="11", members__member_others="3")
    assert [tuple(c) for c in outcome.conflicts] == [("members.member_total", "10", "11", "12")]
    assert outcome.authors["members.member_total"].name == "Bob"
    assert keeper.stored().cells == {"members.member_total": "12", "members.member_others": "3"}


def test_choosing_mine_is_an_ordinary_save_on_the_newest_revision(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    keeper.save(people.bob, 1, members__member_total="12")
    refused = keeper.save(people.alice, 1, members__member_total="11")
    keeper.save(people.alice, refused.revision, members__member_total="11")
    assert keeper.stored().cells == {"members.member_total": "11"}


def test_an_unknown_revision_overwrites_nothing(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    outcome = keeper.save(people.alice, 77, members__member_total="11", members__member_others="3")
    assert [c.address for c in outcome.conflicts] == ["members.member_total"]
    assert keeper.stored().cells == {"members.member_total": "10", "members.member_others": "3"}


def test_a_row_appears_when_an_unknown_row_id_is_posted(keeper: Keeper, people: People) -> None:
    keeper.save(people.alice, 0, trainings__abc123__training_name="专利导航实务")
    assert keeper.stored().cells == {"trainings.rows": "abc123", "trainings.abc123.training_name": "专利导航实务"}


@pytest.mark.parametrize("row", ["ABC", "a-b", "abcdefghijklm", "..", "行"])
def test_an_id_that_no_row_may_have_is_ignored(keeper: Keeper, people: People, row: str) -> None:
    outcome = keeper.post(people.alice, 0, [(f"trainings.{row}.training_name", "x")])
    assert outcome.changes == []


def test_names_that_are_no_cells_change_nothing(keeper: Keeper, people: People) -> None:
    outcome = keeper.post(
        people.alice,
        0,
        [
            ("state", "accepted"),
            ("association_id", "1"),
            ("members.nonsense", "1"),
            ("patents_by_year.2012.grants_total", "1"),
        ],
    )
    assert (outcome.revision, outcome.changes) == (0, [])


def test_more_rows_than_the_list_takes_are_refused_whole(keeper: Keeper, people: People) -> None:
    rows = [(f"trainings.r{n}.training_name", "x") for n in range(201)]
    with pytest.raises(TooManyRows):
        keeper.post(people.alice, 0, rows)
    assert keeper.stored().revision == 0
    assert keeper.post(people.alice, 0, rows[:200]).revision == 1


def test_a_cell_of_a_million_characters_is_refused(keeper: Keeper, people: People) -> None:
    with pytest.raises(CellTooLong):
        keeper.post(people.alice, 0, [("contact.contact_name", "长" * 1_000_000)])


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("charlie", NoSuchFiling), ("conrad", NoSuchFiling), *((who, NotYours) for who in ("clara", "nadia", "olga"))],
)
def test_only_a_contact_of_the_association_can_save_and_a_stranger_learns_nothing(
    keeper: Keeper, people: People, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        keeper.save(getattr(people, who), 0, members__member_total="10")
    assert keeper.stored().revision == 0


@pytest.mark.parametrize("who", ["alice", "charlie", "nadia"])
def test_who_may_save_is_decided_before_the_state_of_the_round_or_anything_posted(
    keeper: Keeper, people: People, world: World, acting_as: Acting, who: str
) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(Round).where(Round.id == world.round.id).values(state="closed"))
    wanted = {"alice": NotEditable, "charlie": NoSuchFiling, "nadia": NotYours}
    with pytest.raises(wanted[who]):
        keeper.post(getattr(people, who), 0, [("contact.contact_name", "长" * 1_000_000)])


def test_a_filing_that_does_not_exist_is_refused_like_one_of_others(people: People, acting_as: Acting) -> None:
    with acting_as(people.alice), pytest.raises(NoSuchFiling):
        save_cells(people.alice, uuid.uuid4(), SECTION, 0, [("members.member_total", "10")])


@pytest.mark.parametrize("state", ["preparing", "closed", "archived"])
def test_a_round_that_is_not_open_takes_no_save(
    keeper: Keeper, people: People, world: World, acting_as: Acting, state: str
) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(Round).where(Round.id == world.round.id).values(state=state))
    with pytest.raises(NotEditable):
        keeper.save(people.alice, 0, members__member_total="10")


def test_the_server_s_clock_decides_at_the_very_moment_of_closing(
    keeper: Keeper, people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = dt.timedelta(microseconds=1)
    monkeypatch.setattr(clock, "now", lambda: world.round.closes_at - moment)
    keeper.save(people.alice, 0, members__member_total="10")
    monkeypatch.setattr(clock, "now", lambda: world.round.closes_at)
    with pytest.raises(NotEditable):
        keeper.save(people.alice, 1, members__member_total="11")


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_filing_that_is_not_with_the_contact_takes_no_save(
    keeper: Keeper, people: People, filing: Filing, acting_as: Acting, state: str
) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(Filing).where(Filing.id == filing.id).values(state=state))
    with pytest.raises(NotEditable):
        keeper.save(people.alice, 0, members__member_total="10")


def test_the_progress_kept_beside_the_document_is_what_the_checks_count(keeper: Keeper, people: People) -> None:
    outcome = keeper.save(people.alice, 0, members__member_total="10")
    assert keeper.stored().progress == outcome.progress.to_json()
    assert outcome.progress.filled == 1


def test_the_first_save_says_when_filling_in_began(
    keeper: Keeper, people: People, filing: Filing, acting_as: Acting
) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    with acting_as(None):
        stored = db.session.get(Filing, filing.id)
        assert stored is not None
        assert stored.started_at is not None


def test_an_error_while_the_history_is_written_takes_the_save_back(keeper: Keeper, people: People, app: Flask) -> None:
    def fails(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "INSERT INTO cell_change" in statement:
            raise RuntimeError("the disk is full")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fails)
    with pytest.raises(RuntimeError):
        keeper.save(people.alice, 0, members__member_total="10")
    event.remove(engine, "before_cursor_execute", fails)
    assert (keeper.stored().revision, keeper.stored().cells, keeper.changes()) == (0, {}, [])


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that are sent from here on."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_a_save_of_many_rows_takes_no_more_statements_than_one_of_few(
    keeper: Keeper, people: People, statements: list[str]
) -> None:
    keeper.post(people.alice, 0, [("standards.r0.standard_name", "x")], "collaborative_utilization")
    few = len(statements)
    rows = [(f"standards.r{n}.standard_name", "x") for n in range(300)]
    keeper.post(people.alice, 1, rows, "collaborative_utilization")
    # The first save of a filing also notes when filling in began.
    assert len(statements) - few == few - 1


def test_two_filings_never_share_a_history(keeper: Keeper, people: People, world: World, acting_as: Acting) -> None:
    keeper.save(people.alice, 0, members__member_total="10")
    with acting_as(people.charlie):
        save_cells(people.charlie, world.foreign_filing.id, SECTION, 0, [("members.member_total", "99")])
    with acting_as(None):
        per_filing = db.session.execute(select(CellChange.filing_id, func.count()).group_by(CellChange.filing_id)).all()
    assert sorted(count for _, count in per_filing) == [1, 1]
