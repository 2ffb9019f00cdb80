"""One answer as a cell of a spreadsheet, and back: numbers that stay exact, labels of choices, boxes to tick.

Owns what a text looks like in a cell. What a text means is read by ``form.reading``; what a
spreadsheet program made of a typed text is undone by ``probe``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from portal.exchange.form_workbook.probe import number_text
from portal.form.comparing import comparable
from portal.form.kinds import Choice, Choices, Kind, Number, Option

TICK, BOX = "☑", "□"
JOINT = "、"
PARTS = re.compile(r"[、,，;；\n]")
TICKS = frozenset({"☑", "☒", "✓", "✔", "√", "■", "1", "是", "有", "yes", "y", "x", "true"})
BOXES = frozenset({"", "□", "☐", "0", "否", "无", "no", "n", "false"})
SAFE_DIGITS = 15

#: What a cell cannot hold: controls, halves of characters, what XML calls no character.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
#: What a spreadsheet takes for the beginning of something other than text.
TEMPTING = re.compile(r"[=+\-@'#]")
#: What a spreadsheet reads as one character spelled out.
SPELLED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def written(text: str) -> str:
    """*text* as it is put into the file, so that every program reads *text* again."""
    return SPELLED.sub("_x005F_", IMPOSSIBLE.sub("", text))


def number(kind: Kind, text: str) -> int | float | None:
    """*text* as a number, if it is one of *kind* and comes back as the very same text; None otherwise."""
    if not isinstance(kind, Number) or not kind.readable(text) or sum(map(str.isdigit, text)) > SAFE_DIGITS:
        return None
    value = float(text) if "." in text else int(text)
    return value if number_text(value) == text else None


def option_label(option: Option, both: bool) -> str:
    """A choice as the drop-down offers it."""
    return f"{option.label.zh} {option.label.en}" if both else option.label.zh


def shown(kind: Kind, text: str, both: bool) -> str:
    """*text* as its cell shows it: labels for the codes of a choice, everything else as it was typed."""
    if not isinstance(kind, Choice) or not text:
        return text
    if not kind.readable(text):
        return text
    labels = {option.code: option_label(option, both) for option in kind.options}
    return JOINT.join(labels[part] for part in (text.split(",") if isinstance(kind, Choices) else [text]))


def chosen(kind: Kind, text: str) -> str:
    """The codes for the labels in *text*, in whichever language; what is no label stays as it was typed."""
    if not isinstance(kind, Choice) or not text:
        return text
    codes = _codes(kind)
    if not isinstance(kind, Choices):
        return codes.get(comparable(text), text)
    parts = [codes.get(comparable(part), "") for part in PARTS.split(text) if part.strip()]
    return kind.read(",".join(parts) if all(parts) else text)


@lru_cache(maxsize=32)
def _codes(kind: Choice) -> dict[str, str]:
    found = {}
    for option in kind.options:
        for label in (option.code, *option.label, option_label(option, both=True)):
            found[comparable(label)] = option.code
    return found


def boxes(kind: Choices, text: str) -> list[str]:
    """The boxes of a choice, a cell each. What is no choice of the list stands, as typed, in the first one."""
    if text and not kind.readable(text):
        return [text, *[BOX] * (len(kind.options) - 1)]
    ticked = set(text.split(","))
    return [TICK if option.code in ticked else BOX for option in kind.options]


def boxed(kind: Choices, cells: Iterable[tuple[str, str]]) -> str:
    """The reverse of :func:`boxes`: *cells* are codes of options and what stands in their cells."""
    parts = []
    for option, text in cells:
        sign = comparable(text)
        if sign in TICKS:
            parts.append(option)
        elif sign not in BOXES:
            parts.append(chosen(kind, text))
    return kind.read(",".join(parts))


def ticked(text: str) -> str:
    """本项无 as the document keeps it: ``1`` or blank; what is neither sign counts as a tick."""
    return "" if comparable(text) in BOXES else "1"
