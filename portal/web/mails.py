"""Mails in words, in the language their reader has now; and those about accounts themselves.

Owns greeting, end and the table of what each kind says. What there is to tell is
``services.mail_news``', sending is ``services.mailing``'s, what is said of a return ``web.filing_mails``'.
"""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.exchange.mail_transport import Letter
from portal.filing.access import Role
from portal.services import access_links, clock, mail_news
from portal.services.access_links import LIFETIMES, LinkPurpose
from portal.services.mail_news import GivenPart
from portal.services.mailing import DueMail, Words
from portal.services.outbox import MailKind
from portal.web import filing_mails
from portal.web.language import speaking
from portal.web.mail_parts import Said, path_to, region_name


def writer(public_url: str) -> Words:
    """What puts mails into words, with links that begin with *public_url*; needs an application context."""

    def write(session: Session, due: DueMail) -> Letter:
        with speaking(due.reader.language):
            said = SAYING[MailKind(due.kind)](session, due)
            portal = _("Pilot Returns Portal")
            text = [
                _("Hello %(name)s,", name=due.reader.name),
                *(paragraph for paragraph in said.paragraphs if paragraph),
                f"{said.link_says}\n{public_url}{said.path}",
                "\n".join(["-- ", portal, _("The portal sends this mail by itself; nobody reads replies.")]),
            ]
            to = (due.reader.email, due.reader.name)
            return Letter(due.id, *to, said.subject, "\n\n".join(text) + "\n", portal)

    return write


def _invitation(session: Session, due: DueMail) -> Said:
    given = mail_news.of_part(session, due.about)
    token = access_links.issue(session, due.reader.id, LinkPurpose.INVITATION, clock.now())
    return Said(
        _("Invitation to the Pilot Returns Portal"),
        [
            _(
                "%(by)s invites you to the portal in which the national pilot units of collaborative patent"
                " utilization file their yearly return.",
                by=given.by,
            ),
            _("Your part: %(part)s.", part=_part(given)),
            _(
                "Open the link and choose a password. It works once, within %(num)d days.",
                num=LIFETIMES[LinkPurpose.INVITATION].days,
            ),
        ],
        _("To choose a password:"),
        path_to("joining.join", token=token),
    )


def _added(session: Session, due: DueMail) -> Said:
    given = mail_news.of_part(session, due.about)
    return Said(
        _("A part was given to you in the Pilot Returns Portal"),
        [
            _("%(by)s has added to what you do in the portal.", by=given.by),
            _("Your part: %(part)s.", part=_part(given)),
            _("Sign in as before; it is there already."),
        ],
        _("The portal:"),
        path_to("filings.home"),
    )


def _password_reset(session: Session, due: DueMail) -> Said:
    token = access_links.issue(session, due.reader.id, LinkPurpose.RESET, clock.now())
    return Said(
        _("A new password for the Pilot Returns Portal"),
        [
            _("Somebody, most likely you, asked for a new password for this account."),
            _("Open the link and choose one. It works once, within an hour."),
            _("If it was not you, there is nothing to do: the password you have stays as it is."),
        ],
        _("To choose a password:"),
        path_to("joining.reset", token=token),
    )


SAYING: dict[MailKind, Callable[[Session, DueMail], Said]] = {
    MailKind.SUBMITTED: filing_mails.submitted,
    MailKind.TO_REVIEW: filing_mails.to_review,
    MailKind.WITHDRAWN: filing_mails.withdrawn,
    MailKind.RETURNED: filing_mails.returned,
    MailKind.ACCEPTED: filing_mails.accepted,
    MailKind.REOPENED: filing_mails.reopened,
    MailKind.EXTENDED: filing_mails.extended,
    MailKind.CLOSING_SOON: filing_mails.closing_soon,
    MailKind.INVITATION: _invitation,
    MailKind.ADDED: _added,
    MailKind.PASSWORD_RESET: _password_reset,
}


def _part(given: GivenPart) -> str:
    """What somebody was given to do, in words."""
    where = given.association or (region_name(given.region) if given.region else "")
    if given.role is Role.OBSERVER:
        return str(_("read the returns (%(where)s)", where=where) if where else _("read the returns of the nation"))
    words = {
        Role.EDITOR: _("fill in the return of %(where)s", where=where),
        Role.SUBMITTER: _("fill in and submit the return of %(where)s", where=where),
        Role.COORDINATOR: _("coordinator for %(where)s", where=where),
        Role.ADMINISTRATOR: _("national administrator"),
    }
    return str(words[given.role])
