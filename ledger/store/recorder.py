"""The store as the `eventsourcing` library understands it, in coroutines.

A book is an application sequence, a case is an aggregate, a position is a notification id. Names
and meaning are those of ``ProcessRecorder`` in ``eventsourcing.persistence`` 9.5.6; its published
suites hold this recorder to them.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Protocol, Self
from uuid import UUID, uuid4

from eventsourcing.persistence import Notification, StoredEvent, Tracking, WaitInterruptedError

from ledger.store.append import WAKE_CHANNEL, NewLine, append, wake
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.errors import IntegrityError
from ledger.store.reading import get_head

FOREIGN_ACTOR: Final = "foreign"
"""Who recorded the lines that come without an envelope."""

_LOOK_ANYWAY_SECONDS: Final = 1.0
_BATCH: Final = 500

_EVENTS_UP: Final = """
select case_id, version, topic, payload from events
where fund_id = $1 and case_id = $2
    and ($3::integer is null or version > $3) and ($4::integer is null or version <= $4)
order by version limit $5
"""
_EVENTS_DOWN: Final = _EVENTS_UP.replace("order by version", "order by version desc")
_NOTIFICATIONS: Final = """
select case_id, version, topic, payload, position from events
where fund_id = $1 and position >= $2 and ($3::bigint is null or position <= $3)
    and (cardinality($4::text[]) = 0 or topic = any($4::text[]))
order by position limit $5
"""
_TRACK: Final = """
insert into tracking as known (fund_id, application_name, notification_id) values ($1, $2, $3)
on conflict (fund_id, application_name) do update set notification_id = excluded.notification_id
where known.notification_id < excluded.notification_id
returning 1
"""
_TRACKED: Final = """
select notification_id from tracking where fund_id = $1 and application_name = $2
"""


class Flag(Protocol):
    """Something that another task or thread can set."""

    def is_set(self) -> bool:
        """Tell whether it was set."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class AsyncProcessRecorder:
    """One book as a process recorder.

    Lines written through it come from outside Parasol's rules: they carry the actor ``foreign``,
    a random event id and no cause. The shell appends by itself.
    """

    def __init__(
        self, database: Database, fund_id: UUID, *, clock: Callable[[], datetime] = _utc_now
    ) -> None:
        self._database = database
        self._fund_id = fund_id
        self._clock = clock

    async def insert_events(
        self, stored_events: Sequence[StoredEvent], *, tracking: Tracking | None = None
    ) -> list[int]:
        """Append events, and how far another sequence was taken in, and return their positions.

        Raises `IntegrityError` when a version is there already or *tracking* does not advance.
        """
        lines = [_foreign_line(event) for event in stored_events]
        if not lines and tracking is None:
            return []
        last = 0
        async with self._database.acquire() as connection:
            if tracking is None:
                last = await self._append(connection, lines)
            else:
                async with connection.transaction():
                    await self._track(connection, tracking)
                    last = await self._append(connection, lines) if lines else 0
            if lines:
                await wake(connection, self._fund_id)
        return list(range(last - len(lines) + 1, last + 1))

    async def _append(self, connection: Connection, lines: list[NewLine]) -> int:
        done = await append(connection, self._fund_id, lines, after=None, now=self._clock())
        return done.position

    async def _track(self, connection: Connection, tracking: Tracking) -> None:
        name, upto = tracking.application_name, tracking.notification_id
        if await connection.fetchval(_TRACK, self._fund_id, name, upto) is None:
            raise IntegrityError(f"{name} was taken in up to {upto} or beyond before.")

    async def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """Read the lines of one case, by version."""
        statement = _EVENTS_DOWN if desc else _EVENTS_UP
        case_id = _uuid(originator_id)
        async with self._database.acquire() as connection:
            rows = await connection.fetch(statement, self._fund_id, case_id, gt, lte, limit)
        return [StoredEvent(*row) for row in rows]

    async def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """Read lines by position, from *start* up to and with *stop*, at most *limit*."""
        first = 1 if start is None else start + (not inclusive_of_start)
        async with self._database.acquire() as connection:
            rows = await connection.fetch(
                _NOTIFICATIONS, self._fund_id, first, stop, list(topics), limit
            )
        return [Notification(*row) for row in rows]

    async def max_notification_id(self) -> int | None:
        """Tell the last position, or ``None`` for a book without lines."""
        async with self._database.acquire() as connection:
            head = await get_head(connection, self._fund_id)
        return head.position if head else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "AsyncSubscription":
        """Follow the book from above position *gt*: what is there, then what comes."""
        return AsyncSubscription(self, self._database, gt, topics)

    async def insert_tracking(self, tracking: Tracking) -> None:
        """Record how far another sequence was taken in."""
        await self.insert_events([], tracking=tracking)

    async def max_tracking_id(self, application_name: str) -> int | None:
        """Tell how far another sequence was taken in; ``None`` when not at all."""
        async with self._database.acquire() as connection:
            found = await connection.fetchval(_TRACKED, self._fund_id, application_name)
        return None if found is None else int(found)

    async def has_tracking_id(self, application_name: str, notification_id: int | None) -> bool:
        """Tell whether another sequence was taken in up to *notification_id* or beyond."""
        if notification_id is None:
            return True
        tracked = await self.max_tracking_id(application_name)
        return tracked is not None and tracked >= notification_id

    async def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 1.0,  # noqa: ASYNC109 - the library's own name
        interrupt: Flag | None = None,
    ) -> None:
        """Wait until `has_tracking_id`, looking less and less often.

        *timeout* is in seconds. Raises `TimeoutError`, or `WaitInterruptedError` once *interrupt*
        is set.
        """
        pause = 0.01
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not await self.has_tracking_id(application_name, notification_id):
            if interrupt is not None and interrupt.is_set():
                raise WaitInterruptedError
            left = deadline - loop.time()
            if left <= 0:
                raise TimeoutError(f"{application_name} was not taken in up to {notification_id}.")
            await asyncio.sleep(min(pause, left))
            pause = min(pause * 2, 0.2)


