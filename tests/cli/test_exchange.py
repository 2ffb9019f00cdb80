"""Workbooks out and back in from the command line: shown first, saved in somebody's name, or refused."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.exchange.form_workbook.contents import Contents
from portal.exchange.form_workbook.refusals import WorkbookRefused
from portal.models import Association, CellChange, Filing, Round, SectionDocument, WorkbookOffer
from portal.services import workbook_files, workbooks
from portal.services.transactions import writing
from tests.support.lives import Life
from tests.support.people import World
from tests.support.returned_workbooks import blank_copy, downloaded, edited, not_read, with_row

SECTION = "system_building"
TOTAL = f"{SECTION}.members.member_total"
Shelf = dict[bytes, Contents]


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    """Exit status and output of a command."""
    done = app.test_cli_runner().invoke(args=["portal", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return Life(app, world)


@pytest.fixture
def theirs(app: Flask, world: World) -> Life:
    """Charlie's filing; its cells are saved by Charlie."""
    return Life(app, world, world.foreign_filing)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """What each file holds, by its bytes; any other file is damaged."""
    held: Shelf = {}

    def read(data: bytes, _max_bytes: int) -> Contents:
        if data not in held:
            raise WorkbookRefused("damaged")
        return held[data]

    monkeypatch.setattr(workbooks, "read_file", read)
    return held


@pytest.fixture
def put(shelf: Shelf, tmp_path: Path) -> Iterator[Callable[[str, Contents], Path]]:
    """Put a workbook with these contents into the folder; its path."""

    def putting(name: str, contents: Contents) -> Path:
        data = name.encode()
        shelf[data] = contents
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return putting


Put = Callable[[str, Contents], Path]


def total(life: Life) -> str:
    rows = life.rows(SectionDocument, SectionDocument.filing_id == life.id, SectionDocument.section == SECTION)
    return rows[0].cells.get("members.member_total", "")


def test_without_apply_it_says_file_by_file_what_would_change_and_writes_nothing(
    app: Flask, life: Life, put: Put, tmp_path: Path
) -> None:
    life.save({"members.member_total": "10"})
    contents = edited(downloaded(life), {TOTAL: "11"})
    put("甲.xlsx", contents)
    put("乙.xlsx", not_read(downloaded(life), TOTAL))
    status, said = run(app, "import", tmp_path)
    assert status == 0
    assert f"{TOTAL}: '10' -> '11'" in said
    assert f"not read: {contents.places[TOTAL]} ('=1+1'): The cell holds a formula" in said
    assert "Would be saved (nothing was written): 2, refused: 0" in said
    assert total(life) == "10"
    assert life.rows(WorkbookOffer) == []


def test_with_apply_each_file_is_one_save_in_the_name_of_the_person(app: Flask, life: Life, put: Put) -> None:
    contents = with_row(edited(downloaded(life), {TOTAL: "11"}), SECTION, "trainings", "n1", {"training_name": "新"})
    status, said = run(app, "import", put("甲.xlsx", contents), "--apply", "--as", "Bob@example.org")
    assert (status, total(life)) == (0, "11")
    assert "Saved: 1, refused: 0" in said
    assert {line.person_id for line in life.rows(CellChange)} == {life.people.bob.id}
    assert {line.revision for line in life.rows(CellChange)} == {1}
    (offer,) = life.rows(WorkbookOffer)
    assert (offer.name, offer.uploaded_by) == ("甲.xlsx", life.people.bob.id)
    assert offer.applied_at is not None


def test_importing_the_same_again_changes_nothing(app: Flask, life: Life, put: Put) -> None:
    path = put("甲.xlsx", edited(downloaded(life), {TOTAL: "11"}))
    for _ in range(2):
        status, said = run(app, "import", path, "--apply", "--as", "alice@example.org")
        assert status == 0
    assert "changes nothing" in said
    assert len(life.rows(CellChange)) == len(life.rows(WorkbookOffer)) == 1


def test_files_that_are_refused_are_named_and_the_others_are_saved(
    app: Flask, life: Life, put: Put, tmp_path: Path
) -> None:
    put("甲.xlsx", edited(downloaded(life), {TOTAL: "11"}))
    put("乙.xlsx", downloaded(life, round_year=2016))
    put("丙.xlsx", blank_copy(life))
    (tmp_path / "丁.xlsx").write_bytes(b"no workbook")
    (tmp_path / "~$甲.xlsx").write_bytes(b"left by a spreadsheet program")
    (tmp_path / "说明.txt").write_bytes(b"not a workbook, not looked at")
    status, said = run(app, "import", tmp_path, "--apply", "--as", "alice@example.org")
    assert (status, total(life)) == (1, "11")
    assert "Saved: 1, refused: 3" in said
    for word in ("belongs to another round (2016)", "A blank copy does not say whose it is", "incomplete or damaged"):
        assert word in said
    assert "~$" not in said


def test_a_cell_changed_in_both_places_is_left_to_the_pages(app: Flask, life: Life, put: Put) -> None:
    life.save({"members.member_total": "10"})
    path = put("甲.xlsx", edited(downloaded(life), {TOTAL: "11"}))
    life.save({"members.member_total": "12"}, person=life.people.bob)
    status, said = run(app, "import", path, "--apply", "--as", "alice@example.org")
    assert (status, total(life)) == (1, "12")
    assert TOTAL in said
    assert life.rows(WorkbookOffer) == []


@pytest.mark.parametrize("apply_", [False, True])
@pytest.mark.parametrize("email", ["charlie", "clara", "nadia", "olga"])
def test_nobody_gets_more_rights_than_on_the_pages(app: Flask, life: Life, put: Put, email: str, apply_: bool) -> None:
    path = put("甲.xlsx", edited(downloaded(life), {TOTAL: "11"}))
    status, said = run(app, "import", path, *(["--apply"] if apply_ else []), "--as", f"{email}@example.org")
    assert (status, total(life)) == (1, "")
    assert ("does not know of it" if email == "charlie" else "does not fill in for the association") in said


