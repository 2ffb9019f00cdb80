"""The pages of rounds are Chinese in Chinese, with everything on them that they can say."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from portal.filing.states import FilingState
from portal.models import Person
from tests.support.client import PageClient
from tests.support.office import Office, day, round_typed
from tests.support.people import People, World
from tests.support.returns import Given, add_returns
from tests.web.entering import enter
from tests.web.test_no_english_left import LATIN, Page, read

Acting = Callable[[Person | None], AbstractContextManager[None]]
#: What is a name in every language.
NAMES = frozenset({"Nadia", "Olga"})


def english(text: str) -> list[str]:
    page = Page(text)
    assert page.root.get("lang") == "zh-CN"
    return [words for words in read(page.root) if set(LATIN.findall(words)) - NAMES]


@pytest.fixture
def office(client: PageClient, people: People) -> Office:
    """Nadia at work, reading Chinese."""
    enter(client, people.nadia)
    client.post("/language/zh", data={"next": "/"})
    return Office(client)


def test_every_page_of_a_round_is_chinese_at_every_stage(office: Office, world: World, acting_as: Acting) -> None:
    def look(*paths: str) -> None:
        for path in paths:
            assert english(office.client.get(path).text) == [], path

    look("/rounds/", "/rounds/new")
    id_ = office.create(text_zh="请尽早填报。")
    look(f"/rounds/{id_}/", f"/rounds/{id_}/change", f"/rounds/{id_}/progress")
    office.press(
        f"/rounds/{id_}/change", foreign_patent_convention="memo", second_line_mode="hidden", keeps_dates="hand"
    )
    office.decide(id_, "open")
    with acting_as(None):
        add_returns(
            world.round,
            Given("甲（虚构）", FilingState.SUBMITTED, more=(("submission", 1), ("late", True))),
            Given("乙（虚构）", FilingState.ACCEPTED, more=(("submission", 1),)),
        )
    extension = f"/filings/{world.filing.id}/extension"
    look("/rounds/", f"/rounds/{world.round.id}/progress", f"/rounds/{world.round.id}/extensions", extension)
    office.press(extension, until_day=day(40), reason="搬迁")
    look(f"/rounds/{world.round.id}/?done=extend", extension, f"/rounds/{world.round.id}/close")
    office.press(f"/rounds/{id_}/close", reason="结束", confirmation="2018")
    look(f"/rounds/{id_}/?done=close", f"/rounds/{id_}/reopen", f"/rounds/{id_}/archive")
    office.press(f"/rounds/{id_}/reopen", reason="三家未报")
    look(f"/rounds/{id_}/?done=reopen", f"/rounds/{id_}/change")
    office.press(f"/rounds/{id_}/close", reason="结束", confirmation="2018")
    office.press(f"/rounds/{id_}/archive", reason="完成")
    look(f"/rounds/{id_}/?done=archive")


def test_what_is_wrong_is_said_in_chinese(office: Office, world: World) -> None:
    wrong: list[dict[str, str]] = [
        {"year": "2017"},
        {"year": "x", "opens_day": "", "due_time": "25:00"},
        {"closes_day": day(5), "second_line_zh": "{", "second_line_mode": "x", "text_zh": "长" * 2001},
        {"due_day": day(-3), "second_line_en": "Licences"},
    ]
    for typed in wrong:
        assert english(office.client.post("/rounds/new", data=round_typed(**typed), expect=422).text) == [], typed
    close, extension = f"/rounds/{world.round.id}/close", f"/filings/{world.filing.id}/extension"
    assert english(office.press(close, 422).text) == []
    for until in (day(3), day(400), "2018-04-30", ""):
        assert english(office.press(extension, 422, until_day=until, reason="搬迁").text) == []
    assert english(office.press(extension, 422, until_day=day(40)).text) == []


def test_who_was_overtaken_is_told_in_chinese(office: Office, world: World) -> None:
    paths = [f"/rounds/{world.round.id}/{name}" for name in ("change", "close")]
    seen = [office.fields(path) for path in paths]
    office.press(paths[0], text_zh="先。")
    for path, fields in zip(paths, seen, strict=True):
        late = fields | {"text_zh": "后。", "reason": "结束", "confirmation": "2017"}
        assert english(office.client.post(path, data=late, expect=409).text) == []


def test_an_observer_reads_progress_in_chinese(app: Flask, world: World, people: People) -> None:
    client = app.test_client()
    assert isinstance(client, PageClient)
    enter(client, people.olga)
    assert english(client.get(f"/rounds/{world.round.id}/progress").text) == []
