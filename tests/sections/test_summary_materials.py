"""Section 总结材料: files are taken in by their content, listed, fetched through the guard, and removed."""

import hashlib
import io
import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from portal.form.editions import EDITION_2017
from portal.models import UploadedFile, db
from portal.models.database import act_for
from tests.documents import small_docx, small_pdf
from tests.sections.conftest import DeskOf
from tests.sections.desk import Desk
from tests.support.html import Page
from tests.support.people import People

NAME = "工作总结（盖章件）.docx"


def upload(desk: Desk, *files: tuple[str, bytes], expect: int = 303) -> str:
    """Upload *files* as the page's form does; the text of the page that comes of it."""
    data = {"csrf_token": desk.client.token or "", "files": [(io.BytesIO(content), name) for name, content in files]}
    answer = desk.client.post(f"{desk.path}/files", data=data, content_type="multipart/form-data", expect=expect)
    return answer.text if expect != 303 else desk.client.get(desk.path).text


def links(text: str) -> list[str]:
    return [a.get("href") or "" for a in Page(text).all("a") if "/files/" in (a.get("href") or "")]


def test_several_files_are_taken_in_listed_and_fetched_as_attachments(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    word, pdf = small_docx("虚构的总结"), small_pdf()
    text = upload(desk, (NAME, word), ("附件.pdf", pdf))
    assert NAME in text
    first, second = links(text)
    answer = desk.client.get(first)
    assert answer.data == word
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%B7%A5")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.client.get(second).data == pdf


def test_the_same_file_sent_twice_is_listed_once(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    upload(desk, (NAME, small_docx("一")))
    assert len(links(upload(desk, (NAME, small_docx("一"))))) == 1
    assert len(links(upload(desk, (NAME, small_docx("二"))))) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("总结.docx", b"MZ\x90\x00 this is a program"),
        ("总结.pdf", b"<html><script>alert(1)</script></html>"),
        ("总结.docx", b""),
        ("总结.exe", b"MZ"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_its_name_and_nothing_is_kept(
    app: Flask, desk_of: DeskOf, name: str, content: bytes
) -> None:
    desk = desk_of("summary_materials")
    text = upload(desk, (name, content), expect=422)
    assert name in text
    assert 'role="alert"' in text
    with app.app_context():
        act_for(db.session(), None)
        assert list(db.session.scalars(select(UploadedFile))) == []


def test_a_good_file_beside_a_bad_one_stays(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    text = upload(desk, (NAME, small_docx("好")), ("坏.pdf", b"no"), expect=422)
    assert len(links(text)) == 1


def test_no_more_files_than_the_limit(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    upload(desk, *((f"总结{n}.docx", small_docx(str(n))) for n in range(10)))
    text = upload(desk, ("总结11.docx", small_docx("11")), expect=422)
    assert len(links(text)) == 10
    assert "总结11.docx" in text


def test_a_removed_file_leaves_the_list_and_both_stand_in_the_history(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    page = Page(upload(desk, (NAME, small_docx("一"))))
    actions = [f.get("action") or b.get("formaction") or "" for f in page.all("form") for b in f.iter()]
    remove = next(a for a in actions if a.endswith("/remove"))
    desk.client.post(remove, expect=303)
    assert links(desk.client.get(desk.path).text) == []
    history = desk.client.get(f"/filings/{desk.filing.id}/history").text
    assert history.count(NAME) >= 2


def test_without_a_file_one_is_asked_for(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    upload(desk, expect=422)
    assert "请上传试点以来工作总结。" in desk.client.get(f"/filings/{desk.filing.id}/submit").text


def test_the_whole_outline_stands_beside_the_upload(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    text = desk.text().replace(" ", "")
    block = EDITION_2017.by_code["summary_materials"].blocks[0]
    points = [p for part in block.outline for p in (part, *part.points, *(s for q in part.points for s in q.points))]  # type: ignore[attr-defined]
    assert len(points) == 4 + 16 + 3
    assert [p.code for p in points if p.text.zh.replace(" ", "") not in text] == []


def test_a_file_of_this_filing_is_nobody_else_s(app: Flask, desk_of: DeskOf, people: People) -> None:
    desk = desk_of("summary_materials")
    address = links(upload(desk, (NAME, small_docx("秘密"))))[0]
    stranger = app.test_client()
    stranger.post("/sign-in", data={"email": people.charlie.email, "password": "five fictional kites"})
    assert stranger.get(address, expect=404).data.count("秘密".encode()) == 0
    own = stranger.get("/filings/", follow_redirects=True).text
    assert NAME not in own


def test_a_file_is_not_found_under_another_filing_of_one_s_own(desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    desk.client.get(f"{desk.path}/files/{uuid.uuid4()}", expect=404)


def test_what_is_listed_carries_the_hash_of_the_bytes(app: Flask, desk_of: DeskOf) -> None:
    desk = desk_of("summary_materials")
    content = small_docx("散列")
    upload(desk, (NAME, content))
    with app.app_context():
        act_for(db.session(), None)
        stored = db.session.scalars(select(UploadedFile)).one()
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.name == NAME
