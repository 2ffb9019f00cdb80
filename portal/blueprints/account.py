"""One's own account: name, language, password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import login_user

from portal.services import people
from portal.services.people import WrongPassword
from portal.web.guards import Policy, allow
from portal.web.language import set_language
from portal.web.people_forms import LANGUAGE_NAMES, AccountForm, ChangePasswordForm
from portal.web.signing_in import HashedPasswords

blueprint = Blueprint("account", __name__, url_prefix="/account")

DONE = {
    "changed": _l("Saved."),
    "password": _l("The password is changed. Sessions on other computers have ended."),
}


@blueprint.get("/")
@allow(Policy.SIGNED_IN)
def index() -> ResponseReturnValue:
    """What can be changed of oneself."""
    return _page(_own_form(), ChangePasswordForm())


def _own_form() -> AccountForm:
    """The form about oneself as it is stored, whatever else was posted."""
    return AccountForm(formdata=None, name=current_user.name, language=current_user.language)


def _page(form: AccountForm, password: ChangePasswordForm) -> str:
    done = str(DONE.get(request.args.get("done", ""), ""))
    return render_template("account/index.html", form=form, password=password, languages=LANGUAGE_NAMES, done=done)


@blueprint.post("/")
@allow(Policy.SIGNED_IN)
def change() -> ResponseReturnValue:
    """Change the own name and language."""
    form = AccountForm()
    if not form.validate_on_submit():
        return _page(form, ChangePasswordForm(formdata=None)), 422
    people.rename(current_user, form.name.data)
    response = redirect(url_for("account.index", done="changed"), 303)
    set_language(response, form.language.data)
    return response


@blueprint.post("/password")
@allow(Policy.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the own password; this session goes on as a new one, every other ends."""
    form = ChangePasswordForm()
    form.of_person = (current_user.email, current_user.name)
    if form.validate_on_submit():
        passwords = HashedPasswords()
        try:
            new_hash = passwords.hash(form.password.data)
            person = people.change_password(current_user, form.present.data or "", new_hash, passwords)
        except WrongPassword:
            message = _("This is not your present password. After ten wrong ones the account rests for 15 minutes.")
            form.present.errors = [message]
        else:
            login_user(person)
            return redirect(url_for("account.index", done="password"), 303)
    return _page(_own_form(), form), 422
