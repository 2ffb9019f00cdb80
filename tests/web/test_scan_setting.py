"""The round's setting on scans: chosen in its form, shown on its page, changed while it is open."""

import pytest

from portal.services.round_plans import CHOICES, plan_of
from tests.support.client import PageClient
from tests.support.office import Office, said_at, text_of
from tests.support.people import People, World
from tests.support.rounds import stored


@pytest.fixture
def office(client: PageClient, people: People) -> Office:
    """Nadia at work."""
    return Office.of(client, people.nadia)


def test_a_new_round_asks_for_no_scan_unless_it_is_chosen(office: Office, world: World) -> None:
    page = office.client.page("/rounds/new")
    ticked = [
        e.get("value") for e in page.all("input") if e.get("name") == "sealed_scan" and e.get("checked") is not None
    ]
    assert ticked == ["off"]


@pytest.mark.parametrize("rule", CHOICES["sealed_scan"])
def test_the_setting_is_kept_and_shown(office: Office, world: World, rule: str) -> None:
    id_ = office.create(sealed_scan=rule)
    with office.client.application.app_context():
        assert plan_of(stored(id_)).sealed_scan == rule
    shown = {"off": "none asked for", "optional": "may be uploaded", "required": "must be there before a return is"}
    assert f"Scan of the stamped form {shown[rule]}" in text_of(office.client.get(f"/rounds/{id_}/"))


def test_it_is_changed_while_the_round_is_open_and_leaves_a_line(office: Office, world: World) -> None:
    path = f"/rounds/{world.round.id}/change"
    office.press(path, sealed_scan="required")
    said = text_of(office.client.get(f"/rounds/{world.round.id}/"))
    assert "Scan of the stamped form: none asked for → must be there before a return is accepted" in said
    office.press(path, text_en="Hurry.")
    with office.client.application.app_context():
        assert plan_of(stored(world.round.id)).sealed_scan == "required"


def test_what_is_none_of_the_choices_is_refused_at_its_place(office: Office, world: World) -> None:
    answer = office.press(f"/rounds/{world.round.id}/change", 422, sealed_scan="maybe")
    assert "Choose one of the values" in said_at(answer, "sealed_scan")
