"""Reading the sections of a filing: whose cells are asked for, and when progress is counted anew."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import update

from portal.form.checks import check_section
from portal.form.context import FormContext
from portal.form.editions import EDITION_2017
from portal.form.progress import Progress, progress
from portal.models import Association, Filing, Person, SectionDocument, db
from portal.services import filings, kept_progress
from portal.services.rounds import form_context
from portal.services.sections import save_cells, stored_sections
from portal.services.transactions import writing
from tests.support.people import People, World

Acting = Callable[[Person | None], AbstractContextManager[None]]
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


def shown(filing: Filing, code: str | None) -> dict[str, Progress]:
    return {code: stored.progress for code, stored in stored_sections(filing, code).items()}


def test_only_the_cells_of_the_section_that_is_shown_can_be_read(saved: Filing) -> None:
    stored = stored_sections(saved, SECTION)
    assert stored[SECTION].cells == CELLS
    with pytest.raises(LookupError):
        assert stored[OTHER].cells


def test_without_a_section_to_show_all_cells_can_be_read(saved: Filing) -> None:
    assert {code: dict(stored.cells) for code, stored in stored_sections(saved).items()} == {
        section.code: CELLS if section.code == SECTION else {} for section in EDITION_2017.sections
    }


@pytest.mark.parametrize("code", [SECTION, OTHER, "", None])
def test_the_progress_of_every_section_is_what_the_checks_count(saved: Filing, code: str | None) -> None:
    assert shown(saved, code) == counted(saved)
    assert shown(saved, code)[SECTION].filled == 1


@pytest.mark.parametrize("code", [SECTION, OTHER, "", None])
def test_progress_kept_for_another_profile_is_counted_anew(
    saved: Filing, world: World, acting_as: Acting, people: People, code: str | None
) -> None:
    before = shown(saved, code)
    with acting_as(None), writing() as session:
        session.execute(update(Association).where(Association.id == world.association.id).values(joined_year=2016))
    with acting_as(people.alice):
        found = filings.find(saved.id)
        assert found is not None
        assert shown(found, code) == counted(found) != before


def test_a_section_without_progress_kept_is_counted(saved: Filing, acting_as: Acting, people: People) -> None:
    with acting_as(None), writing() as session:
        session.execute(update(SectionDocument).values(progress={}, checked_for=""))
    with acting_as(people.alice):
        assert shown(saved, OTHER) == counted(saved)


def test_a_filing_is_opened_with_the_progress_of_its_blank_sections_counted(
    filing: Filing, acting_as: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.sections.counted", None)
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
