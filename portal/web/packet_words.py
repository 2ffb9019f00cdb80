"""The words of packets, in the language of whoever asked: names of files, heads of sheets, the text in it."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row

from portal.exchange.consolidated_workbook import Head
from portal.filing.states import FilingState
from portal.form.editions import EDITIONS
from portal.models import Region, Round, Submission
from portal.services import papers
from portal.services.packet_building import Forms
from portal.services.packet_words import Included, Missing, PacketNames, PacketWords, Shortfall, Told
from portal.services.standing_explanations import ACCEPTED, REFUSED
from portal.services.submissions import context_of_content, documents_of
from portal.web.filters import moment, second
from portal.web.language import language, speaking
from portal.web.mail_parts import path_to, region_name
from portal.web.reading_places import Paper
from portal.web.workbook_words import NARROW, PLAIN, WIDE, vocabulary

REFERENCE = 20
TEXT = 60
#: Programs that do not expect UTF-8 are told, and old ones find their line ends.
MARK, LINE_END = "\ufeff", "\r\n"


@contextmanager
def packet_words(round_: Round, region: Region | None, code: str, at: dt.datetime) -> Iterator[PacketWords]:
    """Inside, everything a packet of *round_* says in the language *code*; without *region* it is the nation's."""
    with speaking(code):
        where = scope_name(region)
        names = _names()
        title = packet_title(round_.year, where)
        yield PacketWords(
            title=title,
            names=names,
            vocabulary=vocabulary(round_, _("%(regions)s, at %(when)s", regions=where, when=moment(at, year=True))),
            problems=(_("Problems and explanations"), _heads_of_problems()),
            outstanding=(_("Not submitted"), _heads_of_outstanding()),
            standing=_standing(),
            verdicts={ACCEPTED: _("explanation accepted"), REFUSED: _("explanation refused")},
            section_and_place=_section_and_place,
            bookmark=lambda row: _bookmark(row, round_, whole=region is None),
            readme=lambda told: _encoded(_readme(title, names, told)),
        )


def check_address(public_url: str) -> Callable[[str, str], str]:
    """What makes the address, beginning with *public_url*, at which a reference and a hash can be checked."""
    return lambda reference, digits: public_url + path_to("receipt_checks.show", reference=reference, hash=digits)


def forms_for(public_url: str) -> Callable[[str], Forms]:
    """What prints forms for readers of a language: in Chinese, or with English beside it."""
    address = check_address(public_url)

    def printing(code: str) -> Forms:
        def form(submission: Submission) -> bytes:
            check_url = address(submission.reference, submission.content_hash)
            return papers.submission_pdf(submission, check_url, both=code != "zh")

        return form

    return printing


def scope_name(region: Region | None) -> str:
    """The region in words, or the whole nation."""
    return region_name(region) if region else str(_("the whole nation"))


def packet_title(year: int, where: str) -> str:
    """What a packet is called: 2017年度云南材料包."""
    return str(_("Packet of the %(year)s round, %(where)s", year=year, where=where))


def _names() -> PacketNames:
    return PacketNames(
        readme=_("00 Read me") + ".txt",
        summary=_("01 Summary workbook") + ".xlsx",
        forms=_("02 All forms") + ".pdf",
        associations=_("03 Work summaries and scans"),
        scans=_("Sealed scan"),
        problems=_("04 Problems and explanations") + ".xlsx",
        outstanding=_("05 Not submitted") + ".xlsx",
    )


def _standing() -> dict[FilingState, str]:
    return {
        FilingState.SUBMITTED: _("submitted, not yet accepted"),
        FilingState.RETURNED: _("returned for correction, as submitted last, not accepted"),
        FilingState.ACCEPTED: _("accepted"),
    }


def _heads_of_problems() -> list[Head]:
    return [
        *(Head(_("Association"), WIDE), Head(_("Region"), PLAIN), Head(_("State"), WIDE)),
        *(Head(_("Reference number"), REFERENCE), Head(_("Rule"), NARROW), Head(_("Section"), PLAIN)),
        *(Head(_("Place"), WIDE), Head(_("What the check says"), TEXT), Head(_("Explanation"), TEXT)),
        *(Head(_("Explained by"), PLAIN), Head(_("Explained at"), REFERENCE), Head(_("Verdict"), PLAIN)),
        *(Head(_("Decided by"), PLAIN), Head(_("Decided at"), REFERENCE)),
    ]


