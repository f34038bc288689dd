"""The service of the soak, which is started again whenever it has ended, as any machine would."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from tests.instance import PATIENCE_SECONDS, Instance
from tests.soak.client import DAY

WORKERS: Final = "2"


class Service(Instance):
    """`parasol serve` with its embedded PostgreSQL, both as durable as they are for everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.ended: Counter[str] = Counter()
        """How often it ended without being killed, by its last words."""
        self._killed: set[int] = set()
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def log(self) -> Path:
        return self.place / "service.log"

    def open(self) -> None:
        """Start, and keep it started."""
        self._keeper.start()
        self.wait_until_it_answers(PATIENCE_SECONDS)

    def close(self) -> None:
        self.end()
        super().close()

    def end(self) -> None:
        """Stop the service for good, gently."""
        self._closing.set()
        if self._keeper.is_alive():
            self._keeper.join()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE_SECONDS)

    def wait_until_it_answers(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.answers():
                return True
            time.sleep(0.1)
        return False

    def kill(self, pid: int | None, *, group: bool) -> bool:
        """Kill -9 the supervisor, alone or with its workers."""
        if pid is None:
            return False
        self._killed.add(pid)
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(pid, signal.SIGKILL)
            return True
        return False

    def _keep(self) -> None:
        while not self._closing.is_set():
            process = self._process
            if process is None or process.poll() is not None:
                if process is not None and process.pid not in self._killed:
                    self.ended[f"{process.returncode}: {self._last_words()}"] += 1
                self._process = self._launch()
            self._closing.wait(0.05)

    def words(self) -> str:
        """Return what it said besides its lines about requests."""
        lines = self.log.read_text(errors="replace").splitlines()
        told = [line for line in lines if line.strip() and '"event": "request"' not in line]
        return "\n".join(told).replace(str(self.place), "…")

    def _last_words(self) -> str:
        told = [line for line in self.words().splitlines() if not line.startswith("{")]
        return told[-1] if told else "nothing"

    def _launch(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "api.cli", "serve", "--workers", WORKERS],
                env=self.environment,
                cwd=self.place,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def sign_in(self) -> str:
        """Return a token of the API."""
        code = {"code": self.sign_in_code()}
        answer = httpx.post(
            f"{self.origin}/api/v1/session", json=code, timeout=PATIENCE_SECONDS, trust_env=False
        )
        assert answer.status_code == 201, answer.text
        token: str = answer.json()["token"]
        return token

    def open_fund(self, token: str, label: str) -> dict[str, str]:
        """Open a fund with a bank account and a cash box; return its ids."""
        body = {
            "occurred_on": DAY,
            "label": label,
            "currency": "USD",
            "time_zone": "UTC",
            "accounts": [
                {"kind": "bank", "label": "Bank", "currency": "USD"},
                {"kind": "cash_box", "label": "Box", "currency": "USD"},
            ],
            "purposes": [{"restriction": "unrestricted", "label": "Anything"}],
        }
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        answer = httpx.post(
            f"{self.origin}/api/v1/funds",
            json=body,
            headers=headers,
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
        assert answer.status_code == 201, answer.text
        said: dict[str, Any] = answer.json()
        bank, box, anything = said["opened"][:3]
        return {"fund_id": said["fund_id"], "bank": bank, "box": box, "anything": anything}
