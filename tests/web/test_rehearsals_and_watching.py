"""The pages of a rehearsal and of the checks over many returns."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from portal.models import Person
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import Page
from tests.support.lives import Life
from tests.support.office import Office, said_at, text_of
from tests.support.people import JIANGSU, World
from tests.support.standing import Answers, members, pools, sample, submitted
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]
AT = "system_building.trainings.r1.training_participants"


def links(text: str) -> set[str]:
    return {e.get("href", "") for e in Page(text).all("a")}


def figures(text: str) -> list[str]:
    """The large figures of the page, in their order."""
    return Page(text).text_of("dd")


def cells(text: str) -> list[list[str]]:
    """The tables of the page: the text of each row's cells."""
    return [[" ".join("".join(c.itertext()).split()) for c in row] for row in Page(text).all("tr")]


def given(world: World, acting_as: Acting, *answers: Answers) -> list[str]:
    """Submit *answers*; the addresses of their reading views."""
    with acting_as(None):
        return [f"/filings/{id_}/review" for id_ in submitted(world.round, *answers)]


def reader(client: PageClient, person: Person) -> PageClient:
    enter(client, person)
    client.post("/language/en", data={"next": "/"})
    return client


def test_a_rehearsal_names_the_returns_that_would_be_asked_with_their_values(
    client: PageClient, world: World, acting_as: Acting
) -> None:
    first, second = given(world, acting_as, sample("甲（虚构）", {AT: "1301"}), sample("乙（虚构）", {AT: "1300"}))
    office = Office.of(client, world.people.nadia)
    path = f"/rounds/{world.round.id}/rules/RNG-09/rehearsal"
    assert "Submissions gone through" not in office.client.get(path).text
    answer = office.client.get(f"{path}?bound_max_training=1300&over=2017")
    assert "Submissions gone through" in answer.text
    assert figures(answer.text) == ["2", "1", "1", "0"]
    assert "More than 1300 participants in one training" in answer.text.replace("1,300", "1300")
    assert "1,301" in answer.text
    assert first in links(answer.text)
    assert second not in links(answer.text)
    with acting_as(None):
        assert world.round.settings == {}


def test_a_rehearsal_leads_to_the_form_with_its_bounds_filled_in(
    client: PageClient, world: World, acting_as: Acting
) -> None:
    given(world, acting_as, sample("甲（虚构）", {AT: "1301"}))
    office = Office.of(client, world.people.nadia)
    path = f"/rounds/{world.round.id}/rules/RNG-09"
    answer = office.client.get(f"{path}/rehearsal?bound_max_training=1300&over=2017")
    assert f"{path}?bound_max_training=1300" in links(answer.text)
    assert office.fields(f"{path}?bound_max_training=1300")["bound_max_training"] == "1300"
    office.press(f"{path}?bound_max_training=1300", reason="过宽（虚构）")
    after = office.client.get(f"{path}/rehearsal?bound_max_training=2000&over=2017")
    assert "would not be asked any more" in after.text


def test_a_rehearsal_with_a_bound_that_cannot_be_read_says_so_and_keeps_it(client: PageClient, world: World) -> None:
    office = Office.of(client, world.people.nadia)
    path = f"/rounds/{world.round.id}/rules/RNG-09/rehearsal"
    answer = office.client.get(f"{path}?bound_max_training=-5&over=2017", expect=422)
    assert said_at(answer, "bound_max_training").startswith("Enter a number")
    assert 'value="-5"' in answer.text
    assert "Submissions gone through" not in answer.text


def test_a_rehearsal_over_nothing_says_why_there_is_nothing(
    client: PageClient, app: Flask, world: World, acting_as: Acting
) -> None:
    fill_in(app, world, "B")
    office = Office.of(client, world.people.nadia)
    base = f"/rounds/{world.round.id}/rules"
    empty = office.client.get(f"{base}/XYR-06/rehearsal?over=2017")
    assert "Nothing is submitted in this round." in empty.text
    assert world.association.name not in empty.text
    for code in ("FMT-15", "ARI-08", "EXP-02"):
        assert "There is nothing to rehearse." in office.client.get(f"{base}/{code}/rehearsal?over=2017").text
    given(world, acting_as, sample("甲（虚构）", {}))
    calm = office.client.get(f"{base}/RNG-09/rehearsal?over=2017")
    assert "no return would be asked, and none is asked now" in calm.text


