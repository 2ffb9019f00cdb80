"""The public check of a receipt: open to everybody, three answers and not a word more."""

import re
from urllib.parse import quote

import pytest
from flask import Flask

from portal.web.attempts import ATTEMPTS_PER_ADDRESS
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import Page
from tests.support.lives import RESPONSIBLE, Life
from tests.support.people import World
from tests.support.rows import stored_rows
from tests.web.contact import links, words
from tests.web.entering import enter

PATH = "/receipts/check"
NO_HASH = "0" * 64
NO_NUMBER = "2017-53-9999-1"


@pytest.fixture
def life(app: Flask, world: World, client: PageClient) -> Life:
    """A filing that was submitted; the client reads English and is nobody's."""
    fill_in(app, world)
    told = Life(app, world)
    told.submit()
    client.post("/language/en", data={"next": PATH})
    return told


def asked(reference: str, digits: str) -> str:
    return f"{PATH}?reference={quote(reference)}&hash={quote(digits)}"


def answer(page: Page) -> str:
    """What the page answers; blank where nothing was asked."""
    return " ".join(" ".join("".join(e.itertext()).split()) for e in page.all("div") if e.get("role") == "status")


def on_paper(life: Life) -> tuple[str, str]:
    submission = life.submissions[0]
    return submission.reference, submission.content_hash


def test_the_page_asks_for_both_and_answers_nothing_yet(client: PageClient, life: Life) -> None:
    page = client.page(PATH)
    assert page.text_of("h1") == ["Check a receipt"]
    assert answer(page) == ""
    assert {i.get("name") for i in page.all("input")} >= {"reference", "hash"}


def test_the_code_on_the_paper_leads_to_the_answer(client: PageClient, life: Life) -> None:
    page = client.page(asked(*on_paper(life)))
    assert answer(page).startswith("Matches ")
    values = {i.get("name"): i.get("value") for i in page.all("input")}
    assert (values["reference"], values["hash"]) == on_paper(life)


def test_a_print_that_was_replaced_is_superseded(client: PageClient, life: Life) -> None:
    life.withdraw()
    assert answer(client.page(asked(*on_paper(life)))).startswith("Superseded ")


def test_a_wrong_fingerprint_and_a_number_that_does_not_exist_are_answered_alike(
    client: PageClient, life: Life
) -> None:
    reference, digits = on_paper(life)
    bodies = set()
    for number, fingerprint in ((reference, NO_HASH), (NO_NUMBER, NO_HASH), (NO_NUMBER, digits)):
        body = client.get(asked(number, fingerprint), expect=200).text
        assert answer(Page(body)).startswith("Unknown ")
        same_length = body.replace(number, NO_NUMBER).replace(fingerprint, NO_HASH)
        bodies.add(re.sub(r'name="csrf_token" value="[^"]*"', "", same_length))
    assert len(bodies) == 1


def test_it_says_nothing_of_the_association_the_time_or_the_people(client: PageClient, life: Life) -> None:
    text = client.get(asked(*on_paper(life))).text
    year = str(life.submissions[0].submitted_at.year)
    for word in (life.world.association.name, "滇池", "Yunnan", "Alice", RESPONSIBLE, f"{year}-", f" {year}"):
        assert word not in text.replace(on_paper(life)[0], ""), word


def test_asking_writes_nothing(client: PageClient, life: Life, database_url: str) -> None:
    before = stored_rows(database_url)
    client.get(asked(*on_paper(life)))
    client.get(asked(NO_NUMBER, NO_HASH))
    assert stored_rows(database_url) == before


@pytest.mark.parametrize(("reference", "digits", "field"), [(NO_NUMBER, "", "hash"), ("", NO_HASH, "reference")])
def test_with_one_of_the_two_the_other_is_asked_for(
    client: PageClient, life: Life, reference: str, digits: str, field: str
) -> None:
    page = client.page(asked(reference, digits))
    assert answer(page) == ""
    assert [i.get("name") for i in page.all("input") if i.get("aria-invalid")] == [field]


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "2017\x00", "2017\ud800", "9" * 5000, "'; --"])
def test_whatever_is_typed_is_shown_as_text_and_unknown(client: PageClient, life: Life, typed: str) -> None:
    page = client.page(f"{PATH}?reference={quote(typed, errors='surrogatepass')}&hash={NO_HASH}")
    assert answer(page).startswith("Unknown ")


def test_the_page_speaks_both_languages_and_keeps_the_question(client: PageClient, life: Life) -> None:
    page = client.page(asked(*on_paper(life)))
    (back,) = [i.get("value") for i in page.all("input") if i.get("name") == "next"]
    there = client.post("/language/zh", data={"next": back}, expect=303).location
    chinese = client.page(there)
    assert chinese.root.get("lang") == "zh-CN"
    assert answer(chinese) != ""


def test_somebody_who_is_signed_in_can_check_a_receipt_too(client: PageClient, life: Life) -> None:
    enter(client, life.people.charlie)
    client.post("/language/en", data={"next": PATH})
    assert answer(client.page(asked(*on_paper(life)))).startswith("Matches ")
    assert life.world.association.name not in client.get("/filings/").text, "and sees no more than before"


def test_the_sign_in_page_leads_there(client: PageClient, life: Life) -> None:
    assert PATH in links(client.page("/sign-in"))


def test_too_many_questions_from_one_network_are_told_when_to_try_again(client: PageClient, life: Life) -> None:
    for _question in range(ATTEMPTS_PER_ADDRESS.amount):
        client.get(asked(NO_NUMBER, NO_HASH))
    refused = client.get(asked(*on_paper(life)), expect=429)
    seconds = int(refused.headers["Retry-After"])
    assert 1 <= seconds <= ATTEMPTS_PER_ADDRESS.get_expiry()
    assert f"Try again in {seconds} second" in words(refused)
    assert "Matches" not in words(refused)
    client.get(PATH, expect=200)
    elsewhere = client.get(asked(*on_paper(life)), environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert answer(Page(elsewhere.text)).startswith("Matches ")
    client.get("/sign-in")


def test_questions_do_not_count_as_attempts_to_sign_in(client: PageClient, life: Life) -> None:
    for _question in range(ATTEMPTS_PER_ADDRESS.amount):
        client.get(asked(NO_NUMBER, NO_HASH))
    enter(client, life.people.alice)
