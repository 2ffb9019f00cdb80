"""The official form as a PDF: laid out as the paper is, filled in or blank, and set by Typst."""

from portal.exchange.paper.official_form import form_pdf
from portal.exchange.paper.standing import BLANK, DRAFT, FileLine, Receipt, Standing
from portal.exchange.paper.typesetting import NotTypeset

__all__ = ["BLANK", "DRAFT", "FileLine", "NotTypeset", "Receipt", "Standing", "form_pdf"]
