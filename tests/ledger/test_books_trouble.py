"""The shell in trouble: too much to do, strange lines, bad snapshots, cut connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from ledger import book
from ledger.asking import Receipt
from ledger.books import Books
from ledger.decider import AnyCommand
from ledger.fund import FOLD
from ledger.rejections import (
    BookBusy,
    BookReadOnly,
)
from ledger.store.append import NewLine, append
from ledger.store.database import Database
from ledger.store.snapshots import Snapshot, load_snapshot, save_snapshot
from tests.funds import ask, lines_of, open_fund, position_of


async def test_a_full_queue_answers_busy_and_loses_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "QUEUE_MAX", 10)
    books = Books(database)
    fund = await open_fund(books)

    answers = await asyncio.gather(
        *(ask(books, fund.fund_id, fund.donation()) for _ in range(50)), return_exceptions=True
    )

    busy = [answer for answer in answers if isinstance(answer, BookBusy)]
    assert len(busy) == 40
    assert await position_of(database, fund.fund_id) == 6 + 10


async def test_closing_answers_what_waits_and_takes_no_more(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)
    waiting = [asyncio.create_task(ask(books, fund.fund_id, fund.donation())) for _ in range(300)]
    await asyncio.sleep(0)

    await books.close()

    assert all(task.done() for task in waiting)
    assert await position_of(database, fund.fund_id) == 306
    with pytest.raises(BookBusy):
        await ask(books, fund.fund_id, fund.donation())


async def test_whoever_stops_waiting_does_not_take_the_command_back(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)

    asked = asyncio.create_task(ask(books, fund.fund_id, fund.donation(), key="k"))
    await asyncio.sleep(0)
    asked.cancel()
    await books.close()

    receipt = await Books(database).execute(
        fund.fund_id, fund.donation(), actor="treasurer", key="k"
    )
    assert receipt.replayed


async def test_a_line_of_an_unknown_topic_makes_the_book_read_only(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)
    strange = NewLine(uuid4(), 0, "moon.landed.v7", b"{}", uuid4(), "someone")
    async with database.acquire() as connection:
        await append(connection, fund.fund_id, [strange], after=None, now=datetime.now(UTC))

    for shell in (books, Books(database)):
        with pytest.raises(BookReadOnly) as refused:
            await ask(shell, fund.fund_id, fund.donation())
        assert refused.value.topic == "moon.landed.v7"
    assert await position_of(database, fund.fund_id) == 7


async def test_a_book_opens_from_its_snapshot(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "SNAPSHOT_LINES", 10)
    books = Books(database)
    fund = await open_fund(books)
    await asyncio.gather(*(ask(books, fund.fund_id, fund.donation()) for _ in range(20)))
    await books.close()
    async with database.acquire() as connection:
        snapshot = await load_snapshot(connection, fund.fund_id, FOLD)
    assert snapshot is not None
    assert snapshot.position == 26

    state, position = await Books(database).get_fund(fund.fund_id)

    assert (state.accounts[fund.bank].balance, position) == (2_000_00, 26)


@pytest.mark.parametrize("state", [b"not json", b'{"fund_id": 1}'])
async def test_a_snapshot_that_cannot_be_read_is_not_believed(
    database: Database, state: bytes
) -> None:
    books = Books(database)
    fund = await open_fund(books, money=5_00)
    async with database.acquire() as connection:
        await save_snapshot(connection, fund.fund_id, FOLD, Snapshot(7, state))

    read, position = await Books(database).get_fund(fund.fund_id)

    assert (read.accounts[fund.bank].balance, position) == (5_00, 7)


@asynccontextmanager
async def unreliable(superuser_url: str, receipts: list[Receipt]) -> AsyncIterator[None]:
    """Keep cutting every connection of the service while the block runs.

    However slow the machine is, somebody gets a receipt between one cut and the next.
    """
    was_cut: set[Path] = set()

    async def cut() -> None:
        connection = await asyncpg.connect(superuser_url)
        try:
            while True:
                known = len(receipts)
                rows = await connection.fetch(
                    "select pid, pg_terminate_backend(pid) from pg_stat_activity"
                    " where usename = 'parasol' and datname = current_database()"
                )
                was_cut.update(Path(f"/proc/{row['pid']}") for row in rows)
                await asyncio.sleep(0.05)
                while len(receipts) == known:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            await connection.close()

    cutting = asyncio.create_task(cut())
    try:
        yield
    finally:
        cutting.cancel()
        await asyncio.gather(cutting, return_exceptions=True)
        while any(process.exists() for process in was_cut):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # and what they hung up was read
    assert was_cut


async def test_cut_connections_lose_nothing_and_double_nothing(
    database: Database, superuser_url: str
) -> None:
    books = Books(database)
    fund = await open_fund(books)
    receipts: list[Receipt] = []

    async def give(n: int) -> None:
        await asyncio.sleep(n * 0.01)
        command: AnyCommand = fund.donation(1 + n)
        receipts.append(
            await books.execute(fund.fund_id, command, actor="treasurer", key=f"gift-{n}")
        )

    async with unreliable(superuser_url, receipts):
        await asyncio.gather(*(give(n) for n in range(100)))

    positions = sorted(receipt.answer.first for receipt in receipts)
    assert positions == list(range(7, 107))
    lines = await lines_of(database, fund.fund_id)
    given = sorted(msgspec.json.decode(line.payload)["gross"] for line in lines[6:])
    assert given == [1 + n for n in range(100)]
