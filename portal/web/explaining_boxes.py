"""Boxes to explain in, the plain ones: made once by their macro and filled, as lines are (:mod:`portal.web.cuts`).

Owns which boxes are plain. What a box shows is said by ``explaining_view``; its HTML is the macro's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from markupsafe import Markup

from portal.web.cuts import Cut, mark
from portal.web.explaining_view import Open, Place
from portal.web.language import language


def init_app(app: Flask) -> None:
    """Let templates of *app* ask for plain boxes."""
    app.jinja_env.globals["plain_box"] = plain_box


class Way(Protocol):
    """From one problem to the one before (blank at the first) and the next; *words* if that is none."""

    @property
    def previous(self) -> str: ...

    @property
    def next(self) -> str: ...

    @property
    def words(self) -> str: ...


@dataclass(frozen=True)
class _MarkedWay:
    previous: str
    next: str
    words: str


def plain_box(macro: Callable[..., Markup], place: Place, id_: str, notch: str, way: Way | None) -> Markup | None:
    """The open box of *place* with its sentences and a text to write, as *macro* makes it; None if it has more in it.

    Many such boxes stand on a page, and they differ by these alone.
    """
    box = place.open
    if box is None or not place.editable or box.conversions or box.formers or box.offers or box.error:
        return None
    shape = (language(), len(box.sentences), bool(notch), way and bool(way.previous), way and bool(way.words))
    if shape not in _boxes:
        _boxes[shape] = Cut(_marked_box(macro, len(box.sentences), notch, way))
    answers = {"id": place.id, "at": id_, "notch": notch, "keys": box.keys, "text": box.text}
    answers |= {f"sentence {number}": sentence for number, sentence in enumerate(box.sentences)}
    if way:
        answers |= {"previous": way.previous, "next": way.next, "words": way.words}
    return _boxes[shape].filled(answers)


def _marked_box(macro: Callable[..., Markup], sentences: int, notch: str, way: Way | None) -> Markup:
    said = tuple(mark(f"sentence {number}") for number in range(sentences))
    box = Open(mark("keys"), said, (), (), (), text=mark("text"), error="")
    place = Place(id=mark("id"), address="", editable=True, open=box, standing=())
    marked = way and _MarkedWay(way.previous and mark("previous"), mark("next"), way.words and mark("words"))
    return macro(place, box, mark("at"), mark("notch") if notch else "", walk=marked)


#: By language and shape; they hold nobody's words.
_boxes: dict[tuple[object, ...], Cut] = {}
