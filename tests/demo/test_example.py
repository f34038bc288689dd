from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api.demo.diary import MONTHS
from api.demo.filling import HalfFilled, fill_example
from ledger.books import Books
from ledger.events import (
    EVENTS,
    FounderNamed,
    LineReversed,
    PlanAdopted,
    ReportPublished,
    SuccessorsInstalled,
)
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine, list_lines_after
from projections.balances import get_balances
from projections.cases import list_open_cases
from projections.check import check_fund
from projections.reports.manifest import decode as manifest_of
from projections.runner import Runner
from tests.api.lent_apps import KEYS
from tests.demo.told import large_fund
from tests.funds import open_fund

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
UNTOLD = {
    FounderNamed.topic,  # only for books that an older program or the operator opened
    PlanAdopted.topic,  # an older program wrote it; now there are budgets
    SuccessorsInstalled.topic,  # then the fund would have other stewards
}


async def lines_of(database: Database) -> list[StoredLine]:
    async with database.acquire() as connection:
        fund_id = await large_fund(connection)
        return await list_lines_after(connection, fund_id, 0, limit=9_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "now",
    [
        datetime(2027, 1, 1, 3, tzinfo=UTC),  # still last year where the fund is
        datetime(2028, 2, 29, 18, tzinfo=UTC),
        datetime(2027, 3, 31, 23, 59, tzinfo=UTC),
        datetime(2027, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 12, 8, 19, 30, tzinfo=UTC),
    ],
    ids=lambda now: now.date().isoformat(),
)
async def test_the_example_can_be_told_on_any_day(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    assert await fill_example(database, KEYS, tmp_path, now=now)
    lines = await lines_of(database)
    assert len(lines) > 800
    assert lines[-1].recorded_at < now + timedelta(seconds=1)
    reports = [
        event
        for line in lines
        if isinstance(event := decode(line.topic, line.payload), ReportPublished)
    ]
    assert len(reports) >= 7
    latest = manifest_of(reports[-1].manifest)
    assert latest.bridge
    assert "housing" in {part.group for each in latest.paid_out for part in each.parts}


@pytest.mark.slow
async def test_the_example_shows_every_kind_of_line_and_agrees(
    database: Database, tmp_path: Path
) -> None:
    assert await fill_example(database, KEYS, tmp_path, now=NOW)
    assert not await fill_example(database, KEYS, tmp_path, now=NOW)
    lines = await lines_of(database)
    assert {line.topic for line in lines} == set(EVENTS) - UNTOLD
    reversals = [
        event
        for line in lines
        if isinstance(event := decode(line.topic, line.payload), LineReversed)
    ]
    assert len(reversals) == 2
    await Runner(database).catch_up(lines[0].fund_id)
    async with database.acquire() as connection:
        report = await check_fund(connection, lines[0].fund_id)
    assert (report.verdict, report.findings) == ("OK", ())


@pytest.mark.slow
async def test_the_example_has_something_short_overdue_and_held(
    database: Database, tmp_path: Path
) -> None:
    await fill_example(database, KEYS, tmp_path, now=NOW)
    fund_id = (await lines_of(database))[0].fund_id
    await Runner(database).catch_up(fund_id)
    async with database.acquire() as connection:
        balances = await get_balances(connection, fund_id)
        cases = (await list_open_cases(connection, fund_id)).cases
    short = [account for account in balances.accounts if account.short]
    assert [account.short for account in short] == [135_00]
    assert {account.currency for account in balances.accounts} == {"USD", "EUR"}
    assert not [purpose for purpose in balances.purposes for money in purpose.money if money.short]
    assert sum(case.overdue(NOW.date()) > 0 for case in cases) == 2
    assert {case.kind for case in cases} == {"bail", "grant"}
    assert len([authority for authority in balances.authorities if authority.held]) == 4


@pytest.mark.slow
async def test_the_same_day_tells_the_same_example(database: Database, tmp_path: Path) -> None:
    await fill_example(database, KEYS, tmp_path, now=NOW)
    lines = await lines_of(database)
    first = decode(lines[0].topic, lines[0].payload)
    assert first.occurred_on == date(2024, 12, 1)
    assert MONTHS == 24
    assert str(lines[0].fund_id)[14] == "4"


async def test_an_instance_with_a_fund_is_left_alone(database: Database, tmp_path: Path) -> None:
    books = Books(database)
    await open_fund(books)
    with pytest.raises(HalfFilled):
        await fill_example(database, KEYS, tmp_path, now=NOW)
    await books.close()
