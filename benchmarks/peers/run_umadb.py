"""UmaDB: its own server on the same disk, its own client. Runs in ``.bench``; see threads.py.

One command: append one event under the condition that nothing with the same tag came after the
last position that is known. On a conflict the newest position is taken and it is tried again.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from umadb import AppendCondition, Client, Event, IntegrityError, Query, QueryItem

from benchmarks.peers.threads import Order, serve

_READY_SECONDS = 10.0


class UmadbPeer:
    """A client a caller, all on one server."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._local = threading.local()

    def command(self, order: Order) -> Callable[[float], bool]:
        """Return what a caller does: always the same tag, or a new one each time."""
        body = json.dumps(order.payload, separators=(",", ":")).encode()
        if order.shape == "each":
            return lambda _end: self._append(body, str(uuid4()), None) > 0
        tag = str(uuid4())
        known = [self._client().head()]

        def record(end: float) -> bool:
            while True:
                try:
                    position = self._append(body, tag, known[0])
                except IntegrityError:
                    if time.perf_counter() > end:
                        return False
                    time.sleep(0)
                else:
                    known[0] = max(known[0] or 0, position)
                    return True

        return record

    def tail(self) -> Callable[[], int]:
        """Follow everything by position."""
        client = self._new_client()
        last = client.head() or 0

        def read() -> int:
            nonlocal last
            found = list(client.read(start=last + 1, limit=1000))
            if found:
                last = found[-1].position
            return len(found)

        return read

    def _append(self, body: bytes, tag: str, after: int | None) -> int:
        boundary = Query(items=[QueryItem(types=[], tags=[tag])])
        condition = AppendCondition(fail_if_events_match=boundary, after=after)
        event = Event(event_type="recorded", tags=[tag], data=body, uuid=uuid4())
        position: int = self._client().append([event], condition=condition)
        return position

    def _client(self) -> Client:
        if not hasattr(self._local, "client"):
            self._local.client = self._new_client()
        client: Client = self._local.client
        return client

    def _new_client(self) -> Client:
        return Client(f"http://{self._address}", batch_size=1000)


def start_server(settings: dict[str, Any]) -> tuple["subprocess.Popen[bytes]", str]:
    """Start the server that the wheel brings; return it and where it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    Path(settings["directory"]).mkdir(parents=True)
    program = Path(sys.executable).parent / "umadb"
    pipelined = "true" if settings["pipelined"] else "false"
    options = ["--listen", address, "--db-path", settings["directory"]]
    server = subprocess.Popen(
        [program, *options, "--pipelined-writer", pipelined],
        env={key: value for key, value in os.environ.items() if not key.startswith("UMADB")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.perf_counter() + _READY_SECONDS
    while True:
        try:
            Client(f"http://{address}").head()
        except Exception:
            if time.perf_counter() > deadline:
                server.kill()
                raise
            time.sleep(0.05)
        else:
            return server, address


def main() -> None:
    """Start the server, obey orders, stop the server."""
    server, address = start_server(json.loads(sys.argv[1]))
    try:
        serve(UmadbPeer(address))
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
