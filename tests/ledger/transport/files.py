"""Files of books for tests: exported, and changed as nobody should."""

import asyncio
import hashlib
import json
from uuid import UUID

from ledger.books import Books
from ledger.store.database import Database
from ledger.transport.exporting import export_book
from ledger.transport.loading import load_book
from tests.database import Urls
from tests.funds import OpenedFund, ask, open_fund

Lines = list[bytes]


async def exported(database: Database, fund_id: UUID) -> Lines:
    pieces = [piece async for piece in export_book(database, fund_id)]
    return b"".join(pieces).splitlines(keepends=True)


async def filled(database: Database, donations: int = 3) -> tuple[OpenedFund, Lines]:
    books = Books(database)
    opened = await open_fund(books, money=1_000_00)
    gifts = (
        ask(books, opened.fund_id, opened.donation(5_00 + number), key=f"gift-{number}")
        for number in range(donations)
    )
    await asyncio.gather(*gifts)
    await ask(books, opened.fund_id, opened.bail(200_00))
    await books.close()
    return opened, await exported(database, opened.fund_id)


async def load_elsewhere(urls: Urls, lines: Lines) -> Lines:
    """Load a file into a database of its own, and export it from there."""
    async with Database.open(urls.service, min_size=1) as database:
        loaded = await load_book(database, lines)
        return await exported(database, loaded.fund_id)


def sealed(lines: Lines) -> Lines:
    """Give a file that was tampered with a closing record that fits."""
    body = lines[:-1]
    digest = hashlib.sha256(b"".join(body)).hexdigest()
    end = {"record": "end", "records": len(body), "sha256": digest}
    return [*body, json.dumps(end, separators=(",", ":")).encode() + b"\n"]


def changed(line: bytes, **fields: object) -> bytes:
    record = json.loads(line) | fields
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def with_answer_twice(lines: Lines) -> Lines:
    """Put the last answer into a file twice, as if it were meant."""
    answers = json.loads(lines[0])["answers"] + 1
    return sealed([changed(lines[0], answers=answers), *lines[1:-1], *lines[-2:]])


def first_line(lines: Lines) -> int:
    """Find the first line of the book among the records."""
    return next(number for number, line in enumerate(lines) if b'"record":"line"' in line)
