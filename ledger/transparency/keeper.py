"""Keeping the log of a fund: it begins, it grows by the clock, and every head is signed.

Only one process at a time keeps the log of a fund. What was cut short is finished at the next
look, with the same bytes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct

from ledger.asking import Receipt
from ledger.books import Books
from ledger.events.log import LogHead
from ledger.fund import Fund
from ledger.powers import CLOCK, OPERATOR
from ledger.publishing.commands import BeginLog
from ledger.publishing.state import KeptLog
from ledger.rejections import LogBegunAlready
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.transparency import table
from ledger.transparency.keyring import Keyring
from ledger.transparency.keys import LogKeys, origin_of
from ledger.transparency.memory import Memory, directory_of, only_one
from ledger.transparency.refilling import refill
from ledger.transparency.sealer import Sealer, Times
from ledger.transparency.signer import Signer
from ledger.transparency.stopped import Stopped
from ledger.transparency.table import Tree
from ledger.transparency.ticks import Clockwork, heads_due, next_head
from ledger.transparency.tree import EMPTY_ROOT

MOST_MOMENTS: Final = 1024
"""As many moments of the clock are made up for at once; the next look goes on."""
_log = structlog.get_logger(__name__)


class Kept(Struct, frozen=True):
    """What keeping came to: which log, whether a head was signed, and why it stopped if it did."""

    number: int | None = None
    signed: bool = False
    stopped: str | None = None


class Keeper:
    """Keeps the logs of the funds of one instance. *host* names it in origins."""

    def __init__(
        self,
        database: Database,
        books: Books,
        keys_dir: Path,
        host: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._books = database, books
        self._keys_dir, self._host, self._now = keys_dir, host, now
        self.keyring = Keyring(database, keys_dir)

    async def keep(self, fund_id: UUID, *, wait_seconds: float = 0.0) -> Kept:
        """Do all that is due now for the log of a fund; nothing where it keeps none.

        Raises `Busy` when another process is at it and is not done in *wait_seconds*.
        """
        fund, _ = await self._books.get_fund(fund_id)
        if not fund.publishing.keeps_log:
            return Kept()
        if fund.publishing.log is None:
            fund = await self._begin_first(fund)
        begun = fund.publishing.log
        assert begun is not None
        async with only_one(self._keys_dir, fund_id, wait_seconds):
            try:
                signed = await self._go_on(fund, begun)
            except Stopped as stopped:
                await self._note(fund_id, begun.number, stopped.code)
                return Kept(begun.number, signed=False, stopped=stopped.code)
            await self._note(fund_id, begun.number, None)
            return Kept(begun.number, signed)

    async def new_origin(self, fund_id: UUID, *, new_key: bool = False) -> int:
        """Begin the next log of a fund, naming the head that was signed last; return its number.

        With *new_key* it gets another master key. Raises `KeysUnusable`, and what the rules refuse.
        """
        fund, _ = await self._books.get_fund(fund_id)
        begun = fund.publishing.log
        if begun is None:
            fund = await self._begin_first(fund)
            begun = fund.publishing.log
            assert begun is not None
        async with only_one(self._keys_dir, fund_id, 60.0):
            before = await self._last_head(fund_id, begun)
            if new_key:
                await self.keyring.replace()
            await self._begin(fund, begun.number + 1, OPERATOR, before)
        await self.keep(fund_id, wait_seconds=60.0)
        return begun.number + 1

    async def _begin_first(self, fund: Fund) -> Fund:
        with suppress(LogBegunAlready):  # by another process, just now
            await self._begin(fund, 1, CLOCK, None)
        return (await self._books.get_fund(fund.fund_id))[0]

    async def _begin(self, fund: Fund, number: int, actor: str, before: LogHead | None) -> Receipt:
        origin = origin_of(self._host, fund.fund_id, number)
        keys = await self.keyring.for_new(origin)
        command = BeginLog(
            occurred_on=self._now().astimezone(ZoneInfo(fund.time_zone)).date(),
            number=number,
            origin=origin,
            vkey=keys.head.key.text,
            promise_vkey=keys.promise.key.text,
            before=before,
        )
        return await self._books.execute(
            fund.fund_id, command, actor=actor, key=f"log:begin:{number}"
        )

    async def _last_head(self, fund_id: UUID, begun: KeptLog) -> LogHead:
        """Return the last head of a log: as the signer remembers it, or else the database."""
        try:
            remembered = await asyncio.to_thread(self._memory(fund_id, begun.number).read)
        except Stopped:
            remembered = None
        if remembered is not None and remembered.origin == begun.origin:
            return LogHead(origin=begun.origin, size=remembered.size, root=remembered.root)
        async with self._database.acquire() as connection:
            head = await table.get_head(connection, fund_id, begun.number)
        size, root = (head.size, head.root) if head else (0, EMPTY_ROOT)
        return LogHead(origin=begun.origin, size=size, root=root.hex())

    async def _go_on(self, fund: Fund, begun: KeptLog) -> bool:
        """Seal and sign what is due; say whether there is a new head. Raises `Stopped`."""
        tree = await self._tree(fund.fund_id, begun)
        keys = await self.keyring.of(begun.origin, begun.vkey)
        memory = self._memory(fund.fund_id, begun.number)
        signer = Signer(keys, memory)
        remembered = await signer.remembered(tree)
        if remembered is not None and remembered.size > tree.size:
            async with self._locked(tree) as (connection, locked):
                tree = await refill(connection, locked, memory, remembered, keys)
        is_signed = await self._sign(signer, tree)
        while (grown := await self._seal(fund, tree, keys)) is not None:
            tree = grown
            is_signed = await self._sign(signer, tree)
        return is_signed

    async def _tree(self, fund_id: UUID, begun: KeptLog) -> Tree:
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id, begun.number)
            if tree is None:
                await table.add_tree(connection, fund_id, begun, self._now())
                tree = await table.get_tree(connection, fund_id, begun.number)
        assert tree is not None
        return tree

    async def _seal(self, fund: Fund, tree: Tree, keys: LogKeys) -> Tree | None:
        """Grow the tree for every moment that has come; None when none has."""
        clock, now = clockwork_of(fund), self._now()
        if tree.size == 0:
            begun = fund.publishing.log
            before = begun.before.size if begun and begun.before else 0
            times = Times(1, now, next_head(clock, now), before)
        else:
            moments = list(islice(heads_due(clock, tree.next_at, now), MOST_MOMENTS))
            if not moments:
                return None
            times = Times(len(moments), moments[-1], next_head(clock, moments[-1]))
        batch_size = fund.publishing.log_rule.batch_size
        sealer = Sealer(keys, tree.origin, directory_of(self._keys_dir))
        async with self._locked(tree) as (connection, locked):
            if locked.size != tree.size:  # another machine was faster
                return locked
            return await sealer.seal(connection, locked, times, batch_size)

    async def _sign(self, signer: Signer, tree: Tree) -> bool:
        """Have the newest head signed; say whether it is a new one."""
        if tree.size == 0:
            return False
        async with self._database.acquire() as connection:
            head = await signer.sign(connection, tree)
        if tree.signed_size == tree.size:
            return False
        async with self._database.transaction() as connection:
            await table.add_head(connection, tree.fund_id, head)
        return True

    @asynccontextmanager
    async def _locked(self, tree: Tree) -> AsyncIterator[tuple[Connection, Tree]]:
        async with self._database.transaction() as connection:
            locked = await table.get_tree(connection, tree.fund_id, tree.number, lock=True)
            assert locked is not None
            yield connection, locked

    async def _note(self, fund_id: UUID, number: int, code: str | None) -> None:
        async with self._database.acquire() as connection:
            if await table.set_stopped(connection, fund_id, number, code) and code:
                _log.warning("log-stopped", stopped=code)

    def _memory(self, fund_id: UUID, number: int) -> Memory:
        return Memory(self._keys_dir, fund_id, number)


def clockwork_of(fund: Fund) -> Clockwork:
    """Return the clock of a fund's log."""
    rule, log_rule = fund.publishing.rule, fund.publishing.log_rule
    return Clockwork(fund.time_zone, rule.tick_hour if rule else 0, log_rule.every_hours)
