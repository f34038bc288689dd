"""An instance of its own for a test: directories, a port, the program, and the service."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

import httpx

from ledger.store.embedded import Addresses, EmbeddedServer
from tests.spare import spare

ROOT: Final = Path(__file__).parents[1]
PATIENCE_SECONDS: Final = 60.0


class Instance:
    """Data and keys in a directory through which every account can pass.

    `start` holds a share in a database that need not be durable, which makes commands quick.
    Without it the service starts its own, as it does for everybody.
    """

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="parasol-cli-"))
        self.place.chmod(0o755)
        self.data, self.keys = self.place / "data", self.place / "keys"
        self.port = free_port()
        self._share = EmbeddedServer(self.data, durable=False)
        self._services: list[subprocess.Popen[bytes]] = []

    def start(self) -> "Instance":
        self._share.start()
        return self

    def close(self) -> None:
        for service in self._services:
            if service.poll() is None:
                service.kill()
            service.wait(PATIENCE_SECONDS)
        self._share.stop()
        wait_until(self._is_gone)  # the database's guardian may still be tidying up

    def _is_gone(self) -> bool:
        shutil.rmtree(self.place, ignore_errors=True)
        return not self.place.exists()

    @property
    def addresses(self) -> Addresses:
        """Where the database is; this takes a share in it, as `start` does."""
        return self._share.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        names = ("DATABASE_URL", "PARASOL_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
        return kept | {
            "PARASOL_DATA_DIR": str(self.data),
            "PARASOL_KEYS_DIR": str(self.keys),
            "PARASOL_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }

    def run(
        self, *arguments: str, given: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        everything = self.environment | environment
        if arguments[:1] != ("serve",):
            return spare().run(arguments, given.encode(), everything, self.place, PATIENCE_SECONDS)
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            input=given,
            env=everything,
            cwd=self.place,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def sign_in_code(self) -> str:
        """Return a fresh one-time code."""
        made = self.run("sign-in-code")
        assert made.returncode == 0, made.stderr
        return made.stdout.split()[-1]

    def serve(self, *arguments: str, output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
        """Start the service in a process group of its own and wait until it answers."""
        service = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", *arguments],
            env=self.environment,
            cwd=self.place,
            stdin=subprocess.DEVNULL,
            stdout=output or subprocess.DEVNULL,
            stderr=subprocess.STDOUT if output else subprocess.DEVNULL,
            start_new_session=True,
        )
        self._services.append(service)
        wait_until(lambda: service.poll() is not None or self.answers())
        assert service.poll() is None, "the service ended"
        return service

    def answers(self) -> bool:
        try:
            # It is plain HTTP. To read certificates at every look takes from what is starting.
            return httpx.get(f"{self.origin}/health/ready", timeout=5, verify=False).is_success  # noqa: S501
        except httpx.TransportError:
            return False


def stop(service: "subprocess.Popen[bytes]", number: int = signal.SIGTERM) -> int:
    """Tell a service to stop, and return its exit code."""
    service.send_signal(number)
    return service.wait(PATIENCE_SECONDS)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
