"""What tests of pages share beside the ground all tests stand on."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from portal.exchange.form_workbook.contents import Contents
from portal.services import clock
from tests.support.client import PageClient
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.web.contact import Contact
from tests.web.entering import enter
from tests.web.form_workbook_desk import hold


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Put the portal's clock on by some time, as often as it is called."""
    real, gone = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + gone[0])

    def put_on(by: timedelta) -> None:
        gone[0] += by

    return put_on


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """The filing of Alice's association, still empty."""
    return Life(app, world)


@pytest.fixture
def filled(app: Flask, life: Life) -> Life:
    """The same filing, filled in."""
    fill_in(app, life.world)
    return life


@pytest.fixture
def alice(client: PageClient, life: Life) -> Contact:
    """Alice, signed in, before the pages of her filing."""
    enter(client, life.people.alice)
    return Contact(client, life)


@pytest.fixture
def holding(monkeypatch: pytest.MonkeyPatch) -> Callable[[Contents], None]:
    """Let every workbook of the form that is uploaded from now on hold these contents."""
    return partial(hold, monkeypatch)
