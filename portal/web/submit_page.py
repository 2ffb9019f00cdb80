"""The page before submitting: gathers what is left, what is explained, what has changed, and the declaration."""

from collections.abc import Sequence

from flask import render_template
from flask_login import current_user

from portal.filing.access import may_submit
from portal.filing.states import WITH_CONTACT, FilingState
from portal.form.problems import Level
from portal.models import Filing
from portal.services.needs import NAME_MAX
from portal.services.rounds import form_context
from portal.services.submissions import holdings_of
from portal.web.comment_view import comment_views
from portal.web.explaining_view import NOTHING_TYPED, TypedByKey, places
from portal.web.filing_acts import reviewer_words, submit_words, submitters
from portal.web.filing_view import filing_view
from portal.web.section_context import Notice
from portal.web.submit_view import (
    Declared,
    changes_since_return,
    explained_lines,
    last_saved,
    saved_meanwhile,
    work_list,
)

NOT_DECLARED = Declared()


def submit_page(
    filing: Filing,
    declared: Declared = NOT_DECLARED,
    *,
    refused: bool = False,
    came_first: bool = False,
    seen: str | None = None,
    notices: Sequence[Notice] = (),
    typed: TypedByKey = NOTHING_TYPED,
) -> str:
    """The page. *seen* names the documents that were declared for, if others stand there now.

    *typed* are explanations that were posted and not saved.
    """
    view = filing_view(filing)
    with_contact = FilingState(filing.state) in WITH_CONTACT
    held = holdings_of(filing, form_context(filing))
    answers = comment_views(filing, held.cells, editable=view.editable)
    boxes = places(
        filing, held.every_problem, held.cells, comments=answers, editable=view.editable and with_contact, typed=typed
    )
    groups = work_list(filing, held, answers)
    left = [item for _title, items in groups for item in items]
    meanwhile = [] if seen is None else saved_meanwhile(filing, seen, held)
    soft = [p for p in held.every_problem if p.level is Level.SOFT]
    return render_template(
        "submitting/submit.html",
        filing=view,
        groups=groups,
        left=len(left),
        to_explain=sum(item.kind == "check" for item in left),
        explanations=explained_lines(filing, held, boxes) if with_contact else [],
        explained=sum(p.key in held.explained for p in soft),
        revisions=held.revisions,
        notices=notices,
        answered=[v for v in answers if v.stage == "answered"],
        changes=changes_since_return(filing, held.cells, answers),
        declared=declared,
        refused=refused,
        came_first=came_first,
        content_changed=seen is not None,
        meanwhile=meanwhile,
        mark=held.mark,
        version=filing.version,
        with_contact=with_contact,
        submitters=submitters(filing),
        reviewer=reviewer_words(filing),
        submit_label=submit_words(filing),
        name_max=NAME_MAX,
        may_submit=may_submit(current_user.grants, filing.place),
        saved=last_saved(filing),
    )
