"""Texts as they compare: what is left of a name or a sentence once its writing is set aside.

For comparison alone. What is kept and shown is never normalised (:mod:`portal.form.folding`).
"""

import re
import unicodedata

SAYS_NOTHING = re.compile(r"[\W_]+")


def comparable(text: str) -> str:
    """*text* without width, case and blanks: two spellings of one name become equal."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def substance(text: str) -> str:
    """The letters and digits of *text*, width and case set aside: punctuation says nothing."""
    return SAYS_NOTHING.sub("", unicodedata.normalize("NFKC", text).casefold())
