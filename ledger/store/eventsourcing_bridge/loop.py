"""An event loop in a thread of its own, for callers that know no coroutines."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from threading import Thread
from typing import Any, Final, Self, TypeVar

from ledger.store.errors import InterfaceError

T = TypeVar("T")

_CLOSE_SECONDS: Final = 15


class LoopThread:
    """Runs coroutines for other threads, and keeps what they opened until `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="parasol-bridge", daemon=True)
        self._thread.start()
        self._opened = AsyncExitStack()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for the result of *work*."""
        if self._loop.is_closed():
            work.close()
            raise InterfaceError("The book was closed.")
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result()

    def enter(self, manager: AbstractAsyncContextManager[T]) -> T:
        """Open something that `close` will close."""
        return self.run(self._opened.enter_async_context(manager))

    def close(self) -> None:
        """Close what was opened and end the thread. A second call does nothing."""
        if self._loop.is_closed():
            return
        try:
            self.run(self._opened.aclose())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_CLOSE_SECONDS)
            self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
