"""Import and export of associations through the pages: shown first, then done, or not at all."""

import io
import re

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from portal.exchange.association_workbook import read
from portal.form.profile import PROFILE
from portal.models import Association, db
from tests.exchange.test_association_workbook import workbook
from tests.form.test_profile import GOOD
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import World
from tests.web.entering import enter

SECOND = GOOD | {"name": "第二协会（虚构）", "unified_social_credit_code": ""}
BAD = GOOD | {"name": "坏行协会（虚构）", "unified_social_credit_code": "", "joined_year": "20l6"}


@pytest.fixture
def nadias(client: PageClient, world: World) -> PageClient:
    """A client that Nadia has signed in with."""
    enter(client, world.people.nadia)
    return client


def stored(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        return sorted(
            (name, year) for name, year in db.session.execute(select(Association.name, Association.joined_year))
        )


def upload(client: PageClient, data: bytes, expect: int = 200) -> str:
    files = {"workbook": (io.BytesIO(data), "associations.xlsx")}
    return client.post("/associations/import", data=files, content_type="multipart/form-data", expect=expect).text


def content(text: str) -> str:
    return next(i.get("value") or "" for i in Page(text).all("input") if i.get("name") == "content")


def test_the_dry_run_shows_what_would_happen_and_writes_nothing(app: Flask, nadias: PageClient, world: World) -> None:
    nadias.post("/associations/new", data=GOOD)
    before = stored(app)
    nadias.post("/language/en")
    text = upload(nadias, workbook(GOOD | {"joined_year": "2013"}, SECOND, BAD))
    assert re.findall(r"<dd>(\d+)</dd>", text) == ["1", "1", "0", "1"]
    assert "G4" in text
    assert "must be a year of four digits" in text
    assert SECOND["name"] in text
    assert re.search(r"2016</span>.*<strong>2013</strong>", text, re.DOTALL)
    assert stored(app) == before
    assert world.association.name not in Page(text).text_of("main")[0]


def test_what_was_shown_is_imported_and_counted(app: Flask, nadias: PageClient) -> None:
    text = upload(nadias, workbook(GOOD, SECOND))
    answer = nadias.post("/associations/import/apply", data={"content": content(text)}, expect=303)
    assert {GOOD["name"], SECOND["name"]} <= {name for name, _year in stored(app)}
    nadias.post("/language/en")
    assert "Imported: 2 associations added, 0 changed." in nadias.get(answer.location).text


def test_bad_rows_stop_the_import_unless_they_are_left_out_on_purpose(app: Flask, nadias: PageClient) -> None:
    text, before = upload(nadias, workbook(SECOND, BAD)), stored(app)
    fields = {"content": content(text)}
    nadias.post("/associations/import/apply", data=fields, expect=422)
    assert stored(app) == before
    nadias.post("/associations/import/apply", data=fields | {"skip_bad": "1"}, expect=303)
    assert {name for name, _ in stored(app)} - {name for name, _ in before} == {SECOND["name"]}


def test_a_list_that_has_changed_meanwhile_stops_the_import(app: Flask, nadias: PageClient) -> None:
    text = upload(nadias, workbook(GOOD, SECOND))
    nadias.post("/associations/new", data=GOOD)
    before = stored(app)
    nadias.post("/associations/import/apply", data={"content": content(text)}, expect=409)
    assert stored(app) == before


def test_only_what_was_shown_to_oneself_can_be_imported(app: Flask, nadias: PageClient, world: World) -> None:
    good = content(upload(nadias, workbook(GOOD)))
    before = stored(app)
    for forged in ("", "x", good[:-1], good[1:], "." + good):
        nadias.post("/associations/import/apply", data={"content": forged}, expect=400)
    with app.app_context():
        from portal.filing.access import Grant, Role
        from portal.services import memberships

        memberships.give(world.people.nadia, world.people.olga.id, Grant(Role.ADMINISTRATOR))
    olgas = app.test_client()
    assert isinstance(olgas, PageClient)
    enter(olgas, world.people.olga)
    olgas.post("/associations/import/apply", data={"content": good}, expect=400)
    assert stored(app) == before


def test_doing_it_twice_changes_nothing_the_second_time(app: Flask, nadias: PageClient) -> None:
    fields = {"content": content(upload(nadias, workbook(GOOD)))}
    nadias.post("/associations/import/apply", data=fields, expect=303)
    before = stored(app)
    nadias.post("/associations/import/apply", data=fields, expect=409)
    assert stored(app) == before


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04" + b"\0" * 100])
def test_a_file_that_cannot_be_read_is_said_at_its_place(nadias: PageClient, data: bytes) -> None:
    assert 'id="workbook-fault"' in upload(nadias, data, expect=422)


def test_no_file_is_said_at_its_place(nadias: PageClient) -> None:
    assert 'id="workbook-fault"' in nadias.post("/associations/import", data={}, expect=422).text


def test_a_workbook_that_says_what_is_there_has_nothing_to_import(nadias: PageClient) -> None:
    nadias.post("/associations/new", data=GOOD)
    text = upload(nadias, workbook(GOOD))
    assert "/associations/import/apply" not in text


def test_texts_of_a_workbook_are_shown_as_text(nadias: PageClient) -> None:
    nasty = "<script>alert(1)</script>"
    text = upload(nadias, workbook(SECOND | {"name": nasty}, BAD | {"name": nasty + "2", "joined_year": nasty}))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_exported_can_be_imported_without_changing_anything(
    app: Flask, nadias: PageClient, language: str
) -> None:
    nadias.post("/associations/new", data=GOOD)
    nadias.post("/associations/new", data=SECOND | {"name": "=1+1（虚构）"})
    nadias.post(f"/language/{language}")
    answer = nadias.get("/associations/export")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    sheet = read(answer.data)
    assert "=1+1（虚构）" in [row.texts["name"] for row in sheet.rows]
    text = upload(nadias, answer.data)
    assert re.findall(r"<dd>(\d+)</dd>", text)[:2] == ["0", "0"]
    assert len(stored(app)) == len(sheet.rows) == 4


def test_the_template_has_the_columns_of_the_profile_and_no_row(nadias: PageClient) -> None:
    nadias.post("/language/en")
    book = openpyxl.load_workbook(io.BytesIO(nadias.get("/associations/import/template").data))
    assert [cell.value for cell in book.worksheets[0][1]] == [field.label.en for field in PROFILE]
    assert book.worksheets[0].max_row == 1


def test_a_large_import_fits_into_the_page(app: Flask, nadias: PageClient) -> None:
    many = [SECOND | {"name": f"第{n}协会（虚构）", "pilot_fields": f"领域{n}"} for n in range(2000)]
    fields = {"content": content(upload(nadias, workbook(*many)))}
    assert nadias.post("/associations/import/apply", data=fields, expect=303).location.endswith("new=2000&changed=0")
    assert len(stored(app)) == 2002
