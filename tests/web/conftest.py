"""What tests of pages share beside the ground all tests stand on."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.services import clock


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Put the portal's clock on by some time, as often as it is called."""
    real, gone = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + gone[0])

    def put_on(by: timedelta) -> None:
        gone[0] += by

    return put_on
