"""Workbooks that are not taken: made for something else, brought by somebody else, or at the wrong time."""

import uuid
from dataclasses import replace

import pytest
from flask import Flask

from portal.exchange.form_workbook.contents import Contents
from portal.models import Association, Filing, Round, WorkbookOffer
from portal.services import workbooks
from portal.services.locked_filings import NoSuchFiling, NotYours
from portal.services.sections import NotEditable
from portal.services.workbook_refusals import ImportRefused
from portal.services.workbooks import Agreed, NoSuchOffer
from tests.services.workbook_desk import SECTION, Desk
from tests.support.lives import Life
from tests.support.people import World
from tests.support.returned_workbooks import downloaded, edited

TOTAL, OTHERS = "members.member_total", "members.member_others"
AT = f"{SECTION}.{TOTAL}"


@pytest.fixture
def desk(app: Flask, world: World) -> Desk:
    return Desk(app, world)


def refused(desk: Desk, contents: Contents) -> ImportRefused:
    """How taking in *contents* is refused; nothing is kept."""
    with pytest.raises(ImportRefused) as caught:
        desk.take_in(contents)
    assert desk.rows(WorkbookOffer) == []
    return caught.value


def test_the_workbook_of_another_association_is_refused(app: Flask, world: World, desk: Desk) -> None:
    theirs = downloaded(Life(app, world, world.foreign_filing))
    assert refused(desk, theirs).code == "other_association"


@pytest.mark.parametrize(
    ("stamped", "code"),
    [
        ({"round_year": 2016}, "other_round"),
        ({"filing_id": str(uuid.uuid4())}, "other_round"),
        ({"filing_id": "", "association_id": "", "round_year": 2016}, "other_round"),
        ({"edition": "2012"}, "other_edition"),
        ({"joined_year": 2014}, "other_years"),
        ({"filing_id": "", "association_id": "", "joined_year": 2014}, "other_years"),
        ({"revisions": None}, "unknown_revision"),
        ({"revisions": {SECTION: 0}}, "unknown_revision"),
        ({"revisions": dict.fromkeys(("system_building", "patent_information"), 7)}, "unknown_revision"),
    ],
)
def test_a_workbook_made_for_something_else_is_refused_in_both_languages(
    desk: Desk, stamped: dict[str, object], code: str
) -> None:
    refusal = refused(desk, downloaded(desk.life, **stamped))
    assert refusal.code == code
    zh, en = refusal.message("zh"), refusal.message("en")
    assert zh != en
    assert "{" not in zh + en


@pytest.mark.parametrize("revision", [-1, 1, 10**9])
def test_a_save_that_never_was_is_no_base(desk: Desk, revision: int) -> None:
    contents = downloaded(desk.life)
    revisions = {**(contents.stamp.revisions or {}), SECTION: revision}
    stamp = replace(contents.stamp, revisions=revisions)
    assert refused(desk, replace(contents, stamp=stamp)).code == "unknown_revision"


def test_a_joining_year_that_was_corrected_since_stops_what_was_taken_in(desk: Desk, world: World) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    desk.set_(Association, world.association.id, joined_year=2014)
    with pytest.raises(ImportRefused) as caught:
        desk.apply(offer, Agreed(shown))
    assert caught.value.code == "other_years"
    assert "2014" in caught.value.message("en")
    assert desk.cells() == {}


def test_a_cell_beyond_all_measure_is_refused_with_its_place(desk: Desk) -> None:
    contents = edited(downloaded(desk.life), {f"{SECTION}.contact.contact_name": "长" * 10_001})
    refusal = refused(desk, contents)
    assert refusal.code == "cell_too_long"
    assert contents.places[f"{SECTION}.contact.contact_name"] in refusal.message("en")


def test_a_file_over_the_limit_is_not_opened(desk: Desk) -> None:
    with desk.life.acting(), pytest.raises(ImportRefused) as caught:
        workbooks.read_file(b"x" * (1024 * 1024 + 1), 1024 * 1024)
    assert caught.value.code == "too_large"
    assert "1.1 MB; the limit is 1 MB" in caught.value.message("en")


def test_a_refusal_without_words_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        ImportRefused("no_such_code")


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_what_is_with_the_reviewer_takes_no_workbook(desk: Desk, world: World, state: str) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    desk.set_(Filing, world.filing.id, state=state)
    for attempt in (lambda: desk.take_in(file), lambda: desk.apply(offer, Agreed(shown))):
        with pytest.raises(NotEditable):
            attempt()
    assert desk.cells() == {}
    assert len(desk.rows(WorkbookOffer)) == 1


def test_a_closed_round_takes_no_workbook(desk: Desk, world: World) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    desk.set_(Round, world.round.id, state="closed")
    for attempt in (lambda: desk.take_in(file), lambda: desk.apply(offer, Agreed(shown))):
        with pytest.raises(NotEditable):
            attempt()
    assert desk.cells() == {}


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("charlie", NoSuchFiling), ("conrad", NoSuchFiling), ("clara", NotYours), ("nadia", NotYours), ("olga", NotYours)],
)
def test_only_contacts_bring_workbooks_back(desk: Desk, who: str, refusal: type[Exception]) -> None:
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    person, filing = getattr(desk.people, who), None
    with desk.life.acting():
        filing = desk.filing()
    for verb in (
        lambda: workbooks.apply(person, filing, offer, Agreed(shown)),
        lambda: workbooks.apply_at_once(person, filing, "x.xlsx", file, Agreed(shown)),
    ):
        with desk.life.acting(person), pytest.raises(refusal):
            verb()
    assert desk.cells() == {}


def test_an_offer_to_one_filing_is_none_to_another(app: Flask, world: World, desk: Desk) -> None:
    theirs = Desk(app, world, world.foreign_filing)
    file = edited(downloaded(desk.life), {AT: "11"})
    offer, shown = desk.take_in(file), desk.plan(file).digest
    with pytest.raises(NoSuchOffer):
        theirs.apply(offer, Agreed(shown), desk.people.charlie)
    with desk.life.acting(desk.people.charlie), pytest.raises(NoSuchOffer):
        workbooks.find_offer(theirs.filing(), offer)
