"""The form that changes an edit check, and the one that tries it out: the bounds of one rule, as they are typed.

A form keeps what was typed and says what is wrong at its field. What a bound may be is said by
``services.round_rules``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portal.form.checks.words import parameter_name
from portal.form.problems import Rule
from portal.services.round_rules import RuleDecision, RuleFault, bound_text, read_bound
from portal.web.language import language
from portal.web.round_forms import PlainForm

ON, OFF = "on", "off"
PREFIX = "bound_"
FAULTS: Mapping[str, Any] = {
    RuleFault.ESSENTIAL: _l("This check cannot be switched off: the portal relies on it."),
    RuleFault.OF_INSTALLATION: _l("This check follows the settings of the installation."),
    RuleFault.UNKNOWN: _l("Choose one of the values that are offered."),
    RuleFault.NOT_A_BOUND: _l("Enter a number, not negative and of at most 12 digits, such as 20 or 0.5."),
}


class RuleForm(PlainForm):
    """What is decided about *rule*: made by :func:`form_for`, with a field for each bound."""

    rule: Rule

    @property
    def bound_fields(self) -> list[tuple[Field, str]]:
        """The fields of the bounds with their defaults."""
        return [(self[PREFIX + name], bound_text(default)) for name, default in self.rule.parameters.items()]

    def bounds(self) -> dict[str, Decimal] | None:
        """The bounds that were typed, the default for a blank; None when one cannot be read, which is then said."""
        found: dict[str, Decimal] = {}
        for name, default in self.rule.parameters.items():
            typed = self[PREFIX + name].data or ""
            value = read_bound(typed) if typed.strip() else default
            if value is None:
                self.say(PREFIX + name, FAULTS[RuleFault.NOT_A_BOUND])
            else:
                found[name] = value
        return found if len(found) == len(self.rule.parameters) else None

    def decision(self) -> RuleDecision | None:
        """What was decided; None when part of it cannot be read, which is then said at its place."""
        bounds = self.bounds()
        return None if bounds is None else RuleDecision(self["state"].data == OFF, bounds)

    def refuse_rule(self, faults: Mapping[str, RuleFault]) -> None:
        """Say what the service found wrong."""
        for name, fault in faults.items():
            self.say(PREFIX + name if name in self.rule.parameters else "state", FAULTS[fault])


def form_for(rule: Rule, values: Mapping[str, Any]) -> RuleForm:
    """The form of *rule*, showing *values* unless it was posted."""
    fields: dict[str, Any] = {
        "rule": rule,
        "state": RadioField(
            _("In this round"),
            choices=[SelectChoice(ON, _("The check is asked")), SelectChoice(OFF, _("The check is switched off"))],
            default=ON,
            validate_choice=False,
        ),
        **{PREFIX + name: StringField(parameter_name(rule.code, name).of(language())) for name in rule.parameters},
        "reason": TextAreaField(_("Reason")),
    }
    made: RuleForm = type("FormOfRule", (RuleForm,), fields)(values)
    return made


def values_of(decision: RuleDecision) -> dict[str, str]:
    """What the form shows for *decision*."""
    bounds = {PREFIX + name: bound_text(value) for name, value in decision.bounds.items()}
    return {"state": OFF if decision.off else ON} | bounds


def typed_bounds(rule: Rule, arguments: MultiDict[str, str]) -> dict[str, str]:
    """The bounds of *rule* that an address names, as they were typed."""
    names = (PREFIX + name for name in rule.parameters)
    return {name: arguments[name] for name in names if name in arguments}
