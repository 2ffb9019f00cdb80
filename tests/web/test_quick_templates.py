"""Quicker templates escape exactly what Jinja's own do: every kind of value, in every place."""

from typing import ClassVar

import pytest
from flask import Flask
from flask.templating import Environment
from flask_babel import lazy_gettext
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from portal.web.quick_templates import QuickEnvironment, written
from tests.support.client import PageClient

NASTY = "<script>\"'&amp;</script>"
PLACES = (
    "{{ value }}",
    '<a title="{{ value }}">{{ value }}</a>',
    "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(value) }}",
    "{% set kept %}<i>{{ value }}</i>{% endset %}{{ kept }}",
    "{% for each in [value, value] %}{{ each }}{% endfor %}",
    "{{ value ~ '<' }}{{ '<p>'|safe ~ value }}",
    "{{ value if value else '<none>' }}",
    "{% autoescape false %}{{ value }}{% endautoescape %}",
    "{% macro m() %}<u>{{ caller() }}</u>{% endmacro %}{% call m() %}{{ value }}{% endcall %}",
)
#: Ways to an attribute: of an object, a dict, what a call gives; in a loop, a test, a filter; to one that is not there.
PATHS = (
    "{{ thing.name }}",
    "{{ thing.parts.first }}",
    "{{ thing.parts.first.nothing }}",
    "{{ thing.nothing }}",
    "{{ thing.made().name }}",
    "{{ thing.parts.items()|list }}",
    "{{ (thing if thing.name else none).name }}",
    "{% for each in [thing] if each.name %}{{ loop.index }}{{ each.name }}{% endfor %}",
    "{{ [thing]|map(attribute='name')|list }}",
    "{% set kept = namespace(name=1) %}{% set kept.name = thing.name %}{{ kept.name }}",
    "{{ thing.nothing is defined }}",
)


class Thing:
    name = NASTY
    parts: ClassVar = {"first": "<1>"}

    def made(self) -> "Thing":
        return self


class Html:
    def __html__(self) -> str:
        return "<em>html</em>"


@given(
    st.text() | st.integers() | st.none() | st.decimals() | st.booleans() | st.lists(st.text(max_size=5), max_size=3)
)
def test_any_value_is_escaped_as_markupsafe_escapes_it(value: object) -> None:
    assert written(value) == str(escape(value))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "value",
    [NASTY, Markup("<b>bold</b>"), Html(), 12, None, 0.5, ["<"]],
    ids=["text", "markup", "html", "int", "none", "float", "list"],
)
def test_a_template_renders_to_the_same_text_as_with_jinja_s_own_code(place: str, value: object) -> None:
    app = Flask(__name__)
    own, quick = Environment(app, autoescape=True), QuickEnvironment(app, autoescape=True)
    assert quick.from_string(place).render(value=value) == own.from_string(place).render(value=value)


@pytest.mark.parametrize("path", PATHS)
def test_an_attribute_is_found_where_jinja_finds_it(path: str) -> None:
    app = Flask(__name__)
    own, quick = Environment(app, autoescape=True), QuickEnvironment(app, autoescape=True)
    assert quick.from_string(path).render(thing=Thing()) == own.from_string(path).render(thing=Thing())


def test_a_call_on_the_way_to_what_is_not_there_is_made_once(app: Flask) -> None:
    calls = []
    rendered = app.jinja_env.from_string("{{ call().nothing is defined }}").render(call=lambda: calls.append(1))
    assert (rendered, calls) == ("False", [1])


def test_the_quick_code_is_really_what_templates_are_made_of(app: Flask) -> None:
    source = app.jinja_env.compile("<a>{{ value }}</a>", "x.html", "x.html", raw=True)
    assert "yield written(" in source
    assert "escape(" not in source


def test_what_is_not_there_still_fails_in_a_strict_environment(client: PageClient, app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nothing }}").render()


def test_a_word_that_is_looked_up_late_is_treated_as_by_markupsafe(app: Flask) -> None:
    with app.test_request_context():
        assert written(lazy_gettext("<")) == str(escape(lazy_gettext("<")))
