"""What a contact reads in Chinese is Chinese, on every page she can come to.

Spoken words and the words that scripts put on the page are included; what people typed is not.
"""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from portal.form.editions import EDITION_2017
from portal.models import Filing
from portal.web.errors import WORDS, error_answer
from tests.documents import small_docx
from tests.sections.desk import Desk
from tests.support.client import PageClient
from tests.support.html import XHTML, Page
from tests.support.people import People
from tests.web.entering import enter

LATIN = re.compile(r"[A-Za-z]{3,}")
PLACEHOLDER = re.compile(r"\{\w+\}")
SPOKEN = frozenset({"alt", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder", "title"})
# What scripts find in attributes: addresses, codes and keys. Every other data- attribute holds words.
MACHINE = frozenset(
    {
        *("data-at", "data-count-rows", "data-filing", "data-grouped-by", "data-list", "data-max", "data-name"),
        *("data-person", "data-row", "data-section", "data-sum", "data-tally", "data-whole"),
        *("data-after", "data-before", "data-explain", "data-explained"),
    }
)
NAMES = frozenset({"Alice", "Bob", "Excel", "PDF", "Word", "docx", "pdf"})

NUMBER = "operations_by_year.2016.assigned_amount"
SECTIONS = [section.code for section in EDITION_2017.sections]


def read(element: Element, chinese: bool = True) -> Iterator[str]:
    """Every text of a Chinese page that is seen, spoken or put there by a script."""
    chinese = element.get("lang", "zh-CN" if chinese else "") == "zh-CN"
    tag = element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else ""
    if chinese and tag:
        yield from (value for name, value in element.attrib.items() if holds_words(tag, name))
        if tag != "textarea":
            yield element.text or ""
    for child in element:
        yield from read(child, chinese)
        if chinese:
            yield child.tail or ""


def holds_words(tag: str, attribute: str) -> bool:
    if attribute == "data-saved" and tag == "input":
        return False
    return attribute in SPOKEN or (attribute.startswith("data-") and attribute not in MACHINE)


def english(text: str) -> list[str]:
    """What is left of English in a page: texts with three Latin letters in a row that are no name."""
    page = Page(text)
    assert page.root.get("lang") == "zh-CN"
    return [words for words in read(page.root) if set(LATIN.findall(PLACEHOLDER.sub("", words))) - NAMES]


@pytest.fixture
def desk_at(app: Flask, people: People, filing: Filing) -> Callable[..., Desk]:
    """A desk of somebody's own at one section of Alice's filing."""

    def make(section: str, who: str = "alice") -> Desk:
        client = app.test_client()
        assert isinstance(client, PageClient)
        enter(client, getattr(people, who))
        desk = Desk(client, filing, section)
        desk.open()
        return desk

    return make


def test_english_left_in_a_page_would_be_found() -> None:
    body = (
        '正文<p data-row="r1">left</p><b lang="en">English</b><i data-saved="Saved {time}"></i><i title="Move up"></i>'
    )
    assert english(f'<html lang="zh-CN"><body>{body}') == ["left", "Saved {time}", "Move up"]
    assert english('<html lang="zh-CN"><body><textarea aria-label="Name">typed</textarea><i data-row="first">') == [
        "Name"
    ]


def test_the_sign_in_page_and_its_refusal_are_chinese(client: PageClient) -> None:
    assert english(client.get("/sign-in").text) == []
    typed = {"email": "nobody@example.org", "password": "wrong"}
    assert english(client.post("/sign-in", data=typed).text) == []


def test_the_pages_about_a_return_are_chinese(client: PageClient, people: People, filing: Filing) -> None:
    enter(client, people.alice)
    for path in ("/filings/", *(f"/filings/{filing.id}/{name}" for name in ("", "submit", "history"))):
        assert english(client.get(path).text) == [], path


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_chinese_with_everything_that_is_missing_said(desk_at: Callable[..., Desk], section: str) -> None:
    desk = desk_at(section)
    for query in ("", "?missing=1"):
        assert english(desk.client.get(desk.path + query).text) == []


def test_what_follows_typing_is_chinese(desk_at: Callable[..., Desk], filing: Filing) -> None:
    desk = desk_at("collaborative_utilization")
    desk.post((NUMBER, "约1930"), ("patent_layouts.r1.layout_name", "封装"))
    desk.open()
    removed = desk.post(action="remove:patent_layouts.r1")
    assert "“封装”" in desk.client.get(removed.location).text
    pages = [removed.location, *(f"/filings/{filing.id}/{name}" for name in ("", "submit", "history"))]
    for path in pages:
        assert english(desk.client.get(path).text) == [], path


def test_the_choice_between_two_values_is_chinese(desk_at: Callable[..., Desk]) -> None:
    alice, bob = desk_at("collaborative_utilization"), desk_at("collaborative_utilization", "bob")
    bob.post((NUMBER, "12"))
    assert english(alice.post((NUMBER, "11"), expect=409).text) == []


def test_what_is_kept_after_the_session_ended_is_shown_in_chinese(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("collaborative_utilization")
    desk.client.post("/sign-out", data={"csrf_token": desk.client.token or ""})
    assert english(desk.post((NUMBER, "79"), expect=400).text) == []


def test_a_closed_round_is_chinese(
    desk_at: Callable[..., Desk], people: People, filing: Filing, later: Callable[[timedelta], None]
) -> None:
    desk = desk_at("collaborative_utilization")
    later(timedelta(days=60))
    enter(desk.client, people.alice)
    for path in (desk.path, "/filings/", f"/filings/{filing.id}/"):
        assert english(desk.client.get(path).text) == [], path
    assert english(desk.post((NUMBER, "80"), expect=409).text) == []


def test_uploading_is_chinese_whether_a_file_is_taken_or_refused(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at("summary_materials")
    path = f"{desk.path}/files"
    for data in ({}, {"files": (io.BytesIO(b"plain text"), "总结.docx")}):
        assert english(desk.client.post(path, data=data, expect=422).text) == []
    desk.client.post(path, data={"files": (io.BytesIO(small_docx()), "总结.docx")})
    assert english(desk.client.get(desk.path).text) == []


@pytest.mark.parametrize("status", WORDS)
def test_every_error_page_is_chinese(app: Flask, status: int) -> None:
    with app.test_request_context():
        assert english(error_answer(status).get_data(as_text=True)) == []
