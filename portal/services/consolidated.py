"""The consolidated workbook of a round: every figure, every list and the state of every return.

Only what was submitted is in it, as it was submitted; what is being filled in stays with its association.
Owns what is read and which row goes where. The words are given to it (``web.workbook_words``); how a
cell is written is ``exchange.consolidated_workbook``'s.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from portal.exchange.consolidated_workbook import ConsolidatedWorkbook, Head, Sheet, Value, number
from portal.filing.access import Grant
from portal.filing.states import FilingState
from portal.form.blocks import Rows
from portal.form.document import filled_rows
from portal.form.kinds import Choice, Kind, Number
from portal.models import Association, Fact, Filing, Person, Region, Round, Submission, db
from portal.models.database import on_postgresql
from portal.models.rows import table
from portal.services.clock import BEIJING

AT_A_TIME = 25
NOT_STARTED = "not_started"
#: The turn of what the vocabulary does not know.
LAST = 1_000_000

#: Indicator, year, category, value.
Figure = tuple[Any, ...]

_fact, _filing, _submission = table(Fact), table(Filing), table(Submission)


@dataclass(frozen=True)
class Indicator:
    """An indicator in words; *turn* is its place on the form, *choices* what its categories are of."""

    section: str
    block: str
    label: str
    code: str
    unit: str
    turn: int = LAST
    choices: Choice | None = None


@dataclass(frozen=True)
class ListWords:
    """A list of the form in words: its sheet's title, and each column's kind with its head."""

    section: str
    block: Rows
    title: str
    columns: Mapping[str, Kind]
    heads: Sequence[Head]


@dataclass(frozen=True)
class Vocabulary:
    """Everything the workbook says, in one language."""

    language: str
    figures: tuple[str, Sequence[Head]]
    returns: tuple[str, Sequence[Head]]
    notes: tuple[str, Sequence[Head]]
    indicators: Mapping[str, Indicator]
    lists: Sequence[ListWords]
    states: Mapping[str, str]
    kinds: Mapping[str, str]
    late: Mapping[bool, str]
    explained: Sequence[tuple[str, str]] = field(default=())


def regions_of(grants: Sequence[Grant]) -> list[str] | None:
    """The regions a person watches; None for the whole nation."""
    if any(grant.nationwide for grant in grants):
        return None
    return sorted({grant.region_code for grant in grants if grant.region_code})


def names_of(regions: Sequence[str], language: str) -> list[str]:
    """The names of *regions*, in their usual order."""
    name = Region.name_zh if language == "zh" else Region.name_en
    return list(db.session.scalars(select(name).where(Region.code.in_(regions)).order_by(Region.position)))


def write(round_: Round, regions: Sequence[str] | None, words: Vocabulary, file: BinaryIO) -> None:
    """Write the workbook of *round_* into *file*: the returns of *regions*, or of all."""
    with one_moment() as session:
        write_at(session, round_, regions, words, file)


def write_at(
    session: Session, round_: Round, regions: Sequence[str] | None, words: Vocabulary, file: BinaryIO
) -> Sequence[Row[Any]]:
    """As :func:`write`, at the moment that *session* sees; the returns in it, as :func:`returns` reads them."""
    book = ConsolidatedWorkbook()
    figures = _Figures(book.sheet(*words.figures), words)
    lists = [(one, book.sheet(one.title, one.heads)) for one in words.lists]
    sheet_of_returns, notes = book.sheet(*words.returns), book.sheet(*words.notes, filtered=False)
    found = session.execute(returns(round_.id, regions)).all()
    listed = iter(found)
    while batch := list(islice(listed, AT_A_TIME)):
        facts = _facts(session, [row.id for row in batch])
        contents = _contents(session, [row.id for row in batch])
        for row in batch:
            sheet_of_returns.append(_return(sheet_of_returns, row, round_, words))
            figures.write(row, round_.year, facts.get(row.id, []))
            for one, sheet in lists:
                _write_list(sheet, row, contents.get(row.id, {}), one, words)
    for what, explained in words.explained:
        notes.append([notes.text(what), notes.text(explained)])
    book.save(file)
    return found


@contextmanager
def one_moment() -> Iterator[Session]:
    """A transaction in which every statement sees the same moment, so that figures and states agree."""
    session = db.session()
    session.commit()
    if on_postgresql(session):
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


def returns(round_id: uuid.UUID, regions: Sequence[str] | None) -> Any:
    """The statement that reads every return with what its rows on all sheets have in common, by region and name."""
    submitter, reviewer = aliased(Person), aliased(Person)
    stands = (Submission.filing_id == Filing.id) & (Submission.number == Filing.submission)
    query = (
        select(
            *(Filing.id, Filing.state, Filing.started_at, Filing.submission, Filing.submitted_at, Filing.late),
            *(Filing.state_since, Filing.extended_until, Filing.open_comments),
            *(Association.name, Association.kind, Association.joined_year, Region.name_zh, Region.name_en),
            *(Submission.reference, Submission.responsible_name),
            submitter.name.label("submitter"),
            reviewer.name.label("reviewer"),
        )
        .join_from(Filing, Association, Association.id == Filing.association_id)
        .join(Region, Region.code == Association.region_code)
        .outerjoin(Submission, stands)
        .outerjoin(submitter, submitter.id == Submission.submitted_by)
        .outerjoin(reviewer, reviewer.id == Filing.reviewer_id)
        .where(Filing.round_id == round_id)
        .order_by(Region.position, Association.name, Filing.id)
    )
    return query if regions is None else query.where(Association.region_code.in_(regions))


def _facts(session: Session, filings: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Figure]]:
    columns = (_fact.c.filing_id, _fact.c.indicator, _fact.c.year, _fact.c.category, _fact.c.value)
    found: dict[uuid.UUID, list[Figure]] = {}
    for filing_id, *figure in session.execute(select(*columns).where(_fact.c.filing_id.in_(filings))):
        found.setdefault(filing_id, []).append(tuple(figure))
    return found


def _contents(session: Session, filings: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
    """The sections of the submissions that stand."""
    query = select(_filing.c.id, _submission.c.content).join_from(
        _filing,
        _submission,
        (_submission.c.filing_id == _filing.c.id) & (_submission.c.number == _filing.c.submission),
    )
    return {row.id: row.content["sections"] for row in session.execute(query.where(_filing.c.id.in_(filings)))}


class _Figures:
    """The sheet of all figures: one row a fact, in the order of the form."""

    def __init__(self, sheet: Sheet, words: Vocabulary) -> None:
        self._sheet, self._words = sheet, words
        self._said: dict[str, tuple[int, tuple[Value, ...]]] = {}
        self._categories: dict[tuple[str, str], Value] = {}

    def write(self, row: Row[Any], year: int, figures: Sequence[Figure]) -> None:
        """The rows of one return."""
        text = self._sheet.text
        before = (year, text(row.name), text(region_of(row, self._words)))
        after = (text(state_of(row, self._words)), text(row.reference or ""))
        for figure in sorted(figures, key=lambda one: (self._indicator(one[0])[0], one[1:3])):
            code, of_year, category, value = figure
            known = self._indicator(code)[1]
            self._sheet.append(
                [*before, *known, of_year or None, self._category(code, category), value, *after],
            )

    def _indicator(self, code: str) -> tuple[int, tuple[Value, ...]]:
        """Turn and cells of an indicator; one of another edition stands for itself, behind all others."""
        said = self._said.get(code)
        if said is None:
            known = self._words.indicators.get(code) or Indicator("", "", "", code, "")
            words = (known.section, known.block, known.label, known.code, known.unit)
            said = self._said[code] = (known.turn, tuple(self._sheet.text(word) for word in words))
        return said

    def _category(self, code: str, category: str) -> Value:
        if not category:
            return None
        if (code, category) not in self._categories:
            known = self._words.indicators.get(code)
            shown = known.choices.show(category, self._words.language) if known and known.choices else category
            self._categories[code, category] = self._sheet.text(shown)
        return self._categories[code, category]


def _write_list(sheet: Sheet, row: Row[Any], sections: Mapping[str, Any], one: ListWords, words: Vocabulary) -> None:
    document = sections[one.section]["cells"] if one.section in sections else {}
    rows = filled_rows(document, one.block)
    if not rows:
        return
    common = (sheet.text(row.name), sheet.text(region_of(row, words)))
    state = (sheet.text(state_of(row, words)), sheet.text(row.reference or ""))
    for position, row_id in enumerate(rows, start=1):
        texts = {code: document.get(f"{one.block.code}.{row_id}.{code}", "") for code in one.columns}
        values = [_value(sheet, texts[code], kind, words.language) for code, kind in one.columns.items()]
        sheet.append([*common, position, *values, *state])


def _value(sheet: Sheet, text: str, kind: Kind, language: str) -> Value:
    """A number where the cell holds one; otherwise what a reader would see. Blank stays blank, 0 stays 0."""
    if not text:
        return None
    if isinstance(kind, Number) and kind.readable(text):
        return number(text)
    return sheet.text(kind.show(text, language))


def _return(sheet: Sheet, row: Row[Any], round_: Round, words: Vocabulary) -> list[Value]:
    submitted = bool(row.submission)
    return [
        *(sheet.text(row.name), sheet.text(region_of(row, words)), sheet.text(words.kinds[row.kind]), row.joined_year),
        *(sheet.text(state_of(row, words)), beijing(row.state_since), beijing(round_.due_for(row.extended_until))),
        *(beijing(row.extended_until), row.submission, beijing(row.submitted_at)),
        sheet.text(words.late[row.late]) if submitted else None,
        *(sheet.text(text or "") for text in (row.reference, row.responsible_name, row.submitter, row.reviewer)),
        row.open_comments if submitted else None,
    ]


def state_of(row: Row[Any], words: Vocabulary) -> str:
    """Where a return stands, in words."""
    not_started = row.state == FilingState.DRAFT and row.started_at is None
    return words.states[NOT_STARTED if not_started else row.state]


def region_of(row: Row[Any], words: Vocabulary) -> str:
    """The name of the region of a return, in the language of *words*."""
    return str(row.name_zh if words.language == "zh" else row.name_en)


def beijing(at: dt.datetime | None) -> dt.datetime | None:
    """A moment as a spreadsheet knows it: to the second, in Beijing time, which it cannot name."""
    return at.astimezone(BEIJING).replace(microsecond=0, tzinfo=None) if at is not None else None
