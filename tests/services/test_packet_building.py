"""What is in a packet: everything submitted of the region as it was submitted, and nothing of any other."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import update

from portal.filing.states import FilingState
from portal.filing.transitions import Action
from portal.models import Association, Person, UploadedFile, db
from portal.services import explaining, uploads
from portal.services.filings import find
from portal.services.transactions import writing
from portal.web.packet_words import forms_for
from portal.web.stores import file_store
from tests.documents import small_docx, small_pdf
from tests.support.filled import EXPLANATION, LIMITS, fill_in
from tests.support.lives import DECLARED
from tests.support.packets import PacketDesk, failing, readme_of, rows_of, texts_within
from tests.support.people import JIANGSU, World
from tests.support.returns import Given, add_returns

SUMMARY, FORMS, PROBLEMS = "01 Summary workbook.xlsx", "02 All forms.pdf", "04 Problems and explanations.xlsx"
OUTSTANDING, FOLDER = "05 Not submitted.xlsx", "03 Work summaries and scans/"
CANARY = "Zx9CanaryQ7"


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


def titles_of(archive: ZipFile) -> list[str]:
    """The bookmarks of the PDF with all forms."""
    with pikepdf.open(BytesIO(archive.read(FORMS))) as pdf, pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def upload(desk: PacketDesk, name: str, data: bytes) -> None:
    """Another file that goes with Alice's return."""
    with desk.ours.acting(desk.people.alice):
        filing = find(desk.ours.id)
        assert filing is not None
        uploads.add_file(file_store(), desk.people.alice, filing, name, data, LIMITS)


def test_a_packet_holds_the_seven_things_it_says(desk: PacketDesk) -> None:
    desk.submit_both()
    archive = desk.made(desk.people.clara)
    ours = desk.world.association.name
    assert sorted(archive.namelist()) == [
        "00 Read me.txt", SUMMARY, FORMS, f"{FOLDER}{ours}/工作总结（虚构）.docx", PROBLEMS, OUTSTANDING
    ]  # fmt: skip
    assert archive.testzip() is None
    assert archive.read(f"{FOLDER}{ours}/工作总结（虚构）.docx") == small_docx()
    assert {row["Association"] for row in rows_of(archive, SUMMARY)} == {ours}
    assert len(rows_of(archive, SUMMARY)) > 50


def test_nothing_of_another_region_is_in_it(desk: PacketDesk) -> None:
    """Names, answers, files, explanations, people of the other region all carry a word that must not be found."""
    charlie, theirs = desk.people.charlie, desk.world.foreign_association.id
    with desk.ours.acting(), writing() as session:
        session.execute(update(Association).where(Association.id == theirs).values(name=f"太湖{CANARY}（虚构）"))
        told = {"name": f"Charlie {CANARY}", "email": f"{CANARY}@example.org"}
        session.execute(update(Person).where(Person.id == charlie.id).values(**told))
    fill_in(desk.app, desk.world)
    fill_in(desk.app, desk.world, "A", foreign=True)
    with desk.theirs.acting(charlie):
        filing = find(desk.theirs.id)
        assert filing is not None
        uploads.add_file(file_store(), charlie, filing, f"{CANARY}.docx", small_docx(CANARY), LIMITS)
    cells = {"contact.contact_name": f"陈 {CANARY}", "trainings.r1.training_name": f"培训 {CANARY}"}
    desk.theirs.save(cells, person=charlie)
    with desk.theirs.acting(charlie):
        held = explaining.of_filing(db.session(), desk.theirs.id)
        for key, said in held.items():
            explaining.explain(charlie, desk.theirs.id, key, f"{said.text} {CANARY}")
    desk.ours.submit()
    desk.theirs.act(charlie, Action.SUBMIT, declaration=DECLARED)
    desk.add_scan(desk.theirs, f"scan {CANARY}.pdf", small_pdf(CANARY))
    form = forms_for("https://portal.example.org")("zh")
    nation = "\n".join(texts_within(desk.made_bytes(desk.people.nadia, "", form=form)))
    assert nation.count(CANARY) > 10
    own = "\n".join(texts_within(desk.made_bytes(desk.people.clara, form=form)))
    assert "滇池精密光学" in own
    assert CANARY not in own
    assert desk.world.foreign_association.name not in own
    assert "Jiangsu" not in own
    assert "江苏" not in own
    other = "\n".join(texts_within(desk.made_bytes(desk.people.conrad, JIANGSU, form=form)))
    assert CANARY in other
    assert "滇池精密光学" not in other


