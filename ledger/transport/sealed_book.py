"""The sealed book of a fund: everything that an auditor needs to compute its log and its reports.

It is written as of one moment. A log only grows, so nothing has to stand still for that: lines are
taken up to the last one there was, leaves up to the newest head, and a line that entered the log
after it waits in this file.
"""

import asyncio
from array import array
from collections.abc import AsyncIterator, Iterator
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import FundOpened
from ledger.rejections import FundUnknown
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine, get_head, list_lines_after
from ledger.transparency.dummies import Dummies
from ledger.transparency.leaf import Blinding, envelope_of
from ledger.transparency.log import Head, Log
from ledger.transport.sealed_before import WAITS, Older, find_indices, find_older
from ledger.transport.sealed_records import (
    IN_A_RECORD,
    DummiesRecord,
    LeavesRecord,
    LineRecord,
    LogRecord,
    encode_record,
)

_LINES: Final = 1_000


class NoHead(Exception):
    """The fund has no log, or no head of it was signed yet: there is nothing to seal."""


class _Moment(Struct, frozen=True):
    """As of when a book is written: its last line, its time zone, the newest head, its key."""

    fund_id: UUID
    lines: int
    time_zone: str
    head: Head
    vkey: str


async def sealed_book(database: Database, log: Log, fund_id: UUID) -> AsyncIterator[bytes]:
    """Yield the sealed book piece by piece.

    Before the first piece: raises FundUnknown, then `NoHead`, `KeysUnusable` without the key of
    the log.
    """
    moment = await _moment(database, log, fund_id)
    keys = await log.keys_of(fund_id, moment.head.number)
    head = moment.head
    indices = await find_indices(log, fund_id, head.number, head.size, moment.lines)
    yield encode_record(
        LogRecord(
            fund_id=fund_id,
            origin=moment.head.origin,
            vkey=moment.vkey,
            time_zone=moment.time_zone,
            lines=moment.lines,
            checkpoint=moment.head.note,
        )
    )
    older = await find_older(database, log, fund_id, moment.head.number)
    for each in older:
        async for piece in each.pieces():
            yield piece
    unclaimed = set[bytes]()
    claimed = bytearray(moment.head.size)
    for index in indices:
        if index != WAITS:
            claimed[index] = 1
    async for first, leaves in _leaves(log, moment):
        unclaimed.update(leaf for index, leaf in enumerate(leaves, first) if not claimed[index])
        yield encode_record(LeavesRecord(first=first, data=b"".join(leaves)))
    dummies = Dummies(keys.secret, moment.head.origin)
    for first in range(0, moment.head.size, IN_A_RECORD):
        until = min(first + IN_A_RECORD, moment.head.size)
        yield await asyncio.to_thread(_opened, dummies, range(first, until), unclaimed)
    blinding = Blinding(keys.secret, moment.head.origin)
    async for lines in _lines(database, moment):
        yield await asyncio.to_thread(_written, lines, blinding, indices, older)


async def _moment(database: Database, log: Log, fund_id: UUID) -> _Moment:
    async with database.acquire() as connection:
        book = await get_head(connection, fund_id)
        first = await list_lines_after(connection, fund_id, 0, limit=1)
    if book is None:
        raise FundUnknown
    head = await log.head(fund_id)
    if head is None:
        raise NoHead
    vkeys = await log.verifier_keys(fund_id, head.number)
    assert vkeys is not None, "a log with a head has keys"
    opened = decode(first[0].topic, first[0].payload)
    assert isinstance(opened, FundOpened), "a book begins with its opening"
    return _Moment(fund_id, book.position, opened.time_zone, head, vkeys[0])


async def _leaves(log: Log, moment: _Moment) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Yield the leaves that the head covers, with the index of the first of each piece."""
    size = moment.head.size
    for first in range(0, size, IN_A_RECORD):
        count = min(IN_A_RECORD, size - first)
        leaves = await log.leaves(moment.fund_id, moment.head.number, first, count)
        assert len(leaves) == count, "a head covers only leaves that there are"
        yield first, leaves


def _opened(dummies: Dummies, places: range, unclaimed: set[bytes]) -> bytes:
    """Return what opens those leaves that are dummies of these places, a record for each run."""
    runs = dummies.runs(places, unclaimed)
    return b"".join(encode_record(DummiesRecord(first=first, data=data)) for first, data in runs)


async def _lines(database: Database, moment: _Moment) -> AsyncIterator[list[StoredLine]]:
    position = 0
    while position < moment.lines:
        async with database.acquire() as connection:  # not held while somebody downloads slowly
            lines = await list_lines_after(
                connection, moment.fund_id, position, upto=moment.lines, limit=_LINES
            )
        yield lines
        position = lines[-1].position


def _written(
    lines: list[StoredLine], blinding: Blinding, indices: "array[int]", older: list[Older]
) -> bytes:
    return b"".join(encode_record(each) for each in _records(lines, blinding, indices, older))


def _records(
    lines: list[StoredLine], blinding: Blinding, indices: "array[int]", older: list[Older]
) -> Iterator[LineRecord]:
    for line in lines:
        salt, salt2 = blinding.salts(line.position)
        envelope = envelope_of(line).decode().split("\n")
        index = indices[line.position - 1]
        yield LineRecord(
            position=line.position,
            case_id=envelope[1],
            version=line.version,
            recorded_at=envelope[3],
            actor=line.actor,
            cause=envelope[5],
            event_id=envelope[6],
            topic=line.topic,
            payload=line.payload,
            salt=salt,
            salt2=salt2,
            index=None if index == WAITS else index,
            before=tuple(place for each in older if (place := each.place(line.position))),
        )


__all__ = ["NoHead", "sealed_book"]
