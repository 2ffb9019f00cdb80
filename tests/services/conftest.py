"""What several tests of the services begin with."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.people import World
from tests.support.races import Ring, ring_of


@pytest.fixture
def ring(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """Eight people and a filing that they can fight over."""
    with ring_of(app, world, monkeypatch) as made:
        yield made
