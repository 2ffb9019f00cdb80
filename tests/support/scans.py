"""A filing whose round asks for a scan of the stamped form, and scans uploaded through the service. Asserts nothing."""

from functools import cache

from portal.models import Person, SealedScan, UploadedFile
from portal.services import seals
from portal.services.filings import find
from portal.services.seals import Printed, Seal
from portal.services.uploads import UploadLimits
from portal.web.stores import file_store
from tests.documents import small_pdf
from tests.support.lives import Life

NAME = "盖章扫描件（虚构）.pdf"
LIMITS = UploadLimits(seals.ACCEPT, 1024 * 1024, 3)


@cache
def paper(text: str) -> bytes:
    """A scan that says *text*: the same bytes as often as it is asked for, which a PDF made anew is not."""
    return small_pdf(text)


def ask_for_scans(life: Life, rule: str = "required") -> None:
    """Let the round ask for scans, past its services."""
    life.set_round(settings={"sealed_scan": rule})


def printed(life: Life, number: int | None = None) -> Printed:
    """What a print of submission *number* says, of the one that stands unless said."""
    number = life.filing.submission if number is None else number
    return Printed(number, life.submissions[number - 1].content_hash)


def upload(life: Life, text: str = "stamped", *, of: Printed | None = None, by: Person | None = None) -> None:
    """Upload a scan that says *text*, as Alice unless said."""
    of, person = of or printed(life), by or life.people.alice
    with life.acting(person):
        filing = find(life.id)
        if filing is None:
            raise LookupError(life.id)
        seals.upload(file_store(), person, filing, of, name=NAME, data=paper(text), limits=LIMITS)


def seal(life: Life) -> Seal:
    """How the filing stands with its scans, as Alice sees it."""
    with life.acting(life.people.alice):
        filing = find(life.id)
        if filing is None:
            raise LookupError(life.id)
        return seals.seal_of(filing)


def scans(life: Life) -> list[SealedScan]:
    """Every scan, oldest first."""
    return sorted(life.rows(SealedScan, SealedScan.filing_id == life.id), key=lambda scan: scan.uploaded_at)


def files(life: Life) -> list[UploadedFile]:
    """Every upload of the filing."""
    return list(life.rows(UploadedFile, UploadedFile.filing_id == life.id))
