"""Submitting a return, its receipt, withdrawing it, and answering the reviewer's comments."""

from flask import Blueprint

blueprint = Blueprint("submitting", __name__)
