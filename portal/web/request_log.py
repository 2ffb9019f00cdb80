"""One line a request, and every other log line with the same id: what happened, never who or what was typed.

The line of a request is made and written here: its few fields are known, so it needs none of the steps
that structlog takes with what other code logs. Both come out of the same handler in the same form.
"""

import datetime as dt
import json
import logging
import re
import secrets
import time
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, has_request_context, request
from flask.logging import wsgi_errors_stream

from portal.config import Settings

QUIET = frozenset({"static", "health.health"})
log = logging.getLogger("portal.requests")

Event = MutableMapping[str, Any]

#: Addresses that open a door to whoever knows them.
SINGLE_USE = re.compile(r"(/(?:join|reset)/)[^/\s\"'?\]]+")


class PortalHandler(logging.StreamHandler[TextIO]):
    """The handler this module put in place, told apart from those of the server or a test runner."""


class RequestLine(dict[str, Any]):
    """The fields of the line of one request, complete."""


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """Structlog's formatter, but for the lines of requests: those are written by *write* as they are.

    No line carries the token of a single-use link, whoever wrote it: a failure names the path of its request.
    """

    def __init__(self, write: Callable[[Event], str], **more: Any) -> None:
        super().__init__(**more)
        self._write = write

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.msg, RequestLine):
            return self._write(record.msg)
        return SINGLE_USE.sub(r"\1…", super().format(record))


def init_app(app: Flask, settings: Settings) -> None:
    """Log as *settings* say: JSON lines in production, readable ones elsewhere."""
    shared: list[structlog.typing.Processor] = [
        _add_request_id,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    write: Callable[[Event], str] = json.JSONEncoder(ensure_ascii=False).encode
    if settings.production:
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        readable = structlog.dev.ConsoleRenderer(colors=False)
        last += [readable]
        write = _writer(readable)
    handler = PortalHandler(wsgi_errors_stream)  # type: ignore[call-overload]  # a proxy of a stream
    handler.setFormatter(LineFormatter(write, foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if not isinstance(kept, PortalHandler)] + [handler]
    logging.getLogger("portal").setLevel(settings.log_level)
    app.before_request(_begin)
    app.after_request(_finish)


def _writer(render: Callable[[Any, str, Event], str]) -> Callable[[Event], str]:
    """What writes the fields of a line by *render*, which takes apart what it is given."""
    return lambda event: render(None, "", {**event})


def _add_request_id(_logger: Any, _method: str, event: Event) -> Event:
    """Give *event* the id of the request in which it happened, if it did in one."""
    if has_request_context() and "request_id" in g:
        event.setdefault("request_id", g.request_id)
    return event


def _begin() -> None:
    g.request_id, g.began = secrets.token_hex(6), time.perf_counter()


def _finish(response: Response) -> Response:
    level = logging.DEBUG if request.endpoint in QUIET else logging.INFO
    if log.isEnabledFor(level):
        line = RequestLine(
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
            event="request",
            request_id=g.get("request_id"),
            level=logging.getLevelName(level).lower(),
            timestamp=dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z"),
        )
        # Handed over as a record: who logs it is known, so nobody needs to look for the caller.
        log.handle(logging.LogRecord(log.name, level, __file__, 0, line, None, None))
    return response
