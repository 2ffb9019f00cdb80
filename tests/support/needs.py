"""What tests need beside Python, and what happens where it is missing."""

import os
import shutil
from typing import NoReturn

import pytest

REQUIRE_ALL = "PORTAL_REQUIRE_ALL"
BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")


def missing(what: str) -> NoReturn:
    """Skip the present test because of *what*; where everything is required (as in CI), fail it."""
    if os.environ.get(REQUIRE_ALL) == "1":
        pytest.fail(f"{what} ({REQUIRE_ALL}=1 says that it must be here)")
    pytest.skip(what)


def browser_program() -> str:
    """Path of Chromium; the present test is skipped or fails where there is none."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    missing("Chromium is not installed, so nothing was tried in a browser")
