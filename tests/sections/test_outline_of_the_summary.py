"""The work summary held against the outline, as its contact sees it: what is found, what is ticked, what to look at."""

import io

import pytest
from flask import Flask

from portal.form.wording import LANGUAGES
from portal.models import UploadedFile, db
from portal.models.database import act_for
from tests.documents import small_docx, small_pdf
from tests.exchange.written_documents import P, written
from tests.sections.conftest import DeskOf
from tests.sections.desk import Desk
from tests.support.html import XHTML, Page
from tests.support.people import People
from tests.web.review_desk import by_id, counted

SECTION = "summary_materials"
TREATED = "work_summary.treated."
BODY = P("本段为虚构的正文，共十五字。")
SUMMARY = written(
    P("一、专利管理和服务体系建设"),
    P("（一）专利工作部门建设"),
    BODY,
    P("（二）专家顾问团"),
    P("三、专利协同运用"),
    P("（一）专利池建设"),
    BODY,
    BODY,
)


def upload(desk: Desk, *files: tuple[str, bytes]) -> Page:
    """Upload *files* as the page's form does; the page afterwards."""
    data = {"csrf_token": desk.client.token or "", "files": [(io.BytesIO(content), name) for name, content in files]}
    desk.client.post(f"{desk.path}/files", data=data, content_type="multipart/form-data", expect=303)
    return desk.open()


def point(page: Page, code: str) -> str:
    """The line of a point of the outline."""
    row = by_id(page, f"{SECTION}.{TREATED}{code}")
    return " ".join("".join(row.itertext()).split())


def boxes(desk: Desk) -> list[str]:
    """The points that can be ticked."""
    return [
        (e.get("name") or "").removeprefix(TREATED)
        for e in desk.controls()
        if e.get("type") == "checkbox" and (e.get("name") or "").startswith(TREATED)
    ]


def hinted(page: Page) -> str:
    """What is worth a look, blank for nothing."""
    found = [e for e in page.root.iter(f"{XHTML}div") if "outline-hints" in (e.get("class") or "")]
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def test_right_after_the_upload_each_point_is_shown_with_its_heading_and_length(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("总结.docx", SUMMARY))
    page = desk.open(language="en")
    assert "（一）专利工作部门建设 14 characters" in point(page, "P1-1")
    assert "（一）专利池建设 28 characters" in point(page, "P3-5-1")
    assert "（一）专利池建设 28 characters" in point(page, "P3-5")
    assert "（二）专家顾问团" in point(page, "P1-3")
    assert "P1-1" not in boxes(desk)
    assert {"P1-2", "P1-3", "P4-3", "P3-5-2"} <= set(boxes(desk))
    assert len(boxes(desk)) == 19 - 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_is_told_in_both_languages(desk_of: DeskOf, language: str) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("总结.docx", SUMMARY), ("盖章件.pdf", small_pdf()))
    page = desk.open(language=language)
    text = desk.text()
    if language == "en":
        assert "Held against the headings of the summary: 2 of 16 points found." in text
        assert "Headings can be read in .docx files only, not in: 盖章件.pdf." in text
        assert "Nothing stands under the heading: （二）专家顾问团" in point(page, "P1-3")
        assert "14 characters" in point(page, "P1-1")
        assert "Not found among the headings" in point(page, "P4-1")
    assert "专利工作部门建设" in point(page, "P1-1")


