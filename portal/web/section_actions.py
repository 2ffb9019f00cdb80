"""What the buttons of a section page do to the posted cells before they are saved.

Removing and moving rows are changes of a list's order cell, so every button is one save. Adding a row
saves what was typed and asks for one more blank row to type into: an empty row is no row. Converting puts
the figure that the button names into its cell.
"""

import re
from dataclasses import dataclass

from portal.form.blocks import ROWS

BUTTON = re.compile(r"(add|remove|up|down|language):([a-z_]+)(?:\.([a-z0-9]{1,12}))?")

CONVERT = re.compile(r"(convert(?:-listed)?):([a-z0-9_.]{3,120})=([0-9.]{1,40})")

Posted = list[tuple[str, str]]


@dataclass(frozen=True)
class Edited:
    """The cells to save, and what to do afterwards: *verb* with the block (or cell) it concerns.

    ``blank_rows`` is how many rows to type into the page is to offer after “add a row”.
    """

    posted: Posted
    verb: str
    block: str = ""
    blank_rows: int = 0


def edit(posted: Posted, action: str) -> Edited:
    """*posted* with the effect of the button *action*; an unknown button saves."""
    converted = CONVERT.fullmatch(action)
    if converted:
        verb, address, text = converted.groups()
        return Edited([*(cell for cell in posted if cell[0] != address), (address, text)], verb, address)
    match = BUTTON.fullmatch(action)
    if match is None:
        return Edited(posted, action if action in {"next", "sign-out"} else "save")
    verb, block, row = match[1], match[2], match[3] or ""
    if verb == "language":
        return Edited(posted, "language", block)
    if verb == "add":
        return Edited(posted, "add", block, _blank_rows(posted, block) + 1)
    order = _order(posted, block)
    if verb == "remove":
        posted = [(name, text) for name, text in posted if not name.startswith(f"{block}.{row}.")]
        order = [other for other in order if other != row]
    elif row in order:
        order = _moved(order, row, -1 if verb == "up" else 1)
    address = f"{block}.{ROWS}"
    cells = [(name, text) for name, text in posted if name != address]
    return Edited([*cells, (address, " ".join(order))], verb, block)


def _order(posted: Posted, block: str) -> list[str]:
    """The rows of *block* as the page showed them: those listed, then those typed into just now."""
    address = f"{block}.{ROWS}"
    order = [row for name, text in posted if name == address for row in text.split()]
    for name, text in posted:
        parts = name.split(".")
        if text and len(parts) == 3 and parts[0] == block:
            order.append(parts[1])
    return list(dict.fromkeys(order))


def _blank_rows(posted: Posted, block: str) -> int:
    """How many rows of *block* the page showed with nothing in them."""
    shown = {parts[1] for name, _text in posted if len(parts := name.split(".")) == 3 and parts[0] == block}
    filled = {parts[1] for name, text in posted if text and len(parts := name.split(".")) == 3 and parts[0] == block}
    return len(shown - filled)


def _moved(order: list[str], row: str, step: int) -> list[str]:
    place = order.index(row)
    target = min(max(place + step, 0), len(order) - 1)
    rest = [other for other in order if other != row]
    return [*rest[:target], row, *rest[target:]]
