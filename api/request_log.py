"""One line a request: method, route template, status, duration. Nothing that was sent.

No address, path parameter, query, body, header or user agent is ever logged, so a seized log
tells how busy the service was and nothing about anybody.
"""

import logging
import sys
import time
from contextlib import suppress
from typing import Any, Final, TextIO

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def configure_logging(level: str = "info", stream: TextIO | None = None) -> None:
    """Write JSON lines of at least *level* to *stream*, by default to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=lambda *_: _Lines(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


class _Lines:
    """Writes what is logged. On a full disk a line may get lost, but no answer with it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = structlog.PrintLogger(stream)

    def msg(self, message: str) -> None:
        with suppress(OSError):
            self._stream.msg(message)

    debug = info = warning = error = critical = msg


class RequestLog:
    """Outermost middleware: sees the answer of every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and write its line when the answer is complete."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            self._write(scope, status, time.perf_counter() - started)

    @staticmethod
    def _write(scope: Any, status: int, seconds: float) -> None:  # noqa: ANN401  kinds of scope differ
        # A template such as /{fund_id:uuid}/lines; never the address that was really asked for.
        route = scope.get("path_template") or "unmatched"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        structlog.get_logger("parasol").info(
            "request",
            method=method,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 1),
        )