def test_what_stands_is_in_it_and_not_what_is_being_filled_in(desk: PacketDesk) -> None:
    desk.submit_both()
    desk.ours.give_back()
    desk.ours.save({"contact.contact_name": CANARY})
    upload(desk, "later.docx", small_docx(CANARY))
    made = desk.made_bytes(desk.people.clara, form=forms_for("https://portal.example.org")("en"))
    assert CANARY not in "\n".join(texts_within(made))
    archive = ZipFile(BytesIO(made))
    assert not any("later" in name for name in archive.namelist())
    assert titles_of(archive) == [
        f"{desk.world.association.name} (returned for correction, as submitted last, not accepted)"
    ]


@pytest.mark.parametrize(
    ("state", "marker"),
    [
        (FilingState.SUBMITTED, " (submitted, not yet accepted)"),
        (FilingState.RETURNED, " (returned for correction, as submitted last, not accepted)"),
        (FilingState.ACCEPTED, ""),
    ],
)
def test_what_is_not_accepted_says_so_in_the_text_and_at_its_bookmark(
    desk: PacketDesk, state: FilingState, marker: str
) -> None:
    fill_in(desk.app, desk.world)
    desk.ours.bring_to(state)
    archive = desk.made(desk.people.clara)
    assert titles_of(archive) == [desk.world.association.name + marker]
    said = readme_of(archive)
    (line,) = [line for line in said.splitlines() if "2017-53-0001-1" in line]
    assert line.endswith(marker.strip(" ()") or "accepted")
    assert ("Not every return in it is accepted" in said) is bool(marker)


def test_each_form_is_under_its_receipt_in_the_language_that_was_asked_for(desk: PacketDesk) -> None:
    desk.submit_both()
    for language, english in (("zh", False), ("en", True)):
        asked = desk.ask(desk.people.clara, language=language)
        assert desk.build(forms_for("https://portal.example.org")(language))
        with ZipFile(BytesIO(desk.bytes_of(asked))) as archive:
            pdf = next(name for name in archive.namelist() if name.endswith(".pdf"))
            text = "\n".join(texts_within(archive.read(pdf)))
        assert "2017-53-0001-1" in text
        assert "协会/联盟名称" in text
        assert ("Contact person" in text or "Name of training" in text) is english


def test_the_nation_has_all_regions_each_in_a_folder_and_named_at_the_bookmarks(desk: PacketDesk) -> None:
    desk.submit_both()
    archive = desk.made(desk.people.olga, "")
    ours, theirs = desk.world.association.name, desk.world.foreign_association.name
    files = [name for name in archive.namelist() if name.startswith(FOLDER)]
    assert {name.removeprefix(FOLDER).rpartition("/")[0] for name in files} == {f"Yunnan/{ours}", f"Jiangsu/{theirs}"}
    mark = "(submitted, not yet accepted)"
    assert titles_of(archive) == [f"Jiangsu: {theirs} {mark}", f"Yunnan: {ours} {mark}"]
    assert "the whole nation" in readme_of(archive)


def test_the_newest_scan_of_what_stands_is_in_it_as_it_was_uploaded(desk: PacketDesk) -> None:
    fill_in(desk.app, desk.world)
    desk.ours.submit()
    desk.add_scan(desk.ours, "扫描.pdf", small_pdf("first"))
    newest = small_pdf("newest")
    desk.add_scan(desk.ours, "扫描.pdf", newest)
    desk.add_scan(desk.ours, "stale.pdf", small_pdf("of another print"), digits="f" * 64)
    folder = f"{FOLDER}{desk.world.association.name}/"
    archive = desk.made(desk.people.clara)
    assert [name for name in archive.namelist() if name.startswith(f"{folder}Sealed")] == [
        f"{folder}Sealed scan/扫描.pdf"
    ]
    assert archive.read(f"{folder}Sealed scan/扫描.pdf") == newest
    desk.ours.give_back()
    desk.ours.save({"contact.contact_name": "陈改（虚构）"})
    desk.ours.explain()
    desk.ours.submit()
    assert not [name for name in desk.made(desk.people.clara).namelist() if "Sealed" in name]


