"""The outline of the work summary as pages show it: what is found of each point, what is ticked, what to look at.

The same for who fills in and who reviews. Owns the words; what is found is said by ``form.summary_outline``,
where the summary and the figures differ by ``form.summary_hints``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.form.blocks import TREATED, OutlinePoint, Section, Upload
from portal.form.document import Document, filled_rows, ticked_points
from portal.form.summary_heading import Heading
from portal.form.summary_hints import Summary, hints
from portal.form.summary_outline import Treatment, treatments, whole_parts
from portal.form.wording import Wording
from portal.web.reading_places import Paper, anchor
from portal.web.reading_threads import ThreadView
from portal.web.section_parts import input_id
from portal.web.wording_of_cells import point_number

FOUND, EMPTY, MISSING = "found", "empty", "missing"


class SummaryFile(NamedTuple):
    """A file of the work summary: its name, and the headings read in it (None: none can be read)."""

    name: str
    headings: Sequence[Heading] | None


@dataclass(frozen=True, slots=True)
class PointView:
    """One point. ``name`` and ``id`` are those of its tick, ``address`` and ``anchor`` those of its place.

    ``stands`` is ``found`` (under ``heading``, as long as ``length`` says), ``empty`` (a heading with nothing
    under it) or ``missing``; ``called`` is its number away from its place. ``changed`` is said of the tick.
    """

    name: str
    id: str
    address: str
    anchor: str
    number: str
    called: str
    text: str
    below: bool
    stands: str
    heading: str
    length: str
    file: str
    ticked: bool
    changed: bool
    threads: tuple[ThreadView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the outline, and its points with their sub-points."""

    number: str
    text: str
    points: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class HintView:
    """Something to look at: the sentence, where the figures stand, and the place of the point on the page."""

    text: str
    url: str
    point: str


@dataclass(frozen=True, slots=True)
class OutlineView:
    """The whole outline. ``notes`` say what it was held against; ``held`` is whether there is any file."""

    title: str
    held: bool
    notes: tuple[str, ...]
    parts: tuple[PartView, ...]
    hints: tuple[HintView, ...]


@dataclass(frozen=True)
class _Found:
    """What a page is made from: the answers, what is found in the files, what is ticked now and was before."""

    paper: Paper
    section: Section
    block: Upload
    files: Sequence[SummaryFile]
    treated: dict[str, Treatment]
    ticked: frozenset[str]
    before: frozenset[str]
    threads: Sequence[ThreadView]


def outline_view(
    paper: Paper,
    files: Iterable[SummaryFile],
    url_of: Callable[[str], str],
    *,
    before: Document | None = None,
    threads: Sequence[ThreadView] = (),
) -> OutlineView:
    """The outline of *paper*, held against *files*; *url_of* leads to a full address of the return.

    *before* is the section's document of an earlier submission to compare with, *threads* are all there are.
    """
    section, block = next((s, b) for s in paper.edition.sections for b in s.blocks if isinstance(b, Upload))
    document = paper.documents.get(section.code, {})
    listed, ticked = tuple(files), ticked_points(document, block)
    read = [file.headings or () for file in listed]
    found = _Found(
        paper=paper,
        section=section,
        block=block,
        files=listed,
        treated=treatments(block, read),
        ticked=ticked,
        before=ticked if before is None else ticked_points(before, block),
        threads=threads,
    )
    return OutlineView(
        title=block.outline_title.of(paper.language),
        held=bool(filled_rows(document, block)),
        notes=tuple(_notes(found)),
        parts=tuple(_part(found, part, number) for number, part in enumerate(block.outline, 1)),
        hints=tuple(_hints(found, read, url_of)) if listed else (),
    )


def _part(found: _Found, part: OutlinePoint, number: int) -> PartView:
    language = found.paper.language
    points = tuple(
        _point(found, each, below=each is not point) for point in part.points for each in (point, *point.points)
    )
    return PartView(f"{part.number}、" if language == "zh" else f"{number}. ", part.text.of(language), points)


def _point(found: _Found, point: OutlinePoint, *, below: bool) -> PointView:
    address = _address(found, point)
    within = address.removeprefix(f"{found.section.code}.")
    at, length = found.treated.get(point.code), ""
    if at is not None:
        length = ngettext("%(num)d character", "%(num)d characters", at.characters)
    several = sum(bool(file.headings) for file in found.files) > 1
    return PointView(
        name=within,
        id=input_id(within),
        address=address,
        anchor=anchor(address),
        number=point.number if below else f"{point.number}.",
        called=point_number(found.block, point.tick, found.paper.language),
        text=point.text.of(found.paper.language),
        below=below,
        stands=MISSING if at is None else FOUND if at.says_something else EMPTY,
        heading=at.heading if at else "",
        length=length,
        file=found.files[at.file].name if at and several else "",
        ticked=point.code in found.ticked,
        changed=(point.code in found.ticked) != (point.code in found.before),
        threads=tuple(thread for thread in found.threads if thread.at == address),
    )


def _notes(found: _Found) -> Iterable[str]:
    """What the outline was held against, and what could not be read."""
    read = [file.name for file in found.files if file.headings]
    bare = [file.name for file in found.files if file.headings is not None and not file.headings]
    unread = [file.name for file in found.files if file.headings is None]
    if not found.files:
        yield _("Once a .docx file is uploaded, its headings are held against this outline.")
        return
    if read:
        points = [point for part in found.block.outline for point in part.points]
        there = sum(point.code in found.treated and found.treated[point.code].says_something for point in points)
        yield _(
            "Held against the headings of the summary: %(found)s of %(all)s points found.", found=there, all=len(points)
        )
    if bare:
        yield _("No headings were found in: %(names)s.", names=_(", ").join(bare))
    if unread:
        yield _("Headings can be read in .docx files only, not in: %(names)s.", names=_(", ").join(unread))


def _hints(found: _Found, read: Sequence[Sequence[Heading]], url_of: Callable[[str], str]) -> Iterable[HintView]:
    numbers = {
        point.code: Wording(*(point_number(found.block, tick, language) for language in ("zh", "en")))
        for tick, point in found.block.by_tick.items()
    }
    paper, summary = found.paper, Summary(read, found.treated, found.ticked, whole_parts(found.block, read))
    places = {point.code: _address(found, point) for point in found.block.asked_points}
    for hint in hints(paper.edition, paper.documents, paper.context, summary, numbers):
        yield HintView(hint.message(paper.language), url_of(hint.address), anchor(places[hint.point]))


def _address(found: _Found, point: OutlinePoint) -> str:
    return f"{found.section.code}.{found.block.code}.{TREATED}.{point.tick}"
