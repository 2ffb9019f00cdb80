"""Rules of addresses that are compiled once for all applications of a test run.

Each test has an application of its own, and all have the same hundred rules; compiling what builds an address
from each was most of the time that making an application took.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug.routing import Rule


class QuickRule(Rule):
    """A rule that shares what builds its addresses with all rules that are the same."""

    made: ClassVar[dict[tuple[Any, ...], Callable[..., Any]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
        key = (self.rule, self.subdomain, self.host, self.strict_slashes, repr(self.defaults), append_unknown)
        if key not in self.made:
            self.made[key] = super()._compile_builder(append_unknown)
        return self.made[key]
