"""The consolidated workbook of a round."""

from flask import Blueprint

blueprint = Blueprint("figures", __name__)
