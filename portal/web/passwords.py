"""What a new password must be: long enough, hard to guess, and nothing of the person's own."""

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from zxcvbn import zxcvbn

from portal.services.sign_ins import PASSWORD_MAX

LEAST_CHARACTERS = 12
LEAST_SCORE = 3
#: The estimate takes no more, and its time grows with the square of the length.
ESTIMATED = 72


def weakness(password: str, *of_person: str) -> str:
    """Why *password* is not accepted, in the language of the page; an empty text if it is.

    *of_person* are texts that others know of the person, such as name and address.
    """
    typed = str(current_app.extensions["security"].password_util.normalize(password))
    if len(typed) < LEAST_CHARACTERS:
        return str(ngettext("Use at least %(num)d character.", "Use at least %(num)d characters.", LEAST_CHARACTERS))
    if len(typed) > PASSWORD_MAX:
        return str(ngettext("Use at most %(num)d character.", "Use at most %(num)d characters.", PASSWORD_MAX))
    known = [part for text in of_person for part in (text, *text.replace("@", " ").replace(".", " ").split())]
    if zxcvbn(typed[:ESTIMATED], user_inputs=known)["score"] < LEAST_SCORE:
        return _("This is easy to guess. Use several words that do not belong together.")
    return ""
