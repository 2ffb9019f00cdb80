"""The pages of extensions: found, granted, moved and withdrawn, with what is wrong said at its field."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.models import Filing, Person, db
from portal.services import clock
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.office import Office, at, day, said_at, text_of
from tests.support.people import People, World
from tests.support.rounds import DAY
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]
SignIn = Callable[[PageClient, object], TestResponse]


@pytest.fixture
def office(client: PageClient, people: People) -> Office:
    """Nadia at work."""
    return Office.of(client, people.nadia)


@pytest.fixture
def path(filing: Filing) -> str:
    """The page of the extension of Alice's return."""
    return f"/filings/{filing.id}/extension"


def stored(world: World) -> Filing:
    found = db.session.get(Filing, world.filing.id, populate_existing=True)
    assert found is not None
    return found


def test_an_extension_is_found_granted_moved_and_withdrawn(
    office: Office, world: World, path: str, acting_as: Acting
) -> None:
    page = office.client.get(f"/rounds/{world.round.id}/extensions?q=光学")
    assert path in page.text
    assert world.foreign_association.name not in page.text
    assert office.press(path, until_day=day(40), reason="搬迁").location == f"/rounds/{world.round.id}/?done=extend"
    with acting_as(None):
        assert stored(world).extended_until == at(day(40))
    listed = text_of(office.client.get(f"/rounds/{world.round.id}/"))
    assert "Extensions 1" in listed
    assert "搬迁 Nadia," in listed
    shown = office.fields(path)
    assert (shown["until_day"], shown["until_time"]) == (day(40), "24:00")
    office.press(path, until_day=day(20), until_time="12:00", reason="已搬完")
    with acting_as(None):
        assert stored(world).extended_until == at(day(20), 12)
    done = office.press(path, action="withdraw", until_day="", reason="不再需要")
    assert "The extension is withdrawn." in office.client.get(done.location).text
    with acting_as(None):
        assert (stored(world).extended_until, stored(world).version) == (None, 3)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"reason": ""}, "reason", "Write the reason. The contacts of the association read it."),
        ({"reason": "长" * 2001}, "reason", "This text is too long."),
        ({"until_day": ""}, "until_day", "Enter the day as year-month-day, for example 2018-04-30."),
        ({"until_time": "25:00"}, "until_day", "Enter the time as hours and minutes, 00:00 to 24:00."),
        ({"until_day": "2018-04-30"}, "until_day", "This moment has passed. Choose a later one."),
        ({"until_day": day(3)}, "until_day", "The extension must end after the deadline of the round."),
        ({"until_day": day(200)}, "until_day", "An extension ends at most 90 days after the round closes."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_with_an_extension_is_said_at_its_field(
    office: Office, world: World, path: str, acting_as: Acting, typed: dict[str, str], field: str, said: str
) -> None:
    answer = office.press(path, 422, **{"until_day": day(40), "reason": "搬迁", **typed})
    assert said_at(answer, field) == said
    with acting_as(None):
        assert stored(world).version == 0


def test_who_decides_on_what_has_changed_is_asked_once_more(
    office: Office, world: World, path: str, acting_as: Acting
) -> None:
    seen = office.fields(path)
    office.press(path, until_day=day(40), reason="搬迁")
    late = office.client.post(path, data=seen | {"until_day": day(50), "reason": "再晚些"}, expect=409)
    assert "Something happened to this return meanwhile." in late.text
    assert "再晚些" in late.text
    with acting_as(None):
        assert (stored(world).extended_until, stored(world).version) == (at(day(40)), 1)
    same = office.client.post(path, data=seen | {"until_day": day(40), "reason": "搬迁"}, expect=303)
    assert same.location.endswith("?done=extend")


def test_a_closed_round_is_not_extended(office: Office, world: World, path: str, acting_as: Acting) -> None:
    seen = office.fields(path)
    office.press(f"/rounds/{world.round.id}/close", reason="结束", confirmation="2017")
    assert "Only an open round can be extended." in office.client.get(path).text
    refused = office.client.post(path, data=seen | {"until_day": day(40), "reason": "搬迁"}, expect=422)
    assert "Only an open round can be extended." in refused.text
    with acting_as(None):
        assert stored(world).extended_until is None


def test_a_contact_goes_on_after_the_closing_and_sees_until_when(
    app: Flask, office: Office, world: World, people: People, path: str, acting_as: Acting
) -> None:
    office.press(path, until_day=day(40), reason="搬迁")
    clients = {}
    for name in ("alice", "charlie"):
        client = app.test_client()
        assert isinstance(client, PageClient)
        enter(client, getattr(people, name))
        clients[name] = client
    with acting_as(None), writing() as session:
        round_ = session.get(type(world.round), world.round.id)
        assert round_ is not None
        round_.opens_at, now = round_.opens_at - DAY, clock.now()
        round_.due_at, round_.closes_at = now - 2 * DAY, now - DAY
    typed = {"revision": "0", "members.member_total": "10"}
    clients["alice"].post(f"/filings/{world.filing.id}/system-building", data=typed, expect=303)
    clients["charlie"].post(f"/filings/{world.foreign_filing.id}/system-building", data=typed, expect=409)
    office.client.get("/rounds/")
    assert "1 association with an extension can still write" in text_of(office.client.get(f"/rounds/{world.round.id}/"))


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("clara", 403), ("olga", 403), ("conrad", 404)])
def test_nobody_but_an_administrator_is_asked(
    client: PageClient, world: World, people: People, sign_in: SignIn, path: str, who: str, status: int
) -> None:
    sign_in(client, getattr(people, who))
    client.get(path, expect=status)
    client.post(path, data={"version": "0", "until_day": day(40), "reason": "x"}, expect=status)


def test_names_are_shown_as_text_wherever_they_come_from(office: Office, world: World, acting_as: Acting) -> None:
    with acting_as(None), writing() as session:
        found = session.get(type(world.association), world.association.id)
        assert found is not None
        found.name = "<script>alert(1)</script>协会（虚构）"
    path = f"/filings/{world.filing.id}/extension"
    office.press(path, until_day=day(40), reason="<img src=x onerror=alert(1)>")
    for page in (path, f"/rounds/{world.round.id}/", f"/rounds/{world.round.id}/extensions"):
        text = office.client.get(page).text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;alert(1)" in text
