"""A real service for browsers: `parasol serve` on a loopback port, with its embedded PostgreSQL."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
from msgspec import Struct

from tests.house.tree import ROOT

START_SECONDS: Final = 120.0
_PARASOL: Final = (sys.executable, "-m", "api.cli")


class Service(Struct, frozen=True):
    """A running service: where it is, and how more codes are made for it."""

    origin: str
    environment: dict[str, str]
    log: Path

    def sign_in_code(self) -> str:
        """Return a one-time code to sign in with."""
        done = subprocess.run(
            [*_PARASOL, "sign-in-code"],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_service() -> Iterator[Service]:
    """Start a service on an empty data directory; stop it and remove everything at the end."""
    with tempfile.TemporaryDirectory(prefix="parasol-browser-") as home:
        Path(home).chmod(0o755)  # the account of the embedded server passes through
        port = _free_port()
        environment = {
            **{k: v for k, v in os.environ.items() if not re.match("PARASOL_|DATABASE_URL", k)},
            "PARASOL_DATA_DIR": f"{home}/data",
            "PARASOL_KEYS_DIR": f"{home}/keys",
            "PARASOL_PORT": str(port),
        }
        service = Service(f"http://127.0.0.1:{port}", environment, Path(home) / "log")
        with service.log.open("wb") as log:
            process = subprocess.Popen(
                [*_PARASOL, "serve"],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_ready(service, process)
            yield service
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait_until_ready(service: Service, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{service.origin}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the service did not start:\n{service.log.read_text('utf-8')[-4000:]}")
