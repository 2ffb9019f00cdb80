"""The first wall: every endpoint on a filing, for everybody, on one's own, a foreign and an unknown filing.

A foreign filing answers like one that does not exist, to the byte; nothing is changed by the asking.
"""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.form.blocks import Section
from portal.form.editions import EDITION_2017
from portal.web.guards import Policy, policy_of
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.html import Page
from tests.support.lives import AT, Life
from tests.support.people import People, World
from tests.support.rows import Row, stored_rows

SignIn = Callable[[PageClient, object], TestResponse]
EVERYBODY = ("alice", "bob", "charlie", "clara", "conrad", "nadia", "olga")

#: Who is let through to the filing of Alice's association, by policy; whoever may know of it is told 403.
LET_THROUGH = {
    Policy.READS_ANSWERS: {"alice", "bob"},
    Policy.EDITS_ANSWERS: {"alice", "bob"},
    Policy.SAVES_ANSWERS: {"alice", "bob"},
    Policy.SUBMITS: {"alice"},
    Policy.READS_SUBMISSION: {"alice", "bob"},
    Policy.REVIEWS: {"clara"},
    Policy.ADMINISTRATES_FILING: {"nadia"},
}
#: From the first submission on.
LET_THROUGH_LATER = LET_THROUGH | {Policy.READS_SUBMISSION: {"alice", "bob", "clara", "nadia", "olga"}}
#: To these the filing does not exist.
KNOW_NOTHING = {"charlie", "conrad"}
#: Who is let through where no filing is named.
OF_PART = {
    Policy.WATCHES: {"clara", "conrad", "nadia", "olga"},
    Policy.INVITES: {"alice", "charlie", "clara", "conrad", "nadia"},
    Policy.ADMINISTRATES: {"nadia"},
}
#: Says when somebody was last seen, which asking changes by itself.
OF_ASKING = {"sign_in"}
#: What else a rule may name; nothing of it exists.
NAMED = {"<row>": "r1", "<int:number>": "7", "<token>": "no-such-token", "<code>": "en"}
UNKNOWN = re.compile(r"<uuid:(?!filing_id)\w+>")


def endpoints(app: Flask) -> Iterator[tuple[str, Rule, Policy]]:
    """Method, rule and policy of every endpoint."""
    for rule in app.url_map.iter_rules():
        policy = policy_of(app, rule.endpoint)
        assert policy is not None, rule
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
            yield method, rule, policy


def filing_endpoints(app: Flask) -> Iterator[tuple[str, str, Policy]]:
    """Method, rule and policy of every endpoint that works on a filing."""
    return ((method, rule.rule, policy) for method, rule, policy in endpoints(app) if "filing_id" in rule.arguments)


def path_of(rule: str, filing_id: uuid.UUID | None = None) -> str:
    """*rule* for a filing; whatever else it names does not exist."""
    for placeholder, value in (NAMED | {"<uuid:filing_id>": str(filing_id)}).items():
        rule = rule.replace(placeholder, value)
    rule = UNKNOWN.sub(lambda _found: str(uuid.uuid4()), rule)
    assert "<" not in rule
    return rule


