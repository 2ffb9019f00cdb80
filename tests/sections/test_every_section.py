"""What holds for the page of each of the five sections: all is asked, all is kept, all is said in place."""

import pytest
from flask import Flask
from sqlalchemy import update

from portal.form.blocks import Rows, Section
from portal.form.document import fixed_cells
from portal.form.editions import EDITION_2017
from portal.form.kinds import Choices
from portal.models import Round, db
from portal.models.database import act_for
from portal.services.transactions import writing
from tests.sections.conftest import DeskOf
from tests.sections.desk import Desk
from tests.support.html import Page
from tests.support.people import People, World

SECTIONS = {section.code: section for section in EDITION_2017.sections}
TYPED = {code: section for code, section in SECTIONS.items() if code != "summary_materials"}
YEARS = tuple(range(2013, 2018))
every_section = pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
every_typed_section = pytest.mark.parametrize("section", TYPED.values(), ids=TYPED)
NUMBER = {
    "system_building": "members.member_total",
    "patent_information": "",
    "collaborative_utilization": "operations_by_year.2016.assigned_amount",
    "patent_protection": "protection_by_year.2013.enforcement_cases",
}
with_a_number = pytest.mark.parametrize("code", [code for code, name in NUMBER.items() if name])


@every_section
def test_every_cell_has_an_input_named_by_its_address(desk_of: DeskOf, section: Section) -> None:
    desk = desk_of(section.code)
    named = {e.get("name") for e in desk.controls()}
    assert {address for address, _ in fixed_cells(section, YEARS)} <= named
    for block in section.blocks:
        if isinstance(block, Rows):
            rows = desk.rows(block.code)
            assert len(rows) == min(block.printed_rows, 3)
            assert {f"{block.code}.{row}.{code}" for row in rows for code in block.cell_kinds} <= named


@pytest.mark.parametrize("language", ["zh", "en"])
@every_section
def test_the_official_wording_stands_on_the_page(desk_of: DeskOf, section: Section, language: str) -> None:
    desk = desk_of(section.code)
    desk.open(language=language)
    text = desk.text().replace(" ", "")
    words = {"round_year": 2017, "joined_year": 2013}
    wanted = [section.title.of(language)]
    wanted += [block.title.of(language, **words) for block in section.blocks]
    cited = {c for b in section.blocks for c in (*b.footnotes, *(c for f in b.fields for c in f.footnotes))}
    wanted += [note.text.of(language, **words) for note in EDITION_2017.footnotes if note.code in cited]
    assert [w for w in wanted if w.replace(" ", "") not in text] == []
    assert desk.page.root.get("lang") == {"zh": "zh-CN", "en": "en"}[language]


@every_section
def test_every_input_has_a_name_that_can_be_read_aloud(desk_of: DeskOf, section: Section) -> None:
    desk = desk_of(section.code)
    labelled = {e.get("for") for e in desk.page.all("label")}
    inside = {id(i) for label in desk.page.all("label") for i in label.iter()}
    for element in desk.controls():
        if element.get("type") != "hidden":
            named = element.get("aria-label") or element.get("id") in labelled or id(element) in inside
            assert named, element.attrib


@every_typed_section
def test_posting_the_page_as_it_stands_changes_nothing(desk_of: DeskOf, section: Section) -> None:
    desk = desk_of(section.code)
    desk.post()
    desk.open()
    assert dict(desk.fields())["revision"] == "0"


@with_a_number
def test_what_is_no_number_is_said_at_its_cell_and_stays_as_typed(desk_of: DeskOf, code: str) -> None:
    desk = desk_of(code)
    desk.post((NUMBER[code], "约1930"))
    desk.open()
    cell = desk.cell(NUMBER[code])
    assert (desk.shown(NUMBER[code]), cell.get("aria-invalid")) == ("约1930", "true")
    assert desk.said_at(NUMBER[code])
    desk.post((NUMBER[code], "1,930"))
    desk.open()
    assert (desk.shown(NUMBER[code]), desk.cell(NUMBER[code]).get("aria-invalid")) == ("1,930", None)


@with_a_number
def test_a_blank_cell_is_marked_only_when_what_is_missing_is_asked_for(desk_of: DeskOf, code: str) -> None:
    desk = desk_of(code)
    part = NUMBER[code].rpartition(".")[0] + "."
    cells = [a for a, kind in fixed_cells(SECTIONS[code], YEARS) if not isinstance(kind, Choices)]
    other = next(a for a in cells if a.startswith(part) and a != NUMBER[code])
    desk.post((other, "1"))
    desk.open()
    assert desk.said_at(NUMBER[code]) == ""
    desk.open("?missing=1")
    assert desk.said_at(NUMBER[code])


@with_a_number
def test_two_people_in_one_cell_are_shown_both_values_and_one_is_chosen(
    desk_of: DeskOf, people: People, code: str
) -> None:
    alice, bob = desk_of(code), desk_of(code, people.bob)
    bob.post((NUMBER[code], "12"))
    refused = alice.post((NUMBER[code], "11"), expect=409)
    page = Page(refused.text)
    radios = [e for e in page.all("input") if e.get("type") == "radio"]
    assert [(e.get("name"), e.get("value")) for e in radios] == [(NUMBER[code], "11"), (NUMBER[code], "12")]
    assert "Bob" in refused.text
    revision = next(e.get("value") for e in page.all("input") if e.get("name") == "revision")
    alice.client.post(alice.path, data={"revision": revision or "", NUMBER[code]: "11"}, expect=303)
    alice.open()
    assert alice.shown(NUMBER[code]) == "11"


