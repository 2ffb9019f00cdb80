"""The pages of rounds: prepared, changed, opened, closed, opened again and archived through the forms."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.models import Person
from portal.services import round_keeping
from portal.services.round_plans import plan_of
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.office import Office, at, day, round_typed, said_at, text_of
from tests.support.people import People, World, association
from tests.support.rounds import filings_of, history, stored
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]
SignIn = Callable[[PageClient, object], TestResponse]


@pytest.fixture
def office(client: PageClient, people: People) -> Office:
    """Nadia at work."""
    return Office.of(client, people.nadia)


def test_a_round_is_prepared_opened_closed_and_archived_through_its_pages(
    office: Office, world: World, acting_as: Acting
) -> None:
    id_ = office.create(text_zh="请尽早填报。", text_en="Please file early.")
    page = office.client.get(f"/rounds/{id_}/?done=create")
    assert "The round is prepared." in page.text
    assert "Please file early." in page.text
    assert "Open now for 2 associations of the pilot" in text_of(page)
    assert office.decide(id_, "open").location == f"/rounds/{id_}/?done=open"
    assert "Opened: 2 returns opened (Nadia)" in text_of(office.client.get(f"/rounds/{id_}/"))
    office.press(f"/rounds/{id_}/close", reason="提前结束", confirmation="2018")
    page = office.client.get(f"/rounds/{id_}/?done=close")
    assert "Nothing can be written to its returns any more." in page.text
    assert "Reason: 提前结束" in text_of(page)
    office.press(f"/rounds/{id_}/reopen", reason="三家未报")
    office.press(f"/rounds/{id_}/close", reason="结束", confirmation="２０１８")
    office.press(f"/rounds/{id_}/archive")
    page = office.client.get(f"/rounds/{id_}/?done=archive")
    assert "Its returns are neither changed nor reviewed any more." in page.text
    with acting_as(None):
        assert history(id_) == ["create", "open", "close", "reopen", "close", "archive"]
        assert len(filings_of(id_)) == 2


def test_days_and_times_are_beijing_moments_and_a_day_ends_at_24_00(
    office: Office, world: World, acting_as: Acting
) -> None:
    id_ = office.create(opens_time="8:30", due_time="２４：００", closes_time="12:00")
    with acting_as(None):
        plan = plan_of(stored(id_))
        assert plan.opens_at == at(day(1), 8).replace(minute=30)
        assert (plan.due_at, plan.closes_at) == (at(day(60)), at(day(75), 12))
    shown = office.fields(f"/rounds/{id_}/change")
    assert (shown["opens_day"], shown["opens_time"]) == (day(1), "08:30")
    assert (shown["due_day"], shown["due_time"]) == (day(60), "24:00")
    assert (shown["closes_day"], shown["closes_time"]) == (day(75), "12:00")


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"due_day": day(1), "due_time": "09:00"}, "due_day", "The deadline must come after the opening."),
    ({"closes_day": day(59)}, "closes_day", "The closing must not come before the deadline."),
    ({"opens_day": day(-9), "due_day": day(-2)}, "due_day", "This moment has passed. Choose a later one."),
    ({"opens_day": ""}, "opens_day", "Enter the day as year-month-day, for example 2018-04-30."),
    ({"opens_day": "2018-02-30"}, "opens_day", "Enter the day as year-month-day, for example 2018-04-30."),
    ({"opens_day": "0018-02-03"}, "opens_day", "Enter the day as year-month-day, for example 2018-04-30."),
    ({"due_time": "24:01"}, "due_day", "Enter the time as hours and minutes, 00:00 to 24:00."),
    ({"closes_time": "noon"}, "closes_day", "Enter the time as hours and minutes, 00:00 to 24:00."),
    ({"year": "2017"}, "year", "There is a round of this year already."),
    ({"year": "9" * 5000}, "year", "Enter a year between 2013 and 2100."),
    ({"year": "２０１x"}, "year", "Enter a year between 2013 and 2100."),
    ({"year": "٢٠١٨"}, "year", "Enter a year between 2013 and 2100."),
    ({"second_line_mode": "x"}, "second_line_mode", "Choose one of the values that are offered."),
    ({"second_line_en": "Licences"}, "second_line_zh", "Give the name in both languages, or in none."),
    ({"second_line_zh": "{a}", "second_line_en": "b"}, "second_line_zh", "A name must not contain { or }."),
    ({"text_zh": "长" * 2001}, "text_zh", "This text is too long."),
]


@pytest.mark.parametrize(("typed", "field", "said"), WRONG, ids=lambda value: str(value)[:30])
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    office: Office, acting_as: Acting, typed: dict[str, str], field: str, said: str
) -> None:
    answer = office.client.post("/rounds/new", data=round_typed(**{"text_en": "Kept.", **typed}), expect=422)
    assert said_at(answer, field) == said
    assert "Kept." in answer.text
    assert f'href="#{field}"' in answer.text
    with acting_as(None):
        assert [r.year for r in round_keeping.all_rounds()] == [2017]


def test_texts_lose_what_cannot_be_seen_and_keep_their_lines(office: Office, acting_as: Acting) -> None:
    id_ = office.create(text_zh="一\x00\u202e\r\n\r\n二 \ud83d".encode("utf-8", "replace").decode(), text_en="<b>x</b>")
    with acting_as(None):
        assert plan_of(stored(id_)).text_zh.splitlines()[:3] == ["一", "", "二 ?"]
    assert "&lt;b&gt;x&lt;/b&gt;" in office.client.get(f"/rounds/{id_}/").text


def test_a_change_of_an_open_round_is_a_line_of_its_history(office: Office, world: World, acting_as: Acting) -> None:
    path = f"/rounds/{world.round.id}/change"
    assert "Year, edition and opening stay as they are." in office.client.get(path).text
    office.press(path, closes_day=day(40), closes_time="24:00", foreign_patent_convention="memo")
    page = text_of(office.client.get(f"/rounds/{world.round.id}/"))
    assert "Changed (Nadia)" in page
    assert "Foreign patents: included in the total → an “of which”" in page
    with acting_as(None):
        assert stored(world.round.id).closes_at == at(day(40))


def test_fields_that_an_open_round_has_not_are_of_no_effect(office: Office, world: World, acting_as: Acting) -> None:
    path = f"/rounds/{world.round.id}/change"
    office.press(path, year="2020", edition="2016", opens_day=day(5), opens_time="09:00", state="archived", text_en="x")
    with acting_as(None):
        found = stored(world.round.id)
        assert (found.year, found.edition, found.state) == (2017, "2017", "open")
        assert found.opens_at == world.round.opens_at


def test_who_saves_second_is_shown_what_came_first_and_can_save_again(
    office: Office, world: World, acting_as: Acting
) -> None:
    path = f"/rounds/{world.round.id}/change"
    seen = office.fields(path)
    office.press(path, text_en="First.")
    second = office.client.post(path, data=seen | {"text_en": "Second."}, expect=409)
    text = text_of(second)
    assert "Somebody else changed this round meanwhile" in text
    assert "Text for the contacts, English: blank → First." in text
    assert "Second." in second.text
    with acting_as(None):
        assert plan_of(stored(world.round.id)).text_en == "First."
    again = next(e.get("value", "") for e in Page(second.text).all("input") if e.get("name") == "version")
    office.client.post(path, data=seen | {"text_en": "Second.", "version": again}, expect=303)
    with acting_as(None):
        assert plan_of(stored(world.round.id)).text_en == "Second."


def test_closing_asks_for_a_reason_and_the_year(office: Office, world: World, acting_as: Acting) -> None:
    path = f"/rounds/{world.round.id}/close"
    page = text_of(office.client.get(path))
    assert "Closing now affects 2 associations that have not submitted: 2 not started, 0 draft, 0 returned." in page
    missing = office.press(path, 422)
    assert said_at(missing, "reason") == "Write the reason. It is kept in the history of the round."
    assert said_at(missing, "confirmation") == "Type the year of the round to confirm."
    wrong = office.press(path, 422, reason="结束", confirmation="2018")
    assert "结束" in wrong.text
    with acting_as(None):
        assert (stored(world.round.id).state, history(world.round.id)) == ("open", [])
    office.press(path, reason="结束", confirmation="2017")
    with acting_as(None):
        assert stored(world.round.id).state == "closed"


def test_a_decision_that_was_overtaken_is_said_to_be(office: Office, world: World, acting_as: Acting) -> None:
    path = f"/rounds/{world.round.id}/close"
    seen = office.fields(path)
    office.press(f"/rounds/{world.round.id}/change", text_en="First.")
    still = office.client.post(path, data=seen | {"reason": "结束", "confirmation": "2017"}, expect=409)
    assert "nothing of yours was carried out" in still.text
    assert "结束" in still.text
    office.press(path, reason="结束", confirmation="2017")
    over = office.client.post(path, data=seen | {"reason": "晚了", "confirmation": "2017"}, expect=409)
    assert "nothing of yours was carried out" in over.text
    with acting_as(None):
        assert history(world.round.id) == ["change", "close"]


def test_pressing_twice_does_it_once(office: Office, world: World, acting_as: Acting) -> None:
    id_ = office.create()
    version = office.fields(f"/rounds/{id_}/")["version"]
    for _time in range(2):
        office.client.post(f"/rounds/{id_}/open", data={"version": version}, expect=303)
    seen = office.fields(f"/rounds/{id_}/close") | {"reason": "结束", "confirmation": "2018"}
    for _time in range(2):
        office.client.post(f"/rounds/{id_}/close", data=seen, expect=303)
    with acting_as(None):
        assert history(id_) == ["create", "open", "close"]
        assert len(filings_of(id_)) == 2


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 40])
def test_a_form_that_says_not_what_it_was_based_on_is_not_understood(
    office: Office, world: World, version: str
) -> None:
    data = {"version": version, "reason": "结束", "confirmation": "2017"}
    office.client.post(f"/rounds/{world.round.id}/close", data=data, expect=400)


def test_what_is_not_possible_now_is_said_on_the_page_of_the_round(office: Office, world: World) -> None:
    id_ = world.round.id
    assert "Only a closed round can be opened again." in office.client.get(f"/rounds/{id_}/reopen", expect=409).text
    assert "Only a closed round can be archived." in office.client.get(f"/rounds/{id_}/archive", expect=409).text
    office.press(f"/rounds/{id_}/close", reason="结束", confirmation="2017")
    assert "open it again first" in office.client.get(f"/rounds/{id_}/change", expect=409).text
    assert "Only an open round can be closed." in office.client.get(f"/rounds/{id_}/close", expect=409).text


def test_missing_returns_are_opened_by_a_button_that_then_goes(office: Office, world: World, acting_as: Acting) -> None:
    with acting_as(None), writing() as session:
        session.add(association("新增的协会（虚构）", "440000", 2015))
    assert "1 association of the pilot has no return" in text_of(office.client.get(f"/rounds/{world.round.id}/"))
    office.decide(world.round.id, "missing-returns")
    page = text_of(office.client.get(f"/rounds/{world.round.id}/"))
    assert "has no return" not in page
    assert "Missing returns opened: 1 return opened (Nadia)" in page


def test_the_list_shows_every_round_beside_the_others(office: Office, world: World) -> None:
    id_ = office.create()
    text = text_of(office.client.get("/rounds/"))
    assert text.index("The 2018 round In preparation") < text.index("The 2017 round Open for filing")
    office.decide(id_, "open")
    text = text_of(office.client.get("/rounds/"))
    assert "Manage the 2018 round" in text
    assert "Manage the 2017 round" in text
    assert f"{day(60)} {day(75)} 0 / 2" in text


def test_contacts_go_on_with_two_open_rounds(
    app: Flask, office: Office, world: World, people: People, acting_as: Acting
) -> None:
    office.decide(office.create(), "open")
    client = app.test_client()
    assert isinstance(client, PageClient)
    enter(client, people.alice)
    text = text_of(client.get("/filings/"))
    assert "2018" in text
    assert "2017" in text
    with acting_as(people.alice):
        newest = round_keeping.all_rounds()[0]
        mine = next(f for f in filings_of(newest.id) if f.association_id == world.association.id)
    for filing in (mine.id, world.filing.id):
        path = f"/filings/{filing}/system-building"
        client.post(path, data={"revision": "0", "members.member_total": "10"}, expect=303)


def test_a_round_that_is_not_there_is_not_found(office: Office, world: World) -> None:
    for path in ("", "change", "close", "reopen", "archive", "extensions", "progress"):
        office.client.get(f"/rounds/{uuid.uuid4()}/{path}", expect=404)
    for path in ("change", "open", "close", "reopen", "archive", "missing-returns"):
        data = round_typed() | {"reason": "x", "confirmation": "2017"}
        office.client.post(f"/rounds/{uuid.uuid4()}/{path}", data=data, expect=404)


@pytest.mark.parametrize("who", ["alice", "clara", "olga"])
def test_nobody_but_administrators_gets_in(
    client: PageClient, world: World, people: People, sign_in: SignIn, who: str, acting_as: Acting
) -> None:
    sign_in(client, getattr(people, who))
    pages = ("", "new", *(f"{world.round.id}/{name}" for name in ("", "change", "close", "reopen", "extensions")))
    for page in pages:
        client.get(f"/rounds/{page}", expect=403)
    for verb in ("change", "open", "close", "reopen", "archive", "missing-returns"):
        client.post(f"/rounds/{world.round.id}/{verb}", data=round_typed(), expect=403)
    client.post("/rounds/new", data=round_typed(), expect=403)
    with acting_as(None):
        assert [r.year for r in round_keeping.all_rounds()] == [2017]
        assert history(world.round.id) == []
