"""The page of all edit checks, its workbook, and changing one for a round."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from portal.filing.states import RoundState
from portal.form.checks import RULES
from portal.form.checks.words import spelled
from portal.models import Person, Round
from portal.services import round_rules
from portal.services.round_rules import RuleDecision
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.office import Office, said_at, text_of
from tests.support.people import World
from tests.support.rounds import history, stored, version
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]


@pytest.fixture
def office(client: PageClient, world: World) -> Office:
    """Nadia at work."""
    return Office.of(client, world.people.nadia)


def decide(world: World, acting_as: Acting, code: str, **other: str) -> None:
    """Let the round decide about a rule, past the pages: bounds by name, or ``off``."""
    nadia, rule = world.people.nadia, RULES[code]
    bounds = rule.parameters | {name: Decimal(text) for name, text in other.items() if name != "off"}
    with acting_as(nadia):
        decision = RuleDecision("off" in other, bounds)
        round_rules.change(nadia, world.round.id, version(world.round.id), code, decision, "试（虚构）")


def rows(answer: TestResponse) -> dict[str, str]:
    """The text of each rule's row by its id."""
    found = {e.get("id"): " ".join("".join(e.itertext()).split()) for e in Page(answer.text).all("tr")}
    return {code: text for code, text in found.items() if code}


@pytest.mark.parametrize("who", ["alice", "clara", "olga", "nadia"])
def test_whoever_is_signed_in_reads_all_checks_in_both_languages(
    client: PageClient, world: World, acting_as: Acting, who: str
) -> None:
    decide(world, acting_as, "XYR-03", up="2")
    enter(client, getattr(world.people, who))
    for language in ("zh", "en"):
        client.post(f"/language/{language}", data={"next": "/"})
        answer = client.get(f"/rounds/{world.round.id}/rules")
        shown = rows(answer)
        assert shown.keys() == RULES.keys()
        for code, rule in RULES.items():
            assert all(" ".join(text.split()) in shown[code] for text in spelled(rule)), code
        assert ("rules/XYR-03" in answer.text) == (who == "nadia")


def test_levels_bounds_and_what_the_round_decided_stand_with_each_check(
    office: Office, world: World, acting_as: Acting
) -> None:
    path = f"/rounds/{world.round.id}/rules"
    assert "In this round all are asked as the rule book has them." in text_of(office.client.get(path))
    decide(world, acting_as, "XYR-03", up="2.5")
    decide(world, acting_as, "XSC-13", off="")
    answer = office.client.get(path)
    shown = rows(answer)
    assert "2 checks differ from the rule book in this round: XYR-03, XSC-13" in text_of(answer)
    assert "78 checks, 33 of which must be corrected" in text_of(answer)
    assert "Largest rise (1 is 100%) 2.5 default 1" in shown["XYR-03"]
    assert "Smallest number worth checking (items) 20" in shown["XYR-03"]
    assert "switched off" in shown["XSC-13"]
    assert "Must be corrected" in shown["ARI-01"]
    assert "Correct or explain extended check" in shown["XSC-09"]
    assert "10,000,000,000" in shown["UNT-02"]
    assert "First year of the pilot 2013" in shown["RNG-02"]


def test_a_round_in_preparation_is_known_to_administrators_alone(
    client: PageClient, office: Office, world: World, acting_as: Acting
) -> None:
    with acting_as(None), writing() as session:
        found = session.get(Round, world.round.id)
        assert found is not None
        found.state = RoundState.PREPARING.value
    office.client.get(f"/rounds/{world.round.id}/rules")
    office.client.get(f"/rounds/{world.round.id}/rules/XYR-03")
    office.client.post("/sign-out")
    enter(client, world.people.alice)
    for page in ("rules", "rules/workbook"):
        client.get(f"/rounds/{world.round.id}/{page}", expect=404)


def test_the_workbook_says_what_the_page_says_in_the_readers_language(
    client: PageClient, world: World, acting_as: Acting
) -> None:
    decide(world, acting_as, "UNT-03", max_per_item="800.5")
    enter(client, world.people.alice)
    client.post("/language/en", data={"next": "/"})
    with client.get(f"/rounds/{world.round.id}/rules/workbook") as answer:
        assert "Edit checks 2017.xlsx" in answer.headers["Content-Disposition"]
        rules, bounds = load_workbook(BytesIO(answer.data)).worksheets
    assert (rules.title, bounds.title) == ("Edit checks", "Bounds")
    assert [row[0].value for row in rules.iter_rows(min_row=2)][:8] == [*(f"REQ-0{n}" for n in range(1, 8)), "FMT-01"]
    assert rules.max_row == 1 + len(RULES)
    found = {(row[0], row[2]): row[3:] for row in bounds.iter_rows(min_row=2, values_only=True)}
    assert found["UNT-03", "Largest amount per item (CNY 10,000)"] == (5000, 800.5)


def test_a_bound_is_changed_through_its_page_and_the_history_says_old_and_new(
    office: Office, world: World, acting_as: Acting
) -> None:
    id_ = world.round.id
    answer = office.press(f"/rounds/{id_}/rules/XYR-03", bound_up="２.50", bound_floor="", reason="放宽（虚构）")
    assert answer.location == f"/rounds/{id_}/rules?done=XYR-03#XYR-03"
    assert "XYR-03: the changes hold from now on." in text_of(office.client.get(f"/rounds/{id_}/rules?done=XYR-03"))
    page = text_of(office.client.get(f"/rounds/{id_}/"))
    assert "Edit check changed (Nadia) Reason: 放宽（虚构）XYR-03, Largest rise (1 is 100%): 1 → 2.5" in page
    shown = office.fields(f"/rounds/{id_}/rules/XYR-03")
    assert (shown["bound_up"], shown["bound_floor"], shown["state"]) == ("2.5", "20", "on")
    office.press(f"/rounds/{id_}/rules/XYR-03", state="off", reason="停用（虚构）")
    assert "XYR-03 switched off: no → yes" in text_of(office.client.get(f"/rounds/{id_}/"))
    with acting_as(None):
        assert round_rules.settings_of(stored(id_)).off == {"XYR-03"}
        assert history(id_) == ["change_rules", "change_rules"]


