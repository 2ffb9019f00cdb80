"""Every word of the interface is translated. Its message ids are English, so English needs no catalogue."""

import re
import tomllib
from functools import cache
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from tests.house_rules.repository import ROOT

CATALOGUE = ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "N_": None}
NAMED = re.compile(r"%\((\w+)\)[sd]")
HAN = re.compile(r"[\u4e00-\u9fff]")

Id = str | tuple[str, ...]


@cache
def used() -> set[Id]:
    """Every message id in code and templates, read as ``make translations`` reads them."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    found = extract_from_dir(ROOT / "portal", _below_portal(methods), keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def _below_portal(methods: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pattern.removeprefix("portal/"), method) for pattern, method in methods]


@cache
def chinese() -> Catalog:
    """The Chinese catalogue."""
    assert CATALOGUE.is_file(), "there is no Chinese catalogue: make translations"
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh", domain="messages")


def texts_of(value: Any) -> list[str]:
    """The text, or all plural forms."""
    return list(value) if isinstance(value, list | tuple) else [value]


def test_message_ids_are_english() -> None:
    assert used()
    assert [message for message in used() if any(HAN.search(text) for text in texts_of(message))] == []


def test_every_message_in_use_is_in_the_chinese_catalogue() -> None:
    known = {message.id for message in chinese() if message.id}
    assert sorted(map(str, used() - known)) == []


def test_the_chinese_catalogue_holds_nothing_that_is_not_in_use() -> None:
    known = {message.id for message in chinese() if message.id}
    assert sorted(map(str, known - used())) == []
    assert not chinese().obsolete


def test_every_message_is_translated_and_none_is_a_guess() -> None:
    messages = [message for message in chinese() if message.id]
    assert [m.id for m in messages if m.fuzzy or not all(texts_of(m.string))] == []


def test_a_translation_fills_in_the_same_values_as_its_message() -> None:
    different = []
    for message in chinese():
        forms = [set(NAMED.findall(text)) for text in texts_of(message.id)]
        for text in texts_of(message.string):
            named = set(NAMED.findall(text))
            if not set.intersection(*forms) <= named <= set.union(*forms):
                different.append(text)
    assert different == []
