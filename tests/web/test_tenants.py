"""The first wall: every endpoint on a filing, for everybody, on one's own, a foreign and an unknown filing.

A foreign filing answers like one that does not exist, to the byte; nothing is changed by the asking.
"""

import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.form.blocks import Section
from portal.form.editions import EDITION_2017
from portal.models import CellChange, Filing, SectionDocument, UploadedFile, db
from portal.web.guards import Policy, policy_of
from tests.support.client import PageClient
from tests.support.html import Page
from tests.support.people import People, World

SignIn = Callable[[PageClient, object], TestResponse]
EVERYBODY = ("alice", "bob", "charlie", "clara", "conrad", "nadia", "olga")

# What each may do with the filing of Alice's association: status by policy; 404 means “no such filing”.
ALLOWED = {
    "alice": {Policy.READS_ANSWERS: 200, Policy.EDITS_ANSWERS: 200, Policy.SAVES_ANSWERS: 200},
    "bob": {Policy.READS_ANSWERS: 200, Policy.EDITS_ANSWERS: 200, Policy.SAVES_ANSWERS: 200},
    "charlie": {Policy.READS_ANSWERS: 404, Policy.EDITS_ANSWERS: 404, Policy.SAVES_ANSWERS: 404},
    "clara": {Policy.READS_ANSWERS: 403, Policy.EDITS_ANSWERS: 403, Policy.SAVES_ANSWERS: 403},
    "conrad": {Policy.READS_ANSWERS: 404, Policy.EDITS_ANSWERS: 404, Policy.SAVES_ANSWERS: 404},
    "nadia": {Policy.READS_ANSWERS: 403, Policy.EDITS_ANSWERS: 403, Policy.SAVES_ANSWERS: 403},
    "olga": {Policy.READS_ANSWERS: 403, Policy.EDITS_ANSWERS: 403, Policy.SAVES_ANSWERS: 403},
}


def filing_endpoints(app: Flask) -> Iterator[tuple[str, str, Policy]]:
    """Method, rule and policy of every endpoint that works on a filing."""
    for rule in app.url_map.iter_rules():
        if "filing_id" in rule.arguments:
            policy = policy_of(app, rule.endpoint)
            assert policy is not None, rule
            for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
                yield method, rule.rule, policy


def path_of(rule: str, filing_id: uuid.UUID) -> str:
    """*rule* for a filing; whatever else it names does not exist."""
    values = {"<uuid:filing_id>": filing_id, "<uuid:file_id>": uuid.uuid4(), "<row>": "r1"}
    for placeholder, value in values.items():
        rule = rule.replace(placeholder, str(value))
    assert "<" not in rule
    return rule


def new_client(app: Flask) -> PageClient:
    """A client that nobody has signed in with yet."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_endpoint_answers_each_person_as_the_table_says(
    app: Flask, world: World, people: People, sign_in: SignIn, who: str
) -> None:
    client = new_client(app)
    sign_in(client, getattr(people, who))
    before = everything(app)
    checked = 0
    for method, rule, policy in filing_endpoints(app):
        wanted = ALLOWED[who][policy]
        if wanted == 200:
            continue
        response = client.open(path_of(rule, world.filing.id), method=method, expect=wanted)
        unknown = client.open(path_of(rule, uuid.uuid4()), method=method, expect=404)
        if wanted == 404:
            assert body(response) == body(unknown), rule
        checked += 1
    assert everything(app) == before
    assert checked == (0 if who in ("alice", "bob") else len(list(filing_endpoints(app))))


def body(response: TestResponse) -> str:
    """The body without the token against forged requests, which is new for each page."""
    return response.text.replace(Page(response.text).csrf_token() or "-", "")


def everything(app: Flask) -> list[object]:
    """All that belongs to filings, as the database holds it."""
    with app.app_context():
        documents = [(s.filing_id, s.section, s.revision, s.cells) for s in db.session.scalars(select(SectionDocument))]
        filings = [(f.id, f.state, f.version, f.started_at) for f in db.session.scalars(select(Filing))]
        changes = list(db.session.scalars(select(CellChange.id)))
        uploads = list(db.session.scalars(select(UploadedFile.id)))
    return [sorted(map(repr, documents)), sorted(map(repr, filings)), changes, uploads]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_contacts_of_one_association_do_not_find_the_filing_of_another(
    app: Flask, world: World, people: People, sign_in: SignIn, who: str
) -> None:
    client = new_client(app)
    sign_in(client, getattr(people, who))
    before = everything(app)
    for method, rule, _policy in filing_endpoints(app):
        foreign = client.open(path_of(rule, world.foreign_filing.id), method=method, expect=404)
        unknown = client.open(path_of(rule, uuid.uuid4()), method=method, expect=404)
        assert body(foreign) == body(unknown), rule
    assert everything(app) == before


def test_who_is_not_signed_in_is_asked_to_sign_in_and_learns_nothing(app: Flask, world: World) -> None:
    client = new_client(app)
    for method, rule, _policy in filing_endpoints(app):
        answers = [
            client.open(path_of(rule, filing), method=method, expect=302 if method == "GET" else 401)
            for filing in (world.filing.id, uuid.uuid4())
        ]
        if method == "GET":
            assert all("/sign-in" in answer.location for answer in answers)


@pytest.mark.parametrize("section", EDITION_2017.sections, ids=lambda s: s.code)
def test_posting_fields_that_decide_about_the_filing_changes_nothing_but_cells(
    app: Flask, world: World, people: People, sign_in: SignIn, section: Section
) -> None:
    client = new_client(app)
    sign_in(client, people.alice)
    before = everything(app)[1]
    path = f"/filings/{world.filing.id}/{section.code.replace('_', '-')}"
    for name in ("state", "association_id", "region_code", "role", "round_id", "version", "is_active", "reviewer"):
        client.post(path, data={"revision": "0", name: "accepted"}, expect=303)
    assert everything(app)[1] == before


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