@pytest.mark.parametrize("apply_", [False, True])
def test_what_cannot_be_changed_now_is_refused_whether_it_would_be_written_or_not(
    app: Flask, life: Life, world: World, put: Put, apply_: bool
) -> None:
    path = put("甲.xlsx", edited(downloaded(life), {TOTAL: "11"}))
    with life.acting(), writing() as session:
        session.execute(update(Round).where(Round.id == world.round.id).values(state="closed"))
    status, said = run(app, "import", path, "--as", "alice@example.org", *(["--apply"] if apply_ else []))
    assert (status, total(life)) == (1, "")
    assert "cannot be changed now" in said


@pytest.mark.parametrize("filing_id", ["no uuid", str(uuid.UUID(int=1))])
def test_a_return_that_does_not_exist_is_refused(app: Flask, life: Life, put: Put, filing_id: str) -> None:
    status, said = run(app, "import", put("甲.xlsx", downloaded(life, filing_id=filing_id)))
    assert status == 1
    assert "There is no such return" in said


def test_a_list_that_would_grow_too_long_is_refused_before_anything_is_written(
    app: Flask, life: Life, put: Put
) -> None:
    contents = downloaded(life)
    for number in range(201):
        contents = with_row(contents, SECTION, "trainings", f"n{number}", {"training_name": f"培训{number}"})
    status, said = run(app, "import", put("甲.xlsx", contents))
    assert status == 1
    assert "The list trainings takes at most 200 rows." in said


def test_applying_without_a_name_and_unknown_names_are_refused(app: Flask, life: Life, put: Put) -> None:
    path = put("甲.xlsx", downloaded(life))
    assert "--apply needs --as" in run(app, "import", path, "--apply")[1]
    assert "Nobody signs in with" in run(app, "import", path, "--as", "nobody@example.org")[1]
    path.unlink()
    status, said = run(app, "import", path.parent)
    assert status == 1
    assert "No workbook (.xlsx)" in said


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the name of the association and whether English stands beneath: what workbooks hold is shown elsewhere."""

    def write(filing: Filing, *, both: bool) -> bytes:
        return f"{filing.association.name} {both}".encode()

    monkeypatch.setattr(workbook_files, "workbook_of", write)


@pytest.mark.usefixtures("written")
def test_a_whole_round_is_exported_each_return_in_a_file_of_its_own(app: Flask, world: World, tmp_path: Path) -> None:
    status, said = run(app, "export", "--all", "--to", tmp_path / "new" / "folder", "--both")
    assert status == 0
    assert said.rstrip().endswith(": 2")
    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "new" / "folder").iterdir()}
    assert found == {
        f"2017-0001-{world.association.name}.xlsx": f"{world.association.name} True",
        f"2017-0002-{world.foreign_association.name}.xlsx": f"{world.foreign_association.name} True",
    }


@pytest.mark.usefixtures("written")
def test_one_association_is_exported_by_name_or_by_credit_code(
    app: Flask, life: Life, world: World, tmp_path: Path
) -> None:
    code = "91530100MA6K000001"
    with life.acting(), writing() as session:
        mine = update(Association).where(Association.id == world.association.id)
        session.execute(mine.values(unified_social_credit_code=code, name="a/b:协会（虚构）"))
    for number, named in enumerate(("a/b:协会（虚构）", code)):
        assert run(app, "export", "--association", named, "--round", "2017", "--to", tmp_path / str(number))[0] == 0
        assert [path.name for path in (tmp_path / str(number)).iterdir()] == ["2017-0001-a_b_协会（虚构）.xlsx"]


@pytest.mark.usefixtures("written", "world")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name one --association, or say --all."),
        (["--all", "--association", "x"], "Name one --association, or say --all."),
        (["--all", "--round", "1999"], "No such round."),
        (["--association", "unknown"], "No such return in this round."),
    ],
)
def test_what_is_not_there_is_not_exported(app: Flask, tmp_path: Path, arguments: list[str], said: str) -> None:
    status, output = run(app, "export", *arguments, "--to", tmp_path / "x")
    assert status != 0
    assert said in output
    assert not (tmp_path / "x").exists()


def test_several_returns_are_imported_by_somebody_who_fills_in_for_all_of_them(
    app: Flask, life: Life, theirs: Life, world: World, put: Put, tmp_path: Path
) -> None:
    from portal.filing.access import Grant, Role
    from portal.services import memberships

    with life.acting(world.people.nadia):
        memberships.give(world.people.nadia, world.people.alice.id, Grant(Role.EDITOR, world.foreign_association.id))
    put("甲.xlsx", edited(downloaded(life), {TOTAL: "11"}))
    put("乙.xlsx", edited(downloaded(theirs), {TOTAL: "22"}))
    assert run(app, "import", tmp_path, "--apply", "--as", "alice@example.org")[0] == 0
    assert (total(life), total(theirs)) == ("11", "22")


def test_what_is_exported_changes_nothing_when_it_is_imported_again(
    app: Flask, life: Life, theirs: Life, tmp_path: Path
) -> None:
    life.save({"members.member_total": "10", "trainings.r1.training_name": "=第一期（虚构）"})
    assert run(app, "export", "--all", "--to", tmp_path, "--both")[0] == 0
    status, said = run(app, "import", tmp_path)
    assert status == 0
    assert said.count("changes nothing") == 2
    life.save({"members.member_total": "12"})
    assert "changes nothing" in run(app, "import", tmp_path, "--as", "alice@example.org")[1]
    assert total(life) == "12"
