"""What was typed is not lost when a section cannot be saved because the session has ended.

The answer to such a post is a page that carries everything posted in hidden inputs, with a fresh
CSRF token: after signing in (in another tab) one press of a button saves it. Nothing is stored on
the server for somebody who is not signed in.
"""

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

DROPPED = frozenset({"csrf_token", "action"})


def held_page(status: int) -> ResponseReturnValue:
    """The page that holds the posted fields of the present request, answered with *status*."""
    fields = [(n, v) for n, v in request.form.items(multi=True) if n not in DROPPED]
    return make_response(
        render_template(
            "filings/held.html",
            action=request.path,
            fields=fields,
            signed_in=current_user.is_authenticated,
            sign_in_url=url_for("security.login", next=request.path),
        ),
        status,
    )
