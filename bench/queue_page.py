"""The floor's list page: the portal's own, turned into the loop over rows that somebody would write by hand.

The page is cut up at the lines of its table. Lines of the same markup are of one shape; a shape is a
branch of the loop, in which what differs between its lines is an escaped expression. The name of the
association comes from the row that was read. Owns the template and what it loops over; serves nothing.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import TypedDict

BODY = re.compile(r"(.*<tbody>)(.*)(</tbody>.*)", re.DOTALL)
LINE = re.compile(r"\s*<tr\b.*?</tr>", re.DOTALL)
VALUE = re.compile(r'(?<==")[^"]+(?=")|(?<=>)[^<]*[^<\s][^<]*(?=<)')
NAME = re.compile(r'lang="zh-CN">([^<]*)<')
PLACE = "\x00"


class ListPage(TypedDict):
    """The template, and for each line the number of its shape and what differs within the shape."""

    template: str
    lines: list[tuple[int, list[str]]]


def list_page_of(page: str) -> ListPage:
    """The floor's page for the portal's *page*. Raises ValueError when the page lists nothing."""
    found = BODY.fullmatch(page)
    if found is None:
        raise ValueError("the page has no table")
    lines = [match[0] for match in LINE.finditer(found[2])]
    cut = [(VALUE.sub(PLACE, line), [unescape(value) for value in VALUE.findall(line)]) for line in lines]
    shapes = list(dict.fromkeys(markup for markup, _values in cut))
    names = [unescape(name) for line in lines for name in NAME.findall(line)[:1]]
    own: list[tuple[int, list[str]]] = [(0, [])] * len(lines)
    branches = []
    for number, shape in enumerate(shapes):
        members = [place for place, (markup, _values) in enumerate(cut) if markup == shape]
        columns = list(zip(*(cut[place][1] for place in members), strict=True))
        of_row = [all(column[i] == names[place] for i, place in enumerate(members)) for column in columns]
        varying = [i for i, column in enumerate(columns) if len(set(column)) > 1 and not of_row[i]]
        for place in members:
            own[place] = (number, [cut[place][1][i] for i in varying])
        branches.append(_branch(number, shape, columns, of_row, varying))
    loop = "{%- for row in rows -%}{%- set shape, own = lines[loop.index0] -%}" + "".join(branches)
    return ListPage(template=f"{_raw(found[1])}{loop}{{%- endif -%}}{{%- endfor -%}}{_raw(found[3])}", lines=own)


def _branch(
    number: int, shape: str, columns: Sequence[Sequence[str]], of_row: Sequence[bool], varying: Sequence[int]
) -> str:
    """The part of the loop for one shape of line."""

    def written(i: int) -> str:
        if of_row[i]:
            return "{{ row.name }}"
        return f"{{{{ own[{varying.index(i)}] }}}}" if i in varying else _raw(columns[i][0])

    texts = shape.split(PLACE)
    body = "".join(text + written(i) for i, text in enumerate(texts[:-1])) + texts[-1]
    return f"{{%- {'elif' if number else 'if'} shape == {number} -%}}{body}"


def _raw(text: str) -> str:
    return f"{{% raw %}}{text}{{% endraw %}}"
