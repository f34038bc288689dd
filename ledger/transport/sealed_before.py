"""The older logs of a fund in its sealed book: their leaves, and what opens these.

A new log begins with whatever the book says then. So whoever changed lines before it has to answer
to the log before, whose leaves are still here.
"""

import asyncio
from array import array
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from ledger.events import LogBegun
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine
from ledger.transparency.dummies import Dummies
from ledger.transparency.keys import LogKeys
from ledger.transparency.leaf import Blinding
from ledger.transparency.log import Log
from ledger.transparency.looking import list_beginnings
from ledger.transparency.stopped import Stopped
from ledger.transparency.table import get_tree
from ledger.transparency.tiles import split
from ledger.transparency.waiting import list_lines
from ledger.transport.sealed_records import (
    IN_A_RECORD,
    BeforeDummiesRecord,
    BeforeLeavesRecord,
    BeforeRecord,
    OlderPlace,
    encode_record,
)

WAITS: Final = -1
"""Stands for the index of a line that no head covers."""


async def find_indices(log: Log, fund_id: UUID, number: int, size: int, lines: int) -> "array[int]":
    """Return where each of the first *lines* is among the first *size* leaves of a log.

    By its position less one.
    """
    found = array("q", [WAITS]) * lines
    for first in range(1, lines + 1, IN_A_RECORD):
        positions = range(first, min(first + IN_A_RECORD, lines + 1))
        places = await log.places(fund_id, number, positions)
        for position, index in places.items():
            if index < size:
                found[position - 1] = index
    return found


async def find_older(database: Database, log: Log, fund_id: UUID, newest: int) -> list["Older"]:
    """Find the logs that a book says it had before the one of number *newest*, oldest first."""
    async with database.acquire() as connection:
        beginnings = await list_beginnings(connection, fund_id)
        places = [beginnings[number] for number in sorted(beginnings)]
        lines = await list_lines(connection, fund_id, places)
    found = []
    for line, upto in zip(lines, [*places[1:], 0], strict=True):
        begun = decode(line.topic, line.payload)
        assert isinstance(begun, LogBegun), "it is listed as one"
        if begun.number < newest:
            found.append(Older(database, log, (fund_id, begun), upto - 1))
    return found


class Older:
    """One log before the newest. No line behind position *upto* can be in it.

    Call `pieces` to the end before anything is asked for its place.
    """

    def __init__(
        self, database: Database, log: Log, begun: tuple[UUID, LogBegun], upto: int
    ) -> None:
        self._database, self._log, self._upto = database, log, upto
        self._fund_id, self._begun = begun
        self._number = self._begun.number
        self._indices = array("q")
        self._stored, self._size = 0, 0
        self._blinding: Blinding | None = None
        self._unclaimed: dict[bytes, int] = {}

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield its records: without leaves where they, or its key, are not here any more."""
        head = await self._log.head(self._fund_id, self._number)
        yield encode_record(
            BeforeRecord(
                number=self._number,
                origin=self._begun.origin,
                vkey=self._begun.vkey,
                checkpoint=head.note if head else "",
            )
        )
        keys = await self._measure(head.size if head else 0)
        if keys is None:
            return
        self._blinding = Blinding(keys.secret, self._begun.origin)
        where = (self._fund_id, self._number, self._size)
        self._indices = await find_indices(self._log, *where, self._upto)
        async for piece in self._leaves():
            yield piece
        await self._find_without_place(self._blinding)
        dummies = Dummies(keys.secret, self._begun.origin)
        for first in range(0, self._size, IN_A_RECORD):
            places = range(first, min(first + IN_A_RECORD, self._size))
            yield await asyncio.to_thread(self._opened, dummies, places)
        self._unclaimed = {}

    def place(self, position: int) -> OlderPlace | None:
        """Return where a line is in it, and what hides it there; None where it is not in it."""
        if self._blinding is None or position > len(self._indices):
            return None
        index = self._indices[position - 1]
        if index == WAITS:
            return None
        return OlderPlace(self._number, index, *self._blinding.salts(position))

    async def _measure(self, signed: int) -> LogKeys | None:
        """Find out how many leaves were signed, and how many of them the database has.

        After a restore the database lacks the last ones, and the signer remembers them. Return the
        keys; None where there is nothing to open, or nothing to open it with.
        """
        async with self._database.acquire() as connection:
            tree = await get_tree(connection, self._fund_id, self._number)
        if tree is None or tree.vkey != self._begun.vkey:
            return None
        memory = self._log.memory(self._fund_id, self._number)
        try:
            remembered = await asyncio.to_thread(memory.read)
        except Stopped:
            remembered = None
        own = remembered is not None and remembered.origin == self._begun.origin
        self._size = max(signed, remembered.size if remembered and own else 0)
        self._stored = min(tree.size, self._size)
        try:
            return await self._log.keys_of(self._fund_id, self._number) if self._size else None
        except Stopped:
            return None

    async def _leaves(self) -> AsyncIterator[bytes]:
        """Yield its leaves, as many as there still are; those that no line claims are kept."""
        claimed = bytearray(self._size)
        for index in self._indices:
            if index != WAITS:
                claimed[index] = 1
        first = 0
        while first < self._size:
            leaves = await self._read(first)
            if not leaves:
                return
            for index, leaf in enumerate(leaves, first):
                if not claimed[index]:
                    self._unclaimed[leaf] = index
            yield encode_record(BeforeLeavesRecord(first=first, data=b"".join(leaves)))
            first += len(leaves)

    async def _read(self, first: int) -> list[bytes]:
        """Return the leaves of one record: of the database, or else those that were signed."""
        fund_id, number = self._fund_id, self._number
        if first < self._stored:
            count = min(IN_A_RECORD, self._stored - first)
            return await self._log.leaves(fund_id, number, first, count)
        count = min(IN_A_RECORD, self._size - first)
        memory = self._log.memory(fund_id, number)
        return split(await asyncio.to_thread(memory.leaves, first, count))

    async def _find_without_place(self, blinding: Blinding) -> None:
        """Find lines that are in it though the database, an older one, knows no place of theirs."""
        waiting = [at for at, index in enumerate(self._indices, 1) if index == WAITS]
        for start in range(0, len(waiting), IN_A_RECORD):
            some = waiting[start : start + IN_A_RECORD]
            async with self._database.acquire() as connection:
                lines = await list_lines(connection, self._fund_id, some)
            await asyncio.to_thread(self._find, lines, blinding)

    def _find(self, lines: list[StoredLine], blinding: Blinding) -> None:
        for line in lines:
            index = self._unclaimed.pop(blinding.commitment_of(line), WAITS)
            self._indices[line.position - 1] = index

    def _opened(self, dummies: Dummies, places: range) -> bytes:
        """Return what opens those leaves that are dummies of these places."""
        runs = dummies.runs(places, self._unclaimed)
        records = (BeforeDummiesRecord(first=first, data=data) for first, data in runs)
        return b"".join(map(encode_record, records))
