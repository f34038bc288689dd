"""The nudge says that something waits, to whom the operator named, and nothing else to anybody."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from api import nudge
from api.nudge import TEXT, Nudging
from api.request_log import configure_logging
from api.settings import Settings
from ledger.books import Books
from ledger.events import Way
from ledger.orders.commands import Act, RequestOrder
from ledger.store.database import Database
from projections.runner import Runner
from tests.api.client import plain_settings, serving, site_of_client
from tests.api.deadline_stage import Kept, Turned
from tests.api.nudge_stage import Heard, an_address
from tests.funds import DAY
from tests.instance import wait_until


@pytest.fixture
def heard(tmp_path: Path) -> Heard:
    return Heard(tmp_path)


@pytest_asyncio.fixture(loop_scope="session")
async def clock() -> Turned:
    return Turned()


@pytest_asyncio.fixture(loop_scope="session")
async def kept(database: Database, clock: Turned) -> Kept:
    return await Kept.open(Books(database, clock=clock))


@asynccontextmanager
async def nudging(database: Database, settings: Settings, clock: Turned) -> AsyncIterator[Nudging]:
    """Nudges without a loop of their own: the test looks."""
    async with Runner(database).running() as runner:
        yield Nudging(database, runner, settings, clock)


async def hear(heard: Heard) -> None:
    """Wait until a nudge has come."""
    await asyncio.to_thread(wait_until, lambda: heard.count == 1)


async def ask_tonight(kept: Kept, way: Way = Way.URGENT) -> int:
    """Ask for bail; return the position of the line."""
    asked = RequestOrder(occurred_on=DAY, order=kept.opened.bail(50_00), way=way)
    return (await kept.ask(kept.founder, asked)).answer.last


async def test_an_urgent_order_is_nudged_for_once(
    database: Database, clock: Turned, kept: Kept, heard: Heard
) -> None:
    async with nudging(database, heard.settings, clock) as nudges:
        nudges.grown(kept.fund_id, await ask_tonight(kept))
        assert await nudges.look() is None
        assert heard.text == f"{TEXT}\n0\n"
        clock.on(hours=2)
        nudges.grown(kept.fund_id, 0)
        assert await nudges.look() is None
        assert heard.count == 1


async def test_nothing_is_said_of_an_order_that_can_wait(
    database: Database, clock: Turned, kept: Kept, heard: Heard
) -> None:
    async with nudging(database, heard.settings, clock) as nudges:
        nudges.grown(kept.fund_id, await ask_tonight(kept, Way.USUAL))
        assert await nudges.look() is None
    assert heard.count == 0


async def test_two_nudges_are_ten_minutes_apart_and_the_second_is_not_lost(
    database: Database, clock: Turned, kept: Kept, heard: Heard
) -> None:
    async with nudging(database, heard.settings, clock) as nudges:
        nudges.grown(kept.fund_id, await ask_tonight(kept))
        await nudges.look()
        clock.on(minutes=4)
        for _ in range(2):
            nudges.grown(kept.fund_id, await ask_tonight(kept))
        assert await nudges.look() == 360
        assert heard.count == 1
        clock.on(minutes=6)
        assert await nudges.look() is None
        assert heard.count == 2
        clock.on(minutes=20)
        nudges.grown(kept.fund_id, 0)
        assert await nudges.look() is None
        assert heard.count == 2


async def test_what_was_paid_meanwhile_is_not_nudged_for(
    database: Database, clock: Turned, kept: Kept, heard: Heard
) -> None:
    async with nudging(database, heard.settings, clock) as nudges:
        nudges.grown(kept.fund_id, await ask_tonight(kept))
        await nudges.look()
        waiting = await kept.pay_tonight()
        clock.on(minutes=11)
        nudges.grown(
            kept.fund_id, (await kept.sign(kept.steward, waiting.case_id, Act.RATIFY)).answer.last
        )
        assert await nudges.look() is None
    assert heard.count == 1


async def test_what_has_waited_for_days_is_not_nudged_for(
    database: Database, clock: Turned, kept: Kept, heard: Heard
) -> None:
    position = await ask_tonight(kept)
    clock.on(days=2)
    async with nudging(database, heard.settings, clock) as nudges:
        nudges.grown(kept.fund_id, position)
        assert await nudges.look() is None
    assert heard.count == 0


async def test_several_processes_nudge_once(
    database: Database, clock: Turned, kept: Kept, heard: Heard
) -> None:
    position = await ask_tonight(kept)
    async with Runner(database).running() as runner:
        processes = [Nudging(database, runner, heard.settings, clock) for _ in range(4)]
        for each in processes:
            each.grown(kept.fund_id, position)
        await asyncio.gather(*(each.look() for each in processes))
    assert heard.count == 1


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    structlog.reset_defaults()


async def test_a_failure_is_tried_again_and_logged_without_values(
    monkeypatch: pytest.MonkeyPatch,
    database: Database,
    clock: Turned,
    kept: Kept,
    log: io.StringIO,
) -> None:
    monkeypatch.setattr(nudge, "AGAIN_SECONDS", 0.01)
    with an_address() as received:
        received.status = 503
        settings = plain_settings(PARASOL_NUDGE_URL=received.url)
        async with nudging(database, settings, clock) as nudges:
            nudges.grown(kept.fund_id, await ask_tonight(kept))
            await nudges.look()
    assert len(received.posts) == nudge.TRIES
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["event"], line["reason"]) for line in lines] == [
        ("nudge-failed", "status 503")
    ] * nudge.TRIES
    assert {key for line in lines for key in line} == {"event", "reason", "level", "timestamp"}


async def test_the_running_service_nudges_by_itself(
    service_url: str, clock: Turned, heard: Heard
) -> None:
    async with serving(service_url, settings=heard.settings, now=clock) as client:
        kept = await Kept.open(site_of_client(client).books)
        await ask_tonight(kept)
        await hear(heard)


async def test_what_was_asked_for_while_the_service_was_away_is_nudged_for_at_its_start(
    database: Database, service_url: str, clock: Turned, kept: Kept, heard: Heard
) -> None:
    await ask_tonight(kept)
    async with serving(service_url, settings=heard.settings, now=clock):
        await hear(heard)


async def test_nobody_is_nudged_unless_the_operator_wants_it(
    service_url: str, clock: Turned
) -> None:
    async with serving(service_url, now=clock) as client:
        site = site_of_client(client)
        kept = await Kept.open(site.books)
        await ask_tonight(kept)
        assert not site.nudging.is_on
        assert site.nudging._grown == {}
