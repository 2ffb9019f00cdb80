"""A heading of a work summary, as it is found at upload and kept beside the file."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Heading(NamedTuple):
    """A heading: its level (1 to 9), its text, and how many characters stand between it and the next one.

    Blanks are not counted.
    """

    level: int
    text: str
    characters: int


def kept_headings(kept: Iterable[Mapping[str, Any]] | None) -> tuple[Heading, ...] | None:
    """The headings as they are kept beside a file; None where none could be read from it."""
    return None if kept is None else tuple(Heading(one["level"], one["text"], one["characters"]) for one in kept)
