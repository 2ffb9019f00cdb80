"""Setting a password by a single-use link: invitations and resets."""

from flask import Blueprint

blueprint = Blueprint("joining", __name__)