def new_client(app: Flask) -> PageClient:
    """A client that nobody has signed in with yet."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture(params=[False, True], ids=["never submitted", "submitted"])
def submitted(request: pytest.FixtureRequest, app: Flask, world: World) -> bool:
    """Whether Alice has submitted the filing before all this."""
    if request.param:
        fill_in(app, world)
        Life(app, world).submit()
    return bool(request.param)


def test_the_table_speaks_of_every_policy(app: Flask) -> None:
    used = {policy for _method, _rule, policy in endpoints(app)}
    assert LET_THROUGH.keys() >= {policy for _method, _rule, policy in filing_endpoints(app)}
    assert used - LET_THROUGH.keys() - OF_PART.keys() == {Policy.PUBLIC, Policy.SIGNED_IN}


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_endpoint_answers_each_person_as_the_table_says(
    app: Flask, world: World, people: People, sign_in: SignIn, submitted: bool, who: str, database_url: str
) -> None:
    client, table = new_client(app), LET_THROUGH_LATER if submitted else LET_THROUGH
    sign_in(client, getattr(people, who))
    before = everything(database_url)
    refused = 0
    for method, rule, policy in filing_endpoints(app):
        if who in table[policy]:
            continue
        wanted = 404 if who in KNOW_NOTHING else 403
        response = client.open(path_of(rule, world.filing.id), method=method, expect=wanted)
        unknown = client.open(path_of(rule, uuid.uuid4()), method=method, expect=404)
        if wanted == 404:
            assert body(response) == body(unknown), rule
        refused += 1
    assert everything(database_url) == before
    let_through = [policy for _method, _rule, policy in filing_endpoints(app) if who in table[policy]]
    assert refused == len(list(filing_endpoints(app))) - len(let_through)
    assert bool(let_through) is any(who in names for names in table.values())


@pytest.mark.parametrize("who", ["alice", "bob", "clara", "nadia", "olga"])
def test_whoever_is_let_through_reads_the_pages_of_a_submitted_filing(
    app: Flask, world: World, people: People, sign_in: SignIn, who: str
) -> None:
    fill_in(app, world)
    Life(app, world).submit()
    client, read = new_client(app), 0
    sign_in(client, getattr(people, who))
    for method, rule, policy in filing_endpoints(app):
        alone = rule.replace("<int:number>", "1").count("<") == 1
        if method == "GET" and alone and who in LET_THROUGH_LATER[policy]:
            path = path_of(rule.replace("<int:number>", "1"), world.filing.id)
            client.get(path, query_string={"address": AT})
            read += 1
    assert read


@pytest.mark.parametrize("who", EVERYBODY)
def test_where_no_filing_is_named_the_part_of_the_person_decides(
    app: Flask, people: People, sign_in: SignIn, who: str, database_url: str
) -> None:
    client = new_client(app)
    sign_in(client, getattr(people, who))
    before = everything(database_url)
    refused = set()
    for method, rule, policy in endpoints(app):
        if policy in OF_PART and who not in OF_PART[policy]:
            client.open(path_of(rule.rule), method=method, expect=403)
            refused.add(policy)
    assert everything(database_url) == before
    assert refused == {policy for policy, names in OF_PART.items() if who not in names}


def body(response: TestResponse) -> str:
    """The body without the token against forged requests, which is new for each page."""
    return response.text.replace(Page(response.text).csrf_token() or "-", "")


def everything(url: str) -> dict[str, list[Row]]:
    """All that the database holds, but for who has signed in."""
    return {table: rows for table, rows in stored_rows(url).items() if table not in OF_ASKING}


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_contacts_of_one_association_do_not_find_the_filing_of_another(
    app: Flask, world: World, people: People, sign_in: SignIn, who: str, database_url: str
) -> None:
    client = new_client(app)
    sign_in(client, getattr(people, who))
    before = everything(database_url)
    for method, rule, _policy in filing_endpoints(app):
        foreign = client.open(path_of(rule, world.foreign_filing.id), method=method, expect=404)
        unknown = client.open(path_of(rule, uuid.uuid4()), method=method, expect=404)
        assert body(foreign) == body(unknown), rule
    assert everything(database_url) == before


def test_who_is_not_signed_in_is_asked_to_sign_in_and_learns_nothing(
    app: Flask, world: World, database_url: str
) -> None:
    client, before = new_client(app), everything(database_url)
    asked = 0
    for method, rule, policy in endpoints(app):
        if policy is Policy.PUBLIC:
            continue
        for filing in (world.filing.id, uuid.uuid4()):
            answer = client.open(path_of(rule.rule, filing), method=method, expect=302 if method == "GET" else 401)
            assert method != "GET" or "/sign-in" in answer.location
        asked += 1
    assert everything(database_url) == before
    assert asked > len(list(filing_endpoints(app)))


@pytest.mark.parametrize("section", EDITION_2017.sections, ids=lambda s: s.code)
def test_posting_fields_that_decide_about_the_filing_changes_nothing_but_cells(
    app: Flask, world: World, people: People, sign_in: SignIn, section: Section, database_url: str
) -> None:
    client = new_client(app)
    sign_in(client, people.alice)
    before = everything(database_url)["filing"]
    path = f"/filings/{world.filing.id}/{section.code.replace('_', '-')}"
    for name in ("state", "association_id", "region_code", "role", "round_id", "version", "is_active", "reviewer"):
        client.post(path, data={"revision": "0", name: "accepted"}, expect=303)
    assert everything(database_url)["filing"] == before


def test_the_list_shows_each_person_just_what_they_may_know_of(
    app: Flask, world: World, people: People, sign_in: SignIn
) -> None:
    ours, theirs = world.association.name, world.foreign_association.name
    shown = {
        "alice": {ours}, "bob": {ours}, "charlie": {theirs}, "clara": {ours}, "conrad": {theirs},
        "nadia": {ours, theirs}, "olga": {ours, theirs},
    }  # fmt: skip
    for who, names in shown.items():
        client = new_client(app)
        sign_in(client, getattr(people, who))
        text = client.get("/filings/").text
        assert {name for name in (ours, theirs) if name in text} == names, who
