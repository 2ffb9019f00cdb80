"""Setting a password by a single-use link: invitations and resets; asking for a reset. Open to everybody.

Looking at a link spends nothing, because mail scanners follow links; only posting the form does. No
answer tells whether an address has an account.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from portal.models import AccessLink, Person
from portal.services import access_links, clock
from portal.services.access_links import LinkPurpose, LinkSpent
from portal.web.attempts import too_many
from portal.web.errors import Words, error_answer
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.people_forms import AddressForm, JoiningForm, NewPasswordForm
from portal.web.signing_in import HashedPasswords

blueprint = Blueprint("joining", __name__)

SPENT = Words(
    _l("This link does not work, or not any more"),
    _l("A link can be used once and for a limited time; a newer one replaces it. Nothing was changed."),
    (
        _l("To set a new password, choose “Forgotten your password?” on the sign-in page."),
        _l("If you were invited, ask whoever invited you to send the invitation again."),
        _l("If the link is broken over two lines in your mail, put it together and try once more."),
    ),
)
TOO_MANY = Words(
    _l("Too many attempts"),
    _l("More attempts came from your network within a minute than we accept."),
    (_l("Wait a minute, then try again."),),
)


@blueprint.after_request
def keep_token_here(response: Response) -> Response:
    """Tell no page which address one came from: the address is the key.

    The host alone is told, or posting the form would be refused as coming from nowhere.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@allow(Policy.PUBLIC)
def join(token: str) -> ResponseReturnValue:
    """The first password of somebody who was invited, and the own name."""
    return _set_password(token, LinkPurpose.INVITATION)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@allow(Policy.PUBLIC)
def reset(token: str) -> ResponseReturnValue:
    """A new password in place of a forgotten one."""
    return _set_password(token, LinkPurpose.RESET)


def _set_password(token: str, purpose: LinkPurpose) -> AnyResponse:
    link = access_links.find(token, clock.now())
    if link is None or link.purpose != purpose:
        return error_answer(410, SPENT)
    person = access_links.person_of(link)
    form = _form_for(link, person)
    if form.validate_on_submit():
        hashed = HashedPasswords().hash(form.password.data)
        name = form.name.data if isinstance(form, JoiningForm) else ""
        try:
            access_links.use(token, hashed, clock.now(), name=name, language=language())
        except LinkSpent:
            return error_answer(410, SPENT)
        return redirect(url_for("joining.done"), 303)
    invited = isinstance(form, JoiningForm)
    page = render_template("joining/set_password.html", form=form, email=person.email, invited=invited)
    return make_response(page, 422 if request.method == "POST" else 200)


def _form_for(link: AccessLink, person: Person) -> NewPasswordForm:
    invited = link.purpose == LinkPurpose.INVITATION
    form = JoiningForm(name=person.name) if invited else NewPasswordForm()
    form.of_person = (person.email, form.name.data or "" if isinstance(form, JoiningForm) else person.name)
    return form


@blueprint.get("/password-set")
@allow(Policy.PUBLIC)
def done() -> ResponseReturnValue:
    """What to do after a password was set."""
    return render_template("joining/done.html")


@blueprint.route("/forgotten", methods=["GET", "POST"])
@allow(Policy.PUBLIC)
def forgotten() -> ResponseReturnValue:
    """Ask for a link to set a new password; known or not, the answer and the work are the same."""
    form = AddressForm()
    if request.method == "POST":
        if too_many("forgotten"):
            return error_answer(429, TOO_MANY)
        if form.validate_on_submit():
            access_links.ask_for_reset(form.email.data, clock.now())
            return redirect(url_for("joining.forgotten", sent=1), 303)
    page = render_template("joining/forgotten.html", form=form, sent="sent" in request.args)
    return page, 422 if form.errors else 200
