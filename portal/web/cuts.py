"""HTML made once by a macro, cut where answers stand, and put together again around each reader's answers.

Most cells of a page have nothing said at them; their HTML differs by the answer alone. A macro makes it once,
with a mark in the place of each answer, and setting the answers in is then all that a request costs. Owns
neither the HTML (that is the macro's) nor the answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.quick_templates import written

#: Around the name of an answer, where the answer will stand. Of no script, so that no escaping changes them.
OPENS, CLOSES = "\ue000", "\ue001"
MARK = re.compile(f"{OPENS}(\\d):([^{CLOSES}]*){CLOSES}")


def mark(name: str, of: int = 0) -> str:
    """What a macro is given in the place of the answer *name*, to be found in the mapping *of* when it is filled."""
    return f"{OPENS}{of}:{name}{CLOSES}"


def marked_html(name: str) -> Markup:
    """The mark of an answer that is HTML."""
    return Markup(mark(name))  # noqa: S704  # names are codes of the form


def is_mark(text: str) -> bool:
    """Whether *text* stands for an answer and is none."""
    return text.startswith(OPENS)


@dataclass(frozen=True)
class Marks:
    """Gives for any name the mark of the answer of that name."""

    of: int = 0

    def __getitem__(self, name: str) -> str:
        return mark(name, self.of)


class Cut:
    """HTML with the places of answers in it. Shared by all readers: it holds nobody's answers."""

    _pieces: list[str]
    _places: list[tuple[int, int, str]]
    __slots__ = ("_pieces", "_places")

    def __init__(self, marked: str) -> None:
        literal, *found = MARK.split(str(marked))
        self._pieces, self._places = [literal], []
        for of, name, then in zip(found[0::3], found[1::3], found[2::3], strict=True):
            self._places.append((len(self._pieces), int(of), name))
            self._pieces += ["", then]

    def filled(self, *answers: Mapping[str, str]) -> Markup:
        """The HTML with *answers* in their places, escaped unless they are HTML themselves.

        Raises KeyError when an answer is not there.
        """
        pieces = self._pieces.copy()
        for place, of, name in self._places:
            # Most cells are told nothing, and many are blank.
            if value := answers[of][name]:
                pieces[place] = written(value)
        return Markup("".join(pieces))  # noqa: S704  # pieces are the macro's, answers are escaped
