"""What the peers in Python share: orders read from standard input, callers that are threads.

A peer is a program that reads one order a line and answers each with one line of JSON, so that its
rounds alternate with everybody else's. It runs in ``.bench``; so nothing but Python is imported.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.figures import figures

_QUIET_SECONDS = 0.3


@dataclass(frozen=True)
class Order:
    """One stretch to be measured.

    *shape* is ``hot`` (everything into one stream, its version checked) or ``each`` (one stream a
    command). *payload* is the body of the event. With *tail*, a reader follows meanwhile.
    """

    shape: str
    callers: int
    seconds: float
    payload: dict[str, Any]
    tail: bool


class Peer(Protocol):
    """What a peer does with an order."""

    def command(self, order: Order) -> Callable[[float], bool]:
        """Prepare a stretch; return what one caller does again and again, durably each time.

        It is given the time at which the stretch ends, by `time.perf_counter`, and says whether
        it wrote: whoever meets a conflict after the end gives up and is not counted.
        """
        ...

    def tail(self) -> Callable[[], int]:
        """Start a reader at the end of everything; it returns how many new events it was given."""
        ...


class Tail:
    """A reader that follows in a thread of its own, and counts."""

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._delivered = 0
        self._finishing = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def finish(self) -> int:
        """Read on until nothing new comes for a while; return how many events were delivered."""
        self._finishing.set()
        self._thread.join()
        return self._delivered

    def _follow(self) -> None:
        quiet_since = time.perf_counter()
        while True:
            count = self._read()
            self._delivered += count
            now = time.perf_counter()
            if count or not self._finishing.is_set():
                quiet_since = now
            elif now - quiet_since > _QUIET_SECONDS:
                return
            if not count:
                time.sleep(0.002)


def measure(
    work: Callable[[float], bool], callers: int, seconds: float
) -> tuple[list[float], float]:
    """Let *callers* threads do *work* for *seconds*; return every wait, and how long it took."""
    waits: list[list[float]] = [[] for _ in range(callers)]
    started = time.perf_counter()
    end = started + seconds

    def call(mine: list[float]) -> None:
        before = time.perf_counter()
        while before < end:
            written = work(end)
            after = time.perf_counter()
            if written:
                mine.append(after - before)
            before = after

    threads = [threading.Thread(target=call, args=(mine,)) for mine in waits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    return [wait for mine in waits for wait in mine], took


def obey(peer: Peer, order: Order) -> dict[str, Any]:
    """Measure one stretch; count what was committed, delivered and lost."""
    work = peer.command(order)
    tail = Tail(peer.tail()) if order.tail else None
    waits, took = measure(work, order.callers, order.seconds)
    answer: dict[str, Any] = {**figures(waits, took), "committed": len(waits)}
    if tail is not None:
        delivered = tail.finish()
        answer |= {"delivered": delivered, "lost": len(waits) - delivered}
    return answer


def serve(peer: Peer) -> None:
    """Obey one order after another until there are no more."""
    for line in sys.stdin:
        print(json.dumps(obey(peer, Order(**json.loads(line)))), flush=True)
