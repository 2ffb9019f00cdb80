"""Mails about a return: submitted, withdrawn, returned, accepted, reopened, extended, closing soon.

Each names the return, what was decided, by whom and why, what to do next and until when.
"""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.filing.access import NATIONAL_REGION
from portal.services import clock, mail_news
from portal.services.mail_news import Decision, FilingNews
from portal.services.mailing import DueMail, Untold
from portal.services.reminders import last_day
from portal.web.filters import deadline, moment
from portal.web.mail_parts import Said, path_to, region_name


def submitted(session: Session, due: DueMail) -> Said:
    """To the contacts, as their receipt."""
    news, decision = _decided(session, due)
    return Said(
        _("Submitted: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "The return of %(association)s for %(year)s was submitted by %(by)s on %(when)s."
                " Reference number: %(reference)s.",
                **_names(news),
                **_who_and_when(decision),
                reference=decision.reference,
            ),
            _late(decision),
            _(
                "It is now with the office that reviews it. Until the review begins you can withdraw it;"
                " you get a mail when it is returned or accepted."
            )
            if decision.stands
            else "",
        ],
        _("The receipt:"),
        path_to("submitting.receipt", filing_id=news.filing.id),
    )


def to_review(session: Session, due: DueMail) -> Said:
    """To those who review it, as long as it waits for them."""
    news, decision = _decided(session, due)
    if not decision.stands:
        raise Untold("the return does not wait for review any more")
    return Said(
        _("To review: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "%(association)s submitted its return for %(year)s on %(when)s. Reference number: %(reference)s.",
                **_names(news),
                when=moment(decision.at, year=True),
                reference=decision.reference,
            ),
            _late(decision),
            _("It waits for you: accept it, or return it and say what is to be corrected."),
        ],
        _("Read it here:"),
        path_to("review.show", filing_id=news.filing.id),
    )


def withdrawn(session: Session, due: DueMail) -> Said:
    """To those who would have reviewed it."""
    news, decision = _decided(session, due)
    return Said(
        _("Withdrawn: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "%(by)s withdrew the return of %(association)s for %(year)s on %(when)s, before its review began.",
                **_names(news),
                **_who_and_when(decision),
            ),
            _("There is nothing for you to do. You get a mail when it is submitted again."),
        ],
        _("All returns you look after:"),
        path_to("queue.index"),
    )


def returned(session: Session, due: DueMail) -> Said:
    """To the contacts: what was asked, and until when."""
    news, decision = _decided(session, due)
    asked = ngettext(
        "%(num)d comment says what is asked, at the place it is about.",
        "%(num)d comments say what is asked, each at the place it is about.",
        decision.comments,
    )
    return Said(
        _("Returned for correction: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "The return of %(association)s for %(year)s was returned for correction on %(when)s by %(office)s.",
                **_names(news),
                office=_reviewer(news, decision),
                when=moment(decision.at, year=True),
            ),
            _reason(decision),
            asked if decision.comments else "",
            _again(news, _("Correct what is asked, answer each comment, then submit again."))
            if decision.stands
            else "",
        ],
        _("What was asked, and the return:"),
        path_to("filings.task_list", filing_id=news.filing.id),
    )


def accepted(session: Session, due: DueMail) -> Said:
    """To the contacts."""
    news, decision = _decided(session, due)
    return Said(
        _("Accepted: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "The return of %(association)s for %(year)s was accepted on %(when)s by %(office)s.",
                **_names(news),
                office=_reviewer(news, decision),
                when=moment(decision.at, year=True),
            ),
            _("Nothing is left for you to do. You can read the return at any time.") if decision.stands else "",
        ],
        _("The return:"),
        path_to("filings.task_list", filing_id=news.filing.id),
    )


