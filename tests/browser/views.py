"""How pages are looked at as a whole: in both languages, and at the width of a desk and of a phone.

Each language at one width: what axe finds hangs on language and width apart, not on both together, and
what grows too wide for a phone does so in English, whose words are long and do not break.
"""

import pytest

in_both = pytest.mark.parametrize(
    ("language", "width"), [("zh-CN", 1280), ("en", 360)], ids=["Chinese at a desk", "English on a phone"]
)
