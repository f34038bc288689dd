"""Filling the example fund: once."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from api.demo.diary import Diary
from api.demo.fund import TIME_ZONE, open_fund
from api.demo.giving import plan_giving
from api.demo.helping import plan_helping
from api.demo.running import plan_running
from ledger.store.database import Database
from ledger.store.errors import database_errors
from ledger.store.reading import list_funds

_SEED: Final = 1977
_FILLED: Final = "example fund filled"


class HalfFilled(Exception):
    """Filling was interrupted once; the directory should be removed and filled anew."""


async def fill_example(database: Database, *, now: datetime | None = None) -> bool:
    """Fill the example unless that was done before; say whether it was done now.

    Raises `HalfFilled`.
    """
    async with database.acquire() as connection:
        with database_errors():
            done = await connection.fetchval("select 1 from instance where name = $1", _FILLED)
        if done:
            return False
        if await list_funds(connection):
            raise HalfFilled
    now = now or datetime.now(UTC)
    diary = Diary(database, today=now.astimezone(ZoneInfo(TIME_ZONE)).date(), now=now, seed=_SEED)
    try:
        places = await open_fund(diary)
        for plan in (plan_giving, plan_helping, plan_running):
            plan(diary, places)
        await diary.tell()
    finally:
        await diary.books.close()
    async with database.acquire() as connection:
        with database_errors():
            await connection.execute(
                "insert into instance (name, value) values ($1, $2)", _FILLED, diary.fund_id.bytes
            )
    return True
