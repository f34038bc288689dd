"""Who is killed, and how often: clients most, then PostgreSQL, workers, guardian, service."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ledger.store.embedded import EmbeddedServer
from tests.instance import PATIENCE_SECONDS
from tests.soak.service import Service
from tests.soak.swarm import Swarm

SHARES: Final = {"postgres": 0.09, "worker": 0.05, "guardian": 0.04, "service": 0.03}
"""Parts of all kills; the rest are clients."""

LATE_SECONDS: Final = 0.2
"""How soon a killer looks again who has found nobody until the time was over."""

Kill = Callable[[random.Random], str | None]
"""Kills one of a kind and says what it was; None when there is none just now."""


class Killers:
    """Kill in parallel, each kind at its own pace, until the time is over."""

    def __init__(
        self, service: Service, swarm: Swarm, *, seconds: float, kills: int, seed: str
    ) -> None:
        self.kills: Counter[str] = Counter()
        self._service = service
        self._swarm = swarm
        self._seconds = seconds
        self._wanted = kills
        self._seed = seed
        self._server = EmbeddedServer(service.data)

    def run(self) -> None:
        """Kill until the time is over and all kills are done."""
        end = time.monotonic() + self._seconds
        kinds: dict[str, Kill] = {
            "postgres": self._kill_postgres,
            "worker": self._kill_worker,
            "guardian": self._kill_guardian,
            "service": self._kill_service,
        }
        threads = [
            threading.Thread(target=self._keep_killing, args=(kind, kill, end))
            for kind, kill in kinds.items()
        ]
        for thread in threads:
            thread.start()
        chance = random.Random(f"{self._seed}-client")
        while (left := self._wanted - self.kills.total()) > 0 or time.monotonic() < end:
            pace = max(end - time.monotonic(), 0.0) / max(left, 1)
            time.sleep(max(0.05, pace * chance.uniform(0.5, 1.5)))
            self._count(self._swarm.kill_one(chance))
        for thread in threads:
            thread.join()

    def _count(self, killed: str | None) -> None:
        if killed is not None:
            self.kills[killed] += 1

    def _keep_killing(self, kind: str, kill: Kill, end: float) -> None:
        """Kill until *end*, and on a slow machine until one of the kind was there to be killed."""
        chance = random.Random(f"{self._seed}-{kind}")
        pace = self._seconds / (SHARES[kind] * self._wanted)
        last, has_killed = end + PATIENCE_SECONDS, False
        while (now := time.monotonic()) < (end if has_killed else last):
            pause = pace * chance.uniform(0.3, 1.7)
            time.sleep(min(pause, end - now) if now < end else LATE_SECONDS)
            if time.monotonic() < end or not has_killed:
                killed = kill(chance)
                has_killed = has_killed or killed is not None
                self._count(killed)

    def _kill_postgres(self, chance: random.Random) -> str | None:
        pid = self._server.server_pid()
        if pid is not None and chance.random() < 0.3:
            pids = children_of(pid)
            return "one process of postgres" if pids and _kill(chance.choice(pids)) else None
        return "postgres" if _kill(pid) else None

    def _kill_guardian(self, chance: random.Random) -> str | None:
        with_server = chance.random() < 0.3
        server = self._server.server_pid()
        if not _kill(self._server.guardian_pid()):
            return None
        return "guardian and postgres" if with_server and _kill(server) else "guardian"

    def _kill_worker(self, chance: random.Random) -> str | None:
        pids = [pid for pid in children_of(self._service.pid) if _is_worker(pid)]
        return "worker" if pids and _kill(chance.choice(pids)) else None

    def _kill_service(self, chance: random.Random) -> str | None:
        # One that never comes up shows nothing; one that is killed while it starts shows a little.
        if chance.random() < 0.7:
            self._service.wait_until_it_answers(20)
        pid = self._service.pid
        if chance.random() < 0.5:
            return "supervisor" if self._service.kill(pid, group=False) else None
        return "supervisor with workers" if self._service.kill(pid, group=True) else None


def children_of(pid: int | None) -> list[int]:
    """Return the processes whose parent is *pid*."""
    found = []
    for place in Path("/proc").glob("[0-9]*") if pid is not None else ():
        with suppress(OSError, ValueError, IndexError):
            if int((place / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(place.name))
    return found


def _is_worker(pid: int) -> bool:
    """Whether a child of the supervisor serves; the other child only tidies up at the end."""
    try:
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _kill(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
