"""The content of a submission as bytes that are always the same for the same content, and their hash.

Also the reference number on the receipt. Pure: what goes into a content is said by
``services.submissions``.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

DIRECT = "00"


def canonical(content: Mapping[str, Any]) -> bytes:
    """*content* as UTF-8 JSON with sorted keys and no blanks. Raises TypeError for what is not JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def reference_number(round_year: int, region_code: str, serial: int, number: int) -> str:
    """Reference of one submission: year, region (first two digits), filing in the round, submission.

    ``2017-44-0012-2`` is the second submission of the twelfth filing of the 2017 round, from Guangdong;
    ``00`` stands for bodies that report directly.
    """
    return f"{round_year}-{region_code[:2] or DIRECT}-{serial:04}-{number}"