def reopened(session: Session, due: DueMail) -> Said:
    """To the contacts, who go on, and to the reviewers, who wait."""
    news, decision = _decided(session, due)
    if news.for_contact:
        next_, endpoint = _again(news, _("Correct it, then submit again.")), "filings.task_list"
    else:
        next_, endpoint = (
            _("It is with the association again. You get a mail when it is submitted."),
            "review.show",
        )
    return Said(
        _("Reopened: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "The accepted return of %(association)s for %(year)s was reopened on %(when)s by %(office)s.",
                **_names(news),
                office=_administrator(decision),
                when=moment(decision.at, year=True),
            ),
            _reason(decision),
            next_ if decision.stands else "",
        ],
        _("The return:"),
        path_to(endpoint, filing_id=news.filing.id),
    )


def extended(session: Session, due: DueMail) -> Said:
    """To the contacts: the deadline as it is now, whether it was moved on or back."""
    news = mail_news.of_filing(session, due, clock.now())
    decision = news.decision
    return Said(
        _("New deadline: %(association)s, return for %(year)s", **_names(news)),
        [
            _(
                "The deadline for the return of %(association)s for %(year)s is now %(deadline)s, Beijing time.",
                **_names(news),
                deadline=deadline(news.filing.due_at, year=True),
            ),
            _("Decided by: %(office)s.", office=_administrator(decision)) if decision else "",
            _reason(decision) if decision else "",
            _("Saved is not submitted. After submitting you get a receipt with a number."),
        ],
        _("The return:"),
        path_to("filings.task_list", filing_id=news.filing.id),
    )


def closing_soon(session: Session, due: DueMail) -> Said:
    """To the contacts of a return that is not submitted."""
    now = clock.now()
    news = mail_news.of_filing(session, due, now, only_with_contact=True)
    days = (last_day(news.filing.due_at) - now.astimezone(clock.BEIJING).date()).days
    left = ngettext("%(num)d day left", "%(num)d days left", days) if days > 0 else _("Today is the last day")
    so_far = (
        _("It was returned for correction and has not been submitted again.")
        if news.filing.was_returned
        else _("It has not been submitted yet.")
    )
    return Said(
        _("%(left)s: %(association)s, return for %(year)s", left=left, **_names(news)),
        [
            _(
                "The return of %(association)s for %(year)s is due %(deadline)s, Beijing time; the last day counts.",
                **_names(news),
                deadline=deadline(news.filing.due_at, year=True),
            ),
            so_far,
            _("Saved is not submitted. After submitting you get a receipt with a number."),
        ],
        _("Go on here:"),
        path_to("filings.task_list", filing_id=news.filing.id),
    )


def _decided(session: Session, due: DueMail) -> tuple[FilingNews, Decision]:
    news = mail_news.of_filing(session, due, clock.now())
    if news.decision is None:
        raise Untold("no such event")
    return news, news.decision


def _names(news: FilingNews) -> dict[str, object]:
    return {"association": news.association, "year": news.filing.round.year}


def _who_and_when(decision: Decision) -> dict[str, str]:
    return {"by": decision.by, "when": moment(decision.at, year=True)}


def _late(decision: Decision) -> str:
    return str(_("It came after the deadline and is marked as late.")) if decision.late else ""


def _reason(decision: Decision) -> str:
    return _("Reason:") + "\n" + decision.reason if decision.reason else ""


def _reviewer(news: FilingNews, decision: Decision) -> str:
    """Who reviewed, with the office: bodies that report directly are reviewed by the national administrator."""
    region = news.filing.association.region
    if region.code == NATIONAL_REGION:
        return _administrator(decision)
    return str(_("%(name)s, coordinator for %(region)s", name=decision.by, region=region_name(region)))


def _administrator(decision: Decision) -> str:
    return str(_("%(name)s, national administrator", name=decision.by))


def _again(news: FilingNews, what: str) -> str:
    """What to do, and until when; how it is when the deadline has passed."""
    filing, now = news.filing, clock.now()
    if not filing.takes_writes(now):
        closed = _("The round is closed, so nothing can be changed now. Ask the national office for an extension.")
        return str(closed)
    if now < filing.due_at:
        until = _("Deadline: %(when)s, Beijing time.", when=deadline(filing.due_at, year=True))
    else:
        until = _(
            "The deadline has passed. Until %(when)s, Beijing time, it can still be submitted and is marked as late.",
            when=deadline(filing.closes_at, year=True),
        )
    return f"{what}\n{until}"
