"""T1 and T11: nothing that happens to money or to a case moves a public byte, header or size."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from ledger.events import EVENTS, FundEvent
from ledger.powers import CLOCK
from ledger.publishing.commands import BeginLog, SetDisclosure
from ledger.store.append import NewLine, append
from ledger.store.mapper import encode
from tests.attack.street import Passer, passing
from tests.ledger.samples import FULL
from tests.projections.histories import Teller
from tests.projections.told import LAST_DAY, NOW, History

FOUNDER = "0d3f5b0e-1c5e-4f0a-9b57-3f5f0c1a7d21"
AT_A_TICK = ("policy.set", "single_signer.ended", "log.set")
"""Rules that public pages tell of, wherever they are written: from the next tick on, or at once."""
KINDS = 30
"""So many kinds of facts at least are tried."""


@pytest_asyncio.fixture(loop_scope="session")
async def passer(service_url: str) -> AsyncIterator[Passer]:
    async with passing(service_url) as passer:
        yield passer


async def published(passer: Passer, seed: int) -> tuple[Teller, int]:
    """Make a fund of a year with a report; return it and the length of its book."""
    teller = Teller(seed, FOUNDER)
    history = teller.tell(300)
    rule = SetDisclosure(occurred_on=LAST_DAY, is_public=True, open_grants_data=True)
    assert history.tell(rule, teller.new_id, FOUNDER)
    await history.write(passer.site.database)
    passer.fund_id = history.fund_id
    passer.clock.at = NOW
    await begun(passer, teller, history)
    written = len(history.lines)
    passer.clock.at = NOW + timedelta(hours=1)
    draft = await passer.site.publishing.draft(history.fund_id, NOW.date())
    report = await passer.site.publishing.command(history.fund_id, draft, NOW.date())
    assert history.tell(report, teller.new_id, FOUNDER)
    await history.write(passer.site.database, written)
    return teller, len(history.lines)


async def begun(passer: Passer, teller: Teller, history: History) -> None:
    """Let the log begin and have its first head; the book in memory is told of that line."""
    await passer.site.log.keep(passer.fund_id, wait_seconds=20)
    fund, position = await passer.site.books.get_fund(passer.fund_id)
    log = fund.publishing.log
    assert log is not None
    command = BeginLog(
        occurred_on=NOW.date(),
        number=log.number,
        origin=log.origin,
        vkey=log.vkey,
        promise_vkey=log.promise_vkey,
    )
    assert history.tell(command, teller.new_id, CLOCK)
    assert len(history.lines) == position


def firsts(history: History, after: int) -> list[int]:
    """Return up to which positions to write, so that a few kinds of facts make a step."""
    seen: set[str] = set()
    found = []
    for line in history.lines[after:]:
        if line.event.topic not in seen:
            seen.add(line.event.topic)
            found.append(line.position)
    return [*found[::4], len(history.lines)]


@pytest.mark.slow
async def test_no_fact_about_money_or_a_case_moves_a_public_byte(passer: Passer) -> None:
    teller, written = await published(passer, seed=11)
    history = teller.tell(550)
    before = await passer.everything(reports=1)
    assert before[f"/en/{passer.fund_id}/public/reports/1"][0] == 200
    assert before[f"/en/{passer.fund_id}/public/reports/2"][0] == 404
    assert before[f"/log/{passer.fund_id}/1/checkpoint"][0] == 200
    topics = set()
    for position in firsts(history, written):
        await history.write(passer.site.database, written, position)
        topics |= {line.event.topic for line in history.lines[written:position]}
        written = position
        after = await passer.everything(reports=1)
        assert after == before, f"at {position}: {history.lines[position - 1].event.topic}"
    assert len(topics) >= KINDS
    assert topics <= {*EVENTS}


async def test_pages_of_a_fund_that_publishes_nothing_are_those_of_no_fund(passer: Passer) -> None:
    history = Teller(12).tell(50)
    await history.write(passer.site.database)
    passer.fund_id = history.fund_id
    found = await passer.everything(reports=0)
    for address, told in found.items():
        if str(passer.fund_id) in address:
            assert told == found["/en/nowhere"] or address.startswith("/es")
            assert told[0] == 404


async def test_a_report_tells_nothing_of_the_time_of_day(passer: Passer) -> None:
    await published(passer, seed=13)
    for address, (status, body, headers) in (await passer.everything(reports=1)).items():
        if status != 200 or str(passer.fund_id) not in address:
            continue
        names = {name for name, _ in headers}
        assert names.isdisjoint({"set-cookie", "etag", "last-modified", "age", "date", "expires"})
        assert b"T12:" not in body
        # But midnight, at which the log's clock has its next step.
        assert b"12:00" not in body.replace("12:00\u202fAM".encode(), b"")


@pytest.mark.slow
async def test_no_fact_of_any_kind_moves_a_public_byte_but_by_publishing(passer: Passer) -> None:
    _, written = await published(passer, seed=14)
    before = await passer.everything(reports=1)
    facts = [event for event in FULL if not event.topic.startswith(AT_A_TICK)]
    for start in range(0, len(facts), 12):
        lines = [line_of(event) for event in facts[start : start + 12]]
        async with passer.site.database.acquire() as connection:
            await append(connection, passer.fund_id, lines, after=written, now=NOW)
        written += len(lines)
        after = await passer.everything(reports=1)
        assert after == before, [line.topic for line in lines]


def line_of(event: FundEvent) -> NewLine:
    """Return a line that holds a fact, in a case of its own."""
    topic, payload = encode(event)
    return NewLine(uuid4(), 0, topic, payload, uuid4(), FOUNDER, None)
