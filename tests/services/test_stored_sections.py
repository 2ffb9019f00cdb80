"""Reading the sections of a filing: whose cells are asked for, and when progress is counted anew."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import inspect, update

from portal.form.checks import check_section
from portal.form.context import FormContext
from portal.form.editions import EDITION_2017
from portal.form.progress import Progress, progress
from portal.models import Association, Base, Filing, Person, SectionDocument, db
from portal.services import filings, kept_progress
from portal.services.rounds import form_context
from portal.services.sections import save_cells
from portal.services.stored_sections import EVERY, StoredSections, find_with_sections, stored_sections
from portal.services.transactions import writing
from tests.support.people import People, World

Acting = Callable[[Person | None], AbstractContextManager[None]]
Read = Callable[[Filing, str], StoredSections]
SECTION, OTHER = "system_building", "patent_information"
CELLS = {"members.member_total": "10"}


@pytest.fixture
def saved(acting_as: Acting, people: People, filing: Filing) -> Iterator[Filing]:
    """The filing with one cell saved in one section, as a request of its contact finds it."""
    with acting_as(people.alice):
        save_cells(people.alice, filing.id, SECTION, 0, CELLS.items())
    with acting_as(people.alice):
        found = filings.find(filing.id)
        assert found is not None
        yield found


def counted(filing: Filing) -> dict[str, Progress]:
    """What the checks count now in every section, from all its cells."""
    context, found = form_context(filing), {}
    for section in EDITION_2017.sections:
        stored = db.session.get(SectionDocument, (filing.id, section.code))
        assert stored is not None
        problems = check_section(section, stored.cells, context)
        found[section.code] = progress(section, stored.cells, context, problems)
    return found


def read(filing: Filing, code: str) -> StoredSections:
    return stored_sections(filing, code)


def read_with_filing(filing: Filing, code: str) -> StoredSections:
    """The sections read in one statement with their filing, which is the one that is found by itself."""
    found, alone = find_with_sections(filing.id, code), filings.find(filing.id)
    assert found is not None
    assert alone is not None
    for one, other in ((found[0], alone), (found[0].round, alone.round), (found[0].association, alone.association)):
        assert columns(one) == columns(other)
    assert found[0].association.region.name_zh == alone.association.region.name_zh
    return found[1]


def columns(row: Base) -> dict[str, object]:
    """What *row* was given of its columns."""
    return {a.key: row.__dict__[a.key] for a in inspect(type(row)).column_attrs if a.key in row.__dict__}


def shown(filing: Filing, code: str, how: Read = read) -> dict[str, Progress]:
    return {code: stored.progress for code, stored in how(filing, code).items()}


both_ways = pytest.mark.parametrize("how", [read, read_with_filing])


@both_ways
def test_only_the_cells_of_the_section_that_is_read_are_there(saved: Filing, how: Read) -> None:
    stored = how(saved, SECTION)
    assert stored[SECTION].cells == CELLS
    with pytest.raises(LookupError):
        assert stored[OTHER].cells


@both_ways
def test_the_cells_of_every_section_can_be_read(saved: Filing, how: Read) -> None:
    assert {code: dict(stored.cells) for code, stored in how(saved, EVERY).items()} == {
        section.code: CELLS if section.code == SECTION else {} for section in EDITION_2017.sections
    }


@both_ways
def test_the_cells_are_read_as_they_were_saved_last(saved: Filing, how: Read) -> None:
    stored = how(saved, SECTION)[SECTION]
    assert (stored.revision, stored.saved_at is None) == (1, False)


def test_without_a_filing_there_are_no_sections(saved: Filing) -> None:
    assert find_with_sections(uuid.uuid4(), SECTION) is None


def test_another_filing_stands_in_no_row_of_this_one(saved: Filing, foreign_filing: Filing, acting_as: Acting) -> None:
    with acting_as(None):
        for filing in (saved, foreign_filing):
            found = find_with_sections(filing.id, SECTION)
            assert found is not None
            assert (found[0].id, dict(found[1][SECTION].cells)) == (filing.id, CELLS if filing is saved else {})


@both_ways
@pytest.mark.parametrize("code", [SECTION, OTHER, "", EVERY])
def test_the_progress_of_every_section_is_what_the_checks_count(saved: Filing, code: str, how: Read) -> None:
    assert shown(saved, code, how) == counted(saved)
    assert shown(saved, code, how)[SECTION].filled == 1


@both_ways
@pytest.mark.parametrize("code", [SECTION, OTHER, "", EVERY])
def test_progress_kept_for_another_profile_is_counted_anew(
    saved: Filing, world: World, acting_as: Acting, people: People, code: str, how: Read
) -> None:
    before = shown(saved, code, how)
    with acting_as(None), writing() as session:
        session.execute(update(Association).where(Association.id == world.association.id).values(joined_year=2016))
    with acting_as(people.alice):
        found = filings.find(saved.id)
        assert found is not None
        assert shown(found, code, how) == counted(found) != before


@both_ways
def test_a_section_without_progress_kept_is_counted(
    saved: Filing, acting_as: Acting, people: People, how: Read
) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(SectionDocument).values(progress={}, checked_for=""))
    with acting_as(people.alice):
        assert shown(saved, OTHER, how) == counted(saved)


def test_a_filing_is_opened_with_the_progress_of_its_blank_sections_counted(
    filing: Filing, acting_as: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.stored_sections.counted", None)
    with acting_as(None):
        found = filings.find(filing.id)
        assert found is not None
        assert shown(found, "") == counted(found)
        assert {p.state for p in shown(found, "").values()} == {"not_started"}


def test_progress_that_another_release_of_the_form_counted_no_longer_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    context = FormContext(2017, 2016)
    before = kept_progress.holds_for(context)
    assert kept_progress.holds_for(context) == before
    monkeypatch.setattr(kept_progress, "_form_as_released", lambda: "another")
    assert kept_progress.holds_for(context) != before
    assert len(before) <= 100
