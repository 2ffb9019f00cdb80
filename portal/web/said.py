"""What is said at the places of a section's page: what is wrong, what the reviewer asks, what was accepted before.

Problems come from the checks and comments from the reviewers; here they are put together by place, so that
a template asks once for each cell. Places are addresses within the section, ``""`` for the section itself.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Rows, Section
from portal.form.document import Document
from portal.form.kinds import Choices, Kind
from portal.form.problems import Level, Problem
from portal.services.earlier import Earlier
from portal.web.comment_view import CLOSED, WAITING, CommentView
from portal.web.explaining_view import Place, Places
from portal.web.language import language
from portal.web.wording_of_cells import kind_of

#: Says what follows from an entry, so it is shown as soon as it fires although something is missing.
SHOWN_AT_ONCE = frozenset({"REQ-07"})

FLAG = Markup('<span class="flag{}"><i class="bi bi-{}" aria-hidden="true"></i></span>')
MUST, CHECK, VOICE = "must", "check-it", "voice"
FLAGS = {
    MUST: FLAG.format("", "x-octagon-fill"),
    CHECK: FLAG.format("", "exclamation-triangle-fill"),
    VOICE: FLAG.format(" of-voice", "chat-left-text-fill"),
}
INVALID = Markup(' aria-invalid="true"')
DESCRIBED, ENDS = Markup(' aria-describedby="'), Markup('"')


@dataclass(frozen=True)
class ProblemView:
    """A problem as a page shows it; ``key`` tells it from every other, ``explained`` that nothing is left to do."""

    level: str
    missing: bool
    text: str
    key: str = ""
    explained: bool = False


Problems = Mapping[str, Sequence[ProblemView]]
NO_PLACES: Places = {}


@dataclass(frozen=True, slots=True)
class Walk:
    """The ways on from one problem, ``previous`` blank at the first; ``words`` say where the last one leads."""

    previous: str
    next: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """Everything said at one place. ``earlier`` is what was accepted before, where that is not what stands now.

    ``problems`` must be corrected; what is to be explained stands in ``explaining``, with its explanations.
    ``differing`` are the choices ticked before or now but not both times, for a cell of several choices.
    ``walk`` leads on to the places of other problems.
    """

    problems: Sequence[ProblemView] = ()
    explaining: Place | None = None
    comments: Sequence[CommentView] = ()
    earlier: str = ""
    differing: frozenset[str] = frozenset()
    walk: Walk | None = None

    @property
    def open(self) -> bool:
        """Whether something is left to be corrected or explained."""
        return bool(self.problems) or (self.explaining is not None and self.explaining.open is not None)

    @property
    def voices(self) -> tuple[str, ...]:
        """Who speaks at the cell, the gravest first."""
        checks = ((MUST if self.problems else CHECK),) if self.open else ()
        waits = any(comment.stage == WAITING for comment in self.comments)
        return (*checks, VOICE) if waits else checks

    @property
    def css(self) -> str:
        """Classes of the cell, each with a blank before it."""
        return "".join(f" {voice}" for voice in self.voices)

    @property
    def flags(self) -> Markup:
        """A sign for each who speaks."""
        return Markup("").join(FLAGS[voice] for voice in self.voices)

    @property
    def aloud(self) -> bool:
        """Whether anything is to be said below the cell."""
        return bool(self.problems or self.explaining or self.comments)

    def described(self, id_: str, also: str = "") -> Markup:
        """What the input *id_* says of itself: what describes it (with *also*), and whether it is wrong."""
        ids = [also] if also else []
        ids += [f"p-{id_}"] if self.problems else []
        ids += [f"p-{self.explaining.id}"] if self.explaining and self.explaining.open else []
        ids += [f"comment-{comment.id}" for comment in self.comments]
        ids += [f"e-{id_}"] if self.earlier else []
        invalid = INVALID if self.open else Markup("")
        return DESCRIBED + " ".join(ids) + ENDS + invalid if ids else invalid


@dataclass(frozen=True)
class SaidOnPage:
    """All that is said on the page of a section: at cells and rows, and at blocks (``""``: the section)."""

    cells: Mapping[str, Said]
    blocks: Mapping[str, Said]

    @property
    def lines(self) -> frozenset[str]:
        """Where something is said: lines of fixed cells (``block.field``) and rows of lists (``block.row``)."""
        spots = [address.split(".") for address in self.cells]
        return frozenset(f"{spot[0]}.{end}" for spot in spots for end in (*spot[1:2], *spot[2:]))


def shown(
    section: Section, problems: Iterable[Problem], with_missing: bool, explained: Container[str] = ()
) -> tuple[dict[str, list[ProblemView]], dict[str, list[ProblemView]]]:
    """Problems by cell (address within the section), and by block for those of a list as a whole.

    By ``""`` those of the section: what they are about is no cell of it. *explained* are keys of problems.
    """
    cells: dict[str, list[ProblemView]] = {}
    blocks: dict[str, list[ProblemView]] = {}
    for problem in problems:
        if not is_shown(problem, with_missing):
            continue
        key = problem.key
        view = ProblemView(
            problem.level.value, problem.missing, problem.message(language()), key, explained=key in explained
        )
        at_block, place = place_of(section, problem.addresses[0])
        (blocks if at_block else cells).setdefault(place, []).append(view)
    return cells, blocks


def is_shown(problem: Problem, with_missing: bool) -> bool:
    """Whether a page that shows what is missing or does not shows *problem*."""
    return with_missing or not problem.missing or problem.rule.code in SHOWN_AT_ONCE


def place_of(section: Section, address: str) -> tuple[bool, str]:
    """Whether the full *address* is said at a block of *section* and not at a cell, and which place that is."""
    code, _dot, within = address.partition(".")
    block, _dot, rest = within.partition(".")
    if code != section.code:
        return True, ""
    return (True, block) if rest in (ROWS, NOTHING_TO_REPORT) else (False, within)


def said_on_page(
    section: Section,
    problems: tuple[Problems, Problems],
    comments: Iterable[CommentView],
    rows: Mapping[str, Sequence[str]],
    earlier: Mapping[str, Said],
    explaining: Places = NO_PLACES,
) -> SaidOnPage:
    """Put together what is said; *rows* are the rows that the page shows, *explaining* the places of soft problems.

    What is pinned to a place that the page does not show (a row that is gone, a year, a file) is said at
    its block. Closed comments are not said any more: the task list keeps them.
    """
    cells, blocks = dict(earlier), {block: Said(_hard(found)) for block, found in problems[1].items()}
    for address, found in problems[0].items():
        cells[address] = replace(cells.get(address, Said()), problems=_hard(found))
    for box in explaining.values():
        at_block, at = place_of(section, box.address)
        there = blocks if at_block else cells
        there[at] = replace(there.get(at, Said()), explaining=box)
    for comment in comments:
        if comment.section != section.code or comment.stage == CLOSED:
            continue
        place = comment.address.removeprefix(section.code).removeprefix(".")
        on_cell = _has_place(section, place, rows)
        where = cells if on_cell else blocks
        place = place if on_cell else place.partition(".")[0]
        said = where.get(place, Said())
        where[place] = replace(said, comments=(*said.comments, comment))
    return SaidOnPage(cells, blocks)


def _hard(problems: Sequence[ProblemView]) -> list[ProblemView]:
    return [problem for problem in problems if problem.level == Level.HARD]


def accepted_before(section: Section, cells: Document, earlier: Earlier | None) -> dict[str, Said]:
    """What was accepted before, by cell, where it differs from what stands there now or nothing does."""
    if earlier is None:
        return {}
    found = {}
    for address, text in earlier.texts.items():
        now = cells.get(address, "")
        if text != now:
            kind = kind_of(section, address)
            found[address] = Said(earlier=kind.show(text, language()), differing=_differing(kind, text, now))
    return found


def _differing(kind: Kind, before: str, now: str) -> frozenset[str]:
    """The choices that were ticked before or are now, but not both."""
    if not isinstance(kind, Choices):
        return frozenset()
    return (frozenset(before.split(",")) ^ frozenset(now.split(","))) - {""}


def _has_place(section: Section, address: str, rows: Mapping[str, Sequence[str]]) -> bool:
    """Whether the page has a place of its own for *address*: a cell, or a row with its cells."""
    block_code, *path = address.split(".")
    block = section.by_code.get(block_code)
    if block is None or not path:
        return False
    if isinstance(block, Rows):
        return path[0] in rows.get(block_code, ())
    return path[-1] in block.cell_kinds
