"""The nudge: people on call are told that something waits, without a word of what.

Off unless the operator names a program to run or an address to post to. Nothing but one constant
sentence ever leaves: no fund, no amount, no address. What carries it learns the time, so it is
sent only for urgent orders and for who asks for help tonight, once for each and never twice in ten
minutes.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from api.requests.table import State, list_requests
from ledger.events import Way
from ledger.store.all_books import list_heads
from ledger.store.errors import database_errors
from projections.known import ProjectionBehind
from projections.orders import list_open_orders

if TYPE_CHECKING:
    from pathlib import Path

    from api.clock import Clock
    from api.settings import Settings
    from ledger.store.database import Database
    from projections.runner import Runner

TEXT: Final = "Something waits for you."
"""All that is ever sent. A program gets it on its standard input, an address as the body."""

APART: Final = timedelta(minutes=10)
"""How much time is between two nudges of an instance."""

STALE: Final = timedelta(days=1)
"""Nobody is nudged for an order that has waited for so long."""

FORGOTTEN: Final = timedelta(days=7)
"""How long is remembered for which orders a nudge was sent."""

PATIENCE_SECONDS: Final = 10.0
"""How long program or address may take."""

TRIES: Final = 3
AGAIN_SECONDS: Final = 10.0
"""How long after a failure it is tried again."""

_REST_SECONDS: Final = 1.0
_MOST_ORDERS: Final = 2_000
_LAST: Final = "select max(nudged_at) from nudges"
_FORGET: Final = "delete from nudges where nudged_at < $1"
_CLAIM: Final = """
insert into nudges (fund_id, order_id, nudged_at)
select $1, order_id, $3 from unnest($2::uuid[]) as order_id
on conflict do nothing returning order_id
"""

_log = structlog.get_logger(__name__)


class NudgeFailed(Exception):
    """The nudge did not get through; says in one word why, and nothing of where to."""


class Nudging:
    """Looks for urgent orders that wait, and nudges for them. Any number of processes may."""

    def __init__(
        self, database: "Database", runner: "Runner", settings: "Settings", now: "Clock"
    ) -> None:
        self._database = database
        self._runner = runner
        self._settings = settings
        self._now = now
        self._grown: dict[UUID, int] = {}
        self._ring = asyncio.Event()

    @property
    def is_on(self) -> bool:
        """Whether the operator wants nudges."""
        return bool(self._settings.nudge_command or self._settings.nudge_url)

    def grown(self, fund_id: UUID, position: int) -> None:
        """Say that a book has grown. Costs nothing and may be said too often."""
        if self.is_on:
            self._grown[fund_id] = max(position, self._grown.get(fund_id, 0))
            self._ring.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Nudging"]:
        """Nudge until the end of the block, if the operator wants it."""
        if not self.is_on:
            yield self
            return
        task = asyncio.create_task(self._run(), name="nudges")
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def look(self) -> float | None:
        """Nudge once if an urgent order waits that nobody was nudged for.

        Returns after how many seconds to look again because the last nudge was a moment ago; None
        when there is nothing to wait for.
        """
        later: float | None = None
        for fund_id, position in list(self._grown.items()):
            try:
                await self._runner.wait_for(fund_id, position)
            except ProjectionBehind:
                later = _REST_SECONDS
                continue
            wait = await self._look_at(fund_id)
            if wait is None:
                if self._grown.get(fund_id) == position:
                    del self._grown[fund_id]
            else:
                later = wait if later is None else min(later, wait)
        return later

    async def _look_at(self, fund_id: UUID) -> float | None:
        now = self._now()
        async with self._database.acquire() as connection:
            waiting = await list_open_orders(connection, fund_id, limit=_MOST_ORDERS)
            asked = await list_requests(connection, fund_id)
        orders = [
            order.order_id
            for order in waiting.orders
            if order.way is Way.URGENT and order.asked_at > now - STALE
        ]
        orders += [
            each.request_id
            for each in asked
            if each.state is State.WAITING and each.tonight and each.arrived_at > now - STALE
        ]
        if not orders:
            return None
        wait = await self._claim(fund_id, orders, now)
        if wait == 0:
            await self._send()
        return wait or None

    async def _claim(self, fund_id: UUID, orders: list[UUID], now: datetime) -> float | None:
        """Take it on to nudge for *orders*.

        Returns 0 when this process does, None when it was done for all of them, and otherwise in
        how many seconds the next nudge may be.
        """
        async with self._database.transaction() as connection:
            with database_errors():
                await connection.execute("select pg_advisory_xact_lock(hashtext('parasol nudge'))")
                await connection.execute(_FORGET, now - FORGOTTEN)
                last: datetime | None = await connection.fetchval(_LAST)
                known = await connection.fetchval(
                    "select count(*) from nudges where fund_id = $1 and order_id = any($2)",
                    fund_id,
                    orders,
                )
                if known == len(orders):
                    return None
                if last is not None and now < last + APART:
                    return max((last + APART - now).total_seconds(), _REST_SECONDS)
                await connection.fetch(_CLAIM, fund_id, orders, now)
        return 0

    async def _send(self) -> None:
        """Send the sentence; a failure is logged and tried again, and stops nothing."""
        for number in range(TRIES):
            if number:
                await asyncio.sleep(AGAIN_SECONDS)
            try:
                await send(self._settings)
            except NudgeFailed as failed:
                _log.warning("nudge-failed", reason=str(failed))
            else:
                return

    async def _run(self) -> None:
        pause: float | None = 0.0
        first = True
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._ring.wait()
            self._ring.clear()
            try:
                if first:  # what was asked for while nobody looked
                    await self._look_at_all()
                    first = False
                pause = await self.look()
            except Exception as error:  # noqa: BLE001  a service that lives nudges
                _log.warning("nudge-failed", reason=type(error).__name__)
                pause = AGAIN_SECONDS
            await asyncio.sleep(_REST_SECONDS)

    async def _look_at_all(self) -> None:
        async with self._database.acquire() as connection:
            for fund_id, position in (await list_heads(connection)).items():
                self._grown.setdefault(fund_id, position)


async def send(settings: "Settings") -> None:
    """Run the operator's program or post to their address. Raises `NudgeFailed`."""
    if settings.nudge_command is not None:
        await _run_program(settings.nudge_command)
    elif settings.nudge_url is not None:
        await asyncio.to_thread(_post, settings.nudge_url)


async def _run_program(program: "Path") -> None:
    """Run *program* without a shell and without the settings of this service."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            stdin=asyncio.subprocess.PIPE,
            stdout=nowhere,
            stderr=nowhere,
            env=kept,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise NudgeFailed(type(error).__name__) from None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.communicate(f"{TEXT}\n".encode())
    except TimeoutError:
        raise NudgeFailed("too slow") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode:
        raise NudgeFailed("program failed")


def _post(url: str) -> None:
    """Post the sentence; where an answer would lead is not followed."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            "POST", target, f"{TEXT}\n".encode(), {"Content-Type": "text/plain; charset=utf-8"}
        )
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NudgeFailed(type(error).__name__) from None
    finally:
        connection.close()
    if not 200 <= status < 300:  # noqa: PLR2004  taken
        raise NudgeFailed(f"status {status}")
