"""Explanations as a page of a submission shows them: what was asked, what was said, what was decided about it.

What was said once at one place is one entry, whatever number of rules it explains. Owns no right to decide:
the verb asks again.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.models import Submission
from portal.services.given_explanations import GivenExplanation, given_in
from portal.web.reading_places import Paper, anchor
from portal.web.reading_threads import ThreadView


@dataclass(frozen=True)
class GivenView:
    """One explanation; ``address`` is where it is said, ``ids`` name it for a decision (none: it was replaced since).

    ``verdict`` is blank while undecided, or while the reader is not told; ``thread`` is the comment that refuses it.
    """

    id: str
    ids: tuple[uuid.UUID, ...]
    address: str
    anchor: str
    title: str
    where: str
    sentences: tuple[str, ...]
    text: str
    name: str
    at: dt.datetime
    carried_over: bool
    verdict: str
    decided_by: str
    decided_at: dt.datetime | None
    thread: ThreadView | None


def given_views(
    paper: Paper, submission: Submission, threads: Iterable[ThreadView] = (), *, told: bool
) -> list[GivenView]:
    """The explanations of *submission* in the order of the form; verdicts only if the reader is *told* them."""
    by_id = {thread.id: thread for thread in threads}
    groups: dict[tuple[str, str, str], list[GivenExplanation]] = {}
    for each in given_in(submission):
        groups.setdefault((each.addresses[0], each.text, each.verdict), []).append(each)
    return [
        _view(paper, f"e-{number}", address, found, by_id, told)
        for number, ((address, _text, _verdict), found) in enumerate(groups.items(), start=1)
    ]


def _view(
    paper: Paper,
    id_: str,
    address: str,
    found: list[GivenExplanation],
    threads: dict[uuid.UUID, ThreadView],
    told: bool,
) -> GivenView:
    first = found[0]
    of_form = address.partition(".")[0] in paper.edition.by_code
    at = paper.shown_at(address) if of_form else ""
    place = paper.place(at) if of_form else None
    return GivenView(
        id=id_,
        ids=tuple(each.id for each in found if each.id),
        address=at,
        anchor=anchor(at) if of_form else "",
        title=place.title if place else _("Profile of the association"),
        where=place.where if place else "",
        sentences=tuple(each.message[paper.language] for each in found),
        text=first.text,
        name=first.name,
        at=first.at,
        carried_over=first.carried_over,
        verdict=first.verdict if told else "",
        decided_by=first.decided_by if told else "",
        decided_at=first.decided_at if told else None,
        thread=threads.get(first.refused_by) if first.refused_by and told else None,
    )
