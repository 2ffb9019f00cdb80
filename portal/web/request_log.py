"""One line a request, and every other log line with the same id: what happened, never who or what was typed."""

import logging
import secrets
import time
from typing import TextIO

import structlog
from flask import Flask, Response, g, request
from flask.logging import wsgi_errors_stream

from portal.config import Settings

QUIET = frozenset({"static", "health.health"})
log = structlog.stdlib.get_logger("portal.requests")


class PortalHandler(logging.StreamHandler[TextIO]):
    """The handler this module put in place, told apart from those of the server or a test runner."""


def init_app(app: Flask, settings: Settings) -> None:
    """Log as *settings* say: JSON lines in production, readable ones elsewhere."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if settings.production:
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last += [structlog.dev.ConsoleRenderer(colors=False)]
    handler = PortalHandler(wsgi_errors_stream)  # type: ignore[call-overload]  # a proxy of a stream
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if not isinstance(kept, PortalHandler)] + [handler]
    logging.getLogger("portal").setLevel(settings.log_level)
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id, g.began = secrets.token_hex(6), time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    say = log.debug if request.endpoint in QUIET else log.info
    took = round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None
    say("request", method=request.method, endpoint=request.endpoint, status=response.status_code, ms=took)
    return response
