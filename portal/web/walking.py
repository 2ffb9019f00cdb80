"""From problem to problem: the ways on that stand at each of them, in the order of the form.

Owns the links. Where a problem is said is decided by :mod:`portal.web.said`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from portal.form.blocks import Section
from portal.form.editions import EDITIONS
from portal.form.problems import Level, Problem
from portal.models import Filing
from portal.services.submissions import Holdings
from portal.web.filing_view import numbered_title
from portal.web.said import Said, SaidOnPage, Walk, is_shown, place_of
from portal.web.section_parts import input_id

#: Where the page says what concerns the section as a whole.
OF_SECTION = "notices"


@dataclass(frozen=True)
class Way:
    """What comes before the first and after the last problem of a page; ``words`` name the latter."""

    before: str
    after: str
    words: str


def way_to_the_list(filing: Filing) -> Way:
    """The way on from a page that was opened by itself: to the list of all that is left."""
    return Way("", url_for("submitting.show", filing_id=filing.id), str(_("To the list of what is left")))


def way_through(filing: Filing, held: Holdings, code: str, with_missing: bool) -> Way:
    """The way on from section *code* when the whole return is gone through: to the next section with a problem."""
    sections = EDITIONS[filing.round.edition].sections
    place = next(number for number, section in enumerate(sections) if section.code == code)
    to_the_list = way_to_the_list(filing)
    found = {
        section.code: stops(section, held.problems[section.code], held.explained, with_missing) for section in sections
    }

    def url(section: Section, stop: str) -> str:
        missing = 1 if with_missing else None
        return url_for(f"{section.code}.show", filing_id=filing.id, problems=1, missing=missing, _anchor=stop)

    before = next((url(s, found[s.code][-1]) for s in reversed(sections[:place]) if found[s.code]), "")
    following = next((s for s in sections[place + 1 :] if found[s.code]), None)
    if following is None:
        return replace(to_the_list, before=before)
    words = _("Next, in section %(section)s", section=numbered_title(filing, following))
    return Way(before, url(following, found[following.code][0]), str(words))


def stops(section: Section, problems: Iterable[Problem], explained: Iterable[str], with_missing: bool) -> list[str]:
    """Ids of the places on the page of *section* where something is left to do, in the order of *problems*."""
    done = set(explained)
    left = [
        problem
        for problem in problems
        if is_shown(problem, with_missing) and (problem.level is Level.HARD or problem.key not in done)
    ]
    return list(dict.fromkeys(_stop(*place_of(section, problem.addresses[0])) for problem in left))


def led_on(said: SaidOnPage, ids: list[str], way: Way) -> SaidOnPage:
    """*said* with the ways on at each of the places *ids*, which lie on *way*."""
    if not ids:
        return said
    walks = {}
    for number, here in enumerate(ids):
        last = number + 1 == len(ids)
        previous = f"#{ids[number - 1]}" if number else way.before
        walks[here] = Walk(previous, way.after if last else f"#{ids[number + 1]}", way.words if last else "")
    return SaidOnPage(_with(said.cells, False, walks), _with(said.blocks, True, walks))


def _with(places: Mapping[str, Said], at_block: bool, walks: Mapping[str, Walk]) -> dict[str, Said]:
    led = {
        place: replace(said, walk=walks[stop])
        for place, said in places.items()
        if said.open and (stop := _stop(at_block, place)) in walks
    }
    return {**places, **led}


def _stop(at_block: bool, place: str) -> str:
    return place or OF_SECTION if at_block else input_id(place)
