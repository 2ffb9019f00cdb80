"""Desks for tests of section pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.models import Filing, Person
from tests.sections.desk import Desk
from tests.support.client import PageClient
from tests.support.people import People

DeskOf = Callable[..., Desk]


@pytest.fixture
def desk_of(
    app: Flask, people: People, filing: Filing, sign_in: Callable[[PageClient, Person], TestResponse]
) -> DeskOf:
    """A desk for Alice (or somebody else) at a section of Alice's filing, its page open."""

    def make(section: str, person: Person | None = None) -> Desk:
        client = app.test_client()
        assert isinstance(client, PageClient)
        sign_in(client, person or people.alice)
        desk = Desk(client, filing, section)
        desk.open()
        return desk

    return make
