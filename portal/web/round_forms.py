"""The forms of a round: its plan, and the reason that goes with a decision.

A form keeps what was typed and says what is wrong at its field. What makes a plan good is decided by
``services.round_plans``; here only what cannot be read as a year, a day or a time is turned down.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portal.filing.seals import SealRule
from portal.filing.states import RoundState
from portal.form.context import LINE_HIDDEN, LINE_PRINTED
from portal.form.folding import clean, fold_width
from portal.models import Round
from portal.services.extensions import ExtensionFault
from portal.services.round_plans import ADDITIVE, CHOICES, MEMO, Fault, RoundPlan, plan_of
from portal.web.round_dates import ENDS, OPENS, day_and_time, moment_of, read_day, read_time

BY_ITSELF, BY_HAND = "dates", "hand"
YEAR_DIGITS = 4
#: Where a fault of a plan is said.
PLACES = {"opens_at": "opens_day", "due_at": "due_day", "closes_at": "closes_day"}
FAULTS: Mapping[str, Any] = {
    Fault.YEAR_OUT_OF_RANGE: _l("Enter a year between 2013 and 2100."),
    Fault.YEAR_TAKEN: _l("There is a round of this year already."),
    Fault.UNKNOWN: _l("Choose one of the values that are offered."),
    Fault.FIXED: _l("This stays as it is once the round has opened."),
    Fault.DUE_BEFORE_OPENING: _l("The deadline must come after the opening."),
    Fault.CLOSES_BEFORE_DUE: _l("The closing must not come before the deadline."),
    Fault.PASSED: _l("This moment has passed. Choose a later one."),
    Fault.TOO_LONG: _l("This text is too long."),
    Fault.ONE_LANGUAGE_ONLY: _l("Give the name in both languages, or in none."),
    Fault.BRACES: _l("A name must not contain { or }."),
    Fault.REASON_MISSING: _l("Write the reason. It is kept in the history of the round."),
}
EXTENSION_FAULTS: Mapping[str, Any] = {
    ExtensionFault.ROUND_NOT_OPEN: _l("Only an open round can be extended."),
    ExtensionFault.PASSED: FAULTS[Fault.PASSED],
    ExtensionFault.NOT_LATER: _l("The extension must end after the deadline of the round."),
    ExtensionFault.TOO_LATE: _l("An extension ends at most 90 days after the round closes."),
    ExtensionFault.REASON_MISSING: _l("Write the reason. The contacts of the association read it."),
    ExtensionFault.REASON_TOO_LONG: FAULTS[Fault.TOO_LONG],
}


class PlainForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """A form whose faults are said by the portal's own words, at their fields."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=dict(values or {}))

    def say(self, name: str, what: Any) -> None:
        """Say *what* at the field *name*; the first thing said there stands."""
        field = self[name]
        field.errors = field.errors or (what,)

    def refuse(self, faults: Mapping[str, Fault]) -> None:
        """Say what a service found wrong."""
        for name, fault in faults.items():
            self.say(PLACES.get(name, name), FAULTS[fault])

    def moment(self, name: str) -> dt.datetime | None:
        """The moment typed into the fields *name*_day and *name*_time; None when that is said to be wrong."""
        day, time = read_day(self[f"{name}_day"].data or ""), read_time(self[f"{name}_time"].data or "")
        if day is None:
            self.say(f"{name}_day", _l("Enter the day as year-month-day, for example 2018-04-30."))
        elif time is None:
            self.say(f"{name}_day", _l("Enter the time as hours and minutes, 00:00 to 24:00."))
        return moment_of(day, time) if day is not None and time is not None else None

    def text(self, name: str) -> str:
        """What was typed into *name*, line by line without what cannot be seen."""
        lines = (self[name].data or "").splitlines()
        return "\n".join(clean(line) for line in lines).strip()

    @property
    def said(self) -> list[Field]:
        """The fields at which something is said, in their order."""
        return [field for field in self if field.name != "csrf_token" and field.errors]


