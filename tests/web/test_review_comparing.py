"""One submission beside an earlier one, what was asked for and what was not; and the files of each."""

import uuid

import pytest
from flask import Flask

from portal.filing.transitions import Action
from portal.services.uploads import add_file, remove_file
from portal.web.stores import file_store
from tests.documents import small_docx, small_pdf
from tests.support.client import PageClient
from tests.support.filled import LIMITS, fill_in
from tests.support.lives import AT, DECLARED, Life
from tests.support.people import World
from tests.web.entering import enter
from tests.web.review_desk import (
    by_class,
    by_id,
    changes,
    file_links,
    in_english,
    resubmitted,
    review,
    submitted,
    words,
)


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return submitted(app, world)


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def test_what_the_contact_changes_afterwards_is_not_seen_before_it_is_submitted(life: Life, clara: PageClient) -> None:
    life.give_back()
    life.save({"members.member_total": "322", "members.member_enterprises": "296"})
    assert words(by_id(clara.page(review(life)), AT)) == "312"
    life.explain()
    life.submit()
    assert words(by_id(clara.page(review(life)), AT)) == "312 322"
    assert words(by_id(clara.page(review(life, "?against=0")), AT)) == "322"
    assert words(by_id(clara.page(f"/filings/{life.id}/submissions/1"), AT)) == "312"


def test_after_a_resubmission_the_page_tells_change_by_change_what_was_asked_for(life: Life, clara: PageClient) -> None:
    resubmitted(life)
    page = clara.page(review(life))
    assert changes(page) == [
        ["1 Total members Membership", "312", "322", "+10", "Comment 1: changed"],
        ["1 of which: enterprises Membership", "286", "296", "+10", "not asked for"],
        [
            "1 Row 1 “高价值专利培育” Patent training organized for the industry/alliance",
            "Row 4", "Row 1", "moved", "not asked for",
        ],
        [
            "1 Row 3 “新增培训（虚构）” Patent training organized for the industry/alliance",
            "", "added", "", "not asked for",
        ],
        [
            "1 Row 2 “337调查应对研讨” Patent training organized for the industry/alliance",
            "", "removed", "", "Comment 2: explained",
        ],
    ]  # fmt: skip
    assert "5 changes, 3 of them not asked for" in " ".join(page.text_of("h2"))
    assert "三处请核对。" in words(by_class(page, "say-voice"))


def test_changes_are_marked_in_their_place_too(life: Life, clara: PageClient) -> None:
    resubmitted(life)
    page = clara.page(review(life))
    assert "changed" in by_id(page, AT).get("class", "").split()
    marks = {"r4": "row-moved", "x9": "row-added", "r2": "row-removed", "r1": None, "r3": None}
    for row, mark in marks.items():
        assert by_id(page, f"system_building.trainings.{row}").get("class") == mark
    assert not any("changed" in (cell.get("class") or "") for cell in by_id(page, "system_building.trainings.x9"))
    tabs = next(e for e in page.all("nav") if "tabs" in (e.get("class") or ""))
    assert [words(e) for e in tabs][:2] == ["1 System building 5", "2 Utilization of patent information resources"]


def test_a_comment_answered_and_closed_before_asks_for_nothing_in_the_next_comparison(
    life: Life, clara: PageClient
) -> None:
    resubmitted(life)
    (first, second) = (e for e in clara.page(review(life)).all("article"))
    ids = [uuid.UUID(e.get("id", "").removeprefix("t-")) for e in (first, second)]
    life.settle(*ids)
    life.give_back("再核对一次。")
    life.save({"members.member_total": "332", "members.member_enterprises": "306"})
    life.explain()
    life.submit()
    assert [line[4] for line in changes(clara.page(review(life)))] == ["not asked for", "not asked for"]
    from_first = changes(clara.page(review(life, "?against=1")))
    assert from_first[0] == ["1 Total members Membership", "312", "332", "+20", "Comment 1"]


def test_a_resubmission_without_a_change_says_that_nothing_was_changed(life: Life, clara: PageClient) -> None:
    life.give_back()
    life.submit()
    assert "Nothing was changed." in clara.get(review(life)).text


@pytest.mark.parametrize("against", ["1", "2", "99999", "-1", "one", "１", "1.5"])
def test_only_an_earlier_submission_can_be_compared_with(life: Life, clara: PageClient, against: str) -> None:
    clara.get(review(life, f"?against={against}"), expect=404)


@pytest.mark.parametrize("number", ["0", "2", "4711", "-1", "x"])
def test_a_submission_that_was_never_made_is_not_found(life: Life, clara: PageClient, number: str) -> None:
    clara.get(f"/filings/{life.id}/submissions/{number}", expect=404)


def test_what_was_withdrawn_is_read_by_the_association_alone(life: Life, clara: PageClient, app: Flask) -> None:
    life.withdraw()
    life.submit()
    clara.get(f"/filings/{life.id}/submissions/1", expect=404)
    clara.get(review(life, "?against=1"), expect=404)
    assert "Compare" not in clara.get(review(life)).text
    other = app.test_client()
    assert isinstance(other, PageClient)
    enter(other, life.people.alice)
    other.get(f"/filings/{life.id}/submissions/1")
    other.get(f"/filings/{life.id}/submissions/2?against=1")


def test_a_file_of_the_submission_is_saved_and_never_shown(life: Life, clara: PageClient) -> None:
    (link,) = file_links(clara.page(review(life)))
    with clara.get(link) as answer:
        assert answer.data == small_docx()
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%B7%A5")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_stays_with_the_submission_it_was_submitted_with(life: Life, clara: PageClient) -> None:
    (old,) = file_links(clara.page(review(life)))
    life.give_back()
    with life.acting(life.people.alice):
        (row,) = life.submissions[0].content["sections"]["summary_materials"]["cells"]["work_summary.rows"].split()
        remove_file(life.people.alice, life.world.filing, row)
        add_file(file_store(), life.people.alice, life.world.filing, "新的（虚构）.pdf", small_pdf(), LIMITS)
    assert file_links(clara.page(review(life))) == [old]
    life.explain()
    life.submit()
    new, removed = file_links(clara.page(review(life)))
    assert removed == old
    for link in (new, old):
        clara.get(link).close()
    swapped = new.replace("/submissions/2/", "/submissions/1/")
    clara.get(swapped, expect=404)


def test_a_foreign_or_unknown_file_is_not_found(life: Life, clara: PageClient, app: Flask, world: World) -> None:
    fill_in(app, world, "A", foreign=True)
    theirs = Life(app, world, world.foreign_filing)
    theirs.act(world.people.charlie, Action.SUBMIT, declaration=DECLARED)
    foreign = theirs.submissions[0].content["files"][0]["id"]
    for file_id in (foreign, uuid.uuid4()):
        clara.get(f"/filings/{life.id}/submissions/1/files/{file_id}", expect=404)
