"""The work summary held against the outline, as its reviewer sees it: the same as was seen at upload."""

import pytest
from flask import Flask

from portal.models import Submission
from portal.services.filings import find
from portal.services.uploads import add_file, remove_file
from portal.web.reading_view import outline_of, paper_of
from portal.web.stores import file_store
from tests.exchange.written_documents import P, written
from tests.support.client import PageClient
from tests.support.filled import LIMITS, fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.web.review_desk import by_class, by_id, changes, counted, in_english, review, words

SECTION = "summary_materials"
TREATED = f"{SECTION}.work_summary.treated."
SUMMARY = written(
    P("一、专利管理和服务体系建设"),
    P("（一）专利工作部门建设"),
    P("本段为虚构的正文，共十五字。"),
    P("（二）专家顾问团"),
    P("二、集体谈判"),
    P("本段为虚构的正文，共十五字。"),
)


def add_summary(life: Life) -> None:
    """Upload the summary with headings beside the small one."""
    with life.acting(life.people.alice):
        filing = find(life.id)
        assert filing is not None
        add_file(file_store(), life.people.alice, filing, "带标题的总结.docx", SUMMARY, LIMITS)


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """Alice's return with such a summary and two ticks, submitted once."""
    fill_in(app, world)
    told = Life(app, world)
    add_summary(told)
    told.save({"work_summary.treated.P2-1": "1", "work_summary.treated.P4-3": "1"}, SECTION)
    told.submit()
    return told


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def test_the_reviewer_sees_what_is_found_and_what_is_ticked(clara: PageClient, life: Life) -> None:
    page = clara.page(review(life))
    assert "（一）专利工作部门建设 14 characters" in words(by_id(page, TREATED + "P1-1"))
    assert "Nothing stands under the heading: （二）专家顾问团" in words(by_id(page, TREATED + "P1-3"))
    assert "Not found among the headings" in words(by_id(page, TREATED + "P3-2"))
    assert "Ticked: written about elsewhere" in words(by_id(page, TREATED + "P2-1"))
    assert "Ticked" not in words(by_id(page, TREATED + "P3-2"))
    assert "2 of 16 points found" in words(by_class(page, "outline-read"))


def test_the_reviewer_sees_the_same_hints_as_the_contact(clara: PageClient, app: Flask, life: Life) -> None:
    hinted = words(by_class(clara.page(review(life)), "outline-hints"))
    assert "no heading of the summary was found on “3.5.1”" in hinted
    assert "“2.1”" not in hinted
    alice = app.test_client()
    assert isinstance(alice, PageClient)
    in_english(alice, life.people.alice)
    seen = words(by_class(alice.page(f"/filings/{life.id}/summary-materials"), "outline-hints"))
    assert seen == hinted


def test_hints_lead_to_the_point_and_to_the_figures_on_the_page(clara: PageClient, life: Life) -> None:
    page = clara.page(review(life))
    ids = {e.get("id") for e in page.root.iter()}
    links = [a.get("href") or "" for a in by_class(page, "outline-hints").iter() if a.get("href")]
    assert len(links) >= 2
    assert all(link.removeprefix("#") in ids for link in links)


def test_who_fills_in_reads_the_outline_while_it_is_under_review(app: Flask, client: PageClient, life: Life) -> None:
    in_english(client, life.people.alice)
    page = client.page(f"/filings/{life.id}/summary-materials")
    assert "Ticked: written about elsewhere" in words(by_id(page, TREATED + "P4-3"))
    assert not [e for e in page.all("input") if ".treated." in (e.get("name") or "")]


def test_a_comment_can_be_pinned_to_a_point_and_is_read_there_by_both(
    app: Flask, clara: PageClient, life: Life
) -> None:
    address = TREATED + "P3-2"
    assert f"address={address}" in clara.get(review(life)).text
    clara.get(f"/filings/{life.id}/comments/new?address={address}")
    life.ask("运营公司写在哪里？（虚构）", address)
    assert "运营公司写在哪里" in words(by_id(clara.page(review(life)), address))
    life.give_back()
    alice = app.test_client()
    assert isinstance(alice, PageClient)
    in_english(alice, life.people.alice)
    text = alice.get(f"/filings/{life.id}/summary-materials").text
    assert "运营公司写在哪里" in text
    assert "Outline 3.2: written about elsewhere" in text


def test_a_tick_that_changed_stands_among_the_changes(clara: PageClient, life: Life) -> None:
    life.give_back()
    life.save({"work_summary.treated.P2-1": "", "work_summary.treated.P3-2": "1"}, SECTION)
    life.explain()
    life.submit()
    page = clara.page(review(life))
    told = [line[:3] for line in changes(page)]
    assert [line[0] for line in told] == [
        "5 Outline 2.1: written about elsewhere Work summary since the start of the pilot",
        "5 Outline 3.2: written about elsewhere Work summary since the start of the pilot",
    ]
    assert "changed" in [e.get("class") for e in by_id(page, TREATED + "P2-1").iter()]
    assert "changed" not in [e.get("class") for e in by_id(page, TREATED + "P4-3").iter()]


def test_what_was_read_is_submitted_and_stays_when_the_file_goes(clara: PageClient, life: Life) -> None:
    life.give_back()
    rows = life.submissions[-1].content["sections"][SECTION]["cells"]["work_summary.rows"]
    with life.acting(life.people.alice):
        filing = find(life.id)
        assert filing is not None
        remove_file(life.people.alice, filing, rows.split()[-1])
    assert "专利工作部门建设 14 characters" in words(
        by_id(clara.page(f"/filings/{life.id}/submissions/1"), TREATED + "P1-1")
    )


def test_a_submission_from_before_headings_were_kept_is_read(app: Flask, life: Life) -> None:
    content = life.submissions[0].content
    assert all("headings" in file for file in content["files"])
    bare = content | {"files": [{k: v for k, v in file.items() if k != "headings"} for file in content["files"]]}
    submission = Submission(content=bare)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        outline = outline_of(paper_of(submission), submission, None, [])
    assert {point.stands for part in outline.parts for point in part.points} == {"missing"}


def test_the_outline_asks_the_database_nothing(app: Flask, clara: PageClient, life: Life) -> None:
    clara.get(review(life))
    with counted(app) as statements:
        clara.get(review(life))
    assert not [one for one in statements if "FROM uploaded_file" in one]
