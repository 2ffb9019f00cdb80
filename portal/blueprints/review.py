"""Reading a submitted return, commenting on it, and deciding."""

from flask import Blueprint

blueprint = Blueprint("review", __name__)
