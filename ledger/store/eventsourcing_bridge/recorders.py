"""The recorder of a book for callers that know no coroutines.

Nothing is decided here: every method hands its call to `AsyncProcessRecorder`.
"""

from collections.abc import Sequence
from threading import Event
from typing import Any, Self
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
)

from ledger.store.errors import ProgrammingError
from ledger.store.eventsourcing_bridge.loop import LoopThread
from ledger.store.recorder import AsyncProcessRecorder, AsyncSubscription

READ_ONLY = "A book of Parasol is read only for other applications."


class BridgedProcessRecorder(ProcessRecorder):
    """A book as a process recorder. It refuses to write unless it is a *scratch* book.

    A scratch book is one that a test made and throws away: lines that no rule has seen must not
    get among those of a fund.
    """

    def __init__(
        self, thread: LoopThread, recorder: AsyncProcessRecorder, *, scratch: bool = False
    ) -> None:
        self._thread = thread
        self._recorder = recorder
        self._scratch = scratch

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        **_kwargs: Any,  # noqa: ANN401 - whatever an application saves with its events
    ) -> Sequence[int] | None:
        """Append to a scratch book; raises `ProgrammingError` for any other."""
        if not self._scratch:
            raise ProgrammingError(READ_ONLY)
        return self._thread.run(self._recorder.insert_events(stored_events, tracking=tracking))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Read the lines of one case."""
        return self._thread.run(
            self._recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Read lines by position."""
        return self._thread.run(
            self._recorder.select_notifications(
                start, limit, stop, topics, inclusive_of_start=inclusive_of_start
            )
        )

    def max_notification_id(self) -> int | None:
        """Tell the last position."""
        return self._thread.run(self._recorder.max_notification_id())

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "BridgedSubscription":
        """Follow the book from above position *gt*."""
        return BridgedSubscription(self, self._thread, self._recorder.subscribe(gt, topics))

    def insert_tracking(self, tracking: Tracking) -> None:
        """Record how far another sequence was taken in; for scratch books only."""
        self.insert_events([], tracking=tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """Tell how far another sequence was taken in."""
        return self._thread.run(self._recorder.max_tracking_id(application_name))

    def has_tracking_id(self, application_name: str, notification_id: int | None) -> bool:
        """Tell whether another sequence was taken in up to *notification_id* or beyond."""
        return self._thread.run(self._recorder.has_tracking_id(application_name, notification_id))

    def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 1.0,
        interrupt: Event | None = None,
    ) -> None:
        """Wait until `has_tracking_id`."""
        self._thread.run(self._recorder.wait(application_name, notification_id, timeout, interrupt))


class BridgedAggregateRecorder(AggregateRecorder):
    """A book as a mere aggregate recorder, which by the library's contract tells no positions."""

    def __init__(self, recorder: BridgedProcessRecorder) -> None:
        self._recorder = recorder

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> None:
        """Append to a scratch book; raises `ProgrammingError` for any other."""
        self._recorder.insert_events(stored_events, **kwargs)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Read the lines of one case."""
        return self._recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)


class BridgedSubscription(Subscription[BridgedProcessRecorder]):
    """Lines as they come; iterating blocks until there is one or `stop` is called."""

    def __init__(
        self,
        recorder: BridgedProcessRecorder,
        thread: LoopThread,
        following: AsyncSubscription,
    ) -> None:
        super().__init__(recorder)
        self._thread = thread
        self._following = following

    def __enter__(self) -> Self:
        super().__enter__()
        self._thread.run(self._following.__aenter__())
        return self

    def __exit__(self, *args: object, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__exit__(*args, **kwargs)
        self._thread.run(self._following.__aexit__(None, None, None))

    def stop(self) -> None:
        """End the iteration, from any thread."""
        super().stop()
        self._thread.run(self._stop())

    async def _stop(self) -> None:
        self._following.stop()

    def __next__(self) -> Notification:
        try:
            return self._thread.run(self._following.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None
