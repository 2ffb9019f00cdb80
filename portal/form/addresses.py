"""Addresses as a reviewer may name them: a section, a block, a part, a row or a cell. Nothing else exists.

Owns which addresses there are in a return; what stands at them is the document's.
"""

from collections.abc import Mapping

from portal.form.blocks import TREATED, Edition, Fields, Rows, Upload, YearParts
from portal.form.context import FormContext
from portal.form.document import Document, row_ids


class NoSuchAddress(ValueError):
    """The form has no such section, block, row or cell."""


def known_address(edition: Edition, context: FormContext, documents: Mapping[str, Document], address: str) -> str:
    """The section that *address* stands in. Raises :class:`NoSuchAddress`.

    A section, a block, a year's part, a row of *documents*, a cell of any of them, or a point of an outline.
    """
    section_code, dot, rest = address.partition(".")
    section = edition.by_code.get(section_code)
    block_code, *path = rest.split(".") if rest else [""]
    if section is None or (dot and block_code not in section.by_code):
        raise NoSuchAddress(address)
    if not block_code or not path:
        return section_code
    block = section.by_code[block_code]
    first, deeper = path[0], path[1:]
    cells = documents.get(section_code, {})
    if isinstance(block, Fields):
        known = first in block.by_code and not deeper
    elif isinstance(block, YearParts):
        known = first in map(str, context.years) and (not deeper or deeper[0] in block.by_code)
    elif isinstance(block, Upload):
        at_point = first == TREATED and bool(deeper) and deeper[0] in block.by_tick
        known = at_point or (first in row_ids(cells, block_code) and not deeper)
    else:
        known = isinstance(block, Rows) and first in row_ids(cells, block_code)
        known = known and (not deeper or deeper[0] in block.by_code)
    if not known or len(deeper) > 1:
        raise NoSuchAddress(address)
    return section_code
