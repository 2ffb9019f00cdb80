"""Explanations as a page posts them: every box of the page at once, so that nothing typed is left behind.

Owns what is read from the form, which of it is to be saved, and the sentences about what cannot be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.form.checks.explanations import EXP_01
from portal.form.folding import clean_lines
from portal.models import Filing, Person, db
from portal.services.earlier_explanations import earlier_explanations
from portal.services.explaining import TEXT_MAX, EmptyPhrase, NoSuchProblem, explain
from portal.services.rounds import form_context
from portal.services.standing_explanations import of_filing
from portal.services.submissions import holdings_of
from portal.web.explaining_view import Typed
from portal.web.language import language


@dataclass(frozen=True)
class Posted:
    """What a page of explanations posts.

    ``texts_of`` holds a text by the keys of its box, ``pressed`` the keys whose button was pressed, and
    ``still_true`` those of which the earlier round's words are confirmed; all as the page names them, with
    blanks between keys.
    """

    texts_of: Mapping[str, str]
    pressed: str
    still_true: str
    back: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What was written, blanks left out."""
        return tuple(text for text in self.texts_of.values() if text)

    @property
    def first(self) -> str:
        """The key whose place the page goes back to; blank if nothing says which."""
        named = self.pressed or self.still_true or next(iter(self.texts_of), "")
        return named.partition(" ")[0]


@dataclass
class Saved:
    """What was not saved: by key what is wrong with the words, and the words for what is no problem any more."""

    refused: dict[str, Typed] = field(default_factory=dict)
    gone: tuple[str, ...] = ()


def posted(form: MultiDict[str, str]) -> Posted:
    """What the fields of *form* say: ``key`` and ``text`` stand in pairs."""
    pairs = zip(form.getlist("key"), map(clean_lines, form.getlist("text")), strict=False)
    return Posted(dict(pairs), form.get("pressed", ""), form.get("still_true", ""), form.get("back", ""))


def save(person: Person, filing: Filing, asked: Posted) -> Saved:
    """Save the explanations that were written or confirmed. Raises ``NotEditable``.

    A box is left alone when it is blank or says what is stored already, unless its own button was pressed.
    """
    saved = Saved()
    stored = {key: each.text for key, each in of_filing(db.session(), filing.id).items()}
    for keys, text in asked.texts_of.items():
        pressed, new = keys == asked.pressed, text and any(text != stored.get(key) for key in keys.split())
        if pressed or (new and keys != asked.still_true):
            for key in keys.split():
                _save(person, filing, key, text, saved)
    if asked.still_true:
        earlier = _earlier(filing)
        for key in asked.still_true.split():
            _save(person, filing, key, earlier.get(key, ""), saved, carried_over=True)
    if saved.refused:
        # What the other boxes held is typed text as well, saved or not.
        kept = {key: Typed(text) for keys, text in asked.texts_of.items() for key in keys.split() if text}
        saved.refused = kept | saved.refused
    return saved


def _save(person: Person, filing: Filing, key: str, text: str, saved: Saved, *, carried_over: bool = False) -> None:
    try:
        explain(person, filing.id, key, text, carried_over=carried_over)
    except EmptyPhrase:
        saved.refused[key] = Typed(text, _why(key, text))
    except NoSuchProblem:
        saved.gone = tuple(dict.fromkeys((*saved.gone, text)))


def _why(key: str, text: str) -> str:
    """What is wrong with an explanation, with an example of a good one."""
    if len(text) > TEXT_MAX:
        return str(_("At most 2,000 characters."))
    sentence = EXP_01.message.of(language(), rule=key.partition("@")[0])
    example = _("For example: “includes one contract assigning 12 patents, signed in November”.")
    return f"{sentence}{'' if language() == 'zh' else ' '}{example}"


def _earlier(filing: Filing) -> dict[str, str]:
    """The words of the earlier round for each problem of now, by key."""
    context = form_context(filing)
    held = holdings_of(filing, context)
    found = earlier_explanations(filing, context, held.every_problem, held.cells)
    return {key: each.text for key, each in found.items()}
