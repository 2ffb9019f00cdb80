"""Who acts on a filing, in words: who reviews it, who may submit it, whose receipt it is."""

from flask_babel import gettext as _

from portal.filing.access import NATIONAL_REGION, Role
from portal.models import Filing
from portal.services import filings
from portal.web.language import language


def reviewer_words(filing: Filing) -> str:
    """Who reviews it: the coordinator of its region, or the national office."""
    region = filing.association.region
    if filing.association.region_code == NATIONAL_REGION:
        return str(_("the national office"))
    name = region.name_zh if language() == "zh" else region.name_en
    return str(_("the coordinator for %(region)s", region=name))


def submit_words(filing: Filing) -> str:
    """The button that submits, which says to whom."""
    return str(_("Submit to %(reviewer)s", reviewer=reviewer_words(filing)))


def submitters(filing: Filing) -> list[str]:
    """Names of those who may submit it."""
    return [name for name, role in filings.contacts_of(filing.association_id) if role == Role.SUBMITTER]
