"""The floor's page: the portal's own, turned into the Jinja loop that somebody would write for it by hand.

The page is cut up at its inputs. Inputs that have the same attributes in the same order are of one
shape; a shape is a branch of the loop. What all inputs of a shape share stands in the template as text, what
differs is an escaped expression, and the value comes from the document. Between two inputs, tags are
emitted as they are, and texts (labels, units, headings) as escaped expressions. Owns the template and
what it loops over; serves nothing.
"""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any, TypedDict

from markupsafe import Markup

from bench.pages import Piece, cut

Shape = tuple[str, tuple[str, ...]]
Gap = list[tuple[str, str]]
Row = tuple[int, Gap, str, list[Any]]
TEXT = re.compile(r"(?<=>)([^<]*[^<\s][^<]*)(?=<)")
GAP = "{%- for tags, text in gap -%}{{ tags }}{{ text }}{%- endfor -%}"
IN_CELLS = 'cells.get(name, "")'


class Page(TypedDict):
    """The template, and what it loops over: shape, what stands before, name of the cell, what differs.

    ``rest`` is what follows the last input.
    """

    template: str
    rows: list[Row]
    rest: Gap


def page_of(page: str) -> Page:
    """The floor's page for the portal's *page*."""
    pieces, rest = cut(page)
    shapes: dict[Shape, list[Piece]] = {}
    for piece in pieces:
        shapes.setdefault(_shape(piece), []).append(piece)
    by_frequency = sorted(shapes, key=lambda shape: -len(shapes[shape]))
    varying = {shape: _varying(shapes[shape]) for shape in by_frequency}
    rows = [
        (by_frequency.index(shape), _gap(piece["gap"]), piece["name"], _own(piece, varying[shape]))
        for piece, shape in ((piece, _shape(piece)) for piece in pieces)
    ]
    branches = "".join(
        f"{{%- {'elif' if number else 'if'} shape == {number} -%}}{_markup(shapes[shape][0], varying[shape])}"
        for number, shape in enumerate(by_frequency)
    )
    loop = f"{{%- for shape, gap, name, own in rows -%}}{GAP}{branches}{{%- endif -%}}{{%- endfor -%}}"
    return Page(template=loop + GAP.replace("in gap", "in rest"), rows=rows, rest=_gap(rest))


def ready(page: Page) -> Page:
    """*page* as it came from a file, its tags marked as what they are so that only texts are escaped."""
    rows = [(shape, _marked(gap), name, own) for shape, gap, name, own in page["rows"]]
    return Page(template=page["template"], rows=rows, rest=_marked(page["rest"]))


def _gap(markup: str) -> Gap:
    """*markup* as pairs of tags and the text that follows them."""
    parts = [*TEXT.split(markup), ""]
    return [(tags, unescape(text)) for tags, text in zip(parts[::2], parts[1::2], strict=True)]


def _marked(gap: Gap) -> Gap:
    return [(Markup(tags), text) for tags, text in gap]  # noqa: S704  # the portal's own page


def shown_cells(page: str) -> dict[str, str]:
    """The cells of *page* by name, as it shows them: the floor's document."""
    cells: dict[str, str] = {}
    for piece in cut(page)[0]:
        if piece["kind"] == "tick":
            ticked = [piece["value"]] if piece["checked"] else []
            cells[piece["name"]] = ",".join([*cells.get(piece["name"], "").split(","), *ticked]).strip(",")
        else:
            cells[piece["name"]] = piece["value"]
    return cells


def _shape(piece: Piece) -> Shape:
    names = (name for name, _text in piece["attributes"] if name not in ("checked", "value"))
    return piece["kind"], tuple(names)


def _varying(pieces: Sequence[Piece]) -> list[str]:
    """The attributes, beside the name and a typed value, that are not the same for all of *pieces*."""
    found = [dict(piece["attributes"]) for piece in pieces]
    names = [name for name in found[0] if name not in ("checked", "name")]
    if pieces[0]["kind"] == "input":
        names = [name for name in names if name != "value"]
    return [name for name in names if len({own.get(name) for own in found}) > 1]


def _own(piece: Piece, varying: Sequence[str]) -> list[Any]:
    attributes = dict(piece["attributes"])
    own: list[Any] = [attributes.get(name) for name in varying]
    return [*own, piece["options"]] if piece["kind"] == "select" else own


def _markup(piece: Piece, varying: Sequence[str]) -> str:
    """The template of one shape of input."""
    kind = piece["kind"]
    written = [_attribute(name, text, kind, varying) for name, text in piece["attributes"] if name != "checked"]
    if kind == "input" and "value" not in dict(piece["attributes"]):
        written.append(f'value="{{{{ {IN_CELLS} }}}}"')
    tag = " ".join(["input" if kind == "tick" else kind, *written])
    if kind == "tick":
        value = f"own[{varying.index('value')}]" if "value" in varying else repr(piece["value"])
        return f"<{tag}{{% if {value} in {IN_CELLS} %}} checked{{% endif %}}>"
    if kind == "textarea":
        return f"<{tag}>{{{{ {IN_CELLS} }}}}</textarea>"
    if kind == "select":
        chosen = f"{{% if value == {IN_CELLS} %}} selected{{% endif %}}"
        options = f'<option value="{{{{ value }}}}"{chosen}>{{{{ label }}}}</option>'
        return f"<{tag}>{{%- for value, label in own[{len(varying)}] -%}}{options}{{%- endfor -%}}</select>"
    return f"<{tag}>"


def _attribute(name: str, text: str | None, kind: str, varying: Sequence[str]) -> str:
    if name == "name":
        return 'name="{{ name }}"'
    if name == "value" and kind == "input":
        return f'value="{{{{ {IN_CELLS} }}}}"'
    if name in varying:
        return f'{name}="{{{{ own[{varying.index(name)}] }}}}"'
    return name if text is None else f'{name}="{escape(text)}"'