def test_before_any_file_the_outline_stands_there_without_ticks(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    desk.open(language="en")
    assert boxes(desk) == []
    assert "Once a .docx file is uploaded" in desk.text()
    assert "Not found" not in desk.text()


def test_of_a_pdf_alone_nothing_can_be_read_and_everything_can_be_ticked(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("盖章件.pdf", small_pdf()))
    desk.open(language="en")
    assert len(boxes(desk)) == 19
    assert "Headings can be read in .docx files only, not in: 盖章件.pdf." in desk.text()
    assert "points found" not in desk.text()
    assert hinted(desk.page) == ""


def test_a_document_without_headings_says_so(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("没有标题.docx", small_docx()))
    desk.open(language="en")
    assert "No headings were found in: 没有标题.docx." in desk.text()


def test_a_tick_is_saved_by_the_form_and_taken_back_by_it(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("总结.docx", SUMMARY))
    desk.post((f"{TREATED}P4-3", "1"))
    desk.open()
    assert desk.ticked(f"{TREATED}P4-3") == ["1"]
    desk.post((f"{TREATED}P4-3", ""))
    desk.open()
    assert desk.ticked(f"{TREATED}P4-3") == []
    history = desk.client.get(f"/filings/{desk.filing.id}/history").text
    assert history.count("四、3") == 2


def test_a_tick_is_saved_by_a_script_as_one_changed_cell(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("总结.docx", SUMMARY))
    revision = desk.shown("revision")
    data = {f"{TREATED}P3-5-2": "1", "revision": revision, "csrf_token": desk.client.token or ""}
    answer = desk.client.post(desk.path, data=data, headers={"Accept": "application/json"}).json
    assert answer["cells"] == {f"{TREATED}P3-5-2": "1"}
    assert answer["revision"] == int(revision) + 1
    assert answer["conflicts"] == []
    assert len([a for a in desk.open().all("a") if "/files/" in (a.get("href") or "")]) == 1


def test_a_ticked_point_stays_to_be_unticked_when_a_heading_is_found_later(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("盖章件.pdf", small_pdf()))
    desk.post((f"{TREATED}P1-1", "1"), (f"{TREATED}P4-1", "1"))
    page = upload(desk, ("总结.docx", SUMMARY))
    assert "（一）专利工作部门建设" in point(page, "P1-1")
    assert desk.ticked(f"{TREATED}P1-1") == ["1"]


def test_two_people_tick_at_once_and_both_ticks_stand(desk_of: DeskOf, people: People) -> None:
    alice, bob = desk_of(SECTION), desk_of(SECTION, people.bob)
    upload(alice, ("总结.docx", SUMMARY))
    bob.open()
    alice.post((f"{TREATED}P4-1", "1"))
    bob.post((f"{TREATED}P4-2", "1"))
    alice.open()
    assert [alice.ticked(f"{TREATED}{code}") for code in ("P4-1", "P4-2")] == [["1"], ["1"]]


def test_what_is_written_about_without_figures_is_worth_a_look_until_there_are_some(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    page = upload(desk, ("总结.docx", SUMMARY))
    assert "（一）专利池建设" in hinted(page)
    links = [a.get("href") or "" for a in page.all("a") if "collaborative-utilization" in (a.get("href") or "")]
    assert any(link.endswith("#patent_pools") for link in links)
    pools = desk_of("collaborative_utilization")
    pools.post(("patent_pools.r1.pool_name", "虚构专利池"), ("patent_pools.rows", "r1"))
    assert "专利池建设" not in hinted(desk.open())


def test_figures_that_no_heading_tells_of_are_worth_a_look_until_they_are_ticked(desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    other = desk_of("patent_information")
    other.post(("databases.r1.database_name", "虚构数据库"), ("databases.rows", "r1"))
    assert "二、1" in hinted(upload(desk, ("总结.docx", SUMMARY)))
    desk.post((f"{TREATED}P2-1", "1"))
    assert "二、1" not in hinted(desk.open())


def test_the_page_asks_the_database_no_more_for_a_summary_with_headings(app: Flask, desk_of: DeskOf) -> None:
    desk = desk_of(SECTION)
    upload(desk, ("没有标题.docx", small_docx()))
    with counted(app) as without:
        desk.open()
    upload(desk, ("总结.docx", SUMMARY))
    with counted(app) as with_headings:
        desk.open()
    assert len(with_headings) == len(without)


def test_what_was_read_is_kept_with_the_file(app: Flask, desk_of: DeskOf) -> None:
    upload(desk_of(SECTION), ("总结.docx", SUMMARY), ("盖章件.pdf", small_pdf()))
    with app.app_context():
        act_for(db.session(), None)
        kept = {file.name: file.headings for file in db.session.query(UploadedFile)}
    assert kept["盖章件.pdf"] is None
    assert kept["总结.docx"] is not None
    assert kept["总结.docx"][1] == {"level": 2, "text": "（一）专利工作部门建设", "characters": 14}
