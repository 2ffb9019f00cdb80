"""Kinds of field: how typed text is read, what value it stands for, how it is shown.

Owns the reading of one cell. Does not own presence (blank is always readable), ranges across cells
or anything about where a cell stands.

A cell is kept as *canonical text*: ``read`` folds what is safe to fold (full-width digits, thousands
commas, a trailing unit) and leaves everything else as it was typed, so nothing a person wrote is
lost. ``value`` turns canonical text into a number or date, or raises :class:`Unreadable`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from portal.form.folding import clean, fold_width, group_thousands
from portal.form.wording import Wording

GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
WHOLE = re.compile(r"[0-9]{1,9}")
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
YEAR = re.compile(r"[0-9]{4}")
PARTIAL_DATE = re.compile(
    r"([0-9]{4})(?:年|-|/|\.)?(?:(?<=[-/.年])([0-9]{1,2})(?:月|-|/|\.)?(?:(?<=[-/.月])([0-9]{1,2})日?)?)?"
)
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Unreadable(ValueError):
    """The text of a cell cannot be read as its kind."""


@dataclass(frozen=True)
class Option:
    """One choice of a closed list."""

    code: str
    label: Wording


@dataclass(frozen=True)
class Kind:
    """What all kinds answer. ``name`` is the type code of the inventory; ``word`` names it in messages."""

    name: ClassVar[str] = ""
    word: ClassVar[Wording] = Wording("文字", "text")
    numeric: ClassVar[bool] = False

    def read(self, typed: str) -> str:
        """Canonical text for *typed*; the cleaned text itself when it cannot be read."""
        return clean(typed)

    def value(self, text: str) -> Any:
        """The value of non-blank canonical *text*. Raises :class:`Unreadable`."""
        return text

    def readable(self, text: str) -> bool:
        """Whether non-blank canonical *text* can be read as this kind."""
        return True

    def too_long(self, text: str) -> bool:
        """Whether *text* exceeds the length the form allows."""
        return False

    def show(self, text: str, language: str) -> str:
        """*text* as a reader sees it; unreadable text as it was typed."""
        return text


@dataclass(frozen=True)
class Text(Kind):
    """Single-line text, at most ``max_length`` characters."""

    max_length: int = 200
    name: ClassVar[str] = "text"

    def too_long(self, text: str) -> bool:
        return len(text) > self.max_length


@dataclass(frozen=True)
class FoldedText(Text):
    """Text meant for machines (telephone, e-mail, address on the net): width is folded."""

    def read(self, typed: str) -> str:
        return fold_width(clean(typed))


class Phone(FoldedText):
    name = "phone"


class Mobile(FoldedText):
    name = "mobile"


class Email(FoldedText):
    name = "email"


class Postcode(FoldedText):
    name = "postcode"


class Url(FoldedText):
    name = "url"


@dataclass(frozen=True)
class Number(Kind):
    """A non-negative number. ``units`` are the words that may trail it and are folded away."""

    minimum: int = 0
    units: tuple[str, ...] = ()
    numeric: ClassVar[bool] = True
    pattern: ClassVar[re.Pattern[str]] = WHOLE

    def read(self, typed: str) -> str:
        cleaned = clean(typed)
        if self.pattern.fullmatch(cleaned):
            return self.canonical(cleaned)
        text = fold_width(cleaned)
        for unit in self.units:
            if text.endswith(unit):
                text = text[: -len(unit)].rstrip()
                break
        if GROUPED.fullmatch(text):
            text = text.replace(",", "")
        return self.canonical(text) if self.pattern.fullmatch(text) else cleaned

    def canonical(self, text: str) -> str:
        """Readable *text* without leading zeros."""
        return text.lstrip("0") or "0"

    def value(self, text: str) -> Any:
        if not self.pattern.fullmatch(text):
            raise Unreadable(text)
        return int(text)

    def readable(self, text: str) -> bool:
        return self.pattern.fullmatch(text) is not None

    def show(self, text: str, language: str) -> str:
        return group_thousands(text) if text and self.readable(text) else text


@dataclass(frozen=True)
class Integer(Number):
    """A count of at most nine digits (FMT-11)."""

    name: ClassVar[str] = "integer"
    word: ClassVar[Wording] = Wording("整数", "whole number")


@dataclass(frozen=True)
class Amount(Number):
    """Money in CNY 10,000: at most 12 integer digits and 2 decimals, exact, never a binary float."""

    decimals: int = 2
    name: ClassVar[str] = "decimal"
    word: ClassVar[Wording] = Wording("最多两位小数的数字", "number with at most two decimals")
    pattern: ClassVar[re.Pattern[str]] = AMOUNT

    def canonical(self, text: str) -> str:
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        whole = whole.lstrip("0") or "0"
        return f"{whole}.{fraction}" if fraction else whole

    def value(self, text: str) -> Any:
        if not self.pattern.fullmatch(text):
            raise Unreadable(text)
        return Decimal(text)


@dataclass(frozen=True)
class Year(Number):
    """A calendar year of four digits; never grouped."""

    units: tuple[str, ...] = ("年",)
    name: ClassVar[str] = "year"
    word: ClassVar[Wording] = Wording("四位数的年份", "year of four digits")
    pattern: ClassVar[re.Pattern[str]] = YEAR

    def canonical(self, text: str) -> str:
        return text

    def show(self, text: str, language: str) -> str:
        return text


@dataclass(frozen=True)
class PartialDate(Kind):
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; the precision given is kept."""

    name: ClassVar[str] = "partial_date"
    word: ClassVar[Wording] = Wording("日期（年、年-月或年-月-日）", "date (year, year-month or year-month-day)")

    def read(self, typed: str) -> str:
        cleaned = clean(typed)
        match = PARTIAL_DATE.fullmatch(fold_width(cleaned).replace(" ", ""))
        if not match:
            return cleaned
        text = "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])
        return text if self.readable(text) else cleaned

    def value(self, text: str) -> tuple[int, ...]:
        """``(year,)``, ``(year, month)`` or ``(year, month, day)``. Raises :class:`Unreadable`."""
        try:
            parts = tuple(int(part) for part in text.split("-"))
        except ValueError:
            raise Unreadable(text) from None
        if not self.readable(text):
            raise Unreadable(text)
        return parts

    def readable(self, text: str) -> bool:
        if not re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", text):
            return False
        year, month, day = (int(part) for part in (text + "-01-01").split("-")[:3])
        if year < 1 or not 1 <= month <= 12 or not 1 <= day <= MONTH_DAYS[month - 1]:
            return False
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return not (month == 2 and day == 29 and not leap)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a closed list; ``other_max`` > 0 when the choice “other” takes a text of its own."""

    options: tuple[Option, ...] = ()
    other_max: int = 0
    name: ClassVar[str] = "enum"
    word: ClassVar[Wording] = Wording("列表中的一项", "choice of the list")

    def readable(self, text: str) -> bool:
        return any(option.code == text for option in self.options)

    def show(self, text: str, language: str) -> str:
        return next((o.label.of(language) for o in self.options if o.code == text), text)


@dataclass(frozen=True)
class Choices(Choice):
    """Any number of a closed list, kept as codes joined by commas in the order of the list."""

    name: ClassVar[str] = "multi_enum"

    def read(self, typed: str) -> str:
        chosen = {part.strip() for part in clean(typed).split(",")}.difference([""])
        known = [o.code for o in self.options if o.code in chosen]
        unknown = sorted(chosen.difference(known))
        return ",".join(known + unknown)

    def value(self, text: str) -> tuple[str, ...]:
        return tuple(text.split(","))

    def readable(self, text: str) -> bool:
        codes = {option.code for option in self.options}
        return all(part in codes for part in text.split(","))

    def show(self, text: str, language: str) -> str:
        joint = "、" if language == "zh" else ", "
        labels = {o.code: o.label.of(language) for o in self.options}
        return joint.join(labels.get(part, part) for part in text.split(",")) if text else ""


@dataclass(frozen=True)
class File(Kind):
    """Uploaded files with the limits the form names; the portal's settings may narrow them."""

    min_files: int = 1
    max_files: int = 10
    max_size_mb: int = 20
    accept: tuple[str, ...] = ()
    name: ClassVar[str] = "file"
