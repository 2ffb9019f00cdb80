"""What the form itself says, it says in Chinese and in English, with the same values filled in."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from portal.exchange import refusals
from portal.form.checks import RULES
from portal.form.editions import EDITIONS
from portal.form.wording import Wording

HAN = re.compile(r"[\u4e00-\u9fff]")


def wordings(thing: Any, path: str) -> Iterator[tuple[str, Wording]]:
    """Every wording inside *thing*, with the way that leads to it."""
    if isinstance(thing, Wording):
        yield path, thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            if field.name != "by_code":
                yield from wordings(getattr(thing, field.name), f"{path}.{field.name}")
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from wordings(value, f"{path}.{key}")
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from wordings(value, f"{path}/{getattr(value, 'code', '')}")


EVERYTHING = [
    *wordings(EDITIONS, "edition"),
    *wordings(RULES, "rule"),
    *wordings({k: v for k, v in vars(refusals).items() if not k.startswith("_")}, "refusal"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_wording_exists_in_one_language_only(language: str) -> None:
    one_sided = [path for path, wording in EVERYTHING if not getattr(wording, language) and any(wording)]
    assert len(EVERYTHING) > 300
    assert not one_sided


def test_labels_titles_texts_and_messages_are_never_blank() -> None:
    must = ("title", "subtitle", "text", "message")
    blank = [path for path, w in EVERYTHING if path.rpartition(".")[2] in must and not w.zh]
    labels = [f for e in EDITIONS.values() for s in e.sections for b in s.blocks for f in b.fields]
    blank += [field.code for field in labels if not field.label.zh]
    assert not blank


#: The rule book's own English sentence leaves the year out, and its words are kept to the letter.
AS_THE_RULE_BOOK_HAS_IT = ["rule.UNT-04.message"]


def test_both_languages_fill_in_the_same_values() -> None:
    different = [path for path, w in EVERYTHING if placeholders(w.zh) != placeholders(w.en)]
    assert different == AS_THE_RULE_BOOK_HAS_IT


def placeholders(text: str) -> set[str]:
    """Names of the values that are filled into *text*."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_chinese_wording_is_chinese_and_english_wording_is_not() -> None:
    swapped = [path for path, w in EVERYTHING if HAN.search(w.en) and not HAN.search(w.zh)]
    assert not swapped