@pytest.mark.parametrize("typed", ["-1", "1e3", "1,000", "x", "1234567890123", "NaN", "٣"])
def test_what_is_no_bound_is_said_at_its_field_and_what_was_typed_stays(
    office: Office, world: World, acting_as: Acting, typed: str
) -> None:
    answer = office.press(f"/rounds/{world.round.id}/rules/XYR-03", 422, bound_up=typed, reason="留着（虚构）")
    assert said_at(answer, "bound_up").startswith("Enter a number, not negative and of at most 12 digits")
    assert "留着（虚构）" in answer.text
    assert f'value="{typed}"' in answer.text
    with acting_as(None):
        assert history(world.round.id) == []


def test_a_change_without_a_reason_is_said_to_lack_one(office: Office, world: World) -> None:
    answer = office.press(f"/rounds/{world.round.id}/rules/XYR-03", 422, bound_up="2", reason=" ")
    assert said_at(answer, "reason") == "Write the reason. It is kept in the history of the round."
    assert 'value="2"' in answer.text


def test_who_saves_second_is_shown_what_came_first_and_can_save_again(
    office: Office, world: World, acting_as: Acting
) -> None:
    path = f"/rounds/{world.round.id}/rules/XYR-03"
    seen = office.fields(path)
    office.press(path, bound_up="2", reason="先到（虚构）")
    second = office.client.post(path, data=seen | {"bound_up": "3", "reason": "后到（虚构）"}, expect=409)
    assert "Somebody else changed this round meanwhile" in text_of(second)
    assert "XYR-03, Largest rise (1 is 100%): 1 → 2" in text_of(second)
    assert "后到（虚构）" in second.text
    assert 'value="3"' in second.text
    again = next(e.get("value", "") for e in Page(second.text).all("input") if e.get("name") == "version")
    office.client.post(path, data=seen | {"bound_up": "3", "reason": "后到（虚构）", "version": again}, expect=303)
    with acting_as(None):
        assert round_rules.decision_of(stored(world.round.id), RULES["XYR-03"]).bounds["up"] == 3


def test_a_check_that_the_portal_relies_on_is_not_offered_to_be_switched_off(office: Office, world: World) -> None:
    base = f"/rounds/{world.round.id}/rules"
    page = office.client.get(f"{base}/EXP-01")
    assert "This check cannot be switched off: the portal relies on it." in page.text
    assert 'name="state"' not in page.text
    office.press(f"{base}/EXP-01", 422, state="off", reason="试（虚构）")
    office.press(f"{base}/EXP-01", bound_min_length="8", reason="过短（虚构）")
    for code, said in (("EXP-02", "cannot be switched off"), ("FMT-15", "the settings of the installation")):
        fixed = office.client.get(f"{base}/{code}")
        assert said in fixed.text
        assert 'name="reason"' not in fixed.text
        data = {"version": "0", "state": "off", "reason": "试（虚构）"}
        office.client.post(f"{base}/{code}", data=data, expect=422)


def test_a_closed_round_shows_its_checks_but_changes_none(office: Office, world: World) -> None:
    base = f"/rounds/{world.round.id}"
    seen = office.fields(f"{base}/rules/XYR-03")
    office.press(f"{base}/close", reason="结束", confirmation="2017")
    assert f'{base}/rules/XYR-03"' not in office.client.get(f"{base}/rules").text
    assert "A round that is closed is not changed" in office.client.get(f"{base}/rules/XYR-03").text
    late = office.client.post(f"{base}/rules/XYR-03", data=seen | {"bound_up": "2", "reason": "晚（虚构）"}, expect=409)
    assert "A round that is closed is not changed" in late.text


def test_what_is_not_there_is_not_found_and_a_form_without_version_not_understood(office: Office, world: World) -> None:
    base = f"/rounds/{world.round.id}/rules"
    for code in ("XYR-99", "xyr-03", "en"):
        office.client.get(f"{base}/{code}", expect=404)
        office.client.get(f"{base}/{code}/rehearsal", expect=404)
        office.client.post(f"{base}/{code}", data={"version": "0", "reason": "x"}, expect=404)
    for page in ("rules", "rules/workbook", "rules/XYR-03", "rules/XYR-03/rehearsal", "watch"):
        office.client.get(f"/rounds/{uuid.uuid4()}/{page}", expect=404)
    office.client.post(f"{base}/XYR-03", data={"reason": "x"}, expect=400)


@pytest.mark.parametrize("who", ["alice", "clara", "olga"])
def test_nobody_but_administrators_changes_or_rehearses(
    client: PageClient, world: World, acting_as: Acting, who: str
) -> None:
    enter(client, getattr(world.people, who))
    path = f"/rounds/{world.round.id}/rules/XYR-03"
    client.get(path, expect=403)
    client.get(f"{path}/rehearsal?over=2017", expect=403)
    client.post(path, data={"version": "0", "bound_up": "2", "reason": "试（虚构）"}, expect=403)
    with acting_as(None):
        assert history(world.round.id) == []
