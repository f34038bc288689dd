"""Parts of a long log, fetched side by side and given out in the order in which they are read.

Who reads asks for one part after the other and meets the same answers and the same failures as
without: a part that was fetched early is looked at when its turn comes, and not before.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from ledger.verifier.failures import Unreachable
from ledger.verifier.sources import Web
from ledger.verifier.tiles import WIDTH, Source, parts_of

AT_ONCE: Final = 8
"""So many connections a server sees from us at most: ours, and those that fetch ahead."""

_LEAVES_MIN: Final = AT_ONCE * WIDTH
"""What is smaller is fetched over one connection."""


@contextmanager
def ahead(source: Source, size: int) -> Iterator[Source]:
    """Give out the parts of a log of *size* leaves, fetched early where they come from the web."""
    if not isinstance(source, Web) or size < _LEAVES_MIN:
        yield source
        return
    early = _Ahead(source, parts_of(size))
    try:
        yield early
    finally:
        early.close()


class _Ahead:
    """A log whose parts are fetched by several threads, so many as there are connections."""

    def __init__(self, source: Web, parts: Iterable[tuple[str, int]]) -> None:
        self._source, self._parts = source, iter(parts)
        self._own = threading.local()
        self._webs: list[Web] = []
        self._pool = ThreadPoolExecutor(AT_ONCE - 1)
        self._fetched: deque[tuple[str, Future[bytes | None]]] = deque()

    def get(self, address: str, bytes_max: int) -> bytes | None:
        """Return what is at an address, as a `Source` does."""
        while len(self._fetched) < AT_ONCE - 1 and (part := next(self._parts, None)):
            self._fetched.append((part[0], self._pool.submit(self._fetch, *part)))
        if self._fetched and self._fetched[0][0] == address:
            try:
                return self._fetched.popleft()[1].result()
            except Unreachable:  # a server may want no more than one connection: so from here on
                self.close()
        return self._source.get(address, bytes_max)

    def close(self) -> None:
        """Fetch no more ahead, and end what is under way."""
        self._parts = iter(())
        self._fetched.clear()
        for web in self._webs:
            web.cut()
        self._pool.shutdown(cancel_futures=True)
        for web in self._webs:
            web.close()

    def _fetch(self, address: str, bytes_max: int) -> bytes | None:
        web: Web | None = getattr(self._own, "web", None)
        if web is None:
            web = self._own.web = self._source.another()
            self._webs.append(web)
        return web.get(address, bytes_max)
