"""Whether a round asks for a scan of the stamped form, and how a scan stands. Pure.

A scan is made of the print of one submission. Whether it is current follows from which submission stands;
nothing of that is stored.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

SETTING = "sealed_scan"


class SealRule(StrEnum):
    """What a round asks for; the value of its setting :data:`SETTING`."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ScanState(StrEnum):
    """How a filing stands with its scans."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


class Obstacle(StrEnum):
    """Why no scan can be uploaded now."""

    NOT_ASKED_FOR = "not_asked_for"
    NOT_SUBMITTED = "not_submitted"
    ROUND_CLOSED = "round_closed"
    SETTLED = "settled"


def rule_of(settings: Mapping[str, Any]) -> SealRule:
    """What the *settings* of a round ask for; nothing unless they say so."""
    return SealRule(settings.get(SETTING, SealRule.OFF))
