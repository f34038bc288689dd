"""The service keeps the logs of its funds by itself, each whatever becomes of the others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from api.transparency import keeping as keeping_module
from api.transparency.keeping import Keeping
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.transparency.memory import Memory
from tests.api.transparency.stage import A_DAY, FOUNDER, Stage, staged
from tests.funds import DAY, OpenedFund, ask, lines_of, open_fund


async def another_fund(stage: Stage, *, is_public: bool = True) -> OpenedFund:
    fund = await open_fund(stage.site.books, money=100_00, founder=FOUNDER)
    if is_public:
        rule = SetDisclosure(occurred_on=DAY, is_public=True)
        await ask(stage.site.books, fund.fund_id, rule, actor=FOUNDER)
    return fund


async def size_of(stage: Stage, fund_id: UUID) -> int:
    head = await stage.site.log.head(fund_id)
    return head.size if head else 0


async def counted(stage: Stage) -> Callable[[], int]:
    """Return what counts the statements of the service from now on."""
    seen: list[str] = []

    def note(record: Any) -> None:
        seen.append(record.query)

    pool = stage.site.database._pool
    holders = [await pool.acquire() for _ in range(4)]
    for each in holders:
        each.add_query_logger(note)
    for each in holders:
        await pool.release(each)
    return lambda: len(seen)


async def test_a_log_begins_when_a_fund_publishes_or_has_a_rule_for_it(stage: Stage) -> None:
    public, quiet = await another_fund(stage), await another_fund(stage, is_public=False)
    rule = SetLog(occurred_on=DAY)
    await ask(stage.site.books, stage.fund_id, rule, actor=FOUNDER)
    assert await Keeping(stage.site).look() == 2

    assert await size_of(stage, stage.fund_id) == 64
    assert await size_of(stage, public.fund_id) == 64
    assert await size_of(stage, quiet.fund_id) == 0
    [*_, last] = await lines_of(stage.site.database, public.fund_id)
    assert (last.topic, last.actor) == ("log.begun.v1", "clock")


async def test_a_head_comes_with_the_clock_and_is_told_to_whoever_asks_witnesses(
    public: Stage,
) -> None:
    keeping = Keeping(public.site)
    assert await keeping.look() == 0
    public.clock.at += A_DAY
    assert await keeping.look() == 1
    assert await keeping.look() == 0
    assert await size_of(public, public.fund_id) == 128


async def test_a_rule_that_comes_later_is_noticed(stage: Stage) -> None:
    keeping = Keeping(stage.site)
    assert await keeping.look() == 0
    await stage.publish()
    assert await keeping.look() == 1
    assert await keeping.look() == 0


async def test_one_funds_trouble_does_not_stop_the_others(public: Stage) -> None:
    other = await another_fund(public)
    keeping = Keeping(public.site)
    await keeping.look()
    memory = Memory(public.site.settings.keys_dir, public.fund_id, 1).directory / "memory"
    memory.write_bytes(b"{")
    public.clock.at += A_DAY

    assert await keeping.look() == 1
    assert await size_of(public, other.fund_id) == 128
    assert (await public.site.log.status(public.fund_id)).stopped == "unreadable"
    assert await size_of(public, public.fund_id) == 64


async def test_a_book_that_cannot_be_read_does_not_stop_the_others(
    public: Stage, superuser_url: str
) -> None:
    other = await another_fund(public)
    keeping = Keeping(public.site)
    await keeping.look()
    connection = await asyncpg.connect(superuser_url)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(
        "update events set topic = 'of.a.newer.program.v9' where fund_id = $1 and position = 2",
        public.fund_id,
    )
    await connection.execute("delete from snapshots")
    await connection.close()
    public.clock.at += A_DAY
    async with staged_again(public) as again:
        await Keeping(again.site).look()  # or else the service itself just does it
        async with asyncio.timeout(20):
            await grown_to(again, 128, other.fund_id)


@asynccontextmanager
async def staged_again(stage: Stage) -> AsyncIterator[Stage]:
    """Start the service once more on the same database, with the clock where it is."""
    url = stage.site.settings.database_url or stage.site.database._direct_url
    async with staged(url) as made:
        made.clock.at = stage.clock.at
        yield made


async def test_with_many_funds_a_look_at_which_nothing_is_due_costs_two_statements(
    public: Stage,
) -> None:
    for _ in range(20):
        await another_fund(public)
    keeping = Keeping(public.site)
    assert await keeping.look() == 20
    await keeping.look()
    count = await counted(public)
    seen = [count()]
    for _ in range(3):
        await keeping.look()
        seen.append(count())
    # What else the service does by itself may come between.
    assert min(later - earlier for earlier, later in pairwise(seen)) == 2


async def test_two_services_that_look_at_once_make_one_head(public: Stage) -> None:
    first, second = Keeping(public.site), Keeping(public.site)
    await first.look()
    await second.look()
    for day in range(1, 6):
        public.clock.at += A_DAY
        await asyncio.gather(first.look(), second.look())
        await first.look()
        assert await size_of(public, public.fund_id) == 64 * (day + 1)


async def grown_to(stage: Stage, size: int, fund_id: UUID | None = None) -> None:
    """Wait until the service has signed a head of this size by itself."""
    while await size_of(stage, fund_id or stage.fund_id) < size:  # noqa: ASYNC110  another task signs it
        await asyncio.sleep(0.05)


async def test_the_service_begins_a_log_by_itself(
    service_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_module, "EVERY_SECONDS", 0.05)
    async with staged(service_url) as stage:
        await stage.publish()
        async with asyncio.timeout(20):
            await grown_to(stage, 64)
            stage.clock.at += timedelta(days=2)
            await grown_to(stage, 192)


async def test_a_service_that_was_away_makes_up_for_every_head(public: Stage) -> None:
    public.clock.at += timedelta(days=30)
    assert await Keeping(public.site).look() == 1
    assert await size_of(public, public.fund_id) == 64 * 31


async def test_what_stopped_is_looked_at_when_the_service_starts(public: Stage) -> None:
    memory = Memory(public.site.settings.keys_dir, public.fund_id, 1).directory / "memory"
    memory.rename(memory.with_name("away"))
    assert await Keeping(public.site).look() == 0
    assert (await public.site.log.status(public.fund_id)).stopped == "lost"
    memory.with_name("away").rename(memory)
    await Keeping(public.site).look()
    assert (await public.site.log.status(public.fund_id)).stopped is None