class AsyncSubscription:
    """Lines as they come. Use it with ``async with``, then ``async for``."""

    def __init__(
        self,
        recorder: AsyncProcessRecorder,
        database: Database,
        gt: int | None,
        topics: Sequence[str],
    ) -> None:
        self._recorder = recorder
        self._database = database
        self._seen = gt or 0
        self._topics = topics
        self._found: deque[Notification] = deque()
        self._news = asyncio.Event()
        self._stopped = False
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(
            self._database.listen(WAKE_CHANNEL, lambda _fund: self._news.set())
        )
        return self

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
        await self._stack.aclose()

    def stop(self) -> None:
        """End the iteration at once, whatever was found and not yet handed out."""
        self._stopped = True
        self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Notification:
        while not self._stopped:
            if self._found:
                return self._found.popleft()
            self._news.clear()
            await self._look()
            if not self._found and not self._stopped:
                # A wake-up may get lost, so look again after a while in any case.
                try:
                    await asyncio.wait_for(self._news.wait(), _LOOK_ANYWAY_SECONDS)
                except TimeoutError:
                    continue
        raise StopAsyncIteration

    async def _look(self) -> None:
        # The end of the book first: lines of other topics up to there need not be read again.
        end = await self._recorder.max_notification_id() or 0
        found = await self._recorder.select_notifications(
            self._seen, _BATCH, end, self._topics, inclusive_of_start=False
        )
        self._found.extend(found)
        self._seen = found[-1].id if found else max(self._seen, end)


def _uuid(originator_id: UUID | str) -> UUID:
    return UUID(originator_id) if isinstance(originator_id, str) else originator_id


def _foreign_line(event: StoredEvent) -> NewLine:
    return NewLine(
        case_id=_uuid(event.originator_id),
        version=event.originator_version,
        topic=event.topic,
        payload=event.state,
        event_id=uuid4(),
        actor=FOREIGN_ACTOR,
    )
