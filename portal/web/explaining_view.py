"""Soft problems as the contact explains them: one box for each place, whatever fires there.

Owns what a box shows. Which explanations stand is said by ``services.standing_explanations``, what an earlier
round said by ``services.earlier_explanations``; saving is the blueprint's.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.filing.states import WITH_CONTACT
from portal.form.blocks import Section
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.editions import EDITIONS
from portal.form.problems import Level, Problem
from portal.models import Filing
from portal.services.earlier_explanations import EarlierExplanation, earlier_explanations
from portal.services.rounds import form_context
from portal.services.standing_explanations import REFUSED, Written, values_of, written
from portal.web.comment_view import CommentView
from portal.web.language import language
from portal.web.wording_of_cells import kind_of, name_of


@dataclass(frozen=True)
class Typed:
    """An explanation as it was posted, and why it was not saved; blank where only others were refused."""

    text: str
    error: str = ""


TypedByKey = Mapping[str, Typed]
NOTHING_TYPED: TypedByKey = {}


@dataclass(frozen=True)
class Conversion:
    """A figure divided by 10,000, offered for the cell ``address`` (within ``section``); ``where`` if it is another."""

    section: str
    address: str
    text: str
    shown: str
    where: str

    @property
    def action(self) -> str:
        """What the button that converts posts."""
        return f"convert:{self.address}={self.text}"


@dataclass(frozen=True)
class Former:
    """What was written before and stands no more: refused for a reason, or written for other figures."""

    text: str
    name: str
    at: dt.datetime
    refused: bool
    reason: str


@dataclass(frozen=True)
class Offer:
    """What an earlier round said of it, to be confirmed; ``keys`` are the problems that it would explain."""

    keys: str
    text: str
    year: int


@dataclass(frozen=True)
class Open:
    """What is to be explained at one place: the sentences, what helps, and what was typed so far."""

    keys: str
    sentences: tuple[str, ...]
    conversions: tuple[Conversion, ...]
    formers: tuple[Former, ...]
    offers: tuple[Offer, ...]
    text: str
    error: str


@dataclass(frozen=True)
class Standing:
    """One explanation that stands, with everything at its place that it explains; ``typed`` if it was being edited."""

    id: str
    keys: str
    sentences: tuple[str, ...]
    text: str
    name: str
    at: dt.datetime
    carried_over: bool
    typed: Typed | None


@dataclass(frozen=True)
class Place:
    """One address with soft problems: what is open there and what is explained. ``address`` is full."""

    id: str
    address: str
    editable: bool
    open: Open | None
    standing: tuple[Standing, ...]


Places = Mapping[str, Place]


#: A box that a script fills in, with a sentence and each kind of button: braces are where its words go.
PATTERN = Place(
    id="x-pattern",
    address="",
    editable=True,
    open=Open(
        keys="",
        sentences=("",),
        conversions=(Conversion("", "", "", "{figure}", ""), Conversion("", "", "", "{figure}", "{where}")),
        formers=(),
        offers=(),
        text="",
        error="",
    ),
    standing=(),
)


def places(
    filing: Filing,
    problems: Iterable[Problem],
    documents: Mapping[str, Document],
    *,
    comments: Sequence[CommentView] = (),
    editable: bool,
    typed: TypedByKey = NOTHING_TYPED,
) -> dict[str, Place]:
    """The places of the soft *problems* by full address, in their order; no statement where there is none.

    *documents* must hold every cell that the problems are about. What a reviewer has decided and not sent
    yet is not told.
    """
    soft = [problem for problem in problems if problem.level is Level.SOFT]
    if not soft:
        return {}
    desk = _Desk(
        filing, documents, written(filing.id) if filing.explained else {}, {comment.id: comment for comment in comments}
    )
    unexplained = [problem for problem in soft if not desk.stands(problem)] if editable else []
    earlier = earlier_explanations(filing, desk.context, unexplained, documents) if unexplained else {}
    at: dict[str, list[Problem]] = {}
    for problem in soft:
        at.setdefault(problem.addresses[0], []).append(problem)
    return {address: desk.place(address, found, earlier, typed, editable) for address, found in at.items()}


def place_id(address: str) -> str:
    """Id of the box of the full *address*."""
    return "x-" + address.replace(".", "-")


def conversions(
    problems: Iterable[Problem], section: Section, context: FormContext, documents: Mapping[str, Document]
) -> list[Conversion]:
    """What *problems* of one place of *section* offer to convert, each once; units are compared within a section."""
    found: dict[tuple[str, str], Conversion] = {}
    for problem in problems:
        offered = problem.parameters.get("convert")
        if isinstance(offered, tuple) and offered[1] and offered not in found:
            found[offered] = _conversion(section, context, documents, problem, offered)
    return list(found.values())


def _conversion(
    section: Section,
    context: FormContext,
    documents: Mapping[str, Document],
    problem: Problem,
    offered: tuple[str, str],
) -> Conversion:
    (address, text), code = offered, section.code
    within = address.removeprefix(f"{code}.")
    shown = kind_of(section, within).show(text, language())
    name = name_of(section, context, documents.get(code, {}), within, language()).label
    return Conversion(code, within, text, shown, name if address != problem.addresses[0] else "")


class _Desk:
    """What is known of the explanations of one filing while its places are put together."""

    def __init__(
        self,
        filing: Filing,
        documents: Mapping[str, Document],
        explanations: Mapping[str, Written],
        comments: Mapping[uuid.UUID, CommentView],
    ) -> None:
        self.filing, self.documents = filing, documents
        self.explanations, self.comments = explanations, comments
        self.context = form_context(filing)
        self.told = filing.state in WITH_CONTACT

    def stands(self, problem: Problem) -> bool:
        """Whether the explanation of *problem* stands as far as the contact has been told."""
        found = self.explanations.get(problem.key)
        if found is None or (found.verdict == REFUSED and self.told):
            return False
        return found.values == values_of(problem, self.documents)

    def place(
        self,
        address: str,
        problems: Sequence[Problem],
        earlier: Mapping[str, EarlierExplanation],
        typed: TypedByKey,
        editable: bool,
    ) -> Place:
        still_open = [problem for problem in problems if not self.stands(problem)]
        said: dict[str, list[Problem]] = {}
        for problem in problems:
            if self.stands(problem):
                said.setdefault(self.explanations[problem.key].text, []).append(problem)
        id_ = place_id(address)
        # Whoever is led to the place finds it, whether anything is open there or not.
        ids = [id_] if not still_open else []
        ids += [f"{id_}-{number}" for number in range(1, len(said) + 1)]
        return Place(
            id=id_,
            address=address,
            editable=editable,
            open=self._open(still_open, earlier, typed) if still_open else None,
            standing=tuple(self._standing(each, found, typed) for each, found in zip(ids, said.values(), strict=False)),
        )

    def _open(self, problems: Sequence[Problem], earlier: Mapping[str, EarlierExplanation], typed: TypedByKey) -> Open:
        offered: dict[EarlierExplanation, list[str]] = {}
        for problem in problems:
            if problem.key in earlier and problem.key not in self.explanations:
                offered.setdefault(earlier[problem.key], []).append(problem.key)
        formers = [self._former(self.explanations[p.key]) for p in problems if p.key in self.explanations]
        mine = _typed(problems, typed)
        section = EDITIONS[self.filing.round.edition].by_code.get(problems[0].addresses[0].partition(".")[0])
        return Open(
            keys=_keys(problems),
            sentences=_sentences(problems),
            conversions=tuple(conversions(problems, section, self.context, self.documents)) if section else (),
            formers=tuple({(former.text, former.refused): former for former in formers}.values()),
            offers=tuple(Offer(" ".join(keys), said.text, said.round_year) for said, keys in offered.items()),
            text=mine.text if mine else formers[0].text if formers else "",
            error=mine.error if mine else "",
        )

    def _former(self, found: Written) -> Former:
        refused = found.verdict == REFUSED
        comment = self.comments.get(found.refused_by) if found.refused_by else None
        reason = comment.asked.text if comment else ""
        return Former(found.text, found.name, found.written_at, refused, reason)

    def _standing(self, id_: str, problems: Sequence[Problem], typed: TypedByKey) -> Standing:
        found = self.explanations[problems[0].key]
        return Standing(
            id=id_,
            keys=_keys(problems),
            sentences=_sentences(problems),
            text=found.text,
            name=found.name,
            at=found.written_at,
            carried_over=found.carried_over,
            typed=_typed(problems, typed),
        )


def _typed(problems: Iterable[Problem], typed: TypedByKey) -> Typed | None:
    return next((typed[problem.key] for problem in problems if problem.key in typed), None)


def _keys(problems: Iterable[Problem]) -> str:
    return " ".join(problem.key for problem in problems)


def _sentences(problems: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(problem.message(language()) for problem in problems)
