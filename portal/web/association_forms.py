"""The profile of an association as a page shows it: entries to fill in, lines to read, lists to choose from.

The definition (``form.profile``) says what there is, so a form is built from it and not written down
again. Owns nothing of what is valid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.exchange.association_workbook import shown
from portal.form.kinds import Option
from portal.form.profile import PROFILE, YES, Profile, ProfileField, options_of
from portal.form.profile_reading import Fault
from portal.web.language import language


@dataclass(frozen=True)
class Entry:
    """One field of the form: ``kind`` is ``text``, ``choice`` or ``tick``; ``faults`` are said beside it."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    value: str
    max_length: int
    options: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One field to be read; a blank one says so."""

    label: str
    text: str
    chinese: bool


def entries(profile: Mapping[str, str], regions: Sequence[Option], faults: Iterable[Fault] = ()) -> list[Entry]:
    """The form of *profile*, with what is wrong at its place."""
    found = list(faults)
    return [_entry(field, profile.get(field.code, ""), regions, found) for field in PROFILE]


def _entry(field: ProfileField, value: str, regions: Sequence[Option], faults: Iterable[Fault]) -> Entry:
    options = options_of(field, regions)
    return Entry(
        name=field.code,
        kind="choice" if options else "tick" if field.code == "hosted" else "text",
        label=field.label.of(language()),
        hint=field.hint.of(language()),
        required=field.required,
        value=value,
        max_length=field.max_length,
        options=tuple((option.code, option.label.of(language())) for option in options),
        faults=tuple(fault.message(language()) for fault in faults if fault.field == field.code),
    )


def typed(form: Mapping[str, str]) -> Profile:
    """What was posted of a profile; anything else in the form is not looked at."""
    return {field.code: form.get(field.code, "") for field in PROFILE}


def lines(profile: Profile, regions: Sequence[Option]) -> list[Line]:
    """*profile* to be read."""
    return [_line(field, profile[field.code], regions) for field in PROFILE if field.code != "name"]


def _line(field: ProfileField, text: str, regions: Sequence[Option]) -> Line:
    says = shown(field, text, regions, language())
    if field.code == "hosted":
        says = _("yes") if text == YES else _("no")
    free = not options_of(field, regions) and field.code != "hosted"
    return Line(field.label.of(language()), says, chinese=free)


def change_words(code: str, old: str, new: str, regions: Sequence[Option]) -> tuple[str, str, str]:
    """Label, old and new text of one change."""
    field = next(field for field in PROFILE if field.code == code)
    before, after = (shown(field, text, regions, language()) for text in (old, new))
    return field.label.of(language()), before, after
