"""message-db: its SQL functions as npm brings them, called through asyncpg in our environment.

One command: `write_message` into a stream with its expected version, one round trip and one
commit. On a conflict the newest version that is known is taken and it is tried again.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import uuid4

import asyncpg
import msgspec
import uvloop

from benchmarks.harness import measure
from benchmarks.peers.environment import NODE_MODULES

SQL: Final = NODE_MODULES / "@eventide" / "message-db" / "database"
_QUIET_SECONDS: Final = 0.3
_WRITE: Final = "select message_store.write_message($1, $2, 'Recorded', $3::jsonb, null, $4)"
_READ: Final = "select global_position from message_store.get_category_messages($1, $2, 1000)"
_LAST: Final = "select coalesce(max(global_position), 0) from message_store.messages"
# In the order of its own install scripts. Its extension is left out: it is wanted for a function
# that PostgreSQL has had built in since version 13.
_FUNCTIONS: Final = (
    *("message-store-version", "hash-64", "acquire-lock", "category", "is-category", "id"),
    *("cardinal-id", "stream-version", "write-message", "get-stream-messages"),
    *("get-category-messages", "get-last-stream-message"),
)
_STEPS: Final = (
    *("schema/message-store", "tables/messages", "types/message"),
    *(f"functions/{name}" for name in _FUNCTIONS),
    *("indexes/messages-id", "indexes/messages-stream", "indexes/messages-category"),
)


def _read_steps() -> list[str]:
    return [(SQL / f"{step}.sql").read_text("utf-8") for step in _STEPS]


class Stretch:
    """The commands of one order, in a category of their own."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", order: dict[str, Any]) -> None:
        self.category = f"measured{uuid4().hex}"
        self.committed = 0
        self._pool = pool
        self._shape = order["shape"]
        self._body = json.dumps(order["payload"], separators=(",", ":"))
        self._version = -1
        self._end = time.perf_counter() + order["seconds"]

    def work(self) -> Callable[[], Awaitable[bool]]:
        """Return what a caller does again and again."""
        return self._hot if self._shape == "hot" else self._each

    async def _each(self) -> bool:
        await self._write(f"{self.category}-{uuid4()}", -1)
        return True

    async def _hot(self) -> bool:
        while True:
            try:
                found = await self._write(f"{self.category}-1", self._version)
            except asyncpg.RaiseError:
                if time.perf_counter() > self._end:
                    return False
            else:
                self._version = max(self._version, found)
                return True

    async def _write(self, stream: str, version: int) -> int:
        found: int = await self._pool.fetchval(_WRITE, str(uuid4()), stream, self._body, version)
        self.committed += 1
        return found


class MessageDbPeer:
    """A connection a caller, so that nobody waits for one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pools: dict[int, asyncpg.Pool[asyncpg.Record]] = {}

    async def install(self) -> None:
        """Make its schema, table, functions and indexes."""
        connection = await self._connect()
        for text in _read_steps():
            await connection.execute(text)
        await connection.close()

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Measure one stretch; count what was committed, delivered and lost."""
        stretch = Stretch(await self._pool(order["callers"]), order)
        finishing = asyncio.Event()
        tail = None
        if order["tail"]:
            reader = await self._connect()
            after = await reader.fetchval(_LAST)  # before anything of this stretch is written
            tail = asyncio.create_task(_follow(reader, stretch.category, after, finishing))
        figures = await measure(stretch.work(), order["callers"], order["seconds"])
        answer: dict[str, Any] = msgspec.to_builtins(figures) | {"committed": stretch.committed}
        if tail is not None:
            finishing.set()
            delivered = await tail
            answer |= {"delivered": delivered, "lost": stretch.committed - delivered}
        return answer

    async def _pool(self, callers: int) -> "asyncpg.Pool[asyncpg.Record]":
        if callers not in self._pools:
            self._pools[callers] = await asyncpg.create_pool(
                self._url, min_size=callers, max_size=callers, server_settings=_PATH, reset=_keep
            )
        return self._pools[callers]

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(self._url, server_settings=_PATH)


_PATH: Final = {"search_path": "message_store,public", "client_min_messages": "warning"}


async def _keep(_connection: object) -> None:
    """Hand connections on as they are: nothing is ever set on them, and a round trip is saved."""


async def _follow(
    reader: "asyncpg.Connection[asyncpg.Record]",
    category: str,
    after: int,
    finishing: asyncio.Event,
) -> int:
    """Follow the category by position until nothing new comes; count what was delivered."""
    delivered = 0
    quiet_since = time.perf_counter()
    while True:
        rows = await reader.fetch(_READ, category, after + 1)
        delivered += len(rows)
        now = time.perf_counter()
        if rows:
            after = rows[-1][0]
        if rows or not finishing.is_set():
            quiet_since = now
        elif now - quiet_since > _QUIET_SECONDS:
            await reader.close()
            return delivered
        if not rows:
            await asyncio.sleep(0.002)


async def serve(peer: MessageDbPeer) -> None:
    """Obey one order after another until there are no more."""
    await peer.install()
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await peer.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    uvloop.run(serve(MessageDbPeer(json.loads(sys.argv[1])["url"])))