def _heads_of_outstanding() -> list[Head]:
    return [
        *(Head(_("Association"), WIDE), Head(_("Region"), PLAIN), Head(_("State"), PLAIN)),
        *(Head(_("Last saved"), REFERENCE), Head(_("Deadline"), REFERENCE), Head(_("Contacts"), PLAIN)),
        *(Head(_("E-mail"), WIDE), Head(_("In this state since"), REFERENCE), Head(_("Reference number"), REFERENCE)),
    ]


def _section_and_place(submission: Submission, address: str) -> tuple[str, str]:
    """The section of *address*, and what the place is called with the table it stands in."""
    content = submission.content
    edition = EDITIONS[content["edition"]]
    if address.partition(".")[0] not in edition.by_code:
        return _("Profile of the association"), ""
    section = edition.by_code[address.partition(".")[0]]
    paper = Paper(edition, context_of_content(content), documents_of(content), language())
    place = paper.place(paper.shown_at(address))
    title = paper.numbered(section, section.title.of(language()))
    return title, _(", ").join(part for part in (place.where, place.title) if part)


def _bookmark(row: Row[Any], round_: Round, *, whole: bool) -> str:
    """The association (with its region where there are several), and that its form is not accepted yet."""
    state = FilingState(row.state)
    name = row.name if state is FilingState.ACCEPTED else _bracketed(row.name, _standing()[state])
    region = row.name_zh if language() == "zh" else row.name_en
    return str(_("%(region)s: %(association)s", region=region, association=name)) if whole else str(name)


def _bracketed(text: str, remark: str) -> str:
    return str(_("%(text)s (%(remark)s)", text=text, remark=remark))


def _readme(title: str, names: PacketNames, told: Told) -> Iterator[str]:
    """The lines of the text in a packet."""
    yield title
    yield _("Made at %(when)s, Beijing time.", when=second(told.at))
    yield ""
    submitted, asked = len(told.included), told.asked
    yield _(
        "Returns asked for: %(asked)s. Submitted and in this packet: %(submitted)s.", asked=asked, submitted=submitted
    )
    if any(one.state != _standing()[FilingState.ACCEPTED] for one in told.included):
        yield _("Not every return in it is accepted; what is not says so below. Final figures are those accepted.")
    yield ""
    yield _("What is in it")
    yield from _contents(names, told)
    if told.shortfalls:
        yield ""
        yield _("What is missing in it")
        yield from (f"- {_shortfall(one)}" for one in told.shortfalls)
    if told.included:
        yield ""
        yield _("Returns in it")
        yield from (f"- {_included(one)}" for one in told.included)


def _contents(names: PacketNames, told: Told) -> Iterator[str]:
    listed = [
        (names.summary, _("every figure and every list as submitted, and where every return stands")),
        (names.forms, _("the official form of every return that is submitted, with a bookmark for each")),
        (names.associations, _("the work summaries as they were uploaded, with the newest scan of the stamped form")),
        (names.problems, _("what the checks asked about, with the explanations and what was decided about them")),
        (
            names.outstanding,
            ngettext(
                "%(num)d return that is not submitted, or was returned for correction, with its contacts",
                "%(num)d returns that are not submitted, or were returned for correction, with their contacts",
                told.outstanding,
            ),
        ),
    ]
    there = {names.summary, names.outstanding}
    there |= {names.forms, names.problems} if told.included else set()
    there |= {names.associations} if any(one.folder for one in told.included) else set()
    yield from (_("%(file)s: %(what)s", file=file, what=what) for file, what in listed if file in there)


def _shortfall(one: Shortfall) -> str:
    words = {
        Missing.FORM: _("%(association)s: its form could not be printed; it can be read in the portal"),
        Missing.FILE: _("%(association)s: the file “%(file)s” could not be found"),
        Missing.CHANGED: _("%(association)s: the file “%(file)s” is not as it was uploaded"),
    }
    return str(words[one.what]) % {"association": one.association, "file": one.file}


def _included(one: Included) -> str:
    return str(
        _(
            "%(association)s (%(region)s), %(reference)s: %(state)s",
            association=one.association,
            region=one.region,
            reference=one.reference,
            state=one.state,
        )
    )


def _encoded(lines: Iterator[str] | Sequence[str]) -> bytes:
    return (MARK + LINE_END.join(lines) + LINE_END).encode()
