"""The pages of associations: list, profile, adding, changing, taking out and back."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models import Association, db
from tests.form.test_profile import GOOD
from tests.support.client import PageClient
from tests.support.people import World
from tests.web.entering import enter

PATHS = ("/associations/", "/associations/new", "/associations/import", "/associations/export")


@pytest.fixture
def nadias(client: PageClient, world: World) -> PageClient:
    """A client that Nadia has signed in with."""
    enter(client, world.people.nadia)
    return client


def names(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Association.name)))


@pytest.mark.parametrize("who", ["alice", "bob", "clara", "olga"])
def test_the_associations_are_the_administrators_alone(client: PageClient, world: World, who: str) -> None:
    enter(client, getattr(world.people, who))
    assert "/associations/" not in client.get("/account/").text
    ours = f"/associations/{world.association.id}"
    for path in (*PATHS, ours, f"{ours}/profile", "/associations/import/template"):
        client.get(path, expect=403)
    for path in ("/associations/new", f"{ours}/profile", f"{ours}/take-out", f"{ours}/take-back"):
        client.post(path, data=GOOD, expect=403)
    for path in ("/associations/import", "/associations/import/apply"):
        client.post(path, expect=403)


def test_one_is_added_and_shown(app: Flask, nadias: PageClient) -> None:
    nadias.get("/associations/new")
    answer = nadias.post("/associations/new", data=GOOD, expect=303)
    text = nadias.get(answer.location).text
    for words in (GOOD["name"], GOOD["unified_social_credit_code"], "江苏省", "行业协会", 'role="status"'):
        assert words in text
    assert GOOD["name"] in nadias.get("/associations/").text
    assert GOOD["name"] in names(app)


def test_faults_are_said_at_their_place_and_what_was_typed_stays(app: Flask, nadias: PageClient) -> None:
    typed = GOOD | {"joined_year": "20l6", "unified_social_credit_code": "51320000500099003X", "kind": ""}
    text = nadias.post("/associations/new", data=typed, expect=422).text
    for field in ("joined_year", "unified_social_credit_code", "kind"):
        assert f'id="{field}-fault"' in text
        assert f'href="#{field}"' in text
    assert 'value="20l6"' in text
    assert GOOD["name"] not in names(app)


def test_a_profile_is_changed_and_an_old_page_is_told_that_somebody_was_first(
    app: Flask, nadias: PageClient, world: World
) -> None:
    path = f"/associations/{world.association.id}/profile"
    shown = next(i.get("value") for i in nadias.page(path).all("input") if i.get("name") == "shown")
    typed = GOOD | {
        "name": "改名协会（虚构）",
        "province_code": "530000",
        "region_code": "530000",
        "shown": shown or "",
    }
    nadias.post(path, data=typed | {"active": "", "id": "1"}, expect=303)
    assert "改名协会（虚构）" in names(app)
    nadias.post(path, data=typed | {"name": "再改名（虚构）"}, expect=409)
    assert "再改名（虚构）" not in names(app)


def test_the_page_says_what_a_change_does_to_an_open_return(nadias: PageClient, world: World) -> None:
    nadias.post("/language/en")
    text = nadias.get(f"/associations/{world.association.id}/profile").text
    assert f"A round is open: {world.round.year}" in text
    assert "A round is open" not in nadias.get("/associations/new").text


def test_one_is_taken_out_and_back(nadias: PageClient, world: World) -> None:
    ours, name = f"/associations/{world.association.id}", world.association.name
    nadias.post(f"{ours}/take-out", expect=303)
    assert name not in nadias.get("/associations/").text
    assert name in nadias.get("/associations/?state=left").text
    assert f"{ours}/take-back" in nadias.get(ours).text
    nadias.post(f"{ours}/take-back", expect=303)
    assert name in nadias.get("/associations/").text


def test_the_page_shows_contacts_and_the_returns_of_all_rounds(nadias: PageClient, world: World) -> None:
    text = nadias.get(f"/associations/{world.association.id}").text
    assert "alice@example.org" in text
    assert "bob@example.org" in text
    assert "charlie@example.org" not in text
    assert str(world.round.year) in text
    assert f"/people/invite?association={world.association.id}" in text


def test_the_link_to_invite_a_contact_has_the_association_chosen(nadias: PageClient, world: World) -> None:
    page = nadias.page(f"/people/invite?association={world.association.id}")
    assert str(world.association.id) in [o.get("value") for o in page.all("option") if o.get("selected") is not None]


def test_the_list_is_narrowed_by_name_and_region_and_odd_addresses_are_harmless(
    nadias: PageClient, world: World
) -> None:
    ours, theirs = world.association.name, world.foreign_association.name
    for query, shown in (
        ("q=光学", {ours}),
        ("region=320000", {theirs}),
        ("region=nowhere", set()),
        ("state=king&after=nonsense", {ours, theirs}),
        (f"after={uuid.uuid4()}", set()),
        ("q=%25", set()),
    ):
        text = nadias.get(f"/associations/?{query}").text
        assert {name for name in (ours, theirs) if name in text} == shown, query


def test_an_association_that_is_not_there_is_not_found(nadias: PageClient) -> None:
    unknown = f"/associations/{uuid.uuid4()}"
    for path in (unknown, f"{unknown}/profile"):
        nadias.get(path, expect=404)
    for path in (f"{unknown}/profile", f"{unknown}/take-out", f"{unknown}/take-back"):
        nadias.post(path, data=GOOD, expect=404)


def test_a_code_of_no_social_organization_is_remarked_upon(nadias: PageClient) -> None:
    company = GOOD | {"unified_social_credit_code": "91330100716105852F"}
    answer = nadias.post("/associations/new", data=company, expect=303)
    assert "say-check" in nadias.get(answer.location).text


def test_names_are_shown_as_text(nadias: PageClient) -> None:
    nasty = GOOD | {"name": "<script>alert(1)</script>{{7*7}}"}
    answer = nadias.post("/associations/new", data=nasty, expect=303)
    for path in (answer.location, "/associations/", "/people/invite"):
        text = nadias.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_reads_in_both_languages(nadias: PageClient, world: World, language: str) -> None:
    nadias.post(f"/language/{language}")
    ours = f"/associations/{world.association.id}"
    for path in ("/associations/", "/associations/new", ours, f"{ours}/profile", "/associations/import"):
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in nadias.get(path).text


def test_years_before_a_later_year_of_joining_are_kept_but_no_longer_shown(
    app: Flask, nadias: PageClient, world: World
) -> None:
    section = f"/filings/{world.filing.id}/collaborative-utilization"
    cell = "operations_by_year.2013.purchased_patents"
    alices = app.test_client()
    assert isinstance(alices, PageClient)
    enter(alices, world.people.alice)
    alices.post(section, data={"revision": "0", cell: "41"}, expect=303)
    shown_to_alice = []
    for year in ("2016", "2013"):
        path = f"/associations/{world.association.id}/profile"
        shown = next(i.get("value") for i in nadias.page(path).all("input") if i.get("name") == "shown")
        here = {"name": world.association.name, "province_code": "530000", "region_code": "530000"}
        nadias.post(path, data=GOOD | here | {"joined_year": year, "shown": shown or ""}, expect=303)
        inputs = {i.get("name"): i.get("value") for i in alices.page(section).all("input")}
        shown_to_alice.append(inputs.get(cell))
    assert shown_to_alice == [None, "41"]
