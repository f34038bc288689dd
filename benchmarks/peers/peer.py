"""A peer's program, from our side: started, given orders, stopped."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from msgspec import Struct

from benchmarks.harness import Round
from benchmarks.peers.environment import ROOT

_LONGEST_SECONDS: Final = 120.0
"""What an answer may take besides its stretch: installing a schema, reading to the end."""
_STOP_SECONDS: Final = 15.0


class PeerFailed(Exception):
    """A peer's program ended or did not answer; its own words are above on standard error."""


class Order(Struct, frozen=True):
    """One stretch to be measured; threads.py says what the fields mean."""

    shape: str
    callers: int
    seconds: float
    payload: dict[str, Any]
    tail: bool = False


class Answer(Struct, frozen=True):
    """What came of an order. *delivered* and *lost* are counted only with a reader behind.

    *lost* are events that were committed and that the reader, following by the peer's own means
    while they were written, was never given.
    """

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    committed: int
    delivered: int | None = None
    lost: int | None = None

    @property
    def round(self) -> Round:
        """The figures of speed alone."""
        return Round(self.per_second, self.p50_ms, self.p95_ms, self.p99_ms)


class Peer:
    """A running program that obeys one order at a time. Made by `start_peer`."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        self.name = name
        self._process = process

    async def measure(self, order: Order) -> Answer:
        """Have one stretch measured; raises `PeerFailed`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise PeerFailed(f"{self.name} cannot be talked to.")
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        try:
            async with asyncio.timeout(order.seconds + _LONGEST_SECONDS):
                await self._process.stdin.drain()
                line = await self._process.stdout.readline()
        except (TimeoutError, ConnectionError) as error:
            raise PeerFailed(f"{self.name} did not answer.") from error
        if not line:
            raise PeerFailed(f"{self.name} ended.")
        return msgspec.json.decode(line, type=Answer)


@asynccontextmanager
async def start_peer(
    name: str, command: Sequence[str], settings: dict[str, Any]
) -> AsyncIterator[Peer]:
    """Start a peer's program with *settings*; end it by closing what it reads orders from."""
    process = await asyncio.create_subprocess_exec(
        *command,
        json.dumps(settings),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Peer(name, process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
