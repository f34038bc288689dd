"""`parasol serve` as a process of its own, to be killed and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx

from ledger.store.embedded import EmbeddedServer

START_SECONDS: Final = 90.0


def free_port() -> int:
    """Return a loopback port that nothing listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


class Service:
    """The service on a data directory of its own, with its embedded PostgreSQL."""

    def __init__(self, directory: Path) -> None:
        self.data_dir = directory / "data"
        self.keys_dir = directory / "keys"
        self.log = directory / "service.log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings under which every command meets this service's books."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PARASOL_", "DATABASE_URL", "PG"))
        }
        return kept | {
            "PARASOL_DATA_DIR": str(self.data_dir),
            "PARASOL_KEYS_DIR": str(self.keys_dir),
            "PARASOL_PORT": str(self.port),
        }

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another `parasol` command beside the service."""
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def wait_until_ready(self) -> None:
        """Wait until the service says that it is ready; raise with its log otherwise."""
        end = time.monotonic() + START_SECONDS
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            while time.monotonic() < end:
                try:
                    if (await client.get("/health/ready")).status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    pass
                if self.process is not None and self.process.poll() is not None:
                    break
                await asyncio.sleep(0.05)
        raise AssertionError(f"The service did not start:\n{self.log.read_text()[-4000:]}")

    def kill(self, *, only_supervisor: bool) -> None:
        """Kill -9 the supervisor, alone or with its workers."""
        assert self.process is not None
        if only_supervisor:
            self.process.kill()
        else:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_postgres(self) -> bool:
        """Kill -9 the embedded PostgreSQL; False when there is none just now."""
        pid = EmbeddedServer(self.data_dir).server_pid()
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill_guardian(self) -> bool:
        """Kill -9 the process that looks after PostgreSQL; False when there is none."""
        pid = EmbeddedServer(self.data_dir).guardian_pid()
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self) -> int:
        """Tell the service to stop; return its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def sign_in_code(self) -> str:
        """Return the first code, which stands in a file when there is no terminal."""
        return (self.data_dir / "first-sign-in.txt").read_text().split()[-1]
