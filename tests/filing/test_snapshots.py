"""The canonical form of what was submitted, its hash, and the reference number on the receipt."""

import copy
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.filing.snapshots import canonical, content_hash, reference_number

CONTENT: dict[str, Any] = {
    "edition": "2017",
    "round": {"year": 2017, "settings": {}},
    "sections": {
        "system_building": {"revision": 3, "cells": {"members.member_total": "12", "basics.name": "虚构协会"}}
    },
    "answers": {"one": {"kind": "changed", "text": ""}},
    "files": [{"id": "a", "sha256": "0" * 64}, {"id": "b", "sha256": "1" * 64}],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def test_the_canonical_form_is_utf_8_json_with_sorted_keys_and_no_blanks() -> None:
    assert canonical({"b": "协会", "a": [1, True, None], "c": {}}) == '{"a":[1,true,null],"b":"协会","c":{}}'.encode()


def test_the_hash_is_the_sha_256_of_the_canonical_form() -> None:
    assert content_hash({"a": "1"}) == hashlib.sha256(b'{"a":"1"}').hexdigest()


def reordered(thing: Any) -> Any:
    """The same content with the keys of every mapping the other way round."""
    if isinstance(thing, dict):
        return {key: reordered(thing[key]) for key in reversed(thing)}
    return [reordered(item) for item in thing] if isinstance(thing, list) else thing


def test_the_order_of_keys_does_not_matter_and_the_order_of_files_does() -> None:
    assert content_hash(reordered(CONTENT)) == content_hash(CONTENT)
    assert content_hash(CONTENT | {"files": CONTENT["files"][::-1]}) != content_hash(CONTENT)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), JSON, max_size=4))
def test_what_comes_back_from_the_database_has_the_hash_it_went_in_with(content: dict[str, Any]) -> None:
    assert content_hash(json.loads(json.dumps(reordered(content)))) == content_hash(content)


def leaves(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in *thing* that is neither mapping nor list."""
    items = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    found = False
    for key, value in items:
        found = True
        yield from leaves(value, (*path, key))
    if not found and not isinstance(thing, dict | list):
        yield path


@pytest.mark.parametrize("path", list(leaves(CONTENT)), ids=lambda path: ".".join(map(str, path)))
def test_one_changed_value_anywhere_changes_the_hash(path: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(CONTENT)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = f"{holder[path[-1]]} "
    assert content_hash(changed) != content_hash(CONTENT)


def test_a_blank_cell_and_an_absent_one_and_a_zero_are_three_different_things() -> None:
    contents = [{"cells": {}}, {"cells": {"members.member_total": ""}}, {"cells": {"members.member_total": "0"}}]
    assert len({content_hash(content) for content in contents}) == 3


@pytest.mark.parametrize("strange", [float("nan"), float("inf"), {1, 2}, object()])
def test_what_is_not_json_is_refused_instead_of_hashed(strange: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": strange})


@pytest.mark.parametrize(
    ("year", "region", "serial", "number", "expected"),
    [
        (2017, "440000", 12, 2, "2017-44-0012-2"),
        (2017, "000000", 1, 1, "2017-00-0001-1"),
        (2018, "XPCC", 7, 10, "2018-XP-0007-10"),
        (2018, "530000", 12345, 1, "2018-53-12345-1"),
    ],
)
def test_the_reference_number_names_round_region_filing_and_submission(
    year: int, region: str, serial: int, number: int, expected: str
) -> None:
    assert reference_number(year, region, serial, number) == expected


def test_reference_numbers_of_one_round_do_not_collide_across_filings_and_submissions() -> None:
    given_out = {reference_number(2017, "530000", serial, number) for serial in range(1, 50) for number in range(1, 12)}
    assert len(given_out) == 49 * 11
