"""The page of the queue: what each person finds on it, its filters in the address, and naming a reviewer."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from portal.filing.access import Role
from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, Membership, Person, Round, db
from portal.models.database import act_for
from portal.services import clock
from portal.services.queue_statements import PAGE
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import JIANGSU, YUNNAN, People, World, person
from tests.support.returns import DAY, Given, add_returns
from tests.web.entering import enter

Acting = Callable[[Person | None], AbstractContextManager[None]]
Later = Callable[[timedelta], None]
SUBMITTED, RETURNED, ACCEPTED = FilingState.SUBMITTED, FilingState.RETURNED, FilingState.ACCEPTED


def rows(page: Page) -> dict[str, str]:
    """The text of every line, by the association's name."""
    found = {}
    for row in page.all("tr"):
        heads = [cell for cell in row if cell.tag.endswith("th") and cell.get("scope") == "row"]
        if heads:
            name = next(e for e in heads[0].iter() if e.get("lang") == "zh-CN")
            found["".join(name.itertext())] = " ".join("".join(row.itertext()).split())
    return found


def links(page: Page, label: str) -> list[str]:
    """Where the links with this label lead."""
    return [e.get("href", "") for e in page.all("a") if " ".join("".join(e.itertext()).split()) == label]


def element(page: Page, tag: str, **attributes: str) -> Element:
    """The one element with these attributes."""
    (found,) = [e for e in page.all(tag) if all(e.get(name) == value for name, value in attributes.items())]
    return found


@pytest.fixture
def english(client: PageClient) -> PageClient:
    """The client, reading English."""
    client.post("/language/en")
    return client


def enter_in_english(client: PageClient, somebody: Person) -> None:
    enter(client, somebody)
    client.post("/language/en")


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
        olga = person("Olga", "", Role.OBSERVER)
        db.session.add(olga)
        db.session.commit()
        identity = olga.id
    with client.session_transaction() as session:
        session.clear()
    sign_in_without_password(app, client, identity)
    client.post("/language/en")
    assert "There is no round yet" in client.page("/review/").text_of("h2")


def sign_in_without_password(app: Flask, client: PageClient, identity: uuid.UUID) -> None:
    """A session of somebody who has no password, as the sign-in page would start it."""
    from portal.services import sign_ins

    with app.app_context():
        somebody = db.session.get_one(Person, identity)
        started, uniquifier = sign_ins.start(somebody), somebody.fs_uniquifier
    with client.session_transaction() as session:
        session.update({"_user_id": uniquifier, "_fresh": True, "sign_in": str(started)})


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