def test_problems_stand_with_their_explanations_and_what_was_decided(desk: PacketDesk) -> None:
    desk.submit_both()
    (taken,) = desk.ours.submissions
    with desk.ours.acting(desk.people.clara):
        first, second = list(explaining.of_filing(db.session(), desk.ours.id).values())[:2]
        explaining.decide(desk.people.clara, desk.ours.id, [first.id], "accepted")
        explaining.decide(desk.people.clara, desk.ours.id, [second.id], "refused", "依据不足（虚构）")
    rows = rows_of(desk.made(desk.people.clara), PROBLEMS)
    assert [row["What the check says"] for row in rows] == [problem["message"]["en"] for problem in taken.problems]
    assert {row["Explanation"] for row in rows} == {EXPLANATION}
    assert {row["Explained by"] for row in rows} == {"Alice"}
    verdicts = {row["Rule"]: row["Verdict"] for row in rows if row["Verdict"]}
    assert verdicts == {first.rule: "explanation accepted", second.rule: "explanation refused"}
    assert {row["Decided by"] for row in rows if row["Verdict"]} == {"Clara"}
    assert all(row["Section"] and row["Place"] for row in rows)


def test_the_list_of_the_missing_says_where_each_stands_and_whom_to_ask(desk: PacketDesk, world: World) -> None:
    fill_in(desk.app, world)
    desk.ours.submit()
    desk.ours.give_back()
    with desk.ours.acting():
        started = dt.datetime(2018, 3, 1, tzinfo=dt.UTC)
        begun = Given("乙（虚构）", more=(("started_at", started),))
        add_returns(world.round, Given("甲（虚构）"), begun, Given("丁（虚构）", region=JIANGSU))
        db.session.execute(update(Person).where(Person.id == desk.people.bob.id).values(active=False))
        db.session.commit()
    rows = {row["Association"]: row for row in rows_of(desk.made(desk.people.clara), OUTSTANDING)}
    states = {name: row["State"] for name, row in rows.items()}
    assert states == {world.association.name: "Returned", "甲（虚构）": "Not started", "乙（虚构）": "Draft"}
    ours = rows[world.association.name]
    assert (ours["Contacts"], ours["E-mail"]) == ("Alice", "alice@example.org")
    assert ours["Last saved"] is not None
    assert ours["Deadline"] is not None
    assert rows["甲（虚构）"]["Contacts"] is None


def test_a_region_in_which_nothing_is_submitted_has_its_list_of_the_missing_alone(desk: PacketDesk) -> None:
    archive = desk.made(desk.people.clara)
    assert sorted(archive.namelist()) == ["00 Read me.txt", SUMMARY, OUTSTANDING]
    said = readme_of(archive)
    assert "Returns asked for: 1. Submitted and in this packet: 0." in said
    assert "PDF" not in said.upper()


def test_what_could_not_be_put_in_is_said(desk: PacketDesk) -> None:
    fill_in(desk.app, desk.world)
    upload(desk, "second.pdf", small_pdf("second"))
    upload(desk, "third.pdf", small_pdf("third"))
    desk.ours.submit()
    keys = {file.name: file.storage_key for file in desk.ours.rows(UploadedFile)}
    with desk.ours.acting():
        file_store().delete(keys["second.pdf"])
        file_store().put(keys["third.pdf"], small_pdf("swapped"))
    archive = desk.made(desk.people.clara, form=failing(ZeroDivisionError()))
    said, ours = readme_of(archive), desk.world.association.name
    assert f"{ours}: its form could not be printed" in said
    assert f"{ours}: the file “second.pdf” could not be found" in said
    assert f"{ours}: the file “third.pdf” is not as it was uploaded" in said
    assert not any("second" in name for name in archive.namelist())
    assert archive.read(f"{FOLDER}{ours}/工作总结（虚构）.docx") == small_docx()


def test_a_text_is_never_a_formula(desk: PacketDesk) -> None:
    evil = '=HYPERLINK("https://example.org/","云岭")'
    with desk.ours.acting(), writing() as session:
        session.execute(update(Association).where(Association.id == desk.world.association.id).values(name=evil))
        session.execute(update(Person).where(Person.id == desk.people.alice.id).values(name="=1+1"))
    fill_in(desk.app, desk.world)
    desk.ours.submit()
    archive = desk.made(desk.people.clara)
    problems = rows_of(archive, PROBLEMS)
    assert {(row["Association"], row["Explained by"]) for row in problems} == {(evil, "=1+1")}
    for name in (SUMMARY, PROBLEMS, OUTSTANDING):
        sheets = [text for text in texts_within(archive.read(name)) if "<sheetData>" in text]
        assert sheets
        assert not any("<f>" in text or "<f " in text for text in sheets)
