"""What a submission holds, that it stays as it was, and that the facts follow the one that stands."""

import datetime as dt
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.filing.events import EntryKind
from portal.filing.snapshots import content_hash
from portal.filing.states import FilingState
from portal.form.document import Document
from portal.form.editions import EDITION_2017
from portal.form.facts import facts_of
from portal.models import Association, Fact, Filing, SectionDocument, Submission, UploadedFile, db
from portal.services import clock, submissions, uploads
from portal.services.filings import find
from portal.services.uploads import add_file, listed_files, remove_file
from portal.web.stores import file_store
from tests.documents import small_docx
from tests.support.filled import LIMITS, fill_in
from tests.support.lives import CELL, RESPONSIBLE, SECTION, Life
from tests.support.people import World

POSITION = "contact.contact_position"
FIGURE = "pilot_field_sales"
INDICATOR = f"{SECTION}.basic.{FIGURE}"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A filing that is filled in and can be submitted."""
    fill_in(app, world)
    return Life(app, world)


def facts(life: Life) -> dict[tuple[str, int, str], Decimal]:
    """The facts of the filing as they are stored."""
    found = life.rows(Fact, Fact.filing_id == life.id)
    return {(fact.indicator, fact.year, fact.category): fact.value for fact in found}


def facts_in(submission: Submission) -> dict[tuple[str, int, str], Decimal]:
    """The facts that the content of *submission* gives."""
    content = submission.content
    context = submissions.context_of_content(content)
    return {fact[:3]: fact.value for fact in facts_of(EDITION_2017, submissions.documents_of(content), context)}


def test_a_submission_holds_everything_that_was_there(life: Life) -> None:
    life.submit()
    (taken,) = life.submissions
    documents = {s.section: s for s in life.rows(SectionDocument, SectionDocument.filing_id == life.id)}
    (upload,) = life.rows(UploadedFile)
    assert taken.content["edition"] == "2017"
    assert taken.content["round"] == {"year": 2017, "settings": {}}
    assert taken.content["association"] == {
        "id": str(life.world.association.id),
        "name": life.world.association.name,
        "region_code": "530000",
        "joined_year": 2013,
    }
    assert taken.content["sections"] == {
        code: {"revision": document.revision, "cells": document.cells} for code, document in documents.items()
    }
    assert set(documents) == {section.code for section in EDITION_2017.sections}
    assert [file["sha256"] for file in taken.content["files"]] == [upload.sha256]
    assert taken.content["files"][0] == {
        "id": str(upload.id),
        "name": upload.name,
        "size": upload.size,
        "media_type": upload.media_type,
        "sha256": upload.sha256,
        "headings": upload.headings,
    }
    assert (taken.responsible_name, taken.submitted_by) == (RESPONSIBLE, life.people.alice.id)
    assert taken.content_hash == content_hash(taken.content)
    assert taken.reference == f"2017-53-{life.filing.serial:04}-1"
    (event,) = life.events
    assert event.details == {"replaces": 0, "reference": taken.reference, "hash": taken.content_hash}


def test_a_submission_stays_as_it_was_whatever_changes_afterwards(life: Life) -> None:
    life.submit()
    first = (life.submissions[0].content, life.submissions[0].content_hash)
    life.give_back()
    life.save({POSITION: "秘书长（虚构）"})
    life.set_round(year=2018, settings={"foreign_patent_convention": "inclusive"})
    with life.acting():
        association = db.session.get(Association, life.world.association.id)
        assert association is not None
        association.name, association.joined_year = "改名后的联盟（虚构）", 2014
        db.session.commit()
    (taken,) = life.submissions
    assert (taken.content, taken.content_hash) == first
    assert content_hash(taken.content) == taken.content_hash
    context = submissions.context_of_content(taken.content)
    assert (context.round_year, context.joined_year, context.organization_name) == (
        *(2017, 2013, life.world.association.name),
    )


@pytest.mark.parametrize(
    ("after_due", "extended", "late"),
    [
        (dt.timedelta(seconds=-1), None, False),
        (dt.timedelta(0), None, True),
        (dt.timedelta(days=3), None, True),
        (dt.timedelta(days=3), dt.timedelta(days=4), False),
        (dt.timedelta(days=4), dt.timedelta(days=4), True),
        (dt.timedelta(seconds=-1), dt.timedelta(days=-2), False),
    ],
)
def test_late_is_what_comes_at_the_deadline_of_the_association_or_after(
    life: Life, after_due: dt.timedelta, extended: dt.timedelta | None, late: bool
) -> None:
    due = life.world.round.due_at
    if extended is not None:
        life.set_filing(extended_until=due + extended)
    with clock.stopped_at(due + after_due):
        life.submit()
    assert life.submissions[0].late is life.filing.late is late
    assert life.submissions[0].submitted_at == life.filing.submitted_at == due + after_due


def test_facts_are_those_of_the_submission_that_stands(life: Life) -> None:
    """Through submitting, withdrawing, submitting again, returning, accepting and reopening."""
    assert facts(life) == {}
    life.submit()
    assert facts(life) == facts_in(life.submissions[0]) != {}
    life.withdraw()
    assert facts(life) == {}
    life.save({f"basic.{FIGURE}": "111"})
    life.explain()
    life.submit()
    life.give_back()
    life.save({f"basic.{FIGURE}": "222"})
    life.explain()
    assert facts(life)[INDICATOR, 0, ""] == Decimal(111)
    life.submit()
    assert facts(life) == facts_in(life.submissions[2])
    assert facts(life)[INDICATOR, 0, ""] == Decimal(222)
    life.withdraw()
    assert (life.filing.state, life.filing.submission) == (FilingState.RETURNED, 2)
    assert facts(life)[INDICATOR, 0, ""] == Decimal(111)
    life.submit()
    life.accept()
    assert facts(life)[INDICATOR, 0, ""] == Decimal(222)
    life.reopen()
    assert facts(life) == facts_in(life.submissions[3])


def test_what_stood_before_stands_again_after_withdrawing(life: Life) -> None:
    due = life.world.round.due_at
    with clock.stopped_at(due - dt.timedelta(days=2)):
        life.submit()
        life.give_back()
    with clock.stopped_at(due + dt.timedelta(days=1)):
        life.save({POSITION: "秘书长（虚构）"})
        life.submit()
        assert (life.filing.late, life.filing.changed_cells, life.filing.submission) == (True, 1, 2)
        life.withdraw()
    filing = life.filing
    assert (filing.state, filing.late, filing.submission, filing.changed_cells) == ("returned", False, 1, 0)
    assert filing.submitted_at == due - dt.timedelta(days=2)
    with clock.stopped_at(due + dt.timedelta(days=2)):
        life.submit()
    assert [s.number for s in life.submissions] == [1, 2, 3]
    assert (life.filing.submission, life.events[-1].details["replaces"]) == (3, 1)


def test_what_came_late_is_late_again_after_withdrawing_what_came_after_it(life: Life) -> None:
    due = life.world.round.due_at
    with clock.stopped_at(due + dt.timedelta(days=1)):
        life.submit()
        life.give_back()
    life.set_filing(extended_until=due + dt.timedelta(days=9))
    with clock.stopped_at(due + dt.timedelta(days=2)):
        life.submit()
        assert life.filing.late is False
        life.withdraw()
    assert life.filing.late is True


def test_withdrawing_the_first_submission_leaves_a_draft_as_if_never_submitted(life: Life) -> None:
    life.submit()
    life.withdraw()
    filing = life.filing
    assert (filing.state, filing.submission, filing.submitted_at, filing.was_returned) == ("draft", 0, None, False)
    life.submit()
    assert life.submissions[1].number == life.filing.submission == 2
    assert len({taken.reference for taken in life.submissions}) == 2


def test_how_many_cells_changed_is_counted_against_the_submission_that_stood(life: Life) -> None:
    life.submit()
    assert life.filing.changed_cells == 0
    life.give_back()
    life.save({POSITION: "秘书长（虚构）", "contact.fax": "", CELL: "312"})
    life.submit()
    assert life.filing.changed_cells == 2


def test_versions_and_events_are_the_same_list(life: Life) -> None:
    life.submit()
    life.withdraw()
    life.submit()
    comment = life.ask()
    life.give_back("")
    life.answer(comment)
    life.submit()
    life.settle(comment)
    life.accept()
    life.reopen()
    events = life.events
    assert [event.version for event in events] == list(range(1, life.filing.version + 1))
    states = [event.from_state for event in events] + [life.filing.state]
    assert states[0] == FilingState.DRAFT
    assert [event.to_state for event in events] == states[1:]
    assert [event.submission for event in events] == [1, 0, 2, 2, 2, 3, 3, 3, 3]
    assert life.filing.state_since == events[-1].at


def test_the_answers_that_stand_go_into_the_submission(life: Life) -> None:
    life.submit()
    one, other = life.ask(), life.ask("还有？", "system_building.trainings")
    life.give_back("")
    life.answer(one, EntryKind.CHANGED, "")
    life.answer(other, EntryKind.DISAGREE, "没有。")
    life.submit()
    assert life.submissions[0].content["answers"] == {}
    said = {str(one): {"kind": "changed", "text": ""}, str(other): {"kind": "disagree", "text": "没有。"}}
    assert life.submissions[1].content["answers"] == said
    life.withdraw()
    life.answer(other, EntryKind.EXPLAINED, "见附件。")
    life.submit()
    said[str(other)] = {"kind": "explained", "text": "见附件。"}
    assert life.submissions[2].content["answers"] == said
    life.settle(one)
    life.give_back("还有一处")
    life.answer(other, EntryKind.CHANGED, "改了。")
    life.submit()
    assert life.submissions[3].content["answers"] == {str(other): {"kind": "changed", "text": "改了。"}}


def test_only_files_that_the_documents_list_go_into_the_submission(life: Life) -> None:
    with life.acting(life.people.alice):
        filing = find(life.id)
        assert filing is not None
        add_file(file_store(), life.people.alice, filing, "另一份（虚构）.docx", small_docx("虚构"), LIMITS)
        first = listed_files(filing, listed(life))[0][0]
        remove_file(life.people.alice, filing, first)
    life.submit()
    assert [f["name"] for f in life.submissions[0].content["files"]] == ["另一份（虚构）.docx"]
    assert len(life.rows(UploadedFile)) == 2


def listed(life: Life) -> Document:
    """The document that lists the files of the filing."""
    here = (SectionDocument.filing_id == life.id, SectionDocument.section == uploads.SECTION)
    return life.rows(SectionDocument, *here)[0].cells


def test_submissions_of_a_filing_are_found_newest_first_and_by_number(life: Life) -> None:
    life.submit()
    life.withdraw()
    life.submit()
    with life.acting(life.people.alice):
        assert [taken.number for taken in submissions.all_of(life.id)] == [2, 1]
        assert submissions.find(life.id, 3) is None
        found = submissions.find(life.id, 1)
        assert found is not None
        assert db.session.scalar(select(Filing.submission).where(Filing.id == found.filing_id)) == 2
