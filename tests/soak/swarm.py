"""The clients: each has a journal, and each that is killed is followed by one with the same."""

import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.instance import ROOT
from tests.soak.journal import Account


class Swarm:
    """Some clients in processes of their own."""

    def __init__(self, place: Path, task: dict[str, Any], count: int, seed: str) -> None:
        self._stop = place / "stop"
        self._task = task | {"stop": str(self._stop)}
        self._journals = [place / f"client-{number}.journal" for number in range(count)]
        self._started = 0
        self._seed = seed
        self._lock = threading.Lock()
        self._clients = [self._start(number) for number in range(count)]

    def _start(self, number: int) -> "subprocess.Popen[bytes]":
        self._started += 1
        client = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.client"],
            stdin=subprocess.PIPE,
            cwd=ROOT,
            start_new_session=True,
        )
        task = self._task | {
            "journal": str(self._journals[number]),
            "seed": f"{self._seed}-{self._started}",
        }
        assert client.stdin is not None
        client.stdin.write(json.dumps(task).encode() + b"\n")
        client.stdin.close()
        return client

    def kill_one(self, chance: random.Random) -> str | None:
        """Kill -9 a client, and start the one that follows it."""
        with self._lock:
            number = chance.randrange(len(self._clients))
            client = self._clients[number]
            assert client.poll() is None, "a client ended by itself"
            client.kill()
            client.wait()
            self._clients[number] = self._start(number)
        return "client"

    def finish(self, seconds: float) -> None:
        """Let every client get its last answers."""
        self._stop.touch()
        for client in self._clients:
            assert client.wait(seconds) == 0

    def close(self) -> None:
        """End whoever still runs."""
        for client in self._clients:
            if client.poll() is None:
                client.kill()
            client.wait()

    def account(self) -> Account:
        """Return what all journals say."""
        account = Account()
        for path in self._journals:
            account.read(path)
        return account
