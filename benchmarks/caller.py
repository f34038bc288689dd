"""A client that costs little: many connections, one request at a time on each, HTTP/1.1.

A process of its own, so that it takes no time from whom it measures: ``python -m
benchmarks.caller HOST PORT``. It reads one `Order` a line from standard input and answers each
with one `Heard`, both as JSON. Connections stay open between orders.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from typing import Final, cast
from uuid import UUID

import msgspec
import uvloop
from msgspec import Struct

from benchmarks.harness import Round, round_of

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


class Order(Struct, frozen=True, kw_only=True):
    """What to ask again and again for *seconds*, by *callers* at once; each asks once at least.

    *headers* are whole lines. With *keyed* every request gets an idempotency key of its own.
    """

    path: str
    callers: int
    seconds: float
    method: str = "GET"
    headers: tuple[str, ...] = ()
    body: str = ""
    keyed: bool = False


class Heard(Struct, frozen=True):
    """How it went, how often each status was answered, and how long the last answer was."""

    round: Round
    statuses: dict[str, int]
    answer_bytes: int

    @property
    def accepted(self) -> int:
        """How many requests were answered with 200 or 201."""
        return self.statuses.get("200", 0) + self.statuses.get("201", 0)


class _Work:
    """One order on its way: what was waited for so far, and when it ends."""

    def __init__(self, order: Order, host: str) -> None:
        lines = (f"{order.method} {order.path} HTTP/1.1", f"Host: {host}", *order.headers)
        body = order.body.encode()
        head = "".join(f"{line}\r\n" for line in lines)
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self._head, self._rest = head.encode(), length.encode() + b"\r\n" + body
        self._keyed = order.keyed
        self._random = random.Random()
        self.waits: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.answer_bytes = 0
        self.end = time.perf_counter() + order.seconds

    def request(self) -> bytes:
        if not self._keyed:
            return self._head + self._rest
        key = UUID(int=self._random.getrandbits(128), version=4)
        return b"%bIdempotency-Key: %b\r\n%b" % (self._head, str(key).encode(), self._rest)


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._asked_at = 0.0
        self._work: _Work | None = None
        self._done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an instance of it in every event loop.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc or ConnectionResetError("The service hung up."))

    async def call(self, work: _Work) -> None:
        """Ask until the work's time is over."""
        self._work, self._done = work, asyncio.get_running_loop().create_future()
        self._ask(work)
        await self._done

    def _ask(self, work: _Work) -> None:
        assert self._transport is not None
        self._asked_at = time.perf_counter()
        self._transport.write(work.request())

    def data_received(self, data: bytes) -> None:
        self._received += data
        status = _whole(self._received)
        work, done = self._work, self._done
        if status is None or work is None or done is None:
            return
        now = time.perf_counter()
        work.answer_bytes, self._received = len(self._received), b""
        work.waits.append(now - self._asked_at)
        work.statuses[status] += 1
        if now >= work.end:
            done.set_result(None)
        else:
            self._ask(work)


def _whole(received: bytes) -> str | None:
    """Return the status once the answer is there in full; answers here say their length."""
    end = received.find(_END_OF_HEAD)
    if end < 0:
        return None
    head = received[:end].lower()
    at = head.find(_LENGTH)
    if at < 0:
        raise ValueError("An answer does not say how long it is.")
    length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
    if len(received) < end + len(_END_OF_HEAD) + length:
        return None
    return head[9:12].decode()


async def _serve(host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    callers: list[_Caller] = []
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        order = msgspec.json.decode(line, type=Order)
        while len(callers) < order.callers:
            callers.append((await loop.create_connection(_Caller, host, port))[1])
        work, started = _Work(order, f"{host}:{port}"), time.perf_counter()
        await asyncio.gather(*(caller.call(work) for caller in callers[: order.callers]))
        took = time.perf_counter() - started
        heard = Heard(round_of(work.waits, took), dict(work.statuses), work.answer_bytes)
        sys.stdout.buffer.write(msgspec.json.encode(heard) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1], int(sys.argv[2])))
