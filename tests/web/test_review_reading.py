"""The reading page of a submission: who opens it, and that all of it stands there as it was submitted."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.form.editions import EDITION_2017
from portal.form.folding import group_thousands
from portal.form.kinds import Choice
from portal.models import Person
from portal.web.wording_of_cells import kind_of
from tests.form.samples import SAMPLES, documents
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import XHTML, Page
from tests.support.lives import Life
from tests.support.people import World
from tests.web.entering import enter, leave
from tests.web.review_desk import by_class, by_id, in_english, review, submitted, words

SignIn = Callable[[PageClient, Person], object]


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    return submitted(app, world)


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    return in_english(client, life.people.clara)


def test_who_may_read_what_was_submitted_opens_it_and_a_stranger_finds_nothing(
    app: Flask, life: Life, world: World, sign_in: SignIn
) -> None:
    wanted = {"alice": 200, "bob": 200, "clara": 200, "nadia": 200, "olga": 200, "charlie": 404, "conrad": 404}
    for who, status in wanted.items():
        client = app.test_client()
        assert isinstance(client, PageClient)
        sign_in(client, getattr(world.people, who))
        for path in (review(life), f"/filings/{life.id}/submissions/1"):
            client.get(path, expect=status)


def test_a_draft_is_no_submission_that_anybody_could_read(app: Flask, world: World, client: PageClient) -> None:
    fill_in(app, world)
    enter(client, world.people.clara)
    client.get(f"/filings/{world.filing.id}/review", expect=403)
    client.get(f"/filings/{world.filing.id}/submissions/1", expect=403)
    leave(client)
    enter(client, world.people.alice)
    client.get(f"/filings/{world.filing.id}/review", expect=404)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_answer_stands_on_the_page_in_both_languages(life: Life, clara: PageClient, language: str) -> None:
    clara.post(f"/language/{language}")
    page = clara.page(review(life))
    for code, cells in documents(SAMPLES["C"]).items():
        section = EDITION_2017.by_code[code]
        for address, text in cells.items():
            if address.endswith((".rows", ".nothing_to_report")):
                continue
            shown = kind_of(section, address).show(text, language)
            assert words(by_id(page, f"{code}.{address}")).startswith(shown), address
            assert isinstance(kind_of(section, address), Choice) or shown.replace(",", "") == text


def test_sections_and_blocks_are_called_as_on_paper(life: Life, clara: PageClient) -> None:
    assert "1 System building" in clara.page(review(life)).text_of("h2")
    clara.post("/language/zh")
    page = clara.page(review(life))
    assert "一、体系建设" in page.text_of("h2")
    assert page.text_of("h3")[:2] == ["联系人", "（基本情况）"]


def test_the_head_names_receipt_person_responsible_and_hash(life: Life, clara: PageClient) -> None:
    text = clara.get(review(life)).text
    (taken,) = life.submissions
    for said in (taken.reference, taken.responsible_name, "Alice", taken.content_hash[:8], "on time", "Yunnan"):
        assert said in text
    assert "late" not in words(by_class(Page(text), "page-head"))


def test_blank_is_blank_and_zero_is_zero(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    layout = "collaborative_utilization.patent_layouts.r2.layout_design"
    assert words(by_id(page, layout)) == "0"
    optional = "patent_protection.protection_by_year.2013.collective_negotiation_line2_cases"
    assert words(by_id(page, optional)) == "blank"


def test_a_list_with_nothing_to_report_says_so_in_a_sentence(app: Flask, world: World, client: PageClient) -> None:
    fill_in(app, world)
    life = Life(app, world)
    life.save({"innovation_platforms.rows": "", "innovation_platforms.nothing_to_report": "1"})
    life.explain()
    life.submit()
    enter(client, world.people.olga)
    client.post("/language/en")
    said = words(by_id(client.page(review(life)), "system_building.innovation_platforms.nothing_to_report"))
    assert said == "The association reports nothing here."


def test_beside_each_figure_stands_its_change_against_the_year_before(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    operations = "collaborative_utilization.operations_by_year"
    assert words(by_id(page, f"{operations}.2013.purchased_patents")) == "30"
    assert words(by_id(page, f"{operations}.2014.purchased_patents")) == "36 +20.0%"
    assert words(by_id(page, f"{operations}.2014.litigation_defendant_cases")) == "10 −16.7%"
    assert big_in(page, "patent_protection.protection_by_year.2014.collective_negotiation_cases") == ["+100.0%"]
    assert big_in(page, f"{operations}.2014.purchased_patents") == []


def big_in(page: Page, address: str) -> list[str]:
    """What is set in bold beside the figure at *address*."""
    return [words(e) for e in by_id(page, address).iter() if "big" in (e.get("class") or "").split()]


def test_totals_of_lists_are_computed_from_what_was_submitted(life: Life, clara: PageClient) -> None:
    sample = documents(SAMPLES["C"])["collaborative_utilization"]
    total = sum(int(text) for address, text in sample.items() if address.endswith(".layout_total"))
    computed = [words(cell) for foot in clara.page(review(life)).all("tfoot") for cell in foot.iter(f"{XHTML}td")]
    assert group_thousands(str(total)) in computed


def test_names_and_comments_are_text_whatever_they_hold(life: Life, clara: PageClient) -> None:
    evil = '<img src=x onerror=alert(1)>"&'
    life.give_back(evil)
    life.save({"contact.contact_name": evil, "trainings.r1.training_name": evil})
    life.explain()
    life.submit()
    life.ask(evil, "system_building.trainings.r1")
    page = clara.page(review(life))
    assert list(page.all("img")) == []
    assert words(by_id(page, "system_building.contact.contact_name")).endswith(evil)
    assert evil in words(next(page.all("article")))
    assert evil in " ".join(page.text_of("td"))
