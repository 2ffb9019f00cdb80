"""How a cell is labelled and typed in on a page: one look for each kind of field, one label in three lengths.

Owns what a kind means for an input. Does not own how typed text is read (:mod:`portal.form.kinds`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from portal.form.blocks import Block, Field
from portal.form.checks.plan import label_of
from portal.form.context import FormContext
from portal.form.kinds import Amount, Choice, Choices, Email, FoldedText, Integer, Kind, Mobile, Phone, Text, Url, Year
from portal.form.wording import Wording
from portal.web.cuts import is_mark

#: A text longer than this grows over several lines instead of running out of sight.
ONE_LINE = 60
#: A text longer than this stands alone on its line.
WIDE = 200

#: Words for the units of the form; counting in English takes none where Chinese counts by 个.
UNITS = {
    "件": Wording("件", "items"),
    "万元": Wording("万元", "CNY 10,000"),
    "个": Wording("个", ""),
    "人": Wording("人", "persons"),
}
UNIT = re.compile("（(?:{})）".format("|".join(UNITS)))
IN_YEAR = Wording("{year}年 {label}", "{label}, {year}")

INPUT_MODES: dict[type[Kind], str] = {
    Integer: "numeric",
    Year: "numeric",
    Amount: "decimal",
    Phone: "tel",
    Mobile: "tel",
    Email: "email",
    Url: "url",
}
#: What browsers may fill in from what they know about the person who sits before them (WCAG 1.3.5).
PURPOSES = {
    "contact_name": "name",
    "contact_position": "organization-title",
    "office_phone": "work tel",
    "contact_email": "email",
    "mobile": "mobile tel",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is typed in; ``attributes`` says so in the input itself.

    ``grouped`` numbers show thousands commas; ``long`` text grows, ``wide`` text takes a line of its own.
    """

    css: str
    mode: str
    autocomplete: str
    grouped: bool
    long: bool
    wide: bool
    options: tuple[tuple[str, str], ...]
    multiple: bool
    attributes: Markup

    def option_list(self, chosen: str) -> Markup:
        """The options of a choice of one, *chosen* selected; text that is no choice of it stays to be seen.

        For the mark of an answer that mark: the list is set in with the answer.
        """
        if is_mark(chosen):
            return Markup(chosen)  # noqa: S704  # no text of anybody's
        if any(code == chosen for code, _label in self.options):
            return _option_list(self.options, chosen)
        return Markup("{}{}").format(_option_list(self.options, ""), _option(chosen, chosen, chosen) if chosen else "")


def _option(code: str, label: str, chosen: str) -> Markup:
    selected = Markup(" selected") if code == chosen and code else ""
    return Markup('<option value="{}"{}>{}</option>').format(code, selected, label)


@lru_cache(maxsize=256)
def _option_list(options: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """The whole list for each of its codes: known beforehand, and asked for in every row."""
    return Markup("").join(_option(code, label, chosen) for code, label in (("", ""), *options))


@dataclass(frozen=True, slots=True)
class Label:
    """The official label: ``text`` and ``unit`` as a table prints them, ``spoken`` where it stands on its own.

    ``beside`` is the unit to set beside an input, where the label itself does not print it.
    """

    text: str
    unit: str
    beside: str
    spoken: str
    pattern: str

    def in_year(self, year: int) -> str:
        """What a screen reader says for the cell of *year*."""
        return self.pattern.format(year=year, label=self.spoken)


def attributes(id_: str, name: str, spoken: str, look: Look | None = None) -> Markup:
    """What makes an input this cell's: id, address, a name for those who cannot see where it stands, and *look*."""
    rest = look.attributes if look else ""
    return Markup(f'id="{id_}" name="{name}" aria-label="{escape(spoken)}"{rest}')  # noqa: S704  # ids are codes


def look_of(field: Field, language: str) -> Look:
    """The look of *field*."""
    kind = field.kind
    options = kind.options if isinstance(kind, Choice) else ()
    length = kind.max_length if isinstance(kind, Text) else 0
    mode = INPUT_MODES.get(type(kind), "text")
    purpose = PURPOSES.get(field.code, "off")
    grouped = isinstance(kind, Integer | Amount)
    said = [] if options else [f' inputmode="{mode}" autocomplete="{purpose}"']
    said += [' class="num"'] if kind.numeric else []
    said += [" data-grouped"] if grouped else []
    return Look(
        css="num" if kind.numeric else "",
        mode=mode,
        autocomplete=purpose,
        grouped=grouped,
        long=length > ONE_LINE and not isinstance(kind, Email),
        wide=isinstance(kind, Text) and not isinstance(kind, FoldedText) and length >= WIDE,
        options=tuple((option.code, option.label.of(language)) for option in options),
        multiple=isinstance(kind, Choices),
        attributes=Markup("".join(said)),  # noqa: S704  # written here, no text of anybody's
    )


def label_for(field: Field, block: Block, context: FormContext, language: str) -> Label:
    """The label of *field* in *language*, units apart so that they can be set in a lighter tone."""
    official = context.label(field.code, field.label).of(language)
    printed = UNIT.search(official)
    text, beside = (official[: printed.start()], "") if printed else (official, _unit(field, official, language))
    unit = printed[0] if printed else beside and (f"（{beside}）" if language == "zh" else f" ({beside})")
    if language == "en" and (field.pair_of or field.part_of):
        before, _colon, own = text.partition(": ")
        text = own[:1].upper() + own[1:] if own and before != "of which" else text
    spoken = UNIT.sub("", label_of(field, block, context).of(language))
    return Label(text, unit, beside, spoken, IN_YEAR.zh if language == "zh" else IN_YEAR.en)


def _unit(field: Field, official: str, language: str) -> str:
    """The unit where the label does not print it; years need none."""
    unit = UNITS.get(field.unit or "")
    if unit is None or (field.unit or "") in official:
        return ""
    return unit.of(language)
