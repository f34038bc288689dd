"""What stands before the application: HEAD, patience with slow senders, and bugs of a late hour.

HEAD is answered wherever GET is, in one place: the application sees a GET, and its body stays
here. A body that takes too long counts as broken off, so that half-sent requests cannot keep
connections for ever. What fails once an answer is under way is noted like every other bug: the
server would write down the error's message, which may quote what somebody typed.
"""

import asyncio
import time
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Message, Receive, Scope, Send

from api.answers import note_bug

BODY_SECONDS: Final = 60.0
"""How long a request may take to arrive: the largest form of words over a slow onion circuit."""
SLOWEST: Final = 50_000
"""Bytes in a second at which more comes in for longer: photos over the same circuit."""


class Entrance:
    """Middleware before all routes."""

    def __init__(self, app: ASGIApp, *, body_seconds: float = BODY_SECONDS) -> None:
        self.app = app
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as GET when it is HEAD."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        if method == "HEAD":
            scope["method"] = "GET"
        try:
            await self.app(
                scope, in_time(receive, self._body_seconds), _answering(send, method == "HEAD")
            )
        except Exception as error:  # noqa: BLE001  whatever it is, its message goes nowhere
            # No last piece is sent, so the server breaks the answer off: nobody takes it as whole.
            note_bug(error)
        finally:
            scope["method"] = method


def in_time(receive: Receive, seconds: float) -> Receive:
    """Return a *receive* that says ``http.disconnect`` when the body is not whole in time.

    What comes in gives it more time, by `SLOWEST`: who sends a byte now and then gains nothing.
    """
    end, is_whole = time.monotonic() + seconds, False

    async def receive_in_time() -> HTTPReceiveMessage:
        nonlocal end, is_whole
        if is_whole:
            return await receive()  # type: ignore[return-value]
        try:
            async with asyncio.timeout(end - time.monotonic()):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        if isinstance(piece := message.get("body"), bytes):
            end += len(piece) / SLOWEST
        is_whole = not message.get("more_body", False)
        return message  # type: ignore[return-value]

    return receive_in_time


def _answering(send: Send, is_head: bool) -> Send:  # noqa: FBT001  one of two answers
    """Return a *send* that keeps the body of an answer to HEAD, and names HEAD beside GET."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            allowed = headers.get("allow", "").split(", ")
            if "GET" in allowed:
                headers["allow"] = ", ".join(sorted({*allowed, "HEAD"}))
        elif is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return answer
