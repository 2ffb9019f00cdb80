"""What all mails share: the shape of what is said, paths for links, the name of a region."""

from dataclasses import dataclass

from flask import current_app

from portal.models import Region
from portal.web.language import language


@dataclass(frozen=True)
class Said:
    """A mail without greeting and end: subject, paragraphs (blank ones fall away), what the link leads to, its path."""

    subject: str
    paragraphs: list[str]
    link_says: str
    path: str


def path_to(endpoint: str, **values: object) -> str:
    """The path of *endpoint*; made without a request, which could name a host that is not ours."""
    return current_app.url_map.bind("").build(endpoint, values)


def region_name(region: Region) -> str:
    """The region in the reader's language."""
    return region.name_zh if language() == "zh" else region.name_en
