"""The shell when the database is not what it was: an older copy, a false snapshot, silence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from ledger import batcher, known
from ledger.books import Books
from ledger.corrections import ReverseLine
from ledger.events import Reason
from ledger.fund import FOLD, Fund
from ledger.rejections import LineUnknown
from ledger.store import database as store
from ledger.store.database import Database
from ledger.store.errors import InternalError, OperationalError
from ledger.store.snapshots import Snapshot, save_snapshot
from tests.funds import OpenedFund, ask, lines_of, open_fund, position_of


async def forget_last_line(superuser_url: str, fund: OpenedFund, *, head: bool = True) -> None:
    """Take the last line out of a book, as putting an older copy in its place does."""
    connection = await asyncpg.connect(superuser_url)
    try:
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute(
                "delete from events where fund_id = $1 and position ="
                " (select max(position) from events where fund_id = $1)",
                fund.fund_id,
            )
            if head:
                await connection.execute(
                    "update heads set position = position - 1 where fund_id = $1", fund.fund_id
                )
    finally:
        await connection.close()


async def test_a_book_that_ends_earlier_than_known_is_read_again(
    database: Database, superuser_url: str
) -> None:
    books = Books(database)
    fund = await open_fund(books, money=5_00)
    await ask(books, fund.fund_id, fund.donation(7_00))
    await forget_last_line(superuser_url, fund)

    answer = await asyncio.wait_for(ask(books, fund.fund_id, fund.donation(1_00)), 5)

    assert answer.first == 8
    state, position = await books.get_fund(fund.fund_id)
    assert (state.accounts[fund.bank].balance, position) == (6_00, 8)


async def test_a_head_that_does_not_fit_its_lines_is_said_and_not_tried_for_ever(
    database: Database, superuser_url: str
) -> None:
    fund = await open_fund(Books(database), money=5_00)
    await forget_last_line(superuser_url, fund, head=False)

    with pytest.raises(InternalError, match="parasol check"):
        await asyncio.wait_for(ask(Books(database), fund.fund_id, fund.donation()), 5)


async def test_a_snapshot_of_lines_that_are_not_there_is_not_believed(database: Database) -> None:
    fund = await open_fund(Books(database), money=5_00)
    state, position = await Books(database).get_fund(fund.fund_id)
    for false in (
        Snapshot(position + 1, msgspec.json.encode(state)),
        Snapshot(position + 2, msgspec.json.encode(Fund(fund_id=uuid4()))),
    ):
        async with database.acquire() as connection:
            await save_snapshot(connection, fund.fund_id, FOLD, false)
        assert await Books(database).get_fund(fund.fund_id) == (state, position)

    await asyncio.wait_for(ask(Books(database), fund.fund_id, fund.donation()), 5)


async def test_a_snapshot_of_another_fund_is_not_believed(database: Database) -> None:
    fund, other = [await open_fund(Books(database), money=money) for money in (5_00, 9_00)]
    foreign, _ = await Books(database).get_fund(other.fund_id)
    async with database.acquire() as connection:
        snapshot = Snapshot(7, msgspec.json.encode(foreign))
        await save_snapshot(connection, fund.fund_id, FOLD, snapshot)

    state, _ = await Books(database).get_fund(fund.fund_id)

    assert state.accounts[fund.bank].balance == 5_00


async def test_refused_commands_do_not_fill_the_memory_with_cases(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "CASES_MAX", 5)
    kept: list[int] = []
    forget = known.Known.forget_cases

    def forget_and_count(self: known.Known) -> None:
        forget(self)
        kept.append(len(self._cases))

    monkeypatch.setattr(known.Known, "forget_cases", forget_and_count)
    books = Books(database)
    fund = await open_fund(books)
    for _ in range(20):
        nowhere = ReverseLine(case_id=uuid4(), position=3, reason=Reason.WRONG_DATE)
        with pytest.raises(LineUnknown):
            await ask(books, fund.fund_id, nowhere)

    assert len(kept) > 20
    assert max(kept) <= 5


class Wire:
    """A line to PostgreSQL that can fall silent without hanging up, or hang up for good."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self.heard.set()
        self.server: asyncio.Server
        self.ends: list[asyncio.StreamWriter] = []

    def hang_up(self) -> None:
        """End every call and take no other."""
        self.server.close()
        for end in self.ends:
            end.close()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, while anybody is listening."""
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self.heard.wait()
                writer.write(data)
        writer.close()


@asynccontextmanager
async def silenceable(url: str) -> AsyncIterator[tuple[str, Wire]]:
    """Put a wire between the program and the server of *url*."""
    wire = Wire()
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname])[0]
    port = int(parse_qs(parts.query).get("port", [parts.port or 5432])[0])
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if str(host).startswith("/"):
            far = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            far = await asyncio.open_connection(host, port)
        wire.ends += [writer, far[1]]
        for pair in ((reader, far[1]), (far[0], writer)):
            tasks.add(asyncio.create_task(wire.carry(*pair)))

    wire.server = await asyncio.start_server(accept, "127.0.0.1", 0)
    near = wire.server.sockets[0].getsockname()[1]
    user = parts.netloc.rpartition("@")[0]
    netloc = f"{user}@127.0.0.1:{near}" if user else f"127.0.0.1:{near}"
    try:
        yield urlunsplit(("postgresql", netloc, parts.path, "sslmode=disable", "")), wire
    finally:
        wire.heard.set()
        wire.hang_up()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_server_that_falls_silent_is_not_waited_for_for_ever(
    database: Database, service_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batcher, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(store, "_STATEMENT_SECONDS", 1.0)
    monkeypatch.setattr(store, "_CONNECT_SECONDS", 1.0)
    fund = await open_fund(Books(database))
    before = await position_of(database, fund.fund_id)
    async with (
        silenceable(service_url) as (url, wire),
        Database.open(url, min_size=1, max_size=1) as far,
    ):
        books = Books(far)
        await books.get_fund(fund.fund_id)
        wire.heard.clear()

        with pytest.raises(OperationalError):
            await asyncio.wait_for(ask(books, fund.fund_id, fund.donation(2_00), key="lost"), 30)
        wire.heard.set()
        again = await ask(books, fund.fund_id, fund.donation(2_00), key="lost")
        await books.close()

    lines = await lines_of(database, fund.fund_id)
    assert (len(lines), again.last) == (before + 1, before + 1)


async def test_everybody_who_waits_is_told_when_postgresql_stays_away(
    database: Database, monkeypatch: pytest.MonkeyPatch, service_url: str
) -> None:
    monkeypatch.setattr(batcher, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(batcher, "BATCH_MAX", 5)
    monkeypatch.setattr(store, "_CONNECT_SECONDS", 0.5)
    fund = await open_fund(Books(database))
    before = await position_of(database, fund.fund_id)
    async with silenceable(service_url) as (url, wire), Database.open(url) as far:
        books = Books(far)
        await books.get_fund(fund.fund_id)
        wire.hang_up()
        began = asyncio.get_running_loop().time()

        answers = await asyncio.gather(
            *(ask(books, fund.fund_id, fund.donation()) for _ in range(100)),
            return_exceptions=True,
        )

        assert {isinstance(answer, OperationalError) for answer in answers} == {True}
        assert asyncio.get_running_loop().time() - began < 4
    assert await position_of(database, fund.fund_id) == before
