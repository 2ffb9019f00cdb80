"""The page from which the form is taken away as a workbook or on paper, and brought back; and the files' answers."""

from urllib.parse import quote

from flask import Response, current_app, render_template, request
from flask_login import current_user

from portal.filing.access import is_contact
from portal.form.editions import EDITIONS
from portal.models import Filing
from portal.services import workbooks
from portal.services.workbooks import OfferLine
from portal.web.filing_view import filing_view
from portal.web.language import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_page(filing: Filing, refused: str = "") -> str:
    """The page; *refused* says why the file that was just posted is not taken.

    What was brought in is told to the association's contacts alone.
    """
    contact = is_contact(current_user.grants, filing.place)
    offers = workbooks.offers_of(filing) if contact else []
    return render_template(
        "workbooks/show.html",
        filing=filing_view(filing),
        round_id=filing.round_id,
        contact=contact,
        offers=offers,
        applied=_just_applied(offers),
        refused=refused,
        max_mb=current_app.config["PORTAL"].upload_max_mb,
    )


def _just_applied(offers: list[OfferLine]) -> OfferLine | None:
    """The offer that the address says was applied, if it was: an address proves nothing."""
    named = request.args.get("applied", "")
    return next((offer for offer in offers if str(offer.id) == named and offer.applied_at), None)


def file_answer(data: bytes, filing: Filing, what: str = "") -> Response:
    """A workbook under the name of the form, the association and the year; *what* tells it from the present one."""
    title = EDITIONS[filing.round.edition].title.of(language())
    name = "-".join(part for part in (title, filing.association.name, str(filing.round.year), what) if part)
    response = Response(data, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
