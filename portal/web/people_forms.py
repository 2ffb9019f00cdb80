"""The forms about people: inviting, one's own account, setting a password. What they read is checked here.

Who may do it is decided by the services with what is stored, never by what a form offers.
"""

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, StringField
from wtforms.validators import StopValidation

from portal.filing.access import Grant, Role
from portal.form.folding import clean
from portal.services.people import NAME_MAX, BadAddress, read_email
from portal.web.language import LANGUAGES
from portal.web.passwords import weakness

ROLES: dict[Role, Any] = {
    Role.EDITOR: _l("Contact (fills in)"),
    Role.SUBMITTER: _l("Contact (fills in and submits)"),
    Role.COORDINATOR: _l("Regional coordinator"),
    Role.ADMINISTRATOR: _l("National administrator"),
    Role.OBSERVER: _l("Observer (reads only)"),
}
LANGUAGE_NAMES = (("zh", "中文"), ("en", "English"))


def _cleaned(typed: str | None) -> str:
    return clean(typed or "")


def person_name(_form: FlaskForm, field: Field) -> None:
    """A name that is there and fits."""
    if not field.data:
        raise StopValidation(_("Enter a name."))
    if len(field.data) > NAME_MAX:
        raise StopValidation(ngettext("Use at most %(num)d character.", "Use at most %(num)d characters.", NAME_MAX))


def address(_form: FlaskForm, field: Field) -> None:
    """An address that mail can be sent to; the field then holds it as it is stored."""
    try:
        field.data = read_email(field.data or "")
    except BadAddress:
        raise StopValidation(_("Enter an e-mail address such as name@example.org.")) from None


class AddressForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """An address alone: asking for a reset, changing somebody's."""

    email = StringField(_l("E-mail"), [address])


class GrantForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """What somebody is to do, and for whom; *offered* are the choices of each field as values and words."""

    role = StringField(_l("Part"))
    association = StringField(_l("Association"))
    region = StringField(_l("Region"))
    offered: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({})

    def grant(self) -> Grant | None:
        """The membership that was asked for, fitting or not; None if it cannot be read."""
        try:
            association = uuid.UUID(self.association.data) if self.association.data else None
            return Grant(Role(self.role.data or ""), association, self.region.data or None)
        except ValueError:
            return None


class InviteForm(GrantForm):
    """Whom to invite, beside what for."""

    email = StringField(_l("E-mail"), [address])
    name = StringField(_l("Name"), [person_name], filters=[_cleaned])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """A new password, twice; *of_person* is what others know of the person."""

    password = PasswordField(_l("New password"))
    again = PasswordField(_l("The new password once more"))
    of_person: tuple[str, ...] = ()

    def validate_password(self, field: Field) -> None:
        found = weakness(field.data or "", *self.of_person)
        if found:
            raise StopValidation(found)

    def validate_again(self, field: Field) -> None:
        if (field.data or "") != (self.password.data or ""):
            raise StopValidation(_("The two are not the same. Enter both once more."))


class JoiningForm(NewPasswordForm):
    """What an invited person sets first: the own name, and a password."""

    name = StringField(_l("Your name"), [person_name], filters=[_cleaned])


class ChangePasswordForm(NewPasswordForm):
    """A new password, for which the present one is asked."""

    present = PasswordField(_l("Present password"))


class AccountForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """What everybody changes about oneself."""

    name = StringField(_l("Your name"), [person_name], filters=[_cleaned])
    language = StringField(_l("Language"))

    def validate_language(self, field: Field) -> None:
        if field.data not in LANGUAGES:
            raise StopValidation(_("Choose a language."))


class HandOverForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """What becomes of the one who hands over."""

    leave = BooleanField(_l("I leave this association"))
