"""Every configuration of every peer that is tried, and how its program is started."""

import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from msgspec import Struct

from benchmarks.peers.environment import BENCH, HERE, PYTHON, node
from benchmarks.peers.peer import Peer, start_peer
from benchmarks.place import Place

PEERS: Final = ("eventsourcing", "message_db", "emmett", "umadb")


class Contender(Struct, frozen=True):
    """A peer in one configuration. *settings* are read by its own program."""

    peer: str
    variant: str
    settings: dict[str, Any] = {}
    hot_only: bool = False
    """Whether it differs from another one only on a stream that is written again and again."""
    in_ratio: bool = True
    """Whether its speed counts. A configuration that loses events is measured and shown only."""
    always: bool = False
    """Whether it is in the rounds even if its short trial went badly, with one caller."""
    optional: bool = False
    """Whether a machine may be unable to run it; then it is left out, and said to be."""

    @property
    def shapes(self) -> tuple[str, ...]:
        """The shapes of work on which it is tried."""
        return ("hot",) if self.hot_only else ("hot", "each")


_STOCK: Final = {"cache": False, "fastforward": True, "snapshots": False, "functions": False}
_CACHE: Final = {"cache": True}
_ALONE: Final = {"cache": True, "fastforward": False}
_SNAPSHOTS: Final = {"snapshots": True}
_FUNCTIONS: Final = {"functions": True}

CONTENDERS: Final = (
    Contender("eventsourcing", "as it ships", _STOCK),
    Contender("eventsourcing", "snapshots", _STOCK | _SNAPSHOTS, hot_only=True),
    Contender("eventsourcing", "cache", _STOCK | _CACHE, hot_only=True),
    Contender("eventsourcing", "cache, snapshots", _STOCK | _CACHE | _SNAPSHOTS, hot_only=True),
    # It reads nothing before it writes, so nothing of this library can do less.
    Contender(
        "eventsourcing", "cache without fast-forward", _STOCK | _ALONE, hot_only=True, always=True
    ),
    Contender("eventsourcing", "database functions", _STOCK | _ALONE | _FUNCTIONS, in_ratio=False),
    Contender("message_db", "as it ships"),
    Contender("emmett", "as it ships"),
    Contender("umadb", "as it ships", {"pipelined": False}),
    # It writes through io_uring, which some kernels and containers do not allow.
    Contender("umadb", "pipelined writer", {"pipelined": True}, always=True, optional=True),
)


@asynccontextmanager
async def running(contender: Contender, place: Place) -> AsyncIterator[Peer]:
    """Run a contender's program on a database (or directory) of its own."""
    command, settings = await _prepare(contender, place)
    name = f"{contender.peer} ({contender.variant})"
    async with start_peer(name, command, contender.settings | settings) as peer:
        yield peer


async def _prepare(contender: Contender, place: Place) -> tuple[list[str], dict[str, Any]]:
    if contender.peer == "umadb":
        directory = str(place.directory / f"umadb-{uuid4().hex}")
        return _python("umadb"), {"directory": directory}
    url = (await place.create_database(migrated=False)).owner
    at = urlsplit(url)
    host, database, user = parse_qs(at.query)["host"][0], at.path.lstrip("/"), at.username
    if contender.peer == "eventsourcing":
        return _python("eventsourcing"), {"host": host, "database": database, "user": user}
    if contender.peer == "message_db":
        return [sys.executable, "-m", "benchmarks.peers.run_message_db"], {"url": url}
    # Packages of node are looked for beside the program, so it has to stand beside them.
    program = shutil.copy(HERE / "node" / "emmett.mjs", BENCH / "node")
    return [node(), str(program)], {
        "connectionString": f"postgresql://{user}@localhost/{database}?host={host}"
    }


def _python(name: str) -> list[str]:
    return [str(PYTHON), "-m", f"benchmarks.peers.run_{name}"]
