"""The sign on the door: what is asked meets it at once, public pages at one hour of the day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.i18n import LANGUAGES, available
from api.requests.door import Door, KindSign, Sign, get_door, next_hour, set_door, shown_signs
from api.requests.door_words import sign_words
from ledger.chart import Category
from ledger.store.database import Database

ZONE = "America/New_York"
HOUR = 6
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
OPEN = Door(
    is_open=True,
    kinds=(Category.BAIL, Category.RENT),
    urgent=(Category.RENT,),
    closed_until={Category.MEDICAL: "2026-06"},
)


async def hang(database: Database, fund_id: UUID, door: Door, now: datetime) -> None:
    async with database.acquire() as connection:
        shown_from = next_hour(now, ZONE, HOUR)
        await set_door(connection, fund_id, door, now=now, shown_from=shown_from)


async def shown(database: Database, fund_id: UUID, now: datetime) -> dict[Category, KindSign]:
    async with database.acquire() as connection:
        signs = await shown_signs(connection, fund_id, now)
    return {each.category: each for each in signs or ()}


async def test_a_sign_is_told_from_the_next_hour_and_one_that_changed_before_never_was(
    database: Database,
) -> None:
    fund_id = uuid4()
    assert await shown(database, fund_id, NOON) == {}
    await hang(database, fund_id, OPEN, NOON)
    morning = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
    assert await shown(database, fund_id, morning - timedelta(seconds=1)) == {}
    told = await shown(database, fund_id, morning)
    assert list(told) == list(Category)
    assert told[Category.BAIL].sign is Sign.OPEN
    assert told[Category.RENT].sign is Sign.URGENT
    assert told[Category.MEDICAL] == KindSign(Category.MEDICAL, Sign.CLOSED, date(2026, 6, 1))
    assert told[Category.FOOD] == KindSign(Category.FOOD, Sign.CLOSED)
    await hang(database, fund_id, Door(), morning + timedelta(hours=1))
    await hang(database, fund_id, OPEN, morning + timedelta(hours=2))
    for later in (timedelta(hours=3), timedelta(days=1), timedelta(days=300)):
        assert await shown(database, fund_id, morning + later) == told
    async with database.acquire() as connection:
        kept = await connection.fetchval(
            "select count(*) from help_door_signs where fund_id = $1", fund_id
        )
    assert kept == 2


async def test_who_asks_meets_it_at_once(database: Database) -> None:
    fund_id = uuid4()
    await hang(database, fund_id, OPEN, NOON)
    async with database.acquire() as connection:
        assert await get_door(connection, fund_id) == OPEN
    assert OPEN.lets_in(Category.RENT)
    assert OPEN.only_urgent(Category.RENT)
    assert not OPEN.lets_in(Category.MEDICAL)


async def test_a_closed_door_is_told_closed_for_every_kind(database: Database) -> None:
    fund_id = uuid4()
    await hang(database, fund_id, Door(is_open=False, kinds=(Category.BAIL,)), NOON)
    told = await shown(database, fund_id, NOON + timedelta(days=2))
    assert {each.sign for each in told.values()} == {Sign.CLOSED}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-02T10:59:59+00:00", "2026-03-02T11:00:00+00:00"),
        ("2026-03-02T11:00:00+00:00", "2026-03-03T11:00:00+00:00"),
        ("2026-03-07T12:00:00+00:00", "2026-03-08T10:00:00+00:00"),
        ("2026-10-31T12:00:00+00:00", "2026-11-01T11:00:00+00:00"),
    ],
)
def test_the_hour_is_that_of_the_fund_in_summer_and_winter(now: str, expected: str) -> None:
    found = next_hour(datetime.fromisoformat(now), ZONE, HOUR)
    assert found.astimezone(UTC) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sign_is_said(code: str) -> None:
    language = available()[code]
    signs = [KindSign(Category.BAIL, each) for each in Sign]
    signs.append(KindSign(Category.BAIL, Sign.CLOSED, date(2026, 6, 1)))
    said = [language.say(sign_words(each, language)) for each in signs]
    assert len(set(said)) == 4
    assert "2026" in said[-1]