class RoundForm(PlainForm):
    """The plan of a round."""

    year = StringField(_l("Year"))
    edition = SelectField(
        _l("Edition of the form"),
        choices=[SelectChoice(code, code) for code in CHOICES["edition"]],
        validate_choice=False,
    )
    opens_day, opens_time = StringField(_l("Opens")), StringField(_l("Time of opening"), default=OPENS)
    due_day, due_time = StringField(_l("Due")), StringField(_l("Time of the deadline"), default=ENDS)
    closes_day, closes_time = StringField(_l("Closes")), StringField(_l("Time of closing"), default=ENDS)
    keeps_dates = RadioField(
        _l("Opening and closing"),
        choices=[
            SelectChoice(BY_ITSELF, _l("The round opens and closes by itself at these dates")),
            SelectChoice(
                BY_HAND, _l("I open and close it by hand; after the closing date nothing is taken in any case")
            ),
        ],
        default=BY_ITSELF,
        validate_choice=False,
    )
    text_zh = TextAreaField(_l("Text for the contacts, Chinese"))
    text_en = TextAreaField(_l("Text for the contacts, English"))
    foreign_patent_convention = RadioField(
        _l("Foreign patents"),
        choices=[
            SelectChoice(ADDITIVE, _l("The total includes foreign patents: three kinds and foreign ones add up to it")),
            SelectChoice(MEMO, _l("Foreign patents are an “of which”: the three kinds alone add up to the total")),
        ],
        default=ADDITIVE,
        validate_choice=False,
    )
    second_line_mode = RadioField(
        _l("Second printed line of collective negotiations, section four"),
        choices=[
            SelectChoice(LINE_PRINTED, _l("Shown, as printed; it may stay blank")),
            SelectChoice(LINE_HIDDEN, _l("Left out")),
        ],
        default=LINE_PRINTED,
        validate_choice=False,
    )
    second_line_zh = StringField(_l("Name of the second line, Chinese"))
    second_line_en = StringField(_l("Name of the second line, English"))
    sealed_scan = RadioField(
        _l("Scan of the stamped form"),
        choices=[
            SelectChoice(SealRule.OFF.value, _l("Not asked for")),
            SelectChoice(SealRule.OPTIONAL.value, _l("Optional: contacts can upload one after submitting")),
            SelectChoice(
                SealRule.REQUIRED.value,
                _l("Required: a return is accepted only with a current scan, or with the reason why none is needed"),
            ),
        ],
        default=SealRule.OFF.value,
        validate_choice=False,
    )

    def plan(self, before: Round | None = None) -> RoundPlan | None:
        """The plan that was typed; None when part of it cannot be read, which is then said at its place.

        Without a field for it (an open round) the year, the edition and the opening of *before* hold.
        """
        fixed = plan_of(before) if before is not None and before.state != RoundState.PREPARING else None
        year = fixed.year if fixed else self._year()
        opens_at = fixed.opens_at if fixed else self.moment("opens")
        due_at, closes_at = self.moment("due"), self.moment("closes")
        if year is None or opens_at is None or due_at is None or closes_at is None:
            return None
        return RoundPlan(
            year=year,
            edition=fixed.edition if fixed else str(self.edition.data),
            opens_at=opens_at,
            due_at=due_at,
            closes_at=closes_at,
            keeps_dates=self.keeps_dates.data != BY_HAND,
            text_zh=self.text("text_zh"),
            text_en=self.text("text_en"),
            foreign_patent_convention=str(self.foreign_patent_convention.data),
            second_line_mode=str(self.second_line_mode.data),
            second_line_zh=self.text("second_line_zh"),
            second_line_en=self.text("second_line_en"),
            sealed_scan=str(self.sealed_scan.data),
        )

    def _year(self) -> int | None:
        typed = fold_width(clean(self.year.data or ""))
        if typed.isascii() and typed.isdecimal() and len(typed) == YEAR_DIGITS:
            return int(typed)
        self.say("year", FAULTS[Fault.YEAR_OUT_OF_RANGE])
        return None


def values_of(round_: Round) -> dict[str, str]:
    """What the form of *round_* shows."""
    plan = plan_of(round_)
    values = {"year": str(plan.year), "keeps_dates": BY_ITSELF if plan.keeps_dates else BY_HAND}
    names = ("edition", "text_zh", "text_en", "foreign_patent_convention", "sealed_scan")
    values |= {name: getattr(plan, name) for name in (*names, "second_line_mode", "second_line_zh", "second_line_en")}
    values["opens_day"], values["opens_time"] = day_and_time(plan.opens_at, ends=False)
    values["due_day"], values["due_time"] = day_and_time(plan.due_at)
    values["closes_day"], values["closes_time"] = day_and_time(plan.closes_at)
    return values


class ReasonForm(PlainForm):
    """Why something is decided."""

    reason = TextAreaField(_l("Reason"))


class CloseForm(ReasonForm):
    """Closing for good asks for the year to be typed, so that no slip of the hand does it."""

    confirmation = StringField()

    def confirms(self, year: int) -> bool:
        """Whether the year was typed; otherwise that is said."""
        if fold_width(clean(self.confirmation.data or "")) == str(year):
            return True
        self.say("confirmation", _l("Type the year of the round to confirm."))
        return False


class ReopenForm(ReasonForm):
    """Until when a round is open again, and why."""

    closes_day, closes_time = StringField(_l("Closes again")), StringField(_l("Time of closing"), default=ENDS)


class ExtensionForm(ReasonForm):
    """Until when the round is extended for one association, and why."""

    until_day, until_time = StringField(_l("Extended until")), StringField(_l("Time of the end"), default=ENDS)
