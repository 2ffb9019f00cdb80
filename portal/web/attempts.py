"""How often one network address may try what is open to everybody, counted for each kind of attempt.

Counted by this process alone, so several processes let through as many times more. Whom an account belongs
to and when it is locked is said by ``services.sign_ins``.
"""

import math
import time

from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

ATTEMPTS_PER_ADDRESS = RateLimitItemPerMinute(30)


def init_app(app: Flask) -> None:
    """Begin to count the attempts made on *app*."""
    app.extensions["portal_attempts"] = FixedWindowRateLimiter(MemoryStorage())


def too_many(what: str) -> bool:
    """Whether the address that asks has now tried *what* more often than :data:`ATTEMPTS_PER_ADDRESS`."""
    return not _attempts().hit(ATTEMPTS_PER_ADDRESS, what, request.remote_addr or "")


def seconds_to_wait(what: str) -> int:
    """In how many seconds the address that asks may try *what* again; at least 1."""
    stats = _attempts().get_window_stats(ATTEMPTS_PER_ADDRESS, what, request.remote_addr or "")
    return max(1, math.ceil(stats.reset_time - time.time()))


def _attempts() -> FixedWindowRateLimiter:
    limiter: FixedWindowRateLimiter = current_app.extensions["portal_attempts"]
    return limiter
