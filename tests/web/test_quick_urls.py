"""Addresses built once are the ones that Flask builds, wherever the portal is mounted."""

import uuid

import pytest
from flask import Flask, url_for

from portal.web import quick_urls

MOUNTS = ["", "/returns"]


@pytest.mark.parametrize("mount", MOUNTS)
def test_an_address_that_takes_nothing_is_that_of_flask(app: Flask, mount: str) -> None:
    for _again in range(2):
        with app.test_request_context(base_url=f"http://localhost{mount}"):
            assert quick_urls.plain("filings.index") == url_for("filings.index") == f"{mount}/filings/"


@pytest.mark.parametrize("mount", MOUNTS)
def test_each_filing_has_its_own_address(app: Flask, mount: str) -> None:
    for filing in (uuid.uuid4(), uuid.uuid4()):
        with app.test_request_context(base_url=f"http://localhost{mount}"):
            built = quick_urls.of_filing("system_building.show", filing)
            assert built == url_for("system_building.show", filing_id=filing)
            assert str(filing) in built


@pytest.mark.parametrize(
    "call",
    [
        "url_for('static', filename='portal.css')",
        "url_for('static', filename='js/section.js')",
        "url_for('submitting.show', filing_id=filing)",
        "url_for('queue.index', region='440000')",
        "url_for('system_building.show', filing_id=filing, problems=1)",
    ],
)
def test_templates_are_given_what_flask_gives(app: Flask, call: str) -> None:
    filing = uuid.uuid4()
    with app.test_request_context():
        expected = eval(call, {"url_for": url_for, "filing": filing})  # noqa: S307  # the calls above
        assert app.jinja_env.from_string("{{ " + call + " }}").render(filing=filing) == expected.replace("&", "&amp;")
