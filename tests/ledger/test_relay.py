"""One process that writes for others: who does, what is handed over, and what when it goes away.

Two `Books` stand for two processes: locks and sockets do not care.
"""

import asyncio
import fcntl
import stat
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger import relay
from ledger.books import Books
from ledger.rejections import AmountTooLarge, InsufficientFunds, KeyReused
from ledger.store.database import Database
from ledger.store.errors import OperationalError
from tests.funds import OpenedFund, ask, open_fund, position_of


@pytest.fixture
def meeting() -> Iterator[Path]:
    with TemporaryDirectory(prefix="parasol-") as place:
        yield Path(place) / "run"


async def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "waited too long"
        await asyncio.sleep(0.01)


@contextmanager
def locked(meeting: Path) -> Iterator[None]:
    """Hold the lock as a process does that writes."""
    meeting.mkdir(mode=0o700)
    with (meeting / "writer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def listens(meeting: Path) -> bool:
    return (meeting / "writer.sock").exists()


async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Listen and never answer."""
    while await reader.read(1024):
        pass
    writer.close()


@asynccontextmanager
async def pair(database: Database, meeting: Path) -> AsyncIterator[tuple[Books, Books]]:
    """Lend the books that write and the books that hand over to them."""
    writing, handing = Books(database), Books(database)
    async with writing.relayed(meeting):
        await until(lambda: listens(meeting))
        async with handing.relayed(meeting):
            await until(lambda: handing.relay is not None and handing.relay.hands_over)
            yield writing, handing
            await handing.close()
        await writing.close()


async def while_writers_change(
    database: Database,
    meeting: Path,
    work: Callable[[Books, OpenedFund], Awaitable[int]],
    workers: int,
) -> tuple[OpenedFund, list[int]]:
    """Do *work* again and again while one process stops to write and another takes over."""
    first, second = Books(database), Books(database)
    fund = await open_fund(first)
    stop, done = asyncio.Event(), list[int]()

    async def keep_working() -> None:
        while not stop.is_set():
            done.append(await work(second, fund))

    leading = AsyncExitStack()
    await leading.enter_async_context(first.relayed(meeting))
    await until(lambda: listens(meeting))
    async with second.relayed(meeting):
        await until(lambda: second.relay is not None and second.relay.hands_over)
        working = [asyncio.create_task(keep_working()) for _ in range(workers)]
        await until(lambda: len(done) > 50)
        await first.close()
        await leading.aclose()
        await until(lambda: second.relay is not None and second.relay.writes)
        before = len(done)
        await until(lambda: len(done) > before + 50)
        stop.set()
        await asyncio.gather(*working)
        await second.close()
    return fund, done


async def test_commands_are_written_by_the_process_that_holds_the_lock(
    database: Database, meeting: Path
) -> None:
    grown: list[int] = []
    async with pair(database, meeting) as (writing, handing):
        fund = await open_fund(writing)
        handing._grown = lambda _, position: grown.append(position)

        answers = await asyncio.gather(
            *(ask(handing, fund.fund_id, fund.donation()) for _ in range(50))
        )

        assert sorted(answer.first for answer in answers) == list(range(7, 57))
        assert not handing._open, "nothing was written by the process that handed over"
        assert sorted(grown) == list(range(7, 57)), "its read models are woken all the same"


async def test_a_refusal_comes_with_its_facts_from_the_process_that_was_asked(
    database: Database, meeting: Path
) -> None:
    async with pair(database, meeting) as (writing, handing):
        fund = await open_fund(writing)
        await ask(handing, fund.fund_id, fund.donation(10_00))

        with pytest.raises(InsufficientFunds) as refused:
            await ask(handing, fund.fund_id, fund.bail(99_00))

        assert refused.value.known_at == 7


async def test_a_number_that_does_not_fit_the_wire_is_refused_all_the_same(
    database: Database, meeting: Path
) -> None:
    async with pair(database, meeting) as (writing, handing):
        fund = await open_fund(writing)
        for amount in (2**64, 2**200):
            with pytest.raises(AmountTooLarge):
                await ask(handing, fund.fund_id, fund.donation(amount))


async def test_a_process_that_stops_writing_leaves_no_doubt(
    database: Database, meeting: Path
) -> None:
    async def ask_in_vain(books: Books, fund: OpenedFund) -> int:
        with pytest.raises(InsufficientFunds):
            await ask(books, fund.fund_id, fund.bail(99_00))
        return 0

    await while_writers_change(database, meeting, ask_in_vain, 16)


async def test_a_refusal_in_doubt_is_no_refusal(
    database: Database, meeting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(relay, "LOOK_SECONDS", 0.05)
    with locked(meeting):
        silent = await asyncio.start_unix_server(swallow, meeting / "writer.sock")
        books = Books(database)
        fund = await open_fund(books)
        async with silent, books.relayed(meeting):
            await until(lambda: books.relay is not None and books.relay.hands_over)
            # The silent process may still write it, once there is money.
            with pytest.raises(OperationalError):
                await books.execute(fund.fund_id, fund.bail(), actor="treasurer", key="k")
            # Now nobody is asked but the book.
            with pytest.raises(InsufficientFunds):
                await books.execute(fund.fund_id, fund.bail(), actor="treasurer", key="k")
            await books.close()


async def test_the_same_key_is_answered_alike_on_both_ways(
    database: Database, meeting: Path
) -> None:
    async with pair(database, meeting) as (writing, handing):
        fund = await open_fund(writing)

        async def give(books: Books, gross: int) -> tuple[int, bool]:
            receipt = await books.execute(
                fund.fund_id, fund.donation(gross), actor="treasurer", key="k"
            )
            return receipt.answer.first, receipt.replayed

        assert await give(handing, 5_00) == (7, False)
        assert await give(writing, 5_00) == (7, True)
        assert await give(handing, 5_00) == (7, True)
        with pytest.raises(KeyReused):
            await give(handing, 6_00)
    assert await position_of(database, fund.fund_id) == 7


async def test_another_process_takes_over_and_no_command_fails(
    database: Database, meeting: Path
) -> None:
    async def give(books: Books, fund: OpenedFund) -> int:
        return (await ask(books, fund.fund_id, fund.donation())).first

    fund, given = await while_writers_change(database, meeting, give, 8)

    assert sorted(given) == list(range(7, 7 + len(given)))
    assert await position_of(database, fund.fund_id) == 6 + len(given)


async def test_a_process_that_does_not_answer_is_not_waited_for(
    database: Database, meeting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(relay, "LOOK_SECONDS", 0.05)
    with locked(meeting):
        silent = await asyncio.start_unix_server(swallow, meeting / "writer.sock")
        books = Books(database)
        fund = await open_fund(books)
        async with silent, books.relayed(meeting):
            await until(lambda: books.relay is not None and books.relay.hands_over)
            answer = await ask(books, fund.fund_id, fund.donation())
            await books.close()

    assert answer.first == 7


async def test_only_the_account_of_the_service_can_hand_over(
    database: Database, meeting: Path
) -> None:
    async with pair(database, meeting):
        assert mode(meeting) == 0o700
        assert mode(meeting / "writer.sock") == 0o600


async def test_a_directory_whose_name_is_too_long_for_a_socket_is_done_without(
    database: Database, meeting: Path
) -> None:
    far = meeting / ("d" * 100)
    async with Books(database).relayed(far), Books(database).relayed(far):
        await asyncio.sleep(0.1)
    assert not listens(far)
