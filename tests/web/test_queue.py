"""The page of the queue: what each person finds on it, its filters in the address."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import event, select, update

from portal.filing.access import Role
from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, Membership, Round, db
from portal.models.database import act_for
from portal.services import clock
from portal.services.queue_statements import PAGE
from tests.support.client import PageClient
from tests.support.people import JIANGSU, PASSWORD, YUNNAN, People, World, person
from tests.support.returns import DAY, Given, add_returns
from tests.web.entering import enter
from tests.web.lists import element, enter_in_english, links, rows

Later = Callable[[timedelta], None]
SUBMITTED, RETURNED, ACCEPTED = FilingState.SUBMITTED, FilingState.RETURNED, FilingState.ACCEPTED


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Everything sent to the database while the block runs, but for the edges of transactions."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(maxsplit=1)[0] not in {"BEGIN", "COMMIT", "ROLLBACK"}:
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_coordinator_finds_the_returns_of_the_region_and_whom_to_call(
    client: PageClient, world: World, people: People
) -> None:
    enter_in_english(client, people.clara)
    page = client.page("/review/")
    assert page.text_of("h1") == ["Returns of Yunnan"]
    assert list(rows(page)) == [world.association.name]
    line = rows(page)[world.association.name]
    assert "Not started" in line
    assert "never saved" in line
    assert "Alice alice@example.org" in line
    assert "mailto:bob@example.org" in [e.get("href") for e in page.all("a")]
    assert not links(page, world.association.name)


@pytest.mark.parametrize("who", ["nadia", "olga"])
def test_who_watches_over_the_nation_finds_everything_and_no_button(
    app: Flask, client: PageClient, world: World, people: People, who: str
) -> None:
    with app.app_context():
        (submitted,) = add_returns(world.round, Given("已交协会", SUBMITTED, 3))
    enter_in_english(client, getattr(people, who))
    page = client.page("/review/")
    assert page.text_of("h1") == ["Returns of the nation"]
    assert set(rows(page)) == {"已交协会", world.association.name, world.foreign_association.name}
    assert links(page, "已交协会") == [f"/filings/{submitted}/review"]
    assert not links(page, "Review: 已交协会")
    assert not [e for e in page.all("button") if e.get("formaction")]
    narrowed = client.page(f"/review/?region={JIANGSU}")
    assert list(rows(narrowed)) == [world.foreign_association.name]
    assert element(narrowed, "option", value=JIANGSU).get("selected") is not None


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_contacts_have_no_list_to_work_through(client: PageClient, people: People, who: str) -> None:
    enter(client, getattr(people, who))
    client.get("/review/", expect=403)


def test_an_unknown_or_foreign_region_in_the_address_shows_no_more_than_ones_own(
    client: PageClient, world: World, people: People
) -> None:
    enter(client, people.clara)
    for region in (JIANGSU, "nowhere", "530000' OR 1=1"):
        page = client.page("/review/", query_string={"region": region})
        assert list(rows(page)) == [world.association.name]


def test_a_line_says_where_the_return_stands_since_when_and_what_changed(
    app: Flask, client: PageClient, world: World, people: People
) -> None:
    with app.app_context():
        now = clock.now()
        again = (("submission", 2), ("was_returned", True), ("changed_cells", 5), ("open_comments", 1))
        given = (
            Given("再交", SUBMITTED, 3, more=(*again, ("late", True), ("review_begun_at", now))),
            Given("退回", RETURNED, 4, more=(("open_comments", 2), ("changed_cells", 9))),
            Given("刚交", SUBMITTED, more=(("reviewer_id", people.clara.id),)),
        )
        add_returns(world.round, *given)
    enter_in_english(client, people.clara)
    lines = rows(client.page("/review/"))
    assert list(lines) == ["再交", "刚交", "退回", world.association.name]
    assert re.search(r"Submitted · no\. 2.* submitted late 3 days 5 1 nobody Change.* review begun", lines["再交"])
    assert re.search(r"Returned .* 4 days 2 nobody .* with the association", lines["退回"])
    assert re.search(r"under a day 0 Clara Change: 刚交 Review: 刚交$", lines["刚交"])


def test_what_is_missing_after_the_deadline_is_overdue_unless_it_was_extended(
    app: Flask, client: PageClient, world: World, people: People, later: Later
) -> None:
    due = world.round.due_at
    with app.app_context():
        add_returns(world.round, Given("已延期", more=(("extended_until", due + 5 * DAY),)), Given("退回", RETURNED))
    enter_in_english(client, people.clara)
    assert "overdue" not in rows(client.page("/review/"))[world.association.name]
    later(timedelta(days=12))
    enter_in_english(client, people.clara)
    lines = rows(client.page("/review/"))
    assert "overdue" in lines[world.association.name]
    assert "overdue" not in lines["退回"]
    assert "overdue" not in lines["已延期"]
    assert "extended to" in lines["已延期"]
    assert list(rows(client.page("/review/?late=1"))) == [world.association.name]


def test_tabs_count_and_keep_the_filters_and_filters_keep_the_tab(
    app: Flask, client: PageClient, world: World, people: People
) -> None:
    with app.app_context():
        add_returns(world.round, *(Given(f"灯具{n}", SUBMITTED) for n in range(3)), Given("家具", SUBMITTED))
        add_returns(world.round, *(Given(f"许多{n}", ACCEPTED) for n in range(120)))
    enter_in_english(client, people.clara)
    page = client.page("/review/")
    assert links(page, "To review 4") == ["/review/?state=to-review"]
    assert links(page, "Accepted 99+") == ["/review/?state=accepted"]
    assert links(page, "Not started 1")
    page = client.page("/review/", query_string={"q": "灯具", "reviewer": "nobody", "order": "name"})
    (to_review,) = links(page, "To review 3")
    assert links(page, "Accepted 0")
    assert set(rows(client.page(to_review))) == {"灯具0", "灯具1", "灯具2"}
    page = client.page(to_review)
    assert element(page, "input", name="state").get("value") == "to-review"
    assert element(page, "input", name="q").get("value") == "灯具"
    assert element(page, "option", value="nobody").get("selected") is not None
    assert element(page, "option", value="name").get("selected") is not None
    assert links(page, "Show all") == ["/review/?state=to-review&order=name"]


def test_pages_are_turned_forth_and_back_by_links_that_keep_the_filters(
    app: Flask, client: PageClient, world: World, people: People
) -> None:
    with app.app_context():
        add_returns(world.round, *(Given(f"协会{n:03}", SUBMITTED, n % 9) for n in range(2 * PAGE + 10)))
    enter_in_english(client, people.clara)
    address = "/review/?state=to-review&q=%E5%8D%8F"
    pages = []
    while address:
        page = client.page(address)
        pages.append(page)
        address = next(iter(links(page, "Next page")), "")
        assert not address or "q=%E5%8D%8F" in address
    assert [len(rows(page)) for page in pages] == [PAGE, PAGE, 10]
    (back,) = links(pages[2], "Previous page")
    assert rows(client.page(back)) == rows(pages[1])
    (back,) = links(client.page(back), "Previous page")
    first = client.page(back)
    assert rows(first) == rows(pages[0])
    assert not links(first, "Previous page")


@pytest.mark.parametrize(
    "query",
    [
        "after=nonsense&before=~~~",
        "round=99999&state=nowhere&order=sideways&reviewer=x&noted=x&done=x",
        "q=%00%0A%20&region=%00&after=%00~1~" + "0" * 32,
        "round=%EF%BC%92%EF%BC%90%EF%BC%91%EF%BC%97&after=submitted~-999999999999999999~" + "f" * 32,
        "round=%ED%A0%80&region=%ED%A0%80&after=%ED%A0%80~1~" + "f" * 32,
    ],
)
def test_nonsense_in_the_address_counts_as_not_said(
    client: PageClient, world: World, people: People, query: str
) -> None:
    enter(client, people.clara)
    assert list(rows(client.page(f"/review/?{query}"))) == [world.association.name]


def test_names_are_shown_as_text(app: Flask, client: PageClient, world: World, people: People) -> None:
    name = '<script>alert("1")</script>&amp;'
    with app.app_context():
        add_returns(world.round, Given(name, SUBMITTED))
    enter(client, people.clara)
    assert name in rows(client.page("/review/"))
    page = client.page("/review/", query_string={"q": name})
    assert list(rows(page)) == [name]
    assert element(page, "input", name="q").get("value") == name


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("q=nothing", "No return fits these filters"),
        ("state=to-review", "Nothing to review"),
        ("state=returned", "No return stands here"),
        ("after=submitted~1~" + "f" * 32 + "&state=all", "Nothing more here"),
    ],
)
def test_an_empty_list_says_why(
    app: Flask, client: PageClient, world: World, people: People, query: str, reason: str
) -> None:
    if query.startswith("after"):
        with app.app_context():
            act_for(db.session(), None)
            db.session.execute(update(Filing).values(state="accepted"))
            db.session.commit()
        query = query.replace("submitted", "accepted").replace("~1~", "~9000000000000000~")
    enter_in_english(client, people.clara)
    page = client.page(f"/review/?{query}")
    assert not rows(page)
    assert reason in page.text_of("h2")


def test_without_any_round_the_list_says_so(app: Flask, client: PageClient) -> None:
    with app.app_context():
        act_for(db.session(), None)
        olga = person("Olga", hash_password(PASSWORD), Role.OBSERVER)
        db.session.add(olga)
        db.session.commit()
    enter_in_english(client, olga)
    assert "There is no round yet" in client.page("/review/").text_of("h2")


def test_an_earlier_round_can_be_chosen(app: Flask, client: PageClient, world: World, people: People) -> None:
    with app.app_context():
        opened = world.round.opens_at
        dates = {"opens_at": opened - DAY, "due_at": opened, "closes_at": opened}
        earlier = Round(
            id=uuid.uuid4(), year=2016, edition="2017", state=RoundState.ARCHIVED.value, settings={}, **dates
        )
        db.session.add(earlier)
        db.session.commit()
        add_returns(earlier, Given("去年的", SUBMITTED))
    enter_in_english(client, people.clara)
    (there,) = links(client.page("/review/"), "2016")
    page = client.page(there)
    assert list(rows(page)) == ["去年的"]
    assert "2016 round, archived" in page.text_of("p")
    assert not [e for e in page.all("button") if e.get("formaction")]
    assert not links(page, "Review: 去年的")
    assert all("round=2016" in e.get("href", "") for e in page.all("a") if "state=" in e.get("href", ""))


@pytest.mark.parametrize("who", ["clara", "nadia"])
@pytest.mark.parametrize("query", ["", "?state=to-review", "?q=%E5%8D%8F&late=1&reviewer=nobody&order=name"])
def test_the_page_takes_five_statements_at_most_however_many_returns_there_are(
    app: Flask, client: PageClient, world: World, people: People, who: str, query: str
) -> None:
    enter(client, getattr(people, who))
    address, states = f"/review/{query}", list(FilingState)

    def sent_for(more: range) -> list[str]:
        with app.app_context():
            add_returns(world.round, *(Given(f"协会{n}", states[n % 4], more=(("late", True),)) for n in more))
        with statements(app) as sent:
            assert rows(client.page(address))
        return sent

    with statements(app) as empty_or_not:
        client.get(address)
    few, many = sent_for(range(8)), sent_for(range(8, 3 * PAGE))
    assert few == many
    assert len(many) <= 5
    assert len(empty_or_not) <= 5


def test_somebody_of_two_regions_reads_both_in_the_heading_and_can_choose_one(
    app: Flask, client: PageClient, world: World, people: People
) -> None:
    with app.app_context():
        act_for(db.session(), None)
        db.session.add(Membership(person_id=people.clara.id, role=Role.COORDINATOR.value, region_code=JIANGSU))
        db.session.commit()
        names = {a.region_code: a.name for a in db.session.scalars(select(Association))}
    enter_in_english(client, people.clara)
    page = client.page("/review/")
    assert page.text_of("h1") == ["Returns of Jiangsu, Yunnan"]
    assert set(rows(page)) == set(names.values())
    assert list(rows(client.page(f"/review/?region={YUNNAN}"))) == [names[YUNNAN]]
