"""Deadlines are kept by the service: late, in order, and once, whoever else keeps them too."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from api.adoption import Adoption
from api.deadlines import Deadlines
from ledger.books import Books
from ledger.events import (
    GlassBroken,
    RatificationExpired,
    RatificationOpened,
    Role,
    SuccessorsInstalled,
)
from ledger.orders.commands import Act, ExpireRatification
from ledger.rejections import MandateMissing, NotDue, OperatorMayNot, RatificationOver
from ledger.store import all_books
from ledger.store.database import Database
from tests.api.client import serving, site_of_client
from tests.api.deadline_stage import RATIFY_HOURS, Kept, Turned, clock_lines
from tests.database import Urls
from tests.funds import DAY, open_fund, position_of
from tests.instance import ROOT


@pytest_asyncio.fixture(loop_scope="session")
async def clock() -> Turned:
    return Turned()


@pytest_asyncio.fixture(loop_scope="session")
async def books(database: Database, clock: Turned) -> Books:
    return Books(database, clock=clock)


@pytest_asyncio.fixture(loop_scope="session")
async def kept(books: Books) -> Kept:
    return await Kept.open(books)


def worker(database: Database, books: Books, clock: Turned) -> Deadlines:
    return Deadlines(database, books, clock, Adoption(database, books, clock))


async def test_a_ratification_expires_at_its_moment_and_not_before(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    waiting = await kept.pay_tonight()
    deadlines = worker(database, books, clock)
    clock.on(hours=RATIFY_HOURS, microseconds=-1)
    assert await deadlines.keep() == 0
    clock.on(microseconds=1)
    assert await deadlines.keep() == 1
    assert await clock_lines(database, kept.fund_id) == [
        RatificationExpired(
            occurred_on=DAY + timedelta(days=2),
            order=waiting.order_id,
            pair=(kept.first, kept.second),
        )
    ]
    assert await deadlines.keep() == 0


async def test_the_pair_is_not_on_call_any_more_and_the_money_is_not_taken_back(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    await kept.pay_tonight(100_00)
    before, _ = await books.get_fund(kept.fund_id)
    clock.on(hours=RATIFY_HOURS)
    await worker(database, books, clock).keep()
    after, _ = await books.get_fund(kept.fund_id)
    assert after.accounts == before.accounts
    assert after.authorities == before.authorities
    assert await kept.roles(kept.first, clock()) == {Role.TREASURER}
    assert await kept.roles(kept.second, clock()) == frozenset()


async def test_a_deadline_has_passed_although_nobody_wrote_that_down(
    books: Books, clock: Turned, kept: Kept
) -> None:
    waiting = await kept.pay_tonight()
    other = await kept.pay_tonight()
    clock.on(hours=RATIFY_HOURS)
    with pytest.raises(RatificationOver):
        await kept.sign(kept.steward, waiting.case_id, Act.RATIFY)
    with pytest.raises(MandateMissing):  # who was on call is not any more
        await kept.sign(kept.second, other.case_id, Act.CONFIRM)
    assert len((await books.get_fund(kept.fund_id))[0].governance.ratifications) == 2


async def test_who_is_due_is_kept_in_the_order_in_which_it_passed(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    first = await kept.pay_tonight()
    clock.on(hours=1)
    other = await Kept.open(books)
    second = await other.pay_tonight()
    clock.on(hours=1)
    third = await kept.pay_tonight()
    await kept.break_glass()  # over long before the ratifications, although it came last
    clock.on(days=30)  # the service was away
    grown: list[UUID] = []
    late = Books(database, clock=clock, grown=lambda fund_id, _: grown.append(fund_id))
    assert await worker(database, late, clock).keep() == 4
    await late.close()
    installed, one, two = await clock_lines(database, kept.fund_id)
    assert installed == SuccessorsInstalled(
        occurred_on=DAY + timedelta(days=1), successors=(kept.first, kept.second)
    )
    assert isinstance(one, RatificationExpired)
    assert isinstance(two, RatificationExpired)
    assert [one.order, two.order] == [first.order_id, third.order_id]
    (between,) = await clock_lines(database, other.fund_id)
    assert isinstance(between, RatificationExpired)
    assert between.order == second.order_id
    assert grown == [kept.fund_id, kept.fund_id, other.fund_id, kept.fund_id]


async def test_successors_become_stewards_when_the_waiting_time_is_over(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    await kept.break_glass()
    deadlines = worker(database, books, clock)
    assert await deadlines.keep() == 0
    clock.on(hours=24)
    assert await deadlines.keep() == 1
    assert Role.STEWARD in await kept.roles(kept.second, clock())


async def test_what_was_ratified_does_not_expire(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    waiting = await kept.pay_tonight()
    deadlines = worker(database, books, clock)
    await deadlines.keep()  # it knows the deadline now
    await kept.sign(kept.steward, waiting.case_id, Act.RATIFY)
    clock.on(hours=RATIFY_HOURS)
    assert await deadlines.keep() == 0
    assert await clock_lines(database, kept.fund_id) == []


async def test_several_processes_write_each_line_once(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    await kept.pay_tonight()
    await kept.pay_tonight()
    await kept.break_glass()
    clock.on(days=3)
    processes = [Books(database, clock=clock) for _ in range(4)]
    written = await asyncio.gather(*(worker(database, each, clock).keep() for each in processes))
    for each in processes:
        await each.close()
    assert sum(written) == 3
    assert len(await clock_lines(database, kept.fund_id)) == 3


async def test_what_a_killed_process_left_is_written_at_the_next_start(
    fresh_database: Urls, clock: Turned
) -> None:
    async with Database.open(fresh_database.service) as database:
        books = Books(database, clock=clock)
        kept = await Kept.open(books)
        first, second = await kept.pay_tonight(), await kept.pay_tonight()
        clock.on(hours=RATIFY_HOURS)
        killed = await asyncio.to_thread(
            subprocess.run,
            [
                sys.executable,
                "-m",
                "tests.api.deadline_victim",
                fresh_database.service,
                clock().isoformat(),
            ],
            cwd=ROOT,
            check=False,
            timeout=60,
        )
        assert killed.returncode == -signal.SIGKILL
        assert len(await clock_lines(database, kept.fund_id)) == 1
        await books.close()
        async with serving(fresh_database.service, now=clock):
            end = asyncio.get_running_loop().time() + 20
            while len(await clock_lines(database, kept.fund_id)) < 2:
                assert asyncio.get_running_loop().time() < end, "it was not written"
                await asyncio.sleep(0.02)
        lines = await clock_lines(database, kept.fund_id)
        assert [each.order for each in lines if isinstance(each, RatificationExpired)] == [
            first.order_id,
            second.order_id,
        ]


async def test_the_running_service_keeps_a_deadline_when_it_is_told(
    database: Database, service_url: str, clock: Turned
) -> None:
    async with serving(service_url, now=clock) as client:
        site = site_of_client(client)
        kept = await Kept.open(site.books)
        await kept.pay_tonight()
        clock.on(hours=RATIFY_HOURS)
        site.deadlines.wake()
        end = asyncio.get_running_loop().time() + 20
        while not await clock_lines(database, kept.fund_id):
            assert asyncio.get_running_loop().time() < end, "it was not written"
            await asyncio.sleep(0.02)


async def test_only_books_with_deadlines_are_read_and_only_when_they_grew(
    database: Database, books: Books, clock: Turned, kept: Kept
) -> None:
    plain = [await open_fund(books, money=1_00) for _ in range(3)]
    await kept.pay_tonight()
    deadlines = worker(database, books, clock)
    await deadlines.keep()
    assert list(deadlines._dues) == [kept.fund_id]
    for each in plain:
        assert deadlines._looked[each.fund_id] == await position_of(database, each.fund_id)
    async with database.acquire() as connection:
        heads = await all_books.list_heads(connection)
        assert await all_books.list_with_deadlines(connection, dict.fromkeys(heads, 0)) == {
            kept.fund_id
        }
        assert await all_books.list_with_deadlines(connection, heads) == set()


async def test_deadlines_are_found_by_their_index(fresh_database: Urls) -> None:
    connection = await asyncpg.connect(fresh_database.superuser)
    try:
        await connection.execute("set enable_seqscan = off")
        plan = await connection.fetch("explain " + all_books._DEADLINES, [UUID(int=1)], [0])
    finally:
        await connection.close()
    assert "events_with_deadlines" in "\n".join(row[0] for row in plan)
    for event in (RatificationOpened, GlassBroken):
        assert f"'{event.topic}'" in all_books._DEADLINES


@pytest.mark.parametrize(
    "damage", ["topic = 'fund.dreamt.v9'", "payload = '{}'"], ids=["newer", "damaged"]
)
async def test_a_book_that_cannot_be_read_does_not_stop_the_others(
    database: Database, superuser_url: str, books: Books, clock: Turned, kept: Kept, damage: str
) -> None:
    newer = await Kept.open(books)
    await newer.pay_tonight()
    await kept.pay_tonight()
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("set session_replication_role = replica")
        await connection.execute(
            f"update events set {damage} where fund_id = $1 and position = 2", newer.fund_id
        )
    finally:
        await connection.close()
    clock.on(hours=RATIFY_HOURS)
    fresh = Books(database, clock=clock)
    assert await worker(database, fresh, clock).keep() == 1
    await fresh.close()
    assert len(await clock_lines(database, kept.fund_id)) == 1


async def test_a_deadline_cannot_be_kept_early_or_by_somebody_else(
    books: Books, clock: Turned, kept: Kept
) -> None:
    waiting = await kept.pay_tonight()
    command = ExpireRatification(
        occurred_on=DAY, case_id=waiting.case_id, order_id=waiting.order_id
    )
    with pytest.raises(NotDue):
        await books.execute(kept.fund_id, command, actor="clock", key="early")
    clock.on(hours=RATIFY_HOURS)
    for actor in ("operator", "import", str(kept.founder), str(kept.steward)):
        with pytest.raises(OperatorMayNot):
            await books.execute(kept.fund_id, command, actor=actor, key="other")


async def test_a_line_of_the_clock_stands_on_the_day_of_the_fund(
    database: Database, books: Books, clock: Turned
) -> None:
    clock.at = datetime(2026, 3, 3, 2, tzinfo=UTC)  # still the second of March in New York
    kept = await Kept.open(books)
    await kept.pay_tonight()
    clock.on(hours=RATIFY_HOURS)
    await worker(database, books, clock).keep()
    (line,) = await clock_lines(database, kept.fund_id)
    assert isinstance(line, RatificationExpired)
    assert line.occurred_on == date(2026, 3, 4)
