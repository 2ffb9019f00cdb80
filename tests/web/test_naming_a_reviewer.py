"""Naming the reviewer of a return, from the list and from its own page."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from portal.filing.access import Role
from portal.filing.states import FilingState
from portal.models import Filing, Person, db
from portal.models.database import act_for
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import YUNNAN, People, World, person
from tests.support.returns import Given, add_returns
from tests.web.entering import enter
from tests.web.lists import element, enter_in_english, links, rows

Acting = Callable[[Person | None], AbstractContextManager[None]]
SUBMITTED = FilingState.SUBMITTED


def test_taking_a_return_on_is_one_button_and_is_said_at_its_line(
    app: Flask, client: PageClient, world: World, people: People, acting_as: Acting
) -> None:
    with app.app_context():
        (filing,) = add_returns(world.round, Given("已交", SUBMITTED, 2))
    enter_in_english(client, people.clara)
    page = client.page("/review/?state=to-review&q=%E5%B7%B2")
    button = element(page, "button", formaction=f"/filings/{filing}/reviewer")
    fields = {e.get("name", ""): e.get("value", "") for e in element(page, "form", id="take").iter() if e.get("name")}
    answer = client.post(button.get("formaction", ""), data=fields | {"version": button.get("value", "")}, expect=303)
    assert answer.location.startswith("/review/?state=to-review&q=%E5%B7%B2&done=reviewer")
    assert answer.location.endswith(f"#f-{filing}")
    page = client.page(answer.location)
    assert "Clara" in rows(page)["已交"]
    assert "Noted" in rows(page)["已交"]
    assert not [e for e in page.all("button") if e.get("formaction") == f"/filings/{filing}/reviewer"]
    with acting_as(people.clara):
        assert db.session.scalar(select(Filing.reviewer_id).where(Filing.id == filing)) == people.clara.id


def test_another_coordinator_of_the_region_or_nobody_can_be_named(
    app: Flask, client: PageClient, world: World, people: People
) -> None:
    with app.app_context():
        act_for(db.session(), None)
        db.session.add(person("Carla", "", Role.COORDINATOR, region_code=YUNNAN))
        db.session.commit()
    enter_in_english(client, people.clara)
    (change,) = links(client.page("/review/"), f"Change: {world.association.name}")
    page = client.page(change)
    labels = [label for label in page.text_of("label") if label]
    assert labels == ["Carla", "Clara (you)", "Nobody in particular"]
    (carla,) = [e for e in page.all("input") if e.get("type") == "radio"][:1]
    back = element(page, "input", name="back").get("value", "")
    fields = {"version": "0", "back": back, "reviewer": carla.get("value", "")}
    answer = client.post(change.partition("?")[0], data=fields, expect=303)
    assert "Carla" in rows(client.page(answer.location))[world.association.name]
    page = client.page(change)
    assert [e.get("value") for e in page.all("input") if e.get("checked") is not None] == [carla.get("value")]
    answer = client.post(change.partition("?")[0], data=fields | {"version": "1", "reviewer": ""}, expect=303)
    assert "nobody Change" in rows(client.page(answer.location))[world.association.name]


def test_naming_somebody_of_another_region_keeps_the_page_and_says_so(
    client: PageClient, world: World, people: People
) -> None:
    enter_in_english(client, people.clara)
    for chosen in (str(people.conrad.id), "nobody at all"):
        data = {"version": "0", "reviewer": chosen}
        page = Page(client.post(f"/filings/{world.filing.id}/reviewer", data=data, expect=422).text)
        assert any("does not review the returns of this region" in text for text in page.text_of("p"))


def test_who_saw_an_older_list_is_told_that_something_came_first(
    client: PageClient, world: World, people: People
) -> None:
    enter(client, people.clara)
    path = f"/filings/{world.filing.id}/reviewer"
    client.post(path, data={"version": "0", "reviewer": str(people.clara.id)}, expect=303)
    client.post(path, data={"version": "0", "reviewer": ""}, expect=409)
    client.post(path, data={"reviewer": ""}, expect=400)
    client.post(path, data={"version": "1"}, expect=400)


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("nadia", 403), ("olga", 403), ("conrad", 404)])
def test_only_reviewers_of_the_region_name_a_reviewer(
    client: PageClient, world: World, people: People, who: str, status: int
) -> None:
    enter(client, getattr(people, who))
    path = f"/filings/{world.filing.id}/reviewer"
    client.get(path, expect=status)
    client.post(path, data={"version": "0", "reviewer": ""}, expect=status)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil", ""])
def test_one_is_never_led_to_another_site(client: PageClient, world: World, people: People, back: str) -> None:
    enter(client, people.clara)
    data = {"version": "0", "reviewer": str(people.clara.id), "back": back}
    answer = client.post(f"/filings/{world.filing.id}/reviewer", data=data, expect=303)
    assert answer.location.startswith("/review/?done=reviewer")


def test_what_was_noted_on_a_line_that_is_no_longer_there_is_said_above_the_list(
    client: PageClient, world: World, people: People
) -> None:
    enter_in_english(client, people.clara)
    page = client.page(f"/review/?done=reviewer&noted={world.foreign_filing.id}")
    assert element(page, "p", role="status").text == "The reviewer is noted."
    assert not [e for e in client.page("/review/?done=anything").all("p") if e.get("role") == "status"]