@pytest.mark.parametrize("over", ["1999", "x", "", "٢٠١٧", "2017' OR 1"])
def test_a_round_that_is_not_there_is_rehearsed_over_the_rounds_own(
    client: PageClient, world: World, over: str
) -> None:
    office = Office.of(client, world.people.nadia)
    page = office.client.get(f"/rounds/{world.round.id}/rules/RNG-09/rehearsal", query_string={"over": over})
    assert "In the 2017 round" in page.text


def test_explanations_and_rows_are_rehearsed_by_the_names_of_their_cells(
    client: PageClient, world: World, acting_as: Acting
) -> None:
    said = {f"RNG-09@{AT}": "分三场举办"}
    given(world, acting_as, sample("甲（虚构）", {}, explanations=said))
    office = Office.of(client, world.people.nadia)
    page = text_of(office.client.get(f"/rounds/{world.round.id}/rules/EXP-01/rehearsal?bound_min_length=9&over=2017"))
    assert "Explain RNG-09 in substance" in page
    assert "Row 1: Participants: 分三场举办" in page


def test_the_watcher_is_led_to_every_return_that_stands_out(
    client: PageClient, world: World, acting_as: Acting
) -> None:
    addresses = given(
        world,
        acting_as,
        members("甲（虚构）", 60),
        members("乙（虚构）", 30, region=JIANGSU),
        members("丙（虚构）", 20, region=JIANGSU),
        pools("丁（虚构）", "光电池（一期）"),
        pools("戊（虚构）", "光电池(一期)", region=JIANGSU),
    )
    page = reader(client, world.people.nadia).get(f"/rounds/{world.round.id}/watch")
    assert "Over 5 submissions that stand." in page.text
    assert ["Total membersMembership", "甲（虚构）Yunnan", "60", "110", "3", "55%"] in cells(page.text)
    assert "光电池(一期)" in page.text
    assert {addresses[0], addresses[3], addresses[4]} <= links(page.text)
    assert not {addresses[1], addresses[2]} & links(page.text)


def test_a_coordinator_watches_the_own_region_alone(client: PageClient, world: World, acting_as: Acting) -> None:
    given(world, acting_as, pools("丁（虚构）", "光电池"), pools("戊（虚构）", "光电池", region=JIANGSU))
    page = reader(client, world.people.clara).get(f"/rounds/{world.round.id}/watch")
    assert "Over 1 submission that stands." in text_of(page)
    assert "Yunnan" in page.text
    assert "光电池" not in page.text
    assert "戊（虚构）" not in page.text


def test_before_anything_is_submitted_the_watcher_is_told_so(app: Flask, client: PageClient, world: World) -> None:
    fill_in(app, world, "B")
    page = reader(client, world.people.nadia).get(f"/rounds/{world.round.id}/watch")
    assert "Nothing is submitted yet" in page.text
    Life(app, world).submit()
    page = client.get(f"/rounds/{world.round.id}/watch")
    assert "No name stands in the lists of two associations." in page.text
    assert "too few, or too much alike" in page.text


def test_contacts_are_not_shown_the_checks_over_many_returns(client: PageClient, world: World) -> None:
    enter(client, world.people.alice)
    client.get(f"/rounds/{world.round.id}/watch", expect=403)


def test_the_pages_are_linked_from_the_queue_and_from_the_round(client: PageClient, world: World) -> None:
    nation = reader(client, world.people.nadia)
    watch, rules = f"/rounds/{world.round.id}/watch", f"/rounds/{world.round.id}/rules"
    assert watch in links(nation.get("/review/").text)
    assert {watch, rules} <= links(nation.get(f"/rounds/{world.round.id}/").text)
    assert watch in links(nation.get(f"/rounds/{world.round.id}/progress").text)