@with_a_number
def test_the_language_button_saves_what_was_typed_first(desk_of: DeskOf, code: str) -> None:
    desk = desk_of(code)
    desk.post((NUMBER[code], "77"), action="language:en")
    page = desk.open()
    assert page.root.get("lang") == "en"
    assert desk.shown(NUMBER[code]) == "77"


@with_a_number
def test_signing_out_saves_what_was_typed_first(desk_of: DeskOf, code: str) -> None:
    desk = desk_of(code)
    answer = desk.post((NUMBER[code], "78"), action="sign-out")
    assert answer.location.endswith("/sign-in")
    desk.client.get(desk.path, expect=302)
    again = desk_of(code)
    assert again.shown(NUMBER[code]) == "78"


@with_a_number
def test_after_a_session_has_ended_the_page_holds_what_was_typed_until_it_is_saved(
    app: Flask, desk_of: DeskOf, code: str
) -> None:
    desk = desk_of(code)
    desk.client.post("/sign-out", data={"csrf_token": desk.client.token or ""}, expect=None)
    held = desk.post((NUMBER[code], "79"), expect=400)
    fields = [(e.get("name") or "", e.get("value") or "") for e in Page(held.text).all("input")]
    assert (NUMBER[code], "79") in fields
    again = desk_of(code)
    posted = [(n, v) for n, v in fields if n not in ("csrf_token", "next")]
    again.client.post(again.path, data=dict(posted), expect=303)
    again.open()
    assert again.shown(NUMBER[code]) == "79"


@every_section
def test_a_closed_round_shows_the_page_and_takes_nothing(
    app: Flask, desk_of: DeskOf, world: World, section: Section
) -> None:
    desk = desk_of(section.code)
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            session.execute(update(Round).where(Round.id == world.round.id).values(state="closed"))
    name = NUMBER.get(section.code) or "ignored"
    answer = desk.post((name, "80"), expect=409)
    if NUMBER.get(section.code):
        assert 'value="80"' in answer.text
    desk.open()
    assert not [e for e in desk.page.all("button") if e.get("value") == "next"]
    assert dict(desk.fields()).get("revision", "0") == "0"


class Script:
    """What the page's script does: posts changed cells and reads JSON."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def post(self, expect: int = 200, **data: str) -> dict[str, object]:
        fields = {name.replace("__", "."): text for name, text in data.items()}
        answer = self.desk.client.post(
            self.desk.path, data=fields, headers={"Accept": "application/json"}, expect=expect
        )
        found: dict[str, object] = answer.get_json()
        return found


def test_a_script_gets_the_folded_text_the_problems_and_the_progress(desk_of: DeskOf) -> None:
    script = Script(desk_of("system_building"))
    answer = script.post(revision="0", members__member_total="１,２３４", members__member_others="x")
    assert answer["revision"] == 1
    assert answer["cells"] == {"members.member_total": "1234", "members.member_others": "x"}
    problems = answer["problems"]
    assert isinstance(problems, dict)
    assert list(problems) == ["members.member_others"]
    assert answer["progress"]["filled"] == 1  # type: ignore[index]
    assert answer["conflicts"] == []


def test_a_script_is_told_of_conflicts_and_the_rest_is_saved(desk_of: DeskOf, people: People) -> None:
    alice, bob = Script(desk_of("system_building")), Script(desk_of("system_building", people.bob))
    bob.post(revision="0", members__member_total="12")
    answer = alice.post(revision="0", members__member_total="11", members__member_others="3")
    conflicts = answer["conflicts"]
    assert isinstance(conflicts, list)
    assert [(c["address"], c["mine"], c["theirs"]) for c in conflicts] == [("members.member_total", "11", "12")]
    alice.desk.open()
    assert alice.desk.shown("members.member_others") == "3"


def test_a_script_whose_session_has_ended_is_told_where_to_sign_in(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    desk.client.post("/sign-out", data={"csrf_token": desk.client.token or ""}, expect=None)
    answer = Script(desk).post(expect=401, revision="0", members__member_total="12")
    assert answer["error"] == "signed_out"
    assert str(answer["sign_in"]).startswith("/sign-in")


@pytest.mark.parametrize(
    "typed",
    ["\x00", "\ud800x", "9" * 400, "Infinity", "1e400", "-1", "1_000", "١٢٣", "sNaN", "12345-01-01", "x" * 9_000],
)
@with_a_number
def test_no_text_breaks_the_page(desk_of: DeskOf, code: str, typed: str) -> None:
    desk = desk_of(code)
    desk.post((NUMBER[code], typed.encode("utf-8", "replace").decode()))
    desk.open()
    desk.open("?missing=1")
    desk.client.get(f"/filings/{desk.filing.id}/submit")
    desk.client.get(f"/filings/{desk.filing.id}/history")
    desk.client.get(f"/filings/{desk.filing.id}/")


MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}${7*7}"


def test_markup_is_shown_as_text_wherever_it_appears(desk_of: DeskOf, people: People) -> None:
    desk, bob = desk_of("system_building"), desk_of("system_building", people.bob)
    desk.post(("contact.contact_name", MARKUP), ("trainings.r1.training_name", MARKUP))
    desk.open()
    assert desk.shown("contact.contact_name") == MARKUP
    conflict = bob.post(("contact.contact_name", "另一人"), expect=409)
    removed = desk.post(action="remove:trainings.r1")
    texts = [
        conflict.text,
        desk.client.get(removed.location).text,
        desk.client.get(f"/filings/{desk.filing.id}/submit").text,
        desk.client.get(f"/filings/{desk.filing.id}/history").text,
    ]
    for text in texts:
        assert not list(Page(text).all("img"))
        assert not [e for e in Page(text).all("script") if not (e.get("src") or "").startswith("/static/")]
