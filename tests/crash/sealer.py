"""A process of its own that keeps the log of one fund, and may kill itself at a step of it.

Reads one line of JSON from standard input: the database's address, the key directory, the fund's
id, and either the moment at which it looks once and the step at which it dies, or since when
(seconds since 1970) a clock runs that is *speed* times as fast as any other.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from ledger.books import Books
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.transparency import keeper, signer
from ledger.transparency.log import Busy, Log
from ledger.transparency.memory import Memory, Remembered
from ledger.transparency.sealer import Sealer, Times
from ledger.transparency.table import SignedHead, Tree
from tests.ledger.transparency.stage import HOST, START

Step = Callable[[], None]


def die() -> None:
    """Be killed, as by kill -9."""
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def while_sealing() -> None:
    """Die before the leaves are committed."""
    real = Sealer.seal

    async def seal(
        self: Sealer, connection: Connection, tree: Tree, times: Times, batch_size: int
    ) -> Tree:
        await real(self, connection, tree, times, batch_size)
        die()
        raise AssertionError

    Sealer.seal = seal  # type: ignore[method-assign]


def after_sealing() -> None:
    """Die when the leaves are committed, and before the signer has seen them."""

    async def sign(self: signer.Signer, connection: Connection, tree: Tree) -> SignedHead:
        del self, connection, tree
        die()
        raise AssertionError

    signer.Signer.sign = sign  # type: ignore[method-assign]


def while_writing_leaves() -> None:
    """Die when half of the new leaves are written down."""
    real = Memory.append

    def append(self: Memory, first: int, data: bytes) -> None:
        real(self, first, data[: len(data) // 2 + 5])
        die()

    Memory.append = append  # type: ignore[method-assign]


def after_leaves() -> None:
    """Die when the leaves are written down, and before the memory speaks of them."""

    def write(self: Memory, remembered: Remembered) -> None:
        del self, remembered
        die()

    Memory.write = write  # type: ignore[method-assign]


def after_memory() -> None:
    """Die when the memory is written, and before anything is signed."""
    real = Memory.write

    def write(self: Memory, remembered: Remembered) -> None:
        real(self, remembered)
        die()

    Memory.write = write  # type: ignore[method-assign]


def after_signing() -> None:
    """Die with a signed head in hand, which this says, before it is in the database."""

    async def add_head(_connection: Connection, _fund_id: UUID, head: SignedHead) -> None:
        sys.stdout.write(json.dumps({"note": head.note}))
        die()

    keeper.table.add_head = add_head  # type: ignore[attr-defined]


def while_publishing() -> None:
    """Die when the head is written and not yet committed."""
    real = keeper.table.add_head  # type: ignore[attr-defined]

    async def add_head(connection: Connection, fund_id: UUID, head: SignedHead) -> None:
        await real(connection, fund_id, head)
        sys.stdout.write(json.dumps({"note": head.note}))
        die()

    keeper.table.add_head = add_head  # type: ignore[attr-defined]


STEPS: Final[dict[str, Step]] = {
    each.__name__: each
    for each in (
        while_sealing,
        after_sealing,
        while_writing_leaves,
        after_leaves,
        after_memory,
        after_signing,
        while_publishing,
    )
}


async def main() -> None:
    """Keep the log as told."""
    task = json.loads(sys.stdin.readline())
    since, speed = task.get("since"), task.get("speed", 1)

    def now() -> datetime:
        if since is None:
            return datetime.fromisoformat(task["at"])
        return START + timedelta(seconds=(time.time() - since) * speed)

    async with Database.open(task["url"], min_size=1, max_size=2) as database:
        books = Books(database, clock=lambda: datetime.now(UTC))
        log = Log(database, books, Path(task["keys_dir"]), HOST, now)
        if "step" in task:
            STEPS[task["step"]]()
            await log.keep(UUID(task["fund_id"]))
            return
        while True:
            with suppress(Busy):
                await log.keep(UUID(task["fund_id"]))
            await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main())
