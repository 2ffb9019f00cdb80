"""The consolidated workbook of a round."""

import tempfile
import uuid

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.services import clock, consolidated, round_keeping
from portal.web.filters import moment
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.workbook_words import vocabulary

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("figures", __name__)


@blueprint.get("/rounds/<uuid:round_id>/workbook")
@allow(Policy.WATCHES)
def workbook(round_id: uuid.UUID) -> ResponseReturnValue:
    """The returns that the person watches, written into a file that is gone once it is sent."""
    round_ = round_keeping.find(round_id)
    if round_ is None:
        abort(404)
    regions = consolidated.regions_of(current_user.grants)
    names = _("the whole nation") if regions is None else _(", ").join(consolidated.names_of(regions, language()))
    at = clock.now()
    scope = _("%(regions)s, at %(when)s", regions=names, when=moment(at, year=True))
    file = tempfile.TemporaryFile(prefix="portal-workbook-")  # noqa: SIM115  # the answer closes it when it is sent
    try:
        consolidated.write(round_, regions, vocabulary(round_, scope), file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = _("Consolidated figures %(year)s", year=round_.year)
    day = at.astimezone(clock.BEIJING)
    return send_file(file, WORKBOOK, as_attachment=True, download_name=f"{name}-{day:%Y%m%d}.xlsx", max_age=0)
