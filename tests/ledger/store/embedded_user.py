"""A process that uses the embedded server and does what a test tells it, one line of JSON each.

It stands for the service and its commands. It runs as the test's own account or as an ordinary
one, it can be killed, and it needs nothing from the tests, so that it runs from a copy.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

from ledger.store.embedded import EmbeddedServer, PostgresUnavailable, ServiceLock, ServiceRunning


class User:
    def __init__(self, data_dir: Path, settings: dict[str, Any]) -> None:
        if "pg_bin" in settings:
            settings["pg_bin"] = Path(settings["pg_bin"])
        self._server = EmbeddedServer(data_dir, **settings)
        self._lock = ServiceLock(data_dir)
        self._urls: dict[str, str] = {}

    def start(self) -> dict[str, Any]:
        began = time.monotonic()
        addresses = self._server.start()
        seconds = time.monotonic() - began
        self._urls = {
            "parasol": addresses.service,
            "parasol_owner": addresses.owner,
            "postgres": addresses.superuser,
        }
        return {
            "seconds": seconds,
            "version": addresses.version,
            "url": addresses.service,
            "server": self._server.server_pid(),
            "guardian": self._server.guardian_pid(),
            "bin_dir": str(self._server.bin_dir),
        }

    def stop(self) -> dict[str, Any]:
        began = time.monotonic()
        self._server.stop()
        return {"seconds": time.monotonic() - began, "server": self._server.server_pid()}

    def look(self) -> dict[str, Any]:
        return {"server": self._server.server_pid(), "guardian": self._server.guardian_pid()}

    def serve(self) -> dict[str, Any]:
        self._lock.acquire()
        return {}

    def limit(self, largest_file_bytes: int) -> dict[str, Any]:
        """Allow no larger files to this process and its children: much like a full disk."""
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file_bytes, hard))
        return {}

    def ask(self, role: str, sql: str) -> dict[str, Any]:
        return {"answer": asyncio.run(_ask(self._urls[role], sql))}


async def _ask(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return await connection.fetchval(sql, timeout=10)
    finally:
        await connection.close(timeout=10)


def main() -> None:
    user = User(Path(sys.argv[1]), json.loads(sys.argv[2]))
    for line in sys.stdin:
        words = json.loads(line)
        try:
            answer = getattr(user, words[0])(*words[1:])
        except (PostgresUnavailable, ServiceRunning) as refusal:
            answer = {"refused": type(refusal).__name__, "text": str(refusal)}
        except (asyncpg.PostgresError, OSError, TimeoutError) as failure:
            answer = {"failed": type(failure).__name__, "text": str(failure)}
        print(json.dumps(answer), flush=True)  # noqa: T201 (the test reads it)


if __name__ == "__main__":
    main()
